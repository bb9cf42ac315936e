"""What DuckDB answers, asked once, and every expression that it was asked."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ibis
import ibis.expr.operations as ops

from tools.catalogue import tools
from tools.errors import ToolError
from tools.tool import execute

ASKED: dict[str, tuple[dict[str, Any], ...]] = {
    "describe_base": ({}, {"channel": "online"}, {"as_of": "2026-06-30"}),
    "base_metrics": ({}, {"period": "week", "compare": "year_ago"}),
    "pareto": ({}, {"by": "categories"}),
    "cohort_retention": ({}, {"unit": "quarter"}),
    "lifecycle_segments": ({}, {"channel": "store"}),
    "rfm_segments": ({}, {"as_of": "2026-06-30"}),
    "segment_profile": ({"segment": "loyal"},),
}
"""Arguments beyond the default ones; a tool that needs some must be named here."""


class Reference:
    """Runs tools on one warehouse; remembers results and expressions."""

    def __init__(self, warehouse: Any, asked: list[ibis.Table]) -> None:
        """`asked` is the list of a `recorded()` that was entered before the warehouse was opened."""
        self.warehouse, self._all = warehouse, asked
        self._results: dict[tuple[str, int], Any] = {}
        self._asked: dict[str, list[ibis.Table]] = {}

    def result(self, name: str, number: int) -> dict[str, Any] | tuple[str, str]:
        """The result as plain JSON, or the class and text of the error."""
        key = (name, number)
        if key not in self._results:
            before = len(self._all)
            self._results[key] = outcome(self.warehouse, name, number)
            if number == 0:
                self._asked[name] = list(dict.fromkeys(self._all[before:]))
        return self._results[key]  # type: ignore[no-any-return]

    def expressions(self, name: str) -> list[ibis.Table]:
        """What the engine was asked for the tool with its default arguments, in order, each once."""
        self.result(name, 0)
        return self._asked[name]


def outcome(warehouse: Any, name: str, number: int) -> dict[str, Any] | tuple[str, str]:
    """Runs a tool with its arguments of that number."""
    arguments = ASKED.get(name, ({},))[number]
    try:
        with warnings.catch_warnings():
            # What a model thinks of these data is not the question here.
            warnings.simplefilter("ignore", UserWarning)
            return execute(tools()[name], warehouse, arguments).to_json()
    except ToolError as error:
        return type(error).__name__, str(error)


@contextmanager
def recorded() -> Iterator[list[ibis.Table]]:
    """Collects the expressions that any DuckDB back end made meanwhile executes."""
    from ibis.backends.duckdb import Backend

    found: list[ibis.Table] = []
    depth = [0]
    kept = {name: getattr(Backend, name) for name in ("execute", "to_pyarrow", "_cached_table")}

    def watched(name: str) -> Any:
        def run(self: Any, expression: Any, *args: Any, **kwargs: Any) -> Any:
            if depth[0] == 0 and not expression.op().find(ops.InMemoryTable):
                found.append(expression.as_table())
            depth[0] += 1
            try:
                return kept[name](self, expression, *args, **kwargs)
            finally:
                depth[0] -= 1

        return run

    for name in kept:
        setattr(Backend, name, watched(name))
    try:
        yield found
    finally:
        for name, method in kept.items():
            setattr(Backend, name, method)
