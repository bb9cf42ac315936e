"""Reachable (D9): consent, valid address, not suppressed, live token; two hundred customers counted by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.customers.catalogue import TOOLS
from tools.facts import ToolResult
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse

TOOL = next(tool for tool in TOOLS if tool.name == "reachability")


def write(folder: Path, name: str, header: str, rows: list[str], *, table: str) -> None:
    path = folder / f"{name}.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    ingest([path], lake=folder / "lake", table=table)


def base(folder: Path, *, vault: bool = True, contacts: bool = True) -> Path:
    """Two hundred customers of which each spent 100 a year, by number:

    e-mail: 0-119 consented; 100-119 revoked later; 0-19 have no valid address; 20-39 bounced last; 40-59 complained.
    sms:    40-139 consented; 120-139 withdrew consent to process personal data; all have a number.
    push:   140-179 consented; 160-179 have a dead token.
    """
    write(folder, "transactions", "customer_id,order_id,ordered_on,revenue", [f"K{n},O{n},2026-0{1 + n % 6}-15,100" for n in range(200)], table="transactions")  # fmt: skip
    log = [f"K{n},email,advertising,granted,2025-01-01 10:00" for n in range(120)]
    log += [f"K{n},email,advertising,revoked,2025-02-01 10:00" for n in range(100, 120)]
    log += [f"K{n},sms,advertising,granted,2025-01-01 10:00" for n in range(40, 140)]
    log += [f"K{n},email,personal_data,revoked,2025-03-01 10:00" for n in range(120, 140)]
    log += [f"K{n},push,advertising,granted,2025-01-01 10:00" for n in range(140, 180)]
    write(folder, "consents", "customer_id,channel,purpose,status,at", log, table="consents")
    if vault:
        rows = [f"K{n},email,a{n}@example.com,{'false' if n < 20 else 'true'}" for n in range(120)]
        rows += [f"K{n},sms,+7900000{n:04d},true" for n in range(40, 140)]
        rows += [f"K{n},push,token{n},{'false' if n >= 160 else 'true'}" for n in range(140, 180)]
        write(folder, "addresses", "customer_id,channel,address,valid", rows, table="addresses")
    if contacts:
        sent = [f"M{n},K{n},c,email,2026-05-01,1,{'bounced' if 20 <= n < 40 else 'complained' if 40 <= n < 60 else 'delivered'}" for n in range(120)]  # fmt: skip
        write(
            folder,
            "contacts",
            "contact_id,customer_id,campaign_id,channel,sent_on,cost,status",
            sent,
            table="contacts",
        )
    return folder / "lake"


def ask(lake: Path, **arguments: Any) -> ToolResult:
    with open_warehouse(lake) as warehouse:
        return execute(TOOL, warehouse, arguments)


def test_d9_two_hundred_customers_by_hand(tmp_path: Path) -> None:
    result = ask(base(tmp_path))
    facts = {fact.key: fact.value for fact in result.facts}
    # e-mail 60-99 (40), sms 40-119 (80), push 140-159 (20): together 40-119 and 140-159 are 100
    assert (facts["reachable_email"], facts["reachable_sms"], facts["reachable_push"]) == (40, 80, 20)
    assert facts["customers"] == 200
    assert facts["reachable"] == facts["unreachable"] == 100
    assert facts["reachable_share"] == facts["unreachable_share"] == 0.5
    # 0-39, 120-139 and 160-199 spent a hundred each
    assert facts["unreachable_revenue"] == 10_000
    assert facts["unreachable_revenue_share"] == 0.5
    tables = {table.key: {row.key: row.values for row in table.rows} for table in result.tables}
    # consent, address fails, declined, reachable, share of the base, only here
    assert tables["channels"] == {
        "email": (100, 40, 20, 40, 0.2, 0),
        "sms": (80, 0, 0, 80, 0.4, 40),
        "push": (40, 20, 0, 20, 0.1, 20),
    }
    assert tables["overlap"] == {"email_push": (0, 60), "email_sms": (40, 80), "push_sms": (0, 100)}


def test_d9_without_the_vault_it_says_that_addresses_were_not_checked(tmp_path: Path) -> None:
    result = ask(base(tmp_path, vault=False))
    facts = {fact.key: fact.value for fact in result.facts}
    assert (facts["reachable_email"], facts["reachable_push"]) == (60, 40)
    assert any("valid one could not be checked" in note.en for note in result.notes if note.kind == "warning")


def test_d9_without_a_contact_log_the_address_still_counts(tmp_path: Path) -> None:
    result = ask(base(tmp_path, contacts=False))
    assert result.fact("reachable_email").value == 80  # 20-99
    assert any("no contact log" in note.en for note in result.notes)


def test_d9_a_consent_without_an_address_reaches_nobody(tmp_path: Path) -> None:
    lake = base(tmp_path)
    write(tmp_path, "more", "customer_id,channel,purpose,status,at", [f"K{n},push,advertising,granted,2025-01-01 10:00" for n in range(180, 200)], table="consents")  # fmt: skip
    result = ask(lake)
    assert result.fact("channels.push.consent").value == 60
    assert result.fact("reachable_push").value == 20


def test_d9_the_past_is_seen_as_it_was(tmp_path: Path) -> None:
    lake = base(tmp_path, vault=False)
    result = ask(lake, as_of="2026-04-30")  # nobody had bounced or complained yet
    # of the first hundred those who had bought by April, four of six
    assert result.fact("reachable_email").value == sum(n % 6 < 4 for n in range(100)) == 68


def test_d9_a_handful_of_people_is_not_counted_out_loud(tmp_path: Path) -> None:
    lake = base(tmp_path)
    rows = [f"M9{n},K{n},c,sms,2026-05-01,1,bounced" for n in range(40, 45)]
    write(
        tmp_path,
        "sms",
        "contact_id,customer_id,campaign_id,channel,sent_on,cost,status",
        rows,
        table="contacts",
    )
    result = ask(lake)
    row = next(r for t in result.tables if t.key == "channels" for r in t.rows if r.key == "sms")
    assert row.values[1] is None
    assert result.fact("reachable_sms").value == 75


@pytest.mark.parametrize("language", ["ru", "en"])
def test_d9_no_address_is_in_the_answer(tmp_path: Path, language: str) -> None:
    from copilot.agent.offline.wording import words_for

    result = ask(base(tmp_path))
    assert "example.com" not in str(result.to_json())
    assert "example.com" not in words_for(result, language)
