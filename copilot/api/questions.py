"""Asking the copilot a question."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from copilot.api import PREFIX
from copilot.api.access import App, Caller
from copilot.errors import NotFound
from copilot.ports import Ports

router = APIRouter(prefix=PREFIX, tags=["questions"])


class Question(BaseModel):
    """A question in Russian or English."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=4000)
    conversation_id: str | None = Field(None, description="Goes on with an earlier conversation of yours.")
    language: Literal["ru", "en"] | None = Field(None, description="Default: the language of the question.")


@router.post("/ask")
def ask(body: Question, copilot: App, person: Caller) -> dict[str, Any]:
    """The answer with the tools that were run, every figure as a fact, or the question asked back."""
    if body.conversation_id is not None:
        refuse_foreign(copilot.ports, body.conversation_id, person.id)
    answer = copilot.ask(
        body.question, person=person, conversation_id=body.conversation_id, language=body.language
    )
    return dict(answer.to_json())


def refuse_foreign(ports: Ports, conversation_id: str, person_id: str) -> None:
    """Raises NotFound unless the conversation exists and is this person's own."""
    turns = ports.conversations.turns(conversation_id)
    if not turns or any(turn.person_id != person_id for turn in turns):
        raise NotFound("There is no such conversation.", message_ru="Такого разговора нет.")
