"""Asking, following, coming back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from copilot.ports import Turn
from copilot.web.stream import sse

RUN = "r0123456789ab"


def test_an_answer_comes_as_steps_sentences_result_and_the_finished_turn(visit: Any) -> None:
    turn, stream = visit("anna").ask("Сколько лояльных?")
    assert stream.index(f"#steps-{turn}") < stream.index(f"#text-{turn}") < stream.index(f"#results-{turn}")
    assert stream.index(f"#results-{turn}") < stream.index(f"#answer-{turn}") < stream.index("event: done")
    assert "<strong>1 240</strong>" in stream
    assert f"/runs/{RUN}/charts/0.ru.svg" in stream
    assert f"/runs/{RUN}/tables/segments.csv" in stream


def test_figures_of_a_finished_answer_open_their_origin(visit: Any) -> None:
    visitor = visit("anna")
    _turn, stream = visitor.ask("Сколько лояльных?")
    assert f'hx-get="/facts/{RUN}.share"' in stream
    assert "12,4\u00a0%" in stream
    panel = visitor.get(f"/facts/{RUN}.share", headers={"hx-request": "true"}).text
    for shown in (
        "Wilson",
        "10\u00a0000",
        "30\u00a0ноября\u00a02011",
        "от\u00a011,8 до\u00a013,1",
        "Доля &lt;лояльных&gt;",
        RUN,
    ):
        assert shown in panel
    assert "<html" not in panel


def test_what_a_model_writes_is_never_run(visit: Any) -> None:
    _turn, stream = visit("anna").ask("Сколько лояльных?")
    assert "<script>alert" not in stream


def test_a_reader_who_was_cut_off_gets_the_rest_and_nothing_twice(visit: Any) -> None:
    visitor = visit("anna")
    turn, whole = visitor.ask("Сколько лояльных?")
    numbers = [int(number) for number in re.findall(r"^id: (\d+)$", whole, re.M)]
    assert numbers == sorted(numbers)
    rest = visitor.get(f"/turns/{turn}/events", headers={"last-event-id": "3"}).text
    assert f"#steps-{turn}" not in rest
    assert f"#answer-{turn}" in rest


def test_a_finished_conversation_is_there_after_a_reload_without_streaming(visit: Any) -> None:
    visitor = visit("anna")
    asked = visitor.post("/ask", {"question": "Сколько лояльных?"})
    address = asked.headers["hx-push-url"]
    visitor.get(re.search(r"/turns/\w+/events", asked.text)[0])
    page = visitor.get(address).text
    assert "Сколько лояльных?" in page
    assert "12,4\u00a0%" in page
    assert "hx-sse:connect" not in page
    assert address in visitor.get("/").text


def test_a_question_goes_on_in_its_own_conversation(visit: Any, copilot: Any) -> None:
    visitor = visit("anna")
    first, _ = visitor.ask("Сколько лояльных?")
    conversation = copilot.ports.conversations.turn(first).conversation_id
    second, _ = visitor.ask("А по Москве?", conversation)
    assert copilot.ports.conversations.turn(second).conversation_id == conversation


def test_nobody_reads_or_continues_somebody_elses_conversation(visit: Any, copilot: Any) -> None:
    turn, _ = visit("anna").ask("Сколько лояльных?")
    conversation = copilot.ports.conversations.turn(turn).conversation_id
    boris = visit("boris")
    assert boris.get(f"/c/{conversation}").status_code == 404
    assert boris.get(f"/turns/{turn}/events").status_code == 404
    assert boris.post("/ask", {"question": "x", "conversation_id": conversation}).status_code == 404


def test_personal_data_in_a_question_is_not_stored(visit: Any, copilot: Any) -> None:
    turn, _stream = visit("anna").ask("Что купила maria@example.com, +7 916 123-45-67?")
    stored = copilot.ports.conversations.turn(turn).question
    assert "maria@" not in stored
    assert "123-45-67" not in stored


def test_an_ambiguous_question_offers_buttons(visit: Any) -> None:
    _turn, stream = visit("anna").ask("Какой CR?")
    assert 'name="question" value="/base_metrics CR"' in stream
    assert ">Отток</button>" in stream


@pytest.mark.parametrize(
    ("question", "shown"), [("down", "Модель не отвечает."), ("crash", "ZeroDivisionError")]
)
def test_an_error_is_shown_as_one_and_can_be_repeated(visit: Any, question: str, shown: str) -> None:
    visitor = visit("anna")
    _turn, stream = visitor.ask(question)
    assert shown in stream
    assert "secret inner words" not in stream
    assert 'role="alert"' in stream
    assert f'value="{question}"' in stream
    assert stream.rstrip().endswith("data:")  # and the stream is over


def test_an_answer_whose_process_died_is_called_lost(visit: Any, copilot: Any) -> None:
    visitor = visit("anna")
    long_ago = copilot.ports.clock() - timedelta(minutes=20)
    copilot.ports.conversations.add_turn(Turn("told", "cold", "anna", "Сколько?", long_ago))
    page = visitor.get("/c/cold").text
    assert "прервался" in page
    assert "hx-sse:connect" not in page


@pytest.mark.parametrize("question", ["", "   ", "x" * 4001])
def test_empty_and_endless_questions_are_refused_in_one_sentence(visit: Any, question: str) -> None:
    answer = visit("anna").post("/ask", {"question": question}, headers={"hx-request": "true"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<html" not in answer.text


def test_an_event_keeps_its_line_breaks_inside_the_event() -> None:
    assert sse("a\nb", number=3) == "id: 3\ndata: a\ndata: b\n\n"
