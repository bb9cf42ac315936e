"""A draft from one sentence on a simulated retailer: every part is there, every figure is a fact, faults are said."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from copilot.domain.campaign import Draft, DraftRequest
from copilot.domain.people import Person
from copilot.errors import BadRequest
from copilot.services import approvals, campaigns, delivery
from copilot.services.runs import find_fact
from tools.errors import InvalidArgument

MARIA, ANDREY = Person("maria", "Мария", "marketer"), Person("andrey", "Андрей", "approver")
PARTS = (
    "goal", "audience", "control", "channel", "window", "offer", "economics", "budget", "forecast", "alternatives",
    "measurement", "stop_rules", "conflicts", "risks", "last_mile", "rollback", "legal", "provenance",
)  # fmt: skip


@pytest.fixture
def ports(application: Any) -> Any:
    application.ports.people.add(MARIA)
    application.ports.people.add(ANDREY)
    return application.ports


def figures(part: Any) -> list[dict[str, Any]]:
    """All figures of a plan that name a fact."""
    if isinstance(part, dict):
        mine = [part] if "fact" in part else []
        return mine + [found for value in part.values() for found in figures(value)]
    return [found for value in part for found in figures(value)] if isinstance(part, list) else []


def counts(draft: Draft) -> dict[str, int]:
    return {step.key: step.count for step in draft.waterfall}


def test_a_draft_has_every_part_and_every_figure_is_a_fact_with_the_same_value(ports: Any) -> None:
    draft = campaigns.draft(ports, MARIA, DraftRequest("верни готовых уйти", discount_share=0.07))
    assert set(PARTS) <= set(draft.plan)
    found = figures(draft.plan)
    assert len(found) > 20
    for figure in found:
        fact = find_fact(ports, figure["fact"])
        assert fact is not None
        assert fact.value == figure["value"]
    assert len(draft.copies) == 2
    assert {sample.kind for sample in draft.samples} == {"longest", "typical", "empty"}
    assert json.loads(json.dumps(draft.plan)) == draft.plan


def test_the_waterfall_only_falls_and_ends_with_the_treated(ports: Any) -> None:
    draft = campaigns.draft(ports, MARIA, DraftRequest("x", segment="loyal"))
    sizes = list(counts(draft).values())
    assert sizes == sorted(sizes, reverse=True)
    assert counts(draft)["base"] == 3000
    members = ports.campaigns.audience(draft.plan["audience"]["id"])
    treated = [m for m in members if m.arm == "treatment"]
    assert len(treated) == counts(draft)["within_budget"] == draft.plan["audience"]["treated"]["value"]
    assert len(members) - len(treated) == draft.plan["audience"]["control"]["value"]
    assert {m.variant for m in treated} == {"A", "B"}


def test_a_budget_limits_the_audience_and_the_draft_says_so(ports: Any) -> None:
    whole = campaigns.draft(ports, MARIA, DraftRequest("x", segment="loyal", discount_share=0.1))
    budget = Decimal(str(whole.plan["budget"]["cost"]["value"])) / 2
    half = campaigns.draft(
        ports, MARIA, DraftRequest("x", segment="loyal", discount_share=0.1, budget=budget)
    )
    assert 0 < counts(half)["within_budget"] < counts(half)["after_control"]
    assert half.plan["budget"]["cost"]["value"] <= float(budget)
    assert "budget_cut" in {flag.code for flag in half.flags}


def test_a_discount_that_eats_the_margin_blocks_submitting(ports: Any) -> None:
    draft = campaigns.draft(ports, MARIA, DraftRequest("x", segment="loyal", discount_share=0.6))
    assert "margin" in {flag.code for flag in draft.flags if flag.level == "red"}
    with pytest.raises(BadRequest, match="Red flags"):
        campaigns.submit(ports, MARIA, draft.id)


@pytest.mark.parametrize(
    ("limits", "code"), [({"margin_floor": 0.9}, "margin_floor"), ({"max_discount": 0.05}, "max_discount")]
)
def test_e10_an_offer_that_breaks_a_limit_cannot_be_submitted(
    ports: Any, limits: dict[str, float], code: str
) -> None:
    strict = replace(ports, settings=ports.settings.model_copy(update=limits))
    draft = campaigns.draft(strict, MARIA, DraftRequest("x", segment="loyal", discount_share=0.1))
    assert code in {flag.code for flag in draft.flags if flag.level == "red"}
    with pytest.raises(BadRequest, match="Red flags"):
        campaigns.submit(strict, MARIA, draft.id)
    gentle = campaigns.draft(strict, MARIA, DraftRequest("x", segment="loyal", discount_share=0.0))
    assert not {"margin_floor", "max_discount"} & {flag.code for flag in gentle.flags}


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (DraftRequest("x", channel="telegram"), "Telegram"),
        (DraftRequest("x", channel="pigeon"), "no channel"),
        (DraftRequest("x", budget=Decimal(-1)), "above zero"),
        (DraftRequest("x", discount_share=1.5), "between 0 and"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(ports: Any, request_: DraftRequest, sentence: str) -> None:
    with pytest.raises(BadRequest, match=sentence):
        campaigns.draft(ports, MARIA, request_)


def test_an_unknown_segment_lists_the_known_ones(ports: Any) -> None:
    with pytest.raises(InvalidArgument, match="about_to_leave"):
        campaigns.draft(ports, MARIA, DraftRequest("x", segment="whales"))


def test_a_budget_for_nobody_is_a_red_flag(ports: Any) -> None:
    draft = campaigns.draft(ports, MARIA, DraftRequest("x", segment="loyal", budget=Decimal("0.01")))
    assert "budget" in {flag.code for flag in draft.flags if flag.level == "red"}


def test_the_frozen_content_names_no_customer_and_no_address(ports: Any) -> None:
    draft = campaigns.draft(ports, MARIA, DraftRequest("x", segment="loyal"))
    content = campaigns.submit(ports, MARIA, draft.id)
    members = ports.campaigns.audience(draft.plan["audience"]["id"])
    assert not any(f'"{member.customer_id}"' in content.body for member in members)
    assert "@example.com" not in content.body
    assert content.id == f"c{content.sha256[:12]}"


def test_e12_an_sms_is_paid_by_the_parts_of_its_longest_rendering(ports: Any) -> None:
    draft = campaigns.draft(
        ports, MARIA, DraftRequest("x", segment="loyal", channel="sms", discount_share=0.1)
    )
    parts = draft.plan["budget"]["message_parts"]["value"]
    assert parts == 2
    longer = [replace(copy, body=copy.body + " Ждём вас в гости. " * 4) for copy in draft.copies]
    edited = campaigns.edit(ports, MARIA, draft.id, {"copies": longer})
    assert edited.plan["budget"]["message_parts"]["value"] > parts
    assert edited.plan["budget"]["message_cost"]["value"] > draft.plan["budget"]["message_cost"]["value"]


def test_an_unknown_change_is_refused(ports: Any) -> None:
    draft = campaigns.draft(ports, MARIA, DraftRequest("x", segment="loyal"))
    with pytest.raises(BadRequest, match="cannot be edited"):
        campaigns.edit(ports, MARIA, draft.id, {"author_id": "andrey"})


def test_from_one_sentence_to_files_with_the_control_group_left_alone(ports: Any) -> None:
    draft = campaigns.draft(ports, MARIA, DraftRequest("x", segment="loyal", discount_share=0.05))
    content = campaigns.submit(ports, MARIA, draft.id)
    approvals.approve(ports, ANDREY, content.id, content.sha256)
    result = delivery.run_once(ports)[content.id]
    assert result.closes
    assert result.sent == counts(draft)["within_budget"]
    folder = ports.settings.outbox / content.id
    assert len(list(folder.glob("*.eml"))) == result.sent
    held_back = {
        m.customer_id for m in ports.campaigns.audience(content.data["audience"]["id"]) if m.arm == "control"
    }
    assert not ports.deliveries.recent_contacts(sorted(held_back), since=content.submitted_at)
    assert campaigns.summary_lines(draft, "en")
