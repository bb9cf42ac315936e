"""`copilot ask`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copilot.cli.console import BAD_INPUT, AsJson, Token, guarded, progress, say, say_json
from copilot.errors import BadRequest


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command()(ask)


@guarded
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="A question in Russian or English.")],
    conversation: Annotated[
        str | None, typer.Option(help="Continue this conversation, so that follow-ups are understood.")
    ] = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Ask the copilot; every figure of the answer comes from a tool."""
    if not question.strip():
        raise BadRequest(
            'The question is empty; ask for example: copilot ask "Which customers bring 80% of revenue?"',
            message_ru='Вопрос пуст; спросите, например: copilot ask "Какие клиенты дают 80% выручки?"',
        )
    console = context.obj
    person = console.person(token)
    with progress("Thinking", quiet=as_json):
        answer = console.application().ask(question, person=person, conversation_id=conversation)
    out = answer.to_json()
    if as_json:
        say_json(out)
    else:
        _say_answer(out)
    if out["refused"] == "out_of_scope":
        raise typer.Exit(BAD_INPUT)


def _say_answer(out: dict[str, Any]) -> None:
    say(out["answer"])
    if out["clarify"] and out["clarify"] != out["answer"]:
        say(f"\n? {out['clarify']}")
    for candidate in out.get("candidates") or []:
        say(f"  - {candidate['title']} ({candidate['name']})")
    runs = ", ".join(f"{tool['name']} {tool['run_id']}" for tool in out["tools"] if tool.get("run_id"))
    say(f"\n{out['model']} · {out['ms']:.0f} ms{' · ' + runs if runs else ''}")
    say(f'copilot ask --conversation {out["conversation_id"]} "..." continues this conversation')
