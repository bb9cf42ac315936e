"""Errors that the caller can fix: each says what came, what was expected and what to do."""

from __future__ import annotations


class ToolError(Exception):
    """Base of every error that `tools` raises on purpose.

    `message` is one English sentence; `message_ru` the same in Russian where a marketer will read it.
    `argument` names the argument, column or file at fault.
    """

    code = "tool_error"

    def __init__(self, message: str, *, message_ru: str | None = None, argument: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.message_ru = message_ru or message
        self.argument = argument

    def in_language(self, language: str) -> str:
        """The sentence in `ru` or, for any other language, in English."""
        return self.message_ru if language == "ru" else self.message


class InvalidArgument(ToolError):
    """An argument has a value that the tool cannot accept."""

    code = "invalid_argument"


class MissingData(ToolError):
    """A table or column that the computation needs is not in the warehouse."""

    code = "missing_data"


class NotEnoughData(ToolError):
    """There are too few rows, customers or orders for an answer that means something."""

    code = "not_enough_data"


class NotIdentified(ToolError):
    """The data do not determine the model's parameters: several answers fit equally well."""

    code = "not_identified"


class DidNotConverge(ToolError):
    """The optimiser stopped before it met its tolerance."""

    code = "did_not_converge"


class Infeasible(ToolError):
    """No plan can meet all the limits at once."""

    code = "infeasible"


class UnreadableFile(ToolError):
    """A file cannot be opened, decoded or understood at all; nothing of it was stored."""

    code = "unreadable_file"


class InvalidMapping(ToolError):
    """A mapping file has an unknown key, names a column that is not there, or leaves one out."""

    code = "invalid_mapping"


class NotRandomised(ToolError):
    """An effect was asked for where nobody was assigned at random, so it would not be causal."""

    code = "not_randomised"
