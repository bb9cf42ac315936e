"""Shows messages on the screen instead of sending them; the address is not shown."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from copilot.ports import Message, SendOutcome


class ConsoleMessenger:
    """Implements `copilot.ports.Messenger`."""

    def __init__(self, channel: str, *, out: TextIO | None = None) -> None:
        self.channel = channel
        self._out = out

    def send(self, messages: Sequence[Message]) -> dict[str, SendOutcome]:
        """Writes each message's subject and text."""
        out = self._out or sys.stderr
        for message in messages:
            out.write(f"--- {self.channel} {message.key}\n{message.subject}\n{message.body}\n")
        return {message.key: SendOutcome("sent", "shown") for message in messages}
