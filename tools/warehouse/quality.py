"""`data_quality`: can the figures be trusted, and which ones not.

Ten checks over the transactions and the record of their loads. Each gives the rows concerned, their share and
a verdict: `good`, `notice` or `blocking`. The score is 100 minus what the checks take off; it orders data sets
and months, it is no probability. There is no clock here: "future" is judged against the bulk of the file's own
days, and freshness against the newest day of any table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from tools.errors import NotEnoughData
from tools.facts import Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments
from tools.warehouse.connect import Warehouse
from tools.warehouse.demands import DAY_OF, reason_in

if TYPE_CHECKING:
    import ibis

Verdict = Literal["good", "notice", "blocking"]
VERDICTS = {
    "good": ("в порядке", "good"),
    "notice": ("внимание", "notice"),
    "blocking": ("мешает", "blocking"),
}
GAP_DAYS = 60
"""A last day further than this behind all but a thousandth of the lines is a mistyped date."""
EXTREME = 1000.0
"""A line of more than so many times the median line is looked at."""


class QualityArguments(Arguments):
    """Nothing to choose: the whole snapshot is checked."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: how many rows of how many, from which share on it is noticed and blocks, what it costs."""

    key: str
    ru: str
    en: str
    rows: int
    of: int
    notice: float
    blocks: float
    weight: float

    @property
    def share(self) -> float:
        return self.rows / self.of if self.of else 0.0

    @property
    def verdict(self) -> Verdict:
        if self.share >= self.blocks:
            return "blocking"
        return "notice" if self.share >= self.notice and self.rows else "good"

    @property
    def penalty(self) -> float:
        """Points off: the whole weight where it blocks, else in proportion."""
        return self.weight * min(1.0, self.share / self.blocks) if self.rows else 0.0


def compute(warehouse: Warehouse, args: QualityArguments) -> Findings:  # noqa: ARG001 - every tool takes arguments
    """All checks, the score, the blocking errors and why rows were left out."""
    found = _measure(warehouse)
    last = warehouse.last_day
    checks = _checks(found)
    score = max(0, round(100 - sum(check.penalty for check in checks)))
    blocking = [check for check in checks if check.verdict == "blocking"]
    facts = [
        _fact(
            "score", score, "points", "Оценка качества данных, из 100", "Data quality score, out of 100", last
        ),
        _fact("blocking", len(blocking), "number", "Мешающие проблемы", "Blocking problems", last),
        _fact("rows_read", found["read"], "lines", "Прочитано строк", "Rows read", last),
        _fact("rows_accepted", found["accepted"], "lines", "Принято строк", "Rows accepted", last),
        _fact("rows_set_aside", found["set_aside"], "lines", "Отложено строк", "Rows set aside", last),
        _fact("rows_rejected", found["rejected"], "lines", "Отклонено строк", "Rows rejected", last),
        _fact(
            "first_day", str(warehouse.first_day), "date", "Первый день данных", "First day of the data", last
        ),
        _fact("last_day", str(last), "date", "Последний день данных", "Last day of the data", last),
    ]
    facts.extend(
        _fact(f"{check.key}_share", check.share, "share", check.ru, check.en, last, check.of)
        for check in checks
    )
    if (behind := _days_behind(warehouse)) is not None:
        ru, en = (
            "Продажи отстают от самой свежей таблицы, дней",
            "Days that sales lag behind the newest table",
        )
        facts.append(_fact("days_behind", behind, "days", ru, en, last))
    tables = [_check_table(checks)]
    if (reasons := _reason_table(warehouse)) is not None:
        tables.append(reasons)
    return Findings(tuple(facts), tuple(tables), (), tuple(_notes(checks, warehouse, found)))


def _measure(warehouse: Warehouse) -> dict[str, Any]:
    import ibis

    lines = warehouse.table("transactions")
    sale = lines.kind == "sale"
    cut = warehouse.last_day - timedelta(days=GAP_DAYS)
    row: dict[str, Any] = (
        lines.aggregate(
            lines=lines.count(),
            without_customer=lines.customer_id.isnull().cast("int64").sum(),
            without_product=lines.product_id.isnull().cast("int64").sum(),
            without_margin=lines.margin.isnull().cast("int64").sum(),
            zero_revenue=(sale & (lines.revenue == 0)).cast("int64").sum(),
            refunds=(~sale).cast("int64").sum(),
            unmatched=(~sale & lines.refund_of.isnull()).cast("int64").sum(),
            above_cost=(sale & (lines.margin < 0)).cast("int64").sum(),
            late=(lines.ordered_on > ibis.date(cut.year, cut.month, cut.day)).cast("int64").sum(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )
    row = {name: value or 0 for name, value in row.items()}
    if not row["lines"]:
        raise NotEnoughData(
            "There are no transactions.", message_ru="Нет ни одной транзакции.", argument="transactions"
        )
    loads = warehouse.loads.of("transactions")
    row["future"] = row["late"] if row["late"] < max(row["lines"] / 1000, 3) and row["lines"] > 1000 else 0
    row["extreme"] = _extreme(lines)
    row["missing_days"], row["period_days"] = _missing_days(lines, warehouse.first_day, warehouse.last_day)
    for name in ("read", "accepted", "set_aside", "rejected"):
        row[name] = sum(getattr(load, name) for load in loads)
    row["duplicates"] = sum(
        n for load in loads for _, reason, n in load.reasons if reason.startswith("duplicate")
    )
    return row


def _extreme(lines: ibis.Table) -> int:
    """Lines beyond EXTREME times the middle line; the middle is found from a histogram of amounts, which is
    the same on every engine, unlike a quantile."""
    sold = lines.filter((lines.kind == "sale") & (lines.revenue > 0))
    counted = sold.group_by("revenue").aggregate(n=sold.count()).order_by("revenue").to_pyarrow().to_pylist()
    total, seen, middle = sum(int(r["n"]) for r in counted), 0, None
    for row in counted:
        seen += int(row["n"])
        if seen * 2 >= total:
            middle = float(row["revenue"])
            break
    if middle is None:
        return 0
    return sum(int(r["n"]) for r in counted if float(r["revenue"]) > EXTREME * middle)


def _missing_days(lines: ibis.Table, first: date, last: date) -> tuple[int, int]:
    """Days without any line, not counting a weekday on which the shop is hardly ever open."""
    days = {row["ordered_on"] for row in lines.select("ordered_on").distinct().to_pyarrow().to_pylist()}
    span = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    open_share = {}
    for weekday in range(7):
        own = [day for day in span if day.weekday() == weekday]
        open_share[weekday] = sum(day in days for day in own) / len(own) if own else 0.0
    expected = [day for day in span if open_share[day.weekday()] > 0.5]
    return sum(day not in days for day in expected), len(expected)


def _checks(found: dict[str, Any]) -> list[Check]:
    n, read, refunds = found["lines"], found["read"], found["refunds"]
    return [
        Check("rejected", "Отклонённые строки", "Rejected rows", found["rejected"], read, 0.001, 0.05, 20),
        Check(
            "duplicates",
            "Точные копии строк",
            "Exact copies of rows",
            found["duplicates"],
            read,
            0.001,
            0.1,
            10,
        ),
        Check(
            "without_customer",
            "Строки без клиента",
            "Lines without a customer",
            found["without_customer"],
            n,
            0.05,
            0.6,
            20,
        ),
        Check(
            "without_product",
            "Строки без товара",
            "Lines without a product",
            found["without_product"],
            n,
            0.01,
            1.1,
            5,
        ),
        Check(
            "without_margin",
            "Строки без себестоимости",
            "Lines without a cost",
            found["without_margin"],
            n,
            0.01,
            1.1,
            10,
        ),
        Check(
            "zero_revenue",
            "Продажи с нулевой суммой",
            "Sales for nothing",
            found["zero_revenue"],
            n,
            0.01,
            0.3,
            5,
        ),
        Check(
            "negative_margin",
            "Продажи ниже себестоимости",
            "Sales below cost",
            found["above_cost"],
            n,
            0.05,
            0.5,
            5,
        ),
        Check(
            "unmatched_refunds",
            "Возвраты без найденной продажи",
            "Refunds whose sale was not found",
            found["unmatched"],
            max(refunds, 1),
            0.2,
            1.1,
            5,
        ),
        Check(
            "future_days",
            "Даты далеко впереди остальных",
            "Days far ahead of all others",
            found["future"],
            n,
            1e-9,
            1e-9,
            25,
        ),
        Check(
            "extreme_lines",
            "Строки в тысячу раз больше обычной",
            "Lines a thousand times the usual",
            found["extreme"],
            n,
            1e-9,
            0.01,
            5,
        ),
        Check(
            "missing_days",
            "Дни без продаж",
            "Days without sales",
            found["missing_days"],
            max(found["period_days"], 1),
            0.03,
            0.3,
            10,
        ),
    ]


def _days_behind(warehouse: Warehouse) -> int | None:
    days = [warehouse.loads.days(name) for name in DAY_OF if name != "transactions" and warehouse.has(name)]
    newest = max((d[1] for d in days if d is not None), default=None)
    return None if newest is None else max(0, (newest - warehouse.last_day).days)


def _check_table(checks: list[Check]) -> Table:
    columns = (
        Column("rows", "number", "Случаев", "Cases"),
        Column("share", "share", "Доля", "Share"),
        Column("verdict", "text", "Вывод", "Verdict"),
    )
    rows = tuple(
        Row(check.key, check.ru, check.en, (check.rows, check.share, check.verdict)) for check in checks
    )
    return Table("checks", "Проверки данных", "Data checks", columns, rows)


def _reason_table(warehouse: Warehouse) -> Table | None:
    counts: dict[tuple[str, str], int] = {}
    for load in warehouse.loads.loads:
        if load.table == "transactions":
            for outcome, reason, n in load.reasons:
                counts[outcome, reason] = counts.get((outcome, reason), 0) + n
    if not counts:
        return None
    words = {
        "set_aside": ("отложено", "set aside"),
        "rejected": ("отклонено", "rejected"),
        "accepted": ("принято", "accepted"),
    }
    rows = tuple(
        Row(
            f"reason_{i}",
            f"{words[o][0]}: {reason_in('ru', r)}",
            f"{words[o][1]}: {reason_in('en', r)}",
            (n,),
        )
        for i, ((o, r), n) in enumerate(sorted(counts.items(), key=lambda item: (-item[1], item[0])), start=1)
    )
    columns = (Column("rows", "lines", "Строк", "Rows"),)
    return Table("reasons", "Почему строки не приняты", "Why rows were left out", columns, rows)


def _notes(checks: list[Check], warehouse: Warehouse, found: dict[str, Any]) -> list[Note]:
    notes = [
        Note(
            "Оценка – сто баллов минус вычеты за каждую проверку; она сравнивает загрузки между собой.",
            "The score is a hundred points less what each check takes off; it compares loads with each other.",
            kind="definition",
        ),
        Note(
            f"Суммы в {warehouse.currency}; другие валюты при загрузке отклоняются, а не складываются.",
            f"Amounts are in {warehouse.currency}; other currencies are refused at loading, never added up.",
        ),
    ]
    for check in checks:
        if check.verdict != "good":
            ru, en = VERDICTS[check.verdict]
            kind: Literal["warning"] = "warning"
            notes.append(Note(f"{check.ru}: {ru}.", f"{check.en}: {en}.", kind=kind))
    if found["without_margin"] == found["lines"]:
        notes.append(
            Note(
                "Себестоимости нет ни в одной строке: всё, что зависит от маржи, посчитать нельзя.",
                "No line has a cost: nothing that depends on margin can be computed.",
                kind="warning",
            )
        )
    return notes


def _fact(
    key: str, value: float | int | str, unit: str, ru: str, en: str, last: date, n: int | None = None
) -> Fact:
    return Fact(key, value, unit, ru, en, n=n, as_of=str(last), method="exact count over lines and loads")
