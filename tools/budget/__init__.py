"""Money: who gets which offer within a budget, and what an offer must bring to pay."""

from __future__ import annotations

from tools.budget.allocation import Allocation, allocate
from tools.budget.offers import OfferEconomics, offer_economics

__all__ = ["Allocation", "OfferEconomics", "allocate", "offer_economics"]
