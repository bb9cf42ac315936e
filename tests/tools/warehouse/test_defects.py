"""Each kind of defect alone among good rows: the good ones come in unchanged, the defect ends where it should.

Expected is either None (the row is accepted, with these values) or the reason, column and value of the refusal.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.warehouse import ingest, open_warehouse, rejects, set_aside
from tools.warehouse.mapping import Mapping, parse_mapping

NAMES = ["Клиент", "Чек", "Дата", "Товар", "Группа", "Количество", "Сумма", "Валюта", "Канал"]
HEADER = ";".join(NAMES)
COLUMNS = {
    "customer_id": "Клиент",
    "order_id": "Чек",
    "ordered_at": "Дата",
    "product_id": "Товар",
    "category": "Группа",
    "quantity": "Количество",
    "revenue": "Сумма",
    "channel": "Канал",
}
RULES: dict[str, Any] = {
    "table": "transactions",
    "currency": "RUB",
    "columns": COLUMNS,
    "file": {"decimal": ","},
    "allowed": {"channel": ["Сайт", "Магазин"]},
    "set_aside": [{"reason": "test_order", "column": "Чек", "pattern": "(?i)^(тест|test)"}],
}
TODAY = date(2026, 6, 1)
GOOD = 20
Row = dict[str, Any]


def row(n: int, **changed: str) -> str:
    cells = {
        "client": f"К{n}",
        "order": f"Ч{n}",
        "day": f"{n % 28 + 1:02d}.03.2026 10:{n % 60:02d}:00",
        "sku": f"А{n}",
        "group": "Обувь",
        "quantity": "1",
        "sum": f"{n},50",
        "currency": "руб.",
        "channel": "Сайт",
        **changed,
    }
    return ";".join(cells.values())


def good(n: int) -> Row:
    """The values that `row(n)` must come out with."""
    return {
        "customer_id": f"К{n}",
        "order_id": f"Ч{n}",
        "ordered_at": pd.Timestamp(2026, 3, n % 28 + 1, 10, n % 60),
        "product_id": f"А{n}",
        "category": "Обувь",
        "quantity": Decimal("1.000"),
        "revenue": Decimal(f"{n}.5000"),
        "channel": "сайт",
    }


@dataclass(frozen=True)
class Refusal:
    """Outcome, reason, column and value that a defect must end with; `line` counts from the defect's own."""

    reason: str
    column: str = ""
    value: str | None = None
    outcome: str = "rejected"
    line: int = 0


@dataclass(frozen=True)
class Defect:
    """Text put between the good rows, and what must become of it: refusals, or accepted rows by line."""

    text: str | bytes
    refused: tuple[Refusal, ...] = ()
    accepted: tuple[Row, ...] = field(default_factory=tuple)


def one(
    reason: str, column: str = "", value: str | None = None, outcome: str = "rejected", **changed: str
) -> Defect:
    return Defect(row(500, **changed), (Refusal(reason, column, value, outcome),))


def taken(changed: dict[str, str], **values: Any) -> Defect:
    return Defect(row(500, **changed), (), ({**good(500), **values},))


def moment(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


TEN = moment("2026-03-05 10:20:30")
DEFECTS: dict[str, Defect] = {
    # bytes and letters
    "a byte that the encoding lacks": Defect(row(500).encode()[:-1] + b"\xff", (Refusal("wrong_encoding"),)),
    "a line in another encoding": Defect(row(500, group="Одежда").encode("cp1251"), (Refusal("wrong_encoding"),)),
    "a zero byte": Defect(row(500, client="К\x00500"), (Refusal("zero_byte"),)),
    "mojibake of cp1251": one("mojibake", "Группа", "РћРґРµР¶РґР°", group="РћРґРµР¶РґР°"),
    "mojibake of cp1252": one("mojibake", "Группа", "CafÃ©", group="CafÃ©"),
    "a letter lost before": one("mojibake", "Группа", "Од\ufffdжда", group="Од\ufffdжда"),
    "a mark of byte order inside": taken({"client": "\ufeffК500"}),
    # lines
    "a lone carriage return between rows": Defect(row(500) + "\r" + row(501), (), (good(500), good(501))),
    "a lone carriage return inside": taken({"group": "Обувь\rзима"}, category="Обувь\rзима"),
    "another line end": Defect(row(500) + "\r\n" + row(501) + "\r", (), (good(500), good(501))),
    "an unterminated quote": Defect(row(500, group='"Обувь'), (Refusal("open_quote"),)),
    "a quote inside": taken({"group": 'Экраны 24"'}, category='Экраны 24"'),
    "quotes not doubled": taken({"group": '"ООО "Ромашка""'}, category='ООО "Ромашка"'),
    "quotes doubled": taken({"group": '"ООО ""Ромашка"""'}, category='ООО "Ромашка"'),
    "a separator in quotes": taken({"group": '"Обувь; сумки"'}, category="Обувь; сумки"),
    "a new line in quotes": taken({"group": '"Обувь\nзима"'}, category="Обувь\nзима"),
    "too few columns": Defect(row(500).rpartition(";")[0], (Refusal("field_count"),)),
    "too many columns": Defect(row(500) + ";лишнее", (Refusal("field_count"),)),
    "separators at the end": Defect(row(500) + ";;;", (), (good(500),)),
    "another separator": Defect(row(500).replace(";", "\t"), (Refusal("field_count"),)),
    "the header again": Defect(HEADER, (Refusal("repeated_header"),)),
    "a line of totals": Defect("Итого;;;;;20;210,00;;", (Refusal("total_line", "Клиент", "Итого"),)),
    "totals that look like a row": one("total_line", "Клиент", "Итого за март", client="Итого за март"),
    "totals with fewer columns": Defect("Всего;210,00", (Refusal("total_line"),)),
    "a footer": Defect("Сформировано 01.04.2026 бухгалтером Ивановой", (Refusal("field_count"),)),
    "empty lines": Defect("\n   \n"),
    "a line of separators": Defect(";" * 8, (Refusal("empty", "Чек", ""),)),
    # amounts
    "a decimal point": taken({"sum": "1234.50"}, revenue=Decimal("1234.5000")),
    "thousands with a hard space": taken({"sum": "1\u00a0234,50"}, revenue=Decimal("1234.5000")),
    "thousands with a narrow space": taken({"sum": "1\u202f234,50"}, revenue=Decimal("1234.5000")),
    "thousands with an apostrophe": taken({"sum": "1'234,50"}, revenue=Decimal("1234.5000")),
    "thousands with a point": taken({"sum": "1.234,50"}, revenue=Decimal("1234.5000")),
    "an amount that means two things": one("not_a_number", "Сумма", "1.234", sum="1.234"),
    "an exponent": one("not_a_number", "Сумма", "1,2E+03", sum="1,2E+03"),
    "an own currency sign": taken({"sum": "99,90 ₽"}, revenue=Decimal("99.9000")),
    "a foreign currency sign": one("other_currency", "Сумма", "$99,90", sum="$99,90"),
    "a row in another currency": one("other_currency", "Валюта", "USD", currency="USD"),
    "per cent": one("not_a_number", "Сумма", "15 %", sum="15 %"),
    "a negative in brackets": one("negative_price", "Сумма", "(12,50)", sum="(12,50)"),
    "words": one("not_a_number", "Сумма", "сто", sum="сто"),
    "an error of Excel": one("not_a_number", "Сумма", "#ССЫЛКА!", sum="#ССЫЛКА!"),
    "a huge amount": one("not_a_number", "Сумма", "9" * 16, sum="9" * 16),
    # days
    "a day without time": taken({"day": "05.03.2026"}, ordered_at=moment("2026-03-05")),
    "a year first": taken({"day": "2026-03-05 10:20:30"}, ordered_at=TEN),
    "a year first with slashes": taken({"day": "2026/03/05 10:20:30"}, ordered_at=TEN),
    "a year of two digits": taken({"day": "05.03.26 10:20:30"}, ordered_at=TEN),
    "a time with its zone": taken({"day": "2026-03-05T07:20:30Z"}, ordered_at=TEN),
    "a day as Excel counts it": taken({"day": "46086"}, ordered_at=moment("2026-03-05")),
    "eight digits": taken({"day": "20260305"}, ordered_at=moment("2026-03-05")),
    "a day that does not exist": one("not_a_date", "Дата", "31.02.2026", day="31.02.2026"),
    "a month first": one("not_a_date", "Дата", "03/25/2026", day="03/25/2026"),
    "a day of another century": one("date_out_of_range", "Дата", "05.03.1926", day="05.03.1926"),
    "a day to come": one("future_date", "Дата", "05.03.2062", day="05.03.2062"),
    "a clock that jumps back": taken({"day": "01.01.2000 00:00:07"}, ordered_at=moment("2000-01-01 00:00:07")),
    "a time that the clock skips": taken({"day": "27.03.2011 02:30:00"}, ordered_at=moment("2011-03-27 02:30")),
    # ids
    "an id above 2^53": taken({"client": "9007199254740993"}, customer_id="9007199254740993"),
    "an id spoilt by a spreadsheet": one("scientific_id", "Клиент", "4,60704E+12", client="4,60704E+12"),
    "an id spoilt without a fraction": one("scientific_id", "Клиент", "4E+12", client="4E+12"),
    "leading zeros": taken({"client": "000123"}, customer_id="000123"),
    "spaces around an id": taken({"client": " К500\u00a0"}),
    "an id that a data frame made a fraction": taken({"client": "17850.0"}, customer_id="17850"),
    "no customer": taken({"client": ""}, customer_id=None),
    "no order": one("empty", "Чек", "", order=""),
    "no day": one("empty", "Дата", "", day=""),
    "no amount": one("empty", "Сумма", "", sum=""),
    "a word for nothing": one("empty", "Чек", "", order="NULL"),
    # what it says
    "the same row twice": Defect(row(3), (Refusal("duplicate", outcome="set_aside"),)),
    "no quantity": one("empty", "Количество", "", quantity=""),
    "a quantity of zero": taken({"quantity": "0"}, quantity=Decimal("0.000")),
    "a refund without an order": taken(
        {"quantity": "-1"}, quantity=Decimal("-1.000"), revenue=Decimal("-500.5000")
    ),
    "an unknown channel": one("unknown_word", "Канал", "Факс", channel="Факс"),
    "a test order": one("test_order", outcome="set_aside", order="ТЕСТ-1"),
}  # fmt: skip


def write(path: Path, parts: list[str | bytes], *, end: bytes = b"\n") -> Path:
    path.write_bytes(b"".join((p.encode() if isinstance(p, str) else p) + end for p in parts))
    return path


def load(path: Path, **more: Any) -> tuple[Any, list[Row], pd.DataFrame]:
    """The report, the accepted rows by line, and everything that was not accepted."""
    lake = path.parent / "lake"
    report = ingest(path, lake=lake, mapping=parse_mapping({**RULES, **more}), today=TODAY)
    with open_warehouse(lake) as warehouse:
        lines = warehouse.table("transactions").order_by("source_line").execute()
    lines["customer_id"] = lines["customer_id"].astype(object).where(lines["customer_id"].notna(), None)
    refused = rejects(lake).assign(outcome="rejected")
    aside = set_aside(lake).assign(outcome="set_aside", column="", value=None)
    both = pd.concat([refused, aside], ignore_index=True)
    return (
        report,
        lines.to_dict("records"),
        both.reindex(columns=["file", "line", "outcome", "reason", "column", "value"]),
    )


def only(rows: list[Row]) -> list[Row]:
    return [{key: r[key] for key in good(1)} for r in rows]


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_costs_no_good_row_and_ends_where_it_should(name: str, tmp_path: Path) -> None:
    defect = DEFECTS[name]
    before, after = [row(n) for n in range(1, 11)], [row(n) for n in range(11, GOOD + 1)]
    path = write(tmp_path / "sales.csv", [HEADER, *before, defect.text, *after])
    report, accepted, refused = load(path)
    assert only(accepted) == [
        *(good(n) for n in range(1, 11)), *defect.accepted, *(good(n) for n in range(11, GOOD + 1))
    ]  # fmt: skip
    assert report.read == len(accepted) + len(refused) == GOOD + len(defect.accepted) + len(defect.refused)
    for found, expected in zip(refused.to_dict("records"), defect.refused, strict=True):
        assert (found["outcome"], found["reason"], found["column"]) == (
            expected.outcome, expected.reason, expected.column
        )  # fmt: skip
        assert found["line"] == 12
        if expected.value is not None:
            assert found["value"] == expected.value


def test_the_line_after_a_quoted_line_break_has_the_number_that_an_editor_shows(tmp_path: Path) -> None:
    path = write(tmp_path / "sales.csv", [HEADER, row(1, group='"a\nb\nc"'), row(2), row(3, sum="сто")])
    _, accepted, refused = load(path)
    assert [r["source_line"] for r in accepted] == [2, 5]
    assert refused["line"].to_list() == [6]


def test_columns_that_change_half_way_are_refused_from_there_on(tmp_path: Path) -> None:
    names = NAMES.copy()
    names[0], names[3] = names[3], names[0]
    path = write(tmp_path / "sales.csv", [HEADER, row(1), row(2), ";".join(names), row(3), row(4)])
    _, accepted, refused = load(path)
    assert only(accepted) == [good(1), good(2)]
    assert refused["line"].to_list() == [4, 5, 6]
    assert set(refused["reason"]) == {"columns_changed"}


def test_a_column_more_from_the_middle_on_refuses_only_those_rows(tmp_path: Path) -> None:
    more = [row(n) + ";x" for n in range(3, 6)]
    _, accepted, refused = load(write(tmp_path / "sales.csv", [HEADER, row(1), row(2), *more]))
    assert only(accepted) == [good(1), good(2)]
    assert [(r.line, r.reason) for r in refused.itertuples()] == [(n, "field_count") for n in (4, 5, 6)]


def test_copies_across_files_are_set_aside_with_their_line(tmp_path: Path) -> None:
    load(write(tmp_path / "one.csv", [HEADER, row(1), row(2)]))
    report, accepted, refused = load(write(tmp_path / "two.csv", [HEADER, row(2), row(3)]))
    assert (report.accepted, report.set_aside) == (1, 1)
    assert sorted(r["order_id"] for r in accepted) == ["Ч1", "Ч2", "Ч3"]
    assert [(r.file, r.line, r.reason) for r in refused.itertuples()] == [
        ("two.csv", 2, "duplicate_of_earlier_load")
    ]


def test_a_refund_without_an_order_is_counted_as_not_matched(tmp_path: Path) -> None:
    report, accepted, _ = load(write(tmp_path / "sales.csv", [HEADER, row(1), row(9, quantity="-1")]))
    assert (report.refunds, report.refunds_matched) == (1, 0)
    assert [r["kind"] for r in accepted] == ["sale", "refund"]


def test_an_empty_day_costs_nothing_and_leaves_a_gap(tmp_path: Path) -> None:
    numbers = [n for n in range(1, 21) if n != 10]
    _, accepted, _ = load(write(tmp_path / "sales.csv", [HEADER, *(row(n) for n in numbers)]))
    assert only(accepted) == [good(n) for n in numbers]


@pytest.mark.parametrize(
    ("encoding", "end"),
    [
        ("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("utf-16", "\r\n"), ("utf-16-le", "\n"), ("utf-16-be", "\r"),
        ("cp1251", "\r\n"), ("cp1251", "\r"), ("koi8-r", "\n"), ("cp866", "\r\n"),
    ],
)  # fmt: skip
def test_whole_files_in_any_encoding_and_line_end_are_the_same_rows(
    encoding: str, end: str, tmp_path: Path
) -> None:
    path = tmp_path / "sales.csv"
    path.write_bytes((end.join([HEADER, *(row(n) for n in range(1, 41))]) + end).encode(encoding))
    _, accepted, refused = load(path)
    assert only(accepted) == [good(n) for n in range(1, 41)]
    assert refused.empty


@pytest.mark.parametrize("separator", [",", "\t", "|", ";"])
def test_whole_files_with_any_separator_are_the_same_rows(separator: str, tmp_path: Path) -> None:
    lines = [HEADER, *(row(n, sum=f"{n}.5") for n in range(1, 21))]
    path = write(tmp_path / "sales.csv", [line.replace(";", separator) for line in lines])
    _, accepted, refused = load(path)
    assert only(accepted) == [good(n) for n in range(1, 21)]
    assert refused.empty


def test_fields_that_are_all_quoted_are_the_same_rows(tmp_path: Path) -> None:
    lines = [
        ";".join(f'"{cell}"' for cell in line.split(";"))
        for line in (HEADER, *(row(n) for n in range(1, 21)))
    ]
    _, accepted, refused = load(write(tmp_path / "sales.csv", lines))
    assert only(accepted) == [good(n) for n in range(1, 21)]
    assert refused.empty


# A defect that reaches beyond its line (a changed header) or that another defect undoes (a copy of a good row
# next to a lone return) has its own test above; all others may meet in any number and order.
MIXABLE = sorted(set(DEFECTS) - {"the same row twice"})


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from(MIXABLE), max_size=12),
    st.randoms(use_true_random=False),
    st.sampled_from([64, 700, 1 << 20]),
)
def test_whatever_the_mix_of_defects_the_sum_closes_and_good_rows_are_unchanged(
    names: list[str], random: Any, block: int
) -> None:
    parts: list[tuple[int | None, str | bytes]] = [(n, row(n)) for n in range(1, GOOD + 1)]
    for name in names:
        text = DEFECTS[name].text
        parts.insert(random.randrange(len(parts) + 1), (None, text))
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("tools.warehouse.decoding.BLOCK_BYTES", block)
        path = write(Path(folder) / "sales.csv", [HEADER, *(text for _, text in parts)])
        report, accepted, refused = load(path, file={"decimal": ",", "encoding": "utf-8", "separator": ";"})
        assert report.read == report.accepted + report.set_aside + report.rejected
        assert report.read == len(accepted) + len(refused)
        kept = {r["order_id"]: values for r, values in zip(accepted, only(accepted), strict=True)}
        assert {f"Ч{n}" for n in range(1, GOOD + 1)} <= set(kept)
        assert [kept[f"Ч{n}"] for n in range(1, GOOD + 1)] == [good(n) for n in range(1, GOOD + 1)]
        reasons = {refusal.reason for n in names for refusal in DEFECTS[n].refused}
        assert set(refused["reason"]) <= reasons | {"duplicate"}
        if len(set(names)) == len(names) and not {
            "a lone carriage return between rows",
            "another line end",
        } & set(names):
            assert "duplicate" not in set(refused["reason"])


def test_there_are_forty_kinds_and_more() -> None:
    assert len(DEFECTS) >= 40
    assert Mapping.model_validate(RULES).table == "transactions"
