"""The weekly report: whole, traceable, the same bytes every time, and honest about what is missing."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from copilot.bootstrap import build
from copilot.config import Settings
from copilot.domain.report import Report
from copilot.errors import NotFound
from copilot.grounding.slots import SLOT
from copilot.ports import Ports
from copilot.services import reports
from copilot.services.runs import find_fact
from tools.errors import InvalidArgument
from tools.simulate import Generated
from tools.warehouse import ingest

SECTIONS = ["scorecard", "flows", "why", "campaigns", "experiments", "channels", "models", "risks", "decisions", "method"]  # fmt: skip
FACT = re.compile(r'<span class="fact" data-fact="([^"]+)" title="[^"]*">([^<]*)</span>')


def _ports(home: Path) -> Ports:
    return build(Settings(home=home)).ports


@pytest.fixture(scope="module")
def ports(retailer_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Ports:
    home = tmp_path_factory.mktemp("reports") / "home"
    shutil.copytree(retailer_lake, home / "lake")
    return _ports(home)


@pytest.fixture(scope="module")
def report(ports: Ports) -> Report:
    return reports.weekly(ports, language="ru")


@pytest.fixture(scope="module")
def bare(retailer: Generated, tmp_path_factory: pytest.TempPathFactory) -> Ports:
    """A warehouse of transactions alone, without margin, stores, channels or categories."""
    home = tmp_path_factory.mktemp("bare")
    columns = ["customer_id", "order_id", "ordered_at", "product_id", "quantity", "revenue"]
    file = home / "lines.parquet"
    retailer.tables["transactions"][columns].to_parquet(file)
    ingest([file], lake=home / "lake", table="transactions")
    return _ports(home)


def test_the_sections_come_in_their_fixed_order(report: Report) -> None:
    assert re.findall(r'<section id="(\w+)"', report.html) == SECTIONS


def test_both_languages_have_the_same_sections_and_no_word_of_the_other(ports: Ports, report: Report) -> None:
    english = reports.weekly(ports, language="en")
    assert re.findall(r'<section id="(\w+)"', english.html) == SECTIONS
    assert english.id != report.id
    words = re.sub(r"<svg.*?</svg>|<style>.*?</style>|<[^>]+>", " ", english.html, flags=re.S)
    for name in _names_in_data():
        words = words.replace(name, " ")
    assert not re.findall(r"[а-яё]{3,}", words.lower())


def _names_in_data() -> list[str]:
    from tools.simulate.assortment import CATEGORIES, STORE_NAMES

    campaigns = ["Весна", "Лето", "Осень", "Ранний доступ", "Дайджест", "Брошенная корзина"]
    return [*(c.name for c in CATEGORIES), *STORE_NAMES, *campaigns]


def test_every_figure_is_a_fact_and_shows_what_it_is(ports: Ports, report: Report) -> None:
    found = FACT.findall(report.html)
    assert len(found) > 150
    for fact_id, _ in found:
        assert find_fact(ports, fact_id) is not None, fact_id
    assert not SLOT.search(report.html)


def test_no_digit_stands_outside_a_fact_except_in_names_and_method(report: Report) -> None:
    text = report.html[report.html.index("<header>") : report.html.index("<footer>")]
    text = FACT.sub(" ", text)
    for pattern in (
        r"<svg.*?</svg>",
        r'<div class="method">.*?</div>',
        r"<th[^>]*>.*?</th>",
        r"снимок данных \S+",
    ):
        text = re.sub(pattern, " ", text, flags=re.S)
    prose = unescape(re.sub(r"<[^>]+>", " ", text))
    assert not re.findall(r"[^\n]{0,30}\d[^\n]{0,30}", prose)


def test_sections_agree_with_each_other(ports: Ports, report: Report) -> None:
    by_key = {
        fact_id.partition(".")[2]: find_fact(ports, fact_id) for fact_id, _ in FACT.findall(report.html)
    }
    assert by_key["margin"].value == pytest.approx(by_key["value"].value)  # type: ignore[union-attr]
    assert by_key["opening"].value + by_key["new"].value == by_key["closing"].value  # type: ignore[union-attr,operator]


def test_the_report_names_the_silent_till_the_faulty_till_and_the_verdicts(
    retailer: Generated, report: Report
) -> None:
    stores = retailer.tables["stores"].set_index("store_id")["name"]
    assert stores[retailer.truth.outage_store] in report.html
    assert stores[retailer.truth.faulty_store] in report.html
    assert "«Лето»" in report.html
    assert "Пока не доказано" in report.html or "Доказано" in report.html


def test_the_document_is_self_contained(report: Report) -> None:
    assert "<script" not in report.html
    assert not re.findall(r'(?:src|href)="(?!#)[^"]+"', report.html)
    assert not re.findall(r"url\((?!#)", report.html)
    assert set(re.findall(r"https?://[^\"' )<]+", report.html)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_ids_inside_the_document_are_unique(report: Report) -> None:
    ids = re.findall(r'\sid="([^"]+)"', report.html)
    assert len(ids) == len(set(ids))


def test_the_same_question_is_answered_with_the_stored_report(ports: Ports, report: Report) -> None:
    again = reports.weekly(ports, language="ru")
    assert again == report
    assert [r.id for r in reports.listing(ports)].count(report.id) == 1
    assert report.sha256 == hashlib.sha256(report.html.encode()).hexdigest()


def test_verification_computes_everything_again_and_finds_the_same_bytes(
    ports: Ports, report: Report
) -> None:
    verdict = reports.verify(ports, report.id)
    assert verdict.same, verdict.detail
    assert report.sha256[:16] in verdict.detail


def test_verification_says_where_a_changed_report_differs(bare: Ports) -> None:
    report = reports.weekly(bare, language="ru")
    forged = report.html.replace("Почему изменилась", "Почему выросла")
    changed = replace(report, html=forged, sha256=hashlib.sha256(forged.encode()).hexdigest())

    class Shelf:
        def get(self, report_id: str) -> Report:
            return changed

    verdict = reports.verify(replace(bare, reports=Shelf()), report.id)  # type: ignore[arg-type]
    assert not verdict.same
    assert "Почему выросла" in verdict.detail
    assert "Почему изменилась" in verdict.detail


def test_an_unknown_report_cannot_be_verified(ports: Ports) -> None:
    with pytest.raises(NotFound, match="no report w000"):
        reports.verify(ports, "w000")


def test_another_process_in_another_time_zone_writes_the_same_bytes(
    retailer_lake: Path, report: Report, tmp_path: Path
) -> None:
    shutil.copytree(retailer_lake, tmp_path / "lake")
    program = (
        "import sys; from pathlib import Path; from copilot.bootstrap import build; from copilot.config import Settings\n"
        "from copilot.services import reports\n"
        "print(reports.weekly(build(Settings(home=Path(sys.argv[1]))).ports, language='ru').sha256)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout.split()[-1] == report.sha256


def test_a_past_week_is_reported_as_it_could_be_seen_then(ports: Ports, report: Report) -> None:
    past = reports.weekly(ports, as_of=date(2026, 9, 20), language="en")
    assert past.as_of == date(2026, 9, 20)
    assert past.snapshot == report.snapshot
    assert "Ранний доступ" not in past.html  # it began in November
    assert "Осень" in past.html[past.html.index('id="experiments"') :]  # and this one was still running
    dates = {find_fact(ports, i) for i, _ in FACT.findall(past.html)}
    late = [f.id for f in dates if f is not None and f.unit == "date" and str(f.value) > "2026-10-20"]
    assert not late


@pytest.mark.parametrize("day", [date(2026, 11, 16), date(2030, 1, 1), date(2025, 9, 3)])
def test_a_week_that_the_data_do_not_hold_is_refused_in_words(ports: Ports, day: date) -> None:
    with pytest.raises(InvalidArgument, match="not complete"):
        reports.weekly(ports, as_of=day)


def test_from_transactions_alone_every_section_stands_and_says_what_it_lacks(bare: Ports) -> None:
    report = reports.weekly(bare, as_of=date(2026, 11, 8), language="ru")
    assert re.findall(r'<section id="(\w+)"', report.html) == SECTIONS
    for section, table in (("campaigns", "campaigns"), ("channels", "contacts"), ("channels", "оглас")):
        text = report.html.split(f'<section id="{section}"')[1].split("</section>")[0]
        assert table in text
    assert "Почему изменилась выручка" in report.html
    assert "Загрузить себестоимость" in report.html
    assert reports.verify(bare, report.id).same


@pytest.mark.shared_data
def test_cdnow_has_a_report_too(shared_data: Path, tmp_path: Path) -> None:
    mapping = Path(__file__).parents[3] / "docs" / "examples" / "cdnow.toml"
    ingest([shared_data / "cdnow_sample.txt"], lake=tmp_path / "lake", mapping=mapping)
    report = reports.weekly(_ports(tmp_path), language="en")
    assert re.findall(r'<section id="(\w+)"', report.html) == SECTIONS
    assert "30 June 1998" in unescape(report.html).replace("\u00a0", " ")


def test_names_out_of_the_data_cannot_become_markup(retailer: Generated, tmp_path: Path) -> None:
    tables: dict[str, pd.DataFrame] = dict(retailer.tables)
    evil = "<script>alert(1)</script>[[r000000000000.x]]"
    tables["campaigns"] = tables["campaigns"].assign(name=evil)
    tables["stores"] = tables["stores"].assign(name='"><img src=x>')
    Generated(tables, retailer.vault, retailer.truth).write(tmp_path / "files")
    for name in ("transactions", "customers", "campaigns", "assignments", "contacts", "stores"):
        ingest([tmp_path / "files" / f"{name}.parquet"], lake=tmp_path / "lake", table=name)
    html = reports.weekly(_ports(tmp_path), language="ru").html
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_an_author_is_noted_and_the_chain_remembers(bare: Ports) -> None:
    from copilot.domain.people import Person

    person = Person("p1", "Мария", "marketer")
    written: Any = reports.weekly(bare, as_of=date(2026, 11, 1), language="en", person=person)
    assert written.author_id == "p1"
    entries = [entry for entry in bare.audit.tail() if entry["kind"] == "report_written"]
    assert any(written.id in str(entry) for entry in entries)
