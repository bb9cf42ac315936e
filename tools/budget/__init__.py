"""Money: who gets which offer within a budget, and what an offer must bring to pay."""

from __future__ import annotations

from tools.budget.allocation import Allocation, allocate

__all__ = ["Allocation", "allocate"]
