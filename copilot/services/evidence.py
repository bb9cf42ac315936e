"""What past campaigns with a randomised control group changed: the evidence that a forecast stands on.

Measured on the segment as it was then, intention to treat, once a snapshot; kept as a run whose figures are
facts of grade A.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from copilot.ports import Ports
from copilot.services.runs import record
from tools.columns import K_ANONYMITY
from tools.facts import Column, Fact, Findings, Row, Table, ToolResult, run_id_of

if TYPE_CHECKING:
    from tools.experiments.campaigns import Campaign
    from tools.warehouse import Warehouse

LEAST_IN_SEGMENT = 100
EVIDENCE_TOOL, EVIDENCE_VERSION = "campaign_evidence", 1


@dataclass(frozen=True, slots=True)
class PastEffect:
    """A measured campaign: gain per treated customer before discount and contact cost, with its error."""

    campaign_id: str
    name: str
    channel: str | None
    discount_share: float
    gain: float
    """Margin at list price gained per treated customer: net margin gained plus discount given."""
    discount: float
    """Discount given per treated customer beyond that of control."""
    error: float
    n_treated: int
    n_control: int
    in_segment: bool


def past_effects(ports: Ports, segment: str) -> tuple[tuple[PastEffect, ...], str | None]:
    """Finished randomised campaigns, measured on this segment as it was then where it had enough people; and
    the id of the run that holds them as facts. Measured once a snapshot and read from the store afterwards."""
    warehouse = ports.warehouse()
    if not (warehouse.has("campaigns") and warehouse.has("assignments")):
        return (), None
    arguments = {"segment": segment}
    run_id = run_id_of(
        tool=EVIDENCE_TOOL, version=EVIDENCE_VERSION, arguments=arguments, snapshot=warehouse.snapshot
    )
    known = ports.runs.get(run_id)
    if known is None:
        known = record(
            ports,
            tool=EVIDENCE_TOOL,
            version=EVIDENCE_VERSION,
            arguments=arguments,
            findings=_findings(_measure_all(warehouse, segment), warehouse.currency),
        )
    return _effects_in(known), run_id


def _measure_all(warehouse: Warehouse, segment: str) -> list[PastEffect]:
    from tools.experiments.campaigns import list_campaigns

    shares = _discount_shares(warehouse)
    finished = [c for c in list_campaigns(warehouse) if c.has_control and c.ended_on <= warehouse.last_day]
    measured = [_measured(warehouse, c, segment, shares.get(c.offer_id or "", 0.0)) for c in finished]
    return [effect for effect in measured if effect is not None]


def _findings(effects: list[PastEffect], money: str) -> Findings:
    columns = (
        Column("name", "text", "кампания", "campaign"),
        Column("channel", "text", "канал", "channel"),
        Column("discount_share", "share", "скидка", "discount"),
        Column(
            "gain", money, "прирост маржи на клиента до скидки", "margin gained per customer before discount"
        ),
        Column("discount", money, "скидка на клиента", "discount given per customer"),
        Column("error", money, "стандартная ошибка", "standard error"),
        Column("treated", "customers", "получили", "treated"),
        Column("control", "customers", "контроль", "control"),
        Column(
            "in_segment",
            "number",
            "измерено на этом сегменте (1 — да)",
            "measured on this segment (1 is yes)",
        ),
    )
    rows = tuple(
        Row(
            _slug(effect.campaign_id),
            effect.name,
            effect.name,
            (
                effect.campaign_id,
                effect.channel,
                effect.discount_share,
                effect.gain,
                effect.discount,
                effect.error,
                effect.n_treated,
                effect.n_control,
                int(effect.in_segment),
            ),
        )
        for effect in effects
    )
    table = Table("evidence", "измеренные кампании", "measured campaigns", columns, rows)
    count = Fact(
        "measured_campaigns",
        len(effects),
        "number",
        "измеренных кампаний",
        "measured campaigns",
        evidence="A",
    )
    return Findings((count,), (table,))


def _effects_in(result: ToolResult) -> tuple[PastEffect, ...]:
    found = []
    for row in result.tables[0].rows:
        key, channel, share, gain, discount, error, treated, control, in_segment = row.values
        found.append(
            PastEffect(
                campaign_id=str(key),
                name=row.label_ru,
                channel=None if channel is None else str(channel),
                discount_share=float(share or 0),
                gain=float(gain or 0),
                discount=float(discount or 0),
                error=float(error or 0),
                n_treated=int(treated or 0),
                n_control=int(control or 0),
                in_segment=bool(in_segment),
            )
        )
    return tuple(found)


def _slug(name: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name.lower())


def _measured(
    warehouse: Warehouse, campaign: Campaign, segment: str, discount_share: float
) -> PastEffect | None:
    from tools.errors import ToolError
    from tools.experiments.campaigns import is_control, outcomes
    from tools.segmentation import segment_customers

    frame = outcomes(warehouse, campaign)
    buyers = frame["orders"] > 0
    if buyers.any() and frame.loc[buyers, "margin_known"].mean() < 0.9:
        return None
    frame["held_back"] = [is_control(arm) for arm in frame["arm"]]
    try:
        then = segment_customers(warehouse, segment, as_of=campaign.started_on - timedelta(days=1))
        mine = frame[frame["customer_id"].isin(set(then))]
    except ToolError:
        mine = frame.iloc[:0]
    in_segment = min((~mine["held_back"]).sum(), mine["held_back"].sum()) >= LEAST_IN_SEGMENT
    used = mine if in_segment else frame
    treated, control = used[~used["held_back"]], used[used["held_back"]]
    if min(len(treated), len(control)) < K_ANONYMITY:
        return None
    given = float(treated["discount"].mean() - control["discount"].mean()) if discount_share else 0.0
    net = treated["margin"] - treated["reward"], control["margin"]
    error = math.sqrt(net[0].var(ddof=1) / len(treated) + net[1].var(ddof=1) / len(control))
    if not error > 0:
        return None
    return PastEffect(
        campaign_id=campaign.campaign_id,
        name=campaign.title,
        channel=campaign.channel,
        discount_share=discount_share,
        gain=float(net[0].mean() - net[1].mean()) + max(given, 0.0),
        discount=max(given, 0.0),
        error=error,
        n_treated=len(treated),
        n_control=len(control),
        in_segment=bool(in_segment),
    )


def _discount_shares(warehouse: Warehouse) -> dict[str, float]:
    if not warehouse.has("offers"):
        return {}
    frame = warehouse.table("offers").select("offer_id", "discount_share").execute().dropna()
    return {str(row.offer_id): float(row.discount_share) for row in frame.itertuples(index=False)}
