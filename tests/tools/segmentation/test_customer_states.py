"""States of customers are recorded once and never change; the present may disagree with them and then says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from tools.errors import InvalidArgument, MissingData
from tools.segmentation import lifecycle_segments, rfm_segments
from tools.segmentation.customer_states import closed_weeks, customer_states, record_states, restated
from tools.warehouse import ingest, open_warehouse
from tools.warehouse.lake import collect_orphans, writing
from tools.warehouse.manifest import read_manifest
from tools.warehouse.states import known_state, read_states, recorded

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
WEEK_END = date(2026, 3, 29)


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


@pytest.fixture
def sell(tmp_path: Path, lake: Path) -> Callable[..., str]:
    """Ingests lines (customer, day, revenue); returns the snapshot."""
    count = iter(range(100))

    def load(*lines: tuple[str, str, float]) -> str:
        number = next(count)
        path = tmp_path / f"transactions_{number}.csv"
        rows = [f"{who},{number}-{i},{day},{money}" for i, (who, day, money) in enumerate(lines)]
        path.write_text("\n".join(["customer_id,order_id,ordered_at,revenue", *rows]) + "\n")
        return ingest(path, lake=lake).snapshot

    return load


def weekly(people: int = 25) -> list[tuple[str, str, float]]:
    days = [date(2026, 1, 5) + timedelta(days=7 * week) for week in range(13)]
    return [(f"K{i:02d}", day.isoformat(), 10.0 + i) for i in range(people) for day in days]


def test_the_states_are_those_of_the_two_definitions_with_prospects(
    sell: Callable[..., str], lake: Path, tmp_path: Path
) -> None:
    sell(*weekly(), ("back", "2026-02-01", 5), ("back", "2026-02-02", -9))
    people = tmp_path / "customers.csv"
    people.write_text("customer_id,registered_on\nK00,2026-01-01\nnew,2026-03-01\nlater,2026-03-30\n")
    ingest(people, lake=lake, table="customers")
    with open_warehouse(lake) as warehouse:
        states = customer_states(warehouse, WEEK_END).set_index("customer_id")
        tx = warehouse.table("transactions").execute()
    assert states["lifecycle"]["new"] == "prospect"
    assert "later" not in states.index
    stages = lifecycle_segments(tx, as_of=WEEK_END).set_index("customer_id")
    scores = rfm_segments(tx, as_of=WEEK_END).set_index("customer_id")
    assert states["lifecycle"].reindex(stages.index).tolist() == stages["segment"].tolist()
    assert states["rfm"].reindex(scores.index).tolist() == scores["segment"].tolist()
    assert states["monetary"].reindex(scores.index).tolist() == scores["monetary"].tolist()


def test_a_record_stays_what_it_was_and_a_correction_stands_beside_it(
    sell: Callable[..., str], lake: Path
) -> None:
    first = sell(*weekly())
    (record,) = record_states(lake, [WEEK_END], computed_at=NOON, code_version="1.0")
    assert (record.data_version, record.customers) == (first, 25)
    assert (record.rules_version, record.code_version) == ("lifecycle-2 rfm-1", "1.0")
    then = read_states(lake, WEEK_END, NOON)
    sell(
        *[(f"K{i:02d}", "2026-03-28", -500) for i in range(22)],
        *[("Z", f"2026-0{m}-01", 9) for m in (1, 2, 3)],
    )
    with open_warehouse(lake) as warehouse:
        found = restated(warehouse, WEEK_END, NOON)
    assert found.recorded == 25
    assert found.moved >= 1  # Z was not known then
    assert found.migration.balance["opening"].sum() == 25
    later = NOON + timedelta(days=1)
    (correction,) = record_states(lake, [WEEK_END], computed_at=later, code_version="1.0")
    assert correction.customers == 26
    pd.testing.assert_frame_equal(read_states(lake, WEEK_END, NOON), then)
    assert [r.computed_at for r in recorded(lake)] == [NOON, later]
    assert known_state(lake, WEEK_END) == correction
    assert known_state(lake, WEEK_END, at=later - timedelta(seconds=1)) == record
    assert known_state(lake, WEEK_END, at=NOON - timedelta(seconds=1)) is None
    with open_warehouse(lake) as warehouse:
        assert restated(warehouse, WEEK_END, later).moved == 0


def test_the_same_data_rules_and_code_are_recorded_once(sell: Callable[..., str], lake: Path) -> None:
    snapshot = sell(*weekly())
    one = record_states(lake, [WEEK_END], computed_at=NOON, code_version="1")
    two = record_states(lake, [WEEK_END], computed_at=NOON + timedelta(hours=1), code_version="1")
    assert one == two
    assert len(recorded(lake)) == 1
    record_states(lake, [WEEK_END], computed_at=NOON + timedelta(hours=2), code_version="2")
    assert len(recorded(lake)) == 2
    manifest = read_manifest(lake)
    assert manifest is not None
    assert manifest.snapshot == snapshot


def test_a_moment_without_a_zone_a_repeated_moment_and_a_day_without_data_are_refused(
    sell: Callable[..., str], lake: Path
) -> None:
    sell(*weekly())
    with pytest.raises(InvalidArgument, match="no time zone"):
        record_states(lake, [WEEK_END], computed_at=NOON.replace(tzinfo=None), code_version="1")
    with pytest.raises(InvalidArgument, match="outside the data"):
        record_states(lake, [date(2026, 5, 1)], computed_at=NOON, code_version="1")
    record_states(lake, [WEEK_END], computed_at=NOON, code_version="1")
    with pytest.raises(InvalidArgument, match=r"recorded at .* already"):
        record_states(lake, [WEEK_END], computed_at=NOON, code_version="2")
    with pytest.raises(MissingData, match=r"recorded were: 2026-04-01T12:00:00\+00:00"):
        read_states(lake, WEEK_END, NOON + timedelta(seconds=1))
    assert len(recorded(lake)) == 1


def test_records_outlive_loads_and_the_collection_of_old_files(sell: Callable[..., str], lake: Path) -> None:
    sell(*weekly())
    record_states(lake, [WEEK_END - timedelta(days=7), WEEK_END], computed_at=NOON, code_version="1")
    sell(("K00", "2026-04-01", 1))
    with writing(lake):
        collect_orphans(lake, grace_seconds=0)
    assert len(read_states(lake, WEEK_END, NOON)) == 25
    assert len(recorded(lake)) == 2


def test_closed_weeks_end_on_sundays_and_are_whole() -> None:
    first, last = date(2026, 3, 3), date(2026, 3, 31)
    assert closed_weeks(first, last) == [date(2026, 3, 29)]
    sundays = [date(2026, 3, 15), date(2026, 3, 22), date(2026, 3, 29)]
    assert closed_weeks(first, last, since=date(2020, 1, 1)) == sundays
    assert closed_weeks(first, date(2026, 3, 29)) == sundays[-1:]
    assert closed_weeks(first, date(2026, 3, 7)) == []


KILLED = """
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tools.segmentation.customer_states import record_states
for number in range(1000):
    moment = datetime(2026, 4, 1, tzinfo=UTC) + timedelta(seconds=number)
    record_states(Path(sys.argv[1]), [date(2026, 3, 29)], computed_at=moment, code_version=str(number))
    print(number, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_whole_records(sell: Callable[..., str], lake: Path) -> None:
    sell(*weekly())
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(lake)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.4)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    kept = recorded(lake)
    assert kept
    assert [r.code_version for r in kept] == [str(number) for number in range(len(kept))]
    assert all(len(read_states(lake, r.as_of, r.computed_at)) == 25 for r in kept)
