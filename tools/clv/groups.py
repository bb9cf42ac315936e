"""Groups of customers that a lifetime value is asked for, and bands of a table that keep people unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tools.clv.observations import Floats, Index
from tools.columns import K_ANONYMITY
from tools.errors import NotEnoughData

Mask = npt.NDArray[np.bool_]
GroupName = Literal["all", "repeat_buyers", "one_time", "new"]
NEW_WEEKS = 13.0


@dataclass(frozen=True, slots=True)
class Group:
    """A named group and who is in it."""

    key: GroupName
    ru: str
    en: str
    rows: Mask


def groups(frequency: Floats, age_weeks: Floats) -> tuple[Group, ...]:
    """Everybody, those who came back, those who bought on one day only, and newcomers of a quarter."""
    return (
        Group("all", "все покупатели", "all customers", np.ones(frequency.size, dtype=bool)),
        Group("repeat_buyers", "повторные покупатели", "repeat buyers", frequency > 0),
        Group("one_time", "купившие один раз", "one-time buyers", frequency == 0),
        Group("new", "новые за квартал", "new this quarter", age_weeks < NEW_WEEKS),
    )


def chosen(wanted: GroupName, among: tuple[Group, ...]) -> Group:
    """The group asked for; NotEnoughData where it is smaller than the privacy threshold."""
    group = next(group for group in among if group.key == wanted)
    size = int(group.rows.sum())
    if size < K_ANONYMITY:
        raise NotEnoughData(
            f"The group '{group.en}' has {size} customers; figures are shown for at least {K_ANONYMITY}.",
            message_ru=f"В группе «{group.ru}» {size} чел.; показатели даются не меньше чем по {K_ANONYMITY}.",
            argument="group",
        )
    return group


def bands(values: Floats, most: int = 10) -> list[Index]:
    """Positions from the largest value to the smallest, in bands of equal size of at least the threshold."""
    order = np.argsort(-values, kind="stable")
    return list(np.array_split(order, int(np.clip(values.size // K_ANONYMITY, 1, most))))
