"""What a segment is called and by which rule it is made; lists of segments are data and may be replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.errors import InvalidArgument


@dataclass(frozen=True, slots=True)
class Segment:
    """A named group of customers. `rule_*` completes the sentence "a customer who ..."."""

    key: str
    name_ru: str
    name_en: str
    rule_ru: str
    rule_en: str


def by_key(segments: Sequence[Segment], key: str, *, argument: str = "segment") -> Segment:
    """The segment of this key, or InvalidArgument that lists the keys there are."""
    for segment in segments:
        if segment.key == key:
            return segment
    known = ", ".join(segment.key for segment in segments)
    raise InvalidArgument(
        f"There is no segment {key!r}; known are {known}.",
        message_ru=f"Сегмента {key!r} нет; есть {known}.",
        argument=argument,
    )
