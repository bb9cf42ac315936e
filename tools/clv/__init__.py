"""Customer lifetime value: how often customers will buy, for how much, and what that is worth today."""

from __future__ import annotations

from tools.clv.bg_nbd import BetaGeoNBD
from tools.clv.gamma_gamma import GammaGamma

__all__ = ["BetaGeoNBD", "GammaGamma"]
