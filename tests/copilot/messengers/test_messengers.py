"""Messages leave as files, through a real mail server, or onto the screen."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope

from copilot.config import Settings
from copilot.errors import BadRequest
from copilot.messengers import messenger_for
from copilot.messengers.console import ConsoleMessenger
from copilot.ports import Message

LINK = "https://shop.example/u/k1"


def message(key: str = "k1", address: str = "anna@example.com", **more: Any) -> Message:
    values: dict[str, Any] = {
        "subject": "Анна, давно не виделись",
        "body": f"Здравствуйте!\n\nСкидка <10%>.\nОтписаться: {LINK}",
        "language": "ru",
        "unsubscribe_url": LINK,
        "content_id": "c1",
        "sent_at": datetime(2026, 11, 21, tzinfo=UTC),
    }
    return Message(key, address, **{**values, **more})


class Relay:
    """A mail server that keeps what it accepts and refuses by the address."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: Any, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address.startswith("gone"):
            return f"550 no such user {address}"
        if address.startswith("busy"):
            return "451 try again later"
        if address.startswith("break"):
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.kept.append(envelope)
        return "250 accepted as 42"


@pytest.fixture
def relay() -> Iterator[tuple[Relay, Settings]]:
    handler = Relay()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    port = server.sockets[0].getsockname()[1]
    yield handler, Settings(messenger="smtp", smtp_host="127.0.0.1", smtp_port=port, sender_name="Магазин")
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_an_email_arrives_with_one_click_unsubscribing(relay: tuple[Relay, Settings]) -> None:
    handler, settings = relay
    outcomes = messenger_for(settings, "email").send([message(), message("k2", "oleg@example.com")])
    assert {key: outcome.state for key, outcome in outcomes.items()} == {"k1": "sent", "k2": "sent"}
    mail = message_from_bytes(bytes(handler.kept[0].content or b""))
    assert " ".join(mail["List-Unsubscribe"].split()).startswith(f"<{LINK}>, <mailto:")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(make_header(decode_header(mail["Subject"]))) == "Анна, давно не виделись"
    assert mail["Message-ID"] == "<k1@example.com>"
    plain, page = mail.get_payload()
    assert "Скидка <10%>" in plain.get_payload(decode=True).decode()
    assert f'<a href="{LINK}">' in page.get_payload(decode=True).decode()
    assert "&lt;10%&gt;" in page.get_payload(decode=True).decode()


def test_a_permanent_refusal_fails_and_a_temporary_one_waits(relay: tuple[Relay, Settings]) -> None:
    _, settings = relay
    sent = messenger_for(settings, "email").send(
        [message("a", "gone@example.com"), message("b", "busy@example.com"), message("c", "ok@example.com")]
    )
    assert {key: outcome.state for key, outcome in sent.items()} == {
        "a": "failed",
        "b": "waiting",
        "c": "sent",
    }
    assert sent["a"].detail is not None
    assert "550" in sent["a"].detail
    assert "gone@example.com" not in sent["a"].detail


def test_a_broken_connection_leaves_doubt_and_the_rest_waiting(relay: tuple[Relay, Settings]) -> None:
    _, settings = relay
    sent = messenger_for(settings, "email").send(
        [message("a", "break@example.com"), message("b", "ok@example.com")]
    )
    assert {key: outcome.state for key, outcome in sent.items()} == {"a": "in_doubt", "b": "waiting"}


def test_no_relay_means_everything_waits() -> None:
    settings = Settings(messenger="smtp", smtp_host="127.0.0.1", smtp_port=1)
    assert messenger_for(settings, "email").send([message()])["k1"].state == "waiting"


def test_a_line_break_in_a_subject_cannot_add_a_header(relay: tuple[Relay, Settings]) -> None:
    handler, settings = relay
    messenger_for(settings, "email").send([message(subject="Hello\r\nBcc: all@example.com")])
    mail = message_from_bytes(bytes(handler.kept[0].content or b""))
    assert mail["Bcc"] is None
    assert "Bcc: all@example.com" in str(make_header(decode_header(mail["Subject"])))


def test_the_file_messenger_writes_each_message_once_and_for_its_owner_only(tmp_path: Path) -> None:
    messenger = messenger_for(Settings(home=tmp_path), "email")
    assert messenger.send([message()])["k1"].state == "sent"
    again = messenger.send([message()])["k1"]
    assert (again.state, again.detail) == ("sent", "was written before")
    folder = tmp_path / "outbox" / "c1"
    assert sorted(path.name for path in folder.iterdir()) == ["k1.eml", "messages.jsonl"]
    assert (folder / "k1.eml").stat().st_mode & 0o077 == 0
    lines = (folder / "messages.jsonl").read_text().splitlines()
    assert [json.loads(line)["key"] for line in lines] == ["k1"]
    assert "anna@example.com" not in lines[0]


def test_an_sms_is_written_as_plain_data(tmp_path: Path) -> None:
    messenger_for(Settings(home=tmp_path), "sms").send([message(address="+79000000001")])
    written = json.loads((tmp_path / "outbox" / "c1" / "k1.json").read_text())
    assert written["to"] == "+79000000001"


def test_the_console_shows_no_address() -> None:
    out = io.StringIO()
    ConsoleMessenger("email", out=out).send([message()])
    assert "давно не виделись" in out.getvalue()
    assert "anna@example.com" not in out.getvalue()


def test_a_mail_relay_cannot_send_sms() -> None:
    with pytest.raises(BadRequest, match="COPILOT_MESSENGER=file"):
        messenger_for(Settings(messenger="smtp"), "sms")
