"""The tool `clv`: what customers will bring within a horizon, checked against periods that are over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tools.clv.forecast import Forecast, forecast
from tools.clv.forecast_notes import backtest_charts, backtest_facts, backtest_tables, forecast_notes
from tools.clv.groups import GROUPS, Group, GroupName, in_cohort, in_segment, members, named, require_group
from tools.clv.valued import Sums, bands, mean_of, median, sums, sums_by, total_of, valued_customers
from tools.columns import K_ANONYMITY
from tools.estimate import Estimate
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import BaseSelection

if TYPE_CHECKING:
    import ibis

    from tools.warehouse.connect import Warehouse

FIRST_TIME = "first_time"
"""Of the lifecycle; here everybody who has bought once so far, however long ago, so that nobody's worth is left out."""


class ClvArguments(BaseSelection):
    """Whose lifetime value, how far ahead and at what discount rate."""

    horizon_months: float = Field(
        12, gt=0, le=120, description="How many calendar months ahead, 12 for a year."
    )
    annual_discount_rate: float = Field(
        0.15,
        ge=0,
        le=2,
        description="Effective discount rate a year as a fraction, 0.15 for 15 %; 0 for none.",
    )
    group: GroupName = Field(
        "all",
        description="all; repeat_buyers (bought on two or more days); one_time (first purchase only so far); "
        "new (first purchase within the last 91 days).",
    )
    segment: str | None = Field(
        None,
        description="Only this lifecycle or RFM segment, e.g. loyal, first_time, about_to_leave, champions.",
    )
    cohort: str | None = Field(
        None,
        description="Only customers whose first purchase fell into this year, quarter or month: 2026, 2026-Q1, 2026-03.",
    )
    by: Literal["segment", "cohort"] | None = Field(
        None, description="Also a table by lifecycle segment, or by quarter of the first purchase."
    )


def compute(warehouse: Warehouse, args: ClvArguments) -> Findings:
    """Expected purchases times expected spend of each customer, discounted; the group's sum and the tables."""
    found = forecast(warehouse, args, horizon_months=args.horizon_months)
    everybody = valued_customers(found, args.annual_discount_rate)
    asked, group = _asked(warehouse, found, args, everybody)
    part = sums(found, asked)
    instead: tuple[Note, ...] = ()
    if part.customers < K_ANONYMITY and args.segment in (None, FIRST_TIME) and args.cohort is None:
        instead = (_too_few(group),)
        group, asked, part = named("all"), everybody, sums(found, everybody)
    require_group(part.customers, group.ru, group.en)
    whole = group.kind == "all"
    total = total_of(found, part, whole=whole, currency=warehouse.currency)
    deciles = bands(found, asked, part.customers)
    tables = [
        _deciles(found, deciles, warehouse.currency),
        _groups(found, everybody, warehouse.currency),
        *(() if args.by is None else _by(warehouse, found, everybody, args)),
        *backtest_tables(found),
    ]
    charts = (
        Chart("bar", "deciles", ("mean",), "CLV по децилям покупателей", "CLV by decile of customers"),
        *backtest_charts(found),
    )
    return Findings(
        facts=_facts(found, args, group, part, total, median(found, asked), deciles),
        tables=tuple(tables),
        charts=charts,
        notes=(*instead, _definition(found, group), *forecast_notes(found)),
    )


def _asked(
    warehouse: Warehouse, found: Forecast, args: ClvArguments, everybody: ibis.Table
) -> tuple[ibis.Table, Group]:
    """The customers that the question is about."""
    asked_once = args.segment == FIRST_TIME and args.group in ("all", "one_time")
    group = named("one_time" if asked_once else args.group)
    customers = everybody
    if group.key != "all":
        customers = customers.filter(members(customers, group.key, found.as_of))
    for key, wanted in (("segment", args.segment), ("cohort", args.cohort)):
        if wanted is None or (key == "segment" and asked_once):
            continue
        ru = en = wanted
        if key == "segment":
            customers, ru, en = in_segment(customers, warehouse, wanted, found.as_of, args)
        else:
            customers = in_cohort(customers, wanted)
            ru, en = f"первая покупка {wanted}", f"first bought in {wanted}"
        both = group.key != "all"
        group = Group(
            f"{key}_{wanted}", f"{group.ru}, {ru}" if both else ru, f"{group.en}, {en}" if both else en
        )
    return customers, group


def _facts(
    found: Forecast,
    args: ClvArguments,
    group: Group,
    part: Sums,
    total: Estimate,
    middle: float,
    deciles: list[Sums],
) -> tuple[Fact, ...]:
    currency, n = total.unit, part.customers
    fact = partial(Fact, as_of=found.as_of.isoformat(), n=n, method=total.method)
    estimate = partial(Fact.of, as_of=found.as_of.isoformat(), evidence="E")
    top = deciles[0].value / part.value if part.value > 0 else 0.0
    alive = () if found.model.at_limit_ else (
        fact("alive_mean", part.alive / n, "probability", "Средняя вероятность, что клиент не ушёл", "Mean probability that a customer has not left", evidence="E"),
    )  # fmt: skip
    return (
        estimate("clv_mean", mean_of(total), label_ru=f"Средний CLV: {group.ru}", label_en=f"Mean CLV: {group.en}"),
        fact("clv_median", middle, currency, f"Медианный CLV: {group.ru}", f"Median CLV: {group.en}", evidence="E"),
        estimate("clv_total", total, label_ru=f"CLV всей группы: {group.ru}", label_en=f"CLV of the whole group: {group.en}"),
        fact("customers", n, "customers", f"Клиентов: {group.ru}", f"Customers: {group.en}"),
        fact("horizon", args.horizon_months, "months", "Горизонт", "Horizon"),
        fact("horizon_end", found.until.isoformat(), "date", "Конец горизонта", "End of the horizon"),
        fact("discount_rate", args.annual_discount_rate, "share", "Ставка дисконтирования в год", "Discount rate a year"),
        fact("purchases_mean", part.purchases / n, "purchases", "Ожидаемых покупок на клиента за горизонт", "Expected purchases per customer within the horizon", evidence="E"),
        fact("spend_mean", part.spend / n, currency, _spend_ru(found), _spend_en(found), evidence="E"),
        *alive,
        fact("top_band_share", top, "share", "Доля CLV у верхней группы таблицы", "Share of CLV in the top band of the table", evidence="E"),
        fact("value_share", found.value_share, "share", "Какая доля суммы покупок засчитана (маржа, возвраты)", "Share of purchases counted (margin, returns)"),
        fact("data_start", found.first_day.isoformat(), "date", "Первый день данных", "First day of the data"),
        fact("data_end", found.as_of.isoformat(), "date", "Состояние базы на конец дня", "Base as it stood at the end of"),
        *backtest_facts(found),
        *_parameters(found),
    )  # fmt: skip


def _spend_ru(found: Forecast) -> str:
    return "Ожидаемая маржа с одной покупки" if found.basis == "margin" else "Ожидаемая сумма одной покупки"


def _spend_en(found: Forecast) -> str:
    return "Expected margin of a purchase" if found.basis == "margin" else "Expected value of a purchase"


def _parameters(found: Forecast) -> tuple[Fact, ...]:
    fitted = (*found.model.params_.items(), *found.spend_model.params_.items())
    limits = {*found.model.at_limit_, *found.spend_model.at_limit_}
    return tuple(
        Fact(f"parameter_{name}", value, "number", f"Параметр {name}", f"Parameter {name}", as_of=found.as_of.isoformat())
        for name, value in fitted
        if name not in limits
    )  # fmt: skip


def _deciles(found: Forecast, parts: list[Sums], currency: str) -> Table:
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("mean", currency, "Средний CLV", "Mean CLV"),
        Column("total", currency, "CLV всего", "Total CLV"),
        Column("share", "share", "Доля CLV", "Share of CLV"),
        Column("purchases", "purchases", "Ожидаемых покупок", "Expected purchases"),
        Column("alive", "probability", "Вероятность, что не ушёл", "Probability not to have left"),
    )[: 5 if found.model.at_limit_ else 6]
    whole = sum(part.value for part in parts)
    rows = tuple(
        Row(
            f"band_{place}",
            f"{place}-я из {len(parts)} по CLV",
            f"band {place} of {len(parts)} by CLV",
            (
                part.customers,
                part.value / part.customers,
                part.value,
                part.value / whole if whole > 0 else 0.0,
                part.purchases / part.customers,
                part.alive / part.customers,
            )[: len(columns)],
        )
        for place, part in enumerate(parts, start=1)
    )
    return Table(
        "deciles", "CLV по группам от большего к меньшему", "CLV by band, largest first", columns, rows
    )


def _groups(found: Forecast, everybody: ibis.Table, currency: str) -> Table:
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("mean", currency, "Средний CLV", "Mean CLV"),
        Column("median", currency, "Медианный CLV", "Median CLV"),
        Column("total", currency, "CLV всего", "Total CLV"),
        Column("share", "share", "Доля CLV", "Share of CLV"),
    )
    parts = []
    for group in GROUPS:
        among = members(everybody, group.key, found.as_of)
        parts.append((group, sums(found, everybody, among), everybody.filter(among)))
    base, value = parts[0][1].customers, parts[0][1].value
    rows = tuple(
        Row(
            group.key,
            group.ru,
            group.en,
            (
                part.customers,
                part.value / part.customers,
                median(found, customers),
                part.value,
                part.value / value if value > 0 else 0.0,
            ),
        )
        for group, part, customers in parts
        if part.customers >= K_ANONYMITY and _rest_is_hidden(base - part.customers)
    )
    return Table("groups", "CLV по видам покупателей", "CLV by kind of customer", columns, rows)


def _rest_is_hidden(rest: int) -> bool:
    """Whether the customers outside a group are none or enough, so that no subtraction shows a few."""
    return rest == 0 or rest >= K_ANONYMITY


def _by(
    warehouse: Warehouse, found: Forecast, everybody: ibis.Table, args: ClvArguments
) -> tuple[Table, ...]:
    """By lifecycle segment or by quarter of the first purchase, with intervals; small ones are left out."""
    labels: dict[object, tuple[str, str, str]]
    if args.by == "segment":
        from tools.segmentation.audience import lifecycle_table
        from tools.segmentation.lifecycle import LIFECYCLE

        plain = BaseSelection(channel=args.channel, category=args.category, region=args.region)
        placed, _ = lifecycle_table(warehouse, found.as_of, plain)
        parts = sums_by(found, everybody.inner_join(placed, "customer_id"), "segment")
        labels = {each.key: (each.key, each.name_ru, each.name_en) for each in LIFECYCLE}
        titles = ("CLV по этапам жизненного цикла", "CLV by lifecycle segment")
    else:
        quarter = everybody.first_on.year() * 10 + everybody.first_on.quarter()
        parts = sums_by(found, everybody.mutate(quarter=quarter), "quarter")
        labels = {key: _quarter(int(key)) for key in parts}
        titles = ("CLV по кварталу первой покупки", "CLV by quarter of the first purchase")
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("mean", warehouse.currency, "Средний CLV", "Mean CLV"),
        Column("low", warehouse.currency, "Нижняя граница", "Low end"),
        Column("high", warehouse.currency, "Верхняя граница", "High end"),
        Column("total", warehouse.currency, "CLV всего", "Total CLV"),
    )
    rows = []
    for key, part in parts.items():
        if part.customers < K_ANONYMITY:
            continue
        each = mean_of(total_of(found, part, whole=False, currency=warehouse.currency))
        values = (part.customers, each.value, each.low, each.high, part.value)
        rows.append(Row(*labels[key], values))
    return (Table(f"by_{args.by}", *titles, columns, tuple(rows)),)


def _too_few(group: Group) -> Note:
    """Why the answer is about everybody although a kind of buyers was asked for."""
    return Note(
        f"В группе «{group.ru}» меньше {K_ANONYMITY} человек, отдельно о ней показатели не даются; ответ – по всем покупателям.",
        f"The group '{group.en}' has fewer than {K_ANONYMITY} people, so no figures are given about it alone; the answer is about all customers.",
        "warning",
    )


def _quarter(code: int) -> tuple[str, str, str]:
    """Key and names of a quarter coded as year and quarter, 20261 for the first of 2026."""
    year, number = divmod(code, 10)
    return f"q_{year}_{number}", f"{number} кв. {year}", f"Q{number} {year}"


def _definition(found: Forecast, group: Group) -> Note:
    what_ru = "маржа" if found.basis == "margin" else "выручка (маржи в данных нет)"
    what_en = "margin" if found.basis == "margin" else "revenue (the data know no margin)"
    return Note(
        f"CLV здесь – это {what_ru} будущих покупок за вычетом возвратов в пределах горизонта, в сегодняшних деньгах; уже "
        f"сделанные покупки не входят. Группа «{group.ru}»; покупка – день с чеком.",
        f"CLV here is the {what_en} of future purchases within the horizon, net of returns, in today's money; what was bought "
        f"already is not in it. Group: {group.en}; a purchase is a day with a receipt.",
        "definition",
    )
