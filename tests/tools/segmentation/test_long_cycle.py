"""A carpet shop: once in fifteen years, care half a year later; nobody is a leaver, the next need is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.tools.segmentation.segment_lake import lake_of, sales
from tools.errors import InvalidArgument, NotEnoughData
from tools.segmentation import lifecycle_segments
from tools.segmentation.catalogue import TOOLS
from tools.segmentation.complements import complements
from tools.segmentation.purchase_cycle import purchase_cycle
from tools.tool import execute

BY_NAME = {tool.name: tool for tool in TOOLS}
DAYS, CYCLE = 6 * 365, 15 * 365.25


def carpets(seed: int, *, customers: int = 1_500, follow: float = 0.6) -> pd.DataFrame:
    """Carpets and curtains are started with; after a carpet, `follow` buy care 150 to 210 days later. Anything is
    bought again at random, once in fifteen years."""
    rng = np.random.default_rng(seed)
    start = rng.integers(0, DAYS, customers)
    carpet = rng.random(customers) < 0.6
    lines = [(np.arange(customers), start, np.where(carpet, "Ковры", "Шторы"))]
    cared = np.flatnonzero(carpet & (rng.random(customers) < follow))
    lines.append((cared, start[cared] + rng.integers(150, 211, len(cared)), np.full(len(cared), "Уход")))
    odd = np.flatnonzero(rng.random(customers) < 0.1)
    lines.append((odd, start[odd] + rng.integers(1, 700, len(odd)), np.full(len(odd), "Уход")))
    again = start + rng.exponential(CYCLE, customers).astype(int) + 1
    lines.append((np.arange(customers), again, np.where(carpet, "Ковры", "Шторы")))
    who, day, thing = (np.concatenate(column) for column in zip(*lines, strict=True))
    kept = day < DAYS
    names = np.array([f"K{i:05d}" for i in range(customers)])
    return sales(names[who[kept]], day[kept], 100.0, category=thing[kept])


def test_m18_an_item_of_fifteen_years_is_never_called_churn_at_one_year() -> None:
    for seed in range(3):
        tx = carpets(seed)
        only = tx[tx["category"] != "Уход"]
        placed = lifecycle_segments(only)
        last = placed["last_on"].pipe(pd.to_datetime)
        year_old = placed[(last.max() - last).dt.days >= 365]
        assert len(year_old) > 500
        assert not year_old["segment"].isin(["about_to_leave", "long_inactive"]).any()
        stated = lifecycle_segments(tx, cycle_days=5475)
        assert not stated["segment"].isin(["about_to_leave", "long_inactive"]).any()


def test_m18_one_category_can_be_looked_at_by_its_own_cycle(tmp_path: Path) -> None:
    base = lake_of(tmp_path, transactions=carpets(1))
    result = execute(BY_NAME["lifecycle_segments"], base, {"category": "Ковры"})
    keys = {row.key for row in result.tables[0].rows}
    assert not keys & {"about_to_leave", "long_inactive"}
    assert any("cycle is long" in note.en for note in result.notes)


def test_m18_the_cycle_is_found_with_an_interval_that_is_wide_for_few() -> None:
    covered = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        watched = rng.uniform(0, 2_000, 500)
        repeats = int(rng.poisson(watched.sum() / CYCLE))
        years = purchase_cycle(customers=500, repeats=repeats, observed_days=float(watched.sum())).cycle_years
        assert years is not None
        covered += years.low <= 15 <= years.high  # type: ignore[operator]
    assert covered >= 36
    few, many = (purchase_cycle(customers=100 * n, repeats=2 * n, observed_days=11_000 * n) for n in (1, 100))
    assert few.rate.value == many.rate.value
    assert few.cycle_years.high / few.cycle_years.low > 20  # type: ignore[union-attr, operator]
    assert many.cycle_years.high / many.cycle_years.low < 1.4  # type: ignore[union-attr, operator]


def test_m18_where_nobody_came_back_the_cycle_has_a_floor_and_no_value() -> None:
    none = purchase_cycle(customers=300, repeats=0, observed_days=300 * 365.25)
    assert none.cycle_years is None
    # Garwood: the upper limit of nothing seen is 3.69.
    assert none.at_least_years == pytest.approx(300 / 3.6889, rel=1e-3)
    assert none.again_within(1).low == 0
    with pytest.raises(NotEnoughData, match="watched"):
        purchase_cycle(customers=5, repeats=0, observed_days=0)
    with pytest.raises(InvalidArgument, match="years is 0"):
        none.again_within(0)


def test_m18_the_tool_says_long_cycle_and_what_to_watch(tmp_path: Path) -> None:
    tx = carpets(2)
    people = pd.DataFrame({"customer_id": sorted(tx["customer_id"].unique()), "registered_on": "2025-01-01"})
    base = lake_of(tmp_path, transactions=tx, customers=people)
    result = execute(BY_NAME["purchase_cycle"], base, {"category": "Ковры"})
    assert result.fact("long_cycle").value == 1
    cycle = result.fact("cycle")
    assert cycle.low < 180 < cycle.high  # type: ignore[operator]
    assert result.fact("again_1y").evidence == "E"
    assert result.fact("silence_from").value > 10 * 365  # type: ignore[operator]
    assert any("silence is no churn" in note.en for note in result.notes)
    everything = execute(BY_NAME["purchase_cycle"], base, {})
    funnel = {row.key: row.values for row in everything.tables[0].rows}
    assert funnel["next_category"][1] == pytest.approx(0.4, abs=0.06)  # type: ignore[comparison-overlap]
    assert all(low <= share <= high for _, share, low, high in funnel.values())  # type: ignore[operator]


def test_m17_the_next_need_is_found_with_its_lag() -> None:
    found = complements(carpets(3), within_days=365).found
    top = found.iloc[0]
    assert (top["first"], top["then"]) == ("Ковры", "Уход")
    assert top["low"] > 3
    assert 165 <= top["lag_median"] <= 195
    assert 150 <= top["lag_early"] <= top["lag_median"] <= top["lag_late"] <= 211
    assert not ((found["first"] == "Шторы") & (found["then"] == "Уход")).any()


def test_m17_random_histories_of_unequal_customers_have_no_next_need() -> None:
    finds = 0
    for seed in range(15):
        rng = np.random.default_rng(seed)
        rate = rng.gamma(1, 4, 1_200)
        visits = 1 + rng.poisson(rate)
        who = np.repeat(np.arange(1_200), visits)
        basket = 1 + rng.poisson(rate[who] / 6)
        day = np.repeat(rng.integers(0, 700, len(who)), basket)
        thing = rng.choice(8, basket.sum(), p=rng.dirichlet(np.full(8, 5.0)))
        tx = sales(np.repeat(who, basket), day, 10.0, category=[f"c{i}" for i in thing])
        found = complements(tx, within_days=180)
        assert len(found.pairs) > 20
        finds += bool(found.pairs["notable"].any())
    assert finds <= 4


def test_m17_only_customers_watched_for_the_whole_window_count() -> None:
    tx = carpets(4)
    found = complements(tx, within_days=365)
    began = tx.groupby("customer_id")["ordered_at"].min()
    assert found.customers == int(
        (began.dt.normalize() <= tx["ordered_at"].max().normalize() - pd.Timedelta(days=365)).sum()
    )
    pd.testing.assert_frame_equal(
        found.pairs, complements(tx.sample(frac=1, random_state=1), within_days=365).pairs
    )
    with pytest.raises(NotEnoughData, match="shorter window"):
        complements(tx, within_days=7_000)
    with pytest.raises(InvalidArgument, match="lacks the column"):
        complements(tx, thing="brand")


def test_m17_the_forecast_of_frequency_counts_open_needs(tmp_path: Path) -> None:
    tx = carpets(5)
    needs = complements(tx, within_days=365).open_needs()
    last = tx["ordered_at"].max()
    first = tx.sort_values("ordered_at").groupby(["customer_id", "category"])["ordered_at"].max().unstack()
    open_now = first["Уход"].isna() & (first["Ковры"] > last - pd.Timedelta(days=366))
    # Six in ten of them will follow, a few more by chance.
    assert needs.value * len(first) == pytest.approx(0.62 * open_now.sum(), rel=0.15)
    assert needs.low < needs.value < needs.high  # type: ignore[operator]
    result = execute(BY_NAME["complementary_categories"], lake_of(tmp_path, transactions=tx), {})
    now, new = result.fact("frequency_now"), result.fact("frequency_new")
    assert new.value == pytest.approx(now.value + 0.25 * result.fact("open_needs").value)  # type: ignore[operator]
    assert new.evidence == "E"
    assert result.tables[0].rows[0].label_ru == "Ковры → Уход"


def test_m17_the_tool_answers_for_the_retailer_and_by_products(warehouse: Any) -> None:
    assert execute(BY_NAME["complementary_categories"], warehouse, {}).fact("tested").value > 10  # type: ignore[operator]
    execute(BY_NAME["complementary_categories"], warehouse, {"by": "products", "within_days": 90})
