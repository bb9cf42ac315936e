"""Data quality (D1): each planted fault is found with its next step, and none is invented where there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from copilot.agent.offline.wording import words_for
from copilot.grounding.evidence import Evidence
from copilot.grounding.verifier import verify_text
from tools.facts import ToolResult
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse
from tools.warehouse.catalogue import TOOLS
from tools.warehouse.quality_checks import KINDS
from tools.warehouse.quality_measures import strays

TOOL = next(tool for tool in TOOLS if tool.name == "data_quality")
FIRST, DAYS = date(2026, 1, 5), 140
STORES = ("S1", "S2", "S3")


def clean() -> pd.DataFrame:
    """Twenty weeks of a small retailer: three stores and a site, about 70 orders a day, nothing wrong."""
    rng = np.random.default_rng(5)
    n = 70 * DAYS
    day = rng.integers(0, DAYS, n)
    product = rng.integers(0, 12, n)
    price = 100.0 + 40 * product
    store = rng.integers(0, 4, n)
    quantity = rng.integers(1, 3, n)
    moment = pd.to_datetime(FIRST) + pd.to_timedelta(day * 86400 + rng.integers(32400, 75600, n), unit="s")
    sold = price * quantity * np.where(rng.random(n) < 0.2, 0.9, 1.0)
    return pd.DataFrame(
        {
            "customer_id": [f"K{k}" for k in rng.integers(0, 900, n)],
            "order_id": [f"O{i}" for i in range(n)],
            "ordered_at": moment.strftime("%Y-%m-%d %H:%M:%S"),
            "product_id": [f"P{p}" for p in product],
            "category": [f"C{p % 4}" for p in product],
            "quantity": quantity,
            "revenue": sold.round(2),
            "discount": (price * quantity - sold).round(2),
            "margin": (sold * 0.3).round(2),
            "store_id": [STORES[s] if s < 3 else "" for s in store],
            "channel": np.where(store < 3, "store", "online"),
        }
    )


def check(folder: Path, frame: pd.DataFrame, **arguments: Any) -> ToolResult:
    folder.mkdir(exist_ok=True)
    path = folder / "transactions.csv"
    frame.to_csv(path, index=False)
    ingest([path], lake=folder / "lake")
    with open_warehouse(folder / "lake") as warehouse:
        return execute(TOOL, warehouse, arguments)


def verdicts(result: ToolResult) -> dict[str, Any]:
    table = next(table for table in result.tables if table.key == "checks")
    return {row.key: row.values[2] for row in table.rows if row.values[2] != "good"}


def change(frame: pd.DataFrame, rows: Any, **values: Any) -> pd.DataFrame:
    out = frame.copy()
    for column, value in values.items():
        kept = out[column].astype(object)
        kept.loc[rows] = value(out.loc[rows, column]) if callable(value) else value
        out[column] = kept
    return out


def more(frame: pd.DataFrame, **values: Any) -> pd.DataFrame:
    """The frame with one more line, like its first but for these values."""
    return pd.concat([frame, frame.iloc[[0]].assign(order_id="new", **values)], ignore_index=True)


def on(frame: pd.DataFrame, first: str, last: str) -> pd.Series:
    return frame["ordered_at"].str[:10].between(first, last)


def refunds(frame: pd.DataFrame) -> pd.DataFrame:
    """A dozen customers bring back ten times what they ever bought, without naming the order."""
    names = frame["customer_id"].unique()[:12]
    back = frame[frame["customer_id"].isin(names)].copy()
    for column, factor in (("quantity", -10), ("revenue", -10), ("margin", -10), ("discount", -10)):
        back[column] = back[column] * factor
    back["order_id"] = "R" + back["order_id"]
    back["ordered_at"] = "2026-05-20 12:00:01"
    return pd.concat([frame, back], ignore_index=True)


PLANTED: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "without_customer": (lambda f: change(f, f.index[:7000], customer_id=""), "blocking"),
    "without_product": (lambda f: change(f, f.index[:500], product_id=""), "notice"),
    "without_margin": (lambda f: change(f, f.index[:500], margin=""), "notice"),
    "without_channel": (lambda f: change(f, f.index[::50], channel=""), "notice"),
    "without_category": (lambda f: change(f, f.index[:500], category=""), "notice"),
    "out_of_range": (lambda f: change(f, f.index[:5], margin=lambda v: 99_999), "notice"),
    "odd_prices": (lambda f: change(f, f.index[:40], revenue=lambda v: (v / 90).round(2), discount=0, margin=0), "notice"),
    "extreme_lines": (lambda f: change(f, [0], revenue=9e7, quantity=200_000, margin=1, discount=0), "notice"),
    "zero_revenue": (lambda f: change(f, f.index[:200], revenue=0, margin=0, discount=0), "notice"),
    "negative_margin": (lambda f: change(f, f.index[:800], margin=-5), "notice"),
    "refunds_above_sales": (refunds, "notice"),
    "test_orders": (lambda f: change(f, [0, 1, 2], customer_id="test_user"), "notice"),
    "shared_customers": (lambda f: change(f, f.index[:400], customer_id="0"), "notice"),
    "future_days": (lambda f: more(f, ordered_at="2062-05-01 10:00:00"), "blocking"),
    "past_days": (lambda f: more(f, ordered_at="1999-05-01 10:00:00"), "notice"),
    "missing_days": (lambda f: f[~on(f, "2026-03-02", "2026-03-09")], "notice"),
    "silent_sources": (lambda f: f[~(on(f, "2026-04-06", "2026-04-09") & (f["store_id"] == "S2"))], "notice"),
    "jumps": (lambda f: pd.concat([f, f[on(f, "2026-04-06", "2026-05-10") & (f["store_id"] == "S3")].assign(order_id=lambda g: "D" + g["order_id"], customer_id=lambda g: "D" + g["customer_id"])]), "notice"),
    "repeated_sales": (lambda f: pd.concat([f, f.iloc[:60].assign(order_id=lambda g: "X" + g["order_id"])]), "notice"),
    "duplicates": (lambda f: pd.concat([f, f.iloc[:100]]), "notice"),
    "rejected": (lambda f: change(f, f.index[:30], ordered_at="31.02.2026"), "notice"),
    "stale": (lambda f: f, "blocking"),
}  # fmt: skip


def test_d1_nothing_is_found_on_a_clean_base(tmp_path: Path) -> None:
    result = check(tmp_path, clean())
    assert verdicts(result) == {}
    assert result.fact("score").value == 100
    assert not [note for note in result.notes if note.kind in ("warning", "next_step")]


@pytest.mark.parametrize("fault", sorted(PLANTED))
def test_d1_each_planted_fault_is_found_and_no_other(fault: str, tmp_path: Path) -> None:
    plant, verdict = PLANTED[fault]
    today = {"today": FIRST + timedelta(days=DAYS + 45)} if fault == "stale" else {}
    result = check(tmp_path, plant(clean()), **today)
    found = verdicts(result)
    assert found[fault] == verdict
    companions = {"refunds_above_sales": {"unmatched_refunds"}, "extreme_lines": {"odd_prices", "jumps"}}
    assert set(found) - {fault} <= companions.get(fault, set())
    assert result.fact("score").value < 100  # type: ignore[operator]
    assert (result.fact("blocking").value == 1) == (verdict == "blocking")
    kind = next(kind for kind in KINDS if kind.key == fault)
    steps = {note.en for note in result.notes if note.kind == "next_step"}
    assert kind.step_en in steps
    for language in ("ru", "en"):
        text = words_for(result, language)
        assert not [v.sentence for v in verify_text(text, Evidence((result,)), language) if not v.holds]


def test_d1_every_check_is_planted_once() -> None:
    elsewhere = {"unmatched_refunds", "wrong_scale"}
    assert {kind.key for kind in KINDS} == set(PLANTED) | elsewhere


def test_d1_a_gap_and_a_jump_are_named_with_source_and_day(tmp_path: Path) -> None:
    gap = check(tmp_path / "gap", PLANTED["silent_sources"][0](clean()))
    row = gap.fact("gaps.gap_1.start"), gap.fact("gaps.gap_1.days")
    assert (row[0].value, row[1].value) == ("2026-04-06", 4)
    assert row[0].label_en == "From: store S2"
    jump = check(tmp_path / "jump", PLANTED["jumps"][0](clean()))
    assert str(jump.fact("jumps.jump_1.start").value).startswith("2026-04")
    assert jump.fact("jumps.jump_1.factor").value == pytest.approx(2, abs=0.5)


def test_d1_a_channel_that_stops_is_found_at_the_end_of_the_data(tmp_path: Path) -> None:
    frame = clean()
    late = on(frame, "2026-05-16", "2026-06-30") & (frame["channel"] == "online")
    result = check(tmp_path, frame[~late])
    assert verdicts(result) == {"silent_sources": "notice"}
    assert result.fact("gaps.gap_1.start").label_en == "From: channel online"


def test_d1_answers_off_their_scale_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "surveys.csv"
    rows = [f"A{i},K{i},2026-05-{i % 20 + 1:02d},nps,{99 if i < 3 else 9}" for i in range(60)]
    path.write_text("survey_id,customer_id,asked_on,kind,score\n" + "\n".join(rows))
    ingest([path], lake=tmp_path / "lake")
    result = check(tmp_path, clean())
    assert verdicts(result) == {"wrong_scale": "notice"}
    assert result.fact("checks.wrong_scale.rows").value == 3


def test_d1_strays_stand_alone_behind_a_long_gap() -> None:
    start = date(2026, 1, 1)
    days = [(start + timedelta(days=i), 100) for i in range(100)]
    assert strays(days) == (0, date(2026, 4, 10))
    assert strays([*days, (date(2026, 12, 1), 2)]) == (2, date(2026, 4, 10))
    # a base that is closed every second month has long gaps of its own
    seasonal = [day for day in days if day[0].month % 2]
    assert strays(seasonal)[0] == 0


def test_d1_the_simulated_retailer_has_its_silent_till_and_nothing_else(
    warehouse: Any, retailer: Any
) -> None:
    result = execute(TOOL, warehouse, {})
    assert set(verdicts(result)) <= {"silent_sources"}
    named = [row.label_en for table in result.tables if table.key == "gaps" for row in table.rows]
    assert set(named) <= {f"store {retailer.truth.outage_store}"}


@pytest.mark.shared_data
def test_d1_online_retail_shows_its_known_faults(shared_data: Path, tmp_path: Path) -> None:
    mapping = Path(__file__).parents[3] / "docs" / "examples" / "online_retail.toml"
    ingest([shared_data / "online_retail_2010_2011.parquet"], lake=tmp_path / "lake", mapping=mapping)
    with open_warehouse(tmp_path / "lake") as opened:
        found = verdicts(execute(TOOL, opened, {}))
    assert {"duplicates", "without_customer", "without_margin"} <= set(found)
    assert "future_days" not in found
    assert "blocking" not in found.values()
