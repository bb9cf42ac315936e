"""What each channel takes: lengths that block, lengths that warn, and the parts that an SMS is charged in.

SMS: 3GPP TS 23.038 and 23.040: 160 septets, or 153 a part; 70 UTF-16 units, or 67 a part; characters of the
extension table count two septets and, like surrogate pairs, are not split between parts.
"""

from __future__ import annotations

from dataclasses import dataclass

CHANNELS = ("email", "sms", "push")
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_EXTENSION = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True, slots=True)
class Limit:
    """Longest text of a field: above `warn` an amber flag, above `block` a red one."""

    warn: int
    block: int


LIMITS: dict[str, dict[str, Limit]] = {
    "email": {"subject": Limit(50, 150), "preheader": Limit(100, 250), "body": Limit(4_000, 50_000)},
    "push": {"subject": Limit(30, 50), "body": Limit(140, 178)},
    # In parts, not characters.
    "sms": {"body": Limit(3, 6)},
}
PREHEADER_LEAST = 40


@dataclass(frozen=True, slots=True)
class SmsSize:
    """How an SMS is charged."""

    parts: int
    units: int
    encoding: str


def sms_size(text: str) -> SmsSize:
    """Parts of an SMS. One Cyrillic letter, « or № switches the whole text to UCS-2."""
    if all(letter in GSM_7 or letter in GSM_7_EXTENSION for letter in text):
        return _size([2 if letter in GSM_7_EXTENSION else 1 for letter in text], 160, 153, "GSM-7")
    return _size([2 if ord(letter) > 0xFFFF else 1 for letter in text], 70, 67, "UCS-2")


def _size(widths: list[int], single: int, each: int, encoding: str) -> SmsSize:
    units = sum(widths)
    if units <= single:
        return SmsSize(1 if units else 0, units, encoding)
    parts, filled = 1, 0
    for width in widths:
        if filled + width > each:
            parts, filled = parts + 1, 0
        filled += width
    return SmsSize(parts, units, encoding)
