"""Randomised tests: who is in which arm, how many are needed, what changed and what it earned."""

from tools.experiments.assignment import assign
from tools.experiments.checks import InvalidExperiment, check_experiment
from tools.experiments.effects import Effect, effect
from tools.experiments.ledger import CampaignResult, Entry, Ledger, LedgerRow, profit_ledger
from tools.experiments.multiple_tests import benjamini_hochberg, holm
from tools.experiments.observational import ObservationalEffect, observational_effect
from tools.experiments.power import SampleSize, minimum_detectable_effect, power_of, sample_size
from tools.experiments.sample_ratio import SampleRatio, srm_test
from tools.experiments.sequential import SequentialEffect, sequential_effect
from tools.experiments.two_means import compare_means
from tools.experiments.two_rates import compare_rates
from tools.experiments.variants import SegmentEffect, VariantEffects, segment_effects, variant_effects

__all__ = [
    "CampaignResult",
    "Effect",
    "Entry",
    "InvalidExperiment",
    "Ledger",
    "LedgerRow",
    "ObservationalEffect",
    "SampleRatio",
    "SampleSize",
    "SegmentEffect",
    "SequentialEffect",
    "VariantEffects",
    "assign",
    "benjamini_hochberg",
    "check_experiment",
    "compare_means",
    "compare_rates",
    "effect",
    "holm",
    "minimum_detectable_effect",
    "observational_effect",
    "power_of",
    "profit_ledger",
    "sample_size",
    "segment_effects",
    "sequential_effect",
    "srm_test",
    "variant_effects",
]
