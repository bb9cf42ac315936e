"""Forms of question that name their tool by their grammar, whatever the words inside are.

"What is X?" asks for a definition, "may we ...?" for a rule, "how many loyal customers?" for the size of a
segment. Only forms that hold for any wording are here; everything else is the router's.
"""

from __future__ import annotations

import re

from copilot.agent.offline.concepts import concepts
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
    r"\bкейс\w*|пример\w* из практик|плейбук\w*|\bplaybook|case stud|\bcases? (?:of|on|about)|(?:телегра\w+|telegram|тг)\W+(?:ads|реклам)"
    r"|реклам\w+ (?:в|на) (?:телегра|telegram|ютуб|youtube|инстаграм|соцсет)\w*|марафон\w*|\bmarathon"
)
_SIZE = re.compile(
    r"^(?:а |и |ну |and |so )?(?:скок\w*|сколько|численность|размер|how many|how big|how large|number of|size of)\b"
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


def framed(parsed: Parsed) -> str | None:
    """The tool that the question's form names, or None."""
    text = parsed.text
    is_bare = parsed.period is None and parsed.segment is None and parsed.region is None
    if is_bare and (_DEFINITION.search(text) or _BARE_DEFINITION.search(text)):
        return "glossary"
    if _KNOWLEDGE.search(text) or (_PERMISSION.search(text) and _WRITING.search(text)):
        return "search_knowledge"
    if _SIZE.search(text) and parsed.segment and not _NOT_SIZE & set(concepts(text)):
        return "lifecycle_segments"
    return None
