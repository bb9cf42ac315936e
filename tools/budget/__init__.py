"""Money: who gets which offer within a budget, and what an offer must bring to pay."""

from __future__ import annotations

from tools.budget.allocation import Allocation, allocate
from tools.budget.economics import Assumptions, EconomicPlan, Spread, economic_plan
from tools.budget.offers import OfferEconomics, offer_economics

__all__ = [
    "Allocation",
    "Assumptions",
    "EconomicPlan",
    "OfferEconomics",
    "Spread",
    "allocate",
    "economic_plan",
    "offer_economics",
]
