"""`copilot ingest` for folders, proposals and back-dated rows, in Russian and English."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from copilot.cli import app

Run = Callable[..., Result]
EXPORT = ["Отчёт", "", "Код клиента;Чек;Дата;Сумма, руб."]
EXPORT += [f"К{n};Ч{n};{n:02d}.03.2026;1 000,50" for n in range(1, 9)]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    home = tmp_path / "home"
    return lambda *arguments: CliRunner().invoke(app, ["--home", str(home), *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a shop sends it: an export of its own, two canonical tables, something that is no data."""
    folder = tmp_path / "выгрузка"
    folder.mkdir()
    (folder / "продажи.csv").write_text("\n".join([*EXPORT, "Итого;;;8 004,00"]), encoding="cp1251")
    (folder / "customers.csv").write_text("customer_id,city\nК1,Омск\n")
    (folder / "stores.csv").write_text("store_id,name\nS1,Центр\n")
    (folder / "README.md").write_text("от кассы")
    return folder


def test_a_folder_is_proposed_checked_and_loaded_in_one_step(run: Run, folder: Path) -> None:
    refused = run("ingest", folder)
    assert refused.exit_code == 2
    assert "продажи.csv" in refused.stderr
    proposed = run("ingest", folder, "--suggest")
    assert "customers.csv: разметка не нужна" in proposed.stdout
    assert (folder / "продажи.csv.toml").exists()
    assert "разметка уже есть" in run("ingest", folder, "--suggest").stdout
    checked = run("ingest", folder, "--check")
    assert "Ничего не сохранено" in checked.stdout
    loaded = run("ingest", folder)
    assert loaded.exit_code == 0, loaded.output
    assert (
        "продажи.csv → transactions: прочитано строк 9 = принято 8 + отложено 0 + отклонено 1"
        in loaded.stdout
    )
    assert "README.md" in loaded.stdout
    assert "строка итогов" in loaded.stdout
    again = json.loads(run("ingest", folder, "--json").stdout)
    assert again["already_loaded"]
    assert sorted(again["skipped_files"]) == ["customers.csv", "stores.csv", "продажи.csv"]


def test_one_file_s_proposal_is_printed_and_can_be_used_at_once(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    proposed = run("ingest", folder / "продажи.csv", "--suggest")
    mapping = tmp_path / "m.toml"
    mapping.write_text(proposed.stdout, encoding="utf-8")
    report = json.loads(run("ingest", folder / "продажи.csv", "--mapping", mapping, "--json").stdout)
    assert (report["read"], report["accepted"], report["rejected"]) == (9, 8, 1)
    assert report["by_file"] == [
        {
            "file": "продажи.csv",
            "table": "transactions",
            "read": 9,
            "accepted": 8,
            "set_aside": 0,
            "rejected": 1,
        }
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru_RU.UTF-8", ["раньше 10.03.2026", "2025-12 (1), 2026-02 (2)", "открывается с прежними"]),
        ("en_US.UTF-8", ["before 2026-03-10", "2025-12 (1), 2026-02 (2)", "still opens with the earlier"]),
    ],
)
def test_back_dated_rows_are_told_with_the_months_they_touch(
    language: str, words: list[str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", language)
    header = "customer_id,order_id,ordered_at,revenue\n"
    first, second = tmp_path / "transactions_1.csv", tmp_path / "transactions_2.csv"
    first.write_text(header + "A,1,2026-03-10,5\n")
    second.write_text(header + "A,2,2025-12-31,5\nA,3,2026-02-01,5\nA,4,2026-02-02,5\nA,5,2026-03-11,5\n")
    snapshot = json.loads(run("ingest", first, "--json").stdout)["snapshot"]
    told = run("ingest", second).stdout
    assert all(word in told for word in [*words, snapshot])


def test_a_folder_without_data_is_refused_in_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("ingest", tmp_path / "empty")
    assert result.exit_code == 2
    assert "нет файлов с данными" in result.stderr
