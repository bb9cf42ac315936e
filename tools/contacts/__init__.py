"""Contacts: how often, when and through what a person is written to, and which campaign comes first."""

from __future__ import annotations

from tools.contacts.arbitration import Arbitration, arbitrate
from tools.contacts.policy import Cap, ContactPolicy, QuietHours
from tools.contacts.schedule import RuleCost, Schedule, schedule

__all__ = [
    "Arbitration",
    "Cap",
    "ContactPolicy",
    "QuietHours",
    "RuleCost",
    "Schedule",
    "arbitrate",
    "schedule",
]
