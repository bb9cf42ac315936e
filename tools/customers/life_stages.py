"""Which purchases speak of a stage of life that passes, and how long they are believed.

Who bought goods for a newborn has a toddler three years later and a schoolchild in seven. A *stage* is told by the
words in a category or product, believed from the first purchase of the latest run for `lasts_days`, and then
over: nobody is counted in it or written to about it. Days are generous: better a suitable offer too few than a
nappy offer to the parents of a schoolchild, or to those who lost the child.

The words are matched from the start of a word, in Russian and English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

RUN_GAP_DAYS = 540
"""A purchase after so long a pause begins the stage anew: a second child."""
ATTRIBUTE_DAYS: Mapping[str, int] = {
    "region": 1095,
    "city": 1095,
    "language": 3650,
    "acquisition_channel": 36500,
}
"""How long an attribute is believed after the day it was learnt."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: the words that tell it, as the beginnings of words, and how long it lasts."""

    key: str
    ru: str
    en: str
    words: tuple[str, ...]
    lasts_days: int

    @property
    def pattern(self) -> str:
        """A regular expression that finds the stage in lower-case text; without looking ahead, which engines lack."""
        return r"(^|[^a-zа-яё])(" + "|".join(self.words) + ")"


STAGES = (
    Stage("pregnancy", "беременность", "pregnancy", ("беремен", "будущ[а-я]* мам", "pregnan", "maternity"), 300),
    Stage("newborn", "новорождённый в семье", "newborn in the family", ("новорожд", "младен", "грудничк", "подгузник", "памперс", "соска", "соски", "сосок", "пустышк", "newborn", "infant", "nappy", "nappies", "diaper", "baby"), 1095),
    Stage("toddler", "малыш от года до трёх", "toddler", ("ясельн", "ползунк", "малыш", "toddler"), 1095),
    Stage("preschool", "дошкольник", "preschool child", ("дошкольн", "preschool", "pre-school", "kindergarten"), 1460),
    Stage("school", "школьник", "schoolchild", ("школьн", "первоклас", "back to school", "schoolchild", "schoolbag"), 4015),
    Stage("wedding", "свадьба", "wedding", ("свадеб", "свадьб", "невест", "wedding", "bridal"), 365),
    Stage("renovation", "ремонт", "renovation", ("ремонт", "обои([^х]|$)", "обоев", "renovation", "wallpaper"), 730),
    Stage("student", "студент", "student", ("студен", "абитури", "student", "freshman"), 2190),
)  # fmt: skip


def stage_of(text: str) -> Stage | None:
    """The stage that a text (a category, a brief, a message) speaks of; None when it speaks of none."""
    folded = text.casefold()
    return next((stage for stage in STAGES if re.search(stage.pattern, folded)), None)


def stage_lines(warehouse: Warehouse, stage: Stage, day: date) -> ibis.Table | None:
    """`customer_id` and `bought_on` of purchases, or learnt attributes, that tell the stage; None where nothing is named."""
    lines = warehouse.table("transactions")
    lines = lines.filter(
        lines.customer_id.notnull() & (lines.kind == "sale") & (lines.ordered_on <= ibis.literal(day))
    )
    tells, found = [], []
    if warehouse.has_values("transactions", "category"):
        named = [
            c for c in warehouse.values("transactions", "category") if re.search(stage.pattern, c.casefold())
        ]
        tells.append(lines.category.isin(named).fill_null(False) if named else ibis.literal(False))
    products = _products(warehouse, stage)
    if products is not None and warehouse.has_values("transactions", "product_id"):
        tells.append(lines.product_id.isin(products).fill_null(False) if products else ibis.literal(False))
    if tells:
        either = tells[0] if len(tells) == 1 else tells[0] | tells[1]
        found.append(lines.filter(either).select("customer_id", bought_on=lines.ordered_on))
    if warehouse.has("attributes"):
        known = warehouse.table("attributes")
        known = known.filter(
            known.customer_id.notnull() & known.learnt_on.notnull() & (known.learnt_on <= ibis.literal(day))
        )
        said = (known.attribute + " " + known.value.fill_null("")).lower().re_search(stage.pattern)
        found.append(known.filter(said).select("customer_id", bought_on=known.learnt_on))
    if not found:
        return None
    return found[0] if len(found) == 1 else found[0].union(found[1])


def _products(warehouse: Warehouse, stage: Stage) -> list[str] | None:
    columns = [name for name in ("name", "category") if warehouse.has_values("products", name)]
    if not columns:
        return None
    frame = warehouse.table("products").select("product_id", *columns).execute()
    texts = [" ".join(words) for words in frame[columns].fillna("").itertuples(index=False)]
    tells = re.compile(stage.pattern)
    # Catalogues repeat themselves: thousands of articles share a few names.
    telling = {text for text in set(texts) if tells.search(text.casefold())}
    return [str(key) for key, text in zip(frame["product_id"], texts, strict=True) if text in telling]


def people_by_stage(warehouse: Warehouse, stage: Stage, day: date) -> ibis.Table | None:
    """`customer_id`, `began_on` (first purchase of the latest run) and `over` on that day."""
    lines = stage_lines(warehouse, stage, day)
    if lines is None:
        return None
    days = lines.distinct()
    order = ibis.window(group_by=days.customer_id, order_by=days.bought_on)
    gap = days.bought_on.delta(days.bought_on.lag().over(order), unit="day")
    starts = days.mutate(starts=gap.isnull() | (gap > RUN_GAP_DAYS))
    began = (
        starts.filter(starts.starts).group_by("customer_id").aggregate(began_on=lambda t: t.bought_on.max())
    )
    last_start = day - timedelta(days=stage.lasts_days)
    return began.mutate(over=began.began_on < ibis.literal(last_start))


def outgrown(warehouse: Warehouse, text: str, day: date) -> tuple[Stage, frozenset[str]] | None:
    """The stage a text speaks of and the customers whose purchases say that it is over for them.

    None when the text speaks of no stage, or nothing in the data tells it. Somebody who never bought for the stage
    is not among them: that is a question of who is offered what, not of a stale attribute.
    """
    stage = stage_of(text)
    if stage is None:
        return None
    people = people_by_stage(warehouse, stage, day)
    if people is None:
        return None
    found = people.filter(people.over).select("customer_id").execute()["customer_id"]
    return stage, frozenset(str(key) for key in found)
