"""Sends e-mail through a relay, one connection a batch.

What the relay refuses for good (5xx) has failed; what it cannot take now (4xx) waits; a connection that broke
after the text was on its way leaves the message in doubt, because the relay may have taken it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

import aiosmtplib

from copilot.config import Settings
from copilot.messengers.mail import build_mail
from copilot.ports import Message, SendOutcome

TIMEOUT_SECONDS = 30
ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


class SmtpMessenger:
    """Implements `copilot.ports.Messenger`."""

    channel = "email"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sender = (settings.sender_name, settings.sender_address)

    def send(self, messages: Sequence[Message]) -> dict[str, SendOutcome]:
        """Hands the batch to the relay. Blocks; call it outside of an event loop."""
        return asyncio.run(self._send(messages))

    async def _send(self, messages: Sequence[Message]) -> dict[str, SendOutcome]:
        outcomes = {message.key: SendOutcome("waiting", "not tried yet") for message in messages}
        relay = self._relay()
        try:
            await relay.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            reason = f"no connection to the relay ({type(error).__name__})"
            return {key: SendOutcome("waiting", reason) for key in outcomes}
        try:
            for message in messages:
                if not relay.is_connected:
                    break
                outcomes[message.key] = await self._one(relay, message)
        finally:
            relay.close()
        return outcomes

    async def _one(self, relay: aiosmtplib.SMTP, message: Message) -> SendOutcome:
        mail = build_mail(message, sender=self._sender)
        try:
            _, answer = await relay.send_message(mail, sender=self._sender[1], recipients=[message.address])
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _refused(error.recipients[0].code, error.recipients[0].message)
        except aiosmtplib.SMTPResponseException as error:
            return _refused(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            relay.close()
            return SendOutcome("in_doubt", f"the connection broke ({type(error).__name__})")
        return SendOutcome("sent", _without_address(answer))

    def _relay(self) -> aiosmtplib.SMTP:
        password = self._settings.smtp_password
        return aiosmtplib.SMTP(
            hostname=self._settings.smtp_host,
            port=self._settings.smtp_port,
            username=self._settings.smtp_username,
            password=password.get_secret_value() if password else None,
            use_tls=self._settings.smtp_tls == "tls",
            start_tls=self._settings.smtp_tls == "starttls",
            timeout=TIMEOUT_SECONDS,
        )


def _refused(code: int, words: str) -> SendOutcome:
    # 421 and everything else below 500 is "not now"; a code that is no code at all is not a refusal for good.
    return SendOutcome("failed" if code >= 500 else "waiting", f"{code} {_without_address(words)}")


def _without_address(words: str) -> str:
    return ADDRESS.sub("<address>", words)[:200]
