# ruff: noqa: S608 - names come from our own schema, the rows from a statement that `connect` has built
"""Reads the tables as if each person had one customer id, where several were merged.

The files keep the ids of their systems; only what is read is translated, so that undoing a merge needs no
file to be written again. Where a table has one row a customer, the rows of one person become one:

- `customers`: the earliest registration; every other attribute as it was learnt last and known at all;
- `assignments`: the arm drawn first, because whatever was drawn later no longer divides people at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

ONE_ROW_A_PERSON = frozenset({"customers", "assignments"})
FIRST, LAST = ("registered_on",), ("learnt_on",)


def view_of_persons(name: str, columns: Sequence[str], rows: str) -> str:
    """The statement that reads `rows` with persons for customers; needs the table `person_map`."""
    if name == "customers":
        return _one_customer(columns, rows)
    others = ", ".join(f't."{column}"' for column in columns if column != "customer_id")
    named = f"coalesce(p.person_id, t.customer_id) AS customer_id, {others}"
    order = ", ".join(f'"{column}"' for column in columns)
    if name == "assignments":
        drawn_first = (
            "row_number() OVER (PARTITION BY t.experiment_id, coalesce(p.person_id, t.customer_id) "
            "ORDER BY t.assigned_at NULLS LAST, t.assigned_on NULLS LAST, t.customer_id) AS drawn"
        )
        return (
            f"SELECT {order} FROM (SELECT {named}, {drawn_first} FROM ({rows}) t "
            "LEFT JOIN person_map p USING (customer_id)) WHERE drawn = 1"
        )
    return f"SELECT {order} FROM (SELECT {named} FROM ({rows}) t LEFT JOIN person_map p USING (customer_id))"


def addresses_of_persons(addresses: pd.DataFrame, person_map: pd.DataFrame) -> pd.DataFrame:
    """One address a person and channel: a working one before a broken one, then that of the person's own id,
    then that of the smallest. The first name is the first known in the same order."""
    person = addresses["customer_id"].map(person_map.set_index("customer_id")["person_id"])
    own = person.fillna(addresses["customer_id"])
    ranked = addresses.assign(
        person=own,
        broken=~addresses["valid"].fillna(True).astype(bool),
        other=own != addresses["customer_id"],
    ).sort_values(["person", "channel", "broken", "other", "customer_id"], kind="stable")
    ranked["first_name"] = ranked.groupby(["person", "channel"])["first_name"].transform("first")
    kept = ranked.drop_duplicates(["person", "channel"]).sort_index()
    return kept.assign(customer_id=kept["person"])[list(addresses.columns)].reset_index(drop=True)


def _one_customer(columns: Sequence[str], rows: str) -> str:
    parts = []
    for column in columns:
        if column == "customer_id":
            parts.append("p.person_id AS customer_id")
        elif column in FIRST:
            parts.append(f'min(t."{column}") AS "{column}"')
        elif column in LAST:
            parts.append(f'max(t."{column}") AS "{column}"')
        else:
            parts.append(
                f'first(t."{column}" ORDER BY t.learnt_on DESC NULLS LAST, t.customer_id) '
                f'FILTER (WHERE t."{column}" IS NOT NULL) AS "{column}"'
            )
    order = ", ".join(f'"{column}"' for column in columns)
    return (
        f"SELECT {order} FROM ({rows}) t ANTI JOIN person_map p USING (customer_id) UNION ALL "
        f"SELECT {', '.join(parts)} FROM ({rows}) t JOIN person_map p USING (customer_id) GROUP BY p.person_id"
    )
