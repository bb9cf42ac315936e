"""A proposed mapping can be used at once: for exports of 1C, English shops, files without a header."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tools.warehouse import IngestReport, ingest, open_warehouse, suggest_mapping
from tools.warehouse.header_row import find_header
from tools.warehouse.mapping import load_mapping
from tools.warehouse.recognise import plain_name, recognise

Proposed = Callable[..., tuple[str, IngestReport]]


@pytest.fixture
def proposed(tmp_path: Path) -> Proposed:
    """Writes the file, proposes a mapping for it and loads it with that mapping as it is."""

    def load(
        content: str | Path, name: str = "file.csv", encoding: str = "utf-8"
    ) -> tuple[str, IngestReport]:
        path = content if isinstance(content, Path) else tmp_path / name
        if isinstance(content, str):
            path.write_bytes(content.encode(encoding))
        text = suggest_mapping(path)
        mapping = tmp_path / "proposed.toml"
        mapping.write_text(text)
        return text, ingest(path, lake=tmp_path / "lake", mapping=mapping)

    return load


def test_a_register_of_documents_gives_order_day_margin_and_refunds(
    proposed: Proposed, tmp_path: Path
) -> None:
    sales = [
        f"Клиент {n};Реализация товаров и услуг 0000-{n:06d} от {n:02d}.03.2026 12:{n:02d}:15;Ботинки;2,000;1 250,50;800,00"
        for n in range(1, 13)
    ]
    back = "Клиент 3;Возврат товаров от покупателя 0000-000099 от 15.03.2026 10:00:00;Ботинки;-2,000;-1 250,50;-800,00"
    head = ["Отчёт по продажам", "Период: 01.03.2026 - 31.03.2026", 'Организация: ООО "Ромашка"', ""]
    names = "Контрагент;Документ реализации;Номенклатура;Количество;Сумма;Себестоимость"
    total = "Итого;;;22,000;13 755,50;8 800,00"
    text, report = proposed("\r\n".join([*head, names, *sales, back, total]), encoding="cp1251")
    assert (report.read, report.accepted, report.rejected) == (14, 13, 1)
    assert report.reasons == (("rejected", "total_line", 1),)
    assert (report.refunds, report.refunds_matched) == (1, 1)
    lines = open_warehouse(tmp_path / "lake").table("transactions").order_by("source_line").execute()
    assert lines["ordered_at"][2] == datetime.datetime.fromisoformat("2026-03-03 12:03:15")
    assert lines["margin"].to_list()[:1] == [Decimal("450.5000")]
    assert lines["refund_of"].to_list()[-1] == sales[2].split(";")[1]
    assert "skip_lines = 4" in text


def test_grouped_columns_are_filled_down(proposed: Proposed, tmp_path: Path) -> None:
    groups = [
        f"Клиент {n};Чек КА-{n:05d} от {n:02d}.03.2026 12:00:00;Товар А;1;100,00\n;;Товар Б;2;200,50\n;;Товар В;1;300,00"
        for n in range(1, 9)
    ]
    table = [
        "Продажи",
        "",
        "Контрагент;Документ;Номенклатура;Кол-во;Сумма, руб.",
        *groups,
        "Итого;;;32;4 804,00",
    ]
    _, report = proposed("\n".join(table), encoding="cp1251")
    assert (report.accepted, report.set_aside, report.rejected) == (24, 0, 1)
    lines = open_warehouse(tmp_path / "lake").table("transactions").order_by("source_line").execute()
    assert lines["customer_id"].to_list()[3:6] == ["Клиент 2"] * 3
    assert lines["line"].to_list()[3:6] == [1, 2, 3]


def test_two_rows_of_headers_are_joined(proposed: Proposed) -> None:
    rows = [f"Клиент {n};{n:02d}.03.2026;Ч{n};Товар;1;100,00;Центр" for n in range(1, 9)]
    head = ["Контрагент;Дата;Номер чека;Номенклатура;Продажи;;Склад", ";;;;Количество;Сумма;"]
    text, report = proposed("\n".join([*head, *rows]))
    assert (report.read, report.accepted) == (8, 8)
    assert 'revenue = "Продажи Сумма"' in text


def test_an_english_shop_with_month_first_and_dollars(proposed: Proposed, tmp_path: Path) -> None:
    rows = [f"O{n},h{n},03/{n + 10:02d}/2026 10:00,S{n},1,$10.50,Main" for n in range(1, 9)]
    head = "Order Number,Customer E-mail Hash,Order Date,SKU,Qty,Line Total,Store"
    _, report = proposed("\n".join([head, *rows]))
    assert report.accepted == 8
    warehouse = open_warehouse(tmp_path / "lake")
    assert (warehouse.currency, str(warehouse.first_day)) == ("USD", "2026-03-11")


def test_years_of_two_digits_and_lower_case_headers(proposed: Proposed, tmp_path: Path) -> None:
    rows = [f"{n:02d}.03.26;{n};{1000 + n};А{n};10,5" for n in range(1, 9)]
    _, report = proposed("\n".join(["дата;чек;карта клиента;артикул;сумма", *rows]))
    assert report.accepted == 8
    assert str(open_warehouse(tmp_path / "lake").first_day) == "2026-03-01"


def test_a_workbook_with_a_title(proposed: Proposed, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [[f"Клиент {n}", datetime.datetime(2026, 3, n), f"Ч{n}", "Товар", 1, 100.5] for n in range(1, 9)]  # noqa: DTZ001
    for row in (["Отчёт"], [], ["Контрагент", "Дата", "Документ", "Товар", "Количество", "Сумма"], *rows):
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    text, report = proposed(tmp_path / "book.xlsx")
    assert report.accepted == 8
    assert "skip_lines = 2" in text


def test_test_orders_are_proposed_to_be_set_aside(proposed: Proposed) -> None:
    rows = [*(f"K{n};Ч{n};0{n}.03.2026;10" for n in range(1, 9)), "K9;ТЕСТ-1;09.03.2026;10"]
    _, report = proposed("\n".join(["Код клиента;Номер чека;Дата;Сумма", *rows]))
    assert report.reasons == (("set_aside", "test_order", 1),)


@pytest.mark.parametrize(
    ("header", "row", "table"),
    [
        ("customer_id,city,region", "K{n},Омск,Сибирь", "customers"),
        ("Код товара;Наименование;Цена", "А{n};Сапоги;100", "products"),
        ("coupon_upc,household_id,redemption_date", "{n},K1,2026-01-0{n}", "redemptions"),
        ("campaign_id,campaign_type,start_date,end_date", "{n},A,2026-01-0{n},2026-02-01", "campaigns"),
        ("Дата;Оценка NPS;Регион", "0{n}.01.2026;9;Урал", "surveys"),
        ("Месяц;Рекламный канал;Расход, руб", "01.0{n}.2026;Директ;100,50", "ad_costs"),
        ("rating,review text", "{n},Всё хорошо {n}", "feedback"),
    ],
)
def test_other_tables_are_recognised_too(header: str, row: str, table: str, proposed: Proposed) -> None:
    text, report = proposed("\n".join([header, *(row.format(n=n) for n in range(1, 6))]))
    assert (report.table, report.accepted) == (table, 5)
    assert f'table = "{table}"' in text


def test_a_file_that_is_no_table_of_ours_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("week;temperature;user_id_cnt\n2022-10-01;197.86;3\n2022-11-01;5.2;4\n")
    text = suggest_mapping(path)
    assert "No table of the warehouse fits" in text
    assert "customer_id =" not in text


def test_headers_are_one_word_however_they_are_written() -> None:
    assert {plain_name(h) for h in ("InvoiceNo", "invoice_no", "Invoice No.", "INVOICE NO")} == {"invoice no"}
    found = recognise(
        ["InvoiceNo", "InvoiceDate", "UnitPrice"], {"InvoiceDate": "date", "UnitPrice": "number"}
    )
    assert found.columns == {"order_id": "InvoiceNo", "ordered_at": "InvoiceDate", "unit_price": "UnitPrice"}


def test_a_file_without_a_header_has_none() -> None:
    rows = [["00004", "19970101", "2", "29.33"], ["00004", "19970118", "2", "29.73"]]
    assert find_header(rows).depth == 0


FITTING = {
    "ad_costs_rub_2022_10_2023_09.csv": ("ad_costs", 731),
    "cdnow_sample.txt": ("transactions", 6919),
    "dunnhumby_transactions_half.parquet": ("transactions", 770_416),
    "dunnhumby_campaign_descriptions.parquet": ("campaigns", 27),
    "dunnhumby_coupon_redemptions.parquet": ("redemptions", 2102),
    "dunnhumby_demographics.parquet": ("customers", 801),
    "telco_churn_ibm.csv": ("customers", 7043),
    "nps_ru_2024h1.csv.gz": ("surveys", 33_000),
    "reviews_ru_3000.csv.gz": ("feedback", 3013),
    "febrl_dataset3.csv": ("customers", 5000),
}


@pytest.mark.shared_data
@pytest.mark.parametrize("name", FITTING)
def test_public_files_load_with_what_is_proposed(name: str, shared_data: Path, proposed: Proposed) -> None:
    table, rows = FITTING[name]
    _, report = proposed(shared_data / name)
    without_cost = 240 if table == "ad_costs" else 0  # rows of the file that name no cost
    assert (report.table, report.read, report.rejected) == (table, rows, without_cost)


@pytest.mark.shared_data
def test_the_proposal_for_online_retail_names_what_its_example_names(
    shared_data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "proposed.toml"
    path.write_text(suggest_mapping(shared_data / "online_retail_2010_2011.parquet"))
    example = load_mapping(Path(__file__).parents[3] / "docs" / "examples" / "online_retail.toml")
    got = load_mapping(path)
    assert {f: c for f, c in example.columns.items() if f in got.columns} == got.columns
    assert got.refunds.order_prefix == example.refunds.order_prefix


def test_a_contract_file_without_days_of_purchase_is_offered_as_customers_and_says_what_is_lost(
    tmp_path: Path,
) -> None:
    path = tmp_path / "telco.csv"
    rows = [f"{n}-AB,{n % 70 + 1},{20 + n}.35,{30 * n}.5,{'Yes' if n % 4 else 'No'}" for n in range(100)]
    path.write_text("customerID,tenure,MonthlyCharges,TotalCharges,Churn\n" + "\n".join(rows))
    text = suggest_mapping(path)
    assert 'table = "customers"' in text
    assert "ordered_at" not in text
    assert "# They can be loaded as the table attributes" in text
