"""Takes personal data out of a text before it reaches a model, a log or a trace.

Found by pattern and, where there is one, by checksum: e-mail addresses, phone numbers, payment cards
(Luhn), bank accounts and IBAN, Russian passports, INN and SNILS. Names of people are not found: they never
enter a prompt, because tools return aggregates and messages carry placeholders.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_SEP = r"[ \u00a0\u2009\u202f.\-‐‑–()]{0,3}"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with placeholders such as `[phone_1]`, and what they stand for (kept in the house only)."""

    text: str
    originals: dict[str, str] = field(repr=False, default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        """What was found, such as `email` or `phone`, each once."""
        return sorted({name.strip("[]").rsplit("_", 1)[0] for name in self.originals})


def redact(text: str, *, known: dict[str, str] | None = None) -> Redacted:
    """The text without personal data. The same value gets the same placeholder; `known` continues the
    numbering of an earlier text of the same conversation."""
    text = plain(text)
    originals = dict(known or {})
    by_value = {_canonical(value): name for name, value in originals.items()}
    spans: list[tuple[int, int, str]] = []
    for kind, start, end in _found(text):
        if all(end <= a or start >= b for a, b, _ in spans):
            spans.append((start, end, kind))
    out, position = [], 0
    for start, end, kind in sorted(spans):
        value = text[start:end]
        name = by_value.get(_canonical(value))
        if name is None:
            name = f"[{kind}_{sum(k.startswith(f'[{kind}_') for k in originals) + 1}]"
            originals[name] = value
            by_value[_canonical(value)] = name
        out += [text[position:start], name]
        position = end
    return Redacted("".join(out) + text[position:], originals)


def contains_personal_data(text: str) -> bool:
    """Whether `redact` would change anything."""
    return next(_found(plain(text)), None) is not None


def plain(text: str) -> str:
    """The text without invisible characters and with ordinary digits, so that neither hides a number."""
    text = text.translate(_INVISIBLE)
    return "".join(
        str(unicodedata.digit(char))
        if char.isdigit() and not char.isascii() and unicodedata.digit(char, None) is not None
        else char
        for char in text
    ).replace("＠", "@")


def _found(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern, accept in _PATTERNS:
        for match in pattern.finditer(text):
            if accept(match):
                start, end = match.span("value") if "value" in pattern.groupindex else match.span()
                yield kind, start, end


def _canonical(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    if "@" in value or len(digits) < 6:
        return value.lower()
    return "7" + digits[1:] if len(digits) == 11 and digits[0] == "8" else digits


def _digits(match: re.Match[str]) -> list[int]:
    value = match["value"] if "value" in match.re.groupindex else match[0]
    return [int(char) for char in value if char.isdigit()]


def luhn(match: re.Match[str]) -> bool:
    """The checksum of payment cards."""
    digits = _digits(match)
    total = sum(digits[-1::-2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return 13 <= len(digits) <= 19 and total % 10 == 0 and len(set(digits)) > 1


def inn(match: re.Match[str]) -> bool:
    """The checksum of a Russian taxpayer number of 10 or 12 digits."""
    d = _digits(match)
    w10, w11, w12 = (
        (2, 4, 10, 3, 5, 9, 4, 6, 8),
        (7, 2, 4, 10, 3, 5, 9, 4, 6, 8),
        (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8),
    )

    def control(weights: tuple[int, ...]) -> int:
        return sum(w * x for w, x in zip(weights, d, strict=False)) % 11 % 10

    if len(d) == 10:
        return control(w10) == d[9]
    return len(d) == 12 and control(w11) == d[10] and control(w12) == d[11]


def snils(match: re.Match[str]) -> bool:
    """The checksum of a Russian pension insurance number."""
    d = _digits(match)
    total = sum((9 - i) * x for i, x in enumerate(d[:9])) % 101 % 100
    return len(d) == 11 and total == d[9] * 10 + d[10]


def _always(_match: re.Match[str]) -> bool:
    return True


_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    ("email", re.compile(r"[\w.+\-]+ ?@ ?[\w\-]+(?:\.[\w\-]+)+", re.UNICODE), _always),
    ("email", re.compile(r"[\w.+\-]+ ?(?:\[at\]|\(at\)|\(собака\)) ?[\w\-]+ ?(?:\.|\[dot\]|\(dot\)) ?\w{2,}", re.I), _always),
    ("account", re.compile(r"(?<![\w])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?(?![\w])"), _always),
    ("account", re.compile(r"(?<!\d)\d{20}(?!\d)"), _always),
    ("card", re.compile(r"(?<![\d.,])\d(?:[ \u00a0\-]?\d){12,18}(?![\d])"), luhn),
    ("snils", re.compile(r"(?<!\d)\d{3}-\d{3}-\d{3}[ -]?\d{2}(?!\d)"), _always),
    ("snils", re.compile(r"(?:снилс|snils)\D{0,15}(?P<value>\d{11})(?!\d)", re.I), _always),
    ("snils", re.compile(r"(?<!\d)(?P<value>\d{11})(?!\d)"), lambda m: snils(m) and m["value"][0] not in "78"),
    ("inn", re.compile(r"(?:инн|\binn\b|\btin\b)\D{0,15}(?P<value>\d{12}|\d{10})(?!\d)", re.I), _always),
    ("inn", re.compile(r"(?<!\d)(?P<value>\d{12})(?!\d)"), inn),
    ("passport", re.compile(r"(?:паспорт|passport|сери[яи])\D{0,25}(?P<value>\d{2} ?\d{2}[ №Nn#]{0,4}(?:номер ?)?\d{6})(?!\d)", re.I), _always),
    ("passport", re.compile(r"(?<![\d.,])\d{2} ?\d{2} (?:№ ?)?\d{6}(?!\d)"), _always),
    ("phone", re.compile(rf"(?<![\w+])\+\d{{1,3}}{_SEP}\d{{2,4}}{_SEP}\d{{2,4}}{_SEP}\d{{2,4}}{_SEP}\d{{0,4}}(?!\d)"), lambda m: 10 <= len(_digits(m)) <= 15),
    ("phone", re.compile(rf"(?<![\w.,])[78]{_SEP}[3489]\d{{2}}{_SEP}\d{{3}}{_SEP}\d{{2}}{_SEP}\d{{2}}(?![\d])"), _always),
    ("phone", re.compile(r"(?<![\w.,])\(?[3489]\d{2}\)?[ \-]\d{3}[ \-]\d{2}[ \-]\d{2}(?!\d)"), _always),
    ("phone", re.compile(r"(?<![\w.,])9\d{9}(?!\d)"), _always),
    ("phone", re.compile(r"(?<![\w.,])(?:\(\d{3}\) ?|\d{3}[\-.])\d{3}[\-.]\d{4}(?!\d)"), _always),
)  # fmt: skip
