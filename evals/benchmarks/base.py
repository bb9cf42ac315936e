# ruff: noqa: S608 - the only things put into the statements are numbers and files of the benchmark's own
"""What customer summary, RFM and lifecycle of a base cost, beside raw DuckDB SQL, pandas and lifetimes.

Run: `python -m evals.benchmarks.base [--lines 1,10] [--lifetimes 5] [--memory 500MB] [--repeat 3] [--refresh 2]`
(lines in millions; `--lines 50 --memory 2GB --repeat 1` for the large base). Every program runs in a process of its
own and in turns with the others on the same Parquet file; shown are medians of wall time, CPU time of all threads
and the process' peak memory, imports included in the memory and not in the times. Read the ratios.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

CUSTOMERS_PER_LINE = 0.0421534  # 421,534 customers in ten million lines
LIFETIMES_SHARE = 0.2  # a million customers in five million lines
LINES = """
COPY (
    SELECT 'C' || lpad(CAST(CAST(floor({customers} * pow(u, 1.6)) AS BIGINT) AS VARCHAR), 8, '0') AS customer_id,
        DATE '2023-11-06' + CAST(hash(receipt * 31 + 1) % 1092 AS INTEGER) AS ordered_on,
        CAST(CASE WHEN hash(i * 17 + 3) % 100 < 2 THEN -1 ELSE 1 END
            * CAST(99 + hash(i * 13 + 5) % 150000 AS DECIMAL(18,0)) / 100 AS DECIMAL(18,4)) AS revenue
    FROM (SELECT i, receipt, CAST(hash(receipt * 7919 + {seed}) % 1000003 AS DOUBLE) / 1000003 AS u
        FROM (SELECT i, i // (2 + CAST(hash(i // 8) % 5 AS BIGINT)) + (i // 8) * 8 AS receipt FROM range({lines}) t(i)))
) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""


def generate(path: Path, lines: int, *, share: float = CUSTOMERS_PER_LINE, seed: int = 7) -> None:
    """Lines of receipts (two to six lines each, 2 % refunds) over three years, a few customers buying much."""
    import duckdb

    customers = int(lines * share)
    duckdb.execute(LINES.format(customers=customers, lines=lines, seed=seed, path=path))


def ours(path: str, memory: str | None) -> Any:
    """The three public functions, one after the other, on an Ibis table."""
    from tools.customers import customer_summary
    from tools.segmentation import lifecycle_segments, rfm_segments

    table = _table(path, memory)
    return tuple(
        function(table, time="ordered_on")
        for function in (customer_summary, rfm_segments, lifecycle_segments)
    )


def ours_once(path: str, memory: str | None) -> Any:
    """The three from habits that were added up once."""
    from tools.customers import customer_summary, purchase_habits
    from tools.segmentation import lifecycle_segments, rfm_segments

    habits = purchase_habits(_table(path, memory), time="ordered_on")
    return customer_summary(habits), rfm_segments(habits), lifecycle_segments(habits)


def ours_summary(path: str, memory: str | None) -> Any:
    """`customer_summary` alone."""
    from tools.customers import customer_summary

    return (customer_summary(_table(path, memory), time="ordered_on"),)


def ours_frame(path: str, _: str | None) -> Any:
    """`customer_summary` of a DataFrame in memory, the reading not counted."""
    from tools.customers import customer_summary

    frame = _frame(path)
    _restart()
    return (customer_summary(frame, time="ordered_on"),)


def lifetimes(path: str, _: str | None) -> Any:
    """lifetimes' summary of the same DataFrame, the reading not counted."""
    from lifetimes.utils import summary_data_from_transaction_data

    frame = _frame(path)
    _restart()
    found = summary_data_from_transaction_data(frame, "customer_id", "ordered_on", "revenue")
    return (found.reset_index(),)


def sql(path: str, memory: str | None) -> Any:
    """Raw DuckDB SQL."""
    from evals.benchmarks.base_peers import by_sql

    return by_sql(path, memory)


def pandas(path: str, _: str | None) -> Any:
    """pandas."""
    from evals.benchmarks.base_peers import by_pandas

    return by_pandas(path)


PROGRAMS = {f.__name__: f for f in (ours, ours_once, sql, pandas, ours_summary, ours_frame, lifetimes)}


def _table(path: str, memory: str | None) -> Any:
    import ibis

    backend = ibis.duckdb.connect()
    if memory:
        backend.raw_sql(f"SET memory_limit = '{memory}'")
    return backend.read_parquet(path)


def _frame(path: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    lines = pq.read_table(path)
    frame = lines.set_column(2, "revenue", lines["revenue"].cast(pa.float64())).to_pandas()
    return frame.assign(ordered_on=frame["ordered_on"].astype("datetime64[s]"))


_started = [0.0, 0.0]


def _restart() -> None:
    _started[:] = [time.perf_counter(), time.process_time()]


def _child(program: str, path: str, memory: str | None) -> None:
    import ibis  # noqa: F401 - imports are paid before the clock starts, by every program alike
    import pandas as pd

    import tools.segmentation  # noqa: F401

    pd.Series(["a"]).sort_values()
    _restart()
    frames = PROGRAMS[program](path, memory or None)
    wall, cpu = time.perf_counter() - _started[0], time.process_time() - _started[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak, "result": [_digest(f) for f in frames]}))


def _digest(frame: Any) -> dict[str, Any]:
    """What two results of the same question must agree on."""
    found: dict[str, Any] = {"rows": len(frame)}
    for name in ("frequency", "recency", "T", "r", "f", "m", "recency_days", "purchases"):
        if name in frame:
            found[name] = int(frame[name].sum())
    for name in ("monetary_value", "monetary"):
        if name in frame:
            found[name] = round(float(frame[name].sum()), -1)
    if "segment" in frame:
        found |= {str(k): int(v) for k, v in frame["segment"].value_counts().sort_index().items()}
    return found


def _run(program: str, path: Path, memory: str | None) -> dict[str, Any]:
    call = [sys.executable, "-W", "ignore", "-m", "evals.benchmarks.base"]
    done = subprocess.run(
        [*call, "--child", program, "--path", str(path), "--memory", memory or ""],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "killed"}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(
    programs: list[str],
    lines: int,
    memory: str | None,
    repeat: int,
    folder: Path,
    *,
    share: float = CUSTOMERS_PER_LINE,
) -> None:
    """One table: the programs in turns over one file, the first is what the others are held against."""
    path = folder / f"{lines}.parquet"
    generate(path, lines, share=share)
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in programs}
    for _ in range(repeat):
        for name in programs:
            runs[name].append(_run(name, path, memory))
    path.unlink()
    print(
        f"\n{lines:,} lines, {share:.3f} customers a line, memory limit of DuckDB {memory or 'none'}, median of {repeat}\n"
    )
    print("| program | wall s | CPU s | peak MB | wall, times ours | CPU, times ours | same result |")
    print("|---|---|---|---|---|---|---|")
    first: dict[str, Any] = {}
    for name in programs:
        good = [run for run in runs[name] if "failed" not in run]
        if not good:
            print(f"| {name} | {runs[name][0]['failed']} | | | | | |")
            continue
        row = {key: median(run[key] for run in good) for key in ("wall", "cpu", "peak")}
        row["result"] = good[0]["result"]
        first = first or row
        same = "yes" if row["result"] == first["result"] else f"no: {_differing(row, first)}"
        print(
            f"| {name} | {row['wall']:.2f} | {row['cpu']:.2f} | {row['peak']:.0f} | "
            f"{row['wall'] / first['wall']:.2f} | {row['cpu'] / first['cpu']:.2f} | {same} |"
        )


def _differing(row: dict[str, Any], first: dict[str, Any]) -> str:
    pairs = zip(row["result"], first["result"], strict=False)
    return ", ".join(f"{k} {a.get(k)} / {b[k]}" for a, b in pairs for k in b if a.get(k) != b[k])[:120]


def refresh(lines: int, folder: Path) -> None:
    """One more week into a base: the load, then the three tables from the stored days and from the lines."""
    import duckdb

    from tools.customers import purchase_habits
    from tools.customers.selected_days import selected_days
    from tools.segmentation import lifecycle_segments, rfm_segments
    from tools.warehouse import ingest, open_warehouse
    from tools.warehouse.lake import publish
    from tools.warehouse.manifest import read_manifest

    raw, lake = folder / "raw.parquet", folder / "lake"
    generate(raw, lines)
    columns = (
        "customer_id, ordered_on::TIMESTAMP AS ordered_at, revenue, 'R' || row_number() OVER () AS order_id"
    )
    for name, days in (("old", "< DATE '2026-10-26'"), ("week", ">= DATE '2026-10-26'")):
        kind = "CASE WHEN revenue < 0 THEN 'refund' ELSE 'sale' END AS kind"
        duckdb.execute(
            f"COPY (SELECT {columns}, {kind} FROM '{raw}' WHERE ordered_on {days}) TO '{folder / name}.parquet'"
        )
    raw.unlink()
    print(f"\nA week into {lines:,} lines\n\n| step | wall s |\n|---|---|")
    for name in ("old", "week"):
        before = read_manifest(lake)
        start = time.perf_counter()
        report = ingest(folder / f"{name}.parquet", lake=lake, table="transactions")
        took = time.perf_counter() - start
        after = read_manifest(lake)
        months = after.customer_day.months if after and after.customer_day else {}
        old = before.customer_day.months if before and before.customer_day else {}
        changed = sum(months[m] != old.get(m) for m in months)
        print(f"| load {report.accepted:,} lines ({changed} of {len(months)} months written) | {took:.2f} |")
    for label in ("stored days", "lines"):
        times = []
        for _ in range(3):
            with open_warehouse(lake) as warehouse:
                start = time.perf_counter()
                days = selected_days(warehouse, end=date(2026, 11, 1))
                habits = purchase_habits(days, time="bought_on", value="amount")
                lifecycle_segments(habits), rfm_segments(habits)
                times.append(time.perf_counter() - start)
        print(f"| RFM and lifecycle from the {label} | {median(times):.2f} |")
        manifest = read_manifest(lake)
        assert manifest is not None
        publish(lake, manifest.model_copy(update={"customer_day": None}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", default="1,10", help="millions of lines, comma separated; empty for none")
    parser.add_argument("--lifetimes", default="5", help="millions of lines for lifetimes; empty for none")
    parser.add_argument("--refresh", default="2", help="millions of lines of the base; empty for none")
    parser.add_argument("--programs", default="ours,ours_once,sql,pandas")
    parser.add_argument(
        "--memory", default="500MB", help="DuckDB's memory limit for ours and sql; empty: none"
    )
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=None, help="where the files lie while it runs")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--path", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        _child(args.child, args.path, args.memory)
        return
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        folder = Path(name)
        print(_machine())
        for size in filter(None, args.lines.split(",")):
            compare(args.programs.split(","), _millions(size), args.memory, args.repeat, folder)
        for size in filter(None, args.lifetimes.split(",")):
            programs = ["ours_summary", "ours_frame", "lifetimes"]
            compare(programs, _millions(size), args.memory, args.repeat, folder, share=LIFETIMES_SHARE)
        for size in filter(None, args.refresh.split(",")):
            refresh(_millions(size), folder)


def _millions(text: str) -> int:
    return int(float(text) * 1_000_000)


def _machine() -> str:
    import os
    import platform
    from importlib.metadata import version

    packages = ("duckdb", "ibis-framework", "pandas", "pyarrow", "numpy")
    told = ", ".join(f"{name} {version(name)}" for name in packages)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}, {told}"


if __name__ == "__main__":
    main()
