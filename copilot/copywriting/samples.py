"""The message as a phone shows it: with the longest realistic name, a usual one, and none at all."""

from __future__ import annotations

from collections.abc import Sequence

from copilot.copywriting.placeholders import merge
from copilot.domain.campaign import Copy, Sample

NAMES: dict[str, dict[str, str | None]] = {
    "ru": {"longest": "Константин-Александр", "typical": "Анна", "empty": None},
    "en": {"longest": "Maximiliana-Josephine", "typical": "Anna", "empty": None},
}
SAMPLE_KEY = "0" * 24


def samples_of(copies: Sequence[Copy], *, language: str, public_url: str) -> tuple[Sample, ...]:
    """Three renderings of each variant."""
    made = []
    for copy in copies:
        for kind, name in NAMES[language].items():
            values = {"first_name": name, "unsubscribe_url": unsubscribe_url(public_url, SAMPLE_KEY)}
            made.append(
                Sample(kind, copy.variant, merge(copy.subject, values), merge(copy.body, values))  # type: ignore[arg-type]
            )
    return tuple(made)


def unsubscribe_url(public_url: str, key: str) -> str:
    """Where one click ends the messages of this channel to the person of this delivery."""
    return f"{public_url.rstrip('/')}/u/{key}"
