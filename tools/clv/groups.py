"""Groups of customers that a lifetime value is asked for: kinds of buyers, segments, cohorts of the first purchase."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument, NotEnoughData
from tools.tool import BaseSelection

if TYPE_CHECKING:
    import ibis

    from tools.warehouse.connect import Warehouse

Mask = npt.NDArray[np.bool_]
GroupName = Literal["all", "repeat_buyers", "one_time", "new"]
NEW_DAYS = 91
COHORT = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Group:
    """A named group; who is in it is asked of the table of scored customers."""

    key: str
    ru: str
    en: str
    size_ru: str = ""
    size_en: str = ""

    @property
    def kind(self) -> Literal["all", "once", "repeat", "mixed"]:
        """Whether it holds everybody, one class of buyers, or some of both."""
        return {"all": "all", "one_time": "once", "repeat_buyers": "repeat"}.get(self.key, "mixed")  # type: ignore[return-value]


GROUPS = (
    Group("all", "все покупатели", "all customers"),
    Group("repeat_buyers", "повторные покупатели", "repeat buyers"),
    Group("one_time", "купившие один раз", "one-time buyers"),
    Group("new", "новые за квартал", "new this quarter"),
)


def members(scored: ibis.Table, key: str, as_of: date) -> Any:
    """Condition on the table of scored customers: who is in a group of `GROUPS`."""
    if key == "repeat_buyers":
        return scored.frequency > 0
    if key == "one_time":
        return scored.frequency == 0
    if key == "new":
        return scored.first_on > as_of - timedelta(days=NEW_DAYS)
    return scored.frequency >= 0


def named(key: str) -> Group:
    """The group of this name."""
    return next(group for group in GROUPS if group.key == key)


def cohort_days(cohort: str) -> tuple[date, date]:
    """First and last day of a year, quarter or month such as 2026, 2026-Q1, 2026-03."""
    found = COHORT.fullmatch(cohort.strip().upper())
    if found is None:
        raise InvalidArgument(
            f"cohort is {cohort!r}; a year, a quarter or a month is needed: 2026, 2026-Q1 or 2026-03.",
            message_ru=f"cohort = {cohort!r}; нужен год, квартал или месяц: 2026, 2026-Q1 или 2026-03.",
            argument="cohort",
        )
    year, quarter, month = (int(part) if part else 0 for part in found.group("year", "quarter", "month"))
    first, length = (month, 1) if month else ((quarter - 1) * 3 + 1, 3) if quarter else (1, 12)
    after = year * 12 + first - 1 + length
    return date(year, first, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def in_cohort(scored: ibis.Table, cohort: str) -> ibis.Table:
    """The customers whose first purchase fell into the cohort."""
    start, end = cohort_days(cohort)
    return scored.filter((scored.first_on >= start) & (scored.first_on <= end))


def in_segment(
    scored: ibis.Table, warehouse: Warehouse, segment: str, as_of: date, args: BaseSelection
) -> tuple[ibis.Table, str, str]:
    """The customers of a lifecycle or RFM segment on that day, with the segment's names."""
    from tools.segmentation.audience import all_segments, segment_table
    from tools.segmentation.segments import by_key

    found = by_key(all_segments(warehouse), segment)
    plain = BaseSelection(channel=args.channel, category=args.category, region=args.region)
    people = segment_table(warehouse, segment, as_of, plain)
    return scored.semi_join(people, "customer_id"), found.name_ru, found.name_en


def require_group(size: int, ru: str, en: str) -> None:
    """NotEnoughData where a group is smaller than the privacy threshold."""
    if size < K_ANONYMITY:
        raise NotEnoughData(
            f"The group '{en}' has {size} customers; figures are shown for at least {K_ANONYMITY}.",
            message_ru=f"В группе «{ru}» {size} чел.; показатели даются не меньше чем по {K_ANONYMITY}.",
            argument="group",
        )
