"""What would make an uplift model meaningless: the treatment among the features, a customer twice, no outcome."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tools.errors import InvalidArgument, NotEnoughData
from tools.uplift.arms import Flags, Floats

SUSPICIOUS_Z = 6.0
"""Correlation with the treatment, in standard errors, from which on a column is looked at closely."""
CERTAIN = 1e-9
"""Chance below which "this value occurs in one arm only" is no accident."""


def check_varies(outcome: Floats) -> None:
    """Raises NotEnoughData where every customer has the same outcome."""
    if outcome.min() == outcome.max():
        raise NotEnoughData(
            f"y is {outcome[0]:g} for all {outcome.size} customers; without a difference there is no effect to learn.",
            message_ru=f"y одинаков ({outcome[0]:g}) у всех клиентов ({outcome.size}); учиться эффекту не на чем.",
            argument="y",
        )


def check_propensity(share: Floats) -> None:
    """Raises InvalidArgument, with the first rows, where a propensity is not strictly between 0 and 1."""
    bad = np.flatnonzero((share <= 0) | (share >= 1))
    if bad.size:
        where = ", ".join(str(i) for i in bad[:5])
        raise InvalidArgument(
            f"propensity must lie strictly between 0 and 1 (each customer had a chance of either arm); "
            f"{bad.size} row(s) do not: {where}.",
            message_ru=f"propensity должен быть строго между 0 и 1 (каждый мог попасть в обе группы); строк с "
            f"другим значением: {bad.size}, номера {where}.",
            argument="propensity",
        )


def check_once(X: Any) -> None:
    """Raises InvalidArgument where a table indexed or identified by customer_id names a customer twice."""
    if not isinstance(X, pd.DataFrame):
        return
    ids = X.index if X.index.name == "customer_id" else X.get("customer_id")
    if ids is None:
        return
    twice = np.flatnonzero(pd.Index(ids).duplicated())
    if twice.size:
        where = ", ".join(str(i) for i in twice[:5])
        raise InvalidArgument(
            f"{twice.size} row(s) of X repeat a customer_id that came before (rows {where}); one row a customer.",
            message_ru=f"В X повторяются customer_id: строк {twice.size}, номера {where}; нужна одна строка на клиента.",
            argument="customer_id",
        )


def check_leakage(X: Any, treated: Flags) -> None:
    """Raises InvalidArgument naming a feature that gives the treatment away.

    A column is refused when one of its values (or its most common value against all others) occurs in one arm
    only, so often that chance cannot explain it: "opened the message" is known of treated customers alone.
    """
    columns = X.items() if isinstance(X, pd.DataFrame) else enumerate(np.asarray(X).T)
    share = treated.mean()
    for name, column in columns:
        values = np.asarray(column)
        if values.dtype.kind in "buif" and not _suspicious(values.astype(np.float64), treated):
            continue
        codes, levels = pd.factorize(values)
        n = np.bincount(codes)
        if levels.size > max(50, treated.size // 20):  # a number: split it at zero, then at its treated mean
            middle = float(np.mean(values[treated])) / 2 + float(np.mean(values[~treated])) / 2
            groups = [values == 0, values != 0, values > middle, values <= middle]
        else:
            groups = [codes == i for i in np.argsort(-n)[:50]] + [codes != int(np.argmax(n))]
        for group in groups:
            size, inside = int(group.sum()), int(treated[group].sum())
            chance = share if inside == size else 1 - share
            if size and inside in (0, size) and size * np.log(chance) < np.log(CERTAIN):
                arm, arm_ru = ("treated", "воздействия") if inside else ("control", "контроля")
                raise InvalidArgument(
                    f"Feature {name} gives the treatment away: {size} rows with one value of it are all {arm}. "
                    "Keep only what was known before the assignment.",
                    message_ru=f"Признак {name} выдаёт воздействие: все строки ({size}) с одним его значением – из группы "
                    f"{arm_ru}. Оставьте только известное до назначения.",
                    argument=str(name),
                )


def _suspicious(column: Floats, treated: Flags) -> bool:
    spread = column.std()
    if spread == 0:
        return False
    r = np.mean((column - column.mean()) * (treated - treated.mean())) / (spread * treated.std())
    return bool(abs(r) * np.sqrt(treated.size) > SUSPICIOUS_Z)
