"""Everything the report may show: the runs of its tools, and why a missing one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from copilot.ports import Ports
from copilot.services.runs import run_tool
from copilot.services.states import known_before
from tools.errors import ToolError
from tools.facts import Fact, ToolResult
from tools.warehouse import Warehouse


@dataclass(frozen=True)
class Material:
    """The results by the name the wording uses, and the sentence for each that could not be computed."""

    results: Mapping[str, ToolResult]
    missing: Mapping[str, ToolError]
    end: date
    snapshot: str
    currency: str

    def lookup(self, fact_id: str) -> Fact | None:
        """The fact of this id out of the report's own runs."""
        run_id, _, key = fact_id.partition(".")
        for result in self.results.values():
            if result.run_id == run_id:
                try:
                    return result.fact(key)
                except KeyError:
                    return None
        return None


def gather(ports: Ports, warehouse: Warehouse, *, known_at: datetime) -> Material:
    """Runs every tool of the report on the week that ends on the warehouse's last day.

    The opening of the week is held against the states that were recorded of it by `known_at`.

    A tool that cannot answer (no such table, too little data) leaves its sentence; any other error is one.
    """
    end = warehouse.last_day
    week = {"start": (end - timedelta(days=6)).isoformat(), "end": end.isoformat()}
    has_margin = warehouse.has_values("transactions", "margin")
    wanted: dict[str, tuple[str, dict[str, Any]]] = {
        "quality": ("data_quality", {}),
        "week": ("weekly_scorecard", {}),
        "month": ("base_metrics", {"start": (end - timedelta(days=27)).isoformat(), "end": end.isoformat()}),
        "change": ("explain_change", {**week, "value": "margin" if has_margin else "revenue"}),
        "flows": ("base_flows", _recorded(ports, end, known_at)),
        "ledger": ("profit_ledger", {}),
        "channels": ("channel_performance", {}),
        "reach": ("reachability", {}),
        "clv": ("clv", {}),
        "risk": ("churn_risk", {}),
        "tills": ("redemption_by_store", {}),
    }
    results: dict[str, ToolResult] = {}
    missing: dict[str, ToolError] = {}
    for name, (tool, arguments) in wanted.items():
        try:
            results[name] = run_tool(ports, tool, arguments)
        except ToolError as error:
            missing[name] = error
    for number, campaign in enumerate(_running(warehouse, end)):
        try:
            results[f"experiment_{number}"] = run_tool(ports, "experiment_result", {"campaign": campaign})
        except ToolError as error:
            missing[f"experiment_{number}"] = error
    return Material(results, missing, end, warehouse.snapshot, warehouse.currency)


def _recorded(ports: Ports, end: date, known_at: datetime) -> dict[str, Any]:
    record = known_before(ports, end, at=known_at)
    return {} if record is None else {"recorded_at": record.computed_at}


def _running(warehouse: Warehouse, end: date) -> list[str]:
    """Ids of the campaigns with assigned groups whose window was still open at the end of the week."""
    if not (warehouse.has("campaigns") and warehouse.has("assignments")):
        return []
    campaigns = warehouse.table("campaigns").execute()
    assigned = set(warehouse.values("assignments", "experiment_id"))
    still = campaigns[
        campaigns["ended_on"].isna() | (campaigns["ended_on"].astype("datetime64[us]").dt.date > end)
    ]
    return sorted(str(key) for key in still["campaign_id"] if str(key) in assigned)
