"""Forms of question that name their tool by their grammar, whatever the words inside are.

"What is X?" asks for a definition, "may we ...?" for a rule, "how many loyal customers?" for the size of a
segment. Only forms that hold for any wording are here; everything else is the router's.
"""

from __future__ import annotations

import re

from copilot.agent.offline.concepts import concepts
from copilot.agent.offline.names import MESSAGE_CHANNELS
from copilot.agent.offline.parsing import Parsed

_DEFINITION = re.compile(
    r"^(?:а |и |so |and )?(?:что (?:такое|значит|означает|за (?:зверь|термин|показатель))|расшифру\w+|как расшифровывается"
    r"|определение |чем (?:\S+ )?отлича\w+|в чем (?:разница|отличие)|разница между|what (?:does|do) .{2,40} (?:mean|stand for)"
    r"|define |definition of|what is meant by|difference between|what'?s the difference)"
)
_BARE_DEFINITION = re.compile(
    r"^what(?:'s| is| are) (?:an? )?(?!the |our |my |your |this |that )[\w/ -]{2,30}\?*$"
)
_PERMISSION = re.compile(
    r"можно ли|законно|разрешен\w*|запрещен\w*|имеем ли (?:мы )?право|нужно ли (?:согласие|маркир)|грозит|штраф\w*|по закону|\bфас\b|\d+-фз"
    r"|is it legal|are we allowed|may we|can we legally|allowed to|\bfines?\b|\bgdpr\b|by law|what does the law"
)
_WRITING = re.compile(
    r"реклам\w*|рассыл\w*|пис(?:ать|ьм)\w*|слать|отправля\w*|разрешени\w*|соглас\w*|хран\w*|маркир\w*|advert\w*|mail\w*|send\w*|text\w*|write|consent|store|ads\b|messag\w*"
)
_KNOWLEDGE = re.compile(
    r"(?<!бизнес-)(?<!бизнес )\bкейс\w*|пример\w* из практик|плейбук\w*|\bplaybook|case stud|(?<!business )\bcases? (?:of|on|about)|(?:телегра\w+|telegram|тг)\W+(?:ads|реклам)"
    r"|реклам\w+ (?:в|на) (?:телегра|telegram|ютуб|youtube|инстаграм|соцсет)\w*|марафон\w*|\bmarathon"
)
_SIZE = re.compile(
    r"^(?:а |и |ну |and |so )?(?:скок\w*|сколько|численность|размер|how many|how big|how large|number of|size of)\b"
)
# A question about what people did or became is not one about how many there are.
_DEED = re.compile(
    r"\b(?:стал\w*|превра\w+|переш\w+|перетек\w*|верну\w+|сдела\w+|купил\w*|заказал\w*|втор\w+ (?:заказ|покуп)\w*"
    r"|became|become|turned|moved|came back|bought|ordered|second (?:order|purchase))\b"
)
_NOT_SIZE = frozenset(
    [
        "clv",
        "forecast",
        "reach",
        "consent",
        "budget",
        "discount",
        "campaign",
        "draft",
        "uplift",
        "target",
        "migrate",
        "whatif",
        "sample",
        "test",
        "redeem",
        "store",
        "affinity",
        "rhythm",
        "nps",
        "feedback",
        "channel",
        "pressure",
        "report",
        "law",
        "new_cohort",
    ]
)

_ACTION = re.compile(
    r"^(?:давай |надо |нужно |хочу |пожалуйста,? |please |let'?s |i want to )*"
    r"(?:верни|вернуть|верн[её]м|разбуд\w+|реактивир\w+|удержи|удержать|подготов\w+|сдела(?:й|ть)|собери|составь|придумай|набросай|запусти|спланируй|поблагодари"
    r"|win back|bring back|wake up|reactivate|retain|draft|prepare|plan|create|set up|launch|organi[sz]e)\b"
)
_NO_CAMPAIGN = re.compile(
    r"отч[её]т|сводк|report|digest|сегментаци|кластер|тест\b|выборк|план затрат|бюджетн|таблиц|список"
)
_SPENDING = re.compile(
    r"куда|на что|как (?:лучше |выгоднее |с умом )?(?:потрат|распредел|вложи|раздел)\w*|распредел\w*|раскида\w*|where (?:to|should)|how (?:to|should we) (?:spend|split|use)|allocat\w*|best use|spread"
)
_WHOM = re.compile(
    r"\b(?:кому|кого|на кого|whom|who)\b.{0,40}\b(?:пис(?:ать|ьм)\w*|отправ\w*|слать|адресова\w*|выбрать|contact|send|target|treat|message|mail|write)"
)
_NEGATION = re.compile(
    r"\bне\b|\bнет\b|никогда|исключ\w*|зря|без толку|бесполезн\w*|\bnot\b|n't\b|exclude|avoid|skip|leave|alone|never|waste"
)
_DIRT = re.compile(
    r"\b(?:данн|выгрузк|загрузк|импорт|таблиц|data|import|feed)\w*.{0,40}(?:ошиб|мусор|бардак|бит|дубл|пропуск|грязн|крив|чист|качеств|брак|quality|dirty|clean|garbage|broken|wrong|duplicat)"
    r"|(?:ошиб|мусор|бардак|битые|дубл|пропуск|грязн|кривые|качеств|quality|dirty|garbage|broken|duplicat)\w*.{0,40}\b(?:данн|выгрузк|загрузк|импорт|data|import|feed)"
)


# Leaving a message channel is unsubscribing and falling response there, not the churn of the base.
_LEAVING_CHANNEL = re.compile(
    r"(?:отток\w*|отвал\w*|уход\w*|уходят|churn\w*|attrition|leav\w+|drop[- ]?out\w*) (?:\w+ )?(?:по|в|во|из|с|от|on|in|by|from|among|of|for) (?:\w+ )?"
    rf"(?:{'|'.join(MESSAGE_CHANNELS.values())})"
)


def framed(parsed: Parsed) -> str | None:
    """The tool that the question's form names, or None."""
    text = parsed.text
    is_bare = parsed.period is None and parsed.segment is None and parsed.region is None
    if is_bare and (_DEFINITION.search(text) or _BARE_DEFINITION.search(text)):
        return "glossary"
    if _KNOWLEDGE.search(text) or (_PERMISSION.search(text) and _WRITING.search(text)):
        return "search_knowledge"
    if _LEAVING_CHANNEL.search(text) and not parsed.segment:
        return "channel_health"
    if parsed.money and _SPENDING.search(text):
        return "allocate_budget"
    if (
        _ACTION.search(text)
        and (parsed.segment or "кампани" in text or "campaign" in text)
        and not _NO_CAMPAIGN.search(text)
    ):
        return "draft_campaign"
    if _WHOM.search(text) and not _NEGATION.search(text):
        return "who_to_treat"
    if _DIRT.search(text):
        return "data_quality"
    if (
        _SIZE.search(text)
        and parsed.segment
        and not _DEED.search(text)
        and not _NOT_SIZE & set(concepts(text))
    ):
        return "lifecycle_segments"
    return None
