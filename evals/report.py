"""Prints the outcome of suites as a table."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from evals.suite import Result

MOST_MISSES = 40


def print_table(results: Sequence[Result], *, console: Console | None = None) -> None:
    """One row a score, then the cases that went wrong."""
    console = console or Console()
    table = Table(title="Evaluations")
    for name in ("suite", "score", "right / n", "share", "95 % interval", "gate", ""):
        table.add_column(name)
    for result in results:
        for score in result.scores:
            low, high = score.bounds
            table.add_row(
                result.suite,
                score.name,
                f"{score.right} / {score.total}",
                f"{score.share:.3f}",
                f"{low:.3f} - {high:.3f}",
                f"{score.gate:.2f}",
                "passed" if score.passed else "BELOW THE GATE",
            )
    console.print(table)
    for result in results:
        for note in result.notes:
            console.print(f"{result.suite}: {note}", highlight=False, markup=False)
        for miss in result.misses[:MOST_MISSES]:
            console.print(
                f"{result.suite}: {miss.case!r} expected {miss.expected}, got {miss.got}",
                highlight=False,
                markup=False,
            )
        if len(result.misses) > MOST_MISSES:
            console.print(f"{result.suite}: {len(result.misses) - MOST_MISSES} more misses in --json")
