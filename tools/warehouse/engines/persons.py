"""Merged persons as Ibis expressions, for the engines that read the lake in place.

Says the same as `tools.warehouse.persons`, which writes it in DuckDB's own SQL for the engine that most
questions run on; a test holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.warehouse.persons import FIRST, LAST

if TYPE_CHECKING:
    import ibis

MAP_COLUMNS = ("customer_id", "person_id")


def of_persons(name: str, table: ibis.Table, person_map: ibis.Table) -> ibis.Table:
    """The rows of a canonical table with persons for customers."""
    if "customer_id" not in table.columns:
        return table
    pairs = person_map.select(merged_id=person_map.customer_id, person_id=person_map.person_id)
    if name == "customers":
        return _one_customer(table, pairs)
    named = _named(table, pairs)
    if name == "assignments":
        return _drawn_first(named).select(*table.columns)
    return named.drop("own_id")


def _named(table: ibis.Table, pairs: ibis.Table) -> ibis.Table:
    both = table.left_join(pairs, table.customer_id == pairs.merged_id)
    columns: dict[str, Any] = {column: both[column] for column in table.columns}
    columns["customer_id"] = both.person_id.coalesce(both.customer_id)
    return both.select(**columns, own_id=both.customer_id)


def _drawn_first(named: ibis.Table) -> ibis.Table:
    import ibis

    order = [
        named.assigned_at.asc(nulls_first=False),
        named.assigned_on.asc(nulls_first=False),
        named.own_id,
    ]
    drawn = ibis.row_number().over(group_by=[named.experiment_id, named.customer_id], order_by=order)
    ranked = named.mutate(drawn=drawn)
    return ranked.filter(ranked.drawn == 0)


def _one_customer(table: ibis.Table, pairs: ibis.Table) -> ibis.Table:
    import ibis

    alone = table.anti_join(pairs, table.customer_id == pairs.merged_id)
    both = table.inner_join(pairs, table.customer_id == pairs.merged_id)
    several = both.select(*table.columns, "person_id")
    ends = {c: several[c].min() for c in FIRST} | {c: several[c].max() for c in LAST}
    one = several.group_by("person_id").aggregate(**ends)
    for column in table.columns:
        if column in {"customer_id", *FIRST, *LAST}:
            continue
        known = several.filter(several[column].notnull())
        latest = [known.learnt_on.desc(nulls_first=False), known.customer_id]
        ranked = known.mutate(place=ibis.row_number().over(group_by=known.person_id, order_by=latest))
        last = ranked.filter(ranked.place == 0).select(owner=ranked.person_id, **{column: ranked[column]})
        joined = one.left_join(last, one.person_id == last.owner)
        one = joined.select(*one.columns, column)
    merged = one.select(**{c: one["person_id" if c == "customer_id" else c] for c in table.columns})
    return alone.select(*table.columns).union(merged)
