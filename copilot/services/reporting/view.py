"""What the wording of a report may ask for: slots, tables, charts, and the sentence for what is missing.

Everything that comes out of data (names of campaigns, stores, categories) is escaped here; figures leave as
slots and are filled once, over the whole document.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from copilot.grounding.slots import write_slot
from copilot.services.charts import draw
from copilot.services.reporting.material import Material
from tools.facts import Chart, Column, Fact, Row, Table, ToolResult, Value
from tools.weekly.scorecard import METRICS

NO_VALUE = "–"
SLOT_AS_TEXT = "&#91;&#91;"
"""What opens a slot, written so that a name in the data cannot."""
NAMES_RU = {
    "store": "магазины",
    "online": "онлайн",
    "control": "контроль",
    "treatment": "воздействие",
    "email": "e-mail",
    "sms": "SMS",
}
MOST_GROWTH = 3.0
"""Beyond this a relative change says less than the difference itself."""
GOOD_WHEN = {metric.key: metric.good for metric in METRICS}


class View:
    """The material of one report, in one language."""

    def __init__(self, material: Material, language: str) -> None:
        self._material, self.language = material, language
        self.snapshot, self.currency = material.snapshot, material.currency

    def has(self, name: str, key: str | None = None) -> bool:
        """Whether this run was computed, and whether it has this fact or table."""
        result = self._material.results.get(name)
        if result is None or key is None:
            return result is not None
        return any(table.key == key for table in result.tables) or _fact(result, key) is not None

    def why(self, name: str) -> str:
        """One sentence on why a run is missing."""
        error = self._material.missing.get(name)
        return _safe(error.in_language(self.language)) if error else ""

    def value(self, name: str, key: str) -> Value:
        """A fact's bare value, to choose words by; never to be shown."""
        return self._result(name).fact(key).value

    def low(self, name: str, key: str) -> float | None:
        """The lower end of a fact's interval, to choose words by."""
        return self._result(name).fact(key).low

    def slot(self, name: str, key: str, form: str | None = None) -> str:
        """The slot of a fact; KeyError when the run has none of this key."""
        return write_slot(self._result(name).run_id, self._result(name).fact(key).key, form)

    def run_id(self, name: str) -> str:
        """The id of a run."""
        return self._result(name).run_id

    def rows(self, name: str, table: str, *, like: str = "") -> list[dict[str, str]]:
        """The rows of a table as `key`, `label` (escaped) and a slot for every cell that has a value.

        `like` keeps only rows whose label ends in these words.
        """
        found, out = self._table(name, table), []
        for row in found.rows:
            label = self._label(row)
            if label.endswith(like):
                cells = {
                    column.key: write_slot(self.run_id(name), f"{table}.{row.key}.{column.key}")
                    for column, value in zip(found.columns, row.values, strict=True)
                    if value is not None
                }
                out.append({"key": row.key, "label": _safe(label.removesuffix(like).rstrip(" –")), **cells})
        return out

    def cell(self, name: str, table: str, row: str, column: str) -> Value | None:
        """The bare value of a cell, to choose words by."""
        fact = _fact(self._result(name), f"{table}.{row}.{column}")
        return None if fact is None else fact.value

    def table(
        self,
        name: str,
        table: str,
        *,
        columns: Sequence[str] = (),
        head: str = "",
        signed: Sequence[str] = (),
        limit: int = 40,
    ) -> str:
        """A table of a run as HTML; `signed` columns carry a plus or minus and a colour."""
        found = self._table(name, table)
        places = [i for i, c in enumerate(found.columns) if not columns or c.key in columns]
        heads = "".join(f'<th scope="col">{_safe(self._name(found.columns[i]))}</th>' for i in places)
        body = "".join(self._row(name, found, row, places, signed) for row in found.rows[:limit])
        title = _safe(head or (found.title_ru if self.language == "ru" else found.title_en))
        return (
            f'<div class="scroll"><table><thead><tr><th scope="col">{title}</th>{heads}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )

    def chart(self, name: str, number: int = 0) -> str:
        """A chart of a run as a figure."""
        chart = self._result(name).charts[number]
        table = self._table(name, chart.table)
        return _figure(draw(chart, table, self.language))

    def bridge(self, before: str, after: str) -> str:
        """The waterfall from last week to this one; `before` and `after` name the two totals."""
        result = self._result("change")
        factors = self._table("change", "factors")
        totals = [
            Row(key, label, label, (result.fact(fact).value,))
            for key, label, fact in (("previous", before, "previous"), ("current", after, "value"))
        ]
        parts = [Row(r.key, r.label_ru, r.label_en, r.values[:1]) for r in factors.rows]
        unit = result.fact("value").unit
        title = result.charts[0]
        table = Table("bridge", "", "", (Column("part", unit, "", ""),), (totals[0], *parts, totals[1]))
        return _figure(
            draw(
                Chart("waterfall", "bridge", ("part",), title.title_ru, title.title_en), table, self.language
            )
        )

    def scorecard(self, keys: Sequence[str], heads: Sequence[str], inside: str, outside: str) -> str:
        """The scorecard: a row a figure, against last week, four weeks, last year, and its usual range."""
        result = self._result("week")
        rows = []
        for key in keys:
            fact = _fact(result, key)
            if fact is None:
                continue
            cells = [write_slot(result.run_id, key)]
            cells += [self._against(result, key, suffix) for suffix in ("", "_four_weeks", "_year")]
            cells.append(self._usual(result, fact, inside, outside))
            label = _safe(fact.label_ru if self.language == "ru" else fact.label_en)
            tds = "".join(f"<td>{cell}</td>" for cell in cells)
            rows.append(f'<tr><th scope="row">{label}</th>{tds}</tr>')
        head = "".join(f'<th scope="col">{_safe(h)}</th>' for h in heads)
        return (
            f'<div class="scroll"><table class="scorecard"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )

    def unusual(self) -> list[str]:
        """Labels of the figures that left their usual range this week."""
        if not self.has("week"):
            return []
        result, out = self._result("week"), []
        for metric in METRICS:
            fact = _fact(result, metric.key)
            if fact is not None and _is_outside(result, fact):
                out.append(_safe(fact.label_ru if self.language == "ru" else fact.label_en))
        return out

    def notes(self, *names: str, kinds: Sequence[str] = ()) -> list[str]:
        """The notes of these runs (of all, without a name), each once."""
        results = [self._result(n) for n in names] if names else list(self._material.results.values())
        found = [note for result in results for note in result.notes if not kinds or note.kind in kinds]
        texts = [note.ru if self.language == "ru" else note.en for note in found]
        return [_safe(text) for text in dict.fromkeys(texts)]

    def experiments(self) -> list[str]:
        """Names of the runs about experiments that are still open."""
        return sorted(name for name in self._material.results if name.startswith("experiment_"))

    def runs(self) -> list[dict[str, str]]:
        """Every run of the report: tool, version and id."""
        results = self._material.results.values()
        return [{"tool": r.tool, "version": str(r.version), "id": r.run_id} for r in results]

    def _result(self, name: str) -> ToolResult:
        return self._material.results[name]

    def _table(self, name: str, table: str) -> Table:
        return next(t for t in self._result(name).tables if t.key == table)

    def _name(self, column: Column) -> str:
        return column.label_ru if self.language == "ru" else column.label_en

    def _label(self, row: Row) -> str:
        return NAMES_RU.get(row.label_ru, row.label_ru) if self.language == "ru" else row.label_en

    def _row(self, name: str, table: Table, row: Row, places: Sequence[int], signed: Sequence[str]) -> str:
        cells = []
        for place in places:
            column, value = table.columns[place], row.values[place]
            if value is None:
                cells.append(f"<td>{NO_VALUE}</td>")
                continue
            is_signed = column.key in signed and not isinstance(value, str)
            slot = write_slot(
                self.run_id(name), f"{table.key}.{row.key}.{column.key}", "signed" if is_signed else None
            )
            tone = f' class="{_tone(float(value), 1)}"' if is_signed else ""
            cells.append(f"<td{tone}>{slot}</td>")
        strong = ' class="total"' if row.key == "total" else ""
        return f'<tr{strong}><th scope="row">{_safe(self._label(row))}</th>{"".join(cells)}</tr>'

    def _against(self, result: ToolResult, key: str, suffix: str) -> str:
        fact = _fact(result, f"{key}_growth{suffix}")
        if fact is None or abs(float(fact.value)) > MOST_GROWTH:
            fact = _fact(result, f"{key}_change{suffix}")
        if fact is None:
            return NO_VALUE
        tone = _tone(float(fact.value), GOOD_WHEN.get(key, 1))
        return f'<span class="{tone}">{write_slot(result.run_id, fact.key, "signed")}</span>'

    def _usual(self, result: ToolResult, fact: Fact, inside: str, outside: str) -> str:
        if _fact(result, f"{fact.key}_usual_low") is None:
            return NO_VALUE
        low, high = (write_slot(result.run_id, f"{fact.key}_usual_{end}") for end in ("low", "high"))
        is_out = _is_outside(result, fact)
        mark = f'<span class="flag {"out" if is_out else "in"}">{_safe(outside if is_out else inside)}</span>'
        return f"{mark}<br><small>{low} … {high}</small>"


def _fact(result: ToolResult, key: str) -> Fact | None:
    try:
        return result.fact(key)
    except KeyError:
        return None


def _is_outside(result: ToolResult, fact: Fact) -> bool:
    low, high = _fact(result, f"{fact.key}_usual_low"), _fact(result, f"{fact.key}_usual_high")
    if low is None or high is None:
        return False
    return not float(low.value) <= float(fact.value) <= float(high.value)


def _safe(text: str) -> str:
    """A text out of data or labels as HTML that is neither markup nor a slot."""
    return escape(text).replace("[[", SLOT_AS_TEXT)


def _tone(value: float, good: int) -> str:
    """Colour by whether the direction is welcome: `good`, `bad` or `same`."""
    return "same" if value * good == 0 else "good" if value * good > 0 else "bad"


def _figure(drawn: str) -> str:
    return f'<figure class="scroll">{drawn.replace("[[", SLOT_AS_TEXT)}</figure>'
