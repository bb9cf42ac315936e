"""Which records are one person: keys with guards, evidence, connected components, and what is left to people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tools.errors import InvalidArgument
from tools.identity.comparison import compare
from tools.identity.components import connected, join_apart, pairs_within
from tools.identity.conflicts import MASKS, conflict, queue
from tools.identity.linking import Links, find_links, settle
from tools.identity.pairs import among
from tools.identity.records import Records, read_records
from tools.identity.rules import FIRM, HARD, RULES, STRENGTH, contradictory

Ints = NDArray[np.int64]
LARGEST_KEY, LARGEST_PERSON = 12, 25


@dataclass(frozen=True)
class Resolution:
    """Who is who.

    `persons`: record_id, person_id, one row a record in the order in which they were given. A person's id is
        the smallest id of its records.
    `conflicts`: conflict_id, reason, rule, left, right, records, text_ru, text_en: not merged, waiting for a
        decision; values are masked.
    `guards`: rule, reason (placeholder or shared), value (masked), records: keys that were not used.
    `rules`: rule, pairs looked at, links, conflicts.
    """

    persons: pd.DataFrame
    conflicts: pd.DataFrame
    guards: pd.DataFrame
    rules: pd.DataFrame
    _links: Callable[[], pd.DataFrame] = field(repr=False)

    @cached_property
    def links(self) -> pd.DataFrame:
        """left, right, rule: what made records one person, the smaller id left."""
        return self._links()

    @property
    def person_id(self) -> pd.Series:
        """The person of each record, by record id."""
        return self.persons.set_index("record_id")["person_id"]

    @property
    def n_records(self) -> int:
        """Number of records."""
        return len(self.persons)

    @property
    def n_persons(self) -> int:
        """Number of persons found."""
        return int(self.persons["person_id"].nunique())

    @property
    def person_map(self) -> dict[str, str]:
        """Record id -> person id, of the persons with several records only."""
        several = self.persons[self.persons.duplicated("person_id", keep=False)]
        return dict(zip(several["record_id"], several["person_id"], strict=True))


def resolve(
    records: pd.DataFrame,
    *,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    country: str = "RU",
    rules: Sequence[str] = ("exact", "card", "email", "phone", "evidence"),
    largest_key: int = LARGEST_KEY,
    largest_person: int = LARGEST_PERSON,
    decisions: pd.DataFrame | None = None,
    previous: Mapping[str, str] | None = None,
    method: Literal["deterministic", "probabilistic"] = "deterministic",
    seed: int = 1,
) -> Resolution:
    """Finds which records of a table of people are one person.

    Two records are linked when they share an exact id, a loyalty card, an e-mail or a telephone and nothing
    they say contradicts it, or when name, date of birth and address together weigh enough. Persons are the
    connected components of the links. Keys that stand for nobody (`no@email.ru`, 79999999999), that more
    than `largest_key` records hold, and telephones of people with different given names link nobody. What
    looks like one person but contradicts itself is not merged and becomes a conflict for a person.

    The result does not depend on the order of the records, and adding records never changes the id of a
    person given in `previous`.

    Assumes that a key which passes the guards belongs to one person; what it cannot know (a telephone that
    got a new owner of the same name) a person must undo.

    Parameters
    ----------
    records : DataFrame, one row a record. Headers in Russian or English are recognised: id, surname, given
        name, middle name or full name, date of birth, sex, telephones, e-mails, cards, exact ids (tax
        number, passport), postcode, street, house, city, region. Without an id column the index is the id.
    columns : field -> column or columns, where a header is not recognised; `tools.identity.FIELDS` lists the
        fields. Traces of devices (cookie, IP) are never used unless they are named here.
    country : whose telephone numbers are written without a country code.
    rules : which rules may link.
    largest_key : records that may hold one value of a key before it counts as shared.
    largest_person : records a person may have before it becomes a conflict; exact ids are not limited.
    decisions : left, right, verdict (`same` or `different`): what people decided, the last one holds.
    previous : record id -> person id of an earlier run, whose person ids are kept.
    method : `probabilistic` fits a Fellegi-Sunter model with Splink instead of the rules
        (`pip install cvm-copilot[identity]`); guards, conflicts and decisions hold for both.
    seed : of the probabilistic model's random pairs.

    Returns
    -------
    Resolution

    Raises
    ------
    InvalidArgument for an unknown field, rule, country or verdict, a column that is not there, an id that is
    missing or stands twice; MissingData when `probabilistic` is asked for and Splink is not installed.

    Source: guards and components as measured in docs/identity.md; evidence by Fellegi and Sunter (1969, JASA
    64:1183-1210).
    """
    _check(rules, largest_key, largest_person, method)
    table = read_records(records, columns=columns, country=country)
    if method == "probabilistic":
        from tools.identity.probabilistic import likely_links

        found, doubts, counts = find_links(
            table, largest_key=largest_key, rules=[r for r in rules if r != "evidence"]
        )
        found, doubts, counts = likely_links(table, found, doubts, counts, largest_key=largest_key, seed=seed)
    else:
        found, doubts, counts = find_links(table, largest_key=largest_key, rules=rules)
    found, doubts = settle(found, doubts, table.size)
    same, different = _decided(table, decisions)
    found, doubts = _respect(found, doubts, same, different, table.size)
    labels, found, items = _persons(table, found, doubts, different, largest_person)
    ids = table.ids.to_pandas()
    heads = _heads(table, labels, previous)
    persons = pd.DataFrame({"record_id": ids, "person_id": ids.take(heads).to_numpy()})
    return Resolution(
        persons=persons,
        conflicts=queue(items),
        guards=_guards(table, largest_key),
        rules=pd.DataFrame(
            [
                {"rule": name, **counts.get(name, {"pairs": 0, "links": 0, "conflicts": 0})}
                for name in RULES
                if name != "decision"
            ]
        ),
        _links=lambda: _links_frame(table, found),
    )


def _check(rules: Sequence[str], largest_key: int, largest_person: int, method: str) -> None:
    known = [name for name in RULES if name != "decision"]
    for name in rules:
        if name not in known:
            raise InvalidArgument(
                f"rules: {name!r} is no rule; rules are: {', '.join(known)}.",
                message_ru=f"rules: правила {name!r} нет; есть: {', '.join(known)}.",
                argument="rules",
            )
    for argument, value in (("largest_key", largest_key), ("largest_person", largest_person)):
        if value < 2:
            raise InvalidArgument(
                f"{argument} = {value}: at least 2 is needed, or nobody could be merged.",
                message_ru=f"{argument} = {value}: нужно не меньше 2, иначе объединять некого.",
                argument=argument,
            )
    if method not in ("deterministic", "probabilistic"):
        raise InvalidArgument(
            f"method = {method!r} is not known; choose deterministic or probabilistic.",
            message_ru=f"method = {method!r} неизвестен; есть deterministic и probabilistic.",
            argument="method",
        )


def _decided(
    table: Records, decisions: pd.DataFrame | None
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Pairs that people called the same and different; the last decision on a pair holds."""
    if decisions is None or decisions.empty:
        return set(), set()
    place = pd.Index(table.ids.to_pandas())
    left, right = (place.get_indexer(decisions[name].astype(str)) for name in ("left", "right"))
    last: dict[tuple[int, int], str] = {}
    for a, b, verdict in zip(left.tolist(), right.tolist(), decisions["verdict"], strict=True):
        if verdict not in ("same", "different"):
            raise InvalidArgument(
                f"decisions: verdict {verdict!r} is neither same nor different.",
                message_ru=f"decisions: решение {verdict!r} – не same и не different.",
                argument="decisions",
            )
        if min(a, b) >= 0 and a != b:
            last[min(a, b), max(a, b)] = verdict
    return (
        {pair for pair, verdict in last.items() if verdict == "same"},
        {pair for pair, verdict in last.items() if verdict == "different"},
    )


def _respect(
    found: Links, doubts: Links, same: set[tuple[int, int]], different: set[tuple[int, int]], size: int
) -> tuple[Links, Links]:
    """Links and doubts after the decisions: what is decided is no longer asked."""
    if not same and not different:
        return found, doubts
    code = np.array(sorted(a * size + b for a, b in same | different), dtype=np.int64)
    apart = np.array(sorted(a * size + b for a, b in different), dtype=np.int64)
    found = found.only(~among(_pair(found, size), apart))
    doubts = doubts.only(~among(_pair(doubts, size), code))
    pairs = np.array(sorted(same), dtype=np.int64).reshape(-1, 2)
    blank = np.full(len(pairs), "", object)
    decided = Links(pairs[:, 0], pairs[:, 1], np.full(len(pairs), "decision", object), blank, blank)
    return found.plus(decided), doubts


def _persons(
    table: Records, found: Links, doubts: Links, different: set[tuple[int, int]], largest: int
) -> tuple[Ints, Links, list[dict[str, object]]]:
    """Components of the links that stand, those links, and the conflicts that are left."""
    ids = table.ids
    items: list[dict[str, object]] = []
    labels = connected(found.left, found.right, table.size)
    sizes = np.bincount(labels)
    too_large = np.flatnonzero(sizes > largest)
    if too_large.size:
        inside = np.isin(labels[found.left], too_large)
        found = found.only(~inside | np.isin(found.rule, ["exact", "decision"]))
        before, labels = labels, connected(found.left, found.right, table.size)
        for label in too_large.tolist():
            members = np.flatnonzero(before == label)
            if np.unique(labels[members]).size == 1:
                continue
            names = [ids[int(i)].as_py() for i in members[np.argsort(table.rank[members])]]
            items.append(conflict("large", "evidence", "", names[0], names[-1], names))
    hard = np.isin(doubts.reason, list(HARD | FIRM))
    apart = {
        *different,
        *zip(doubts.left[hard].tolist(), doubts.right[hard].tolist(), strict=True),
        *_contradictions(table, found, labels),
    }
    hostile = [(a, b) for a, b in apart if labels[a] == labels[b]]
    if hostile:
        labels, found, refused = _held_apart(table, labels, found, hostile)
        asked = set(zip(doubts.left.tolist(), doubts.right.tolist(), strict=True)) | different
        for a, b in sorted(refused - asked, key=lambda pair: tuple(sorted(table.rank[list(pair)]))):
            names = [ids[a].as_py(), ids[b].as_py()]
            items.append(conflict("chain", "evidence", "", *_ordered(table, a, b), names))
    items += _questions(table, doubts, labels)
    return labels, found, items


def _contradictions(table: Records, found: Links, labels: Ints) -> set[tuple[int, int]]:
    """Pairs inside one component that no key links and that contradict each other."""
    sizes = np.bincount(labels)
    members = np.flatnonzero(sizes[labels] > 2)
    left, right = pairs_within(labels, members)
    pairs = compare(table, left, right)
    pairs = pairs.only(contradictory(pairs))
    code = pairs.left * table.size + pairs.right
    linked = among(code, _pair(found, table.size)[among(_pair(found, table.size), code)])
    return set(zip(pairs.left[~linked].tolist(), pairs.right[~linked].tolist(), strict=True))


def _held_apart(
    table: Records, labels: Ints, found: Links, hostile: Sequence[tuple[int, int]]
) -> tuple[Ints, Links, set[tuple[int, int]]]:
    """Joins the components with contradictions anew, strongest links first, contradictions apart."""
    bad = np.unique(labels[[a for a, _ in hostile]])
    inside = np.flatnonzero(np.isin(labels[found.left], bad))
    strength: dict[tuple[int, int], int] = {}
    for i in inside.tolist():
        pair = (int(found.left[i]), int(found.right[i]))
        strength[pair] = strength.get(pair, 0) + STRENGTH[str(found.rule[i])]
    rank = table.rank

    def strongest(pair: tuple[int, int]) -> tuple[int, int, int]:
        first, second = sorted((int(rank[pair[0]]), int(rank[pair[1]])))
        return -strength[pair], first, second

    refused = join_apart(sorted(strength, key=strongest), sorted(hostile))
    gone = np.array(sorted(a * table.size + b for a, b in refused), dtype=np.int64)
    found = found.only(~among(_pair(found, table.size), gone))
    fresh = connected(found.left, found.right, table.size)
    cut = {(a, b) for a, b in hostile if fresh[a] != fresh[b]}
    return fresh, found, cut


def _questions(table: Records, doubts: Links, labels: Ints) -> list[dict[str, object]]:
    """One question for each two persons and reason, about the pair of records with the smallest ids."""
    apart = labels[doubts.left] != labels[doubts.right]
    doubts = doubts.only(apart)
    first = np.minimum(table.rank[doubts.left], table.rank[doubts.right])
    second = np.maximum(table.rank[doubts.left], table.rank[doubts.right])
    strength = np.array([-STRENGTH[str(rule)] for rule in doubts.rule], dtype=np.int64)
    out, seen = [], set()
    for i in np.lexsort((strength, second, first)).tolist():
        a, b = int(doubts.left[i]), int(doubts.right[i])
        between = (*sorted((int(labels[a]), int(labels[b]))),)
        if between in seen:
            continue
        seen.add(between)
        left, right = _ordered(table, a, b)
        out.append(
            conflict(
                str(doubts.reason[i]), str(doubts.rule[i]), str(doubts.value[i]), left, right, (left, right)
            )
        )
    return out


def _heads(table: Records, labels: Ints, previous: Mapping[str, str] | None) -> Ints:
    """For each record the record whose id is its person's: one that was a person's id before, otherwise
    the smallest."""
    order = table.rank.copy()
    if previous:
        was = np.isin(table.ids.to_pandas().to_numpy(), list(set(previous.values())))
        order = np.where(was, order, order + table.size)
    sizes = np.bincount(labels) if labels.size else np.zeros(0, np.int64)
    heads = np.arange(table.size)
    several = np.flatnonzero(sizes[labels] > 1) if labels.size else heads
    by = several[np.lexsort((order[several], labels[several]))]
    begins = np.concatenate([[True], labels[by][1:] != labels[by][:-1]]) if by.size else np.zeros(0, bool)
    heads[by] = by[begins][np.cumsum(begins) - 1] if by.size else by
    return heads


def _links_frame(table: Records, found: Links) -> pd.DataFrame:
    ids = table.ids.to_pandas().to_numpy()
    swap = table.rank[found.left] > table.rank[found.right]
    left, right = np.where(swap, found.right, found.left), np.where(swap, found.left, found.right)
    order = np.lexsort((found.rule.astype(str), table.rank[right], table.rank[left]))
    frame = pd.DataFrame({"left": ids[left], "right": ids[right], "rule": found.rule})
    return frame.iloc[order].drop_duplicates().reset_index(drop=True)


def _guards(table: Records, largest_key: int) -> pd.DataFrame:
    """Keys that were not used, the most common first."""
    rows = []
    for kind, key in table.keys.items():
        count = np.bincount(key.codes, minlength=len(key.values))
        for reason, here in (
            ("placeholder", key.placeholder),
            ("shared", ~key.placeholder & (count > largest_key)),
        ):
            rows += [
                (kind, reason, MASKS[kind](key.values[code].as_py()), int(count[code]))
                for code in np.flatnonzero(here).tolist()
            ]
    frame = pd.DataFrame(rows, columns=["rule", "reason", "value", "records"])
    return frame.sort_values(
        ["records", "rule", "value"], ascending=[False, True, True], kind="stable"
    ).reset_index(drop=True)


def _ordered(table: Records, a: int, b: int) -> tuple[str, str]:
    first, second = (a, b) if table.rank[a] <= table.rank[b] else (b, a)
    return str(table.ids[first].as_py()), str(table.ids[second].as_py())


def _pair(links: Links, size: int) -> Ints:
    return links.left * size + links.right
