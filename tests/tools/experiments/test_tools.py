"""The catalogue's tools on campaigns whose answer is known: by hand, and from the simulator's truth."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.tools.experiments.shelf import Shelf
from tools.errors import InvalidArgument, MissingData, NotEnoughData, NotIdentified, NotRandomised
from tools.experiments.catalogue import TOOLS
from tools.experiments.checks import InvalidExperiment
from tools.facts import ToolResult
from tools.tool import execute
from tools.uplift.catalogue import TOOLS as UPLIFT

BY_NAME = {tool.name: tool for tool in (*TOOLS, *UPLIFT)}
START = date(2026, 3, 2)


def run(context: Any, name: str, **arguments: Any) -> ToolResult:
    return execute(BY_NAME[name], context, arguments)


def stock(tables: dict[str, pd.DataFrame]) -> Shelf:
    """The tables as they stand a month after the window has closed."""
    return Shelf(tables, last_day=START + timedelta(days=60))


def shop(
    *,
    control: int = 100,
    treated: int = 300,
    control_buyers: int = 10,
    treated_buyers: int = 60,
    margin: str | None = "40",
    propensity: tuple[float, float] | None = (0.25, 0.75),
) -> dict[str, pd.DataFrame]:
    """Buyers spend 90 after a discount of 10, with a margin of 40; a message costs 1.5, the campaign 500."""
    people = [f"c{i}" for i in range(control)] + [f"t{i}" for i in range(treated)]
    arms = ["control"] * control + ["treatment"] * treated
    share = {"control": propensity and propensity[0], "treatment": propensity and propensity[1]}
    buyers = [*people[:control_buyers], *people[control : control + treated_buyers]]
    sales = [
        {
            "customer_id": who,
            "order_id": f"o-{who}",
            "line": 1,
            "ordered_on": START + timedelta(days=i % 20),
            "quantity": "1",
            "revenue": "90",
            "discount": "10",
            "margin": margin,
            "kind": "sale",
            "store_id": f"S{i % 4}",
        }
        for i, who in enumerate(buyers)
    ]
    old = [{**sales[0], "order_id": "old", "ordered_on": START - timedelta(days=3), "revenue": "1000"}]
    return {
        "transactions": pd.DataFrame(sales + old),
        "campaigns": pd.DataFrame(
            [
                {
                    "campaign_id": "C1",
                    "name": "Осень",
                    "channel": "sms",
                    "offer_id": "O1",
                    "started_on": START,
                    "ended_on": START + timedelta(days=27),
                    "fixed_cost": "500",
                },
                {
                    "campaign_id": "C2",
                    "name": "Дайджест",
                    "channel": "email",
                    "started_on": START,
                    "ended_on": START + timedelta(days=27),
                    "fixed_cost": "0",
                },
            ]
        ),
        "assignments": pd.DataFrame(
            {
                "experiment_id": "C1",
                "customer_id": people,
                "arm": arms,
                "propensity": [share[a] for a in arms],
                "assigned_on": START,
            }
        ),
        "contacts": pd.DataFrame(
            [
                {
                    "contact_id": f"m{i}",
                    "customer_id": who,
                    "campaign_id": "C1",
                    "channel": "sms",
                    "sent_on": START,
                    "cost": "1.5",
                    "status": "delivered",
                }
                for i, who in enumerate(people[control:])
            ]
        ),
    }


def test_a_campaign_computed_by_hand_closes_to_the_kopeck():
    result = run(stock(shop()), "experiment_result", campaign="осень")
    # Treated: 60 buyers; control scaled to 300 customers: 30. Extra buyers 30 at 40 each, less 450 and 500.
    assert result.fact("treated_rate").value == pytest.approx(0.2)
    assert result.fact("control_rate").value == pytest.approx(0.1)
    assert result.fact("buyers_effect").value == pytest.approx(0.1)
    assert result.fact("incremental_revenue").value == pytest.approx(30 * 90)
    assert result.fact("incremental_profit").value == pytest.approx(30 * 40 - 450 - 500)
    lines = {row.key: row.values[0] for row in result.tables[1].rows}
    assert lines["margin"] == 30 * 50
    assert lines["discounts"] == -300
    assert sum(v for k, v in lines.items() if k != "profit") == pytest.approx(lines["profit"])
    low, high = result.fact("incremental_profit").low, result.fact("incremental_profit").high
    assert low < 250 < high
    assert result.fact("verdict").value == ("not_yet" if low <= 0 else "proven")
    assert result.fact("incremental_profit").evidence == "A"
    assert result.fact("spend").value == pytest.approx(300 + 450 + 500)


@pytest.mark.parametrize(
    "asked", ["Осень", "осень", "«Осень»", "осенняя акция", "осеннюю рассылку", "C1", "Осeнь"]
)
def test_a_campaign_is_found_by_what_people_call_it(asked):
    assert run(stock(shop()), "experiment_result", campaign=asked).fact("campaign").value == "Осень"


def test_an_unknown_campaign_names_the_known_ones_and_one_without_control_what_is_missing():
    shelf = stock(shop())
    with pytest.raises(InvalidArgument, match=r"«Осень».*«Дайджест»|«Дайджест».*«Осень»"):
        run(shelf, "experiment_result", campaign="Чёрная пятница")
    with pytest.raises(NotRandomised, match="assignments"):
        run(shelf, "experiment_result", campaign="Дайджест")
    tables = shop()
    del tables["campaigns"]
    with pytest.raises(MissingData, match="campaigns"):
        run(stock(tables), "experiment_result")


def test_without_margins_profit_is_not_invented_but_may_be_assumed_by_name():
    shelf = Shelf(shop(margin=None))
    plain = run(shelf, "experiment_result", campaign="Осень")
    assert plain.fact("verdict").value == "no_margin"
    with pytest.raises(KeyError):
        plain.fact("incremental_profit")
    assumed = run(shelf, "experiment_result", campaign="Осень", margin_share=0.5)
    # Half of sales at list price: 30 * 100 * 0.5 - 300 discount - 450 - 500
    assert assumed.fact("incremental_profit").value == pytest.approx(250)
    assert any("margin_share" in note.en for note in assumed.notes)


def test_a_broken_split_takes_the_evidence_away():
    result = run(stock(shop(propensity=(0.5, 0.5))), "experiment_result", campaign="Осень")
    assert result.fact("verdict").value == "broken_split"
    assert result.fact("incremental_profit").evidence == "C"
    ledger = run(stock(shop(propensity=(0.5, 0.5))), "profit_ledger")
    assert ledger.fact("campaigns_measured").value == 0


def test_uneven_probabilities_within_an_arm_are_refused():
    tables = shop()
    tables["assignments"].loc[0, "propensity"] = 0.4
    with pytest.raises(NotIdentified, match="different probabilities"):
        run(stock(tables), "experiment_result", campaign="Осень")


def test_a_handful_of_customers_is_never_shown():
    with pytest.raises(NotEnoughData, match="at least 20"):
        run(stock(shop(control=12, control_buyers=3, propensity=None)), "experiment_result", campaign="Осень")


def test_e4_a_message_to_the_control_group_is_a_hard_failure():
    tables = shop()
    leak = tables["contacts"].iloc[[0]].assign(customer_id="c0", contact_id="leak")
    tables["contacts"] = pd.concat([tables["contacts"], leak])
    result = run(stock(tables), "experiment_result", campaign="Осень")
    assert result.fact("verdict").value == "leaked"
    assert result.fact("incremental_profit").evidence == "C"
    assert any("Fewer than 20 control customers received" in note.en for note in result.notes)
    assert run(stock(tables), "profit_ledger").fact("campaigns_measured").value == 0


def test_e5_purchases_before_the_campaign_narrow_the_interval_and_the_answer_says_by_how_much():
    tables = shop()
    sales = tables["transactions"].iloc[:-1]
    before = sales.assign(order_id="p-" + sales["order_id"], ordered_on=START - timedelta(days=40))
    tables["transactions"] = pd.concat([tables["transactions"], before])
    result = run(stock(tables), "experiment_result", campaign="Осень")
    narrower = result.fact("interval_narrower").value
    plain, net = result.fact("profit_per_customer"), result.fact("effect_net_of_history")
    assert narrower > 0.3
    assert (net.high - net.low) < 0.75 * (plain.high - plain.low)
    assert "CUPED" in net.method


def test_e1_sales_only_brought_forward_are_charged_to_the_campaign():
    tables = shop()
    sales = tables["transactions"].iloc[:-1]
    # Control buys as before; half of the treated buyers had only bought early, so fewer of them come back.
    later = sales[sales["customer_id"].str.startswith("c")].assign(ordered_on=START + timedelta(days=35))
    later["order_id"] = "later-" + later["order_id"]
    tables["transactions"] = pd.concat([tables["transactions"], later])
    result = run(stock(tables), "experiment_result", campaign="Осень")
    assert result.fact("cannibalised").value == pytest.approx(10 * 3 * 40)
    assert result.fact("incremental_profit").value == pytest.approx(250 - 1200)
    low, high = result.fact("cannibalised").low, result.fact("cannibalised").high
    assert low < 1200 < high
    lines = {row.key: row.values[0] for row in result.tables[1].rows}
    assert sum(v for k, v in lines.items() if k != "profit") == pytest.approx(lines["profit"])
    early = Shelf(tables, last_day=START + timedelta(days=40))
    with pytest.raises(KeyError):
        run(early, "experiment_result", campaign="Осень").fact("cannibalised")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda a: pd.concat([a, a.iloc[[0]].assign(arm="treatment")]), "1 customers .* more than one arm"),
        (
            lambda a: a.assign(propensity=a["propensity"].where(a["arm"] == "control", 75.0)),
            "300 customers is not",
        ),
        (lambda a: a.assign(assigned_on=START + timedelta(days=15)), "bought before they were"),
    ],
)
def test_rows_that_contradict_the_design_are_named(spoil, said):
    tables = shop()
    tables["assignments"] = spoil(tables["assignments"])
    with pytest.raises(InvalidExperiment, match=said) as caught:
        run(stock(tables), "experiment_result", campaign="Осень")
    assert caught.value.rows
    assert caught.value.message_ru != caught.value.message


def test_an_open_window_says_how_long_it_still_runs_and_gives_an_always_valid_interval():
    shelf = Shelf(shop(), last_day=START + timedelta(days=20))
    result = run(shelf, "experiment_result", campaign="Осень")
    assert result.fact("days_left").value == 7
    ordinary, always = result.fact("profit_per_customer"), result.fact("always_valid_effect")
    assert always.low < ordinary.low < ordinary.high < always.high


def test_the_ledger_keeps_measured_and_unmeasured_apart():
    result = run(stock(shop()), "profit_ledger")
    assert result.fact("incremental_profit").value == pytest.approx(250)
    assert result.fact("campaigns_unmeasured").value == 1
    rows = {row.key: row.values for row in result.tables[0].rows}
    assert rows["c2"][7] is None
    assert rows["total"][7] == pytest.approx(250)
    one = run(stock(shop()), "profit_ledger", campaign="осень")
    assert [row.key for row in one.tables[0].rows] == ["c1", "total"]


def test_the_size_of_a_test_at_a_given_base_rate():
    shelf = stock(shop())
    result = run(shelf, "sample_size", lift_pp=0.5, base_rate=0.05, audience=100_000)
    assert result.fact("required_control").value == 31_234
    assert result.fact("fits").value == "yes"
    small = run(shelf, "sample_size", lift_pp=0.5, base_rate=0.05, audience=10_000, control_share=0.1)
    assert small.fact("fits").value == "no"
    assert small.fact("detectable_effect").value > small.fact("detectable_effect_half").value > 0.005
    with pytest.raises(InvalidArgument, match="100 %"):
        run(shelf, "sample_size", lift_pp=60, base_rate=0.5, audience=100)


def redemptions(tables: dict[str, pd.DataFrame], *, dead: str) -> dict[str, pd.DataFrame]:
    sales = tables["transactions"]
    used = sales[(sales["store_id"] != dead) & sales["customer_id"].str.startswith("t")]
    out = used[["customer_id", "order_id", "store_id"]].assign(
        offer_id="O1", redeemed_on=START, discount="10"
    )
    return {**tables, "redemptions": out}


def test_the_till_that_ignores_the_offer_is_the_only_one_accused():
    tables = redemptions(shop(treated=800, treated_buyers=400, propensity=None), dead="S2")
    result = run(stock(tables), "redemption_by_store")
    assert result.fact("suspect_stores").value == 1
    assert result.fact("worst_store").value == "S2"
    assert result.fact("worst_redeemed").value == 0


def test_honest_stores_are_rarely_accused():
    accused = 0
    rng = np.random.default_rng(0)
    from tools.experiments.redemption import _tested

    for _ in range(120):
        orders = rng.integers(20, 400, 12)
        frame = pd.DataFrame(
            {"customers": orders, "orders": orders, "redeemed": rng.binomial(orders, 0.3)},
            index=[f"S{i}" for i in range(12)],
        )
        accused += bool(_tested(frame, frame)["suspect"].any())
    assert accused / 120 < 0.05


def test_channels_show_cost_and_measured_profit_and_distrust_opens():
    result = run(stock(shop()), "channel_performance")
    assert result.fact("cost").value == pytest.approx(450)
    assert result.fact("best_profit_per_contact").value == pytest.approx((30 * 40 - 450) / 300)
    assert any("robots" in note.en for note in result.notes)
    with pytest.raises(InvalidArgument, match="sms"):
        run(stock(shop()), "channel_performance", channel="pigeon")


def test_who_to_treat_finds_a_planted_signal_and_admits_when_there_is_none():
    rng = np.random.default_rng(7)
    for planted in (True, False):
        result = run(stock(planted_test(rng, planted=planted)), "who_to_treat", campaign="Осень")
        assert result.fact("signal").value == ("yes" if planted else "no")
        assert bool(result.tables) == planted
        if planted:
            measured = [row.values[2] for row in result.tables[1].rows]
            assert measured[0] + measured[1] > measured[3] + measured[4] + 0.2


def planted_test(rng: np.random.Generator, *, planted: bool) -> dict[str, pd.DataFrame]:
    """Recent customers respond to the message, the others do not (or nobody does differently)."""
    n = 2400
    ids = [f"k{i}" for i in range(n)]
    recent = rng.random(n) < 0.5
    treated = rng.random(n) < 0.5
    chance = np.where(treated & (recent if planted else True), 0.40 if planted else 0.25, 0.15)
    buys = rng.random(n) < chance
    line = {"line": 1, "quantity": "1", "revenue": "90", "discount": "0", "margin": "40", "kind": "sale", "store_id": "S1", "category": "x"}  # fmt: skip
    past = [
        {**line, "customer_id": who, "order_id": f"p-{who}", "ordered_on": START - timedelta(days=int(d))}
        for who, d in zip(
            ids, np.where(recent, rng.integers(2, 20, n), rng.integers(100, 300, n)), strict=True
        )
    ]
    now = [
        {**line, "customer_id": who, "order_id": f"n-{who}", "ordered_on": START + timedelta(days=5)}
        for who, bought in zip(ids, buys, strict=True)
        if bought
    ]
    tables = shop()
    return {
        "transactions": pd.DataFrame(past + now),
        "campaigns": tables["campaigns"],
        "assignments": pd.DataFrame(
            {
                "experiment_id": "C1",
                "customer_id": ids,
                "arm": np.where(treated, "treatment", "control"),
                "propensity": 0.5,
                "assigned_on": START,
            }
        ),
        "contacts": pd.DataFrame(
            {
                "contact_id": [f"m{i}" for i in range(int(treated.sum()))],
                "customer_id": [who for who, sent in zip(ids, treated, strict=True) if sent],
                "campaign_id": "C1",
                "channel": "sms",
                "sent_on": START,
                "cost": "0",
                "status": "delivered",
            }
        ),
    }


# The simulated retailer
def test_the_simulators_campaigns_are_measured_as_they_were_planted(retailer, warehouse):
    truth = retailer.truth.campaigns.groupby("campaign_id")["incremental_profit"].sum()
    ledger = run(warehouse, "profit_ledger")
    covered = 0
    for key, value in truth.items():
        found = run(warehouse, "experiment_result", campaign=str(key)).fact("incremental_profit")
        covered += found.low <= value <= found.high
    assert covered >= len(truth) - 1
    rows = [
        row.values[7] for row in ledger.tables[0].rows if row.key != "total" and row.values[7] is not None
    ]
    assert sum(rows) == pytest.approx(ledger.fact("incremental_profit").value, abs=0.005)


def test_every_tool_answers_on_the_simulated_retailer(warehouse):
    for name in (
        "sample_size",
        "channel_performance",
        "redemption_by_store",
        "who_to_treat",
        "who_not_to_contact",
    ):
        result = run(warehouse, name)
        assert result.facts
        assert all(isinstance(f.value, str) or np.isfinite(f.value) for f in result.all_facts())


@pytest.mark.parametrize("tool", BY_NAME.values(), ids=BY_NAME)
def test_every_tool_brings_a_dozen_questions_in_both_languages(tool):
    assert min(len(set(tool.examples_ru)), len(set(tool.examples_en))) >= 12
