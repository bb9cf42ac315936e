"""Asking a question: guard, graph, verifier, answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage

from copilot.agent.answer import Answer, Candidate, Event, Language, OnEvent, ToolUse, used_facts
from copilot.agent.build import build_agent, live_model
from copilot.agent.examples import router_for
from copilot.agent.guards import refusal
from copilot.agent.history import messages_of
from copilot.agent.offline.model import MODEL_NAME, OfflineChatModel
from copilot.agent.offline.wording import words_for
from copilot.agent.reading import Reading, read
from copilot.agent.toolkit import Entry, Session, entries, langchain_tools
from copilot.agent.vocabulary import vocabulary_or_nothing
from copilot.domain.people import Person
from copilot.errors import NotAllowed
from copilot.grounding.evidence import Evidence
from copilot.grounding.language import detect
from copilot.grounding.privacy import redact
from copilot.grounding.slots import fill
from copilot.grounding.verifier import verify_text
from copilot.ports import Ports, Turn
from copilot.prompting import render

__all__ = ["Answer", "Candidate", "Event", "ToolUse", "ask", "warm_up"]

MOST_CHARACTERS = 4000


def ask(
    desk: Ports,
    question: str,
    *,
    person: Person | None = None,
    conversation_id: str | None = None,
    language: Language | None = None,
    on_event: OnEvent | None = None,
    turn_id: str | None = None,
    model: BaseChatModel | None = None,
) -> Answer:
    """Answers one question.

    Personal data is taken out of the question before anything else reads it. With `turn_id` the caller has
    stored the turn and will store the answer; without it both happen here. `model` replaces the configured
    one. Raises NotAllowed for a conversation of somebody else.
    """
    started = time.perf_counter()
    conversation_id = conversation_id or f"c{uuid4().hex}"
    question = redact(question.strip()[:MOST_CHARACTERS]).text
    spoken: Language = language or detect(question, default=desk.settings.language)
    turns = _own_turns(desk, conversation_id, person, turn_id)
    stored_turn = turn_id
    if turn_id is None:
        stored_turn = f"t{uuid4().hex}"
        desk.conversations.add_turn(
            Turn(stored_turn, conversation_id, person.id if person else None, question, desk.clock())
        )
    session = Session(desk, person, spoken, question, on_event)
    reason = refusal(question)
    if reason is not None:
        reading = Reading(refused=reason, text=_refusal_text(desk, reason, spoken), model="rules")
    else:
        reading = _run(session, turns, model)
    answer = _answer(session, reading, conversation_id, started)
    if turn_id is None and stored_turn is not None:
        desk.conversations.finish_turn(stored_turn, answer.to_json())
    session.emit("answer", **answer.to_json())
    return answer


def warm_up(desk: Ports) -> None:
    """Loads what the first question will need: the graph's libraries, the router and the data's names."""
    known = entries(desk)
    router_for({name: entry.tool for name, entry in known.items()}, desk.settings.home / "cache")
    vocabulary_or_nothing(desk.warehouse)


def _own_turns(desk: Ports, conversation_id: str, person: Person | None, turn_id: str | None) -> list[Turn]:
    turns = [turn for turn in desk.conversations.turns(conversation_id) if turn.id != turn_id]
    if any(turn.person_id != (person.id if person else None) for turn in turns):
        raise NotAllowed(
            "This conversation belongs to somebody else.",
            message_ru="Этот разговор принадлежит другому человеку.",
        )
    return turns


def _refusal_text(desk: Ports, reason: str, language: str) -> str:
    approvers = [person.name for person in desk.people.listing() if person.may_approve]
    return render(f"agent/refusal.{language}.j2", reason=reason, approvers=approvers)


def _run(session: Session, turns: Sequence[Turn], given: BaseChatModel | None) -> Reading:
    """One pass through the graph and, where sentences do not hold, one more request to the live model."""
    desk = session.ports
    known = entries(desk)
    catalogue = {name: entry.tool for name, entry in known.items()}
    offline = OfflineChatModel(
        language=session.language,
        catalogue=catalogue,
        vocabulary=lambda: vocabulary_or_nothing(desk.warehouse),
        router=lambda: router_for(catalogue, desk.settings.home / "cache"),
    )
    live = given or live_model(desk.settings)
    model = live or offline
    agent = build_agent(
        model,
        langchain_tools(known, session),
        settings=desk.settings,
        system_prompt=_system_prompt(session, live is not None),
        fallback=offline if live is not None and live is not offline else None,
    )
    earlier, remembered = messages_of(desk, turns, session.language)
    messages: list[BaseMessage] = [*earlier, HumanMessage(session.question)]

    def evidence() -> Evidence:
        return Evidence((*remembered, *session.results), refusals=_refusals(session))

    reading = read(agent, messages, session, evidence)
    if live is not None and reading.model == MODEL_NAME:
        reading.model = f"{MODEL_NAME} ({_no_answer(session.language, desk.settings.llm_model)})"
    if reading.needs_words or reading.failing:
        reading = _repaired(agent, messages, session, reading, evidence, catalogue, retry=live is not None)
    return reading


def _repaired(
    agent: Any,
    messages: list[BaseMessage],
    session: Session,
    reading: Reading,
    evidence: Any,
    catalogue: Any,
    *,
    retry: bool,
) -> Reading:
    """Asks a live model once more for what did not hold; what still fails gives way to the templates."""
    withheld = len(reading.failing)
    if retry and reading.failing and not reading.truncated and MODEL_NAME not in reading.model:
        complaint = render(
            "agent/rewrite.j2", failing=[(v.sentence.strip(), v.problems) for v in reading.failing]
        )
        again = [*messages, *reading.messages, HumanMessage(complaint)]
        second = read(agent, again, session, evidence, quiet=True)
        if not second.failing and not second.needs_words:
            second.withheld = withheld
            return second
        withheld += len(second.failing)
    words = [words_for(result, session.language, catalogue.get(result.tool)) for result in session.results]
    words += [use.error for use in session.uses if use.error]
    if words:
        verdicts = verify_text("\n\n".join(words), evidence(), session.language, question=session.question)
        reading.text = "".join(v.sentence for v in verdicts if v.holds).strip()
        withheld += sum(not v.holds for v in verdicts)
    else:
        reading.text = "".join(v.sentence for v in reading.verdicts if v.holds).strip()
    reading.text = reading.text or render(f"agent/nothing.{session.language}.j2")
    reading.withheld = withheld
    return reading


def _refusals(session: Session) -> tuple[str, ...]:
    return tuple(use.error for use in session.uses if use.error)


def _answer(session: Session, reading: Reading, conversation_id: str, started: float) -> Answer:
    evidence = Evidence((*reading.remembered, *session.results), refusals=_refusals(session))
    verdicts = reading.verdicts
    if "".join(verdict.sentence for verdict in verdicts) != reading.text:
        verdicts = verify_text(reading.text, evidence, session.language, question=session.question)
    ids = [fact.id for verdict in verdicts for fact in verdict.facts]
    return Answer(
        text=fill(reading.text, evidence.facts.get, session.language).strip(),
        slotted=reading.text.strip(),
        language=session.language,
        conversation_id=conversation_id,
        tools=tuple(session.uses),
        facts=used_facts(evidence.results, ids),
        clarify=reading.clarify,
        refused=reading.refused,
        candidates=_candidates(session, reading.candidates),
        model=reading.model,
        ms=(time.perf_counter() - started) * 1000,
        results=tuple(session.results),
        withheld=reading.withheld,
    )


def _candidates(session: Session, names: Sequence[str]) -> tuple[Candidate, ...]:
    if not names:
        return ()
    known: dict[str, Entry] = entries(session.ports)
    ru = session.language == "ru"
    return tuple(
        Candidate(name, tool.title_ru if ru else tool.title_en, f"/{name} {session.question}")
        for name in names[:3]
        if name in known and (tool := known[name].tool)
    )


def _system_prompt(session: Session, is_live: bool) -> str:
    """The embedded model reads no prompt, so only a live one is given the whole."""
    if not is_live:
        return "embedded"
    words = vocabulary_or_nothing(session.ports.warehouse)
    return render("agent/system.j2", language=session.language, words=words)


def _no_answer(language: str, model: str | None) -> str:
    name = model or "endpoint"
    return f"{name} не ответила" if language == "ru" else f"{name} did not answer"
