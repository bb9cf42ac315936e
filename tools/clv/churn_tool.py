"""The tool `churn_risk`: who has probably left, and what is at stake where there is no contract to cancel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from tools.clv.forecast import Forecast, forecast
from tools.clv.forecast_notes import backtest_facts, backtest_table, forecast_notes
from tools.clv.groups import GroupName, Mask, chosen, groups
from tools.clv.observations import Floats
from tools.clv.valuation import DAYS_PER_MONTH, LifetimeValue, customer_lifetime_value
from tools.columns import K_ANONYMITY
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

EDGES = (0.0, 0.2, 0.5, 0.8, 1.01)
LEAVING = (
    ("probably_left", "скорее ушли", "probably left"),
    ("leaving", "уходят", "leaving"),
    ("wavering", "колеблются", "wavering"),
    ("staying", "с нами", "staying"),
)
BUYING = (
    ("hardly_buying", "вряд ли купят", "will hardly buy"),
    ("rather_not_buying", "скорее не купят", "will rather not buy"),
    ("rather_buying", "скорее купят", "will rather buy"),
    ("buying", "почти наверняка купят", "will almost surely buy"),
)


class ChurnArguments(BaseSelection):
    """Whose risk, and how far ahead the value at stake is counted."""

    horizon_months: float = Field(
        12, gt=0, le=60, description="How many months ahead the value at risk is counted."
    )
    group: GroupName = Field(
        "all",
        description="all; repeat_buyers; one_time (first purchase only); new (first bought within 13 weeks).",
    )


def compute(warehouse: Warehouse, args: ChurnArguments) -> Findings:
    """Probability of not having left, by band, with the value at stake in each."""
    found = forecast(warehouse, args, horizon_months=args.horizon_months)
    frequency, age = (found.summary[name].to_numpy(dtype=float) for name in ("frequency", "T"))
    group = chosen(args.group, groups(frequency, age))
    worth = customer_lifetime_value(
        found.summary,
        horizon_months=args.horizon_months,
        value_share=found.value_share,
        model=found.model,
        spend_model=found.spend_model,
        rows=group.rows,
        relative_model_error=found.model_error,
        currency=warehouse.currency,
    )
    silent = _silence(found, group.rows, args.horizon_months)
    fact = partial(
        Fact,
        as_of=found.as_of.isoformat(),
        n=worth.alive.size,
        method=worth.total.method,
        evidence="E",
    )
    facts = [
        fact("customers", worth.alive.size, "customers", f"Клиентов: {group.ru}", f"Customers: {group.en}"),
        fact("value_expected", worth.total.value, warehouse.currency, "Ожидаемая стоимость за горизонт", "Expected value within the horizon", low=worth.total.low, high=worth.total.high, level=worth.total.level),
        fact("horizon", args.horizon_months, "months", "Горизонт", "Horizon"),
        fact("buyers_expected_share", float(1 - silent.mean()), "share", "Купят хотя бы раз за горизонт", "Will buy at least once within the horizon"),
        fact("data_end", found.as_of.isoformat(), "date", "Состояние базы на конец дня", "Base as it stood at the end of"),
    ]  # fmt: skip
    if not found.model.at_limit_:
        facts += _of_leaving(fact, worth.alive, _at_risk(worth), warehouse.currency)
    return Findings(
        facts=(*facts, *backtest_facts(found)),
        tables=(
            _bands(found, worth, silent, warehouse.currency),
            *backtest_table(found),
        ),
        charts=(Chart("bar", "risk", ("value_at_risk",), "Стоимость под риском", "Value at risk"),),
        notes=(*_notes(found), *forecast_notes(found)),
    )


def _at_risk(worth: LifetimeValue) -> Floats:
    """What each customer would bring by staying, times the probability of having left."""
    if_stays = worth.values / np.maximum(worth.alive, 1e-12)
    return np.where(worth.alive > 1e-12, if_stays - worth.values, 0.0)


def _of_leaving(fact: partial[Fact], alive: Floats, at_risk: Floats, currency: str) -> list[Fact]:
    likely_gone = int((alive < 0.5).sum())
    facts = [
        fact("value_at_risk", float(at_risk.sum()), currency, "Стоимость под риском за горизонт", "Value at risk within the horizon"),
        fact("alive_mean", float(alive.mean()), "probability", "Средняя вероятность, что клиент не ушёл", "Mean probability that a customer has not left"),
        fact("expected_left", float((1 - alive).sum()), "customers", "Уже ушли, ожидаемое число", "Expected number who have left already"),
    ]  # fmt: skip
    if likely_gone >= K_ANONYMITY or likely_gone == 0:
        facts += [
            fact("likely_left", likely_gone, "customers", "С вероятностью ухода больше половины", "More likely to have left than not"),
            fact("likely_left_share", likely_gone / alive.size, "share", "Их доля", "Their share"),
        ]  # fmt: skip
    return facts


def _silence(found: Forecast, rows: Mask, months: float) -> Floats:
    """Probability of no purchase at all within the horizon: has left, or stays and does not come."""
    x, t_x, age = (found.summary[name].to_numpy(dtype=float)[rows] for name in ("frequency", "recency", "T"))
    r, alpha = found.model.params_["r"], found.model.params_["alpha"]
    alive = np.asarray(found.model.probability_alive(x, t_x, age))
    weeks = months * DAYS_PER_MONTH / 7
    quiet = np.exp((r + x) * (np.log(alpha + age) - np.log(alpha + age + weeks)))
    return np.asarray(1 - alive + alive * quiet)


def _bands(found: Forecast, worth: LifetimeValue, silent: Floats, currency: str) -> Table:
    """Customers by probability not to have left; where the data show nobody leaving, to buy at all."""
    leaving_seen = not found.model.at_limit_
    chance = worth.alive if leaving_seen else 1 - silent
    columns = [
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("share", "share", "Доля клиентов", "Share of customers"),
        Column("value_expected", currency, "Ожидаемая стоимость", "Expected value"),
        Column("buyers_share", "share", "Купят хотя бы раз", "Will buy at least once"),
    ]
    if leaving_seen:
        columns += [
            Column("alive", "probability", "Вероятность, что не ушёл", "Probability not to have left"),
            Column("value_at_risk", currency, "Стоимость под риском", "Value at risk"),
        ]
    at_risk = _at_risk(worth)
    rows = []
    for key, ru, en, inside in _merged(chance, LEAVING if leaving_seen else BUYING):
        values = [
            int(inside.sum()),
            float(inside.mean()),
            float(worth.values[inside].sum()),
            float(1 - silent[inside].mean()),
        ]
        if leaving_seen:
            values += [float(worth.alive[inside].mean()), float(at_risk[inside].sum())]
        rows.append(Row(key, ru, en, tuple(values)))
    return Table("risk", "Клиенты по риску", "Customers by risk", tuple(columns), tuple(rows))


def _merged(chance: Floats, names: tuple[tuple[str, str, str], ...]) -> list[tuple[str, str, str, Mask]]:
    """The bands that hold anybody; one with too few customers is joined to its neighbour."""
    kept: list[tuple[str, str, str, Mask]] = []
    for (key, ru, en), low, high in zip(names, EDGES[:-1], EDGES[1:], strict=True):
        inside = (chance >= low) & (chance < high)
        if not inside.any():
            continue
        if kept and min(kept[-1][3].sum(), inside.sum()) < K_ANONYMITY:
            before = kept.pop()
            kept.append((key, f"{before[1]} и {ru}", f"{before[2]} and {en}", before[3] | inside))
        else:
            kept.append((key, ru, en, inside))
    return kept


def _notes(found: Forecast) -> tuple[Note, ...]:
    what_ru = "маржи" if found.basis == "margin" else "выручки (маржи в данных нет)"
    what_en = "margin" if found.basis == "margin" else "revenue (the data know no margin)"
    return (
        Note(
            "Уход здесь не виден (нет договора), поэтому это вероятность по ритму покупок самого клиента. Стоимость под риском – "
            f"вероятность ухода, умноженная на ожидаемую сумму {what_ru} оставшегося клиента; без дисконтирования.",
            "Leaving is not seen here (there is no contract), so this is a probability from each customer's own rhythm. Value at risk is the "
            f"probability of having left times the expected {what_en} of a customer who stays; not discounted.",
            "definition",
        ),
        Note(
            "Высокий риск не значит, что контакт поможет: кому писать, решает измеренный эффект (who_to_treat), а не вероятность ухода.",
            "High risk does not mean that a contact helps: whom to write to is decided by measured effect (who_to_treat), not by this probability.",
            "next_step",
        ),
    )
