"""The economic plan against arithmetic done by hand, and the properties that any such plan has."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.budget import Assumptions, EconomicPlan, Spread, economic_plan
from tools.errors import InvalidArgument

PROGRAMME = Assumptions(
    effect_per_month=Spread(1_000_000, 600_000, 1_300_000),
    contacts_per_month=Spread(150_000, 130_000, 200_000),
    people_per_month=Spread(400_000),
    technology_once=Spread(3_000_000, 2_500_000, 5_000_000),
    technology_per_month=Spread(100_000),
    ramp_months=Spread(6, 4, 12),
    effect_change_per_year=Spread(0.0, -0.2, 0.05),
)


def test_e8_a_plan_by_hand() -> None:
    found = economic_plan(
        Assumptions(
            effect_per_month=Spread(100.0),
            contacts_per_month=Spread(10.0),
            people_per_month=Spread(20.0),
            technology_once=Spread(50.0),
            ramp_months=Spread(2),
        ),
        months=3,
        annual_discount_rate=0.12,
    )
    # Month 0: -50. Month 1, half the effect: 50 - 5 - 20 = 25. Months 2 and 3: 100 - 10 - 20 = 70.
    assert [month.result for month in found.months] == [Decimal(-50), Decimal(25), Decimal(70), Decimal(70)]
    assert found.result == Decimal(115)
    month = 1.12 ** (1 / 12)
    assert found.npv == pytest.approx(-50 + 25 / month + 70 / month**2 + 70 / month**3)
    assert found.payback_month == 2  # -50, -25, +45
    assert found.npv_simulated.value == pytest.approx(found.npv)
    assert found.tornado == ()


def test_e8_sums_close_to_the_minor_unit_at_any_length() -> None:
    for months in (12, 24, 36):
        found = economic_plan(PROGRAMME, months=months)
        assert len(found.months) == months + 1
        assert sum((m.result for m in found.months), Decimal(0)) == found.result == found.effect - found.cost
        assert all(m.cost == m.contacts + m.people + m.technology for m in found.months)


def test_e8_at_the_largest_fixed_cost_the_net_present_value_is_nothing() -> None:
    found = economic_plan(PROGRAMME, months=36)
    fixed = Assumptions(
        effect_per_month=PROGRAMME.effect_per_month,
        contacts_per_month=PROGRAMME.contacts_per_month,
        people_per_month=Spread(found.largest_fixed_cost),
        ramp_months=PROGRAMME.ramp_months,
    )
    assert economic_plan(fixed, months=36).npv == pytest.approx(0.0, abs=1e-3)


def test_e8_the_stated_percentiles_come_out_of_the_simulation() -> None:
    alone = Assumptions(effect_per_month=Spread(100.0, 40.0, 130.0))
    found = economic_plan(alone, months=12, annual_discount_rate=0.0, draws=100_000)
    assert found.npv_simulated.value == pytest.approx(1_200, rel=0.02)
    assert found.npv_simulated.low == pytest.approx(480, rel=0.03)
    assert found.npv_simulated.high == pytest.approx(1_560, rel=0.02)


def test_e8_the_tornado_names_what_moves_the_result_most_and_each_end_is_a_plan_of_its_own() -> None:
    found = economic_plan(PROGRAMME, months=36)
    assert found.tornado[0].assumption == "effect_per_month"
    assert [swing.width for swing in found.tornado] == sorted(
        (swing.width for swing in found.tornado), reverse=True
    )
    named = PROGRAMME.by_name()
    for swing in found.tornado:
        low, _ = named[swing.assumption].ends
        changed = Assumptions(**named | {swing.assumption: Spread(low)})
        assert economic_plan(changed, months=36).npv == pytest.approx(swing.at_low)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(1, 60), st.floats(0, 0.5))
def test_more_cost_is_never_worth_more_and_a_longer_wait_never_pays_back_sooner(
    people: float, more: float, months: int, rate: float
) -> None:
    def plan(cost: float) -> EconomicPlan:
        return economic_plan(
            Assumptions(effect_per_month=Spread(500_000.0), people_per_month=Spread(cost)),
            months=months,
            annual_discount_rate=rate,
            draws=100,
        )

    cheap, dear = plan(people), plan(people + more)
    assert dear.npv <= cheap.npv + 1e-6
    if dear.payback_month is not None:
        assert cheap.payback_month is not None
        assert cheap.payback_month <= dear.payback_month


def test_a_programme_that_never_pays_says_so() -> None:
    found = economic_plan(Assumptions(effect_per_month=Spread(10.0), people_per_month=Spread(100.0)))
    assert found.payback_month is None
    assert found.payback_range == (None, None)
    assert found.payback_probability == 0
    assert found.loss_probability == 1


def test_the_same_assumptions_give_the_same_plan_and_another_generator_another_simulation() -> None:
    assert economic_plan(PROGRAMME) == economic_plan(PROGRAMME)
    other = economic_plan(PROGRAMME, rng=np.random.default_rng(5))
    assert other.npv == economic_plan(PROGRAMME).npv
    assert other.npv_simulated != economic_plan(PROGRAMME).npv_simulated


@pytest.mark.parametrize(
    ("changes", "terms", "at"),
    [
        ({"people_per_month": Spread(-1.0)}, {}, "people_per_month"),
        ({"effect_per_month": Spread(5.0, 6.0, 7.0)}, {}, "effect_per_month"),
        ({"effect_per_month": Spread(float("nan"))}, {}, "effect_per_month"),
        ({}, {"months": 0}, "months"),
        ({}, {"months": 1000}, "months"),
        ({}, {"annual_discount_rate": -1.0}, "annual_discount_rate"),
    ],
)
def test_impossible_assumptions_are_named(
    changes: dict[str, Spread], terms: dict[str, float], at: str
) -> None:
    with pytest.raises(InvalidArgument) as refused:
        economic_plan(Assumptions(**PROGRAMME.by_name() | changes), **terms)
    assert refused.value.argument == at
