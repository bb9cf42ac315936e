# ruff: noqa: S608 - names come from our own code, paths pass through quoted()
"""Keeps `customer_day` beside the lines: one row per customer and day, a Parquet file per month.

Most questions about customers need no more than what somebody spent on a day, so a refresh of a large base
reads this and not its lines. It is derived: it changes no snapshot id, a lake without it answers the same from
the lines, and whoever writes to the lake next builds it. A load adds its own days to the months that it
touches; months that lost lines (a corrected file) are added up again from the lines.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.warehouse.lake import place
from tools.warehouse.manifest import CustomerDay, Manifest, Stored
from tools.warehouse.values import quoted

if TYPE_CHECKING:
    import duckdb

LAYOUT = 1
"""To be raised with every change of the columns; files of another layout are not read and built anew."""
FOLDER, MEMORY = "customer_day", "200MB"
MONEY = "DECIMAL(18,4)"
SUMS = {
    "lines": "CAST(sum(lines) AS BIGINT)",
    "amount": f"CAST(sum(amount) AS {MONEY})",  # revenue, net of refunds of that day
    "smallest": "min(smallest)",  # the lowest line: below 0 on a day with a refund
    "margin": f"CAST(sum(margin) AS {MONEY})",  # empty where no line knows its margin
    "with_margin": f"CAST(sum(with_margin) AS {MONEY})",  # revenue of the lines that know it
}
COLUMNS = ("customer_id", "bought_on", *SUMS)
_ADDED_UP = ", ".join(f"{sql} AS {name}" for name, sql in SUMS.items())
_LINES = (
    "SELECT customer_id, ordered_on AS bought_on, 1 AS lines, revenue AS amount, revenue AS smallest, margin, "
    "CASE WHEN margin IS NOT NULL THEN revenue END AS with_margin FROM {files} WHERE customer_id IS NOT NULL"
)


def with_customer_days(lake: Path, folder: Path, manifest: Manifest) -> Manifest:
    """The manifest with the customer days of its own transactions; `folder` is for files in the making.

    Call it while holding the write lock, before the manifest is published. Where a day's sum is too large for
    the column the table is left out: the lines themselves still answer.
    """
    import duckdb

    wanted = _sources(manifest)
    kept = manifest.customer_day
    if kept is not None and not _readable(kept, lake):
        kept = None
    if kept is not None and kept.sources == _names(wanted):
        return manifest.model_copy(update={"customer_day": kept})
    if not wanted:
        return manifest.model_copy(update={"customer_day": None})
    config: dict[str, Any] = {
        "memory_limit": MEMORY,
        "threads": 1,
        "temp_directory": str(folder / "customer_day.spill"),
    }
    with duckdb.connect(config=config) as db:
        try:
            months = _months(db, lake, folder, wanted, kept)
        except (duckdb.ConversionException, duckdb.OutOfRangeException):
            return manifest.model_copy(update={"customer_day": None})
    made = CustomerDay(layout=LAYOUT, sources=_names(wanted), months=dict(sorted(months.items())))
    return manifest.model_copy(update={"customer_day": made})


def customer_day_files(lake: Path, manifest: Manifest) -> list[Path]:
    """The files to read; none where the table is missing, of another layout or not of these transactions."""
    kept = manifest.customer_day
    if kept is None or kept.sources != _names(_sources(manifest)) or not _readable(kept, lake):
        return []
    return [lake / stored.path for stored in kept.months.values()]


def customer_day_view(files: list[Path], *, merged: bool) -> str:
    """The statement that reads them; `merged` ids (table `person_map`) are added up as their person's."""
    columns = ", ".join(COLUMNS)
    rows = f"SELECT {columns} FROM {_parquet(files)}"
    if not merged:
        return rows
    several = "SELECT customer_id FROM person_map UNION SELECT person_id FROM person_map"
    person = "coalesce(p.person_id, d.customer_id) AS customer_id"
    others = ", ".join(f"d.{name}" for name in COLUMNS[1:])
    return (
        f"WITH several AS MATERIALIZED ({several}) "
        f"SELECT {columns} FROM ({rows}) ANTI JOIN several USING (customer_id) UNION ALL "
        f"SELECT customer_id, bought_on, {_ADDED_UP} FROM (SELECT {person}, {others} FROM ({rows}) d "
        "SEMI JOIN several s ON s.customer_id = d.customer_id "
        "LEFT JOIN person_map p ON p.customer_id = d.customer_id) GROUP BY customer_id, bought_on"
    )


def _months(
    db: duckdb.DuckDBPyConnection,
    lake: Path,
    folder: Path,
    wanted: Counter[Stored],
    kept: CustomerDay | None,
) -> dict[str, Stored]:
    months = dict(kept.months) if kept is not None else {}
    before = Counter(kept.sources) if kept is not None else Counter[str]()
    after = Counter(_names(wanted))
    by_path = {stored.path: stored for stored in wanted}
    added = [by_path[path] for path in (after - before).elements()]
    gone = [lake / path for path in (before - after).elements()]
    if not all(path.exists() for path in gone):
        months, added, gone = {}, list(wanted.elements()), []
    again = _months_of(db, gone)
    fresh = _parquet([lake / stored.path for stored in added])
    db.execute(
        "CREATE TEMP TABLE fresh AS SELECT customer_id, bought_on, strftime(bought_on, '%Y-%m') AS month, "
        f"{_ADDED_UP} FROM ({_LINES.format(files=fresh)}) GROUP BY customer_id, bought_on"
        if added
        else "CREATE TEMP TABLE fresh AS SELECT '' AS month WHERE false"
    )
    touched = {month for (month,) in db.execute("SELECT DISTINCT month FROM fresh").fetchall()}
    for month in sorted(touched | again):
        if month in again:
            lines = _LINES.format(files=_parquet([lake / stored.path for stored in wanted.elements()]))
            rows = f"SELECT * FROM ({lines}) WHERE strftime(bought_on, '%Y-%m') = {quoted(month)}"
        else:
            rows = f"SELECT {', '.join(COLUMNS)} FROM fresh WHERE month = {quoted(month)}"
            if month in months:
                rows += f" UNION ALL SELECT {', '.join(COLUMNS)} FROM {_parquet([lake / months[month].path])}"
        staged = folder / f"customer_day-{month}.parquet"
        count = db.execute(
            f"COPY (SELECT customer_id, bought_on, {_ADDED_UP} FROM ({rows}) GROUP BY customer_id, bought_on "
            f"ORDER BY customer_id, bought_on) TO {quoted(str(staged))} (FORMAT parquet, COMPRESSION zstd)"
        ).fetchall()[0][0]
        months.pop(month, None)
        if count:
            months[month] = place(lake, FOLDER, staged, rows=count)
    return months


def _months_of(db: duckdb.DuckDBPyConnection, files: list[Path]) -> set[str]:
    if not files:
        return set()
    found = db.execute(f"SELECT DISTINCT strftime(ordered_on, '%Y-%m') FROM {_parquet(files)}").fetchall()
    return {month for (month,) in found}


def _sources(manifest: Manifest) -> Counter[Stored]:
    return Counter(load.accepted_file for load in manifest.of("transactions") if load.accepted_file)


def _names(sources: Counter[Stored]) -> tuple[str, ...]:
    return tuple(sorted(stored.path for stored in sources.elements()))


def _readable(kept: CustomerDay, lake: Path) -> bool:
    return kept.layout == LAYOUT and all((lake / stored.path).exists() for stored in kept.months.values())


def _parquet(files: list[Path]) -> str:
    return f"read_parquet([{', '.join(quoted(str(path)) for path in files)}])"
