"""Checks a message before a person does: what may not be sent is red, what deserves a look is amber.

The rules are data (`rules.py`, `limits.py`); a model's judgement has no part in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.copywriting.folding import EMOJI, folded, hidden_characters
from copilot.copywriting.limits import LIMITS, PREHEADER_LEAST, sms_size
from copilot.copywriting.offer import Offer
from copilot.copywriting.placeholders import KNOWN, LEFTOVER, NEED_FALLBACK, PLACEHOLDER, placeholders
from copilot.copywriting.rules import RULES
from copilot.copywriting.samples import samples_of
from copilot.domain.campaign import Copy, Flag, Level, Sample
from copilot.grounding.numbers import Figure, figures

CREDIT_PHRASES = ("оценивайте свои финансовые возможности и риски", "изучите все условия кредита")
DISCOUNT_WORDS = re.compile(
    r"скидк|промокод|кэшбэк|купон|\bdiscount|\b\d+ ?% off\b|\boff\b|promo ?code|coupon|cashback"
)
PROMO_CODE = re.compile(r"\b(?=[A-ZА-Я0-9]*[A-ZА-Я])(?=[A-ZА-Я0-9]*\d)[A-ZА-Я0-9]{4,}\b")
LINK = re.compile(r"(?i)\b(https?://|www\.)([^\s/<>\"']+)([^\s<>\"']*)")
SHORTENERS = frozenset({"bit.ly", "clck.ru", "vk.cc", "goo.gl", "tinyurl.com", "t.co", "is.gd", "u.to"})
CAPS_SHARE = 0.2
CYRILLIC = re.compile(r"[а-яё]")
LATIN = re.compile(r"[a-z]")


def check_copies(
    copies: Sequence[Copy], *, channel: str, language: str, offer: Offer, public_url: str, brand: str = ""
) -> tuple[Flag, ...]:
    """Everything that is wrong with these variants, red first; empty when nothing is."""
    samples = samples_of(copies, language=language, public_url=public_url)
    found: list[Flag] = []
    for copy in copies:
        mine = [sample for sample in samples if sample.variant == copy.variant]
        for flag in _problems(copy, mine, channel, language, offer, brand):
            named = Flag(
                flag.level, flag.code, f"{copy.variant}: {flag.text_ru}", f"{copy.variant}: {flag.text_en}"
            )
            if named not in found:
                found.append(named)
    return tuple(sorted(found, key=lambda flag: (flag.level != "red", flag.code)))


def _problems(
    copy: Copy, samples: Sequence[Sample], channel: str, language: str, offer: Offer, brand: str
) -> Iterator[Flag]:
    whole = "\n".join((copy.subject, copy.preheader, copy.body))
    read = PLACEHOLDER.sub(lambda match: match[2] or "", whole)
    yield from _merge_tags(whole)
    yield from _hidden(whole)
    yield from _wordings(read, language, offer)
    yield from _figures(read, language, offer, brand)
    yield from _terms(read, offer, channel)
    yield from _links(read, offer)
    yield from _loudness(copy, read, brand)
    yield from _language(read, language, brand)
    yield from _lengths(copy, samples, channel)
    if channel == "email" and not any(p.name == "unsubscribe_url" for p in placeholders(copy.body)):
        yield Flag(
            "red",
            "C13",
            "в письме нет ссылки отписки {{unsubscribe_url}}",
            "the e-mail has no {{unsubscribe_url}} link",
        )
    if channel == "email" and not copy.subject.strip():
        yield Flag("red", "C13", "у письма нет темы", "the e-mail has no subject")
    if not copy.body.strip():
        yield Flag("red", "C19", "текст пуст", "the text is empty")


def _merge_tags(text: str) -> Iterator[Flag]:
    for found in placeholders(text):
        if found.name not in KNOWN:
            yield Flag(
                "red",
                "C19",
                f"неизвестная подстановка {{{{{found.name}}}}}",
                f"unknown placeholder {{{{{found.name}}}}}",
            )
        elif found.name in NEED_FALLBACK and not (found.fallback or "").strip():
            yield Flag(
                "red",
                "C19",
                f"у {{{{{found.name}}}}} нет запасного слова",
                f"{{{{{found.name}}}}} has no fallback",
            )
    if left := LEFTOVER.search(PLACEHOLDER.sub("", text)):
        yield Flag("red", "C19", f"незакрытая подстановка: {left[0]}", f"a broken merge tag: {left[0]}")


def _hidden(text: str) -> Iterator[Flag]:
    if found := hidden_characters(text):
        names = ", ".join(sorted(set(found)))
        yield Flag("red", "C23", f"невидимые символы: {names}", f"hidden characters: {names}")


def _wordings(read: str, language: str, offer: Offer) -> Iterator[Flag]:
    text = folded(read)
    for rule in RULES:
        match = rule.pattern.search(text)
        if match is None or (rule.unless_proof and offer.proof):
            continue
        if rule.code == "C12" and language != "ru":
            continue
        if rule.code == "C05" and all(phrase in text for phrase in CREDIT_PHRASES):
            continue
        quote = match[0].strip()
        yield Flag(
            rule.level,
            rule.code,
            f"{rule.ru}: «{quote}» ({rule.basis})",
            f"{rule.en}: “{quote}” ({rule.basis})",
        )


def _figures(read: str, language: str, offer: Offer, brand: str) -> Iterator[Flag]:
    """Every figure must stand in the offer's fact sheet; "one" purchase or click is a word, not a promise."""
    text = LINK.sub(" ", read)
    if brand:
        text = text.replace(brand, " ")
    codes = set(offer.promo_codes)
    for code in PROMO_CODE.findall(text):
        if code not in codes:
            yield Flag(
                "red",
                "C07",
                f"промокод {code} не из условий предложения",
                f"promo code {code} is not part of the offer",
            )
        text = text.replace(code, " ")
    for figure in figures(text, language):
        if not _is_offered(figure, offer):
            shown = figure.text(text)
            yield Flag(
                "red",
                "C07",
                f"«{shown}» нет в условиях предложения",
                f"“{shown}” is not in the offer's fact sheet",
            )


def _is_offered(figure: Figure, offer: Offer) -> bool:
    if figure.iso is not None:
        days = {offer.valid_from, offer.valid_to}
        return any(
            figure.iso in (day.isoformat(), f"--{day:%m-%d}", f"{day:%Y-%m}", f"{day:%Y}") for day in days
        )
    if figure.kind == "percent":
        return bool(offer.discount_share) and abs(figure.value - offer.discount_share) < 1e-9
    if figure.kind in ("plain", "count") and figure.value == 1 and not figure.scaled:
        return True
    return any(abs(figure.value - amount) < 1e-9 for amount in offer.amounts)


def _terms(read: str, offer: Offer, channel: str) -> Iterator[Flag]:
    text = folded(read)
    if not DISCOUNT_WORDS.search(text):
        return
    if not offer.discount_share and not offer.promo_codes:
        yield Flag(
            "red",
            "C07",
            "обещана скидка, которой нет в предложении",
            "a discount is promised that the offer does not have",
        )
        return
    end = {folded(offer.day(offer.valid_to, name)) for name in ("ru", "en")} | {
        f"{offer.valid_to:%d.%m}",
        offer.valid_to.isoformat(),
    }
    if not any(day in text for day in end):
        yield Flag(
            "red",
            "C06",
            "не сказано, до какого дня действует скидка (ст. 5 ч. 7)",
            "the day on which the discount ends is missing",
        )
    if not re.search(r"от цен|цены на ценнике|от стоимости|от обычной цены|price", text):
        level: Level = "red" if channel == "email" else "amber"
        yield Flag(
            level,
            "C06",
            "не сказано, от какой цены скидка (ст. 5 ч. 7)",
            "what the discount is taken off is missing",
        )


def _links(read: str, offer: Offer) -> Iterator[Flag]:
    for scheme, host, _ in LINK.findall(read):
        name = host.lower().removeprefix("www.").partition(":")[0]
        if scheme.lower() != "https://":
            yield Flag("red", "C20", f"ссылка не https: {host}", f"a link that is not https: {host}")
        elif name in SHORTENERS:
            yield Flag(
                "red",
                "C20",
                f"сокращатель ссылок {host} скрывает адрес",
                f"the shortener {host} hides the address",
            )
        elif name not in offer.hosts:
            yield Flag("red", "C20", f"адреса {host} нет среди разрешённых", f"{host} is not an allowed host")


def _loudness(copy: Copy, read: str, brand: str) -> Iterator[Flag]:
    words = read.replace(brand, " ") if brand else read
    letters = [letter for letter in words if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    shouted = re.findall(r"\b[А-ЯЁA-Z]{4,}\b", words)
    if (len(letters) >= 20 and capitals > CAPS_SHARE * len(letters)) or len(shouted) > 1:
        yield Flag("amber", "C18", "слишком много заглавных букв", "too many capitals")
    if "!!" in read or read.count("!") > 2 or copy.subject.count("!") > 1:
        yield Flag("amber", "C18", "слишком много восклицательных знаков", "too many exclamation marks")
    if len(EMOJI.findall(read)) > 2:
        yield Flag("amber", "C18", "больше двух эмодзи", "more than two emoji")


def _language(read: str, language: str, brand: str) -> Iterator[Flag]:
    text = LINK.sub(" ", read.replace(brand, " ") if brand else read).lower()
    cyrillic, latin = len(CYRILLIC.findall(text)), len(LATIN.findall(text))
    if cyrillic + latin >= 20 and (cyrillic if language == "ru" else latin) < 0.5 * (cyrillic + latin):
        yield Flag(
            "red",
            "C25",
            "язык текста не совпадает с языком аудитории",
            "the text is not in the audience's language",
        )


def _lengths(copy: Copy, samples: Sequence[Sample], channel: str) -> Iterator[Flag]:
    limits = LIMITS[channel]
    if channel == "sms":
        parts = max((sms_size(sample.body).parts for sample in samples), default=0)
        if parts > limits["body"].warn:
            level: Level = "red" if parts > limits["body"].block else "amber"
            yield Flag(
                level,
                "C19",
                f"SMS займёт до {parts} частей, каждая оплачивается",
                f"the SMS takes up to {parts} parts, each is charged",
            )
        return
    lengths = {
        "subject": max((len(sample.subject) for sample in samples), default=0),
        "body": max((len(sample.body) for sample in samples), default=0),
        "preheader": len(copy.preheader),
    }
    names = {
        "subject": ("тема", "subject"),
        "preheader": ("прехедер", "preheader"),
        "body": ("текст", "text"),
    }
    for field, limit in limits.items():
        if lengths[field] > limit.warn:
            severity: Level = "red" if lengths[field] > limit.block else "amber"
            most = limit.block if severity == "red" else limit.warn
            ru, en = names[field]
            yield Flag(
                severity,
                "C19",
                f"{ru}: до {lengths[field]} знаков, лимит {most}",
                f"{en}: up to {lengths[field]} characters, limit {most}",
            )
    if channel == "email" and copy.preheader and len(copy.preheader) < PREHEADER_LEAST:
        yield Flag(
            "amber",
            "C19",
            f"прехедер короче {PREHEADER_LEAST} знаков",
            f"the preheader is shorter than {PREHEADER_LEAST} characters",
        )
