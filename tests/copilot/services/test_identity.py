"""Identity in the service: audit lines, masked words, and whom a merge lets be written to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from copilot.bootstrap import Application, build
from copilot.cli import app
from copilot.config import Settings
from copilot.domain.people import Person
from copilot.services import identity
from copilot.store.recipients import LakeRecipients
from tools.warehouse import ingest

PERSON = Person("p1", "Мария", "marketer")
DAY = "2026-03-01 10:00:00"


def frames() -> dict[str, pd.DataFrame]:
    consent = {"channel": "email", "purpose": "advertising", "status": "granted"}
    return {
        "transactions": pd.DataFrame(
            {
                "customer_id": ["k1", "k2", "k3", "c9"],
                "order_id": ["1", "2", "3", "4"],
                "ordered_at": DAY,
                "revenue": "10",
            }
        ),
        "addresses": pd.DataFrame(
            {
                "customer_id": ["k1", "k2", "c9"],
                "channel": "email",
                "address": ["anna.k@x.ru", "Anna.K@X.ru", "cookie@x.ru"],
                "first_name": ["Анна", "Аня", None],
            }
        ),
        "profiles": pd.DataFrame(
            {
                "customer_id": ["k1", "k3"],
                "given_name": "Анна",
                "birth_date": ["05.03.1980", "17.11.1994"],
                "phone": "8 903 123-45-67",
            }
        ),
        "identities": pd.DataFrame(
            {"source": ["loyalty", "cookie"], "source_id": ["2200", "abc"], "customer_id": ["k1", "c9"]}
        ),
        "consents": pd.DataFrame(
            [{**consent, "customer_id": c, "at": at} for c, at in (("k1", DAY), ("c9", DAY))]
            + [{**consent, "customer_id": "k2", "status": "revoked", "at": "2026-03-05 10:00:00"}]
        ),
    }


@pytest.fixture
def application(tmp_path: Path) -> Application:
    for name, frame in frames().items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
        ingest([tmp_path / f"{name}.csv"], lake=tmp_path / "home" / "lake", table=name)
    return build(Settings(home=tmp_path / "home"))


def reach(application: Application, *ids: str) -> dict[str, Any]:
    recipients = LakeRecipients(application.settings.lake)
    return recipients.look_up(ids, channel="email", now=application.ports.clock())


def test_d3_a_withdrawal_under_one_id_holds_for_the_person(application: Application) -> None:
    before = reach(application, "k1", "k2")
    assert (before["k1"].consented, before["k2"].consented) == (True, False)
    identity.resolve_identities(application.ports, person=PERSON)
    after = reach(application, "k1", "k2")
    assert not after["k1"].consented
    assert after["k1"].also == after["k2"].also == ("k1", "k2")
    assert after["k2"].address == after["k1"].address == "anna.k@x.ru"


def test_d12_a_cookie_with_an_address_is_nobody_to_write_to_without_consent_to_personal_data(
    application: Application, tmp_path: Path
) -> None:
    assert reach(application, "c9")["c9"].suppressed == "device_only"
    assert reach(application, "k1")["k1"].suppressed is None
    consent = pd.DataFrame(
        {
            "customer_id": ["c9"],
            "channel": "email",
            "purpose": "personal_data",
            "status": "granted",
            "at": DAY,
        }
    )
    consent.to_csv(tmp_path / "more.csv", index=False)
    ingest([tmp_path / "more.csv"], lake=application.settings.lake, table="consents")
    assert reach(application, "c9")["c9"].suppressed is None


def test_every_step_leaves_an_audit_line_without_personal_data(application: Application) -> None:
    ports = application.ports
    assert identity.resolve_identities(ports, person=PERSON, check=True).new_merges == 1
    assert ports.audit.tail() == []
    report = identity.resolve_identities(ports, person=PERSON)
    question = identity.waiting_conflicts(ports).iloc[0]
    identity.decide_conflict(
        ports, PERSON, question["conflict_id"], "different", reason="мать и дочь, +7 903 123-45-67"
    )
    entry = identity.merge_log(ports).query("action == 'merge'")["entry_id"].iloc[0]
    identity.undo_merge(ports, PERSON, entry, reason="другая Анна, anna.k@x.ru")
    kinds = sorted(line["kind"] for line in ports.audit.tail())
    assert kinds == ["identity.decided", "identity.resolved", "identity.undone"]
    assert all(line["person_id"] == "p1" for line in ports.audit.tail())
    assert report.conflicts == 1
    shown = json.dumps([dict(line) for line in ports.audit.tail()], default=str, ensure_ascii=False)
    kept = shown + identity.merge_log(ports).to_string() + question.to_string()
    assert "anna.k" not in kept.casefold()
    assert "123-45-67" not in kept
    assert "1234567" not in kept
    assert ports.audit.verify()[1] is None


def test_the_command_line_resolves_asks_decides_and_takes_back(application: Application) -> None:
    home = str(application.settings.home)

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(app, ["--home", home, "identity", *arguments])

    checked = run("resolve", "--check", "--json")
    assert json.loads(checked.output)["new_merges"] == 1
    assert "Nothing was stored." in run("resolve", "--check").output
    done = json.loads(run("resolve", "--json").output)
    assert (done["persons"], done["conflicts"]) == (3, 1)
    assert "Nothing changed" in run("resolve").output
    waiting = json.loads(run("conflicts", "--json").output)
    assert "1 waiting" in run("conflicts").output
    answered = run("decide", waiting[0]["conflict_id"], "--same", "--reason", "паспорт")
    assert answered.exit_code == 0, answered.output
    newest = json.loads(run("log", "--json").output)
    latest = [e for e in newest if e["action"] == "run"][-1]["entry_id"]
    assert run("undo", latest, "--reason", "ошибка").exit_code == 0
    assert "1 waiting" in run("conflicts").output
    wrong = run("undo", "m0", "--reason", "x")
    assert wrong.exit_code == 2
    assert "identity log" in wrong.output
