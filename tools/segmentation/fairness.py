"""Does an audience, an offer or a price treat groups of people alike? A readout for people, not a verdict in law.

For each group of an attribute the share who were chosen is set against that of everybody else. Two yardsticks are
shown together: the ratio to the group chosen most often (below four fifths is the usual sign for a closer look), and
whether the difference is beyond chance after a correction for all groups compared. Neither alone means much: large
groups differ beyond chance by nothing, small ones by a lot through chance.

Sources: 29 CFR 1607.4 D (the four-fifths rule); Katz et al. (1978) and Benjamini and Hochberg (1995), as in `lift`.
"""

from __future__ import annotations

import pandas as pd

from tools.columns import K_ANONYMITY, require_columns
from tools.errors import InvalidArgument, NotEnoughData
from tools.segmentation.lift import benjamini_hochberg, lifts

FOUR_FIFTHS = 0.8
OTHER = "other"


def fairness(people: pd.DataFrame, *, group: str = "group", chosen: str = "chosen") -> pd.DataFrame:
    """The share chosen in each group, against everybody else and against the group chosen most often.

    `people` has one row a person with `group` (a word; empty ones are left out) and `chosen` (0/1 or true/false).
    Groups of fewer than `K_ANONYMITY` people are added up as `other`.

    Returns, indexed by group, `people`, `chosen`, `share`, `others` (share among everybody else), `ratio` with `low`
    and `high` (share over others), `to_best` (share over the best share), `notable` (beyond chance) and `look`
    (both yardsticks broken: below four fifths of the best and less than the others beyond chance). Raises
    InvalidArgument or NotEnoughData (fewer than two groups, or nobody or everybody chosen).
    """
    require_columns(map(str, people.columns), (group, chosen), what="people")
    known = people.dropna(subset=[group])
    picked = known[chosen].astype(float)
    if not picked.isin((0.0, 1.0)).all():
        raise InvalidArgument(
            f"{chosen} must be 0 or 1 for everybody.",
            message_ru=f"{chosen} должно быть 0 или 1 у каждого.",
            argument=chosen,
        )
    names = known[group].astype(str)
    sizes = names.value_counts()
    names = names.where(names.map(sizes) >= K_ANONYMITY, OTHER)
    table = pd.DataFrame({"people": names.value_counts(), "chosen": picked.groupby(names).sum()}).sort_index()
    table = table[table["people"] >= K_ANONYMITY].astype("int64")
    total, hits = int(table["people"].sum()), int(table["chosen"].sum())
    if len(table) < 2 or hits in (0, total):
        raise NotEnoughData(
            f"There are {len(table)} groups of {K_ANONYMITY} people and more, and {hits} of {total} people are chosen; nothing can be compared.",
            message_ru=f"Групп от {K_ANONYMITY} человек: {len(table)}, выбрано {hits} из {total}; сравнивать нечего.",
            argument=group,
        )
    parts = []
    for name in table.index:
        mine, rest = table.loc[[name]].sum(), table.drop(index=name).sum()
        counts = pd.DataFrame({"inside": [mine["chosen"]], "outside": [rest["chosen"]]}, index=[name])
        parts.append(lifts(counts, inside=int(mine["people"]), outside=int(rest["people"])))
    compared = pd.concat(parts)
    out = table.assign(
        share=table["chosen"] / table["people"],
        others=compared["share_outside"],
        ratio=compared["ratio"],
        low=compared["low"],
        high=compared["high"],
        q_value=benjamini_hochberg(compared["p_value"].to_numpy()),
    )
    out["to_best"] = out["share"] / out["share"].max()
    out["notable"] = out["q_value"] <= 0.10
    out["look"] = out["notable"] & (out["to_best"] < FOUR_FIFTHS) & (out["ratio"] < 1)
    return out
