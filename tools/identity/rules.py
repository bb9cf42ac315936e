"""What a shared key means for two records: one person, nothing, or a question for a person.

A key alone is not enough: families share telephones, typists share `no@email.ru`, numbers are given to new
owners. So every key is judged together with what else the two records say.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tools.identity.comparison import DIFFERENT, SAME, SIMILAR, UNKNOWN, Compared
from tools.identity.pairs import among

Flags = NDArray[np.bool_]
NO_LINK, LINK, CONFLICT = 0, 1, 2
STRENGTH = MappingProxyType({"decision": 100, "exact": 50, "card": 8, "email": 7, "phone": 6, "evidence": 5})
"""Which of two links gives way where both cannot hold."""
FIRM = frozenset({"keys"})
"""Contradictions that hold records apart along chains of links, but give way to a second key of the pair itself."""
PHONE_BITS, PHONE_ENOUGH = 3.5, 6.5
"""What a shared telephone says for one person where the table cannot tell, and what is needed, in bits."""
RARELY_SHARED = 0.002
"""With fewer households among the telephones a record without a given name may be linked by telephone alone."""
HARD = frozenset({"birth", "sex", "several"})
"""Contradictions that no other key but an exact id and no chain of links overrules."""
RULES = MappingProxyType(
    {
        "exact": ("один и тот же внешний номер", "the same external id"),
        "card": ("одна и та же карта", "the same card"),
        "email": ("одна и та же почта", "the same e-mail"),
        "phone": ("один и тот же телефон и имя", "the same telephone and given name"),
        "evidence": ("имя, дата рождения и адрес вместе", "name, date of birth and address together"),
        "decision": ("решение человека", "a person's decision"),
    }
)
"""The rules by name, in words; the strongest first."""


@dataclass(frozen=True)
class Verdicts:
    """One verdict a pair; a reason where it is a conflict, empty otherwise."""

    verdict: NDArray[np.int8]
    reason: NDArray[np.object_]


def judge(
    kind: str,
    pairs: Compared,
    shared: NDArray[np.int64],
    *,
    weight: NDArray[np.float64],
    name_weight: NDArray[np.float64],
    key_weight: NDArray[np.float64],
    households: float | None,
) -> Verdicts:
    """The verdict on each pair that shares a key of this kind.

    `shared` is the code of the shared value; the weights are the evidence in bits of everything but the keys,
    of the given name alone, and of the other keys of both records being different. `households` is the share
    of telephones' pairs that have different given names; None where too few have names to tell.
    """
    given, surname = pairs.level("given"), pairs.level("surname")
    birth, sex = pairs.level("birth"), pairs.level("sex")
    if kind == "exact":
        against = sum((level == DIFFERENT).astype(int) for level in (given, surname, birth))
        speaks_for = (given >= SIMILAR) | (surname >= SIMILAR) | (birth >= SIMILAR)
        return _verdicts(np.ones(given.size, bool), {"several": (against >= 2) & ~speaks_for & (weight < 0)})
    same_name = given >= SIMILAR
    slip_of_sex = (given == SAME) & (surname >= SIMILAR) & (birth >= SIMILAR)
    other_sex = (sex == DIFFERENT) & (given >= UNKNOWN) & ~slip_of_sex
    other_birth = (birth == DIFFERENT) & (given >= UNKNOWN)
    if kind == "phone":
        unnamed = (given == UNKNOWN) & (surname != DIFFERENT) & ~_several_names(shared, given == DIFFERENT)
        if households is not None and households > RARELY_SHARED:
            unnamed &= (surname >= SIMILAR) & (birth >= SIMILAR)
        link = same_name | unnamed | ((surname >= SIMILAR) & (birth == SAME) & (given != DIFFERENT))
        phone = (
            PHONE_BITS
            if households is None
            else float(np.clip(np.log2(1 / max(households, 1e-3) - 1), 1.0, 8.0))
        )
        named = phone + np.maximum(name_weight, 0.0) + key_weight < PHONE_ENOUGH
        confirmed = (surname >= SIMILAR) | (birth >= SIMILAR)
        doubtful = (key_weight < 0) & np.where(same_name, named & ~confirmed, unnamed & ~confirmed)
        return _verdicts(
            link,
            {
                "birth": link & other_birth,
                "sex": link & other_sex,
                "surname": same_name & (surname == DIFFERENT) & (birth <= UNKNOWN),
                "keys": link & doubtful,
            },
        )
    if kind == "email":
        return _verdicts(
            given >= UNKNOWN,
            {"birth": other_birth, "sex": other_sex, "name": (given == DIFFERENT) & (birth == SAME)},
        )
    return _verdicts(
        (given >= UNKNOWN) | (birth == SAME),
        {"birth": other_birth, "sex": other_sex, "name": (given == DIFFERENT) & (birth != SAME)},
    )


def judge_evidence(pairs: Compared, found: NDArray[np.float64], enough: float) -> Flags:
    """Which pairs without a common key are one person by the weight of everything else."""
    fits: Flags = (
        (found >= enough)
        & (pairs.level("birth") != DIFFERENT)
        & (pairs.level("sex") != DIFFERENT)
        & ((pairs.level("given") != DIFFERENT) | (pairs.level("surname") >= SIMILAR))
    )
    twins: Flags = (pairs.level("given") == DIFFERENT) & (pairs.level("birth") >= SIMILAR)
    return fits & ~twins


def contradictory(pairs: Compared) -> Flags:
    """Pairs that cannot be one person whatever chain of links leads from one to the other: two or more of
    given name, surname, date of birth and sex differ and none of the first three agrees."""
    levels = [pairs.level(name) for name in ("given", "surname", "birth", "sex")]
    against = sum((level == DIFFERENT).astype(int) for level in levels)
    agree = np.logical_or.reduce([level >= SIMILAR for level in levels[:3]])
    found: Flags = (against >= 2) & ~agree
    return found


def _several_names(shared: NDArray[np.int64], different: Flags) -> Flags:
    """Whether people of different given names hold the pair's value: then a record without one is nobody's."""
    return among(shared, shared[different])


def _verdicts(link: Flags, conflicts: dict[str, Flags]) -> Verdicts:
    verdict = np.where(link, LINK, NO_LINK).astype(np.int8)
    reason = np.full(link.size, "", dtype=object)
    for name, where in reversed(conflicts.items()):
        verdict[where] = CONFLICT
        reason[where] = name
    return Verdicts(verdict, reason)
