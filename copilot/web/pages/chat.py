"""The chat: asking, following the answer while it is being worked out, coming back to it later."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Header, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from copilot.errors import BadRequest, NotFound
from copilot.ports import Turn
from copilot.web.answering import Answering
from copilot.web.figures import markdown
from copilot.web.rendering import fragment, page
from copilot.web.stream import HEADERS, Event, follow, partial
from copilot.web.turn_view import tool_title, view
from copilot.web.visitor import App, SignedIn, Visitor

router = APIRouter()
LONGEST_QUESTION = 4000


@router.get("/")
def new_conversation(request: Request, copilot: App, visitor: SignedIn) -> HTMLResponse:
    """An empty conversation with example questions."""
    return _conversation(request, copilot, visitor, None, [])


@router.get("/c/{conversation_id}")
def conversation(request: Request, conversation_id: str, copilot: App, visitor: SignedIn) -> HTMLResponse:
    """An earlier conversation, ready to go on."""
    turns = own_turns(copilot, visitor, conversation_id)
    return _conversation(request, copilot, visitor, conversation_id, turns)


@router.post("/ask")
def ask(
    request: Request,
    copilot: App,
    visitor: SignedIn,
    question: Annotated[str, Form()] = "",
    conversation_id: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Takes a question; the answer follows over the turn's events."""
    question = question.strip()
    if not question:
        raise BadRequest("Please type a question.", message_ru="Напишите вопрос.")
    if len(question) > LONGEST_QUESTION:
        raise BadRequest(
            f"A question may have at most {LONGEST_QUESTION} characters; this one has {len(question)}.",
            message_ru=f"В вопросе может быть не больше {LONGEST_QUESTION} знаков, здесь {len(question)}.",
        )
    is_new = not conversation_id
    if not is_new:
        own_turns(copilot, visitor, conversation_id)
    turn = _answering(request).start(
        question,
        person=visitor.person,
        conversation_id=conversation_id or f"c{uuid4().hex}",
        language=visitor.language,
    )
    answer = page(
        request, "parts/asked.html", view=view(copilot.ports, turn, visitor.language), is_new=is_new
    )
    if is_new:
        answer.headers["hx-push-url"] = f"/c/{turn.conversation_id}"
    return answer


@router.get("/turns/{turn_id}/events")
def events(
    request: Request,
    turn_id: str,
    copilot: App,
    visitor: SignedIn,
    last_event_id: Annotated[int, Header(ge=0)] = 0,
) -> StreamingResponse:
    """The answer as it comes. A reader that was cut off says which event it saw last and gets the rest."""
    turn = _own_turn(copilot, visitor, turn_id)
    store, answering = copilot.ports.conversations, _answering(request)
    stream = follow(
        lambda after: store.events(turn.id, after=after),
        lambda event: _drawn(copilot, visitor, turn, event),
        lambda: answering.is_lost(turn, copilot.ports.clock()),
        after=last_event_id,
    )
    return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)


def _drawn(copilot: App, visitor: Visitor, turn: Turn, event: Event) -> str:
    """One event as the fragment that shows it."""
    number, kind, data = event
    language, zone = visitor.language, copilot.settings.time_zone
    if kind == "tool_started":
        title = data.get("title") or tool_title(copilot.ports, str(data["name"]), language)
        html = fragment(
            "parts/step.html", language, zone, name=data["name"], title=title, ms=None, run_id=None
        )
        return partial(f"#steps-{turn.id}", html)
    if kind == "tool_finished":
        title = tool_title(copilot.ports, str(data["name"]), language)
        html = fragment(
            "parts/step.html",
            language,
            zone,
            name=data["name"],
            title=title,
            ms=data.get("ms", 0),
            run_id=data.get("run_id"),
        )
        running = f"#steps-{turn.id} > li.running[data-tool={data['name']}]"
        return partial(running, html, swap="outerHTML")
    if kind == "text":
        # All sentences so far, because Markdown is only whole from its beginning; morphing then touches
        # just the new ones, and so a screen reader reads each sentence once.
        log = copilot.ports.conversations.events(turn.id)
        said = "".join(str(told["delta"]) for n, k, told in log if k == "text" and n <= number)
        return partial(f"#text-{turn.id}", str(markdown(said)), swap="innerMorph")
    if kind == "result":
        result = copilot.ports.runs.get(str(data["run_id"]))
        if result is None or not (result.charts or result.tables):
            return ""
        return partial(f"#results-{turn.id}", fragment("parts/result.html", language, zone, result=result))
    if kind in ("answer", "error", "lost"):
        finished = copilot.ports.conversations.turn(turn.id) or turn
        html = fragment(
            "parts/answer.html",
            language,
            zone,
            view=view(copilot.ports, finished, language),
            is_lost=kind == "lost",
        )
        return partial(f"#answer-{turn.id}", html, swap="outerHTML")
    return ""


def _conversation(
    request: Request, copilot: App, visitor: Visitor, conversation_id: str | None, turns: list[Turn]
) -> HTMLResponse:
    answering, now = _answering(request), copilot.ports.clock()
    return page(
        request,
        "chat.html",
        conversation_id=conversation_id or "",
        views=[view(copilot.ports, turn, visitor.language) for turn in turns],
        lost={turn.id for turn in turns if turn.answer is None and answering.is_lost(turn, now)},
        conversations=copilot.ports.conversations.conversations(visitor.person.id)[:30],
    )


def own_turns(copilot: App, visitor: Visitor, conversation_id: str) -> list[Turn]:
    """The turns of this person's own conversation; somebody else's does not exist for them."""
    turns = copilot.ports.conversations.turns(conversation_id)
    if not turns or any(turn.person_id != visitor.person.id for turn in turns):
        raise NotFound("There is no such conversation.", message_ru="Такого разговора нет.")
    return turns


def _own_turn(copilot: App, visitor: Visitor, turn_id: str) -> Turn:
    turn = copilot.ports.conversations.turn(turn_id)
    if turn is None or turn.person_id != visitor.person.id:
        raise NotFound("There is no such question.", message_ru="Такого вопроса нет.")
    return turn


def _answering(request: Request) -> Answering:
    answering: Answering = request.app.state.answering
    return answering
