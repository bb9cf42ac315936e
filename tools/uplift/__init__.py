"""Whom does a campaign change? Learners, metrics and policies for randomised tests."""

from tools.uplift.crossfit import CrossFit, cross_fit
from tools.uplift.learners import DRLearner, SLearner, TLearner, XLearner
from tools.uplift.metrics import (
    perfect_qini_curve,
    qini_auc,
    qini_curve,
    uplift_at_k,
    uplift_auc,
    uplift_curve,
)
from tools.uplift.one_column_rule import ConstantEffect, OneColumnRule
from tools.uplift.policy import Choice, PolicyValue, policy_value, who_to_treat
from tools.uplift.qini_interval import compare_scores, qini_interval
from tools.uplift.response_types import TypeShare, response_types
from tools.uplift.score_batches import score_batches
from tools.uplift.selector import UpliftSelector
from tools.uplift.several_offers import SeveralOffers

__all__ = [
    "Choice",
    "ConstantEffect",
    "CrossFit",
    "DRLearner",
    "OneColumnRule",
    "PolicyValue",
    "SLearner",
    "SeveralOffers",
    "TLearner",
    "TypeShare",
    "UpliftSelector",
    "XLearner",
    "compare_scores",
    "cross_fit",
    "perfect_qini_curve",
    "policy_value",
    "qini_auc",
    "qini_curve",
    "qini_interval",
    "response_types",
    "score_batches",
    "uplift_at_k",
    "uplift_auc",
    "uplift_curve",
    "who_to_treat",
]
