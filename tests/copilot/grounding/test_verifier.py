"""A sentence is shown only where the facts bear it out."""

from __future__ import annotations

import pytest

from copilot.grounding.evidence import Evidence
from copilot.grounding.verifier import sentences, verify
from tools.facts import Column, Fact, Note, Row, Table, ToolResult

RUN = "r0123456789ab"
TABLE = Table(
    "segments",
    "Сегменты",
    "Segments",
    (Column("customers", "customers", "Клиентов", "Customers"), Column("share", "share", "Доля", "Share")),
    (
        Row("loyal", "Лояльные", "Loyal", (400, 0.62)),
        Row("sleeping", "Спящие", "Sleeping", (150, 0.21)),
        Row("coffee", "Кофе 250 г", "Coffee 250 g", (90, 0.17)),
    ),
)
FACTS = (
    Fact("revenue", 1_234_500.0, "RUB", "Выручка", "Revenue", as_of="2011-12-09", n=640, run_id=RUN),
    Fact("change", -0.05, "share", "Изменение", "Change", low=-0.08, high=-0.02, level=0.95, is_change=True, run_id=RUN),
    Fact("retention", 0.012, "pp", "Удержание", "Retention", low=-0.004, high=0.03, is_change=True, run_id=RUN),
    Fact("effect", 52_300.0, "RUB", "Эффект", "Effect", evidence="A", is_change=True, run_id=RUN),
    Fact("lift", 2.4, "ratio", "Во сколько раз", "Times", run_id=RUN),
    Fact("start", "2011-11-28", "date", "Начало", "Start", run_id=RUN),
)  # fmt: skip
EVIDENCE = Evidence(
    (
        ToolResult(
            RUN, "t", 1, {"horizon_months": 12, "end": "2011-12-04"}, "s", FACTS, (TABLE,),
            notes=(Note("Нужно не меньше 500 клиентов в группе.", "At least 500 customers a group are needed."),),
        ),
    )
)  # fmt: skip


def codes(sentence: str, language: str = "ru", question: str = "") -> list[str]:
    return [problem.code for problem in verify(sentence, EVIDENCE, language, question=question).problems]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Выручка составила 1 234,5 тыс. ₽.", "ru"),
        ("Выручка составила 1,2 млн ₽ на 9 декабря 2011.", "ru"),
        ("Revenue was RUB 1,234.5k as of 9 December 2011.", "en"),
        ("Она упала на 5 %.", "ru"),
        ("It fell by 5.0% (95% interval −8.0% to −2.0%).", "en"),
        ("Изменение −5,0 % за неделю с 28 ноября 2011.", "ru"),
        ("Доля лояльных 62 %.", "ru"),
        ("Loyal customers are 62% of the base, sleeping 21%.", "en"),
        ("Удержание выросло на 1,2 п.п.", "ru"),
        ("Кампания принесла 52,3 тыс. ₽ благодаря напоминанию.", "ru"),
        ("На горизонте 12 месяцев это 1,2 млн ₽.", "ru"),
        ("Товар «Кофе 250 г» даёт 17 %.", "ru"),
        (f"Выручка [[{RUN}.revenue]] упала на [[{RUN}.change|percent_abs]].", "ru"),
        (f"Больше всего у лояльных: [[{RUN}.segments.loyal.share]].", "ru"),
        ("Нужно не меньше 500 клиентов в группе.", "ru"),
        ("Причина падения не доказана.", "ru"),
        ("Нельзя утверждать, что выручка упала на 5 % из-за цен.", "ru"),
        ("Удержание изменилось незначимо: на 1,2 п.п.", "ru"),
        ("В 2,4 раза больше.", "ru"),
    ],
)
def test_a_true_sentence_is_shown(sentence: str, language: str) -> None:
    assert codes(sentence, language) == []


@pytest.mark.parametrize(
    ("sentence", "language", "code"),
    [
        ("Выручка составила 1 334,5 тыс. ₽.", "ru", "unsupported_number"),
        ("Revenue was RUB 1,234.5M.", "en", "unsupported_number"),
        ("Revenue was USD 1,234.5k.", "en", "unsupported_number"),
        ("Она упала на 5 п.п.", "ru", "unsupported_number"),
        ("Удержание выросло на 1,2 %.", "ru", "unsupported_number"),
        ("Удержание −1,2 п.п.", "ru", "unsupported_number"),
        ("Выручка на 9 декабря 2010.", "ru", "unsupported_date"),
        ("Доля лояльных 21 %.", "ru", "unsupported_number"),
        (f"Доля спящих [[{RUN}.segments.loyal.share]].", "ru", "wrong_entity"),
        (f"Выручка выросла на [[{RUN}.change|percent_abs]].", "ru", "wrong_direction"),
        ("Retention fell by [[r0123456789ab.retention]].", "en", "wrong_direction"),
        ("Выручка значительно выросла.", "ru", "direction_without_change"),
        (f"Выручка упала на [[{RUN}.change|percent_abs]] из-за цен.", "ru", "unproven_cause"),
        (f"Revenue changed by [[{RUN}.change]] because of prices.", "en", "unproven_cause"),
        (f"Удержание значимо выросло на [[{RUN}.retention]].", "ru", "not_significant"),
        (f"Больше всего у спящих: [[{RUN}.segments.sleeping.share]].", "ru", "not_extreme"),
        (f"Выручка [[{RUN}.nothing]].", "ru", "broken_slot"),
        ("Клиентов примерно три тысячи.", "ru", "unsupported_number"),
        ("Выручка удвоилась, вдвое больше.", "ru", "unsupported_number"),
        ("Up −5.0% on the week.", "en", "wrong_direction"),
    ],
)
def test_a_false_sentence_is_withheld(sentence: str, language: str, code: str) -> None:
    assert code in codes(sentence, language)


def test_the_questions_own_figures_may_be_echoed_as_the_questions_alone() -> None:
    question = "Верни уходящих, бюджет 100 тысяч"
    assert codes("При бюджете 100 тысяч ₽ это возможно.", question=question) == []
    assert codes("Заработаем 100 тысяч ₽.", question=question) == ["unsupported_number"]
    assert codes("При бюджете 200 тысяч ₽ это возможно.", question=question) == ["unsupported_number"]


def test_why_a_tool_refused_may_be_said_word_for_word_and_no_other_way() -> None:
    refusal = "There are 12 buyers; figures are shown for at least 20."
    evidence = Evidence((), refusals=(refusal,))
    assert verify(refusal, evidence, "en").holds
    assert not verify(refusal.replace("12", "13"), evidence, "en").holds


def test_bought_is_not_read_as_fell() -> None:
    assert codes(f"Клиенты покупали, эффект вырос до [[{RUN}.effect]].") == []


def test_sentences_joined_again_are_the_text() -> None:
    text = "Выручка 1 234,5 тыс. ₽ за период. Рост на 2 п.п. к октябрю.\n\n- первый\n- второй! Да?\n1. пункт"
    assert "".join(sentences(text)) == text
    assert sentences(text)[0] == "Выручка 1 234,5 тыс. ₽ за период. "
