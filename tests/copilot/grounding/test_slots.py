"""Slots are filled in the reader's own way of writing figures."""

from __future__ import annotations

import pytest

from copilot.grounding.slots import BrokenSlot, fill, format_fact, slots_in, write_slot
from tools.facts import Fact

RUN = "r0123456789ab"


def fact(value: float | int | str, unit: str, **more: object) -> Fact:
    return Fact("x", value, unit, "Икс", "X", run_id=RUN, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "unit", "style", "ru", "en"),
    [
        (1_234_500.0, "RUB", None, "1 234,5 тыс. ₽", "RUB 1,234.5k"),
        (12_345_678.0, "RUB", "money", "12,3 млн ₽", "RUB 12.3M"),
        (-12_345_678.0, "RUB", "money", "−12,3 млн ₽", "RUB −12.3M"),
        (23_000_000_000, "RUB", "money", "23,0 млрд ₽", "RUB 23.0bn"),
        (234.56, "GBP", "money", "234,56 £", "GBP 234.56"),
        (1234.56, "GBP", "money", "1 235 £", "GBP 1,235"),
        (1_234_567.891, "RUB", "money_full", "1 234 567,89 ₽", "RUB 1,234,567.89"),
        (0.123, "share", None, "12,3 %", "12.3%"),
        (0.0057, "share", None, "0,57 %", "0.57%"),
        (0.012, "pp", None, "1,2 п.п.", "1.2 pp"),
        (-0.012, "pp", "pp_abs", "1,2 п.п.", "1.2 pp"),
        (0.012, "pp", "signed", "+1,2 п.п.", "+1.2 pp"),
        (1234.6, "customers", None, "1 235", "1,235"),
        (21, "customers", "customers", "21 клиент", "21 customers"),
        (1, "customers", "customers", "1 клиент", "1 customer"),
        (2.5, "weeks", None, "2,5 недели", "2.5 weeks"),
        (11, "days", None, "11 дней", "11 days"),
        (2.4, "ratio", None, "2,4 раза", "2.4x"),
        ("2011-11-28", "date", None, "28 ноября 2011", "28 November 2011"),
        ("2011-11", "date", None, "ноябрь 2011", "November 2011"),
        ("BG/NBD", "text", None, "BG/NBD", "BG/NBD"),
    ],
)
def test_a_fact_is_written_as_its_reader_writes(value, unit, style, ru, en) -> None:
    assert format_fact(fact(value, unit), "ru", style).replace("\u00a0", " ") == ru
    assert format_fact(fact(value, unit), "en", style).replace("\u00a0", " ") == en


def test_spaces_inside_a_figure_never_break_the_line() -> None:
    assert " " not in format_fact(fact(1_234_500.0, "RUB"), "ru")
    assert " " not in format_fact(fact("2011-11-28", "date"), "ru")


def test_an_interval_names_its_unit_once_and_in_one_scale() -> None:
    money = fact(20_000.0, "RUB", low=1200.0, high=34_000.0, level=0.95)
    assert format_fact(money, "ru", "interval").replace("\u00a0", " ") == "от 1,2 до 34,0 тыс. ₽"
    assert format_fact(money, "en", "interval").replace("\u00a0", " ") == "RUB 1.2k to 34.0k"
    share = fact(0.1, "share", low=-0.05, high=0.2)
    assert format_fact(share, "ru", "interval").replace("\u00a0", " ") == "от −5,0 до 20,0 %"
    assert format_fact(fact(1.0, "share"), "ru", "interval") == "интервал не рассчитан"


def test_fill_replaces_every_slot_and_leaves_the_rest_alone() -> None:
    facts = {f"{RUN}.x": fact(0.5, "share")}
    text = f"Доля {write_slot(RUN, 'x', 'percent')}, снова {write_slot(RUN, 'x')} и [[не слот]]."
    assert fill(text, facts.get, "en") == "Доля 50.0%, снова 50.0% и [[не слот]]."
    assert [slot.format for slot in slots_in(text)] == ["percent", None]


def test_a_figure_in_html_can_be_traced_and_cannot_break_out() -> None:
    hostile = fact('<b>"x"', "text")
    html = fill(f"<p>[[{RUN}.x]]</p>", lambda _: hostile, "en", html=True)
    assert html == (f'<p><span class="fact" data-fact="{RUN}.x" title="X">&lt;b&gt;&quot;x&quot;</span></p>')


def test_an_unknown_fact_or_format_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(BrokenSlot, match="no tool has computed"):
        fill(f"[[{RUN}.nothing]]", lambda _: None, "en")
    with pytest.raises(BrokenSlot, match="cannot be written"):
        fill(f"[[{RUN}.x|roman]]", lambda _: fact(1.0, "share"), "en")
