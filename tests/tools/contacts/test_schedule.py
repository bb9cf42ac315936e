"""Schedules break no rule, whatever the rules and wishes; rules have a price; small cases are near the best."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.contacts import Cap, ContactPolicy, QuietHours, schedule
from tools.errors import InvalidArgument

START = date(2026, 11, 23)
CHANNELS, TOPICS = ("email", "sms", "ads"), ("promo", "service")


def day(number: int) -> date:
    return START + timedelta(days=number)


def wishes(*rows: tuple[str, str, str, str, float, int, int]) -> pd.DataFrame:
    frame = pd.DataFrame(
        rows, columns=["customer_id", "campaign", "channel", "topic", "value", "earliest", "latest"]
    )
    return frame.assign(earliest=frame["earliest"].map(day), latest=frame["latest"].map(day))


def broken(placed: pd.DataFrame, policy: ContactPolicy, past: pd.DataFrame | None = None) -> list[str]:
    """Every rule that a schedule breaks, checked naively over all windows."""
    out = []
    every = placed if past is None else pd.concat([placed, past], ignore_index=True)
    for who, own in every.groupby("customer_id"):
        rows = list(own.itertuples())
        for cap, chosen in [
            (policy.person, rows),
            *[(cap, [r for r in rows if r.channel == name]) for name, cap in policy.channels.items()],
            *[(cap, [r for r in rows if r.topic == name]) for name, cap in policy.topics.items()],
        ]:
            for first in chosen if cap is not None else ():
                assert cap is not None
                if sum(0 <= (r.day - first.day).days < cap.days for r in chosen) > cap.contacts:
                    out.append(f"cap of {who}")
        for place, one in enumerate(rows):
            out += [
                f"cool-down of {who}"
                for two in rows[:place]
                if abs((one.day - two.day).days) < policy.cool_down_days
            ]
            if one.channel in policy.paid and not any(
                r.channel not in policy.paid and (one.day - r.day).days >= policy.ladder_days for r in rows
            ):
                out.append(f"ladder of {who}")
    if placed["day"].isin(policy.frozen).any():
        out.append("frozen day")
    load = placed.groupby(["channel", "day"]).size()
    out += [f"capacity {c}" for (c, _), n in load.items() if n > policy.capacity.get(c, 10**9)]
    return out


caps = st.builds(Cap, st.integers(0, 3), st.integers(1, 9))
policies = st.builds(
    ContactPolicy,
    person=st.none() | caps,
    channels=st.dictionaries(st.sampled_from(CHANNELS), caps, max_size=2),
    topics=st.dictionaries(st.sampled_from(TOPICS), caps, max_size=2),
    cool_down_days=st.integers(0, 3),
    frozen=st.frozensets(st.integers(0, 12).map(day), max_size=4),
    capacity=st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 3), max_size=3),
    paid=st.sampled_from([frozenset(), frozenset({"ads"})]),
    ladder_days=st.integers(0, 3),
)
wanted = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from("xyz"),
        st.sampled_from(CHANNELS),
        st.sampled_from(TOPICS),
        st.floats(-5, 50).map(lambda v: round(v, 2)),
        st.integers(0, 8),
        st.integers(0, 4),
    ).map(lambda w: (*w[:6], w[5] + w[6])),
    max_size=14,
)


@settings(max_examples=80, deadline=None)
@given(wanted, policies, st.randoms(use_true_random=False))
def test_x5_no_schedule_breaks_any_rule_whatever_the_order_of_the_wishes(
    rows: list[Any], policy: ContactPolicy, random: Any
) -> None:
    found = schedule(wishes(*rows), policy)
    assert broken(found.placed, policy) == []
    assert len(found.placed) + len(found.left_out) == len(rows)
    assert found.value == pytest.approx(found.placed["value"].sum())
    assert (found.placed["value"] > 0).all()
    assert all(cost.gain >= 0 for cost in found.costs)
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert schedule(wishes(*shuffled), policy, with_costs=False).value == pytest.approx(found.value)


@settings(max_examples=40, deadline=None)
@given(wanted.filter(lambda rows: 1 <= len(rows) <= 4), policies)
def test_small_schedules_come_near_the_best_of_all(rows: list[Any], policy: ContactPolicy) -> None:
    frame = wishes(*rows)
    found = schedule(frame, policy, with_costs=False)
    frame = frame[frame["value"] > 0]  # contacts without value are not made
    options = [
        [None, *[start + timedelta(days=n) for n in range((end - start).days + 1)]]
        for start, end in zip(frame["earliest"], frame["latest"], strict=True)
    ]
    best = 0.0
    for days in product(*options):
        chosen = frame.assign(day=days)[np.array([d is not None for d in days], dtype=bool)]
        value = float(chosen["value"].sum())
        if value > best and not broken(chosen, policy):
            best = value
    assert found.value <= best + 1e-9
    assert found.value >= (0.5 * best if policy.capacity else best - 1e-9)


def test_contacts_of_the_past_count() -> None:
    policy = ContactPolicy(person=Cap(1, 7))
    past = pd.DataFrame({"customer_id": ["a"], "channel": ["sms"], "topic": ["promo"], "day": [day(-3)]})
    found = schedule(wishes(("a", "x", "email", "promo", 5.0, 0, 6)), policy, history=past)
    assert found.placed["day"].tolist() == [day(4)]
    assert broken(found.placed, policy, past) == []


def test_the_more_valuable_contact_wins_and_the_cap_has_a_price() -> None:
    rows = wishes(("a", "x", "email", "promo", 5.0, 0, 0), ("a", "y", "sms", "promo", 9.0, 0, 3))
    found = schedule(rows, ContactPolicy(person=Cap(1, 7)))
    assert found.placed["campaign"].tolist() == ["y"]
    assert found.left_out["reason"].tolist() == ["person_cap"]
    price = next(cost for cost in found.costs if cost.rule == "person_cap")
    assert (price.gain, price.loosened) == (5.0, "2/7")


def test_x9_paid_advertising_comes_after_an_own_reminder() -> None:
    policy = ContactPolicy(person=None, paid=frozenset({"ads"}), ladder_days=2)
    alone = schedule(wishes(("a", "x", "ads", "promo", 5.0, 0, 9)), policy)
    assert alone.left_out["reason"].tolist() == ["ladder"]
    both = schedule(
        wishes(("a", "x", "ads", "promo", 5.0, 0, 9), ("a", "y", "email", "promo", 1.0, 1, 1)), policy
    )
    assert both.placed.set_index("channel")["day"].to_dict() == {"email": day(1), "ads": day(3)}


def test_x10_a_peak_is_spread_within_capacity_and_frozen_days_stay_empty() -> None:
    rows = [(f"c{i:02}", "x", "sms", "promo", 1.0, 0, 4) for i in range(20)]
    policy = ContactPolicy(capacity={"sms": 5}, frozen=frozenset({day(2)}))
    found = schedule(wishes(*rows), policy)
    assert found.placed.groupby("day").size().to_dict() == dict.fromkeys([day(0), day(1), day(3), day(4)], 5)
    tight = schedule(wishes(*rows), ContactPolicy(capacity={"sms": 3}))
    assert (tight.left_out["reason"] == "capacity").all()
    assert len(tight.placed) == 15
    assert next(c.gain for c in tight.costs if c.rule == "capacity sms") == 5.0


def test_quiet_hours_are_the_recipients_own() -> None:
    saturday = date(2026, 11, 28)
    opens, closes = QuietHours().window(saturday, "Asia/Vladivostok")
    assert (opens.hour, closes.hour) == (10, 21)
    assert opens.utcoffset() == timedelta(hours=10)
    assert QuietHours().window(START, "Europe/Moscow")[0].hour == 9


def test_impossible_wishes_are_named() -> None:
    with pytest.raises(InvalidArgument, match="before it begins"):
        schedule(wishes(("a", "x", "sms", "promo", 1.0, 3, 1)), ContactPolicy())
    with pytest.raises(InvalidArgument, match="no value"):
        schedule(wishes(("a", "x", "sms", "promo", float("nan"), 0, 1)), ContactPolicy())
    with pytest.raises(InvalidArgument, match="makes no sense"):
        Cap(-1, 7)
