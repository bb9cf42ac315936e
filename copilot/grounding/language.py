"""Which language a question is in, and its words in basic form."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

_WORD = re.compile(r"[a-zа-я0-9]+(?:-[a-zа-я0-9]+)*")


def detect(text: str, *, default: Literal["ru", "en"] = "ru") -> Literal["ru", "en"]:
    """`ru` or `en` by the letters used; code words such as CLV in a Russian question do not decide."""
    cyrillic = sum("а" <= char <= "я" or char in "ёЁ" for char in text.lower())
    latin = sum("a" <= char <= "z" for char in text.lower())
    if not cyrillic and not latin:
        return default
    return "ru" if cyrillic * 2 >= latin else "en"


def fold(text: str) -> str:
    """Lower case, ё as е, curly quotes and dashes plain, spaces single."""
    text = text.lower().replace("ё", "е").replace("\u00a0", " ")
    text = re.sub(r"[«»„“”\"]", '"', text)
    text = re.sub(r"[‐‑–—−]", "-", text)
    return re.sub(r"\s+", " ", text).strip()


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(fold(text))


def stems(text: str) -> list[str]:
    """The words of a text without their endings, Russian and English alike."""
    return [stem(word) for word in words(text)]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The Snowball stem of one folded word."""
    russian, english = _stemmers()
    is_russian = any("а" <= char <= "я" for char in word)
    out: str = (russian if is_russian else english).stemWord(word)
    return out


@lru_cache(maxsize=1)
def _stemmers() -> tuple[Any, Any]:
    import Stemmer

    return Stemmer.Stemmer("russian"), Stemmer.Stemmer("english")
