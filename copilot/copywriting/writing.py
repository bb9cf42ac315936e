"""First variants of a message, from the texts in `prompts/copy/`: deterministic, no model needed."""

from __future__ import annotations

import re

from copilot.copywriting.offer import Offer
from copilot.domain.campaign import Copy
from copilot.prompting import digest, render

VARIANTS = ("A", "B")
HEAD = re.compile(
    r"\ASubject:(?P<subject>[^\n]*)\nPreheader:(?P<preheader>[^\n]*)\n(?P<body>.*)\Z", re.DOTALL
)


def write(
    *, channel: str, language: str, tone: str, segment: str, brand: str, offer: Offer
) -> tuple[Copy, ...]:
    """Two variants that differ in what they lead with: the relationship, or the offer."""
    short, long, close = render(f"copy/angle.{language}.j2", segment=segment).split("|")
    name = template(channel, tone, language)
    return tuple(
        _parsed(
            variant,
            render(
                name,
                variant=variant,
                brand=brand,
                angle={"short": short, "long": long, "close": close},
                discount=offer.discount_text,
                valid_from=offer.day(offer.valid_from, language),
                valid_to=offer.day(offer.valid_to, language),
                terms=offer.terms(language),
                terms_short=offer.terms(language, short=True),
            ),
        )
        for variant in VARIANTS
    )


def template(channel: str, tone: str, language: str) -> str:
    """Name of the prompt with the texts of a channel, tone and language."""
    return f"copy/{channel}.{tone}.{language}.j2"


def prompt_digests(channel: str, tone: str, language: str) -> dict[str, str]:
    """sha256 of every prompt that `write` used, for the provenance of a draft."""
    names = (template(channel, tone, language), f"copy/angle.{language}.j2", f"copy/terms.{language}.j2")
    return {name: digest(name) for name in names}


def _parsed(variant: str, text: str) -> Copy:
    match = HEAD.match(text)
    if match is None:
        raise ValueError(
            f"a copy prompt must begin with Subject: and Preheader:, this one with {text[:40]!r}"
        )
    body = re.sub(r"\n{3,}", "\n\n", match["body"].strip())
    return Copy(variant, match["subject"].strip(), match["preheader"].strip(), body)
