"""Rows that are no experiment are refused by name."""

from __future__ import annotations

from datetime import date

import pytest

from tools.errors import InvalidArgument, NotEnoughData
from tools.experiments import check_experiment
from tools.experiments.checks import InvalidExperiment

IDS, ARMS = ["a", "b", "c", "d"], ["control", "t", "control", "t"]


def test_a_sound_test_passes():
    check_experiment(
        IDS,
        ARMS,
        assigned_at=["2026-01-01"] * 4,
        outcome_at=["2026-01-01", None, "2026-01-05", None],
        propensity=[0.5] * 4,
        window_end=date(2026, 1, 28),
        observed_until=date(2026, 1, 28),
    )


@pytest.mark.parametrize(
    ("ids", "arms", "more", "said", "rows"),
    [
        (["a", "b", "a", "d"], ARMS, {}, "come more than once .*rows 0, 2", (0, 2)),
        (["a", "a", "c", "d"], ARMS, {}, "changed midway", (0, 1)),
        (IDS, ARMS, {"propensity": [0.5, 1.0, 0.5, float("nan")]}, "propensity .*rows 1, 3", (1, 3)),
        (
            IDS,
            ARMS,
            {"assigned_at": ["2026-01-03"] * 4, "outcome_at": [None, "2026-01-02", None, "2026-01-04"]},
            "before the assignment in rows 1",
            (1,),
        ),
    ],
)
def test_the_rows_at_fault_are_named(ids, arms, more, said, rows):
    with pytest.raises(InvalidExperiment, match=said) as caught:
        check_experiment(ids, arms, **more)
    assert caught.value.rows == rows


def test_one_arm_and_an_open_window():
    with pytest.raises(InvalidArgument, match="one arm"):
        check_experiment(IDS, ["t"] * 4)
    with pytest.raises(NotEnoughData, match="2026-01-28"):
        check_experiment(IDS, ARMS, window_end=date(2026, 1, 28), observed_until=date(2026, 1, 20))
