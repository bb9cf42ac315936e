"""The knowledge base answers with source and evidence, in both languages, and knows what it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.knowledge import contents, open_knowledge
from copilot.ports import Knowledge


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return open_knowledge(tmp_path_factory.mktemp("knowledge"))


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Реклама в Telegram по нашей базе?", "ru", "RU-6"),
        ("Can we run Telegram ads for our base?", "en", "RU-6"),
        ("Марафон дал LTV +30%, масштабируем?", "ru", "case-hoff"),
        ("какой штраф за рассылку без согласия", "ru", "RU-1"),
        ("можно ли слать смс ночью", "ru", "Q-1"),
        ("do we have to mark partner ads with an erid", "en", "RU-5"),
        ("что делать с новичками", "ru", "play-first-time"),
        ("what about customers who sleep", "en", "play-long-inactive"),
        ("что такое теневая цена", "ru", "term-shadow-price"),
        ("what is churn rate", "en", "term-churn-rate"),
        ("результат SELA", "ru", "case-sela"),
        ("ВинЛаб сколько дали цепочки", "ru", "case-vinlab"),
    ],
)
def test_the_right_passage_is_among_the_first_three(
    knowledge: Knowledge, question: str, language: str, expected: str
) -> None:
    assert expected in [passage.id for passage in knowledge.search(question, language=language, limit=3)]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("какая погода завтра в Москве", "ru"),
        ("рецепт борща", "ru"),
        ("сколько стоит биткоин", "ru"),
        ("кто выиграл чемпионат мира", "ru"),
        ("what is the capital of France", "en"),
        ("how do I fix my printer", "en"),
        ("write a poem about the sea", "en"),
        ("", "ru"),
        ("???", "en"),
    ],
)
def test_a_question_outside_the_contents_gets_no_passage(
    knowledge: Knowledge, question: str, language: str
) -> None:
    assert knowledge.search(question, language=language) == []


def test_every_passage_has_both_languages_and_every_case_says_its_grade_or_that_nothing_was_measured() -> (
    None
):
    for entry in contents.entries():
        assert min(map(len, (entry.title_ru, entry.title_en, entry.text_ru, entry.text_en))) > 2
        assert entry.evidence in (None, "A", "B", "C", "D", "E", "F")
        if entry.kind == "rule":
            assert entry.source
            assert entry.checked in contents.CHECKED
        if entry.kind == "case":
            assert entry.source
    assert len({entry.id for entry in contents.entries()}) == len(contents.entries())
    assert sum(entry.kind == "glossary" for entry in contents.entries()) >= 30


def test_a_kind_can_be_asked_for(knowledge: Knowledge) -> None:
    assert {p.kind for p in knowledge.search("отток клиентов", language="ru", kind="glossary")} == {
        "glossary"
    }


def test_the_index_is_built_anew_when_the_contents_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_knowledge(tmp_path)
    assert before.search("отток", language="ru")
    monkeypatch.setattr("copilot.knowledge.index.contents_digest", lambda: "other0digest")
    after = open_knowledge(tmp_path)
    assert after.search("отток", language="ru")


def test_a_case_of_volunteers_is_graded_as_self_selected(knowledge: Knowledge) -> None:
    hoff = knowledge.search("игровой марафон Hoff", language="ru", limit=1)[0]
    assert (hoff.evidence, hoff.year) == ("D", 2025)
    assert "случайную часть" in hoff.text
