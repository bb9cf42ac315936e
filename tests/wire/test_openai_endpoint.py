"""The same agent with a language model at the other end of a wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from copilot.agent.answer import Event
from copilot.agent.conversation import ask
from copilot.ports import Ports
from tests.copilot.agent.small_desk import MARKETER, Days
from tests.wire.conftest import Endpoint
from tools.facts import run_id_of

pytestmark = pytest.mark.node
RUN = run_id_of(tool="revenue_move", version=1, arguments={}, snapshot=Days.snapshot)
CALL = {"toolCalls": [{"id": "c1", "name": "revenue_move", "arguments": {}}]}
TRUE = f"Revenue is [[{RUN}.revenue]]. It fell by [[{RUN}.change|percent_abs]] ([[{RUN}.change|interval]])."
Start = Callable[[list[dict[str, Any]]], Endpoint]


def says(content: str, *, asked: str = "revenue", **more: Any) -> dict[str, Any]:
    return {"match": {"userMessage": asked, "hasToolResult": True}, "response": {"content": content}, **more}


def calls(asked: str = "revenue") -> dict[str, Any]:
    return {"match": {"userMessage": asked, "hasToolResult": False}, "response": CALL}


def normal(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_plain_answer_is_shown_with_the_models_name(endpoint: Start) -> None:
    there = endpoint(
        [
            {
                "match": {"userMessage": "morning"},
                "response": {"content": "Good morning! Ask me about customers."},
            }
        ]
    )
    answer = ask(there.desk, "good morning to you, copilot", person=MARKETER)
    assert answer.text == "Good morning! Ask me about customers."
    assert answer.model.startswith("mock-1")


def test_a_tool_is_called_and_its_slots_are_filled_while_it_streams(endpoint: Start) -> None:
    there = endpoint([calls(), says(TRUE)])
    events: list[Event] = []
    answer = ask(there.desk, "How is revenue?", person=MARKETER, on_event=events.append)
    assert normal(answer.text) == "Revenue is RUB 1,234.5k. It fell by 5.0% (−8.0% to −2.0%)."
    assert [(use.name, use.run_id) for use in answer.tools] == [("revenue_move", RUN)]
    assert {fact.key for fact in answer.facts} == {"revenue", "change"}
    kinds = [event.kind for event in events]
    assert kinds[:2] == ["tool_started", "tool_finished"]
    assert kinds[-1] == "answer"
    assert normal("".join(event.data["delta"] for event in events if event.kind == "text")) == normal(
        answer.text
    )


def test_one_failure_of_the_server_is_survived(endpoint: Start) -> None:
    broken = {
        "match": {"userMessage": "revenue", "sequenceIndex": 0},
        "response": {"error": {"message": "boom"}, "status": 500},
    }
    there = endpoint([broken, calls(), says(TRUE)])
    answer = ask(there.desk, "How is revenue?", person=MARKETER)
    assert answer.model.startswith("mock-1")
    assert "1,234.5k" in answer.text


def test_an_invented_number_is_never_shown_and_gives_way_to_the_template(endpoint: Start) -> None:
    there = endpoint([calls(), says("Revenue grew to RUB 9.9M. Customers are happy.")])
    events: list[Event] = []
    answer = ask(there.desk, "How is revenue?", person=MARKETER, on_event=events.append)
    shown = answer.text + "".join(str(event.data.get("delta", "")) for event in events)
    assert "9.9" not in shown
    assert "1,234.5k" in answer.text
    assert answer.withheld >= 1
    assert "withheld" in there.journal()


def test_a_model_that_corrects_itself_is_heard(endpoint: Start) -> None:
    there = endpoint(
        [
            {"match": {"userMessage": "withheld"}, "response": {"content": TRUE}},
            calls(),
            says("Revenue rose by 12%."),
        ]
    )
    answer = ask(there.desk, "How is revenue?", person=MARKETER)
    assert normal(answer.text) == "Revenue is RUB 1,234.5k. It fell by 5.0% (−8.0% to −2.0%)."
    assert answer.withheld == 1


def test_a_stream_cut_off_half_way_is_not_taken_for_an_answer(endpoint: Start) -> None:
    there = endpoint(
        [calls(), says("Revenue is fine and everything else is going well too.", truncateAfterChunks=2)]
    )
    answer = ask(there.desk, "How is revenue?", person=MARKETER)
    assert "everything" not in answer.text
    assert "1,234.5k" in answer.text


def test_a_dead_endpoint_falls_back_to_the_embedded_model_and_says_so(dead_desk: Ports) -> None:
    answer = ask(dead_desk, "Why did revenue fall?", person=MARKETER)
    assert answer.model == "embedded-1 (mock-1 did not answer)"
    assert "1,234.5k" in answer.text


def test_the_model_can_ask_back(endpoint: Start) -> None:
    question = "Do you mean churn or conversion?"
    there = endpoint(
        [
            {
                "match": {"userMessage": "rate"},
                "response": {
                    "toolCalls": [{"id": "c1", "name": "ask_back", "arguments": {"question": question}}]
                },
            }
        ]
    )
    answer = ask(there.desk, "what about that rate", person=MARKETER)
    assert (answer.clarify, answer.text) == (question, question)


def test_no_personal_data_leaves_the_house(endpoint: Start) -> None:
    there = endpoint(
        [{"match": {"userMessage": "write"}, "response": {"content": "I cannot see addresses."}}]
    )
    question = "write down ivan.petrov@example.ru, +7 (916) 123-45-67 and card 4111 1111 1111 1111"
    first = ask(there.desk, question, person=MARKETER)
    ask(there.desk, "write it again", person=MARKETER, conversation_id=first.conversation_id)
    sent = there.journal()
    assert "[email_1]" in sent
    assert "[phone_1]" in sent
    for secret in ("ivan.petrov", "123-45-67", "4111"):
        assert secret not in sent


def test_tools_that_send_are_not_among_those_offered(endpoint: Start) -> None:
    there = endpoint([{"match": {"userMessage": "morning"}, "response": {"content": "Hello."}}])
    ask(there.desk, "good morning to you, copilot", person=MARKETER)
    sent = there.journal()
    assert '"submit_draft"' in sent
    for name in ("send", "approve", "deliver", "export"):
        assert f'"name":"{name}' not in sent
