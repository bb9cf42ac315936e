"""Lifetime value on the calendar, net of returns and costs, for ever where that exists, and how far it can be off."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import hyperu

from tools.clv import (
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    SuspiciousData,
    customer_lifetime_value,
)
from tools.clv.discounting import Discount
from tools.errors import InvalidArgument, NotEnoughData, NotIdentified

BG = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426)
PARETO = ParetoNBD.from_params(r=0.553, alpha=10.578, s=0.606, beta=11.669)
SPEND = GammaGamma.from_params(p=6.25, q=3.74, v=15.44)
FOR_EVER = float("inf")


@pytest.fixture(scope="module")
def summary() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    age = rng.uniform(10, 50, 400)
    x = rng.poisson(1.5, 400)
    t_x = np.where(x > 0, age * rng.uniform(0.2, 1, 400), 0.0)
    money = np.where(x > 0, rng.gamma(6, 6, 400), 0.0)
    return pd.DataFrame({"frequency": x, "recency": t_x, "T": age, "monetary_value": money})


def value(summary: pd.DataFrame, model: Any = BG, **more: Any) -> Any:
    return customer_lifetime_value(summary, model=model, spend_model=SPEND, **more)


def columns(summary: pd.DataFrame) -> list[Any]:
    return [summary[name].to_numpy() for name in ("frequency", "recency", "T")]


def test_a_year_is_a_calendar_year_and_a_month_a_calendar_month(summary: pd.DataFrame) -> None:
    for as_of, months, days in (
        (date(2024, 2, 29), 12, 365), (date(2023, 2, 28), 12, 365), (date(2023, 3, 1), 12, 366),
        (date(2023, 1, 31), 1, 28), (date(2024, 1, 31), 1, 29), (date(2023, 7, 1), 1, 31),
    ):  # fmt: skip
        found = value(summary, as_of=as_of, horizon_months=months)
        np.testing.assert_allclose(
            found.purchases, BG.expected_purchases(days / 7, *columns(summary)), rtol=1e-12
        )
        assert found.steps[0].estimate.value == days


def test_one_annual_rate_takes_exactly_one_calendar_year() -> None:
    for as_of, days in ((date(2023, 3, 1), 366), (date(2025, 3, 1), 365)):
        annual = Discount(0.21, "year", as_of)
        assert annual.factor(np.array([float(days)]))[0] == pytest.approx(1 / 1.21, rel=1e-12)
        assert annual.days_until(np.array([1 / 1.21]))[0] == pytest.approx(days, rel=1e-12)
    monthly = Discount(0.01, "month", date(2023, 1, 15))
    assert monthly.factor(np.array([31.0, 59.0]))[1] == pytest.approx(1.01**-2, rel=1e-12)
    assert Discount(0.002, "week").factor(np.array([14.0]))[0] == pytest.approx(1.002**-2, rel=1e-12)


def test_the_same_rate_named_by_other_periods_gives_the_same_value(summary: pd.DataFrame) -> None:
    yearly = value(summary, annual_discount_rate=0.2).values
    for period, per_year in (("quarter", 4), ("month", 12), ("day", 365.25)):
        same = value(summary, discount_rate=1.2 ** (1 / per_year) - 1, discount_period=period).values
        np.testing.assert_allclose(same, yearly, rtol=1e-9)


def test_discounting_on_the_calendar_agrees_with_a_sum_over_days(summary: pd.DataFrame) -> None:
    as_of, days = date(2023, 11, 30), 366
    found = value(summary, as_of=as_of, annual_discount_rate=0.3).values
    until = np.array([BG.expected_purchases(day / 7, *columns(summary)) for day in range(days + 1)])
    factor = Discount(0.3, "year", as_of).factor(np.arange(days) + 0.5)
    by_day = np.sum(np.diff(until, axis=0) * factor[:, None], axis=0)
    spend = SPEND.expected_spend(summary.frequency.to_numpy(), summary.monetary_value.to_numpy())
    np.testing.assert_allclose(found, by_day * spend, rtol=2e-5)


def test_horizons_add_up(summary: pd.DataFrame) -> None:
    more: dict[str, Any] = {"as_of": date(2024, 1, 31), "annual_discount_rate": 0.2, "cost_per_year": 3.0}
    whole = value(summary, horizon_months=12, **more).values
    first, second = (
        value(summary, horizon_months=5, **more),
        value(summary, start_months=5, horizon_months=12, **more),
    )
    np.testing.assert_allclose(first.values + second.values, whole, rtol=1e-5)


def test_a_value_for_ever_of_pareto_nbd_is_the_published_residual_lifetime(summary: pd.DataFrame) -> None:
    """Discounted expected residual transactions, Fader, Hardie and Lee (2005), Journal of Marketing Research 42, eq. 2."""
    x, t_x, age = columns(summary)
    found = value(summary, PARETO, horizon_months=FOR_EVER, annual_discount_rate=0.15)
    r, alpha, s, beta = PARETO.params_.values()
    delta = np.log(1.15) / 365.25 * 7
    staying = (beta + age) ** s * delta ** (s - 1) * hyperu(s, s, delta * (beta + age))
    residual = PARETO.probability_alive(x, t_x, age) * (r + x) / (alpha + age) * staying
    spend = SPEND.expected_spend(x, summary.monetary_value.to_numpy())
    np.testing.assert_allclose(found.values, residual * spend, rtol=1e-5)


@pytest.mark.parametrize(
    "model",
    [
        BetaGeoNBD.from_params(r=0.5, alpha=4, a=2.5, b=3), ModifiedBetaGeoNBD.from_params(r=0.5, alpha=4, a=2.5, b=3),
        ParetoNBD.from_params(r=0.5, alpha=10, s=2.5, beta=12),
    ],
)  # fmt: skip
def test_without_discount_for_ever_is_the_limit_of_long_horizons(summary: pd.DataFrame, model: Any) -> None:
    found = value(summary, model, horizon_months=FOR_EVER).values
    spend = SPEND.expected_spend(summary.frequency.to_numpy(), summary.monetary_value.to_numpy())
    far = model.expected_purchases(1e12, *columns(summary)) * spend
    np.testing.assert_allclose(found, far, rtol=1e-4)


@pytest.mark.parametrize("model", [BG, PARETO])
def test_a_value_for_ever_that_is_infinite_is_refused_with_the_reason(
    summary: pd.DataFrame, model: Any
) -> None:
    with pytest.raises(NotIdentified, match="positive discount rate") as refused:
        value(summary, model, horizon_months=FOR_EVER)
    assert model.names[2] in refused.value.message


def test_returns_margin_and_costs_come_off_step_by_step(summary: pd.DataFrame) -> None:
    plain = value(summary, annual_discount_rate=0.1)
    net = value(
        summary,
        annual_discount_rate=0.1,
        return_share=0.1,
        value_share=0.4,
        cost_per_purchase=2.0,
        cost_per_year=1.5,
    )
    steps = {step.key: step.estimate.value for step in net.steps}
    assert steps["step_gross"] == pytest.approx(plain.total.value)
    assert steps["step_after_returns"] == pytest.approx(0.9 * steps["step_gross"])
    assert steps["step_margin"] == pytest.approx(0.36 * steps["step_gross"])
    assert steps["step_cost_of_purchases"] == pytest.approx(-2 * steps["step_discounted_purchases"])
    assert steps["step_discounted_purchases"] < steps["step_purchases"]
    annuity = (1 - 1.1**-1) / np.log(1.1)
    assert steps["step_cost_of_service"] == pytest.approx(-400 * 1.5 * annuity, rel=1e-6)
    parts = ("step_margin", "step_cost_of_purchases", "step_cost_of_service")
    assert sum(steps[part] for part in parts) == pytest.approx(steps["step_value"])
    assert net.values.sum() == pytest.approx(steps["step_value"])
    facts = {fact.key: fact for fact in net.facts("2024-01-01")}
    assert facts["step_value"].low < facts["step_value"].value < facts["step_value"].high
    assert all(fact.evidence == "E" and fact.label_ru and fact.method for fact in facts.values())


def test_segments_add_up_and_tell_parameters_from_chance(summary: pd.DataFrame) -> None:
    rng = np.random.default_rng(4)
    rate = rng.gamma(0.6, 0.1, 4_000)
    age = np.full(4_000, 40.0)
    x = rng.poisson(rate * age * rng.uniform(0.2, 1, 4_000)).astype(float)
    t_x = np.where(x > 0, age * rng.uniform(0.1, 1, 4_000), 0.0)
    money = np.where(x > 0, rng.gamma(5, 4, 4_000), 0.0)
    base = pd.DataFrame({"frequency": x, "recency": t_x, "T": age, "monetary_value": money})
    found = customer_lifetime_value(base, annual_discount_rate=0.1)
    labels = np.where(np.arange(4_000) % 4 == 0, "web", "store")
    parts = found.segments(labels)
    assert sum(part.total.value for part in parts.values()) == pytest.approx(found.total.value)
    assert sum(part.customers for part in parts.values()) == 4_000
    # parameters move all customers together, chance averages out
    assert parts["web"].parameter_deviation + parts["store"].parameter_deviation == pytest.approx(
        found.spread.parameter_deviation(), rel=0.05
    )
    squares = sum(part.individual_deviation**2 for part in parts.values())
    assert squares == pytest.approx(found.spread.individual_deviation() ** 2)
    quarter = parts["web"]
    assert quarter.total.low < quarter.total.value < quarter.total.high
    with pytest.raises(InvalidArgument, match="labels"):
        found.segments(labels[:10])


def test_the_interval_of_a_customer_holds_what_then_happens_as_often_as_it_says() -> None:
    """A world of known parameters, its future played out; parameters are known, so only chance is left."""
    rng = np.random.default_rng(8)
    n, age, ahead = 6_000, 40.0, 52.0
    model = BetaGeoNBD.from_params(r=0.8, alpha=4.0, a=0.8, b=4.0)
    spend = GammaGamma.from_params(p=4.0, q=6.0, v=20.0)
    rate, leave = rng.gamma(0.8, 1 / 4.0, n), rng.beta(0.8, 4.0, n)
    typical = rng.gamma(6.0, 1 / 20.0, n)
    x, t_x, later, money, came = (np.zeros(n) for _ in range(5))
    now, active = np.zeros(n), np.ones(n, dtype=bool)
    while active.any():
        now = now + rng.exponential(1, n) / np.maximum(rate, 1e-300)
        paid = rng.gamma(4.0, 1, n) / typical
        active &= now <= age + ahead
        past, future = active & (now <= age), active & (now > age)
        x[past], t_x[past], money[past] = x[past] + 1, now[past], money[past] + paid[past]
        later[future], came[future] = later[future] + 1, came[future] + paid[future]
        active &= rng.random(n) > leave
    base = pd.DataFrame(
        {"frequency": x, "recency": t_x, "T": age, "monetary_value": money / np.maximum(x, 1)}
    )
    found = customer_lifetime_value(
        base, model=model, spend_model=spend, horizon_months=ahead * 7 / (365.25 / 12)
    )
    assert found.total.low < came.sum() < found.total.high
    each = found.customer_intervals(0.8)
    assert (came > each.high).mean() == pytest.approx(0.1, abs=0.03)
    regular = found.spread.silent < 0.3
    assert regular.sum() > 500
    assert ((came >= each.low) & (came <= each.high))[regular].mean() == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize(
    "changes",
    [
        {"return_share": 1.2}, {"cost_per_purchase": -1}, {"start_months": 12}, {"discount_rate": 0.1, "discount_period": "decade"},
        {"discount_rate": 0.1, "annual_discount_rate": 0.1}, {"discount_rate": -2.0, "discount_period": "month"}, {"value_share": float("nan")},
    ],
)  # fmt: skip
def test_arguments_that_make_no_value_are_named(summary: pd.DataFrame, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument) as refused:
        value(summary, **changes)
    assert refused.value.argument in changes
    assert refused.value.message_ru != refused.value.message


def test_spend_below_zero_is_warned_of_and_nobody_to_value_is_refused(summary: pd.DataFrame) -> None:
    refunded = summary.assign(monetary_value=np.where(np.arange(400) == 7, -5.0, summary.monetary_value))
    with pytest.warns(SuspiciousData, match="rows 7"):
        found = value(refunded)
    assert np.isfinite(found.values).all()
    with pytest.raises(NotEnoughData, match="no customers to value"):
        value(summary, rows=np.zeros(400, dtype=bool))
    with pytest.raises(InvalidArgument, match="row 0 is 'free'"):
        value(summary.assign(monetary_value="free"))
    with pytest.raises(InvalidArgument, match="recency"):
        value(summary.assign(recency=99.0))
