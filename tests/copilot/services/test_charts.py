"""Charts are drawn from tables, in the reader's language, with the same bytes in every process."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from copilot.services import charts
from tools.facts import Chart, Column, Row, Table, ToolResult

WEEKS = Table(
    "weeks",
    "Недели",
    "Weeks",
    (Column("revenue", "RUB", "Выручка", "Revenue"), Column("margin", "RUB", "Маржа", "Margin")),
    tuple(Row(f"2026-09-{d:02d}", "н", "w", (d * 1e6, d * 4e5)) for d in (6, 13, 20, 27)),
)
PARTS = Table(
    "parts",
    "Вклад",
    "Parts",
    (Column("effect", "RUB", "Вклад", "Contribution"),),
    (
        Row("previous", "Прошлая неделя", "Last week", (7_125_242.0,)),
        Row("customers", "Клиенты", "Customers", (-420_000.0,)),
        Row("frequency", "Частота", "Frequency", (None,)),
        Row("current", "Эта неделя", "This week", (6_705_242.0,)),
    ),
)
SHARES = Table(
    "shares",
    "Доли",
    "Shares",
    (Column("share", "share", "Доля", "Share"),),
    tuple(Row(f"s{i}", f"сегмент с длинным именем {i}", f"segment {i}", (0.1 * i,)) for i in range(1, 5)),
)
RESULT = ToolResult("r000000000000", "test", 1, {}, "s1", (), (WEEKS, PARTS, SHARES))
LINE = Chart("line", "weeks", ("revenue", "margin"), "Выручка по неделям", "Revenue by week")


def test_months_and_numbers_are_written_in_the_readers_language() -> None:
    assert "сен" in charts.svg(LINE, RESULT, "ru")
    assert "млн ₽" in charts.svg(LINE, RESULT, "ru")
    assert "Sep" in charts.svg(LINE, RESULT, "en")
    assert "M RUB" in charts.svg(LINE, RESULT, "en")


def test_per_cents_carry_their_sign() -> None:
    chart = Chart("bar", "shares", ("share",), "Доли", "Shares")
    assert "40\u00a0%" in charts.svg(chart, RESULT, "ru")
    assert "40%" in charts.svg(chart, RESULT, "en")


def test_a_waterfall_shows_totals_and_signed_changes_and_skips_what_is_missing() -> None:
    drawn = charts.svg(Chart("waterfall", "parts", ("effect",), "Вклад", "Parts"), RESULT, "ru")
    assert "−420" in drawn
    assert "7\u00a0125" in drawn
    assert "Частота" not in drawn


def test_drawings_carry_no_style_no_script_and_no_foreign_address() -> None:
    drawn = charts.svg(LINE, RESULT, "ru")
    assert "style=" not in drawn
    assert "<script" not in drawn
    addresses = set(re.findall(r"https?://[^\"]+", drawn))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "DejaVu Sans" in drawn


@pytest.mark.parametrize("kind", ["line", "bar", "stacked_bar"])
def test_every_kind_draws_every_series(kind: str) -> None:
    drawn = charts.svg(Chart(kind, "weeks", ("revenue", "margin"), "Т", "T"), RESULT, "ru")  # type: ignore[arg-type]
    assert "Выручка" in drawn
    assert "Маржа" in drawn


def test_a_chart_without_its_table_is_an_error() -> None:
    with pytest.raises(KeyError, match="no table 'nothing'"):
        charts.svg(Chart("bar", "nothing", ("x",), "Т", "T"), RESULT, "ru")


def test_the_same_chart_has_the_same_bytes_in_another_process_and_after_other_charts() -> None:
    program = (
        "import hashlib, importlib.util, sys\n"
        f"spec = importlib.util.spec_from_file_location('charts_case', {__file__!r})\n"
        "case = importlib.util.module_from_spec(spec); sys.modules['charts_case'] = case; spec.loader.exec_module(case)\n"
        "other = case.Chart('waterfall', 'parts', ('effect',), 'x', 'x')\n"
        "[case.charts.svg(other, case.RESULT, 'en') for _ in range(int(sys.argv[1]))]\n"
        "print(hashlib.sha256(case.charts.svg(case.LINE, case.RESULT, 'ru').encode()).hexdigest())\n"
    )
    first, second = (
        subprocess.run([sys.executable, "-c", program, n], capture_output=True, text=True, check=True).stdout
        for n in ("0", "1")
    )
    assert first == second != ""
