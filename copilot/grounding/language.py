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


def content_stems(text: str) -> list[str]:
    """The stems of a text without its empty words ("what", "покажи")."""
    return [one for one in stems(text) if one not in _empty_stems()]


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


@lru_cache(maxsize=1)
def _empty_stems() -> frozenset[str]:
    return frozenset(stems(_EMPTY_WORDS))


_EMPTY_WORDS = (
    "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня "
    "еще нет о из ему теперь когда даже ну ли если уже или быть был него до вас нибудь опять уж вам ведь там потом "
    "себя ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под "
    "будет ж кто этот того потому этого какой какая какие каких каком совсем ним здесь этом один почти мой тем чтобы "
    "нее сейчас были куда зачем всех никогда можно при наконец два об другой хоть после над больше тот через эти нас "
    "про всего них много разве три эту моя впрочем хорошо свою этой перед иногда лучше чуть том нельзя такой им более "
    "всегда конечно всю между нужно нужен нужна ли такое значит означает объясни расскажи покажи скажи дай наш наша "
    "наши наших нам сделать делать свой своей своих стоит вообще просто "
    "a an the and or of to in on at for with from by about is are was were be been do does did can could may might "
    "should would will shall what which who whom how why when where it its this that these those i you we they our "
    "your my me us them not no any some there have has had if then than as so tell explain mean means please show "
    "give get need want use used using best good"
)
