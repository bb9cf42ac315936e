"""Asking the copilot a question."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from copilot.api import PREFIX
from copilot.api.access import App, Caller
from copilot.api.problems import problem
from copilot.errors import NotFound
from copilot.ports import Ports

router = APIRouter(prefix=PREFIX, tags=["questions"])


class Question(BaseModel):
    """A question in Russian or English."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=4000)
    conversation_id: str | None = Field(None, description="Goes on with an earlier conversation of yours.")
    language: Literal["ru", "en"] | None = Field(None, description="Default: the language of the question.")


@router.post("/ask", response_model=None)
def ask(body: Question, request: Request, copilot: App, person: Caller) -> Response:
    """The answer with the tools that were run, every figure as a fact, or the question asked back.

    A question that no tool covers is a problem (422, `out_of_scope`) that carries the whole answer.
    """
    if body.conversation_id is not None:
        refuse_foreign(copilot.ports, body.conversation_id, person.id)
    answer = copilot.ask(
        body.question, person=person, conversation_id=body.conversation_id, language=body.language
    )
    said: dict[str, Any] = dict(answer.to_json())
    if said["refused"] == "out_of_scope":
        return problem(request, 422, "out_of_scope", said["answer"], said)
    return JSONResponse(said)


def refuse_foreign(ports: Ports, conversation_id: str, person_id: str) -> None:
    """Raises NotFound unless the conversation exists and is this person's own."""
    turns = ports.conversations.turns(conversation_id)
    if not turns or any(turn.person_id != person_id for turn in turns):
        raise NotFound("There is no such conversation.", message_ru="Такого разговора нет.")
