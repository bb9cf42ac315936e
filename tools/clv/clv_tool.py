"""The tool `clv`: what customers will bring within a horizon, checked against a period that is over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from tools.clv.forecast import Forecast, forecast
from tools.clv.forecast_notes import backtest_facts, backtest_table, forecast_notes
from tools.clv.groups import Group, GroupName, bands, chosen, groups
from tools.clv.observations import Floats
from tools.clv.valuation import LifetimeValue, customer_lifetime_value
from tools.columns import K_ANONYMITY
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse


class ClvArguments(BaseSelection):
    """Whose lifetime value, how far ahead and at what discount rate."""

    horizon_months: float = Field(12, gt=0, le=120, description="How many months ahead, 12 for a year.")
    annual_discount_rate: float = Field(
        0.15,
        ge=0,
        le=2,
        description="Effective discount rate a year as a fraction, 0.15 for 15 %; 0 for none.",
    )
    group: GroupName = Field(
        "all",
        description="all; repeat_buyers (bought on two or more days); one_time (first purchase only so far); "
        "new (first purchase within the last 13 weeks).",
    )


def compute(warehouse: Warehouse, args: ClvArguments) -> Findings:
    """Expected purchases times expected spend of each customer, discounted; the group's sum and the table."""
    found = forecast(warehouse, args, horizon_months=args.horizon_months)
    frequency = found.summary["frequency"].to_numpy(dtype=float)
    among = groups(frequency, found.summary["T"].to_numpy(dtype=float))
    group = chosen(args.group, among)
    value = partial(
        customer_lifetime_value,
        found.summary,
        horizon_months=args.horizon_months,
        annual_discount_rate=args.annual_discount_rate,
        value_share=found.value_share,
        model=found.model,
        spend_model=found.spend_model,
        relative_model_error=found.model_error,
        currency=warehouse.currency,
    )
    worth = value(rows=group.rows)
    everybody = worth if group.key == "all" else value()
    return Findings(
        facts=_facts(found, args, group, worth, warehouse.currency),
        tables=(
            _deciles(worth, warehouse.currency),
            _groups(among, everybody, warehouse.currency),
            *backtest_table(found),
        ),
        charts=(
            Chart("bar", "deciles", ("mean",), "CLV по децилям покупателей", "CLV by decile of customers"),
        ),
        notes=(_definition(found, group), *forecast_notes(found)),
    )


def _facts(
    found: Forecast, args: ClvArguments, group: Group, worth: LifetimeValue, currency: str
) -> tuple[Fact, ...]:
    fact = partial(Fact, as_of=found.as_of.isoformat(), n=worth.values.size, method=worth.total.method)
    estimate = partial(Fact.of, as_of=found.as_of.isoformat(), evidence="E")
    spenders = worth.purchases > 0
    top = bands(worth.values)[0]
    return (
        estimate("clv_mean", worth.mean, label_ru=f"Средний CLV: {group.ru}", label_en=f"Mean CLV: {group.en}"),
        fact("clv_median", worth.median, currency, f"Медианный CLV: {group.ru}", f"Median CLV: {group.en}", evidence="E"),
        estimate("clv_total", worth.total, label_ru=f"CLV всей группы: {group.ru}", label_en=f"CLV of the whole group: {group.en}"),
        fact("customers", worth.values.size, "customers", f"Клиентов: {group.ru}", f"Customers: {group.en}"),
        fact("horizon", args.horizon_months, "months", "Горизонт", "Horizon"),
        fact("discount_rate", args.annual_discount_rate, "share", "Ставка дисконтирования в год", "Discount rate a year"),
        fact("purchases_mean", float(worth.purchases.mean()), "purchases", "Ожидаемых покупок на клиента за горизонт", "Expected purchases per customer within the horizon", evidence="E"),
        fact("spend_mean", float(worth.spend[spenders].mean()) if spenders.any() else 0.0, currency, _spend_ru(found), _spend_en(found), evidence="E"),
        *(() if found.model.at_limit_ else (fact("alive_mean", float(worth.alive.mean()), "probability", "Средняя вероятность, что клиент не ушёл", "Mean probability that a customer has not left", evidence="E"),)),
        fact("top_band_share", _share(worth.values[top], worth.values), "share", "Доля CLV у верхней группы таблицы", "Share of CLV in the top band of the table", evidence="E"),
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


def _deciles(worth: LifetimeValue, currency: str) -> Table:
    parts = bands(worth.values)
    leaving_seen = not worth.model.at_limit_
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("mean", currency, "Средний CLV", "Mean CLV"),
        Column("total", currency, "CLV всего", "Total CLV"),
        Column("share", "share", "Доля CLV", "Share of CLV"),
        Column("purchases", "purchases", "Ожидаемых покупок", "Expected purchases"),
        Column("alive", "probability", "Вероятность, что не ушёл", "Probability not to have left"),
    )[: 6 if leaving_seen else 5]
    rows = tuple(
        Row(
            f"band_{place}",
            f"{place}-я из {len(parts)} по CLV",
            f"band {place} of {len(parts)} by CLV",
            (
                part.size,
                float(worth.values[part].mean()),
                float(worth.values[part].sum()),
                _share(worth.values[part], worth.values),
                float(worth.purchases[part].mean()),
                float(worth.alive[part].mean()),
            )[: len(columns)],
        )
        for place, part in enumerate(parts, start=1)
    )
    return Table(
        "deciles", "CLV по группам от большего к меньшему", "CLV by band, largest first", columns, rows
    )


def _groups(among: tuple[Group, ...], worth: LifetimeValue, currency: str) -> Table:
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("mean", currency, "Средний CLV", "Mean CLV"),
        Column("median", currency, "Медианный CLV", "Median CLV"),
        Column("total", currency, "CLV всего", "Total CLV"),
        Column("share", "share", "Доля CLV", "Share of CLV"),
    )
    rows = tuple(
        Row(
            group.key,
            group.ru,
            group.en,
            (
                int(group.rows.sum()),
                float(worth.values[group.rows].mean()),
                float(np.median(worth.values[group.rows])),
                float(worth.values[group.rows].sum()),
                _share(worth.values[group.rows], worth.values),
            ),
        )
        for group in among
        if group.rows.sum() >= K_ANONYMITY and _rest_is_hidden(group)
    )
    return Table("groups", "CLV по видам покупателей", "CLV by kind of customer", columns, rows)


def _rest_is_hidden(group: Group) -> bool:
    """Whether the customers outside the group are none or enough, so that no subtraction shows a few."""
    rest = int((~group.rows).sum())
    return rest == 0 or rest >= K_ANONYMITY


def _share(part: Floats, whole: Floats) -> float:
    total = float(whole.sum())
    return float(part.sum()) / total if total > 0 else 0.0


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
