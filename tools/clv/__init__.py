"""Customer lifetime value: how often customers will buy, for how much, and what that is worth today."""

from __future__ import annotations

from tools.clv.backtest import Backtest, backtest
from tools.clv.bg_bb import BetaGeoBetaBinomial
from tools.clv.bg_nbd import BetaGeoNBD
from tools.clv.gamma_gamma import GammaGamma
from tools.clv.mbg_nbd import ModifiedBetaGeoNBD
from tools.clv.pareto_nbd import ParetoNBD
from tools.clv.shifted_beta_geometric import ShiftedBetaGeometric
from tools.clv.suspicions import SuspiciousData
from tools.clv.valuation import LifetimeValue, customer_lifetime_value

__all__ = [
    "Backtest",
    "BetaGeoBetaBinomial",
    "BetaGeoNBD",
    "GammaGamma",
    "LifetimeValue",
    "ModifiedBetaGeoNBD",
    "ParetoNBD",
    "ShiftedBetaGeometric",
    "SuspiciousData",
    "backtest",
    "customer_lifetime_value",
]
