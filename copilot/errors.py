"""Errors of the service. The web layer turns `status` into HTTP, the command line into an exit code."""

from __future__ import annotations


class CopilotError(Exception):
    """Base: one clear sentence, in English and in Russian, with a machine-readable code."""

    code = "copilot_error"
    status = 400

    def __init__(self, message: str, *, message_ru: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.message_ru = message_ru or message

    def in_language(self, language: str) -> str:
        """The sentence in `ru` or, for any other language, in English."""
        return self.message_ru if language == "ru" else self.message


class BadRequest(CopilotError):
    """The request itself is wrong; repeating it unchanged cannot help."""

    code = "bad_request"
    status = 422


class NotFound(CopilotError):
    """What was named does not exist."""

    code = "not_found"
    status = 404


class NotAllowed(CopilotError):
    """This person may not do this: wrong role, or the author of the thing to be approved."""

    code = "not_allowed"
    status = 403


class NotSignedIn(CopilotError):
    """Nobody is signed in."""

    code = "not_signed_in"
    status = 401


class Conflict(CopilotError):
    """The thing has changed or moved on since the caller last saw it."""

    code = "conflict"
    status = 409


class Unsafe(CopilotError):
    """A safeguard is missing, so nothing may be sent: for example the approval triggers of the database."""

    code = "unsafe"
    status = 503


class ModelUnavailable(CopilotError):
    """The configured language model endpoint did not answer."""

    code = "model_unavailable"
    status = 502
