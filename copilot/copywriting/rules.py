"""The checker's rules as data, with the paragraph or practice behind each and the day it was last looked at.

Engineering input and not legal advice; `docs/campaigns.md` says so too. Patterns are matched on folded text:
lower case, without hidden characters, look-alike letters and letters set apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

RULES_VERSION = "copy-rules-2026-11-21"


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording that needs attention. `basis` is the law or practice; `unless_proof` lets a source clear it."""

    code: str
    level: Literal["red", "amber"]
    pattern: re.Pattern[str]
    ru: str
    en: str
    basis: str
    unless_proof: bool = False


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{part})" for part in parts))


RULES = (
    Rule(
        "C01", "red",
        _words(
            r"лучш(?:ий|ая|ее|ие|его|ей|им|их|ую|ими)(?!\w)", r"наилучш\w*", r"№ ?1(?!\d)", r"номер один(?!\w)", r"сам(?:ый|ая|ое|ые|ых|ую|ым|ой|ого)\s+(?!разн)\w+(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ых|их|ую|юю|ым|им|ого|его)(?!\w)",
            r"уникальн\w*", r"единственн\w*", r"непревзойд[её]нн\w*", r"лидер\w* (?:рынк\w*|продаж\w*|отрасл\w*)", r"best(?!\w)(?! regards| wishes)", r"# ?1(?!\d)", r"number one(?!\w)", r"unique\w*", r"unbeatable", r"the only(?!\w)",
        ),
        "превосходство без критерия и источника", "superiority without criterion and source",
        "38-ФЗ, ст. 5 ч. 2-3", unless_proof=True,
    ),
    Rule(
        "C02", "red",
        _words(r"гарантирован\w* (?:доход\w*|кэшбэк\w*|выгод\w*|прибыл\w*|выигрыш\w*|результат\w*)", r"гарантируем", r"без риска", r"risk[- ]free", r"guaranteed? (?:\w+ )?(?:return|income|profit|cashback|win|result)s?", r"we guarantee"),
        "обещание гарантированной выгоды", "a guaranteed gain is promised",
        "38-ФЗ, ст. 5, ст. 28",
    ),
    Rule(
        "C03", "red",
        _words(r"вылеч\w*", r"излеч\w*", r"исцел\w*", r"лечит(?!\w)", r"подтвержден\w* исследовани\w*", r"подтверждён\w* исследовани\w*", r"cures?(?!\w)", r"heals?(?!\w)", r"clinically proven"),
        "лечебный эффект", "a healing effect is claimed",
        "38-ФЗ, ст. 24-25",
    ),
    Rule(
        "C04", "red",
        _words(r"алкогол\w*", r"водк\w*", r"коньяк\w*", r"шампанск\w*", r"вин(?:о|а|ом|у)(?!\w)", r"табак\w*", r"сигарет\w*", r"вейп\w*", r"казино", r"букмекер\w*", r"alcohol\w*", r"vodka", r"wines?(?!\w)", r"whisk(?:e)?y", r"cigarettes?", r"vap(?:e|es|ing)(?!\w)", r"casinos?"),
        "товар с ограничениями рекламы", "a product whose advertising is restricted",
        "38-ФЗ, ст. 7, 21, 27",
    ),
    Rule(
        "C05", "red",
        _words(r"кредит\w*", r"рассрочк\w*", r"заем(?!\w)", r"займ\w*", r"loans?(?!\w)", r"instal(?:l)?ments?"),
        "реклама кредита без обязательных фраз", "credit without the phrases the law demands",
        "38-ФЗ, ст. 28; 479-ФЗ",
    ),
    Rule(
        "C08", "red",
        _words(r"остал(?:ось|ись|ся|ась) (?:всего |только )?(?:\d+|пар\w+|несколько|последн\w+)", r"только сегодня", r"успей\w* до полуночи", r"последн(?:ий|яя|ее|ие) (?:экземпляр\w*|штук\w*|размер\w*)", r"only \d+ left", r"last (?:few|items?|chance today)", r"today only", r"ends (?:tonight|today)", r"selling out"),
        "срочность или остаток, не подтверждённые данными", "urgency or scarcity that no data back",
        "38-ФЗ, ст. 5 ч. 3",
    ),
    Rule(
        "C09", "amber",
        _words(r"последн(?:ий|его) шанс\w*", r"last chance", r"сейчас или никогда", r"now or never"),
        "давление сроком", "pressure by time", "практика",
    ),
    Rule(
        "C10", "amber",
        _words(r"^(?:re|fwd?) ?:", r"вы (?:же )?не хотите упустить", r"пожалеете", r"задолженност\w*", r"ваш долг", r"you will regret", r"don'?t you care", r"overdue", r"final notice"),
        "давление на чувство вины или ложный повод", "guilt or a false pretext", "практика; UCPD Annex I",
    ),
    Rule(
        "C11", "red",
        _words(r"бесплатн\w*", r"даром(?!\w)", r"0 ?(?:₽|руб\w*)", r"free(?!\w)(?!-? ?range)", r"at no cost"),
        "«бесплатно» без условий", "'free' without its conditions", "38-ФЗ, ст. 5 ч. 7",
    ),
    Rule(
        "C12", "amber",
        _words(r"sale(?!\w)", r"black friday", r"cashback", r"must[- ]have", r"new collection", r"limited edition"),
        "иностранное слово без русского", "a foreign word without its Russian equal", "168-ФЗ (с 2026-03-01)",
    ),
    Rule(
        "C15", "red",
        _words(r"(?:ху[йеяю]|пизд|еба[тлн]|бля(?:д|ть))\w*", r"fuck\w*", r"shit(?:ty)?(?!\w)"),
        "непристойное слово", "profanity", "38-ФЗ, ст. 5 ч. 6",
    ),
    Rule(
        "C26", "amber",
        _words(r"натуральн\w*", r"экологичн\w*", r"безопасн\w*", r"100 ?% (?:натур\w*|natural)", r"eco[- ]friendly", r"all[- ]natural"),
        "эко- или здоровый довод без подтверждения", "an eco or health claim without proof", "38-ФЗ, ст. 5 ч. 3",
    ),
    Rule(
        "C27", "red",
        _words(r"розыгрыш\w*", r"лотере\w*", r"выигра\w*", r"подар(?:ок|ки|ка|ков) кажд\w*", r"prize draw", r"lottery", r"win a(?!\w)"),
        "розыгрыш или подарок без организатора и правил", "a draw or gift without organiser and rules", "38-ФЗ, ст. 9",
    ),
    Rule(
        "C28", "red",
        _words(r"(?:выгоднее|дешевле|лучше|быстрее),? чем", r"дешевле (?:всех|рынка|конкурентов)", r"(?:cheaper|better|faster) than"),
        "сравнение без базы", "a comparison without its base", "38-ФЗ, ст. 5 ч. 2", unless_proof=True,
    ),
    Rule(
        "C23", "red",
        _words(r"ignore (?:all |any |the )?(?:previous|above|prior)", r"игнорируй\w* (?:все |предыдущ\w*)", r"system prompt", r"системн\w* (?:промпт\w*|инструкци\w*)", r"</?(?:system|script|iframe)\w*"),
        "похоже на инструкцию модели или код", "reads like an instruction to a model, or code", "защита от вставок",
    ),
)  # fmt: skip
