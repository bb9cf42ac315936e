"""A retailer whose truth is known: what every other computation is tried against."""

from tools.simulate.generated import Generated
from tools.simulate.retailer import Retailer

__all__ = ["Generated", "Retailer"]
