"""Snapshots: immutable, repeatable, safe against a second writer and against being killed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tools.errors import InvalidArgument, MissingData, UnreadableFile
from tools.warehouse import (
    IngestReport,
    LakeBusy,
    Warehouse,
    ingest,
    open_vault,
    open_warehouse,
    rejects,
    select_transactions,
    set_aside,
    snapshots,
)
from tools.warehouse.lake import collect_orphans, writing
from tools.warehouse.manifest import read_manifest


def test_the_same_file_twice_adds_nothing_and_says_so(sales: Callable[..., IngestReport]) -> None:
    first = sales("K,1,2026-01-01,P,1,10")
    again = sales("K,1,2026-01-01,P,1,10")
    assert again.already_loaded
    assert not first.already_loaded
    assert again.snapshot == first.snapshot
    assert again.accepted == 1


def test_rows_that_an_earlier_file_brought_are_set_aside(
    sales: Callable[..., IngestReport], lake: Path
) -> None:
    sales("K,1,2026-01-01,P,1,10", "K,2,2026-01-02,P,1,10")
    report = sales("K,2,2026-01-02,P,1,10", "K,3,2026-01-03,P,1,10", name="transactions_2.csv")
    assert (report.accepted, report.set_aside) == (1, 1)
    assert report.reasons == (("set_aside", "duplicate_of_earlier_load", 1),)
    assert open_warehouse(lake).rows("transactions") == 3


def test_a_corrected_mapping_replaces_what_the_file_brought(
    file: Callable[..., Path], lake: Path, mapping: Callable[..., object]
) -> None:
    path = file("client,doc,day,sum\nA,1,2026-01-01,5\nA,2,2026-01-02,6\n", "a.csv")
    ingest(path, lake=lake, mapping=mapping())  # type: ignore[arg-type]
    report = ingest(path, lake=lake, mapping=mapping(constants={"channel": "Online"}))  # type: ignore[arg-type]
    warehouse = open_warehouse(lake)
    assert report.replaced == 2
    assert warehouse.rows("transactions") == 2
    assert warehouse.values("transactions", "channel") == ("online",)


def test_equal_data_have_equal_snapshots_in_any_order(file: Callable[..., Path], tmp_path: Path) -> None:
    header = "customer_id,order_id,ordered_at,revenue\n"
    one = file(header + "A,1,2026-01-01,5\n", "transactions_1.csv")
    two = file(header + "A,2,2026-01-02,5\n", "transactions_2.csv")
    ids = set()
    for number, order in enumerate([[one, two], [two, one]]):
        for path in order:
            report = ingest(path, lake=tmp_path / f"lake{number}")
        ids.add(report.snapshot)
    assert ids == {ingest([one, two], lake=tmp_path / "together").snapshot}
    assert len(next(iter(ids))) == 13


def test_an_opened_warehouse_keeps_its_snapshot_and_old_ones_stay_readable(
    sales: Callable[..., IngestReport], lake: Path
) -> None:
    first = sales("K,1,2026-01-01,P,1,10")
    pinned = open_warehouse(lake)
    sales("K,2,2026-01-02,P,1,10", name="transactions_2.csv")
    assert pinned.table("transactions").count().execute() == 1
    assert open_warehouse(lake).table("transactions").count().execute() == 2
    assert open_warehouse(lake, snapshot=first.snapshot).rows("transactions") == 1
    assert len(snapshots(lake)) == 2
    with pytest.raises(MissingData, match="s000000000000"):
        open_warehouse(lake, snapshot="s000000000000")


def test_a_bad_file_among_good_ones_stores_none_of_them(file: Callable[..., Path], lake: Path) -> None:
    header = "customer_id,order_id,ordered_at,revenue\n"
    good = [file(header + f"A,{n},2026-01-01,5\n", f"transactions_{n}.csv") for n in (1, 3)]
    for bad in (
        file(b"PAR1xxxxPAR1", "transactions_2.parquet"),
        file(header + "A,2,soon,5\n", "transactions_2.csv"),
    ):
        with pytest.raises(Exception, match="transactions_2"):
            ingest([good[0], bad, good[1]], lake=lake)
        assert read_manifest(lake) is None


def test_check_tells_what_would_happen_and_stores_nothing(
    sales: Callable[..., IngestReport], lake: Path
) -> None:
    report = sales("K,1,2026-01-01,P,1,10", "K,2,soon,P,1,10", check=True)
    assert (report.accepted, report.rejected) == (1, 1)
    assert not lake.exists()


def test_progress_grows_to_the_total(sales: Callable[..., IngestReport]) -> None:
    seen: list[tuple[int, int]] = []
    sales("K,1,2026-01-01,P,1,10", progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] > 0


def test_days_after_today_are_refused_where_today_is_known(sales: Callable[..., IngestReport]) -> None:
    from datetime import date

    report = sales("K,1,2026-01-01,P,1,10", "K,2,2062-01-01,P,1,10", today=date(2026, 2, 1))
    assert report.reasons == (("rejected", "future_date", 1),)


def test_a_newer_row_with_the_same_key_replaces_the_older(file: Callable[..., Path], lake: Path) -> None:
    header = "customer_id,city\n"
    ingest(file(header + "A,Омск\nB,Пермь\nA,Томск\n", "customers_1.csv"), lake=lake)
    old = open_warehouse(lake)
    report = ingest(file(header + "B,Казань\nC,Тула\n", "customers_2.csv"), lake=lake)
    rows = open_warehouse(lake).table("customers").order_by("customer_id").execute()
    assert rows["city"].to_list() == ["Томск", "Казань", "Тула"]
    assert report.replaced == 1
    assert sorted(old.table("customers").city.execute()) == ["Пермь", "Томск"]


def test_addresses_are_in_the_vault_and_nowhere_else(file: Callable[..., Path], lake: Path) -> None:
    ingest(
        file("customer_id,channel,address\nA,email,ann@example.com\nB,fax,1\n", "vault_addresses.csv"),
        lake=lake,
    )
    assert open_vault(lake)["address"].to_list() == ["ann@example.com", "1"]
    warehouse = open_warehouse(lake)
    assert not warehouse.has("addresses")
    with pytest.raises(InvalidArgument, match="vault"):
        warehouse.table("addresses")
    assert all(path.is_relative_to(lake / "vault") for path in lake.rglob("*.parquet"))
    assert (lake / "vault" / "addresses").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("chdb://", marks=pytest.mark.chdb)])
def test_an_older_snapshot_knows_the_addresses_of_its_day(
    file: Callable[..., Path], lake: Path, engine: str
) -> None:
    header = "customer_id,channel,address\n"
    ingest(file("customer_id,city\nA,Омск\n", "customers.csv"), lake=lake)
    without = open_warehouse(lake, engine=engine)
    ingest(file(header + "A,email,ann@example.com\n", "vault_addresses.csv"), lake=lake)
    old = open_warehouse(lake, engine=engine)
    ingest(file(header + "B,phone,+79161234567\n", "vault_addresses_2.csv"), lake=lake)
    new = open_warehouse(lake, engine=engine)

    def reached(warehouse: Warehouse) -> list[str] | None:
        known = warehouse.addressed()
        rows = None if known is None else warehouse.connection.execute(known)
        return None if rows is None else sorted(rows["customer_id"])

    assert (reached(without), reached(old), reached(new)) == (None, ["A"], ["A", "B"])
    assert len(open_vault(lake, snapshot=old.snapshot)) == 1
    assert len(open_vault(lake)) == 2


def test_an_empty_lake_says_what_to_run(lake: Path) -> None:
    with pytest.raises(MissingData, match="copilot ingest"):
        open_warehouse(lake)


def test_a_lost_file_or_a_torn_manifest_is_named(sales: Callable[..., IngestReport], lake: Path) -> None:
    sales("K,1,2026-01-01,P,1,10")
    next(lake.glob("transactions/*.parquet")).unlink()
    with pytest.raises(MissingData, match="lost its file"):
        open_warehouse(lake)
    (lake / "manifest.json").write_text("{")
    with pytest.raises(UnreadableFile, match="manifest"):
        open_warehouse(lake)


def test_a_second_writer_waits_and_then_gives_up(lake: Path) -> None:
    with writing(lake), pytest.raises(LakeBusy), writing(lake, wait_seconds=0.1):
        pass
    with writing(lake, wait_seconds=0.1):
        pass


def test_orphans_go_after_the_grace_period_and_named_files_stay(
    sales: Callable[..., IngestReport], lake: Path
) -> None:
    sales("K,1,2026-01-01,P,1,10")
    orphan = lake / "transactions" / "orphan.parquet"
    orphan.write_bytes(b"left by a killed writer")
    with writing(lake):
        assert collect_orphans(lake, grace_seconds=3600) == []
        old = time.time() - 7200
        for path in lake.glob("transactions/*.parquet"):
            os.utime(path, (old, old))
        assert collect_orphans(lake, grace_seconds=3600) == [orphan]
    assert open_warehouse(lake).table("transactions").count().execute() == 1


def test_many_threads_share_one_warehouse(sales: Callable[..., IngestReport], lake: Path) -> None:
    sales(*[f"K{n % 50},O{n},2026-01-{n % 28 + 1:02d},P,1,{n}" for n in range(500)])
    warehouse = open_warehouse(lake)
    together = threading.Barrier(4)

    def ask(number: int) -> int:
        together.wait(timeout=20)
        lines = select_transactions(warehouse)
        return sum(
            int(lines.filter(lines.customer_id == f"K{number}").revenue.sum().execute()) for _ in range(5)
        )

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert answers == [5 * sum(range(n, 500, 50)) for n in range(4)]


def test_an_expression_may_be_run_by_another_thread(sales: Callable[..., IngestReport], lake: Path) -> None:
    sales("K,1,2026-01-01,P,1,10")
    count = open_warehouse(lake).table("transactions").count()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: int(count.execute()), range(16))) == [1] * 16


def test_selection_knows_names_without_case_and_names_the_known_ones(
    file: Callable[..., Path], lake: Path
) -> None:
    header = "customer_id,order_id,ordered_at,revenue,channel,category\n"
    rows = ["A,1,2026-01-01,5,Online,Обувь", "B,2,2026-01-02,5,store,Одежда", ",3,2026-01-03,5,store,Одежда"]
    ingest(file(header + "\n".join(rows), "transactions.csv"), lake=lake)
    ingest(file("customer_id,region,city\nA,Урал,Пермь\nB,Москва,Москва\n", "customers.csv"), lake=lake)
    warehouse = open_warehouse(lake)

    def orders(**chosen: object) -> list[str]:
        return sorted(select_transactions(warehouse, **chosen).order_id.execute())  # type: ignore[arg-type]

    assert orders() == ["1", "2"]
    assert orders(known_customers=False) == ["1", "2", "3"]
    assert orders(channel="ONLINE") == ["1"]
    assert orders(category="одежда") == ["2"]
    assert orders(region="пермь") == orders(region="урал") == ["1"]
    for argument, known in (("channel", "online, store"), ("category", "Обувь"), ("region", "Урал")):
        with pytest.raises(InvalidArgument, match=known):
            orders(**{argument: "нет такого"})


def test_back_dated_rows_make_a_new_version_and_leave_the_earlier_one_as_it_was(
    sales: Callable[..., IngestReport], lake: Path
) -> None:
    first = sales("K,1,2026-01-05,P,1,10", "K,2,2026-03-10,P,1,20")
    assert first.back_dated == ()
    assert first.previous_snapshot is None
    report = sales(
        "K,3,2025-12-31,P,1,1",
        "K,4,2026-03-09,P,1,2",
        "K,5,2026-03-01,P,1,3",
        "K,6,2026-03-10,P,1,4",  # the last known day itself goes on
        "K,7,2026-03-11,P,1,5",
        "K,1,2026-01-05,P,1,10",  # known already
        name="transactions_2.csv",
    )
    (late,) = report.back_dated
    assert (late.table, late.known_until.isoformat(), late.rows) == ("transactions", "2026-03-10", 3)
    assert late.months == (("2025-12", 1), ("2026-03", 2))
    assert report.previous_snapshot == first.snapshot != report.snapshot
    before = open_warehouse(lake, snapshot=first.snapshot)
    assert int(before.table("transactions").revenue.sum().execute()) == 30
    assert (str(before.first_day), str(before.last_day)) == ("2026-01-05", "2026-03-10")
    assert int(open_warehouse(lake).table("transactions").revenue.sum().execute()) == 45


def test_a_check_counts_back_dated_rows_too(sales: Callable[..., IngestReport], lake: Path) -> None:
    sales("K,1,2026-01-05,P,1,10")
    report = sales("K,2,2026-01-04,P,1,10", name="transactions_2.csv", check=True)
    assert [(b.rows, b.months) for b in report.back_dated] == [(1, (("2026-01", 1),))]
    assert open_warehouse(lake).rows("transactions") == 1


def test_several_tables_of_one_call_are_reported_file_by_file(file: Callable[..., Path], lake: Path) -> None:
    one = file("customer_id,order_id,ordered_at,revenue\nA,1,2026-01-01,5\nA,2,soon,5\n", "transactions.csv")
    two = file("customer_id,city\nA,Омск\n", "customers.csv")
    ingest(two, lake=lake)
    report = ingest([one, two, file("store_id,name\nS1,Центр\n", "stores.csv")], lake=lake)
    assert [(f.file, f.table, f.read, f.accepted, f.rejected) for f in report.by_file] == [
        ("transactions.csv", "transactions", 2, 1, 1),
        ("stores.csv", "stores", 1, 1, 0),
    ]
    assert report.skipped_files == ("customers.csv",)


def test_a_clean_load_has_no_refused_rows_but_all_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text("product_id,name\nA1,Tea\n")
    ingest([path], lake=tmp_path / "lake")
    refused, aside = rejects(tmp_path / "lake"), set_aside(tmp_path / "lake")
    assert refused.empty
    assert [*refused] == ["table", "file", "line", "column", "value", "reason"]
    assert aside.empty
    assert [*aside] == ["table", "file", "line", "reason"]
