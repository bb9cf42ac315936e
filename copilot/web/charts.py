"""Charts and tables of a tool run, for pages and downloads."""

from __future__ import annotations

import csv
import io
import threading
from collections import OrderedDict

from copilot.errors import NotFound
from copilot.ports import Ports
from tools.facts import Chart, Column, Row, Table, ToolResult

AT_ONCE = 1
KEPT = 256


class Charts:
    """Draws charts, one at a time: drawing is the slowest thing the pages do, and unbounded drawing made
    the first word of 100 simultaneous answers wait for 6 seconds. A run never changes, so neither does its
    chart, and the newest are kept."""

    def __init__(self) -> None:
        self._turn = threading.Semaphore(AT_ONCE)
        self._kept: OrderedDict[tuple[str, int, str], str] = OrderedDict()

    def svg(self, result: ToolResult, number: int, language: str) -> str:
        """The drawing of the run's chart with this number. Raises NotFound."""
        if not 0 <= number < len(result.charts):
            raise NotFound("There is no such chart.", message_ru="Такого графика нет.")
        key = (result.run_id, number, language)
        known = self._kept.get(key)
        if known is not None:
            return known
        from copilot.services import charts

        with self._turn:
            known = self._kept.get(key)
            if known is not None:
                return known
            drawn = charts.svg(result.charts[number], result, language)
            self._kept[key] = drawn
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return drawn


def warm_up() -> None:
    """Draws one bar that nobody sees: the first drawing of a process takes seconds."""
    from copilot.services import charts

    table = Table("t", "", "", (Column("n", "number", "", ""),), (Row("a", "a", "a", (1,)),))
    charts.draw(Chart("bar", "t", ("n",), "", ""), table, "en")


def run_of(ports: Ports, run_id: str) -> ToolResult:
    """The stored run; raises NotFound."""
    result = ports.runs.get(run_id)
    if result is None:
        raise NotFound(f"There is no run {run_id}.", message_ru=f"Расчёта {run_id} нет.")
    return result


def table_of(result: ToolResult, key: str) -> Table:
    """One table of a run; raises NotFound."""
    for table in result.tables:
        if table.key == key:
            return table
    raise NotFound(f"The run has no table {key!r}.", message_ru=f"В расчёте нет таблицы {key!r}.")


def table_csv(table: Table, language: str) -> bytes:
    """The table as the spreadsheet of that country reads it: `;` and decimal commas in Russian.

    Starts with a byte order mark, without which Excel garbles Cyrillic. A label that a spreadsheet would
    run as a formula gets an apostrophe in front.
    """
    russian = language == "ru"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if russian else ",", lineterminator="\r\n")
    heads = [f"{c.label_ru if russian else c.label_en}, {c.unit}" for c in table.columns]
    writer.writerow([_inert(table.title_ru if russian else table.title_en), *map(_inert, heads)])
    for row in table.rows:
        cells = [_cell(value, russian=russian) for value in row.values]
        writer.writerow([_inert(row.label_ru if russian else row.label_en), *cells])
    return ("\ufeff" + out.getvalue()).encode()


def _cell(value: float | int | str | None, *, russian: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _inert(value)
    text = repr(value)
    return text.replace(".", ",") if russian else text


def _inert(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
