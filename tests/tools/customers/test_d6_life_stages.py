"""Stale attributes (D6): newborn goods three years later suppress the customer, in the tool and in the audience."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from copilot.agent.offline.wording import words_for
from copilot.grounding.evidence import Evidence
from copilot.grounding.verifier import verify_text
from copilot.services.audience import find_eligible
from tools.customers.catalogue import TOOLS
from tools.customers.life_stages import outgrown, stage_of
from tools.errors import InvalidArgument, MissingData
from tools.facts import ToolResult
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse

TOOL = next(tool for tool in TOOLS if tool.name == "life_stages")
BOUGHT = date(2026, 2, 10)


def lake_of(folder: Path) -> Path:
    """Sixty customers bought for a newborn, thirty of them again four years later; sixty bought coffee."""
    rows = []
    for who in range(120):
        category = "Товары для новорождённых" if who < 60 else "Кофе"
        rows.append((f"K{who}", f"O{who}", BOUGHT.isoformat(), category, 100.0))
    rows += [(f"K{who}", f"S{who}", "2030-03-01", "Подгузники", 100.0) for who in range(30)]
    rows.append(("K119", "last", "2030-06-30", "Кофе", 100.0))
    path = folder / "transactions.csv"
    pd.DataFrame(rows, columns=["customer_id", "order_id", "ordered_on", "category", "revenue"]).to_csv(
        path, index=False
    )
    ingest([path], lake=folder / "lake")
    return folder / "lake"


def ask(lake: Path, **arguments: Any) -> ToolResult:
    with open_warehouse(lake) as warehouse:
        return execute(TOOL, warehouse, arguments)


def test_d6_four_years_later_the_stage_is_over(tmp_path: Path) -> None:
    lake = lake_of(tmp_path)
    early = ask(lake, as_of=(BOUGHT + timedelta(days=365)).isoformat())
    assert early.fact("stages.newborn.still").value == 60
    assert early.fact("stages.newborn.over").value == 0
    late = ask(lake, as_of=(BOUGHT + timedelta(days=4 * 365)).isoformat())
    assert late.fact("stages.newborn.over").value == 60
    with open_warehouse(lake) as warehouse:
        found = outgrown(warehouse, "Скидка на подгузники", BOUGHT + timedelta(days=4 * 365))
        assert found is not None
        assert found[1] == {f"K{who}" for who in range(60)}
        assert outgrown(warehouse, "Скидка на кофе", BOUGHT) is None


def test_d6_a_second_child_begins_the_stage_anew(tmp_path: Path) -> None:
    result = ask(lake_of(tmp_path), as_of="2030-06-30")
    assert result.fact("stages.newborn.still").value == 30
    assert result.fact("stages.newborn.over").value == 30
    assert result.fact("stages.newborn.over_share").value == 0.5


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Подгузники со скидкой", "newborn"),
        ("New baby? Nappies 20% off", "newborn"),
        ("Всё для первоклассника", "school"),
        ("Свадебный салон", "wedding"),
        ("Мы соскучились, возвращайтесь", None),
        ("Скидка для обоих супругов", None),
        ("Coffee and tea", None),
    ],
)
def test_d6_words_tell_the_stage(text: str, key: str | None) -> None:
    found = stage_of(text)
    assert (found.key if found else None) == key


def test_d6_a_campaign_about_newborns_leaves_out_those_who_have_grown(
    application: Any, tmp_path: Path
) -> None:
    ports = application.ports
    lake = ports.settings.home / "lake"
    ids = sorted(set(ports.warehouse().table("transactions").customer_id.execute().dropna()))[:200]
    last = ports.warehouse().last_day
    frame = pd.DataFrame({"customer_id": ids, "order_id": [f"N{i}" for i in ids], "ordered_on": last.isoformat(), "category": "Детское питание для новорождённых", "revenue": 100.0})  # fmt: skip
    path = tmp_path / "transactions_newborn.csv"
    frame.to_csv(path, index=False)
    ingest([path], lake=lake, table="transactions")
    zone = ZoneInfo("Europe/Moscow")

    def steps(years: int, about: str) -> dict[str, int]:
        now = datetime(last.year + years, last.month, last.day, 12, tzinfo=zone)
        found = find_eligible(ports, ports.warehouse(), segment="all", channel="email", now=now, about=about)
        return dict(found.steps)

    soon = steps(1, "Новинки для новорождённых")
    assert soon["life_stage"] == soon["segment"]
    late = steps(4, "Новинки для новорождённых")
    found = outgrown(ports.warehouse(), "новорождённых", date(last.year + 4, last.month, last.day))
    assert found is not None
    assert set(ids) <= found[1]  # the retailer itself sells goods for infants, too
    assert late["segment"] - late["life_stage"] == len(found[1])
    assert "life_stage" not in steps(4, "Новинки кофе")


def test_d6_old_attributes_are_counted_as_stale(tmp_path: Path) -> None:
    lake = lake_of(tmp_path)
    path = tmp_path / "customers.csv"
    rows = [f"K{n},Москва,{'2026-01-01' if n < 50 else '2029-12-01'}" for n in range(120)]
    path.write_text("customer_id,region,learnt_on\n" + "\n".join(rows))
    ingest([path], lake=lake)
    result = ask(lake, as_of="2030-06-30")
    assert result.fact("attributes.region.known").value == 120
    assert result.fact("attributes.region.stale").value == 50
    assert result.fact("stale_attributes").value == 1
    for language in ("ru", "en"):
        text = words_for(result, language)
        assert not [v for v in verify_text(text, Evidence((result,)), language) if not v.holds]


def test_d6_what_cannot_be_told_is_refused(tmp_path: Path) -> None:
    lake = lake_of(tmp_path)
    with pytest.raises(InvalidArgument, match="no stage of life"):
        ask(lake, about="кофе")
    with pytest.raises(InvalidArgument, match="before the first day"):
        ask(lake, as_of="2001-01-01")
    bare = tmp_path / "bare"
    bare.mkdir()
    path = bare / "transactions.csv"
    path.write_text(
        "customer_id,order_id,ordered_on,revenue\n" + "\n".join(f"K{n},O{n},2026-01-05,10" for n in range(30))
    )
    ingest([path], lake=bare / "lake")
    with pytest.raises(MissingData, match="no categories"):
        ask(bare / "lake")


def test_d6_learnt_attributes_tell_every_stage(tmp_path: Path) -> None:
    lake = lake_of(tmp_path)
    rows = [(f"K{who}", "интерес", "обои для детской", "2030-01-01") for who in range(25)]
    rows += [(f"K{who}", "interest", "gifts for both, для обоих", "2030-01-01") for who in range(25, 60)]
    path = tmp_path / "attributes.csv"
    pd.DataFrame(rows, columns=["customer_id", "attribute", "value", "learnt_on"]).to_csv(path, index=False)
    ingest([path], lake=lake)
    result = ask(lake, as_of="2030-06-30")
    assert result.fact("stages.renovation.customers").value == 25
    assert result.fact("stages.renovation.still").value == 25
