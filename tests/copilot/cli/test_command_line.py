"""The command line as a new user meets it: one sentence and exit code 2 for what is wrong, work for the rest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from copilot.cli import app

Run = Callable[..., Result]
MAPPING = """
table = "transactions"
currency = "RUB"
[file]
encoding = "cp1251"
separator = ";"
decimal = ","
date_format = "%d.%m.%Y"
[columns]
customer_id = "клиент"
order_id = "чек"
ordered_at = "дата"
revenue = "сумма"
"""


@pytest.fixture
def run(tmp_path: Path, retailer_lake: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `copilot ...` in a home of its own that holds the simulated retailer."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("COPILOT_QUIET_FROM_HOUR", "24")
    monkeypatch.setenv("COPILOT_QUIET_UNTIL_HOUR", "0")
    monkeypatch.delenv("COPILOT_TOKEN", raising=False)
    home = tmp_path / "home"
    shutil.copytree(retailer_lake, home / "lake")

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--home", str(home), *arguments])

    return invoke


@pytest.fixture
def shop(tmp_path: Path) -> tuple[Path, Path]:
    """A dirty cp1251 export and its mapping file."""
    lines = ["клиент;чек;дата;сумма"]
    lines += [f"{100 + n % 40};A{n};{1 + n % 28:02d}.03.2026;1 {200 + n},50" for n in range(200)]
    lines += ["101;B1;32.13.2026;10,00", "102;B2;06.03.2026;-5,00"]
    data, mapping = tmp_path / "shop.csv", tmp_path / "shop.toml"
    data.write_text("\n".join(lines) + "\n", encoding="cp1251")
    mapping.write_text(MAPPING, encoding="utf-8")
    return data, mapping


def test_every_line_of_a_dirty_file_is_accounted_for(
    run: Run, shop: tuple[Path, Path], tmp_path: Path
) -> None:
    data, mapping = shop
    result = CliRunner().invoke(
        app, ["--home", str(tmp_path / "own"), "ingest", str(data), "--mapping", str(mapping), "--json"]
    )
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["read"] == 202 == report["accepted"] + report["set_aside"] + report["rejected"]
    assert {(e["line"], e["value"]) for e in report["examples"]} >= {(202, "32.13.2026")}


@pytest.mark.parametrize(
    ("name", "content", "options", "word"),
    [
        ("rubbish.csv", bytes(range(256)) * 8, ["--table", "transactions"], "binary"),
        ("empty.csv", b"", ["--table", "transactions"], "empty"),
        ("other.csv", b"a,b\n1,2\n", ["--table", "transactions"], "order_id"),
        ("other.csv", b"a,b\n1,2\n", [], "--table"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence_and_nothing_is_stored(
    run: Run, tmp_path: Path, name: str, content: bytes, options: list[str], word: str
) -> None:
    before = json.loads(run("tools", "run", "describe_base", "--json").stdout)["snapshot"]
    path = tmp_path / name
    path.write_bytes(content)
    result = run("ingest", str(path), *options)
    assert result.exit_code == 2
    assert word in result.stderr
    assert "Traceback" not in result.output
    assert json.loads(run("tools", "run", "describe_base", "--json").stdout)["snapshot"] == before


def test_an_unknown_mapping_key_is_named_with_the_closest(run: Run, shop: tuple[Path, Path]) -> None:
    data, mapping = shop
    mapping.write_text(MAPPING.replace("[columns]", "[colums]"), encoding="utf-8")
    result = run("ingest", str(data), "--mapping", str(mapping))
    assert result.exit_code == 2
    assert "colums" in result.stderr
    assert "columns" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("ask", " "), "empty"),
        (("tools", "run", "paretto"), "pareto"),
        (("tools", "run", "pareto", "--args", "{"), "JSON"),
        (("tools", "run", "pareto", "--args", '{"share": 80}'), "share"),
        (("report", "weekly", "--as-of", "31.12.2026"), "not a date"),
        (("report", "verify", "w0"), "w0"),
        (("approve", "c0"), "token"),
        (("submit", "d0"), "d0"),
        (("users", "add", "Кто-то", "--role", "king"), "king"),
        (("evals", "run", "nothing"), "nothing"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(run: Run, arguments: tuple[str, ...], word: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert word in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_question_that_no_tool_covers_says_what_can_be_asked_and_exits_2(run: Run) -> None:
    result = run("ask", "what should I cook for dinner?", "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 2
    assert answer["refused"] == "out_of_scope"
    assert not answer["tools"]


def test_the_second_identical_question_is_the_same_run(run: Run) -> None:
    first = json.loads(run("ask", "Какие клиенты дают 80% выручки?", "--json").stdout)
    again = json.loads(run("ask", "Какие клиенты дают 80% выручки?", "--json").stdout)
    assert [tool["run_id"] for tool in first["tools"]] == [tool["run_id"] for tool in again["tools"]]
    assert first["answer"] == again["answer"]
    assert first["language"] == "ru"


def test_a_campaign_is_delivered_only_after_another_persons_approval(run: Run) -> None:
    def token_of(role: str) -> str:
        name = f"Тест {role}"
        assert run("users", "add", name, "--role", role).exit_code == 0
        return run("users", "token", name).stdout.strip()

    author, approver = token_of("marketer"), token_of("approver")
    drafted = run("draft", "верни готовых уйти, бюджет 100 тысяч", "--submit", "--token", author, "--json")
    content = json.loads(drafted.stdout)["content_id"]
    assert json.loads(run("worker", "--once", "--json").stdout) == {}
    assert run("approve", content, "--token", author).exit_code == 2
    assert run("approve", content, "--token", approver).exit_code == 0
    counts = json.loads(run("worker", "--once", "--json").stdout)[content]
    assert counts["sent"] > 0
    assert (
        counts["planned"]
        == counts["sent"]
        + sum(counts["skipped"].values())
        + counts["failed"]
        + counts["in_doubt"]
        + counts["waiting"]
    )
    assert run("audit", "verify").exit_code == 0


def test_the_doctor_checks_every_part(run: Run) -> None:
    checks: list[dict[str, Any]] = json.loads(run("doctor", "--json").stdout)
    assert {check["name"] for check in checks} >= {"safeguards", "audit chain", "warehouse", "knowledge"}
    assert all(check["ok"] for check in checks)


def test_the_demo_goes_from_nothing_to_a_campaign_that_waits_for_a_second_person(tmp_path: Path) -> None:
    home = str(tmp_path / "demo")
    result = CliRunner().invoke(app, ["--home", home, "demo", "--customers", "1500", "--no-serve"])
    assert result.exit_code == 0, result.output
    assert result.stdout.count("One-time login") == 2
    queue = json.loads(CliRunner().invoke(app, ["--home", home, "queue", "--json"]).stdout)
    assert [item["state"] for item in queue] == ["submitted"]
    assert list((tmp_path / "demo" / "reports").glob("*.html"))


def test_a_database_that_is_not_there_is_one_sentence_without_the_password(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPILOT_DATABASE_URL", "postgresql+psycopg://me:hunter2@127.0.0.1:1/none")
    result = run("queue")
    assert result.exit_code == 2
    assert "COPILOT_DATABASE_URL" in result.stderr
    assert "hunter2" not in result.output
