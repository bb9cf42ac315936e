"""Why a figure moved between two periods: data faults first, then exact parts that add up to the change.

Three views of one and the same change: customers x orders per customer x average order (with returns and
unknown customers apart), new, returning and lost customers, categories and channels. Each adds up to the
change to the minor unit. They say where the change sits; a cause needs a test.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.change_data import Change, Side, read_change
from tools.customers.crowds import OTHER, merge_small, require_crowd, slugs
from tools.customers.decomposition import product_parts, rounded_parts
from tools.customers.faults import data_faults, empty_days
from tools.customers.pareto import NAMES
from tools.customers.periods import Period, asked_period, earlier_period_facts, period_facts, require_inside
from tools.customers.sales import MINOR, require_margin
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

HISTORY, FEWEST_SWINGS = 13, 4
MOVERS = 10
FACTORS = (
    ("customers", "число активных клиентов", "number of active customers"),
    ("frequency", "заказов на клиента", "orders per customer"),
    ("average_order", "средний чек", "average order"),
    ("returns", "возвраты", "returns"),
    ("unknown", "покупки без известного клиента", "sales without a known customer"),
)
STATUSES = {
    "stayed": ("с заказами в обоих периодах", "bought in both periods"),
    "new": ("новые", "new"),
    "came_back": ("вернулись после перерыва", "came back after a break"),
    "left": ("не купили в этом периоде", "did not buy in this period"),
    "returns_only": ("только возвраты", "returns only"),
    "unknown": ("клиент не известен", "customer unknown"),
    OTHER: ("прочие", "others"),
}


class ChangeArguments(PeriodSelection):
    """Which figure, which period, against what."""

    value: Literal["revenue", "margin"] = Field("revenue", description="Which figure moved.")
    period: Literal["day", "week", "month", "quarter", "year"] = Field(
        "week", description="Length of the last full period to look at, when start and end are not given."
    )
    compare: Literal["previous", "year_ago"] = Field(
        "previous", description="Against the period right before, or the same one a year ago."
    )


def compute(warehouse: Warehouse, args: ChangeArguments) -> Findings:
    """The change and its parts."""
    if args.value == "margin":
        require_margin(warehouse)
    now = asked_period(warehouse, args, otherwise=args.period)
    before = _compared(now, args)
    require_inside(before, warehouse)
    change = read_change(warehouse, args, now, before, args.value)
    require_crowd(int(change.statuses["customers"].sum()))
    currency = warehouse.currency
    tables = [_factors(change, currency), _statuses(change, currency)]
    tables += [
        _groups(key, frame, currency)
        for key, frame in change.groups.items()
        if len(frame) > 1 or frame.index[0] != ""
    ]
    facts = _facts(warehouse, args, change) + _factor_facts(tables[0], currency, now.end.isoformat())
    ru, en = NAMES[args.value]
    chart = Chart(
        "waterfall",
        "factors",
        ("part",),
        f"Из чего сложилось изменение: {ru}",
        f"What the change is made of: {en}",
    )
    return Findings(tuple(facts), tuple(tables), (chart,), (*data_faults(change), *_notes(warehouse, args)))


def _compared(now: Period, args: ChangeArguments) -> Period:
    """The earlier period; one that is cut short by the end of the data is held against its same first days."""
    asked = now if args.start is None or args.end is None else Period(args.start, args.end)
    earlier = asked.previous() if args.compare == "previous" else asked.year_ago()
    if asked.days == now.days:
        return earlier
    return Period(earlier.start, min(earlier.end, earlier.start + timedelta(days=now.days - 1)))


def _facts(warehouse: Warehouse, args: ChangeArguments, change: Change) -> list[Fact]:
    now, before = change.now, change.before
    ru, en = NAMES[args.value]
    ru = ru.capitalize()
    en = en.capitalize()
    currency = warehouse.currency
    fact = partial(
        Fact,
        as_of=now.period.end.isoformat(),
        n=int(change.statuses["customers"].sum()),
        method="exact decomposition",
    )
    facts = [
        *period_facts(fact, now.period),
        *earlier_period_facts(fact, before.period),
        fact("value", _money(now.total), currency, ru, en),
        fact("previous", _money(before.total), currency, f"{ru}: прошлый период", f"{en}: earlier period"),
        fact(
            "change",
            _money(now.total - before.total),
            currency,
            f"{ru}: изменение",
            f"{en}: change",
            is_change=True,
        ),
    ]
    if before.total > 0:
        growth = now.total / before.total - 1
        facts.append(
            fact(
                "growth",
                growth,
                "share",
                f"{ru}: изменение в процентах",
                f"{en}: relative change",
                is_change=True,
            )
        )
    facts += _usual(change, fact)
    for key, unit, ru1, en1, values in (
        ("customers", "customers", "Активные клиенты", "Active customers", (now.customers, before.customers)),
        (
            "frequency",
            "number",
            "Заказов на клиента",
            "Orders per customer",
            (_ratio(now, 1), _ratio(before, 1)),
        ),
        ("average_order", currency, "Средний чек", "Average order", (_ratio(now, 2), _ratio(before, 2))),
    ):
        facts += [
            fact(key, values[0], unit, ru1, en1),
            fact(f"{key}_previous", values[1], unit, f"{ru1}: прошлый период", f"{en1}: earlier period"),
            fact(
                f"{key}_change",
                values[0] - values[1],
                unit,
                f"{ru1}: изменение",
                f"{en1}: change",
                is_change=True,
            ),
        ]
    facts += [
        fact("empty_days", empty_days(change, now.period), "days", "Дней без продаж", "Days without sales"),
        fact(
            "previous_empty_days",
            empty_days(change, before.period),
            "days",
            "Дней без продаж в прошлом периоде",
            "Days without sales in the earlier period",
        ),
    ]
    return facts


def _usual(change: Change, fact: partial[Fact]) -> list[Fact]:
    """How much the figure moves from one such period to the next anyway."""
    swings = change.swings(HISTORY)
    if len(swings) < FEWEST_SWINGS:
        return []
    return [
        fact(
            "usual_swing",
            median(abs(swing) for swing in swings),
            "share",
            "Обычное колебание от периода к периоду",
            "Usual swing from one period to the next",
        ),
        fact(
            "swing_periods",
            len(swings),
            "number",
            "По скольким изменениям посчитано колебание",
            "Changes behind the usual swing",
        ),
    ]


def _factors(change: Change, currency: str) -> Table:
    now, before = change.now, change.before
    parts = product_parts(before.factors, now.factors)
    parts += [Fraction(now.returns - before.returns, MINOR), Fraction(now.unknown - before.unknown, MINOR)]
    total = sum(parts)
    rows = []
    for (key, ru, en), exact, money in zip(FACTORS, parts, rounded_parts(parts), strict=True):
        if exact or key in ("customers", "frequency", "average_order"):
            rows.append(Row(key, ru, en, (float(money), float(exact / total) if total else None)))
    rows.sort(key=lambda row: -float(row.values[0] or 0) if total >= 0 else float(row.values[0] or 0))
    columns = (
        Column("part", currency, "Вклад в изменение", "Part of the change"),
        Column("share", "ratio", "Доля изменения", "Share of the change"),
    )
    return Table("factors", "Вклад по составляющим", "By factor", columns, tuple(rows))


def _factor_facts(table: Table, currency: str, as_of: str) -> list[Fact]:
    return [
        Fact(
            f"part_{row.key}",
            row.values[0] or 0.0,
            currency,
            f"Вклад в изменение: {row.label_ru}",
            f"Part of the change: {row.label_en}",
            method="Shapley value of the product",
            as_of=as_of,
            is_change=True,
        )
        for row in table.rows
    ]


def _statuses(change: Change, currency: str) -> Table:
    frame = merge_small(_folded(change.statuses))
    rows = _change_rows(
        frame.loc[[key for key in STATUSES if key in frame.index]], STATUSES, with_customers=True
    )
    now, before = change.now.unknown, change.before.unknown
    if now or before:
        rows.append(Row("unknown", *STATUSES["unknown"], (None, *_three(before, now))))
    return Table("statuses", "Вклад по клиентам", "By customers", _change_columns(currency), tuple(rows))


def _folded(statuses: pd.DataFrame) -> pd.DataFrame:
    """A handful of customers with returns alone join those who did not buy in this period: neither did they."""
    few = "returns_only" in statuses.index and int(statuses["customers"]["returns_only"]) < K_ANONYMITY
    if not few or "left" not in statuses.index:
        return statuses
    out = statuses.drop(index="returns_only")
    out.loc["left"] += statuses.loc["returns_only"]
    return out


def _groups(key: str, frame: pd.DataFrame, currency: str) -> Table:
    many = {
        "category": ("categories", "По категориям", "By category"),
        "channel": ("channels", "По каналам", "By channel"),
    }
    table, ru, en = many[key]
    merged = merge_small(frame, disjoint=False)
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
    labels = {"": ("не указано", "not stated"), OTHER: ("прочее", "other")}
    names = {name: labels.get(name, (name, name)) for name in out.index}
    keys = dict(zip(out.index, slugs([names[name][1] for name in out.index]), strict=True))
    rows = _change_rows(out, names, with_customers=False, keys=keys)
    return Table(table, ru, en, _change_columns(currency)[1:], tuple(rows))


def _change_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("before", currency, "Было", "Before"),
        Column("now", currency, "Стало", "Now"),
        Column("change", currency, "Изменение", "Change"),
    )


def _change_rows(
    frame: pd.DataFrame,
    names: dict[str, tuple[str, str]],
    *,
    with_customers: bool,
    keys: dict[str, str] | None = None,
) -> list[Row]:
    rows = []
    for name, row in frame.iterrows():
        figures = _three(int(row["before"]), int(row["now"]))
        customers = (int(row["customers"]),) if with_customers else ()
        rows.append(Row((keys or {}).get(str(name), str(name)), *names[str(name)], (*customers, *figures)))
    return rows


def _three(before: int, now: int) -> tuple[float, float, float]:
    return before / MINOR, now / MINOR, (now - before) / MINOR


def _money(amount: int) -> float:
    return amount / MINOR


def _ratio(side: Side, factor: int) -> float:
    return float(side.factors[factor])


def _notes(warehouse: Warehouse, args: ChangeArguments) -> list[Note]:
    notes = [
        Note(
            "Части складываются в изменение точно (значение Шепли для произведения). Они показывают, где произошло изменение, "
            "а не почему: причину подтверждает только тест с контрольной группой.",
            "The parts add up to the change exactly (Shapley value of the product). They show where the change sits, "
            "not why: only a test with a control group confirms a cause.",
            "definition",
        )
    ]
    if args.end is not None and args.end > warehouse.last_day:
        notes.append(
            Note(
                "Период ещё не кончился: взяты дни, за которые есть данные, и те же первые дни прошлого периода.",
                "The period is not over: the days with data are compared with the same first days of the earlier period.",
                "warning",
            )
        )
    return notes
