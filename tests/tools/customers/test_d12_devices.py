"""Cookies are no customers (D12): neither reachable nor counted among consents, unless they agreed to it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tools.catalogue import tools
from tools.facts import ToolResult
from tools.identity.devices import device_only
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse

PEOPLE, COOKIES = range(60), range(60, 100)


def lake_of(folder: Path, *, agreed: int = 0) -> Path:
    """Sixty customers with a card and forty cookies; all granted advertising, `agreed` cookies personal data too."""
    everyone = [f"c{n}" for n in (*PEOPLE, *COOKIES)]
    frames = {
        "transactions": pd.DataFrame(
            {"customer_id": everyone, "order_id": everyone, "ordered_on": "2026-03-01", "revenue": 100.0}
        ),
        "identities": pd.DataFrame(
            {
                "source": ["loyalty" for _ in PEOPLE] + ["cookie" for _ in COOKIES] + ["ga client_id"],
                "source_id": [*everyone, "both"],
                "customer_id": [*everyone, "c0"],
            }
        ),
        "consents": pd.DataFrame(
            [(who, "email", "advertising", "granted", "2026-02-01 10:00:00") for who in everyone]
            + [(f"c{n}", "email", "personal_data", "granted", "2026-02-01 10:00:00") for n in COOKIES[:agreed]]
            + [(f"c{COOKIES[-1]}", "email", "personal_data", s, "2026-02-02 10:00:00") for s in ("granted", "revoked")],
            columns=["customer_id", "channel", "purpose", "status", "at"],
        ),
    }  # fmt: skip
    paths = []
    for name, frame in frames.items():
        paths.append(folder / f"{name}.csv")
        frame.to_csv(paths[-1], index=False)
    ingest(paths, lake=folder / "lake")
    return folder / "lake"


def ask(lake: Path, name: str) -> ToolResult:
    with open_warehouse(lake) as warehouse:
        return execute(tools()[name], warehouse, {})


@pytest.mark.parametrize(("agreed", "counted"), [(0, 60), (30, 90)])
def test_d12_reachability_and_consents_count_people_alone(tmp_path: Path, agreed: int, counted: int) -> None:
    lake = lake_of(tmp_path, agreed=agreed)
    reach, consents = ask(lake, "reachability"), ask(lake, "consent_check")
    assert reach.fact("customers").value == consents.fact("customers").value == counted
    assert reach.fact("reachable_email").value == counted
    assert consents.fact("granted").value == counted
    assert all(any("куки" in note.ru for note in result.notes) for result in (reach, consents))
    with open_warehouse(lake) as warehouse:
        assert device_only(warehouse) == {f"c{n}" for n in COOKIES[agreed:]}
