"""All pairs that the rules link and all that they question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tools.identity.comparison import DIFFERENT, SIMILAR, UNKNOWN, Compared, compare
from tools.identity.evidence import bits, enough, name_bits
from tools.identity.pairs import among, compose, distinct, pairs_in, pairs_sharing
from tools.identity.records import KEY_KINDS, Records
from tools.identity.rules import CONFLICT, HARD, LINK, judge, judge_evidence

Ints = NDArray[np.int64]
BLOCKS = (
    ("surname", "birth"), ("given", "birth"), ("birth", "postcode"), ("birth", "locality"), ("surname", "given"),
    ("surname", "postcode"), ("given", "postcode"), ("street", "postcode"), ("street", "house"), ("birth",),
)  # fmt: skip
"""Which attributes two records must share to be looked at at all, where no key brings them together."""
LARGEST_BLOCK = 30
MOST_PAIRS = 2
"""Pairs of a block a record: attributes that bring more together tell too little in a table of this size."""
ENOUGH_PAIRS, LEAST_CHANGE = 100, 0.01
UNTOLD = {"card": -3.0}
"""Bits that two different values speak against one person where the table cannot tell."""


@dataclass(frozen=True)
class Links:
    """One entry a pair and rule. `reason` says why a pair is a conflict; empty for links."""

    left: Ints
    right: Ints
    rule: NDArray[np.object_]
    reason: NDArray[np.object_]
    value: NDArray[np.object_]
    """The shared value of the key, which must not leave the room unmasked."""

    def plus(self, more: Links) -> Links:
        """These and more."""
        return _joined([self, more])

    def only(self, keep: NDArray[np.bool_]) -> Links:
        """Some of them."""
        return Links(self.left[keep], self.right[keep], self.rule[keep], self.reason[keep], self.value[keep])


def find_links(
    records: Records, *, largest_key: int, rules: Sequence[str]
) -> tuple[Links, Links, dict[str, dict[str, int]]]:
    """(links, conflicts, counts by rule) of all pairs that share a usable key or weigh enough."""
    links: list[Links] = []
    conflicts: list[Links] = []
    counts: dict[str, dict[str, int]] = {}
    usable = [kind for kind in KEY_KINDS if kind in records.keys]
    one = {kind: _one_code(records, kind) for kind in usable}
    sharing = {}
    for kind in usable:
        key = records.keys[kind]
        keep = ~key.placeholder[key.codes]
        left, right, code = pairs_sharing(key.rows[keep], key.codes[keep], most=largest_key)
        sharing[kind] = compare(records, left, right), code
    against = {
        kind: _differing(kind, one[kind], sharing) for kind in usable if kind in ("card", "email", "phone")
    }
    for kind in (k for k in usable if k in rules):
        pairs, code = sharing[kind]
        found = judge(
            kind,
            pairs,
            code,
            weight=bits(records, pairs),
            name_weight=name_bits(records, pairs),
            key_weight=_key_weight(pairs, one, {k: w for k, w in against.items() if k != kind}),
            households=_households(pairs) if kind == "phone" else None,
        )
        for verdict, out in ((LINK, links), (CONFLICT, conflicts)):
            here = found.verdict == verdict
            values = records.keys[kind].values.take(pa.array(code[here]))
            out.append(_links(pairs.only(here), kind, found.reason[here], values))
        counts[kind] = {
            "pairs": pairs.left.size,
            "links": int((found.verdict == LINK).sum()),
            "conflicts": int((found.verdict == CONFLICT).sum()),
        }
    if "evidence" in rules and records.attributes:
        pairs = _candidates(records)
        weight = bits(records, pairs) + _key_weight(pairs, one, against)
        linked = judge_evidence(pairs, weight, enough(records.size))
        links.append(_links(pairs.only(linked), "evidence", np.full(int(linked.sum()), "", object), None))
        counts["evidence"] = {"pairs": pairs.left.size, "links": int(linked.sum()), "conflicts": 0}
    return _joined(links), _joined(conflicts), counts


def _differing(kind: str, codes: Ints, sharing: Mapping[str, tuple[Compared, Ints]]) -> float:
    """What two different values of this key say against one person, in bits (0 or less).

    Measured in the table itself: how often the values differ among pairs that share another key and the
    given name. Where everybody has one card, two cards are two people; where cards are given out again and
    again, two cards say nothing. With fewer than a hundred such pairs two cards speak against one person and
    two e-mails or telephones do not.
    """
    both = differ = 0
    for other, (pairs, _) in sharing.items():
        if other == kind:
            continue
        named = pairs.level("given") >= SIMILAR
        a, b = codes[pairs.left[named]], codes[pairs.right[named]]
        known = (a >= 0) & (b >= 0)
        both += int(known.sum())
        differ += int((known & (a != b)).sum())
    return float(np.log2(max(differ / both, LEAST_CHANGE))) if both >= ENOUGH_PAIRS else UNTOLD.get(kind, 0.0)


def _households(pairs: Compared) -> float | None:
    """The share of the pairs with one telephone whose given names differ; None with too few names to tell."""
    given = pairs.level("given")
    known = int((given != UNKNOWN).sum())
    return float((given == DIFFERENT).sum() / known) if known >= ENOUGH_PAIRS else None


def _key_weight(
    pairs: Compared, one: Mapping[str, Ints], against: Mapping[str, float]
) -> NDArray[np.float64]:
    """What the keys that both records have and that differ say against one person, in bits."""
    total = np.zeros(pairs.left.size)
    for kind, weight in against.items():
        a, b = one[kind][pairs.left], one[kind][pairs.right]
        total += np.where((a >= 0) & (b >= 0) & (a != b), weight, 0.0)
    return total


def settle(links: Links, conflicts: Links, size: int) -> tuple[Links, Links]:
    """Where a pair is both linked and questioned: an exact id overrules everything, a hard contradiction
    every other key, and any second key a mere doubt."""
    pair = links.left * size + links.right
    doubt = conflicts.left * size + conflicts.right
    questioned = among(pair, doubt)
    conflicts_stand = ~among(doubt, pair[questioned & (links.rule == "exact")])
    hard = np.isin(conflicts.reason, list(HARD)) & conflicts_stand
    links_stand = ~questioned | ~among(pair, doubt[hard])
    doubts_stand = conflicts_stand & (hard | ~among(doubt, pair[questioned & links_stand]))
    return links.only(links_stand), conflicts.only(doubts_stand)


def _candidates(records: Records) -> Compared:
    parts = []
    everybody = np.arange(records.size)
    for block in BLOCKS:
        if not all(name in records.attributes for name in block):
            continue
        code = records.attributes[block[0]].codes
        for name in block[1:]:
            code = compose(code, records.attributes[name].codes)
        if pairs_in(code, most=LARGEST_BLOCK) > MOST_PAIRS * records.size:
            continue
        left, right, _ = pairs_sharing(everybody, code, most=LARGEST_BLOCK)
        parts.append(left * records.size + right)
    pairs = distinct(np.concatenate(parts)) if parts else np.zeros(0, np.int64)
    left, right = np.divmod(pairs, max(records.size, 1))
    cheap = _cannot(records, left, right)
    return compare(records, left[~cheap], right[~cheap])


def _cannot(records: Records, left: Ints, right: Ints) -> NDArray[np.bool_]:
    """Pairs that differ in sex: they cannot be linked, so they are not compared letter by letter."""
    if "sex" not in records.attributes:
        return np.zeros(left.size, bool)
    sex = records.attributes["sex"].codes
    found: NDArray[np.bool_] = (sex[left] >= 0) & (sex[right] >= 0) & (sex[left] != sex[right])
    return found


def _one_code(records: Records, kind: str) -> Ints:
    """The first value of a key for each record; -1 where it has none."""
    out = np.full(records.size, -1)
    if kind in records.keys:
        key = records.keys[kind]
        usable = ~key.placeholder[key.codes]
        rows, first = np.unique(key.rows[usable], return_index=True)
        out[rows] = key.codes[usable][first]
    return out


def _links(pairs: Compared, rule: str, reason: NDArray[np.object_], values: pa.Array | None) -> Links:
    nothing = np.full(pairs.left.size, "", object)
    shown = nothing if values is None else np.asarray(values.to_numpy(zero_copy_only=False))
    return Links(pairs.left, pairs.right, np.full(pairs.left.size, rule, object), reason, shown)


def _joined(parts: list[Links]) -> Links:
    if not parts:
        none, empty = np.zeros(0, np.int64), np.zeros(0, object)
        return Links(none, none, empty, empty, empty)
    return Links(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("left", "right", "rule", "reason", "value")
        )
    )
