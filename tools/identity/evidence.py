"""How much the agreement of two records speaks for one person, in bits.

The sum over attributes of log2(P(agreement | one person) / P(agreement | two people)), Fellegi and Sunter
(1969, JASA 64:1183-1210, eq. 3). For two people to agree by chance is as likely as the value is common in
this very table, so a rare surname says more than a common one (Newcombe et al. 1959, Science 130:954-959).
The chances of slips and changes are fixed below, so that nothing is fitted and the result does not depend
on the order of the records.
"""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tools.identity.comparison import DIFFERENT, SAME, SIMILAR, Compared
from tools.identity.records import Attribute, Records

AGREES = 0.9
"""P(same value | one person, both known)."""
SLIP_COST = 3.0
"""Bits by which a similar value says less than an equal one."""
CONTRADICTS = MappingProxyType(
    {
        "given": -3.0,
        "surname": -2.5,
        "middle": -3.0,
        "birth": -4.0,
        "sex": -5.0,
        "postcode": -1.0,
        "house": -1.0,
        "street": -1.0,
        "locality": -0.5,
        "address": -0.5,
        "region": -0.5,
    }
)
"""Bits by which a different value speaks against one person: names change with marriage, addresses with moving."""
PLACE = ("postcode", "street", "locality", "address", "region")
"""Whoever shares one of these likely shares the others, so only the strongest counts in full."""
FURTHER_PLACE = 0.35
HOUSE_BITS = 4.0
MARGIN_BITS = 10.0


def bits(records: Records, compared: Compared) -> NDArray[np.float64]:
    """Evidence of each pair for being one person."""
    total = np.zeros(compared.left.size)
    place = []
    for name, attribute in records.attributes.items():
        level = compared.level(name)
        if not len(attribute.values):
            continue
        rare = np.log2(AGREES / np.maximum(_common(attribute, compared), 1e-12))
        found = np.where(level == SAME, rare, 0.0)
        found = np.where(level == SIMILAR, np.maximum(rare - SLIP_COST, 0.5), found)
        found = np.where(level == DIFFERENT, CONTRADICTS[name], found)
        if name == "house":
            found = np.minimum(found, HOUSE_BITS)
        if name in PLACE:
            place.append(found)
        else:
            total += found
    if place:
        stacked = np.stack(place)
        strongest = stacked.max(axis=0)
        others = np.where(stacked > 0, stacked, 0).sum(axis=0) - np.maximum(strongest, 0)
        against = np.where(stacked < 0, stacked, 0).sum(axis=0)
        total += np.maximum(strongest, 0) + FURTHER_PLACE * others + against
    return total


def name_bits(records: Records, compared: Compared) -> NDArray[np.float64]:
    """Evidence of the given name alone: the rarer the name, the more; zero where it is unknown."""
    attribute, level = records.attributes.get("given"), compared.level("given")
    if attribute is None or not len(attribute.values):
        return np.zeros(compared.left.size)
    rare = np.log2(AGREES / np.maximum(_common(attribute, compared), 1e-12))
    return np.where(level == SAME, rare, np.where(level == SIMILAR, np.maximum(rare - SLIP_COST, 0.5), 0.0))


def enough(size: int) -> float:
    """Bits from which a pair out of a table of this size is taken for one person.

    A record has about one double among the others, so chance must be beaten by the size of the table and,
    on top, by 2**10 to 1.
    """
    return float(np.log2(max(size, 2)) + MARGIN_BITS)


def _common(attribute: Attribute, compared: Compared) -> NDArray[np.float64]:
    """The share of the more common of the two values (meaningless where one is unknown)."""
    share: NDArray[np.float64] = np.maximum(
        attribute.frequency[attribute.codes[compared.left]],
        attribute.frequency[attribute.codes[compared.right]],
    )
    return share
