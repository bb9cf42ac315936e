"""People who work with the copilot and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["marketer", "approver", "admin"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a login of their own."""

    id: str
    name: str
    role: Role
    language: str = "ru"

    @property
    def may_approve(self) -> bool:
        """Approvers decide on campaigns of others; nobody decides on their own."""
        return self.role == "approver"
