"""The names that marketers use for segments, channels and measures, and those of their own data.

Words are matched by their stems, so any inflection is understood. What the warehouse holds (categories,
regions, cities, campaigns) is data: it is compared with, never obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from copilot.grounding.language import fold, stem, stems

# Canonical name -> patterns on the folded question.
SEGMENTS = {
    "about_to_leave": r"готов\w+ уйти|уходящ\w+|на грани (?:оттока|ухода)|вот-вот уйд|собира\w+ (?:уйти|уходить)|собрал\w+ (?:уйти|уходить)|отваливающ\w+|в зоне риска|утекающ\w+|почти уш|about to leave|at[- ]risk|on the verge|slipping away|about to churn|leaving customers|(?:people|customers|clients|those|buyers) (?:who are |that are )?(?:leaving|slipping)|ready to leave|likely to leave|likely to churn",
    "first_time": r"нович\w+|новеньк\w+|перв\w+ покупател\w+|купивш\w+ впервые|впервые купивш\w+|первопокупател\w+|перваш\w+|однораз\w+|с одной покупкой|newcomer|new customers|new buyers|first[- ]time|one[- ]time buyer|newbies|first buyers",
    "rare": r"редк\w+ (?:и хаотичн\w+ )?(?:покупа|клиент|сегмент)|покупа\w+ редко|\bредки(?:х|е|м|ми)\b(?! (?:\w+ )?(?:покупк|заказ|визит|товар|событ|случа|сообщен|категор))|хаотичн\w+|нерегулярн\w+|rare buyers|occasional|irregular|sporadic|infrequent",
    "loyal": r"лояльн(?!ост)\w+|постоянн\w+ (?:клиент|покупател)|постоянщик\w+|постоянник\w+|\bпостоянны[хме]\b|loyal(?!ty)|regulars|regular (?:customers|buyers|shoppers)",
    "long_inactive": r"спящ\w+|уснувш\w+|засну\w+|давно не ?(?:активн|покупа|был|заход)\w*|неактивн\w+|потерянн\w+|ушедш\w+|дремлющ\w+|мертв\w+ душ|sleeping|sleepers|dormant|inactive|lapsed|lost customers|long gone",
    "prospect": r"потенциальн\w+ клиент\w*|еще не купил\w*|ни разу не покупа\w+|без (?:единой )?покуп\w+|prospects|never bought|registered but",
}  # fmt: skip
RFM_SEGMENTS = {
    "champions": r"чемпион\w*|\bvip\b|\bвип\w*|champions",
    "regulars": r"завсегдата\w+|regulars",
    "growing": r"растущ\w+|growing",
    "newcomers": r"newcomers",
    "fading": r"угаса\w+|остыва\w+|fading",
    "at_risk": r"под риском|at risk",
    "sleeping": r"спящ\w+|уснувш\w+|sleeping",
    "lost": r"потерянн\w+|\blost\b",
}
# What a lifecycle segment is called in other divisions of the base.
SAME_SEGMENT = {
    "about_to_leave": ("at_risk", "fading"),
    "long_inactive": ("sleeping", "lost"),
    "first_time": ("newcomers", "new"),
    "loyal": ("regulars", "champions"),
}
MESSAGE_CHANNELS = {
    "email": r"\be-?mails?\b|\bимейл\w*|\bемейл\w*|\bе-?мейл\w*|\bпочт(?:а|у|ой|е|ы|овы\w+)\b|\bписьм\w+|\bписем\b|\bмыл[оау]\b",
    "sms": r"\bsms\b|\bсмс\w*|\bэсэмэс\w*|\btexts?\b",
    "push": r"\bpush\w*|\bпуш\w*|\bпухан\w*|\bпуш-",
    "telegram": r"\btelegram\w*|\bтелеграм\w*|\bтелег[ауеи]\b|\bтг\b|\btg\b",
}
SALES_CHANNELS = {
    "online": r"\bonline\b|\bонлайн\w*|\bинтернет-?магазин\w*|\bна сайте\b|\bсайт\w*|\bweb(?:site)?\b|\be-?commerce\b|\bекоммерс\w*|\bиме?\b",
    "store": r"\boffline\b|\bоффлайн\w*|\bофлайн\w*|\bрозниц\w*|\bв магазинах\b|\bin[- ]stores?\b|\bin shops\b|\bretail stores\b|\bbrick",
    "app": r"\bприложени\w+|\bв аппе\b|\bin[- ]app\b|\bmobile app\b|\bthe app\b",
}
MEASURES = {
    "margin": r"\bмарж\w+|\bприбыл\w+|\bмаржинальн\w+|\bmargins?\b|\bprofits?\b",
    "revenue": r"\bвыручк\w+|\bоборот\w*|\bпродаж\w+|\brevenue\b|\bturnover\b|\bsales\b",
    "orders": r"\bчисл\w+ заказов|\bзаказ\w+|\borders?\b",
    "customers": r"\bчисл\w+ клиентов|\bcustomer count\b",
}
# Names of places in the other language or in slang, by the folded stem of what people write.
_ALIASES = {
    "москва": ("moscow", "мск"),
    "санкт-петербург": ("saint petersburg", "st petersburg", "питер", "спб", "петербург"),
    "екатеринбург": ("ekaterinburg", "yekaterinburg", "екат", "екб"),
    "новосибирск": ("novosibirsk", "нск"),
    "казань": ("kazan",),
    "нижний новгород": ("nizhny novgorod", "нижний"),
    "краснодар": ("krasnodar",),
    "самара": ("samara",),
    "ростов-на-дону": ("rostov", "ростов"),
    "челябинск": ("chelyabinsk",),
    "пермь": ("perm",),
    "владивосток": ("vladivostok", "владик"),
    "урал": ("ural", "urals"),
    "сибирь": ("siberia",),
    "поволжье": ("volga", "приволжье"),
    "дальний восток": ("far east",),
    "united kingdom": ("великобритания", "британия", "англия", "соединенное королевство", "uk", "england", "britain"),
    "germany": ("германия",),
    "france": ("франция",),
    "eire": ("ирландия", "ireland"),
    "spain": ("испания",),
    "netherlands": ("нидерланды", "голландия", "holland"),
    "belgium": ("бельгия",),
    "australia": ("австралия",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the data at hand can be asked about."""

    first_day: date
    last_day: date
    currency: str = "RUB"
    channels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    campaigns: tuple[tuple[str, str], ...] = ()
    """Id and name of each campaign, newest last."""
    stores: tuple[str, ...] = ()
    _stems: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def named(self, question_stems: Sequence[str], values: Iterable[str]) -> str | None:
        """The longest of `values` whose words all stand side by side in the question."""
        best: tuple[int, str] | None = None
        for value in values:
            for name in (value, *_aliases_of(value)):
                wanted = self._stems.get(name)
                if wanted is None:
                    wanted = self._stems.setdefault(name, tuple(stems(name)))
                if wanted and _stands_in(wanted, question_stems) and (best is None or len(wanted) > best[0]):
                    best = (len(wanted), value)
        return best[1] if best else None


def first_named(text: str, patterns: dict[str, str]) -> str | None:
    """The canonical name whose pattern occurs first in the folded text."""
    hits = [
        (match.start(), name) for name, pattern in patterns.items() if (match := re.search(pattern, text))
    ]
    return min(hits)[1] if hits else None


def all_named(text: str, patterns: dict[str, str]) -> list[str]:
    """Every canonical name whose pattern occurs, in the order of the text."""
    hits = [
        (match.start(), name) for name, pattern in patterns.items() if (match := re.search(pattern, text))
    ]
    return [name for _, name in sorted(hits)]


def known_place(question: str) -> str | None:
    """A city or region that people name although the data may not hold it."""
    question_stems = stems(question)
    for place, others in _ALIASES.items():
        for name in (place, *others):
            if len(name) > 2 and _stands_in(tuple(stems(name)), question_stems):
                return place.title() if place.isascii() else place.capitalize()
    return None


def capitalised_place(question: str) -> str | None:
    """A capitalised word after "по", "в", "из", "in" or "for" in the middle of a question: a place,
    most likely, and if the data do not know it the tool must say so instead of ignoring it."""
    match = re.search(
        r"(?<=\s)(?:по|в|из|in|from)\s+([А-ЯЁA-Z][а-яёa-z]{3,}(?:-[А-ЯЁа-яёA-Za-z]+)*)", question
    )
    if match is None or stem(fold(match[1])) in _not_places():
        return None
    return match[1]


def _aliases_of(value: str) -> tuple[str, ...]:
    folded = fold(value)
    if folded in _ALIASES:
        return _ALIASES[folded]
    return next(((key, *others) for key, others in _ALIASES.items() if folded in others), ())


def _stands_in(wanted: Sequence[str], question: Sequence[str]) -> bool:
    size = len(wanted)
    return any(list(question[i : i + size]) == list(wanted) for i in range(len(question) - size + 1))


@lru_cache(maxsize=1)
def _not_places() -> frozenset[str]:
    words = (
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь телеграм telegram "
        "january february march april may june july august september october november december excel monday "
        "tuesday wednesday thursday friday saturday sunday english russian парето pareto black friday christmas "
        "whatsapp instagram facebook youtube google"
    )
    return frozenset(stem(word) for word in words.split())
