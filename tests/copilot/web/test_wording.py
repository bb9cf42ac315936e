"""The words of the pages: complete in both languages."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import copilot.web
from copilot.web.wording import words

HERE = Path(copilot.web.__file__).parent


def placeholders(text: Any) -> set[str]:
    texts = text.values() if isinstance(text, dict) else text if isinstance(text, list) else [text]
    return {name for one in texts for _, name, _, _ in string.Formatter().parse(str(one)) if name}


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    ru, en = words("ru").texts, words("en").texts
    assert set(ru) == set(en)
    assert [key for key in ru if placeholders(ru[key]) != placeholders(en[key])] == []


def test_every_text_that_a_page_asks_for_exists() -> None:
    asked = set()
    for template in (HERE / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        asked |= set(re.findall(r"""\bt(?:\.count)?\(\s*["']([a-z_.0-9A-F]+[a-z0-9A-F])["']""", text))
    assert asked - set(words("ru").texts) == set()
    assert len(asked) > 100


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 человек"), (3, "3 человека"), (5, "5 человек"), (21, "21 человек"), (1234, "1 234 человека")],
)
def test_russian_counts_use_the_right_form(number: int, said: str) -> None:
    assert words("ru").count("count.people", number).replace("\u00a0", " ") == said


def test_times_are_shown_in_the_time_zone_of_the_business() -> None:
    at = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert words("ru").moment(at, ZoneInfo("Europe/Moscow")).replace("\u00a0", " ") == "22 нояб. 2026, 02:30"


def test_a_missing_text_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(KeyError, match="no such"):
        words("ru")("no such")
