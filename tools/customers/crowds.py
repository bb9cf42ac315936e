"""Keeps figures about a handful of people inside: small rows are merged or left out before they leave."""

from __future__ import annotations

import re

import pandas as pd

from tools.columns import K_ANONYMITY
from tools.errors import NotEnoughData

OTHER = "other"
LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "sch",
            "_",
            "y",
            "_",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


def require_crowd(customers: int, *, what_en: str = "The selection", what_ru: str = "Выборка") -> None:
    """Raises NotEnoughData when a result would be about fewer customers than may be shown."""
    if customers < K_ANONYMITY:
        raise NotEnoughData(
            f"{what_en} has {customers} customers; results are shown from {K_ANONYMITY} on, to protect "
            "the individual. Widen the period or the selection.",
            message_ru=f"{what_ru}: клиентов {customers}; показатели выдаются от {K_ANONYMITY} клиентов, "
            "чтобы не раскрывать отдельных людей. Расширьте период или выборку.",
            argument="selection",
        )


def merge_small(frame: pd.DataFrame, *, size: str = "customers", disjoint: bool = True) -> pd.DataFrame:
    """Adds up the rows about fewer than `K_ANONYMITY` customers into one row named `other`.

    The frame is indexed by key; every column is added up. Rows that hold each other's customers (a person
    buys in several categories) are not `disjoint`: then `other` takes in the smallest row that may be shown,
    because a sum of small overlapping rows may still be one and the same few people. The same happens when
    `other` alone would be too small. Nothing is lost: the columns still add up.
    """
    ordered = frame.sort_values(size, kind="stable")
    small = ordered[size] < K_ANONYMITY
    if not small.any():
        return frame
    taken = int(small.sum())
    while taken < len(ordered) and (
        (not disjoint and ordered[size].iloc[:taken].max() < K_ANONYMITY)
        or (disjoint and ordered[size].iloc[:taken].sum() < K_ANONYMITY)
    ):
        taken += 1
    merged = ordered.index[:taken]
    rest = frame.drop(index=merged)
    other = frame.loc[merged].sum().to_frame(OTHER).T.astype(frame.dtypes.to_dict())
    if OTHER in rest.index:
        other = (other + rest.loc[[OTHER]]).astype(frame.dtypes.to_dict())
        rest = rest.drop(index=OTHER)
    return pd.concat([rest, other])


def slugs(names: list[str]) -> list[str]:
    """A short key of Latin letters, digits and `_` for each name, all different."""
    out: list[str] = []
    for name in names:
        latin = "".join(LATIN.get(letter, letter) for letter in name.lower())
        base = re.sub(r"[^a-z0-9]+", "_", latin).strip("_")[:40] or "item"
        slug, n = base, 2
        while slug in out:
            slug, n = f"{base}_{n}", n + 1
        out.append(slug)
    return out
