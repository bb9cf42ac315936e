"""`copilot draft`, `submit`, `queue`, `approve`, `reject`, `deliver`."""

from __future__ import annotations

import threading
from dataclasses import asdict
from typing import Annotated, Any

import typer

from copilot.cli.console import FAILED, AsJson, Token, guarded, progress, say, say_json
from copilot.errors import NotFound, NotSignedIn


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command()(draft)
    app.command()(submit)
    app.command()(queue)
    app.command()(approve)
    app.command()(reject)
    app.command()(worker)


@guarded
def draft(
    context: typer.Context,
    brief: Annotated[str, typer.Argument(help='One sentence, e.g. "верни готовых уйти, бюджет 100 тысяч".')],
    submit_now: Annotated[
        bool, typer.Option("--submit", help="Freeze it and put it in the approval queue.")
    ] = False,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Make a campaign draft: audience, control group, economics, copy, forecast."""
    from copilot.agent.offline.parsing import parse_brief
    from copilot.services import campaigns

    console = context.obj
    ports, person = console.application().ports, console.person(token)
    with progress("Drafting", quiet=as_json):
        made = campaigns.draft(ports, person, parse_brief(brief))
        content = campaigns.submit(ports, person, made.id) if submit_now else None
    if as_json:
        say_json(
            {
                **asdict(made),
                "content_id": content.id if content else None,
                "sha256": content.sha256 if content else None,
            }
        )
        return
    russian = made.language == "ru"
    say(f"{made.title}  ({made.id})")
    for step in made.waterfall:
        say(f"  {step.count:>8,}  {step.label_ru if russian else step.label_en}")
    for line in campaigns.summary_lines(made, made.language):
        say(f"  {line}")
    for flag in made.flags:
        say(f"  [{flag.level}] {flag.text_ru if russian else flag.text_en}")
    for sample in made.samples[:1]:
        say(f"\n--- {sample.variant} ({sample.kind})\n{sample.subject}\n{sample.body}\n---")
    if content:
        say(f"Submitted: {content.id} sha256 {content.sha256}")
    else:
        say(f"Submit it with: copilot submit {made.id}")


@guarded
def submit(context: typer.Context, draft_id: str, token: Token = None, as_json: AsJson = False) -> None:
    """Freeze a draft, hash it and put it in the approval queue."""
    from copilot.services import campaigns

    console = context.obj
    content = campaigns.submit(console.application().ports, console.person(token), draft_id)
    if as_json:
        say_json({"content_id": content.id, "sha256": content.sha256})
    else:
        say(
            f"Submitted: {content.id} sha256 {content.sha256}\nAnother person decides: copilot approve {content.id} --token ..."
        )


@guarded
def queue(context: typer.Context, as_json: AsJson = False) -> None:
    """What waits for a decision."""
    from copilot.services import approvals

    items = approvals.queue(context.obj.application().ports)
    if as_json:
        say_json([asdict(item) for item in items])
        return
    for item in items:
        say(
            f"{item.content_id}  {item.state:<10} {item.approvals}/{item.approvals_needed}  {item.reach:,}  {item.title} - {item.author_name}"
        )
    if not items:
        say('The queue is empty. A marketer fills it with: copilot draft "..." --submit')


@guarded
def approve(
    context: typer.Context,
    content_id: str,
    comment: Annotated[str | None, typer.Option(help="Why.")] = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Approve exactly this content. Needs the approver's own token; nobody approves their own campaign."""
    from copilot.services import approvals

    console = context.obj
    ports, person = console.application().ports, _approver(console, token)
    content = _content(ports, content_id)
    approval = approvals.approve(ports, person, content.id, content.sha256, comment=comment)
    if as_json:
        say_json(asdict(approval))
    else:
        say(
            f"Approved {content.id} (sha256 {content.sha256[:12]}...) by {person.name} until {approval.expires_at:%Y-%m-%d %H:%M %Z}"
        )


@guarded
def reject(
    context: typer.Context,
    content_id: str,
    reason: Annotated[str, typer.Option(help="Why; the author sees it.")],
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Reject a content with a reason."""
    from copilot.services import approvals

    console = context.obj
    ports, person = console.application().ports, _approver(console, token)
    content = _content(ports, content_id)
    approval = approvals.reject(ports, person, content.id, content.sha256, reason)
    if as_json:
        say_json(asdict(approval))
    else:
        say(f"Rejected {content.id}: {reason}")


@guarded
def worker(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Deliver what is due and stop.")] = False,
    as_json: AsJson = False,
) -> None:
    """Deliver approved campaigns through the outbox and record closed weeks, until stopped."""
    from copilot.services import delivery
    from copilot.services.states import keep_recorded

    ports = context.obj.application().ports
    if not once:
        stop = threading.Event()
        threading.Thread(target=keep_recorded, args=(ports,), kwargs={"stop": stop}, daemon=True).start()
        delivery.run_forever(ports)
        return
    with progress("Delivering", quiet=as_json):
        results = delivery.run_once(ports)
    if as_json:
        say_json({content_id: asdict(counts) for content_id, counts in results.items()})
        return
    for content_id, counts in results.items():
        skipped = ", ".join(f"{reason} {count:,}" for reason, count in sorted(counts.skipped.items())) or "0"
        say(
            f"{content_id}: planned {counts.planned:,} = sent {counts.sent:,} + skipped ({skipped}) + failed {counts.failed:,}"
            f" + in doubt {counts.in_doubt:,} + waiting {counts.waiting:,}"
        )
    if not results:
        say("Nothing is approved and due.")
    if not all(counts.closes for counts in results.values()):
        raise typer.Exit(FAILED)


def _approver(console: Any, token: str | None) -> Any:
    if not token:
        raise NotSignedIn(
            "A decision needs your own login: pass --token or set COPILOT_TOKEN (copilot users token NAME).",
            message_ru="Для решения нужен личный вход: --token или COPILOT_TOKEN (copilot users token ИМЯ).",
        )
    return console.person(token)


def _content(ports: Any, content_id: str) -> Any:
    content = ports.campaigns.content(content_id)
    if content is None:
        raise NotFound(
            f"There is no submitted content {content_id!r}; see: copilot queue",
            message_ru=f"Отправленного на согласование {content_id!r} нет; см.: copilot queue",
        )
    return content
