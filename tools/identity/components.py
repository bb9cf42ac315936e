"""From links between pairs to persons: connected components, held apart where records contradict each other."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def connected(left: Ints, right: Ints, size: int) -> Ints:
    """The number of the component of each record (records without a link are components of one)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(left.size, np.int8), (left, right)), shape=(size, size))
    labels: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def pairs_within(labels: Ints, members: Ints) -> tuple[Ints, Ints]:
    """All pairs of these records that have one label."""
    from tools.identity.pairs import pairs_sharing

    sizes = np.bincount(labels[members]) if members.size else np.zeros(1, np.int64)
    left, right, _ = pairs_sharing(members, labels[members], most=int(sizes.max(initial=1)))
    return left, right


def join_apart(edges: Iterable[tuple[int, int]], apart: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins along the edges, strongest first as they come, but never two records that are to stay apart;
    returns the edges that had to be refused."""
    root: dict[int, int] = {}
    members: dict[int, set[int]] = {}
    enemies: dict[int, set[int]] = {}
    for a, b in apart:
        enemies.setdefault(a, set()).add(b)
        enemies.setdefault(b, set()).add(a)
    refused = []
    for a, b in edges:
        first, second = (root.setdefault(one, one) for one in (a, b))
        if first == second:
            continue
        one, other = members.setdefault(first, {first}), members.setdefault(second, {second})
        if any(not enemies.get(member, set()).isdisjoint(other) for member in one):
            refused.append((a, b))
            continue
        keep, gone = min(first, second), max(first, second)
        for member in members[gone]:
            root[member] = keep
        members[keep] |= members.pop(gone)
    return refused
