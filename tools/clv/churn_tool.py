"""The tool `churn_risk`: who has probably left, and what is at stake where there is no contract to cancel."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import ibis
import numpy as np
from pydantic import Field

from tools.clv.calibration import Reliability, reliability
from tools.clv.forecast import Forecast, forecast
from tools.clv.forecast_notes import backtest_facts, backtest_tables, forecast_notes
from tools.clv.groups import GroupName, members, named, require_group
from tools.clv.purchase_counts import PurchaseCounts, counts_learnt
from tools.clv.valued import Sums, sums, sums_by, total_of, valued_customers
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
    """Probability of not having left, by band, with the value at stake in each and how right such probabilities were."""
    found = forecast(warehouse, args, horizon_months=args.horizon_months)
    group = named(args.group)
    everybody = valued_customers(found)
    asked = everybody.filter(members(everybody, group.key, found.as_of))
    part = sums(found, asked)
    require_group(part.customers, group.ru, group.en)
    worth = total_of(found, part, whole=group.kind == "all", currency=warehouse.currency)
    fact = partial(Fact, as_of=found.as_of.isoformat(), n=part.customers, method=worth.method, evidence="E")
    facts = [
        fact("customers", part.customers, "customers", f"Клиентов: {group.ru}", f"Customers: {group.en}"),
        fact("value_expected", worth.value, warehouse.currency, "Ожидаемая стоимость за горизонт", "Expected value within the horizon", low=worth.low, high=worth.high, level=worth.level),
        fact("horizon", args.horizon_months, "months", "Горизонт", "Horizon"),
        fact("buyers_expected_share", 1 - part.none / part.customers, "share", "Купят хотя бы раз за горизонт", "Will buy at least once within the horizon"),
        fact("data_end", found.as_of.isoformat(), "date", "Состояние базы на конец дня", "Base as it stood at the end of"),
    ]  # fmt: skip
    if not found.model.at_limit_:
        facts += _of_leaving(fact, found, asked, part, warehouse.currency)
    reliable = probability_check(found)
    return Findings(
        facts=(*facts, *_of_reliability(found, reliable), *backtest_facts(found)),
        tables=(
            _bands(found, asked, part, warehouse.currency),
            *_reliability_table(reliable),
            *backtest_tables(found),
        ),
        charts=(
            Chart("bar", "risk", ("value_at_risk",), "Стоимость под риском", "Value at risk"),
            *_reliability_chart(reliable),
        ),
        notes=(*_notes(found), *forecast_notes(found)),
    )


def probability_check(found: Forecast) -> Reliability | None:
    """Probabilities to buy at all in the newest checked period, given before it, against who did; None without one.

    How customers scatter is learnt at the origin before, where there is one, so that the check stays blind.
    """
    origins = found.rolling.origins
    if not origins:
        return None
    newest, spread = origins[0], found.rolling.drift(found.champion).spread
    counts = PurchaseCounts(spread=spread)
    if len(origins) > 1:
        older = origins[1]
        counts = counts_learnt(older.window, older.forecasts[found.champion], spread)
    window = newest.window
    none = counts.over(window.weeks_ahead).none(newest.forecasts[found.champion], window.frequency)
    size = int(window.customers.sum())
    return reliability(
        np.clip(1 - none, 0.0, 1.0),
        (window.outcome > 0).astype(np.float64),
        window.customers,
        bands=max(1, min(10, size // (2 * K_ANONYMITY))),
    )


def _of_reliability(found: Forecast, reliable: Reliability | None) -> list[Fact]:
    if reliable is None:
        return []
    fact = partial(
        Fact,
        as_of=found.as_of.isoformat(),
        method="probabilities given before the check, against who bought in it",
    )
    return [
        fact("brier", reliable.brier, "number", "Оценка Брайера вероятности купить", "Brier score of the probability to buy"),
        fact("brier_of_rate", reliable.brier_of_rate, "number", "То же у одной доли на всех", "The same of one share for everybody"),
        fact("calibration_error", reliable.calibration_error, "share", "Среднее расхождение вероятности и доли купивших", "Mean gap between probability and share of buyers"),
        fact("buyers_forecast_share", reliable.expected_share, "share", "Прогноз доли купивших на проверке", "Forecast share of buyers on the check"),
        fact("buyers_actual_share", reliable.actual_share, "share", "Факт доли купивших на проверке", "Actual share of buyers on the check"),
    ]  # fmt: skip


def _reliability_table(reliable: Reliability | None) -> tuple[Table, ...]:
    if reliable is None or any(part.customers < K_ANONYMITY for part in reliable.bands):
        return ()
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("predicted", "probability", "Вероятность купить", "Probability to buy"),
        Column("actual", "share", "Доля купивших", "Share who bought"),
    )
    rows = tuple(
        Row(
            f"band_{place}",
            f"{place}-я из {len(reliable.bands)} по вероятности",
            f"band {place} of {len(reliable.bands)} by probability",
            (part.customers, part.predicted, part.actual),
        )
        for place, part in enumerate(reliable.bands, start=1)
    )
    titles = ("Вероятность купить против факта на проверке", "Probability to buy against fact on the check")
    return (Table("reliability", *titles, columns, rows),)


def _reliability_chart(reliable: Reliability | None) -> tuple[Chart, ...]:
    if not _reliability_table(reliable):
        return ()
    titles = ("Вероятность купить против факта", "Probability to buy against fact")
    return (Chart("bar", "reliability", ("predicted", "actual"), *titles),)


def _of_leaving(
    fact: partial[Fact], found: Forecast, asked: ibis.Table, part: Sums, currency: str
) -> list[Fact]:
    likely_gone = sums(found, asked, asked.alive < 0.5).customers
    facts = [
        fact("value_at_risk", part.at_risk, currency, "Стоимость под риском за горизонт", "Value at risk within the horizon"),
        fact("alive_mean", part.alive / part.customers, "probability", "Средняя вероятность, что клиент не ушёл", "Mean probability that a customer has not left"),
        fact("expected_left", part.customers - part.alive, "customers", "Уже ушли, ожидаемое число", "Expected number who have left already"),
    ]  # fmt: skip
    if likely_gone >= K_ANONYMITY or likely_gone == 0:
        facts += [
            fact("likely_left", likely_gone, "customers", "С вероятностью ухода больше половины", "More likely to have left than not"),
            fact("likely_left_share", likely_gone / part.customers, "share", "Их доля", "Their share"),
        ]  # fmt: skip
    return facts


def _bands(found: Forecast, asked: ibis.Table, whole: Sums, currency: str) -> Table:
    """Customers by probability not to have left; where the data show nobody leaving, to buy at all."""
    leaving_seen = not found.model.at_limit_
    chance = asked.alive if leaving_seen else 1 - asked.none
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
    cases = [(chance < high, place) for place, high in enumerate(EDGES[1:])]
    by_band = sums_by(found, asked.mutate(band=ibis.cases(*cases, else_=len(cases) - 1)), "band")
    rows = []
    for key, ru, en, part in _merged(by_band, LEAVING if leaving_seen else BUYING):
        values = [
            part.customers,
            part.customers / whole.customers,
            part.value,
            1 - part.none / part.customers,
        ]
        if leaving_seen:
            values += [part.alive / part.customers, part.at_risk]
        rows.append(Row(key, ru, en, tuple(values)))
    return Table("risk", "Клиенты по риску", "Customers by risk", tuple(columns), tuple(rows))


def _merged(
    by_band: Mapping[int, Sums], names: tuple[tuple[str, str, str], ...]
) -> list[tuple[str, str, str, Sums]]:
    """The bands that hold anybody; one with too few customers is joined to its neighbour."""
    kept: list[tuple[str, str, str, Sums]] = []
    for place, (key, ru, en) in enumerate(names):
        part = by_band.get(place)
        if part is None:
            continue
        if kept and min(kept[-1][3].customers, part.customers) < K_ANONYMITY:
            before = kept.pop()
            kept.append((key, f"{before[1]} и {ru}", f"{before[2]} and {en}", before[3].joined(part)))
        else:
            kept.append((key, ru, en, part))
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
