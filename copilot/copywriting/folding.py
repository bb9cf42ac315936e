"""Undoes the usual ways to slip a word past a checker, so that rules see the word itself."""

from __future__ import annotations

import re
import unicodedata

HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters that nobody sees: zero widths, direction marks, tags. A joined emoji may hold U+200D."""
EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
JOINED_EMOJI = re.compile(f"(?<={EMOJI.pattern})[\ufe0f\u200d]+")
TO_CYRILLIC = str.maketrans("abcehkmoptxyu3", "авсенкмортхуиз")
TO_LATIN = str.maketrans("авсенкмортху", "abcehkmoptxy")
APART = re.compile(r"(?<!\w)(?:\w[ .\-_*]){3,}\w(?!\w)")


def hidden_characters(text: str) -> list[str]:
    """Code points that a reader cannot see."""
    return [f"U+{ord(char):04X}" for char in HIDDEN.findall(JOINED_EMOJI.sub("", text))]


def folded(text: str) -> str:
    """Lower case, compatibility forms resolved, hidden characters gone, l e t t e r s joined, and letters of
    the other alphabet inside a word replaced by the ones they look like."""
    plain = HIDDEN.sub("", unicodedata.normalize("NFKC", text.replace("№", "\ue001"))).replace("\ue001", "№")
    plain = APART.sub(lambda match: re.sub(r"[ .\-_*]", "", match[0]), plain.lower())
    return re.sub(r"\w+", lambda match: _one_alphabet(match[0]), plain)


def _one_alphabet(word: str) -> str:
    latin = sum("a" <= letter <= "z" for letter in word)
    cyrillic = sum("а" <= letter <= "я" or letter == "ё" for letter in word)
    if not latin or not cyrillic:
        return word
    return word.translate(TO_CYRILLIC) if cyrillic >= latin else word.translate(TO_LATIN)
