"""The tables of an explained change. Every column is in whole minor units and adds up to the figure it splits."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from tools.columns import K_ANONYMITY
from tools.customers.change_data import Change
from tools.customers.change_groups import TITLES, Dimension, group_names
from tools.customers.change_measures import ALWAYS, LABELS, Measure
from tools.customers.crowds import OTHER, merge_small, slugs
from tools.customers.decomposition import rounded_parts
from tools.customers.sales import MINOR
from tools.facts import Column, Row, Table, Value

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

MOVERS = 10
STATUSES = {
    "stayed": ("с заказами в обоих периодах", "bought in both periods"),
    "new": ("новые", "new"),
    "came_back": ("вернулись после перерыва", "came back after a break"),
    "left": ("не купили в этом периоде", "did not buy in this period"),
    "returns_only": ("только возвраты", "returns only"),
    "unknown": ("клиент не известен", "customer unknown"),
    OTHER: ("прочие", "others"),
}


def rounded(amount: Fraction, measure: Measure) -> float | int:
    """An amount in the measure's smallest unit: whole orders and customers, money to two decimals."""
    return plain(rounded_parts([amount], places=measure.places)[0], measure)


def plain(amount: object, measure: Measure) -> float | int:
    return float(amount) if measure.places else int(amount)  # type: ignore[call-overload, arg-type]


def factor_table(change: Change, measure: Measure, unit: str) -> Table:
    """What each factor brought, largest first in the direction of the change."""
    parts = measure.parts(change.before, change.now, change.statuses)
    exact = [part for _, part in parts]
    before, now = (
        rounded_parts([measure.total(side)], places=measure.places)[0] for side in (change.before, change.now)
    )
    total = sum(exact)
    rows = []
    shares = rounded_parts(exact, places=measure.places, total=now - before)
    for (key, part), amount in zip(parts, shares, strict=True):
        if part or key in ALWAYS:
            share = float(part / total) if total else None
            rows.append(Row(key, *LABELS[key], (plain(amount, measure), share)))
    rows.sort(key=lambda row: -float(row.values[0] or 0) if total >= 0 else float(row.values[0] or 0))
    columns = (
        Column("part", unit, "Вклад в изменение", "Part of the change"),
        Column("share", "ratio", "Доля изменения", "Share of the change"),
    )
    return Table("factors", "Вклад по составляющим", "By factor", columns, tuple(rows))


def status_table(change: Change, measure: Measure, unit: str) -> Table:
    """What customers who stayed, came, came back or left brought."""
    frame = merge_small(_folded(change.statuses))
    frame = frame.loc[[key for key in STATUSES if key in frame.index]]
    amounts = [_on_sides(frame.loc[key], change, measure) for key in frame.index]
    keys, counts = [str(key) for key in frame.index], [int(n) for n in frame["customers"]]
    with_unknown = measure.key in ("revenue", "margin") and (change.now.unknown or change.before.unknown)
    if with_unknown:
        keys.append("unknown")
        amounts.append((Fraction(change.before.unknown, MINOR), Fraction(change.now.unknown, MINOR)))
    cells = in_minor_units(amounts, measure)
    shown: list[int | None] = [*counts, None] if with_unknown else list(counts)
    rows = tuple(
        Row(key, *STATUSES[key], (n, *cell)) for key, n, cell in zip(keys, shown, cells, strict=True)
    )
    return Table("statuses", "Вклад по клиентам", "By customers", _columns(unit), rows)


def group_table(
    warehouse: Warehouse, by: Dimension, frame: pd.DataFrame, change: Change, measure: Measure, unit: str
) -> Table:
    """The largest movers of one dimension and the rest as one row."""
    key, ru, en = TITLES[by]
    merged = merge_small(
        frame, disjoint=measure.key in ("orders", "customers") or by in ("region", "segment")
    )
    movement = (merged["now"] - merged["before"]).abs().drop(OTHER, errors="ignore")
    shown = list(movement.sort_values(ascending=False, kind="stable").index[:MOVERS])
    rest = merged.drop(index=shown)
    out = merged.loc[shown].copy()
    if len(rest):
        out.loc[OTHER] = rest.sum()
        out.loc[OTHER, "customers"] = rest["customers"].max()
    falls = int(out["now"].sum() - out["before"].sum()) < 0
    out = out.sort_index().assign(change=out["now"] - out["before"])
    body = out.drop(index=OTHER, errors="ignore").sort_values("change", ascending=falls, kind="stable")
    out = pd.concat([body, out.loc[out.index.intersection([OTHER])]])
    names = group_names(warehouse, by, [str(name) for name in out.index])
    keys = slugs([name if by == "segment" and name else names[name][1] for name in names])
    cells = in_minor_units([_group_sides(row, change, measure) for _, row in out.iterrows()], measure)
    rows = tuple(Row(slug, *names[name], cell) for slug, name, cell in zip(keys, names, cells, strict=True))
    return Table(key, ru, en, _columns(unit)[1:], rows)


def in_minor_units(
    amounts: list[tuple[Fraction, Fraction]], measure: Measure
) -> list[tuple[Value | None, ...]]:
    """Before, now and change of each row in whole minor units; each column adds up to its rounded total."""
    before = rounded_parts([a for a, _ in amounts], places=measure.places)
    now = rounded_parts([b for _, b in amounts], places=measure.places)
    return [
        (plain(a, measure), plain(b, measure), plain(b - a, measure))
        for a, b in zip(before, now, strict=True)
    ]


def _on_sides(row: pd.Series, change: Change, measure: Measure) -> tuple[Fraction, Fraction]:
    if measure.key == "orders":
        return Fraction(int(row["orders_0"])), Fraction(int(row["orders_1"]))
    if measure.key == "customers":
        return Fraction(int(row["active_0"])), Fraction(int(row["active_1"]))
    return _money_sides(row, change, measure)


def _group_sides(row: pd.Series, change: Change, measure: Measure) -> tuple[Fraction, Fraction]:
    if measure.key in ("orders", "customers"):
        return Fraction(int(row["before"])), Fraction(int(row["now"]))
    return _money_sides(row, change, measure)


def _money_sides(row: pd.Series, change: Change, measure: Measure) -> tuple[Fraction, Fraction]:
    """Money of each side; of ARPU the money divided by all active customers of that side, so that groups add up."""
    sides = []
    for name, side in (("before", change.before), ("now", change.now)):
        divisor = max(side.customers, 1) if measure.key == "arpu" else 1
        sides.append(Fraction(int(row[name]), MINOR * divisor))
    return sides[0], sides[1]


def _folded(statuses: pd.DataFrame) -> pd.DataFrame:
    """A handful of customers with returns alone join those who did not buy in this period: neither did they."""
    few = "returns_only" in statuses.index and int(statuses["customers"]["returns_only"]) < K_ANONYMITY
    if not few or "left" not in statuses.index:
        return statuses
    out = statuses.drop(index="returns_only")
    out.loc["left"] += statuses.loc["returns_only"]
    return out


def _columns(unit: str) -> tuple[Column, ...]:
    return (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("before", unit, "Было", "Before"),
        Column("now", unit, "Стало", "Now"),
        Column("change", unit, "Изменение", "Change"),
    )
