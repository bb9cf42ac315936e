"""The house records weekly states by its own clock; the report names the record and says when it is restated."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from copilot.bootstrap import build
from copilot.config import Settings
from copilot.ports import Ports
from copilot.services import reports, states
from copilot.services.runs import run_tool
from tools.errors import MissingData
from tools.warehouse import ingest

SUNDAY = date(2026, 6, 28)
START = datetime(2026, 6, 29, 9, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    days = [date(2026, 1, 4) + timedelta(days=7 * week) for week in range(26)]
    rows = [
        f"K{i:03d},{i}-{day},{day - timedelta(days=i % 6)},{20 + i}"
        for i in range(60)
        for number, day in enumerate(days)
        if number % (1 + i % 3) == 0
    ]
    _load(tmp_path, "first", rows)
    return build(Settings(home=tmp_path / "home"), clock=Clock()).ports


def _load(folder: Path, name: str, rows: list[str]) -> None:
    path = folder / f"{name}.csv"
    path.write_text("\n".join(["customer_id,order_id,ordered_at,revenue", *rows]) + "\n")
    ingest(path, lake=folder / "home" / "lake", table="transactions")


def test_the_newest_closed_week_is_recorded_once_and_missed_weeks_are_caught_up(
    ports: Ports, tmp_path: Path
) -> None:
    assert [r.as_of for r in states.record_closed_weeks(ports)] == [SUNDAY]
    assert states.record_closed_weeks(ports) == []
    _load(tmp_path, "later", ["K000,later,2026-07-14,5"])
    weeks = [SUNDAY + timedelta(days=7), SUNDAY + timedelta(days=14)]
    assert [r.as_of for r in states.record_closed_weeks(ports)] == weeks
    past = states.record_closed_weeks(ports, since=date(2026, 6, 1))
    assert [r.as_of for r in past] == [SUNDAY - timedelta(days=21 - 7 * n) for n in range(3)]
    assert all(r.computed_at > START for r in states.listing(ports))
    entries, broken = ports.audit.verify()
    assert (entries, broken) == (6, None)


def test_the_worker_records_when_the_lake_has_come_to_rest(ports: Ports) -> None:
    class Stop(threading.Event):
        looks = 0

        def wait(self, timeout: float | None = None) -> bool:
            self.looks += 1
            seen.append(len(states.listing(ports)))
            if self.looks == 4:
                self.set()
            return True

    seen: list[int] = []
    states.keep_recorded(ports, stop=Stop(), pause=0, rest_looks=2)
    assert seen == [0, 0, 1, 1]


def test_a_report_records_its_closing_and_the_next_one_names_that_record(
    ports: Ports, tmp_path: Path
) -> None:
    first = reports.weekly(ports, as_of=SUNDAY - timedelta(days=7), language="en")
    assert reports.weekly(ports, as_of=SUNDAY - timedelta(days=7), language="en").sha256 == first.sha256
    (made,) = states.listing(ports)
    assert made.as_of == SUNDAY - timedelta(days=7)
    second = reports.weekly(ports, as_of=SUNDAY, language="en")
    assert "were recorded on" in second.html
    assert "Restated" not in second.html
    assert reports.verify(ports, first.id).same
    # Back-dated lines: thirty customers had bought in the week before after all.
    back = [f"K{i:03d},back{i}-{n},2026-06-{18 + n % 4},9" for i in range(30, 60) for n in range(3)]
    _load(tmp_path, "back", [*back, *(f"N{i},n{i},2026-06-20,5" for i in range(25))])
    third = reports.weekly(ports, as_of=SUNDAY, language="en")
    assert "Restated" in third.html
    russian = reports.weekly(ports, as_of=SUNDAY, language="ru")
    assert "Пересчитано" in russian.html
    # Later corrections change no report that was written before them.
    states.record(ports, [SUNDAY - timedelta(days=7)])
    for report in (first, second, third, russian):
        assert reports.verify(ports, report.id).same
    assert "Restated" not in reports.weekly(ports, as_of=SUNDAY, language="en").html


def test_a_run_names_the_exact_record_it_read(ports: Ports) -> None:
    day = SUNDAY - timedelta(days=7)
    (made,) = states.record(ports, [day])
    result = run_tool(ports, "base_flows", {"as_of": SUNDAY, "recorded_at": made.computed_at})
    assert datetime.fromisoformat(str(result.arguments["recorded_at"])) == made.computed_at
    assert result.fact("recorded").value == made.customers
    with pytest.raises(MissingData, match="recorded were"):
        run_tool(ports, "base_flows", {"as_of": SUNDAY, "recorded_at": START})


def test_a_record_is_checked_against_the_present_data(ports: Ports, tmp_path: Path) -> None:
    states.record(ports, [SUNDAY])
    assert states.check(ports, SUNDAY)[1].moved == 0
    _load(tmp_path, "back", ["NEW,new,2026-06-20,5"])
    assert states.check(ports, SUNDAY)[1].moved == 1
    with pytest.raises(MissingData, match="states list"):
        states.check(ports, SUNDAY, START - timedelta(days=1))


def test_a_lake_that_is_busy_costs_no_report(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise OSError("read-only file system")

    monkeypatch.setattr("tools.segmentation.customer_states.record_states", busy)
    report = reports.weekly(replace(ports), as_of=SUNDAY)
    assert report.html
    assert states.listing(ports) == []
