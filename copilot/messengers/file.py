"""Writes messages to files instead of sending them: the default, for trying out and for handing over.

`<outbox>/<content>/` gets one file a message, named by the message's key, and a line in `messages.jsonl`.
A message that is there already is not written twice, so a repeat after a crash changes nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from copilot.messengers.mail import build_mail
from copilot.ports import Message, SendOutcome


class FileMessenger:
    """Implements `copilot.ports.Messenger`."""

    def __init__(self, outbox: Path, channel: str, *, sender: tuple[str, str]) -> None:
        self.channel = channel
        self._outbox, self._sender = outbox, sender

    def send(self, messages: Sequence[Message]) -> dict[str, SendOutcome]:
        """Each message in a file of its own, complete or not there at all."""
        return {message.key: self._write(message) for message in messages}

    def _write(self, message: Message) -> SendOutcome:
        folder = self._outbox / (message.content_id or "single")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        suffix, data = self._rendered(message)
        target = folder / f"{message.key}{suffix}"
        if target.exists():
            return SendOutcome("sent", "was written before")
        part = folder / f".{message.key}.{os.getpid()}.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        part.replace(target)
        line = {
            "key": message.key,
            "channel": self.channel,
            "language": message.language,
            "file": target.name,
        }
        with os.fdopen(
            os.open(folder / "messages.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab"
        ) as log:
            log.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        return SendOutcome("sent")

    def _rendered(self, message: Message) -> tuple[str, bytes]:
        if self.channel == "email":
            return ".eml", build_mail(message, sender=self._sender).as_bytes()
        plain = {"to": message.address, "title": message.subject, "text": message.body}
        return ".json", json.dumps(plain, ensure_ascii=False, indent=1).encode()
