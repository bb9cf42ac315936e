"""Randomised tests: who is in which arm, how many are needed, what changed and what it earned."""

from tools.experiments.assignment import assign
from tools.experiments.effects import Effect, effect, holm
from tools.experiments.ledger import CampaignResult, Entry, Ledger, LedgerRow, profit_ledger
from tools.experiments.power import SampleSize, minimum_detectable_effect, power_of, sample_size
from tools.experiments.sample_ratio import SampleRatio, srm_test
from tools.experiments.sequential import SequentialEffect, sequential_effect
from tools.experiments.two_means import compare_means
from tools.experiments.two_rates import compare_rates

__all__ = [
    "CampaignResult",
    "Effect",
    "Entry",
    "Ledger",
    "LedgerRow",
    "SampleRatio",
    "SampleSize",
    "SequentialEffect",
    "assign",
    "compare_means",
    "compare_rates",
    "effect",
    "holm",
    "minimum_detectable_effect",
    "power_of",
    "profit_ledger",
    "sample_size",
    "sequential_effect",
    "srm_test",
]
