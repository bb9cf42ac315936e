"""Voices of customers (D5): reviews are counted by theme, and the personal data inside them stay inside."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from copilot.agent.offline.wording import words_for
from tools.customers.catalogue import TOOLS
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse

TOOL = next(tool for tool in TOOLS if tool.name == "feedback_themes")
CANARIES = ("Канарейкин", "+7 916 000-11-22", "canary@example.ru", "4276 3800 1234 5678")


def test_d5_themes_are_counted_and_no_canary_leaves_the_tool(tmp_path: Path) -> None:
    texts = [f"Доставка опоздала, отзыв {n}: {CANARIES[n % len(CANARIES)]}" for n in range(60)]
    path = tmp_path / "feedback.csv"
    frame = pd.DataFrame({"text": texts, "stars": [n % 5 + 1 for n in range(60)], "written_on": "2026-03-01"})
    frame.to_csv(path, index=False)
    assert ingest([path], lake=tmp_path / "lake").accepted == 60
    with open_warehouse(tmp_path / "lake") as warehouse:
        result = execute(TOOL, warehouse, {})
    assert result.fact("themes.delivery.texts").value == 60
    said = json.dumps(result.to_json(), ensure_ascii=False)
    said += "".join(words_for(result, language) for language in ("ru", "en"))
    assert not [canary for canary in CANARIES if canary in said]
