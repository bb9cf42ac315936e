"""`data_quality`: can the figures be trusted, and which ones not.

Each check gives the rows concerned, their share, a verdict (`good`, `notice` or `blocking`) and a plain next step.
The score is 100 minus what the checks take off; it orders data sets and months, it is no probability. What is
counted stands in quality_measures, the limits in quality_checks, channels and stores in source_series.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from pydantic import Field

from tools.facts import Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments
from tools.warehouse.demands import reason_in
from tools.warehouse.quality_checks import Check, checks_of
from tools.warehouse.quality_measures import measure, trusted_span
from tools.warehouse.source_series import Oddity, SourceSeries, look_at_sources

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

VERDICTS = {
    "good": ("в порядке", "good"),
    "notice": ("внимание", "notice"),
    "blocking": ("мешает", "blocking"),
}
SHOWN = 20


class QualityArguments(Arguments):
    """The whole snapshot is checked; only the day of the look can be chosen."""

    today: date | None = Field(
        None,
        description="The day of the look (ISO date): later days count as future and freshness is judged against it. "
        "Default: the newest day of any other table.",
    )


def compute(warehouse: Warehouse, args: QualityArguments) -> Findings:
    """All checks, the score, the blocking errors, what to do about each and why rows were left out."""
    found = measure(warehouse, args.today)
    first, last = trusted_span(warehouse, args.today)
    sources = look_at_sources(warehouse, first, last)
    found["sources"] = sources.looked_at
    found["silent_sources"] = len({(gap.column, gap.source) for gap in sources.gaps})
    found["jumps"] = len(sources.jumps)
    checks = checks_of(found)
    score = max(0, round(100 - sum(check.penalty for check in checks)))
    blocking = [check for check in checks if check.verdict == "blocking"]
    noticed = [check for check in checks if check.verdict == "notice"]
    as_of = warehouse.last_day.isoformat()
    fact = partial(Fact, as_of=as_of, method="exact count over lines and loads")
    facts = [
        fact("score", score, "points", "Оценка качества данных, из 100", "Data quality score, out of 100"),
        fact("blocking", len(blocking), "number", "Мешающие проблемы", "Blocking problems"),
        fact("notices", len(noticed), "number", "Замечания", "Notices"),
        fact("rows_read", found["read"], "lines", "Прочитано строк", "Rows read"),
        fact("rows_accepted", found["accepted"], "lines", "Принято строк", "Rows accepted"),
        fact("rows_set_aside", found["set_aside"], "lines", "Отложено строк", "Rows set aside"),
        fact("rows_rejected", found["rejected"], "lines", "Отклонено строк", "Rows rejected"),
        fact("first_day", str(warehouse.first_day), "date", "Первый день данных", "First day of the data"),
        fact("last_day", as_of, "date", "Последний день данных", "Last day of the data"),
    ]
    facts.extend(
        fact(f"{check.kind.key}_share", check.share, "share", check.kind.ru, check.kind.en, n=check.of)
        for check in checks
        if check.kind.key != "stale"
    )
    if args.today is not None or found["stale"]:
        facts.append(
            fact(
                "days_behind",
                found["stale"],
                "days",
                "Продажи отстают от дня проверки или самой свежей таблицы, дней",
                "Days that sales lag behind the day of the look or the newest table",
            )
        )
    tables = [_check_table(checks)]
    tables += [
        table
        for table in (_reason_table(warehouse), _gap_table(sources), _jump_table(sources))
        if table is not None
    ]
    return Findings(tuple(facts), tuple(tables), (), tuple(_notes(checks, warehouse, found)))


def _check_table(checks: list[Check]) -> Table:
    columns = (
        Column("rows", "number", "Случаев", "Cases"),
        Column("share", "share", "Доля", "Share"),
        Column("verdict", "text", "Вывод", "Verdict"),
    )
    rows = tuple(
        Row(
            check.kind.key,
            check.kind.ru,
            check.kind.en,
            (check.rows, None if check.kind.key == "stale" else check.share, check.verdict),
        )
        for check in checks
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


def _gap_table(sources: SourceSeries) -> Table | None:
    if not sources.gaps:
        return None
    rows = tuple(
        Row(f"gap_{i}", *_named(gap), (gap.start.isoformat(), gap.days))
        for i, gap in enumerate(sources.gaps[:SHOWN], start=1)
    )
    columns = (
        Column("start", "date", "С какого дня", "From"),
        Column("days", "days", "Дней без продаж", "Days without sales"),
    )
    return Table("gaps", "Перерывы в данных", "Gaps in the data", columns, rows)


def _jump_table(sources: SourceSeries) -> Table | None:
    if not sources.jumps:
        return None
    rows = tuple(
        Row(f"jump_{i}", *_named(jump), (jump.start.isoformat(), jump.factor))
        for i, jump in enumerate(sources.jumps[:SHOWN], start=1)
    )
    columns = (
        Column("start", "date", "Неделя с", "Week from"),
        Column("factor", "ratio", "Во сколько раз против обычной доли", "Times the usual part of the whole"),
    )
    return Table("jumps", "Резкие скачки", "Sudden jumps", columns, rows)


def _named(oddity: Oddity) -> tuple[str, str]:
    ru, en = {"channel": ("канал", "channel"), "store_id": ("магазин", "store")}[oddity.column]
    return f"{ru} {oddity.source}", f"{en} {oddity.source}"


def _notes(checks: list[Check], warehouse: Warehouse, found: dict[str, int]) -> list[Note]:
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
    for check in sorted(checks, key=lambda c: c.verdict != "blocking"):
        if check.verdict != "good":
            ru, en = VERDICTS[check.verdict]
            notes.append(Note(f"{check.kind.ru}: {ru}.", f"{check.kind.en}: {en}.", kind="warning"))
            notes.append(Note(check.kind.step_ru, check.kind.step_en, kind="next_step"))
    if found["without_margin"] == found["lines"]:
        notes.append(
            Note(
                "Себестоимости нет ни в одной строке: всё, что зависит от маржи, посчитать нельзя.",
                "No line has a cost: nothing that depends on margin can be computed.",
                kind="warning",
            )
        )
    return notes
