"""NPS of quota samples and small ones (M11), and NPS beside incremental profit (M21)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.agent.offline.wording import words_for
from copilot.grounding.evidence import Evidence
from copilot.grounding.verifier import verify_text
from tools.customers.catalogue import TOOLS
from tools.customers.nps_profit import ACTIONS, correlation
from tools.errors import MissingData
from tools.facts import ToolResult
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse

BY_NAME = {tool.name: tool for tool in TOOLS}
ARM = {"experiment_id": "c", "propensity": 0.5, "assigned_on": "2026-01-01"}


def load(folder: Path, **tables: pd.DataFrame) -> Path:
    for name, frame in tables.items():
        path = folder / f"{name}.csv"
        frame.to_csv(path, index=False)
        ingest([path], lake=folder / "lake")
    return folder / "lake"


def ask(lake: Path, name: str, **arguments: Any) -> ToolResult:
    with open_warehouse(lake) as warehouse:
        return execute(BY_NAME[name], warehouse, arguments)


def answers(counts: dict[str, list[int]], *, day: str = "2026-03-15") -> pd.DataFrame:
    """Scores by region, each from another customer."""
    rows = [(f"{region}{i}", f"{region}-{i}", day, "nps", score, region) for region, scores in counts.items() for i, score in enumerate(scores)]  # fmt: skip
    return pd.DataFrame(rows, columns=["survey_id", "customer_id", "asked_on", "kind", "score", "region"])


def warned(result: ToolResult, words: str) -> bool:
    return any(words in note.en for note in result.notes if note.kind == "warning")


def test_m11_equal_numbers_from_every_region_need_weights(tmp_path: Path) -> None:
    frame = answers({"A": [10] * 100, "B": [0] * 100, "C": [10] * 98})
    lake = load(tmp_path, transactions=purchases(), surveys=frame)
    period = {"start": "2026-03-01", "end": "2026-03-31"}
    plain = ask(lake, "nps", **period)
    assert warned(plain, "quota sample")
    weighted = ask(lake, "nps", **period, quotas={"A": 0.1, "B": 0.8, "C": 0.1})
    assert weighted.fact("nps").value == pytest.approx(100 * (0.2 - 0.8))
    assert not warned(weighted, "quota sample")


def test_m11_a_sample_drawn_from_the_base_needs_none(tmp_path: Path) -> None:
    frame = answers({"A": [10] * 150, "B": [0] * 40, "C": [10] * 98})
    result = ask(
        load(tmp_path, transactions=purchases(), surveys=frame), "nps", start="2026-03-01", end="2026-03-31"
    )
    assert not warned(result, "quota sample")


def test_m11_few_answers_have_a_wide_interval_and_a_warning(tmp_path: Path) -> None:
    frame = answers({"A": [10] * 12 + [3] * 10})
    result = ask(
        load(tmp_path, transactions=purchases(), surveys=frame), "nps", start="2026-03-01", end="2026-03-31"
    )
    score = result.fact("nps")
    assert score.value == pytest.approx(100 * 2 / 22)
    assert score.high - score.low > 60  # type: ignore[operator]
    assert warned(result, "Answers are few")
    assert warned(result, "kept silent")


@pytest.mark.shared_data
def test_m11_the_russian_survey_is_recognised_as_a_quota_sample(shared_data: Path, tmp_path: Path) -> None:
    raw = pd.read_csv(shared_data / "nps_ru_2024h1.csv.gz")
    frame = pd.DataFrame({"survey_id": range(len(raw)), "asked_on": raw["start_date"], "kind": "nps", "score": raw["nps"], "region": raw["state"]})  # fmt: skip
    sold = purchases().assign(ordered_on="2024-06-30")
    lake = load(tmp_path, transactions=sold, surveys=frame)
    month = {"start": "2024-03-01", "end": "2024-03-31"}
    result = ask(lake, "nps", **month)
    here = raw[raw["start_date"].str.startswith("2024-03")]["nps"]
    assert result.fact("nps").value == pytest.approx(100 * ((here >= 9).mean() - (here <= 6).mean()))
    assert result.fact("answers").value == len(here)
    assert warned(result, "quota sample")


def purchases(*, bonus: float = 0.0, treated: int = 300) -> pd.DataFrame:
    """Six hundred customers who buy every month of half a year; the first ones bring `bonus` more from April on."""
    rng = np.random.default_rng(4)
    rows = []
    for who in range(600):
        for month in range(1, 7):
            worth = 100.0 + rng.normal(0, 10) + (bonus if who < treated and month >= 4 else 0)
            rows.append(
                (
                    f"K{who}",
                    f"O{who}-{month}",
                    f"2026-{month:02d}-{5 + who % 20:02d}",
                    round(worth, 2),
                    round(worth * 0.4, 2),
                )
            )
    rows.append(("K599", "last", "2026-06-30", 100.0, 40.0))
    return pd.DataFrame(rows, columns=["customer_id", "order_id", "ordered_on", "revenue", "margin"])


def story(folder: Path, *, bonus: float, promoters: list[float]) -> ToolResult:
    """A campaign from January to June with a control group, and a monthly survey with these shares of promoters."""
    plan = pd.DataFrame([("c", "Flow", "email", "2026-01-01", "2026-06-30")], columns=["campaign_id", "name", "channel", "started_on", "ended_on"])  # fmt: skip
    arms = pd.DataFrame([{**ARM, "customer_id": f"K{n}", "arm": "treatment" if n < 300 else "control"} for n in range(600)])  # fmt: skip
    sent = pd.DataFrame({"contact_id": [f"M{n}" for n in range(300)], "customer_id": [f"K{n}" for n in range(300)], "campaign_id": "c", "channel": "email", "sent_on": "2026-01-02", "cost": 0.01, "status": "delivered"})  # fmt: skip
    parts = []
    for month, share in enumerate(promoters, start=1):
        likes = round(400 * share)
        frame = answers({"A": [10] * likes + [5] * (400 - likes)}, day=f"2026-{month:02d}-15")
        parts.append(frame.assign(survey_id=frame["survey_id"] + f"-{month}"))
    surveys = pd.concat(parts)
    lake = load(folder, transactions=purchases(bonus=bonus), campaigns=plan, assignments=arms, contacts=sent, surveys=surveys)  # fmt: skip
    return ask(lake, "nps_profit")


@pytest.mark.parametrize(
    ("bonus", "promoters", "action"),
    [
        (0.0, [0.4, 0.4, 0.4, 0.4, 0.4, 0.6], "revise_offer"),
        (60.0, [0.4, 0.4, 0.4, 0.4, 0.4, 0.6], "keep"),
        (60.0, [0.6, 0.6, 0.6, 0.6, 0.6, 0.4], "revise_mechanics"),
        (0.0, [0.6, 0.6, 0.6, 0.6, 0.6, 0.4], "stop"),
    ],
)
def test_m21_what_to_do_follows_from_words_and_money(
    tmp_path: Path, bonus: float, promoters: list[float], action: str
) -> None:
    result = story(tmp_path, bonus=bonus, promoters=promoters)
    assert result.fact("action").value == action
    move = "up" if promoters[-1] > promoters[0] else "down"
    assert result.fact("nps_move").value == move
    step = next(note.en for note in result.notes if note.kind == "next_step")
    assert step == ACTIONS[move, "profit" if bonus else "none"][2]
    if action == "revise_offer":
        assert "revise the offer or the channel" in step
    for language in ("ru", "en"):
        text = words_for(result, language)
        assert not [v for v in verify_text(text, Evidence((result,)), language) if not v.holds]


def test_m21_profit_is_spread_over_the_days_of_the_window(tmp_path: Path) -> None:
    result = story(tmp_path, bonus=60.0, promoters=[0.5] * 6)
    pairs = {row.key: row.values for row in result.tables[0].rows}
    total = sum(float(values[3]) for values in pairs.values())  # type: ignore[arg-type]
    days = (date(2026, 6, 30) - date(2026, 1, 1)) // timedelta(days=1) + 1
    assert float(pairs["2026-05"][3]) == pytest.approx(total * 31 / days)  # type: ignore[arg-type]
    assert result.fact("profit").value == pytest.approx(total * 61 / days)
    # treated and control differ by three months of the bonus at 40 % margin
    assert total == pytest.approx(300 * 3 * 60 * 0.4, rel=0.1)


def test_m21_it_never_says_caused(warehouse: Any) -> None:
    result = execute(BY_NAME["nps_profit"], warehouse, {})
    assert any("no cause" in note.en for note in result.notes)
    text = words_for(result, "en").casefold()
    assert not any(word in text for word in ("caused", "because of", "led to", "thanks to"))


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-1e6, 1e6)), min_size=5, max_size=24))
def test_m21_a_correlation_stays_between_minus_one_and_one_and_inside_its_interval(
    pairs: list[tuple[float, float]],
) -> None:
    found = correlation([x for x, _ in pairs], [y for _, y in pairs])
    if found is not None:
        assert -1 <= found.low <= found.value + 1e-9  # type: ignore[operator]
        assert found.value - 1e-9 <= found.high <= 1  # type: ignore[operator]


def test_m21_few_or_still_periods_have_no_correlation() -> None:
    assert correlation([1, 2, 3, 4], [1, 2, 3, 4]) is None
    assert correlation([1, 2, 3, 4, 5], [7, 7, 7, 7, 7]) is None


def test_m21_without_a_measured_campaign_it_is_refused(tmp_path: Path) -> None:
    plan = pd.DataFrame([("c", "Flow", "email", "2026-01-01", "2026-06-30")], columns=["campaign_id", "name", "channel", "started_on", "ended_on"])  # fmt: skip
    lake = load(tmp_path, transactions=purchases(), campaigns=plan, surveys=answers({"A": [9] * 50}))
    with pytest.raises(MissingData, match="control group"):
        ask(lake, "nps_profit")
