"""What to do with each segment: one play each, a hypothesis until it was tested against a control group.

Plays follow the state of the customer: reward the active, bring the regular to buy more and wider, act on those
about to leave, wake the sleeping, win the prospects.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from tools.segmentation.rfm_definition import FIFTHS, RfmDefinition


@dataclass(frozen=True, slots=True)
class Play:
    """A play by name, and how it is done."""

    key: str
    name_ru: str
    name_en: str
    how_ru: str
    how_en: str


ATTRACT = Play(
    "attract",
    "привлечь к первой покупке",
    "win the first purchase",
    "помогите выбрать и напомните о себе один-два раза; мера успеха — первая покупка сверх контроля",
    "help them choose and remind once or twice; success is first purchases above the control",
)
SECOND = Play(
    "second",
    "довести до второй покупки",
    "bring about the second purchase",
    "предложите то, что дополняет первую покупку, в обычном для категории ритме",
    "offer what completes the first purchase, in the rhythm that is usual for the category",
)
GROW = Play(
    "grow",
    "растить корзину и частоту",
    "grow basket and frequency",
    "дайте повод зайти и дополняющие категории; скидку — только если её окупает прирост",
    "give an occasion and complementary categories; a discount only where the increment pays for it",
)
REWARD = Play(
    "reward",
    "наградить активность",
    "reward the active",
    "признание, ранний доступ, сервис; купон таким клиентам чаще всего сжигает маржу: они купят и сами",
    "recognition, early access, service; a coupon mostly burns margin here, because they buy anyway",
)
TRIGGER = Play(
    "trigger",
    "сработать триггером на уход",
    "act on the sign of leaving",
    "сначала причина и решение проблемы, затем напоминание без скидки; скидка — только тем, кого она удерживает",
    "the reason and its remedy first, then a reminder without a discount; a discount only for those whom it keeps",
)
WAKE = Play(
    "wake",
    "разбудить",
    "wake the sleeping",
    "одна-две попытки с ясным поводом, затем тишина",
    "one or two attempts with a clear occasion, then silence",
)
LIFECYCLE_PLAYS = {
    "prospect": ATTRACT,
    "first_time": SECOND,
    "rare": GROW,
    "loyal": REWARD,
    "about_to_leave": TRIGGER,
    "long_inactive": WAKE,
}
RECENT, LONG_AGO, VALUABLE = 3.5, 2.0, 6.5
"""Mean scores of a segment's cells: bought lately, silent for long, worth much (F + M)."""


def rfm_plays(definition: RfmDefinition) -> dict[str, Play]:
    """A play for every segment of a definition, whatever it is called: by where its cells lie."""
    cells: dict[str, list[tuple[int, int]]] = {}
    for r, f, m in itertools.product(range(1, FIFTHS + 1), repeat=3):
        for box in definition.segments:
            if box.holds(r, f, m):
                cells.setdefault(box.segment.key, []).append((r, f + m))
    return {key: _play(held) for key, held in cells.items()}


def _play(cells: list[tuple[int, int]]) -> Play:
    recency = sum(r for r, _ in cells) / len(cells)
    value = sum(v for _, v in cells) / len(cells)
    if recency >= RECENT:
        return REWARD if value >= VALUABLE else SECOND if value < VALUABLE - 2.5 else GROW
    if value >= VALUABLE:
        return TRIGGER if recency < RECENT - 0.5 else GROW
    return WAKE if recency <= LONG_AGO else TRIGGER
