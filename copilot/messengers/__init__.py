"""How messages leave the house: into files, to a mail relay, or onto the screen."""

from __future__ import annotations

from copilot.config import Settings
from copilot.errors import BadRequest
from copilot.ports import Messenger


def messenger_for(settings: Settings, channel: str) -> Messenger:
    """The configured messenger for a channel; BadRequest where that channel has no way out."""
    if settings.messenger == "console":
        from copilot.messengers.console import ConsoleMessenger

        return ConsoleMessenger(channel)
    if settings.messenger == "smtp":
        if channel != "email":
            raise BadRequest(
                f"The mail relay cannot send {channel} messages; COPILOT_MESSENGER=file writes them to files.",
                message_ru=f"Почтовый сервер не отправляет {channel}; COPILOT_MESSENGER=file запишет сообщения в файлы.",
            )
        from copilot.messengers.smtp import SmtpMessenger

        return SmtpMessenger(settings)
    from copilot.messengers.file import FileMessenger

    return FileMessenger(settings.outbox, channel, sender=(settings.sender_name, settings.sender_address))
