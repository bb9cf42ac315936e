"""Draws the charts of tool results as SVG, for the chat, the pages and the weekly report.

The specification is plain Vega-Lite, turned into SVG without a browser or network. The same chart gives the
same bytes in every process: Vega numbers its clip paths with a counter that never restarts, so they get names
from the chart's own digest, which also keeps several charts of one page apart.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from copilot.grounding.formats import is_money
from tools.facts import Chart, Row, Table, ToolResult

WIDTH, HEIGHT = 640, 320
FONT = "DejaVu Sans"
PALETTE = ("#2563a8", "#d9772b", "#3b8f6b", "#a3478f", "#7a8699", "#b89b2e", "#55a3c4", "#8c5a3c")
UP, DOWN, TOTAL = "#3b8f6b", "#c0504d", "#5b6b82"
OPENING = frozenset({"opening", "before", "start", "previous", "was", "base"})
CLOSING = frozenset({"closing", "after", "end", "current", "now", "total", "result"})
ISO_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
SCALES = ((1e9, "млрд", "bn"), (1e6, "млн", "M"), (1e3, "тыс.", "k"))
ID = re.compile(r'(?<=id=")[A-Za-z_]+\d+(?=")')
MOST_BARS = 24


def svg(chart: Chart, result: ToolResult, language: str) -> str:
    """The drawing of one chart of a result, `ru` or `en`; KeyError where the result lacks its table."""
    table = next((t for t in result.tables if t.key == chart.table), None)
    if table is None:
        raise KeyError(f"{result.tool} has no table {chart.table!r} to draw")
    return draw(chart, table, language)


def draw(chart: Chart, table: Table, language: str) -> str:
    """The drawing of this chart from this table."""
    spec = _Drawing(chart, table, "ru" if language == "ru" else "en").spec()
    title = chart.title_ru if language == "ru" else chart.title_en
    return _rendered(json.dumps(spec, ensure_ascii=False, sort_keys=True), title, language)


@dataclass(frozen=True, slots=True)
class _Step:
    """One bar of a waterfall."""

    label: str
    start: float
    end: float
    kind: str


class _Drawing:
    """One chart on its way to a specification."""

    def __init__(self, chart: Chart, table: Table, language: str) -> None:
        self.chart, self.table, self.language = chart, table, language
        index = {column.key: i for i, column in enumerate(table.columns)}
        self.columns = [table.columns[index[key]] for key in chart.y]
        self.places = [index[key] for key in chart.y]
        # A total would dwarf its parts.
        parts = [row for row in table.rows if row.key != "total" or chart.kind == "waterfall"]
        self.rows = [row for row in parts if any(self._is_number(row, p) for p in self.places)][-120:]
        self.is_time = len(self.rows) > 2 and all(ISO_DAY.fullmatch(row.key) for row in self.rows)
        self.scale, self.suffix = self._unit()

    def spec(self) -> dict[str, Any]:
        """The whole Vega-Lite specification."""
        layers = {
            "line": self._line,
            "bar": self._bars,
            "stacked_bar": self._bars,
            "waterfall": self._waterfall,
        }[self.chart.kind]()
        title = self.chart.title_ru if self.language == "ru" else self.chart.title_en
        rows = len(self.rows) if self._is_lying() else 0
        return {
            "width": WIDTH,
            "height": max(HEIGHT, 26 * rows + 90),
            "autosize": {"type": "fit", "contains": "padding"},
            "background": "white",
            "padding": 8,
            "title": {"text": _wrapped(title, 74), "anchor": "start", "fontSize": 14, "offset": 10},
            **layers,
            "config": {
                "font": FONT,
                "aria": False,
                "view": {"stroke": None},
                "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
                         "labelColor": "#333", "titleColor": "#555", "gridColor": "#e6e8ec",
                         "domainColor": "#aab2bd", "tickColor": "#aab2bd"},
                "legend": {"orient": "bottom", "title": None, "labelFontSize": 12, "labelLimit": 260, "columns": 3},
                "range": {"category": list(PALETTE)},
            },
        }  # fmt: skip

    def _line(self) -> dict[str, Any]:
        encoding = {"x": self._across(), "y": self._up("value"), **self._colour()}
        return {
            "data": {"values": self._long()},
            "mark": {"type": "line", "point": len(self.rows) <= 40, "strokeWidth": 2.2},
            "encoding": encoding,
        }

    def _bars(self) -> dict[str, Any]:
        stacked = self.chart.kind == "stacked_bar"
        lying = self._is_lying()
        across, up = self._across(), {**self._up("value"), "stack": "zero" if stacked else None}
        encoding: dict[str, Any] = {"y": across, "x": up} if lying else {"x": across, "y": up}
        encoding |= self._colour(by_sign=True)
        if len(self.columns) > 1 and not stacked:
            names = [self._name(c.label_ru, c.label_en) for c in self.columns]
            encoding["yOffset" if lying else "xOffset"] = {"field": "series", "sort": names}
        mark = {"type": "bar", "cornerRadiusEnd": 0 if stacked else 2}
        return {"data": {"values": self._long()}, "mark": mark, "encoding": encoding}

    def _waterfall(self) -> dict[str, Any]:
        steps = self._steps()
        names = [step.label for step in steps]
        floor, top = _span(steps)
        x = {
            "field": "row",
            "type": "ordinal",
            "sort": names,
            "title": None,
            "axis": {"labelAngle": 0, "labelLimit": 130, "labelExpr": "split(datum.label, '\\n')"},
        }
        y = {**self._up("from"), "scale": {"domain": [floor, top], "nice": False, "zero": False}}
        kinds = {"domain": ["up", "down", "total"], "range": [UP, DOWN, TOTAL]}
        colour = {"field": "kind", "type": "nominal", "legend": None, "scale": kinds}
        values = [
            {
                "row": step.label,
                "from": max(step.start, floor),
                "to": step.end,
                "top": max(step.start, step.end),
                "kind": step.kind,
                "shown": _shown(step.end - step.start, self.language, signed=step.kind != "total"),
            }
            for step in steps
        ]
        bars = {
            "mark": {"type": "bar", "size": min(56, 420 // max(len(steps), 1))},
            "encoding": {"x": x, "y": y, "y2": {"field": "to"}, "color": colour},
        }
        labels = {
            "mark": {"type": "text", "dy": -8, "fontSize": 12, "color": "#333"},
            "encoding": {"x": x, "y": {"field": "top", "type": "quantitative"}, "text": {"field": "shown"}},
        }
        return {"data": {"values": values}, "layer": [bars, labels]}

    def _steps(self) -> list[_Step]:
        """The bars of a waterfall: totals stand on the ground, changes on the end of the bar before."""
        place, level = self.places[0], 0.0
        steps: list[_Step] = []
        for position, row in enumerate(self.rows):
            if not self._is_number(row, place):
                continue
            value = self._drawn(row, place)
            is_last = position == len(self.rows) - 1
            sums_up = len(steps) > 1 and abs(value - level) <= 1e-6 * max(abs(level), 1e-9)
            is_total = (position == 0 and row.key in OPENING) or (is_last and (row.key in CLOSING or sums_up))
            start = 0.0 if is_total else level
            kind = "total" if is_total else "up" if value >= 0 else "down"
            label = "\n".join(_wrapped(self._label(row), max(9, 84 // max(len(self.rows), 1))))
            steps.append(_Step(label, start, start + value, kind))
            level = start + value
        return steps

    def _long(self) -> list[dict[str, Any]]:
        """One entry a row and series."""
        out = []
        rows = self.rows if self.is_time else self.rows[:MOST_BARS]
        for row in rows:
            for column, place in zip(self.columns, self.places, strict=True):
                if self._is_number(row, place):
                    x = _instant(row.key) if self.is_time and self.chart.kind == "line" else self._label(row)
                    series = self._name(column.label_ru, column.label_en)
                    out.append({"row": x, "series": series, "value": self._drawn(row, place)})
        return out

    def _across(self) -> dict[str, Any]:
        """The axis of the rows."""
        if self.is_time and self.chart.kind == "line":
            # The days stand in UTC on both sides, so that the machine's time zone moves nothing.
            form = "%b %Y" if self._is_monthly() else "%-d %b"
            return {"field": "row", "type": "temporal", "scale": {"type": "utc"}, "title": None,
                    "axis": {"format": form, "labelOverlap": True, "grid": False, "tickCount": 8}}  # fmt: skip
        order = list(dict.fromkeys(self._label(row) for row in self.rows))
        axis: dict[str, Any] = {"labelLimit": 230 if self._is_lying() else 120, "labelOverlap": False}
        if not self._is_lying():
            axis |= {"labelAngle": 0}
        if (self.chart.kind == "line" and len(order) > 12) or self.is_time:
            axis |= {"labelOverlap": True}
        return {"field": "row", "type": "ordinal", "sort": order, "title": None, "axis": axis}

    def _up(self, field: str) -> dict[str, Any]:
        """The axis of the values."""
        axis: dict[str, Any] = {"tickCount": 6, "grid": True}
        if self.columns[0].unit in ("share", "probability"):
            places = 1 if self._peak() < 0.05 else 0
            sign = self._name("\u00a0%", "%")
            axis["labelExpr"] = f"format(datum.value * 100, ',.{places}f') + '{sign}'"
        else:
            axis["format"] = ",~r" if self.scale != 1 else ",~f"
        return {"field": field, "type": "quantitative", "title": self._axis_title(), "axis": axis}

    def _colour(self, *, by_sign: bool = False) -> dict[str, Any]:
        if len(self.columns) < 2:
            below = {"condition": {"test": "datum.value < 0", "value": DOWN}} if by_sign else {}
            return {"color": {**below, "value": PALETTE[0]}}
        names = [self._name(c.label_ru, c.label_en) for c in self.columns]
        return {"color": {"field": "series", "type": "nominal", "sort": names, "scale": {"domain": names}}}

    def _is_lying(self) -> bool:
        """Bars lie where their names are long or many."""
        if self.chart.kind not in ("bar", "stacked_bar") or self.is_time:
            return False
        return len(self.rows) > 8 or any(len(self._label(row)) * len(self.rows) > 78 for row in self.rows)

    def _axis_title(self) -> str | None:
        units = {c.unit for c in self.columns}
        name = (
            self._name(self.columns[0].label_ru, self.columns[0].label_en) if len(self.columns) == 1 else ""
        )
        if len(units) > 1 and len(self.columns) > 1:
            return None
        if name and self.suffix:
            return f"{name}, {self.suffix}"
        return name or self.suffix or None

    def _unit(self) -> tuple[float, str]:
        """Factor on the values and the unit as the axis names it."""
        unit = self.columns[0].unit
        if unit == "pp":
            return 100.0, self._name("п.п.", "pp")
        if unit in ("share", "probability"):
            return 1.0, ""
        if not is_money(unit):
            return 1.0, ""
        peak, sign = self._peak(), _symbol(unit, self.language)
        for size, ru, en in SCALES:
            if peak >= (200 if self.chart.kind == "waterfall" else 2) * size:
                return 1 / size, f"{self._name(ru, en)}{' '}{sign}"
        return 1.0, sign

    def _drawn(self, row: Row, place: int) -> float:
        """The value as drawn. Six digits are more than an eye can tell, and sums of floats may differ in their
        last ones from run to run."""
        return float(f"{float(row.values[place] or 0) * self.scale:.6g}")

    def _peak(self) -> float:
        """The largest value drawn, whatever its sign."""
        shown = [float(r.values[p] or 0) for r in self.rows for p in self.places if self._is_number(r, p)]
        return max(map(abs, shown), default=0.0)

    def _label(self, row: Row) -> str:
        if self.is_time:
            return _day(row.key, self.language, monthly=self._is_monthly())
        return self._name(row.label_ru, row.label_en)

    def _is_monthly(self) -> bool:
        return all(len(row.key) == 7 or row.key.endswith("-01") for row in self.rows)

    def _name(self, ru: str, en: str) -> str:
        return ru if self.language == "ru" else en

    @staticmethod
    def _is_number(row: Row, place: int) -> bool:
        value = row.values[place]
        return value is not None and not isinstance(value, str)


def _span(steps: list[_Step]) -> tuple[float, float]:
    """Lower and upper end of a waterfall's axis.

    Where small changes stand between two large totals, the axis is cut below them: seen from zero nobody
    could tell the changes apart.
    """
    changes = [end for step in steps if step.kind != "total" for end in (step.start, step.end)]
    ends = [*changes, *(step.end for step in steps if step.kind == "total")] or [0.0]
    top, low = max([*ends, 0.0]), min(ends)
    floor = low - 0.35 * (top - low) if 0 < 0.6 * top < low else min(low, 0.0)
    return floor, top + 0.07 * (top - floor)


def _shown(value: float, language: str, *, signed: bool) -> str:
    from babel.numbers import format_decimal

    size = abs(value)
    pattern = "#,##0" if size >= 100 else "#,##0.0" if size >= 1 else "#,##0.00"
    text: str = format_decimal(size, format=pattern, locale="ru_RU" if language == "ru" else "en_US")
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return sign + text


def _symbol(unit: str, language: str) -> str:
    from babel.numbers import get_currency_symbol

    return str(get_currency_symbol(unit, "ru")) if language == "ru" else unit


def _day(key: str, language: str, *, monthly: bool) -> str:
    from babel.dates import format_date

    day = date.fromisoformat(key if len(key) == 10 else f"{key}-01")
    form = "LLL yy" if monthly else "d MMM"
    return str(format_date(day, form, locale="ru_RU" if language == "ru" else "en_US")).replace(".", "")


def _instant(key: str) -> str:
    return f"{key}-01T00:00:00Z" if len(key) == 7 else f"{key}T00:00:00Z"


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width) or [text]


@lru_cache(maxsize=256)
def _rendered(spec: str, title: str, language: str) -> str:
    from html import escape

    import vl_convert

    numbers = {
        "decimal": ",",
        "thousands": "\u00a0",
        "grouping": [3],
        "currency": ["", "\u00a0₽"],
        "minus": "−",
    }
    drawn: str = vl_convert.vegalite_to_svg(
        spec,
        vl_version="6.4",
        format_locale=numbers if language == "ru" else "en-US",
        time_format_locale="ru-RU" if language == "ru" else "en-US",
    )
    name = hashlib.sha256(spec.encode()).hexdigest()[:10]
    for number, found in enumerate(dict.fromkeys(ID.findall(drawn))):
        drawn = re.sub(rf'(id="|url\(#|href="#){re.escape(found)}(?=["\)])', rf"\g<1>g{name}-{number}", drawn)
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)
