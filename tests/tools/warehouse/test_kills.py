"""Loads killed at any moment, under the eyes of readers: whatever is open is always one whole state.

The writers and readers are real processes, forked from one that has everything imported, so that twenty-six kills
take seconds. Half of the writers are killed from outside after a while drawn by chance, the other half kill
themselves at their n-th rename or flush, which are the moments at which the state on the disk changes.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.warehouse import ingest, open_warehouse, snapshots
from tools.warehouse.lake import collect_orphans, file_digest, writing
from tools.warehouse.manifest import read_manifest

KILLS = 26
LINES = 5
NURSERY = f"""
import itertools, os, signal, sys, time
from pathlib import Path
import ibis, pandas, pyarrow.csv, pyarrow.parquet, openpyxl
from tools.errors import MissingData
from tools.warehouse import ingest, open_warehouse, snapshots

lake, files = Path(sys.argv[1]), Path(sys.argv[2])

def write(seed, deadly):
    # Each load brings the customer and all lines of her one order, in two tables: both or neither.
    calls = itertools.count(1)
    for name in ("replace", "fsync") if deadly else ():
        real = getattr(os, name)
        def counted(*args, real=real, **more):
            if next(calls) == deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **more)
        setattr(os, name, counted)
    for number in itertools.count():
        who = f"K{{seed}}-{{number}}"
        lines = files / f"transactions_{{seed}}_{{number}}.csv"
        rows = [f"{{who}},O{{who}},2026-01-0{{n}},P{{n}},1,10" for n in range(1, {LINES} + 1)]
        lines.write_text("customer_id,order_id,ordered_at,product_id,quantity,revenue\\n" + "\\n".join(rows) + "\\n")
        people = files / f"customers_{{seed}}_{{number}}.csv"
        people.write_text(f"customer_id,city\\n{{who}},Омск\\n")
        ingest([lines, people], lake=lake)

def read(stop):
    seen, looks = 0, 0
    while not stop.exists():
        try:
            warehouse = open_warehouse(lake)
        except MissingData:
            continue
        with warehouse:
            bought = warehouse.table("transactions").group_by("customer_id").agg(n=lambda t: t.count()).execute()
            people = set(warehouse.table("customers").customer_id.execute())
        assert set(bought["customer_id"]) == people, "the two tables are of different loads"
        assert (bought["n"] == {LINES}).all(), "half an order"
        assert len(people) >= seen, "a load was lost"
        seen, looks = len(people), looks + 1
    print("looked", looks, flush=True)

for line in sys.stdin:
    what, number, deadly = line.split()
    pid = os.fork()
    if pid == 0:
        sys.stdin.close()
        code = 1
        try:
            read(Path(sys.argv[3])) if what == "read" else write(int(number), int(deadly))
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    print(pid, flush=True)
    if what == "write":
        os.waitpid(pid, 0)
        print("gone", flush=True)
while True:
    try:
        _, status = os.wait()
    except ChildProcessError:
        break
    print("ended", status, flush=True)
"""


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    (tmp_path / "files").mkdir()
    arguments = [str(tmp_path / "lake"), str(tmp_path / "files"), str(tmp_path / "stop")]
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        (tmp_path / "stop").touch()
        if process.stdin is not None and not process.stdin.closed:
            process.stdin.close()


def ask(nursery: subprocess.Popen[str], *words: object) -> int:
    assert nursery.stdin is not None
    nursery.stdin.write(" ".join(map(str, words)) + "\n")
    nursery.stdin.flush()
    return int(told(nursery))


def told(nursery: subprocess.Popen[str]) -> str:
    assert nursery.stdout is not None
    while (line := nursery.stdout.readline().strip()).startswith("looked"):
        pass
    return line


def assert_whole(lake: Path, checked: set[str]) -> int:
    """Every file of the current state is there, byte for byte; returns the number of orders."""
    manifest = read_manifest(lake)
    if manifest is None:
        return 0
    for load in manifest.loads:
        for stored in load.files():
            if stored.path not in checked:
                assert file_digest(lake / stored.path) == stored.sha256
                checked.add(stored.path)
    lines = [load for load in manifest.loads if load.table == "transactions"]
    people = [load for load in manifest.loads if load.table == "customers"]
    assert len(lines) == len(people)
    assert all(load.accepted == LINES for load in lines)
    return len(lines)


def test_killed_loads_leave_whole_states_that_readers_never_see_torn(
    nursery: subprocess.Popen[str], tmp_path: Path
) -> None:
    lake, chance, checked = tmp_path / "lake", random.Random(20260322), set[str]()
    for reader in range(2):
        ask(nursery, "read", reader, 0)
    loads = [0]
    for kill in range(KILLS):
        deadly = chance.randint(1, 40) if kill % 2 else 0
        writer = ask(nursery, "write", kill, deadly)
        if not deadly:
            time.sleep(chance.uniform(0.01, 0.3))
            os.kill(writer, signal.SIGKILL)
        assert told(nursery) == "gone"
        loads.append(assert_whole(lake, checked))
    assert loads == sorted(loads)
    assert loads[-1] >= 5
    (tmp_path / "stop").touch()
    assert nursery.stdin is not None
    nursery.stdin.close()
    assert [told(nursery), told(nursery)] == ["ended 0", "ended 0"]
    assert_orphans_go_and_everything_else_stays(lake)
    again = tmp_path / "files" / "transactions_again.csv"
    again.write_text("customer_id,order_id,ordered_at,revenue\nK,last,2026-02-01,5\n")
    assert ingest(again, lake=lake).accepted == 1


def assert_orphans_go_and_everything_else_stays(lake: Path) -> None:
    before = {snapshot: rows_of(lake, snapshot) for snapshot in snapshots(lake)}
    left = {path.relative_to(lake).as_posix() for path in lake.glob("transactions/*.parquet")}
    with writing(lake):
        collect_orphans(lake, grace_seconds=0)
    named = {
        stored.path
        for snapshot in before
        if (manifest := read_manifest(lake, snapshot)) is not None
        for load in manifest.of("transactions")
        for stored in load.files()
    }
    assert {path.relative_to(lake).as_posix() for path in lake.glob("transactions/*.parquet")} == named
    assert named <= left
    assert not list(lake.glob("**/*.tmp"))
    assert not list((lake / ".staging").iterdir())
    assert {snapshot: rows_of(lake, snapshot) for snapshot in snapshots(lake)} == before


def rows_of(lake: Path, snapshot: str) -> int:
    with open_warehouse(lake, snapshot=snapshot) as warehouse:
        return int(warehouse.table("transactions").count().execute())
