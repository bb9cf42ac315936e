"""The tool `profit_ledger`: what did our campaigns earn, and what of it is proven?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field

from tools.customers.crowds import slugs
from tools.errors import InvalidArgument, NotEnoughData, NotIdentified
from tools.experiments.campaigns import Campaign, find_campaign, list_campaigns
from tools.experiments.ledger import CampaignResult, Ledger, LedgerRow, profit_ledger
from tools.experiments.measurement import Measurement, measure
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

VERDICTS = {
    "proven": ("доказано", "proven"),
    "not_yet": ("пока не доказано", "not yet proven"),
    "harmful": ("вредит", "harmful"),
    "unmeasured": ("не измерена", "not measured"),
    "broken_split": ("разбивка сломана", "broken split"),
}


class LedgerArguments(Arguments):
    """Which campaigns."""

    campaign: str | None = Field(None, description="Name or id of one campaign. Left out: all of them.")
    start: date | None = Field(None, description="Only campaigns that ended on or after this day (ISO date).")
    end: date | None = Field(
        None, description="Only campaigns that started on or before this day (ISO date)."
    )
    margin_share: float | None = Field(
        None,
        gt=0,
        le=1,
        description="Margin before discounts as a share of sales (0.3 is 30 %), only where the data have no margin.",
    )


def profit_ledger_tool(warehouse: Any, args: LedgerArguments) -> Findings:
    """The ledger of campaigns: margin, discounts, rewards, contacts, fixed cost and profit, to the minor unit.

    Measured campaigns have a random control group; of the others only the cost is known, and they stay out
    of the total. The interval of the total treats campaigns as independent.
    """
    campaigns, namesakes = _selected(warehouse, args)
    ledger, measured, skipped = book_campaigns(warehouse, campaigns, margin_share=args.margin_share)
    titles = {c.campaign_id: c for c in campaigns}
    as_of = warehouse.last_day.isoformat()
    table = _table(ledger, titles, str(warehouse.currency))
    facts = _facts(ledger, measured, str(warehouse.currency), as_of)
    charts = (Chart("bar", "campaigns", ("profit",), "Прибыль кампаний", "Profit of campaigns"),)
    return Findings(facts, (table,), charts, tuple(_notes(ledger, measured, skipped, namesakes)))


def book_campaigns(
    warehouse: Any, campaigns: list[Campaign], *, margin_share: float | None = None
) -> tuple[Ledger, dict[str, Measurement], list[str]]:
    """The books of these campaigns, the measurements behind them, and the names of those with a control group that
    could not be measured."""
    measured: dict[str, Measurement] = {}
    books: list[CampaignResult] = []
    skipped: list[str] = []
    for campaign in campaigns:
        found = _measured(warehouse, campaign, margin_share)
        if found is not None and found.books is not None and not _broken(found):
            measured[campaign.campaign_id] = found
            books.append(found.books)
        else:
            if campaign.has_control:
                skipped.append(campaign.title)
            books.append(
                CampaignResult(
                    campaign.campaign_id,
                    None,
                    contact_cost=_contact_cost(warehouse, campaign),
                    fixed_cost=campaign.fixed_cost,
                )
            )
    return profit_ledger(books), measured, skipped


def _selected(warehouse: Any, args: LedgerArguments) -> tuple[list[Campaign], int]:
    if args.campaign is not None:
        one, namesakes = find_campaign(warehouse, args.campaign)
        return [one], namesakes
    campaigns = [
        c
        for c in list_campaigns(warehouse)
        if c.started_on <= min(args.end or warehouse.last_day, warehouse.last_day)
        and (args.start is None or c.ended_on >= args.start)
    ]
    if not campaigns:
        raise NotEnoughData(
            "No campaign falls into this period.",
            message_ru="В этом периоде нет ни одной кампании.",
            argument="start",
        )
    return campaigns, 0


def _measured(warehouse: Any, campaign: Campaign, margin_share: float | None) -> Measurement | None:
    if not campaign.has_control:
        return None
    try:
        return measure(warehouse, campaign, margin_share=margin_share)
    except (NotEnoughData, NotIdentified, InvalidArgument):
        return None  # it stays in the ledger as unmeasured, and a note names it


def _broken(found: Measurement) -> bool:
    """A broken split or a leaked control group: its figures must not enter a total."""
    return not found.sound


def _contact_cost(warehouse: Any, campaign: Campaign) -> Decimal:
    if not warehouse.has("contacts"):
        return Decimal(0)
    table = warehouse.table("contacts")
    total = table.filter(table.campaign_id == campaign.campaign_id).cost.sum().execute()
    return Decimal(0) if total is None or total != total else Decimal(str(total))


def _facts(ledger: Ledger, measured: dict[str, Measurement], currency: str, as_of: str) -> tuple[Fact, ...]:
    rows = [row for row in ledger.rows if row.profit is not None]
    count = {verdict: sum(row.verdict == verdict for row in rows) for verdict in VERDICTS}
    facts = [
        Fact("campaigns_measured", len(rows), "number", "Измеренных кампаний", "Measured campaigns", as_of=as_of),
        Fact("campaigns_unmeasured", len(ledger.rows) - len(rows), "number", "Неизмеренных кампаний", "Unmeasured campaigns", as_of=as_of),
        Fact("unmeasured_spend", float(ledger.unmeasured_spend), currency, "Затраты неизмеренных кампаний", "Spend of unmeasured campaigns", as_of=as_of),
        Fact("campaigns_proven", count["proven"], "number", "Прибыль доказана", "Profit proven", as_of=as_of),
        Fact("campaigns_not_yet", count["not_yet"], "number", "Пока не доказано", "Not yet proven", as_of=as_of),
        Fact("campaigns_harmful", count["harmful"], "number", "Вредят", "Harmful", as_of=as_of),
    ]  # fmt: skip
    if rows:
        half = {
            row.campaign: float(row.profit_high - row.profit_low) / 2
            for row in rows
            if row.profit_high is not None and row.profit_low is not None
        }
        spread = sum(width**2 for width in half.values()) ** 0.5
        total = float(ledger.profit)
        n = sum(m.buyers.n_treated + m.buyers.n_control for m in measured.values())
        facts[:0] = [
            Fact("incremental_profit", total, currency, "Инкрементальная прибыль измеренных кампаний", "Incremental profit of measured campaigns", low=total - spread, high=total + spread, level=0.95, n=n, method="sum of ledger rows; interval of a sum of independent campaigns", as_of=as_of, evidence="A", is_change=True),
            Fact("spend", float(ledger.spend), currency, "Затраты измеренных кампаний", "Spend of measured campaigns", as_of=as_of),
        ]  # fmt: skip
        if ledger.roi is not None:
            spent = float(ledger.spend)
            facts.append(Fact("roi", float(ledger.roi), "share", "ROI: прибыль к затратам", "ROI: profit over spend", low=(total - spread) / spent, high=(total + spread) / spent, level=0.95, method="profit / (discounts + rewards + contacts + fixed cost)", as_of=as_of, evidence="A"))  # fmt: skip
    return tuple(facts)


def _table(ledger: Ledger, titles: dict[str, Campaign], currency: str) -> Table:
    columns = (
        Column("started_on", "date", "Начало", "Started"),
        Column("margin", currency, "Маржа до скидок", "Margin before discounts"),
        Column("discounts", currency, "Скидки", "Discounts"),
        Column("rewards", currency, "Награды", "Rewards"),
        Column("contact_cost", currency, "Контакты", "Contacts"),
        Column("fixed_cost", currency, "Постоянные", "Fixed cost"),
        Column("cannibalised", currency, "Перехвачено из будущего", "Cannibalised later sales"),
        Column("profit", currency, "Прибыль", "Profit"),
        Column("profit_low", currency, "не меньше", "at least"),
        Column("profit_high", currency, "не больше", "at most"),
        Column("roi", "share", "ROI", "ROI"),
    )
    keys = slugs([row.campaign for row in ledger.rows])
    rows = []
    for key, row in zip(keys, ledger.rows, strict=True):
        ru, en = VERDICTS[row.verdict]
        campaign = titles[row.campaign]
        money = (
            row.margin,
            row.discounts,
            row.rewards,
            row.contact_cost,
            row.fixed_cost,
            row.cannibalised,
            row.profit,
        )
        rows.append(
            Row(
                key,
                f"{campaign.title} – {ru}",
                f"{campaign.title} – {en}",
                (
                    campaign.started_on.isoformat(),
                    *_floats(money),
                    *_floats((row.profit_low, row.profit_high, row.roi)),
                ),
            )
        )
    if any(row.profit is not None for row in ledger.rows):
        rows.append(_total_row([row for row in ledger.rows if row.profit is not None], ledger))
    return Table("campaigns", "Книга прибыли", "Profit ledger", columns, tuple(rows))


def _total_row(rows: list[LedgerRow], ledger: Ledger) -> Row:
    def total(name: str) -> float:
        return float(sum((getattr(row, name) or Decimal(0) for row in rows), Decimal(0)))

    names = ("margin", "discounts", "rewards", "contact_cost", "fixed_cost", "cannibalised", "profit")
    roi = None if ledger.roi is None else float(ledger.roi)
    values = (None, *(total(name) for name in names), None, None, roi)
    return Row("total", "Итого измеренные", "Total of measured", values)


def _floats(values: tuple[Decimal | None, ...]) -> tuple[float | None, ...]:
    return tuple(None if value is None else float(value) for value in values)


def _notes(
    ledger: Ledger, measured: dict[str, Measurement], skipped: list[str], namesakes: int
) -> list[Note]:
    notes = [
        Note("Прибыль = маржа до скидок − скидки − награды − контакты − постоянные затраты − перехваченные поздние продажи (пусто, пока равное окну время после неё не прошло); каждая строка – против случайной контрольной группы, строки сходятся до минимальной единицы валюты.", "Profit = margin before discounts - discounts - rewards - contacts - fixed cost - cannibalised later sales (empty until as long a time as the window has passed after it), each against a random control group; the rows close to the minor unit.", "definition")
    ]  # fmt: skip
    if any(row.profit is None for row in ledger.rows):
        notes.append(Note("Неизмеренные кампании в итог не входят: без контрольной группы известны только их затраты.", "Unmeasured campaigns stay out of the total: without a control group only their cost is known.", "warning"))  # fmt: skip
    if skipped:
        names = ", ".join(f"«{name}»" for name in skipped)
        notes.append(Note(f"Контроль есть, но измерить нельзя (мало клиентов, нет маржи, сломана разбивка или протёк контроль): {names}.", f"There is a control group, but no valid measurement (too few customers, no margin, a broken split or a leaked control group): {names}.", "warning"))  # fmt: skip
    if any(found.running for found in measured.values()):
        notes.append(Note("Есть кампании с ещё открытым окном: их строка изменится.", "Some campaigns are still in their window: their rows will change.", "warning"))  # fmt: skip
    if any(row.verdict == "not_yet" for row in ledger.rows):
        notes.append(Note("Пока интервал прибыли накрывает ноль, тест стоит продолжить, а не масштабировать.", "While the profit interval covers zero, continue the test rather than scale it.", "next_step"))  # fmt: skip
    if namesakes:
        notes.append(Note("Кампаний с таким именем несколько, взята последняя.", "Several campaigns match this name; the latest was taken.", "warning"))  # fmt: skip
    return notes
