"""The router learns tools from example questions and says how sure it is."""

from __future__ import annotations

from pathlib import Path

from copilot.agent.offline.router import ELSEWHERE, Router

EXAMPLES = [
    ("Почему упала выручка?", "change"),
    ("отчего просели продажи", "change"),
    ("why did revenue fall", "change"),
    ("explain the drop in sales", "change"),
    ("Сколько у нас лояльных?", "segments"),
    ("размер сегментов", "segments"),
    ("how many loyal customers are there", "segments"),
    ("segment sizes", "segments"),
    ("Какой CLV у новичков?", "clv"),
    ("пожизненная ценность клиента", "clv"),
    ("lifetime value of newcomers", "clv"),
    ("what is a customer worth", "clv"),
]
ROUTER = Router(EXAMPLES)


def test_examples_find_their_own_tool() -> None:
    assert all(ROUTER.rank(text)[0].name == name for text, name in EXAMPLES)


def test_typos_endings_and_the_other_language_are_bridged() -> None:
    assert ROUTER.rank("почиму упала выручька")[0].name == "change"
    assert ROUTER.rank("лояльными сегментами")[0].name == "segments"
    assert ROUTER.rank("LTV клиентов")[0].name == "clv"


def test_probabilities_add_up_and_the_same_examples_give_the_same_router() -> None:
    ranked = ROUTER.rank("что с выручкой", limit=3)
    assert abs(sum(one.probability for one in ranked) - 1) < 1e-9
    assert Router(reversed(EXAMPLES)).rank("что с выручкой")[0].name == ranked[0].name
    assert Router(EXAMPLES).rank("что с выручкой", limit=3) == ranked


def test_a_router_read_from_its_file_ranks_as_before(tmp_path: Path) -> None:
    ROUTER.save(tmp_path / "cache" / "router.npz")
    again = Router.load(tmp_path / "cache" / "router.npz")
    for question in ("почему упали продажи", "сколько лояльных", "worth of a newcomer", "кофе"):
        assert again.rank(question) == ROUTER.rank(question)
        assert again.familiarity(question) == ROUTER.familiarity(question)


def test_a_foreign_question_is_unfamiliar() -> None:
    assert ROUTER.familiarity("как починить кофемашину") < 0.3
    assert ROUTER.familiarity("почему упали продажи") > 0.6


def test_a_misspelt_word_is_read_as_the_closest_known_one_and_a_name_is_left_alone() -> None:
    assert ROUTER._mended("ценность лаяльных") == "ценность лояльных"
    assert ROUTER._mended("Владивосток") == "владивосток"


def test_words_of_questions_for_no_tool_are_not_familiar() -> None:
    router = Router([*EXAMPLES, ("как сварить борщ", ELSEWHERE), ("how to boil rice", ELSEWHERE)])
    assert router.rank("как сварить рис")[0].name == ELSEWHERE
    assert router.familiarity("борщ") == 0.0
