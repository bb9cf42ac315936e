"""The tool `spend_plan`: how should money for advertising and messages be spread, by what past spend was followed by?"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.budget.spend import SpendPlan, spend_plan
from tools.errors import InvalidArgument, MissingData, NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

FEW_WEEKS = 0.02
"""A channel with a smaller share of all spend is left out: nothing could be seen of it."""


class SpendArguments(Arguments):
    """How much, for how long, to move what."""

    budget: float | None = Field(
        None, gt=0, description="Money for the whole of `weeks`. Default: as much as of late."
    )
    weeks: float = Field(4, gt=0, le=104, description="Weeks the budget is for, 4 by default.")
    measure: Literal["margin", "revenue"] = Field(
        "margin", description="What spend should move; revenue is turned into margin by its share."
    )
    by_segment: bool = Field(
        False, description="Treat channel and segment together, where spend names segments."
    )
    most_change: float = Field(
        0.5, gt=0, le=2, description="Largest change of a channel against its present spend, as a fraction."
    )
    as_of: date | None = Field(None, description="Last day of data to use. Default: all of it.")


def compute(warehouse: Warehouse, args: SpendArguments) -> Findings:
    """The spread with equal marginal returns, the response and marginal return of each channel, and the frontier."""
    as_of = min(args.as_of or warehouse.last_day, warehouse.last_day)
    spend, small = _spend(warehouse, as_of, by_segment=args.by_segment)
    outcome, share = _outcome(warehouse, as_of, args.measure)
    plan = spend_plan(
        spend,
        outcome,
        budget=None if args.budget is None else args.budget / args.weeks,
        value=share,
        most_change=args.most_change,
    )
    money = warehouse.currency
    return Findings(
        facts=_facts(plan, args, money, as_of),
        tables=(_table(plan, args.weeks, money), _frontier(plan, args.weeks, money)),
        charts=(
            Chart(
                "line", "frontier", ("response",), "Отдача при другом бюджете", "Response at another budget"
            ),
        ),
        notes=tuple(_notes(plan, small)),
    )


def _spend(warehouse: Warehouse, as_of: date, *, by_segment: bool) -> tuple[pd.DataFrame, list[str]]:
    """Money by week (its Monday) and channel, of advertising and of our own messages."""
    parts = []
    if warehouse.has("ad_costs"):
        table = warehouse.table("ad_costs")
        keys = ["spent_on", "channel", *(["segment"] if by_segment else [])]
        frame = table.group_by(keys).aggregate(cost=table.cost.sum()).execute()
        _weekly_enough(frame)
        name = frame["channel"].astype(str)
        if by_segment and frame["segment"].notna().any():
            name = name + ", " + frame["segment"].fillna("–").astype(str)
        parts.append(pd.DataFrame({"day": frame["spent_on"], "channel": name, "cost": frame["cost"]}))
    if warehouse.has("contacts") and warehouse.has_values("contacts", "cost"):
        sent = warehouse.table("contacts")
        frame = sent.group_by("sent_on", "channel").aggregate(cost=sent.cost.sum()).execute()
        parts.append(
            pd.DataFrame(
                {"day": frame["sent_on"], "channel": frame["channel"].astype(str), "cost": frame["cost"]}
            )
        )
    if not parts:
        raise MissingData(
            "The warehouse knows no spend: load advertising costs with `copilot ingest FILE --table ad_costs`, or contacts with their cost.",
            message_ru="Расходов в данных нет: загрузите рекламные расходы командой `copilot ingest ФАЙЛ --table ad_costs` или контакты с их стоимостью.",
            argument="ad_costs",
        )
    rows = pd.concat(parts, ignore_index=True)
    rows["cost"] = rows["cost"].astype(float)
    rows = rows[pd.to_datetime(rows["day"]) <= pd.Timestamp(as_of)]
    table_ = rows.assign(week=_monday(rows["day"])).pivot_table(
        index="week", columns="channel", values="cost", aggfunc="sum", fill_value=0.0
    )
    weeks = pd.date_range(table_.index.min(), table_.index.max(), freq="7D")
    table_ = table_.reindex(weeks, fill_value=0.0)
    total = table_.to_numpy().sum()
    small = [str(name) for name, column in table_.items() if column.sum() < FEW_WEEKS * total]
    return table_.drop(columns=small), small


def _weekly_enough(frame: pd.DataFrame) -> None:
    """Costs by the month cannot be laid beside weeks: that would invent a course they do not have."""
    days = pd.to_datetime(frame["spent_on"])
    months = days.dt.to_period("M").nunique()
    if (days.dt.day == 1).all() and months > 1:
        raise NotEnoughData(
            f"Advertising costs are by the month ({months} months): that is too few periods to tell channels apart. Load them by day or week.",
            message_ru=f"Рекламные расходы помесячные ({months} мес.): периодов слишком мало, чтобы различить каналы. Загрузите их по дням или неделям.",
            argument="spent_on",
        )


def _outcome(warehouse: Warehouse, as_of: date, measure: str) -> tuple[pd.Series, float]:
    """Margin or revenue by week, and what one unit of it is worth in margin."""
    from tools.warehouse.selection import select_transactions

    lines = select_transactions(warehouse, end=as_of, known_customers=False)
    days = lines.group_by("ordered_on").aggregate(
        revenue=lines.revenue.sum(),
        margin=lines.margin.sum(),
        priced=lines.revenue.sum(where=lines.margin.notnull()),
    )
    frame = days.execute()
    known = float(frame["priced"].fillna(0).sum())
    margin = float(frame["margin"].fillna(0).sum())
    if known <= 0:
        raise MissingData(
            "The data know no margin, so what spend brings cannot be weighed against its cost; load margins.",
            message_ru="Маржи в данных нет, поэтому отдачу расходов не сравнить с их стоимостью; загрузите маржу.",
            argument="margin",
        )
    share = margin / known
    if measure == "margin" and known < 0.9 * float(frame["revenue"].sum()):
        raise InvalidArgument(
            "The margin is known for too few sales; ask with measure revenue.",
            message_ru="Маржа известна не для всех продаж; спросите с measure revenue.",
            argument="measure",
        )
    week = frame.assign(week=_monday(frame["ordered_on"]), value=frame[measure].astype(float))
    series = week.groupby("week")["value"].sum().sort_index()
    last_whole = pd.Timestamp(as_of - timedelta(days=6))
    return series[series.index <= last_whole], 1.0 if measure == "margin" else share


def _monday(days: pd.Series) -> pd.Series:
    day = pd.to_datetime(days)
    return day - pd.to_timedelta(day.dt.day_of_week, unit="D")


def _facts(plan: SpendPlan, args: SpendArguments, money: str, as_of: date) -> tuple[Fact, ...]:
    fact = partial(Fact, as_of=as_of.isoformat(), n=plan.periods, method=plan.change.method, evidence="C")
    weeks = args.weeks
    change = plan.change
    low, high = change.low or 0.0, change.high or 0.0
    return (
        fact("budget", plan.budget * weeks, money, "Бюджет", "Budget"),
        fact("weeks", weeks, "weeks", "На срок", "For"),
        fact("change", change.value * weeks, money, "Изменение прибыли от перераспределения", "Change of profit by spreading it anew", low=low * weeks, high=high * weeks, level=change.level, is_change=True),
        fact("shadow_price", plan.shadow_price, money, "Что принесёт ещё одна денежная единица бюджета", "What one more unit of budget brings"),
        fact("channels", len(plan.channels), "number", "Каналов", "Channels"),
        fact("learnt", sum(channel.learnt for channel in plan.channels), "number", "Каналов, о которых данные что-то говорят", "Channels the data say something about"),
        fact("periods", plan.periods, "weeks", "Недель истории", "Weeks of history"),
        fact("explained", plan.explained, "share", "Объяснено расходами сверх базы, тренда и сезона", "Explained by spend beyond base, trend and season"),
    )  # fmt: skip


def _table(plan: SpendPlan, weeks: float, money: str) -> Table:
    columns = (
        Column("current", money, "Сейчас", "Now"),
        Column("planned", money, "План", "Plan"),
        Column("response", money, "Приносит сейчас", "Brings now"),
        Column("response_low", money, "не меньше", "at least"),
        Column("response_high", money, "не больше", "at most"),
        Column("marginal", money, "Следующая единица денег сейчас", "Next unit of money now"),
        Column(
            "planned_marginal", money, "Следующая единица денег по плану", "Next unit of money at the plan"
        ),
        Column("carry_over", "share", "Переходит на следующую неделю", "Carried over to the next week"),
    )
    rows = tuple(
        Row(
            f"c{place}",
            channel.channel if channel.learnt else f"{channel.channel} – не изучен, оставлен как есть",
            channel.channel if channel.learnt else f"{channel.channel} – not learnt, left as it is",
            (
                channel.current * weeks,
                channel.planned * weeks,
                channel.response.value * weeks,
                (channel.response.low or 0.0) * weeks,
                (channel.response.high or 0.0) * weeks,
                channel.marginal.value,
                channel.planned_marginal.value,
                channel.carry_over.value,
            ),
        )
        for place, channel in enumerate(plan.channels, start=1)
    )
    return Table("plan", "Каналы", "Channels", columns, rows)


def _frontier(plan: SpendPlan, weeks: float, money: str) -> Table:
    columns = (
        Column("budget", money, "Бюджет", "Budget"),
        Column("response", money, "Отдача", "Response"),
        Column("low", money, "не меньше", "at least"),
        Column("high", money, "не больше", "at most"),
    )
    shares = (80, 90, 100, 110, 120)
    rows = tuple(
        Row(
            f"b{share}",
            f"{share} % бюджета",
            f"{share}% of the budget",
            tuple(value * weeks for value in point),
        )
        for share, point in zip(shares, plan.frontier, strict=True)
    )
    return Table("frontier", "Отдача при другом бюджете", "Response at another budget", columns, rows)


def _notes(plan: SpendPlan, small: list[str]) -> list[Note]:
    notes = [
        Note(
            "Это наблюдение (уровень C), а не эксперимент: если расходы росли тогда же, когда спрос рос сам, отдача завышена. Проверьте план случайным делением регионов.",
            "This is an observation (grade C), not an experiment: if spend rose when demand rose anyway, the response is overstated. Test the plan on regions drawn at random.",
            "warning",
        ),
        Note(
            "Кривые с насыщением и переносом на следующие недели; база, тренд и сезон вынесены отдельно. Каждый канал меняется не больше заданной доли и не выше виденного в данных.",
            "Curves with saturation and carry-over; base, trend and season are taken out. No channel changes by more than the given fraction or beyond what the data have seen.",
            "definition",
        ),
    ]
    if any(not channel.learnt for channel in plan.channels):
        notes.append(
            Note(
                "О каналах, оставленных как есть, данные говорят не больше, чем было известно заранее.",
                "Of the channels left as they are the data say no more than was believed before.",
                "warning",
            )
        )
    if small:
        names = ", ".join(small)
        notes.append(Note(f"Каналы с малой долей расходов не рассмотрены: {names}.", f"Channels with a small share of spend are left out: {names}."))  # fmt: skip
    if plan.left_out:
        notes.append(
            Note(
                "Неполные недели по краям не взяты.",
                "Incomplete weeks at the ends were left out.",
            )
        )
    return notes
