"""The named segments that RFM has until somebody defines others."""

from __future__ import annotations

from tools.segmentation.rfm_definition import RfmDefinition, RfmSegment
from tools.segmentation.segments import Segment


def _named(
    key: str, names: tuple[str, str], rules: tuple[str, str], recency: tuple[int, int], value: tuple[int, int]
) -> RfmSegment:
    return RfmSegment(Segment(key, *names, *rules), recency, value)


RFM_SEGMENTS = (
    _named(
        "champions",
        ("чемпионы", "champions"),
        ("покупал недавно, часто и на много", "bought lately, often and for much"),
        (4, 5),
        (8, 10),
    ),
    _named(
        "regulars",
        ("постоянные", "regulars"),
        (
            "покупает чаще и больше среднего, но был не только что",
            "buys more than most, though not in the last days",
        ),
        (3, 3),
        (7, 10),
    ),
    _named(
        "growing",
        ("растущие", "growing"),
        ("покупал недавно, частота и чек средние", "bought lately, with middling frequency and value"),
        (4, 5),
        (5, 7),
    ),
    _named(
        "newcomers",
        ("новички", "newcomers"),
        ("покупал недавно, но пока мало", "bought lately, but little so far"),
        (4, 5),
        (2, 4),
    ),
    _named(
        "fading",
        ("остывающие", "fading"),
        ("был не так давно, покупает немного", "bought a while ago, and little"),
        (3, 3),
        (2, 6),
    ),
    _named(
        "at_risk",
        ("в зоне риска", "at risk"),
        ("покупал часто и на много, но давно не был", "used to buy often and for much, but not for long"),
        (1, 2),
        (7, 10),
    ),
    _named(
        "sleeping",
        ("спящие", "sleeping"),
        ("давно не был, покупал немного", "has not bought for long, and little before"),
        (2, 2),
        (2, 6),
    ),
    _named(
        "lost",
        ("потерянные", "lost"),
        (
            "не был дольше всех, покупал немного",
            "has been away longest, and bought little",
        ),
        (1, 1),
        (2, 6),
    ),
)

DEFINITION = RfmDefinition("rfm-1", RFM_SEGMENTS)
