"""The simulated retailer keeps its promises: shape, determinism, and a truth that can be measured."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from tools.errors import InvalidArgument
from tools.simulate import Generated, Retailer
from tools.warehouse.schema import TABLES, VAULT


@pytest.fixture(scope="module")
def shop() -> Generated:
    return Retailer(seed=7).generate(customers=6_000)


NOT_HIS = {"ad_costs", "attributes", "segment_rules"}
"""Tables that this retailer does not keep: he buys no advertising, and names no segments of his own."""


def _sales(shop: Generated) -> pd.DataFrame:
    tx = shop.tables["transactions"]
    return tx[tx["kind"] == "sale"]


def test_every_canonical_table_is_there_with_exactly_its_columns(shop: Generated) -> None:
    assert set(shop.tables) == set(TABLES) - NOT_HIS
    for name, frame in shop.tables.items():
        assert list(frame.columns) == list(TABLES[name].names), name
        assert len(frame) > 0, name
    assert list(shop.vault.columns) == list(VAULT["addresses"].names)


def test_written_files_have_the_canonical_types_and_exact_money(shop: Generated, tmp_path: Path) -> None:
    shop.write(tmp_path)
    for name, schema in TABLES.items():
        if name in NOT_HIS:
            continue
        assert pq.read_schema(tmp_path / f"{name}.parquet").equals(schema.to_pyarrow()), name
    written = pq.read_table(tmp_path / "transactions.parquet")["revenue"].to_pylist()
    kopecks = (shop.tables["transactions"]["revenue"] * 100).round().astype("int64").sum()
    assert sum(written) * 100 == int(kopecks)
    assert pq.read_table(tmp_path / "vault_addresses.parquet").num_rows == len(shop.vault)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path: Path) -> None:
    def digest(seed: int, folder: str) -> str:
        paths = Retailer(seed=seed).generate(customers=400).write(tmp_path / folder)
        return hashlib.sha256(b"".join(p.read_bytes() for p in paths)).hexdigest()

    assert digest(3, "a") == digest(3, "b")
    assert digest(3, "a") != digest(4, "c")


def test_dates_are_arguments_and_nothing_happens_outside_them() -> None:
    tables = Retailer(seed=1, first_day=date(2024, 2, 1), last_day=date(2024, 12, 31)).generate(500).tables
    days = tables["transactions"]["ordered_on"]
    assert days.min() >= pd.Timestamp(2024, 2, 1)
    assert days.max() == pd.Timestamp(2024, 12, 31)
    assert tables["contacts"]["sent_on"].max() <= pd.Timestamp(2024, 12, 31)


def test_too_short_a_period_is_refused_with_the_argument_named() -> None:
    with pytest.raises(InvalidArgument, match="61 days"):
        Retailer(first_day=date(2026, 1, 1), last_day=date(2026, 2, 1))


def test_refunds_name_an_existing_earlier_order_of_the_same_customer_and_are_about_three_per_cent(
    shop: Generated,
) -> None:
    tx = shop.tables["transactions"]
    refunds, sales = tx[tx["kind"] == "refund"], _sales(shop)
    orders = sales.groupby("order_id").agg(customer=("customer_id", "first"), day=("ordered_on", "first"))
    joined = refunds.join(orders, on="refund_of")
    assert joined["day"].notna().all()
    assert (joined["ordered_on"] > joined["day"]).all()
    assert (joined["customer_id"].fillna("-") == joined["customer"].fillna("-")).all()
    assert (refunds[["quantity", "revenue"]] < 0).all(axis=None)
    assert 0.02 < len(refunds) / len(sales) < 0.04


def test_about_four_per_cent_of_lines_have_no_customer(shop: Generated) -> None:
    assert 0.03 < shop.tables["transactions"]["customer_id"].isna().mean() < 0.05


def test_margin_is_revenue_less_the_cost_of_the_goods(shop: Generated) -> None:
    tx = _sales(shop).merge(shop.tables["products"][["product_id", "unit_cost"]], on="product_id")
    assert np.allclose(tx["margin"], tx["revenue"] - tx["quantity"] * tx["unit_cost"], atol=0.006)


def test_the_mean_purchase_rate_of_those_alive_all_along_is_recovered(shop: Generated) -> None:
    truth = shop.truth.customers
    people = shop.tables["customers"]
    days = 441
    here = (people["registered_on"] < pd.Timestamp(2025, 9, 1)) & truth["alive"]
    orders = _sales(shop).groupby("customer_id")["order_id"].nunique()
    seen = orders.reindex(people["customer_id"][here]).fillna(0).to_numpy()
    expected = truth["rate_per_day"][here].to_numpy() * days
    assert abs(seen.sum() / expected.sum() - 1) < 0.06
    assert np.corrcoef(seen, expected)[0, 1] > 0.9


def test_who_left_orders_no_more(shop: Generated) -> None:
    left = shop.truth.customers.set_index("customer_id")["left_on"]
    sales = _sales(shop).dropna(subset="customer_id").join(left, on="customer_id")
    gone = sales[sales["left_on"].notna()]
    # A campaign may bring an order in its last weeks; nobody comes back a month after having left.
    assert (gone["ordered_on"] <= gone["left_on"] + pd.Timedelta(days=28)).all()


def test_saturday_shoppers_come_on_saturdays(shop: Generated) -> None:
    flag = shop.truth.customers.set_index("customer_id")["saturday"]
    sales = _sales(shop).dropna(subset="customer_id").drop_duplicates("order_id")
    saturday = sales["ordered_on"].dt.day_of_week == 5
    by = saturday.groupby(flag.reindex(sales["customer_id"]).to_numpy()).mean()
    assert by[True] > 0.6
    assert by[False] < 0.25


def test_margin_of_the_categories_differs_as_designed(shop: Generated) -> None:
    by = _sales(shop).groupby("category")[["revenue", "margin"]].sum()
    share = by["margin"] / by["revenue"]
    assert share["Электроника"] < 0.2 < 0.4 < share["Одежда"]


def _measured(shop: Generated, campaign: str, arm: str) -> tuple[float, float]:
    """Difference of mean margin between an arm and control over the campaign's window, and its error."""
    row = shop.tables["campaigns"].set_index("campaign_id").loc[campaign]
    tx = shop.tables["transactions"]
    window = tx[tx["ordered_on"].between(row["started_on"], row["ended_on"])]
    margin = window.groupby("customer_id")["margin"].sum()
    people = shop.tables["assignments"].query("experiment_id == @campaign")
    by = people.assign(margin=margin.reindex(people["customer_id"]).fillna(0).to_numpy()).groupby("arm")[
        "margin"
    ]
    mean, error = by.mean(), by.var() / by.size()
    return mean[arm] - mean["control"], float(np.sqrt(error[arm] + error["control"]))


def test_a_campaigns_true_effect_lies_within_the_error_of_the_randomised_comparison(shop: Generated) -> None:
    distances = []
    for row in shop.truth.campaigns.itertuples():
        effect, error = _measured(shop, str(row.campaign_id), str(row.arm))
        distances.append((effect - row.incremental_margin / row.treated) / error)
    assert len(distances) == 5
    assert max(map(abs, distances)) < 3.5


def test_one_campaign_earns_one_loses_and_one_stays_open_in_truth(shop: Generated) -> None:
    truth = shop.truth.campaigns.set_index("campaign_id")
    per_head = truth["expected_profit"] / truth["treated"]
    assert per_head["C03-autumn"] > 80
    assert per_head["C02-summer"] < -200
    assert abs(per_head["C01-spring"]) < 50


def test_expected_effects_have_the_sign_of_the_response(shop: Generated) -> None:
    effects = shop.truth.effects.merge(shop.truth.customers[["customer_id", "response"]], on="customer_id")
    mean = effects.groupby("response")["effect_orders"].mean()
    assert mean["persuadable"] > 0.1
    assert mean["sleeping_dog"] < 0
    assert mean["sure_thing"] == mean["lost_cause"] == 0


def test_arms_are_drawn_with_their_propensity(shop: Generated) -> None:
    people = shop.tables["assignments"]
    for _, group in people.groupby("experiment_id"):
        share = group["arm"].value_counts(normalize=True)
        wanted = group.groupby("arm")["propensity"].first()
        assert np.allclose(share.sort_index(), wanted.sort_index(), atol=0.06)
        assert not group["customer_id"].duplicated().any()


def test_control_members_are_never_contacted_by_their_campaign(shop: Generated) -> None:
    control = shop.tables["assignments"].query("arm == 'control'")
    sent = shop.tables["contacts"][["campaign_id", "customer_id"]]
    both = control.merge(
        sent, left_on=["experiment_id", "customer_id"], right_on=["campaign_id", "customer_id"]
    )
    assert both.empty


def test_every_contact_had_a_consent_in_force_when_it_was_sent(shop: Generated) -> None:
    log = shop.tables["consents"].query("purpose == 'advertising'").sort_values("at")
    sent = shop.tables["contacts"].sort_values("sent_at")
    last = pd.merge_asof(
        sent, log, left_on="sent_at", right_on="at", by=["customer_id", "channel"], suffixes=("", "_consent")
    )
    assert (last["status_consent"] == "granted").all()


def test_an_unsubscribe_becomes_a_withdrawal_of_the_same_day(shop: Generated) -> None:
    out = shop.tables["contacts"].query("status == 'unsubscribed'")
    log = shop.tables["consents"].query("status == 'revoked'").assign(day=lambda f: f["at"].dt.normalize())
    joined = out.merge(
        log, left_on=["customer_id", "channel", "sent_on"], right_on=["customer_id", "channel", "day"]
    )
    assert len(joined) == len(out) > 20


def test_the_faulty_store_sells_to_the_treated_but_redeems_nothing(shop: Generated) -> None:
    used = shop.tables["redemptions"]["store_id"].value_counts()
    assert shop.truth.faulty_store not in used.index
    assert len(used) == 7
    assert used.min() >= 10
    known = _sales(shop)["order_id"]
    assert shop.tables["redemptions"]["order_id"].isin(known).all()


def test_the_price_rise_lifts_price_and_drives_small_baskets_from_the_category(shop: Generated) -> None:
    truth = shop.truth
    assert truth.price_rise_on is not None
    tea = _sales(shop).query("category == @truth.price_rise_category")
    tea = tea.assign(price=(tea["revenue"] + tea["discount"]) / tea["quantity"])
    rise = pd.Timestamp(truth.price_rise_on)
    price = tea.groupby(["product_id", tea["ordered_on"] >= rise])["price"].median().unstack().dropna()
    assert np.allclose(price[True] / price[False], 1.15, atol=0.001)


def test_one_store_is_silent_for_five_days_of_the_last_week(shop: Generated) -> None:
    truth, tx = shop.truth, shop.tables["transactions"]
    first, last = map(pd.Timestamp, truth.outage_days)
    assert (last - first).days == 4
    sales = _sales(shop).query("store_id == @truth.outage_store")
    assert not sales["ordered_on"].between(first, last).any()
    assert tx["ordered_on"].max() > last


def test_planted_texts_are_where_the_truth_says(shop: Generated) -> None:
    texts = shop.tables["feedback"].set_index("feedback_id")["text"]
    assert "СИСТЕМА" in texts[shop.truth.injection_feedback[0]]
    assert texts.str.contains("СИСТЕМА").sum() == len(shop.truth.injection_feedback) == 1
    marks = r"\+7 900|@example|карта лояльности|квартира"
    assert set(texts.index[texts.str.contains(marks)]) == set(shop.truth.personal_data_feedback)


def test_addresses_are_invented_and_unique(shop: Generated) -> None:
    vault = shop.vault
    assert not vault.duplicated(["channel", "address"]).any()
    assert vault.query("channel == 'email'")["address"].str.endswith("@example.com").all()
    assert vault.query("channel == 'sms'")["address"].str.fullmatch(r"\+7900\d{7}").all()
    assert set(vault["channel"]) == {"email", "sms", "push"}


def test_black_friday_and_new_year_stand_out(shop: Generated) -> None:
    weekly = _sales(shop).set_index("ordered_on")["revenue"].resample("W-SUN").sum()
    usual = weekly["2025-10-01":"2025-11-20"].mean()
    assert weekly["2025-11-30"] > 1.4 * usual
    assert weekly["2025-12-28"] > 1.2 * usual
    assert weekly["2026-01-11"] < 0.9 * usual
