"""A mapping that is wrong is refused with the name at fault; a right one does what it says."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tools.errors import InvalidMapping, NotEnoughData, ToolError, UnreadableFile
from tools.warehouse import IngestReport, ingest, load_mapping, open_warehouse, set_aside, suggest_mapping
from tools.warehouse.expression import parse_formula
from tools.warehouse.mapping import Mapping
from tools.warehouse.numbers import read_number

COLUMNS = '[columns]\ncustomer_id = "client"\norder_id = "doc"\nordered_at = "day"\nrevenue = "sum"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('table = "transactions"\ncurency = "RUB"', ["curency", "currency", "time_zone"]),
        ('table = "transaction"', ["transactions", "customers"]),
        ('table = "transactions"\n[file]\nseperator = ";"', ["seperator", "separator", "encoding"]),
        ('table = "transactions"\n[columns]\ncustomer = "client"', ["customer", "customer_id"]),
        (
            'table = "transactions"\n[[set_aside]]\nreason = "x"\ncolumn = "a"\nvalue = "y"',
            ["value", "values"],
        ),
        ('table = "transactions"\n[[set_aside]]\nreason = "x"\ncolumn = "a"', ["exactly one test"]),
        ('table = "transactions"\nduplicates = "drop"', ["duplicates", "set_aside"]),
        ('table = "transactions"\ntime_zone = "Moscow"', ["Moscow", "time zone"]),
        ('table = "transactions"\ncurrency = "rubles"', ["currency"]),
        ("table == 1", ["TOML"]),
        ('currency = "RUB"', ["table", "missing"]),
    ],
)
def test_a_wrong_mapping_names_what_is_wrong_and_what_is_known(
    text: str, words: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(InvalidMapping) as caught:
        load_mapping(path)
    assert all(word in caught.value.message for word in words)
    assert caught.value.message_ru != caught.value.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (COLUMNS.replace('"sum"', '"summ"'), ["summ", "Did you mean sum", "client, doc, day, sum"]),
        (COLUMNS.replace('order_id = "doc"\n', ""), ["order_id", "order_ids"]),
        ('order_ids = "line"\n' + COLUMNS, ["order_ids"]),
        (COLUMNS.replace('revenue = "sum"\n', '[computed]\nrevenue = "sum * ("\n'), ["formula", "sum * ("]),
        (COLUMNS + '[file]\ndate_format = "%q"\n', ["%q", "date_format"]),
        (COLUMNS + '[file]\nencoding = "cp9999"\n', ["cp9999"]),
        (COLUMNS + '[file]\nseparator = "=>"\n', ["separator"]),
        (COLUMNS + "[constants]\nrevenue = 5\n", ["revenue", "twice"]),
    ],
)
def test_a_mapping_that_does_not_fit_its_file_stores_nothing(
    text: str, words: list[str], file: Callable[..., Path], lake: Path
) -> None:
    path = file('table = "transactions"\n' + text, "mapping.toml")
    with pytest.raises(InvalidMapping) as caught:
        ingest(file("client,doc,day,sum\n1,2,2026-01-01,3\n", "a.csv"), lake=lake, mapping=path)
    assert all(word in caught.value.message for word in words)
    assert not lake.exists() or not (lake / "manifest.json").exists()


@pytest.mark.parametrize(
    ("content", "name", "error", "words"),
    [
        (b"", "transactions.csv", UnreadableFile, "empty"),
        (b"   \n\n", "transactions.csv", UnreadableFile, "empty"),
        (bytes(range(256)) * 9, "transactions.csv", UnreadableFile, "binary"),
        (b"PAR1 nonsense PAR1", "transactions.parquet", UnreadableFile, "damaged"),
        (b"PK\x03\x04 nonsense", "transactions.xlsx", UnreadableFile, "damaged"),
        (b"\x1f\x8b nonsense", "transactions.csv.gz", UnreadableFile, "damaged"),
        (b"%PDF-1.7 ...", "transactions.csv", UnreadableFile, "PDF"),
        (b"customer_id,order_id,ordered_at,revenue\n", "transactions.csv", NotEnoughData, "no rows"),
        (
            b"customer_id,order_id,ordered_at,revenue\n1,2,soon,3\n",
            "transactions.csv",
            NotEnoughData,
            "all 1 rows",
        ),
        (b"a,b\n1,2\n", "transactions.csv", InvalidMapping, "suggest"),
        (b"a,b\n1,2\n", "sales.csv", InvalidMapping, "--table"),
        (
            b"customer_id,order_id,ordered_at,revenue,chanel\n1,2,2026-01-01,3,x\n",
            "transactions.csv",
            InvalidMapping,
            "channel",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    content: bytes, name: str, error: type[ToolError], words: str, file: Callable[..., Path], lake: Path
) -> None:
    with pytest.raises(error) as caught:
        ingest(file(content, name), lake=lake)
    assert words in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.message_ru != caught.value.message
    assert not (lake / "manifest.json").exists()


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path, lake: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(UnreadableFile, match=path.name):
            ingest(path, lake=lake, table="transactions")


def test_revenue_margin_and_signs_are_computed_exactly(
    file: Callable[..., Path], lake: Path, mapping: Callable[..., Mapping]
) -> None:
    rows = [
        "client,doc,day,pieces,price,cost,type",
        "A,1,2026-01-01,3,19.99,10,sale",
        "A,2,2026-01-02,1,19.99,10,return",
        "A,3,2026-01-03,-1,19.99,10,return",
        "A,4,2026-01-03,0.125,1.234567,1,sale",
    ]
    columns = {"customer_id": "client", "order_id": "doc", "ordered_at": "day"}
    columns |= {"quantity": "pieces", "unit_price": "price", "unit_cost": "cost"}
    made = mapping(columns=columns, refunds={"column": "type", "values": ["Return"]})
    ingest(file("\n".join(rows), "a.csv"), lake=lake, mapping=made)
    lines = open_warehouse(lake).table("transactions").order_by("order_id").execute()
    assert lines["revenue"].to_list() == [Decimal(v) for v in ("59.9700", "-19.9900", "-19.9900", "0.1543")]
    assert lines["margin"].to_list() == [Decimal(v) for v in ("29.9700", "-9.9900", "-9.9900", "0.0293")]
    assert lines["quantity"].to_list() == [Decimal(v) for v in ("3.000", "-1.000", "-1.000", "0.125")]
    assert lines["kind"].to_list() == ["sale", "refund", "refund", "sale"]


def test_a_refund_names_the_latest_sale_that_it_can_take_back(
    sales: Callable[..., IngestReport], lake: Path
) -> None:
    report = sales(
        "K,1,2026-01-01,P,5,50",
        "K,2,2026-01-02,P,2,20",
        "K,3,2026-01-03,P,-2,-20",  # order 2: same quantity
        "K,4,2026-01-04,P,-2,-20",  # order 1: enough pieces left
        "K,5,2026-01-05,P,-9,-90",  # more than was ever sold
        "K,6,2026-01-06,Q,-1,-10",  # another product
        "L,7,2026-01-06,P,-1,-10",  # another customer
    )
    lines = open_warehouse(lake).table("transactions").order_by("order_id").execute()
    assert lines["refund_of"].fillna("").to_list() == ["", "", "2", "1", "", "", ""]
    assert (report.refunds, report.refunds_matched) == (5, 2)


def test_a_refund_finds_its_sale_in_an_earlier_load(sales: Callable[..., IngestReport], lake: Path) -> None:
    sales("K,1,2026-01-01,P,1,50", "K,2,2026-01-02,P,1,50", "K,3,2026-01-03,P,-1,-50")
    sales("K,4,2026-02-01,P,-1,-50", "K,5,2026-02-02,P,-1,-50", name="transactions_2.csv")
    lines = open_warehouse(lake).table("transactions").order_by("order_id").execute()
    assert lines["refund_of"].fillna("").to_list() == ["", "", "2", "1", ""]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("set_aside", (2, 1, 0)), ("keep", (3, 0, 0)), ("reject", (2, 0, 1))],
)
def test_duplicates_are_treated_as_the_mapping_says(
    rule: str,
    expected: tuple[int, int, int],
    file: Callable[..., Path],
    lake: Path,
    mapping: Callable[..., Mapping],
) -> None:
    path = file("client,doc,day,sum\nA,1,2026-01-01,5\nA,1,2026-01-01,5\nA,1,2026-01-01,6\n", "a.csv")
    report = ingest(path, lake=lake, mapping=mapping(duplicates=rule))
    assert (report.accepted, report.set_aside, report.rejected) == expected


def test_order_ids_can_be_made_from_lines_or_days(file: Callable[..., Path], tmp_path: Path) -> None:
    path = file("client,day,sum\nA,2026-01-01,5\nA,2026-01-01,6\n,2026-01-01,6\n,2026-01-01,7\n", "a.csv")
    columns = {"customer_id": "client", "ordered_at": "day", "revenue": "sum"}
    for how, orders in (("line", 4), ("customer_day", 3)):
        made = Mapping(table="transactions", columns=columns, order_ids=how)
        ingest(path, lake=tmp_path / how, mapping=made)
        assert len(open_warehouse(tmp_path / how).values("transactions", "order_id")) == orders


def test_rules_set_rows_aside_in_their_order(
    file: Callable[..., Path], lake: Path, mapping: Callable[..., Mapping]
) -> None:
    rules: list[dict[str, Any]] = [
        {"reason": "fee", "column": "doc", "pattern": "^F"},
        {"reason": "gift", "field": "revenue", "is": "zero"},
    ]
    path = file("client,doc,day,sum\nA,F1,2026-01-01,0\nA,2,2026-01-01,0\nA,3,2026-01-01,6\n", "a.csv")
    ingest(path, lake=lake, mapping=mapping(set_aside=rules))
    assert set_aside(lake)["reason"].to_list() == ["fee", "gift"]


def test_times_of_another_zone_are_moved_to_the_business_day(
    file: Callable[..., Path], lake: Path, mapping: Callable[..., Mapping]
) -> None:
    path = file("client,doc,day,sum\nA,1,2026-01-01 22:30,5\n", "a.csv")
    ingest(path, lake=lake, mapping=mapping(time_zone="Europe/Moscow", file={"time_zone": "UTC"}))
    assert str(open_warehouse(lake).first_day) == "2026-01-02"


def test_another_currency_is_refused_not_added_up(
    file: Callable[..., Path], lake: Path, mapping: Callable[..., Mapping]
) -> None:
    ingest(
        file("client,doc,day,sum\nA,1,2026-01-01,5\n", "a.csv"), lake=lake, mapping=mapping(currency="RUB")
    )
    with pytest.raises(InvalidMapping, match=r"RUB.*USD"):
        ingest(
            file("client,doc,day,sum\nA,2,2026-01-01,5\n", "b.csv"),
            lake=lake,
            mapping=mapping(currency="USD"),
        )


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1234", ".", "1234"),
        ("1 234,56", ".", "1234.56"),
        ("1\u202f234\u202f567,8", ",", "1234567.8"),
        ("1,234.56", ",", "1234.56"),
        ("1.234,56", ".", "1234.56"),
        ("1,234", ".", None),
        ("1.234", ",", None),
        ("0,345", ".", "0.345"),
        ("12,5", ".", "12.5"),
        ("1.234.567", ",", "1234567"),
        ("(12,50)", ",", "-12.50"),
        ("12,50-", ",", "-12.50"),
        ("−3", ".", "-3"),
        ("+7", ".", "7"),
        (".5", ".", "0.5"),
        ("5.", ".", "5"),
        ("1 23", ".", None),
        ("12 345 67", ".", None),
        ("1e5", ".", None),
        ("--3", ".", None),
        ("٣", ".", None),
        ("", ".", None),
        ("nan", ".", None),
    ],
)
def test_a_number_is_read_only_when_it_can_mean_one_thing(text: str, decimal: str, value: str | None) -> None:
    assert read_number(text, decimal=decimal) == value


@pytest.mark.parametrize("text", ["", "a b", "a +", "(a", "a)", "a; DROP", "a ** b", "'a'", "f(a)"])
def test_a_formula_is_arithmetic_and_nothing_else(text: str) -> None:
    with pytest.raises(InvalidMapping):
        parse_formula(text)


def test_a_suggested_mapping_loads_a_russian_export(file: Callable[..., Path], lake: Path) -> None:
    rows = ["Код клиента;Номер чека;Дата продажи;Артикул;Кол-во;Сумма, руб;Вид операции"]
    rows += [
        f"K{n};Ч{n};{n:02d}.03.2026;А1;1;1 000,50;{'Возврат' if n == 9 else 'Продажа'}" for n in range(1, 10)
    ]
    path = file("\n".join(rows).encode("cp1251"), "продажи.csv")
    made = file(suggest_mapping(path), "mapping.toml")
    report = ingest(path, lake=lake, mapping=made)
    assert (report.accepted, report.refunds) == (9, 1)
    assert open_warehouse(lake).has_values("transactions", "product_id")
