"""Every row of a dirty file ends somewhere, with its line and its reason."""

from __future__ import annotations

import datetime
import gzip
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.errors import ToolError
from tools.warehouse import IngestReport, ingest, open_warehouse, rejects, set_aside
from tools.warehouse.mapping import FileFormat, Mapping, load_mapping
from tools.warehouse.reader import open_source

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
HEADER_1C = "Код клиента;Номер документа;Дата;Артикул;Номенклатурная группа;Количество;Сумма;Скидка, руб.;Себестоимость;Склад;Канал продаж;Вид документа"


def line_1c(number: int, **changed: str) -> str:
    cells = {
        "client": "K1",
        "order": f"РТ-{number}",
        "day": "05.03.2026 10:11:12",
        "sku": f"A{number}",
        "group": "Одежда",
        "quantity": "1",
        "sum": "100,00",
        "discount": "0",
        "cost": "60",
        "store": "S1",
        "channel": "Розничный магазин",
        "kind": "Реализация",
        **changed,
    }
    return ";".join(cells.values())


# One defect a row: (the row, its outcome and reason)
DEFECTS = {
    "grouped amount": (line_1c(1, sum="1\u00a0234,56"), None),
    "amount with a point": (line_1c(2, sum="1234.5"), None),
    "currency sign": (line_1c(3, sum="99,90 руб."), None),
    "day without time": (line_1c(4, day="05.03.2026"), None),
    "trailing separator": (line_1c(5) + ";", None),
    "spaces around": (line_1c(6, client="  K1  "), None),
    "no customer": (line_1c(7, client=""), None),
    "nobody in particular": (line_1c(8, client="000000000"), None),
    "quotes not doubled": (line_1c(9, group='"ООО "Ромашка""'), None),
    "separator in quotes": (line_1c(10, group='"Одежда; обувь"'), None),
    "new line in quotes": (line_1c(11, group='"Одежда\nзимняя"'), None),
    "inch mark": (line_1c(12, group='Экраны 24"'), None),
    "refund": (line_1c(13, kind="Возврат"), None),
    "delivery": (line_1c(14, group="Услуги доставки"), ("set_aside", "not_a_product")),
    "test order": (line_1c(15, order="ТЕСТ-1"), ("set_aside", "test_order")),
    "no such day": (line_1c(16, day="31.02.2026"), ("rejected", "not_a_date")),
    "month first": (line_1c(17, day="03/25/2026"), ("rejected", "not_a_date")),
    "no day": (line_1c(18, day=""), ("rejected", "empty")),
    "day of another century": (line_1c(19, day="05.03.1926"), ("rejected", "date_out_of_range")),
    "amount in words": (line_1c(20, sum="сто"), ("rejected", "not_a_number")),
    "amount that means two things": (line_1c(21, sum="1.234"), ("rejected", "not_a_number")),
    "amount in another currency": (line_1c(22, sum="$5,00"), ("rejected", "other_currency")),
    "amount in scientific notation": (line_1c(23, sum="1,2E+03"), ("rejected", "not_a_number")),
    "no amount": (line_1c(24, sum=""), ("rejected", "empty")),
    "negative price": (line_1c(25, sum="-100,00"), ("rejected", "negative_price")),
    "negative quantity": (line_1c(26, quantity="-1", sum="-100"), ("rejected", "stock_adjustment")),
    "id spoilt by Excel": (line_1c(27, client="4,60704E+12"), ("rejected", "scientific_id")),
    "field missing": (line_1c(28).rpartition(";")[0], ("rejected", "field_count")),
    "field too many": (line_1c(29) + ";x", ("rejected", "field_count")),
    "open quote": (line_1c(30, group='"Одежда'), ("rejected", "open_quote")),
    "zero byte": (line_1c(31, client="K\x001"), ("rejected", "zero_byte")),
    "huge amount": (line_1c(32, sum="9" * 16), ("rejected", "not_a_number")),
    "no order": (line_1c(33, order=""), ("rejected", "empty")),
    "header again": (HEADER_1C, ("rejected", "repeated_header")),
}


def test_each_defect_costs_its_own_row_and_no_other(file: Callable[..., Path], lake: Path) -> None:
    good = [line_1c(n) for n in range(100, 200)]
    rows: list[str] = []
    for number, (row, _) in enumerate(DEFECTS.values()):
        rows += [row, good[number]]
    text = "\r\n".join(["Отчёт", "за март", HEADER_1C, *rows]) + "\r\n"
    path = file(text.encode("cp1251"), "выгрузка.csv")
    report = ingest(path, lake=lake, mapping=EXAMPLES / "export_1c.toml")
    expected = {name: outcome for name, (_, outcome) in DEFECTS.items()}
    assert report.read == 2 * len(DEFECTS)
    assert report.accepted == report.read - sum(outcome is not None for outcome in expected.values())
    refused = {row.line: ("rejected", row.reason) for row in rejects(lake).itertuples()}
    aside = {row.line: ("set_aside", row.reason) for row in set_aside(lake).itertuples()}
    line, found = 4, {}
    for name, (row, _) in DEFECTS.items():
        found[name] = (refused | aside).get(line)
        line += row.count("\n") + 2
    assert found == expected


def test_bytes_that_the_encoding_lacks_refuse_their_line_alone(file: Callable[..., Path], lake: Path) -> None:
    good = [f"K{n},O{n},2026-01-0{n},A,1,10" for n in range(1, 6)]
    data = b"customer_id,order_id,ordered_at,product_id,quantity,revenue\n"
    data += (
        "\n".join(good).encode() + b"\nK\xff6,O6,2026-01-06,A,1,10\n" + b"K7,O7,2026-01-07,\xd0\x90,1,10\n"
    )
    report = ingest(file(data), lake=lake)
    assert (report.read, report.accepted) == (7, 6)
    assert report.examples[0]["reason"] == "wrong_encoding"
    assert report.examples[0]["line"] == 7


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r", "cp866"]
)
def test_encodings_are_recognised(encoding: str, file: Callable[..., Path], lake: Path) -> None:
    lines = ["customer_id;order_id;ordered_at;category;revenue"]
    lines += [f"K{n};Заказ {n};0{n}.03.2026;Женская одежда и обувь для дома;1000,5" for n in range(1, 9)]
    report = ingest(file("\r\n".join(lines).encode(encoding)), lake=lake)
    assert report.accepted == 8
    warehouse = open_warehouse(lake)
    assert warehouse.values("transactions", "category") == ("Женская одежда и обувь для дома",)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_recognised(separator: str, file: Callable[..., Path], lake: Path) -> None:
    rows = [["customer_id", "order_id", "ordered_at", "revenue"], ["1", "2", "2026-01-01", "3"]]
    report = ingest(file("\n".join(separator.join(row) for row in rows)), lake=lake)
    assert report.accepted == 1


def test_files_with_old_mac_line_ends_and_packed_files_are_read(
    file: Callable[..., Path], lake: Path
) -> None:
    text = "customer_id,order_id,ordered_at,revenue\r1,2,2026-01-01,3\r4,5,2026-01-02,6\r"
    assert ingest(file(text), lake=lake).accepted == 2
    packed = gzip.compress(b"customer_id,order_id,ordered_at,revenue\n1,3,2026-01-01,3\n")
    assert ingest(file(packed, "transactions.csv.gz"), lake=lake).accepted == 1


def test_a_date_is_read_the_same_however_it_is_written(file: Callable[..., Path], lake: Path) -> None:
    written = [
        "2026-03-05 10:20:30",
        "2026-03-05T10:20:30",
        "2026-03-05T07:20:30Z",
        "2026-03-05T09:20:30+02:00",
        "05.03.2026 10:20:30",
        "5.3.2026 10:20:30",
        "2026/03/05 10:20:30",
    ]
    rows = [f"K,{n},{moment},1" for n, moment in enumerate(written)]
    ingest(file("\n".join(["customer_id,order_id,ordered_at,revenue", *rows])), lake=lake)
    moments = open_warehouse(lake).table("transactions").ordered_at.execute()
    assert set(moments) == {pd.Timestamp("2026-03-05 10:20:30")}


def test_excel_rows_keep_the_number_that_excel_shows(tmp_path: Path, lake: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["customer_id", "order_id", "ordered_at", "quantity", "revenue"])
    sheet.append([17850, 1001, datetime.datetime.fromisoformat("2026-03-05T10:20:00"), 1, 1.125])
    sheet.append([])
    sheet.append(["K2", "1002", "06.03.2026", 2, "12.50"])
    sheet.append(["K2", "1003", "soon", 2, 5])
    book.save(tmp_path / "transactions.xlsx")
    report = ingest(tmp_path / "transactions.xlsx", lake=lake)
    assert (report.read, report.accepted) == (3, 2)
    assert report.examples[0]["line"] == 5
    lines = open_warehouse(lake).table("transactions").order_by("order_id").execute()
    assert lines["customer_id"].to_list() == ["17850", "K2"]
    assert lines["revenue"].to_list() == [Decimal("1.1250"), Decimal("12.5000")]


def test_an_excel_fraction_with_three_digits_is_no_thousand(tmp_path: Path, lake: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["client", "doc", "day", "sum"], ["K", 1, datetime.date(2026, 3, 5), 1.125]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    columns = {"customer_id": "client", "order_id": "doc", "ordered_at": "day", "revenue": "sum"}
    comma = Mapping(table="transactions", columns=columns, file=FileFormat(decimal=","))
    ingest(tmp_path / "a.xlsx", lake=lake, mapping=comma)
    assert open_warehouse(lake).table("transactions").revenue.execute().to_list() == [Decimal("1.1250")]


def test_json_lines_are_read_and_a_broken_one_is_refused(file: Callable[..., Path], lake: Path) -> None:
    rows = [
        json.dumps({"customer_id": 1, "order_id": "a", "ordered_at": "2026-01-01T10:00:00", "revenue": 0.1}),
        '{"customer_id": 2, "order_id": "b", ',
        json.dumps({"customer_id": None, "order_id": "c", "ordered_at": "2026-01-02", "revenue": "12.5"}),
    ]
    report = ingest(file("\n".join(rows), "transactions.jsonl"), lake=lake)
    assert (report.read, report.accepted, report.accepted_without_customer) == (3, 2, 1)
    assert report.reasons == (("rejected", "not_json", 1),)


def test_ids_that_a_data_frame_turned_into_fractions_are_whole_again(tmp_path: Path, lake: Path) -> None:
    frame = pd.DataFrame(
        {
            "customer_id": [17850.0, None],
            "order_id": ["1", "2"],
            "ordered_at": pd.to_datetime(["2026-01-01", "2026-01-02"]),
            "revenue": [1.5, 2.5],
        }
    )
    frame.to_parquet(tmp_path / "transactions.parquet")
    frame.to_csv(tmp_path / "again.csv", index=False)
    ingest(tmp_path / "transactions.parquet", lake=lake)
    ingest(tmp_path / "again.csv", lake=tmp_path / "other", table="transactions")
    for folder in (lake, tmp_path / "other"):
        assert open_warehouse(folder).values("transactions", "customer_id") == ("17850",)


def test_a_stray_quote_in_every_tenth_line_loses_only_those(file: Callable[..., Path], lake: Path) -> None:
    rows = [f"K{n},O{n},2026-01-01,{chr(34) if n % 10 == 0 else ''}A,1,10" for n in range(1000)]
    header = "customer_id,order_id,ordered_at,product_id,quantity,revenue"
    report = ingest(file("\n".join([header, *rows])), lake=lake)
    assert (report.read, report.accepted, report.rejected) == (1000, 900, 100)


def test_quoted_records_across_blocks_are_whole(
    file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.warehouse.decoding.BLOCK_BYTES", 64)
    rows = [f'{n},"two\nlines, {n}",x' for n in range(200)]
    source = open_source(file("a,b,c\n" + "\n".join(rows)), FileFormat())
    chunks = list(source.chunks())
    assert sum(chunk.read for chunk in chunks) == 200
    cells = [v for chunk in chunks for v in chunk.table.column("c1").to_pylist()]
    assert cells == [f"two\nlines, {n}" for n in range(200)]
    assert [v for c in chunks for v in c.table.column("_line").to_pylist()] == list(range(2, 402, 2))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.lists(
        st.sampled_from(
            [b"a", b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"\xd0\x96", b"1", b" ", b";", b"'"]
        ),
        max_size=120,
    )
)
def test_whatever_the_bytes_all_physical_lines_are_accounted_for(data: list[bytes], tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(b"".join(data))
    try:
        source = open_source(path, FileFormat(header=False, columns=("a", "b", "c"), separator=","))
    except ToolError:
        return
    for chunk in source.chunks():  # asserts lines = records + blank + joined for each block
        assert chunk.read == chunk.table.num_rows + len(chunk.refused)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40).map(lambda b: b.replace(b"\n", b"").replace(b"\r", b"")),
            st.builds(
                lambda c, d, r: f"{c},o,{d},{r}".encode(),
                st.sampled_from(["", "K1", "17850.0", "1,5E+9"]),
                st.sampled_from(["2026-01-01", "31.02.2026", "05.03.2026", "x"]),
                st.sampled_from(["10", "-3", "1 234,50", "", "abc", "1e5"]),
            ),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_accepted_set_aside_and_rejected_always_add_up(rows: list[bytes]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "transactions.csv"
        path.write_bytes(b"customer_id,order_id,ordered_at,revenue\n" + b"\n".join(rows) + b"\n")
        try:
            report: IngestReport | None = ingest(path, lake=Path(folder) / "lake")
        except ToolError as error:
            refusal = error
            report = None
        if report is None:
            assert refusal.message_ru != refusal.message
            return
        assert report.accepted + report.set_aside + report.rejected == report.read
        assert report.read <= len(rows)
        lake = Path(folder) / "lake"
        assert len(rejects(lake)) == report.rejected
        assert len(set_aside(lake)) == report.set_aside
        assert open_warehouse(lake).rows("transactions") == report.accepted


def test_the_example_mappings_are_valid() -> None:
    assert {load_mapping(path).table for path in EXAMPLES.glob("*.toml")} == {"transactions"}
