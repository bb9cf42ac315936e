"""`customer_day` is always exactly what the lines add up to, and a load rewrites the months it touches alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.warehouse import IngestReport, ingest, open_warehouse
from tools.warehouse.customer_day import COLUMNS, LAYOUT, customer_day_files, with_customer_days
from tools.warehouse.lake import collect_orphans, place, publish, writing
from tools.warehouse.manifest import Manifest, Persons, read_manifest
from tools.warehouse.mapping import parse_mapping

HEADER = "client,doc,day,sum,profit"
MAPPED = {
    "customer_id": "client",
    "order_id": "doc",
    "ordered_at": "day",
    "revenue": "sum",
    "margin": "profit",
}
ADDED_UP = """
    SELECT customer_id, ordered_on, count(*), sum(revenue), min(revenue), sum(margin),
        sum(revenue) FILTER (WHERE margin IS NOT NULL)
    FROM read_parquet([{files}]) WHERE customer_id IS NOT NULL GROUP BY ALL ORDER BY ALL
"""

line = st.tuples(
    st.sampled_from(["A", "B", "Ёж", "anon"]),
    st.integers(1, 4),
    st.sampled_from(["2026-01-30", "2026-01-31", "2026-02-01", "2026-03-05"]),
    st.decimals("-50", "99", places=2),
    st.one_of(st.just(""), st.decimals("-9", "9", places=2)),
)
loads = st.lists(
    st.tuples(st.lists(line, min_size=1, max_size=8), st.sampled_from(["keep", "set_aside"]), st.booleans()),
    min_size=1,
    max_size=4,
)


def manifest_of(lake: Path) -> Manifest:
    found = read_manifest(lake)
    assert found is not None
    return found


def stored(lake: Path) -> list[tuple[object, ...]]:
    paths = customer_day_files(lake, manifest_of(lake))
    assert paths
    return duckdb.read_parquet([str(p) for p in paths]).order("customer_id, bought_on").fetchall()


def added_up(lake: Path) -> list[tuple[object, ...]]:
    files = [f"'{lake / load.accepted_file.path}'" for load in manifest_of(lake).of("transactions") if load.accepted_file]  # fmt: skip
    return duckdb.sql(ADDED_UP.format(files=", ".join(files))).fetchall()


@settings(max_examples=12, deadline=None)
@given(loads)
def test_after_any_loads_and_corrections_it_is_what_the_lines_add_up_to(
    history: list[tuple[list[tuple[object, ...]], str, bool]],
) -> None:
    with TemporaryDirectory() as home:
        lake, loaded = Path(home) / "lake", False
        for number, (rows, duplicates, corrected) in enumerate(history):
            path = Path(home) / f"{number}.csv"
            path.write_text("\n".join([HEADER, *(",".join(map(str, row)) for row in rows)]) + "\n")
            rules = {"duplicates": duplicates, "refunds": {"unmarked": "refund"}}
            for anonymous in (["anon"], ["anon", "A"])[: 1 + corrected]:
                how = parse_mapping(
                    {"table": "transactions", "columns": MAPPED, "anonymous": anonymous, **rules}
                )
                ingest(path, lake=lake, mapping=how)
                loaded = True
        assert loaded
        if rows := added_up(lake):
            assert stored(lake) == rows


def test_a_load_rewrites_only_the_months_it_touches(sales: Callable[..., IngestReport], lake: Path) -> None:
    sales("K,1,2026-01-05,P,1,10", "K,2,2026-02-05,P,1,10", "K,3,2026-03-05,P,1,10")
    before = manifest_of(lake).customer_day
    sales("L,4,2026-03-05,P,1,4", "K,5,2026-03-05,P,1,5", name="week.csv", table="transactions")
    after = manifest_of(lake).customer_day
    assert before
    assert after
    assert {m for m in after.months if after.months[m] != before.months.get(m)} == {"2026-03"}
    assert stored(lake) == added_up(lake)


def test_it_changes_no_snapshot_and_a_lake_without_it_opens_as_before_and_gets_it_with_the_next_load(
    sales: Callable[..., IngestReport], lake: Path
) -> None:
    report = sales("K,1,2026-01-05,P,1,10")
    old = manifest_of(lake)
    bare = old.model_copy(update={"customer_day": None})
    assert bare.snapshot == old.snapshot == report.snapshot
    publish(lake, bare)
    with open_warehouse(lake) as warehouse:
        assert warehouse.customer_day() is None
    assert old.customer_day
    outdated = old.customer_day.model_copy(update={"layout": LAYOUT - 1})
    publish(lake, old.model_copy(update={"customer_day": outdated}))
    with open_warehouse(lake) as warehouse:
        assert warehouse.customer_day() is None
    sales("K,2,2026-02-05,P,1,10", name="transactions_2.csv")
    assert stored(lake) == added_up(lake)


def test_a_lost_file_of_it_costs_nothing_but_time(sales: Callable[..., IngestReport], lake: Path) -> None:
    sales("K,1,2026-01-05,P,1,10")
    for path in customer_day_files(lake, manifest_of(lake)):
        path.unlink()
    with open_warehouse(lake) as warehouse:
        assert warehouse.customer_day() is None
    with writing(lake) as folder:
        publish(lake, with_customer_days(lake, folder, manifest_of(lake)))
    assert stored(lake) == added_up(lake)


def test_ids_of_one_person_are_added_up_as_one(sales: Callable[..., IngestReport], lake: Path) -> None:
    sales(
        "A,1,2026-01-05,P,1,10", "B,2,2026-01-05,P,1,-3", "B,3,2026-01-06,P,1,4", "C,4,2026-01-05,P,1,1",
        table="transactions", header="customer_id,order_id,ordered_at,product_id,quantity,revenue",
    )  # fmt: skip
    for pairs in ([("A", "A"), ("B", "A")], [("B", "A")]):
        with writing(lake) as folder:
            pd.DataFrame(pairs, columns=["customer_id", "person_id"]).to_parquet(folder / "map.parquet")
            persons = Persons(person_map=place(lake, "person_map", folder / "map.parquet", rows=len(pairs)))
            publish(lake, manifest_of(lake).model_copy(update={"persons": persons}))
        with open_warehouse(lake) as warehouse:
            table, lines = warehouse.customer_day(), warehouse.table("transactions")
            assert table is not None
            assert table.columns == COLUMNS
            got = table.execute()[["customer_id", "bought_on", "lines", "amount", "smallest"]]
            want = lines.group_by("customer_id", bought_on="ordered_on").aggregate(
                lines=lines.count(), amount=lines.revenue.sum(), smallest=lines.revenue.min()
            )
            order = ["customer_id", "bought_on"]
            pd.testing.assert_frame_equal(
                got.sort_values(order, ignore_index=True),
                want.execute().sort_values(order, ignore_index=True),
            )
            assert set(got["customer_id"]) == {"A", "C"}


def test_a_day_too_large_for_the_column_is_answered_by_the_lines(
    sales: Callable[..., IngestReport], lake: Path
) -> None:
    rows = [f"K,{n},2026-01-05,P,1,90000000000000" for n in range(3)]
    report = sales(*rows)
    assert report.accepted == 3
    with open_warehouse(lake) as warehouse:
        assert warehouse.customer_day() is None


@pytest.mark.parametrize("kept", ["current", "older"])
def test_only_the_current_days_are_kept_when_old_files_are_collected(
    sales: Callable[..., IngestReport], lake: Path, kept: str
) -> None:
    sales("K,1,2026-01-05,P,1,10")
    older = set(customer_day_files(lake, manifest_of(lake)))
    sales("K,2,2026-01-05,P,1,10", name="transactions_2.csv")
    current = set(customer_day_files(lake, manifest_of(lake)))
    with writing(lake):
        collect_orphans(lake, grace_seconds=0)
    assert all(path.exists() == (kept == "current") for path in (current if kept == "current" else older))
