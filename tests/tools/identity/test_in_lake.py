"""Merges in the lake: one step, one customer everywhere, decisions that hold, undo that restores the bytes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tools.catalogue import tools
from tools.errors import InvalidArgument, MissingData
from tools.identity import score_pairs
from tools.identity.devices import device_only, is_device
from tools.identity.in_lake import decide, merge_log, resolve_lake, undo, waiting_conflicts
from tools.identity.person_store import current_manifest, read_person_map
from tools.simulate import Retailer
from tools.tool import execute
from tools.warehouse import current_snapshot, ingest, open_vault, open_warehouse, snapshots

AT = "2026-11-22T09:00:00+00:00"


@pytest.fixture(scope="session")
def twice() -> Any:
    """A simulated retailer in which some people have a second account."""
    return Retailer(seed=5).generate(customers=1_500, duplicates=0.3)


@pytest.fixture(scope="session")
def twice_lake(twice: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twice")
    twice.write(folder / "files")
    for file in sorted((folder / "files").glob("*.parquet")):
        ingest([file], lake=folder / "lake")
    return folder / "lake"


@pytest.fixture
def lake(twice_lake: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(twice_lake, tmp_path / "lake"))


def person_map(lake: Path) -> dict[str, str]:
    return read_person_map(lake, current_manifest(lake))


def figure(lake: Path, tool: str, key: str) -> Any:
    with open_warehouse(lake) as warehouse:
        return execute(tools()[tool], warehouse, {}).fact(key).value


def small(folder: Path, **frames: pd.DataFrame) -> Path:
    """A lake of a few hand-written tables."""
    folder.mkdir()
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
        ingest([folder / f"{name}.csv"], lake=folder / "lake", table=name)
    return folder / "lake"


def sales(*customers: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": customers,
            "order_id": [f"o{i}" for i in range(len(customers))],
            "ordered_at": "2026-03-01 10:00:00",
            "revenue": "100.00",
            "channel": ["online" if i % 2 else "store" for i in range(len(customers))],
        }
    )


def test_d2_planted_second_accounts_are_found(lake: Path, twice: Any) -> None:
    report = resolve_lake(lake, at=AT)
    truth = dict(twice.truth.duplicates.itertuples(index=False))
    found = person_map(lake)
    ids = sorted(set(twice.tables["customers"]["customer_id"]))
    score = score_pairs([found.get(i, i) for i in ids], [truth.get(i, i) for i in ids])
    assert score.true > 100
    assert score.precision >= 0.99
    assert score.recall >= 0.95
    assert report.records - report.persons == report.new_merges
    assert report.unused_keys["placeholder"] >= 1


def test_d3_the_same_person_online_and_in_shops_is_one_customer_in_every_tool(lake: Path, twice: Any) -> None:
    before, active = figure(lake, "describe_base", "customers"), figure(lake, "base_metrics", "customers")
    revenue = figure(lake, "describe_base", "revenue")
    resolve_lake(lake, at=AT)
    assert figure(lake, "describe_base", "customers") < before
    assert figure(lake, "base_metrics", "customers") < active
    assert figure(lake, "describe_base", "revenue") == revenue
    person, other = next((p, c) for c, p in person_map(lake).items() if c != p)
    with open_warehouse(lake) as warehouse:
        for name in ("transactions", "customers", "consents", "contacts", "assignments", "identities"):
            table = warehouse.table(name)
            assert table.filter(table.customer_id == other).count().execute() == 0
        lines = warehouse.table("transactions")
        assert set(lines.filter(lines.customer_id == person).channel.execute()) == {"online", "store"}
        one = warehouse.table("customers")
        assert one.filter(one.customer_id == person).count().execute() == 1
        assert warehouse.rows("customers") == one.count().execute() == one.customer_id.nunique().execute()
    vault = open_vault(lake)
    assert not vault.duplicated(["customer_id", "channel"]).any()
    assert other not in set(vault["customer_id"])
    assert other in set(open_vault(lake, as_recorded=True)["customer_id"])


def test_a_check_stores_nothing(lake: Path) -> None:
    before = (lake / "manifest.json").read_bytes()
    report = resolve_lake(lake, at=AT, check=True)
    assert report.new_merges > 100
    assert (lake / "manifest.json").read_bytes() == before


def test_resolving_twice_changes_nothing(lake: Path) -> None:
    first = resolve_lake(lake, at=AT)
    again = resolve_lake(lake, at="2026-12-01T09:00:00+00:00")
    assert (again.run_id, again.new_merges, again.snapshot) == ("", 0, first.snapshot)
    assert len(current_manifest(lake).persons.log) == 1


def test_d2_undoing_a_run_restores_the_snapshot_and_every_byte_of_the_results(lake: Path) -> None:
    before = current_snapshot(lake)
    with open_warehouse(lake) as warehouse:
        results = {
            name: execute(tools()[name], warehouse, {}).to_json()
            for name in ("describe_base", "rfm_segments")
        }
    run = resolve_lake(lake, at=AT)
    assert current_snapshot(lake) != before
    undo(lake, run.run_id, reason="ошибка", at=AT)
    assert current_snapshot(lake) == before
    with open_warehouse(lake) as warehouse:
        assert {name: execute(tools()[name], warehouse, {}).to_json() for name in results} == results
    again = resolve_lake(lake, at=AT)
    assert again.snapshot == run.snapshot


def test_d2_merging_and_unmerging_restores_the_bytes_of_the_person_map(tmp_path: Path) -> None:
    addresses = pd.DataFrame(
        {"customer_id": ["k1", "k2"], "channel": "email", "address": "anna@x.ru", "first_name": "Анна"}
    )
    lake = small(tmp_path / "s", transactions=sales("k1", "k2", "k3", "k4"), addresses=addresses)
    resolve_lake(lake, at=AT)
    stored = current_manifest(lake).persons.person_map
    assert stored is not None
    bytes_before = (lake / stored.path).read_bytes()
    more = pd.DataFrame(
        {"customer_id": ["k3", "k4"], "channel": "email", "address": "ivan@x.ru", "first_name": "Иван"}
    )
    more.to_csv(tmp_path / "more.csv", index=False)
    ingest([tmp_path / "more.csv"], lake=lake, table="addresses")
    resolve_lake(lake, at=AT)
    assert person_map(lake) == {"k1": "k1", "k2": "k1", "k3": "k3", "k4": "k3"}
    entry = merge_log(lake).query("customer_id == 'k4'")["entry_id"].iloc[0]
    undo(lake, entry, reason="разные люди", at=AT, by="p1")
    restored = current_manifest(lake).persons.person_map
    assert restored is not None
    assert restored == stored
    assert (lake / restored.path).read_bytes() == bytes_before
    again = resolve_lake(lake, at=AT)
    assert (again.new_merges, again.conflicts) == (0, 0)
    assert person_map(lake) == {"k1": "k1", "k2": "k1"}
    with pytest.raises(InvalidArgument, match="no merge or run"):
        undo(lake, entry, reason="ещё раз", at=AT)


def test_the_log_only_grows(lake: Path) -> None:
    run = resolve_lake(lake, at=AT, by="p1")
    first = current_manifest(lake).persons.log
    entry = merge_log(lake).query("action == 'merge'")["entry_id"].iloc[0]
    undo(lake, entry, reason="не он", at=AT)
    second = current_manifest(lake).persons.log
    undo(lake, run.run_id, reason="всё назад", at=AT)
    assert second[: len(first)] == first
    assert current_manifest(lake).persons.log[: len(second)] == second
    log = merge_log(lake)
    assert log["seq"].is_monotonic_increasing
    assert log["seq"].is_unique
    assert set(log["action"]) == {"run", "merge", "unmerge", "decide", "undo"}
    assert (log["by"].iloc[0], log["rule"].ne("").any()) == ("p1", True)


def people_in_doubt(folder: Path) -> Path:
    profiles = pd.DataFrame(
        {
            "customer_id": ["k1", "k2", "k3"],
            "given_name": "Анна",
            "birth_date": ["05.03.1980", "17.11.1994", None],
            "phone": ["8 903 123-45-67", "+79031234567", None],
        }
    )
    return small(folder, transactions=sales("k1", "k2", "k3"), profiles=profiles)


def test_a_conflict_waits_for_a_person_whose_answer_holds(tmp_path: Path) -> None:
    lake = people_in_doubt(tmp_path / "s")
    report = resolve_lake(lake, at=AT)
    assert (report.persons, report.conflicts) == (3, 1)
    waiting = waiting_conflicts(lake)
    assert "1234567" not in waiting.to_string()
    question = waiting["conflict_id"].iloc[0]
    with pytest.raises(InvalidArgument, match="Say why"):
        decide(lake, question, "same", reason=" ", at=AT)
    with pytest.raises(InvalidArgument, match="No conflict q0 waits"):
        decide(lake, "q0", "same", reason="x", at=AT)
    answered = decide(lake, question, "same", reason="паспорт проверен", at=AT, by="p1")
    assert (answered.persons, answered.conflicts) == (2, 0)
    assert person_map(lake) == {"k1": "k1", "k2": "k1"}
    assert resolve_lake(lake, at=AT).run_id == ""
    undo(lake, answered.run_id, reason="ошиблись", at=AT)
    assert (person_map(lake), len(waiting_conflicts(lake))) == ({}, 1)
    decide(lake, question, "different", reason="мать и дочь", at=AT)
    assert (person_map(lake), len(waiting_conflicts(lake))) == ({}, 0)
    assert resolve_lake(lake, at=AT).run_id == ""


def test_only_the_newest_run_can_be_undone(tmp_path: Path) -> None:
    lake = people_in_doubt(tmp_path / "s")
    first = resolve_lake(lake, at=AT)
    second = decide(lake, waiting_conflicts(lake)["conflict_id"].iloc[0], "same", reason="x", at=AT)
    with pytest.raises(InvalidArgument, match=f"undo {second.run_id} first"):
        undo(lake, first.run_id, reason="x", at=AT)


def test_a_load_keeps_the_merges_and_an_empty_lake_says_so(lake: Path, tmp_path: Path) -> None:
    resolve_lake(lake, at=AT)
    merged = person_map(lake)
    sales("K000001").to_csv(tmp_path / "transactions.csv", index=False)
    ingest([tmp_path / "transactions.csv"], lake=lake)
    assert person_map(lake) == merged
    assert all(len(current_manifest(lake).persons.files()) for _ in snapshots(lake)[:1])
    with pytest.raises(MissingData, match="empty"):
        resolve_lake(tmp_path / "nothing", at=AT)


def test_d12_traces_of_devices_are_no_key_and_nobody_to_write_to(tmp_path: Path) -> None:
    identities = pd.DataFrame(
        {
            "source": ["loyalty", "cookie", "dmp_segment_ip", "cookie"],
            "source_id": ["220001", "abc", "10.0.0.1", "xyz"],
            "customer_id": ["k1", "k1", "c2", "c3"],
        }
    )
    consents = pd.DataFrame(
        {
            "customer_id": ["c2", "c3", "c3"],
            "channel": "email",
            "purpose": ["advertising", "advertising", "personal_data"],
            "status": "granted",
            "at": "2026-01-01 10:00:00",
        }
    )
    lake = small(
        tmp_path / "s", transactions=sales("k1", "c2", "c3"), identities=identities, consents=consents
    )
    with open_warehouse(lake) as warehouse:
        assert device_only(warehouse) == {"c2"}
    assert resolve_lake(lake, at=AT).merged_ids == 0
    assert is_device("GA client_id")
    assert is_device("куки сайта")
    assert not is_device("loyalty")


def test_one_customer_of_several_has_the_first_registration_and_the_latest_attributes(tmp_path: Path) -> None:
    customers = pd.DataFrame(
        {
            "customer_id": ["k1", "k2"],
            "registered_on": ["2025-05-01", "2024-01-01"],
            "city": ["Казань", "Омск"],
            "language": [None, "ru"],
            "learnt_on": ["2026-01-01", "2024-01-01"],
        }
    )
    assignments = pd.DataFrame(
        {
            "experiment_id": "e1",
            "customer_id": ["k1", "k2", "k3"],
            "arm": ["treatment", "control", "control"],
            "assigned_at": ["2026-02-02 10:00:00", "2026-02-01 10:00:00", "2026-02-01 10:00:00"],
        }
    )
    addresses = pd.DataFrame(
        {
            "customer_id": ["k1", "k2", "k1", "k2"],
            "channel": ["sms", "sms", "email", "email"],
            "address": ["+79031234567", "8 903 123 45 67", "old@x.ru", "new@x.ru"],
            "first_name": ["Анна", "Аня", None, "Анна"],
            "valid": [True, True, False, True],
        }
    )
    lake = small(tmp_path / "s", transactions=sales("k1", "k2", "k3"), customers=customers, assignments=assignments, addresses=addresses)  # fmt: skip
    resolve_lake(lake, at=AT)
    with open_warehouse(lake) as warehouse:
        row = warehouse.table("customers").execute().iloc[0]
        assert (str(row["registered_on"])[:10], row["city"], row["language"]) == (
            "2024-01-01",
            "Казань",
            "ru",
        )
        drawn = warehouse.table("assignments").execute().set_index("customer_id")["arm"].to_dict()
        assert drawn == {"k1": "control", "k3": "control"}
    vault = open_vault(lake).set_index("channel")
    assert vault.loc["email", "address"] == "new@x.ru"
    assert (vault.loc["sms", "address"], vault.loc["sms", "customer_id"]) == ("+79031234567", "k1")
