"""The figures of a draft as facts of one run, so that each number of the plan can be traced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from copilot.services.audience import Audience
from copilot.services.baseline import Baseline
from copilot.services.economics import Economics, MessageCost
from copilot.services.forecast import OFFER_USE, PRIOR_DEVIATION_SHARE, PRIOR_MEAN_SHARE, Outlook
from tools.facts import Fact, Findings, Note

RUN_TOOL = "draft_campaign"
RUN_VERSION = 1
LEVEL = 0.8


@dataclass(frozen=True, slots=True)
class Computed:
    """Everything that was computed for a draft."""

    as_of: str
    currency: str
    audience: Audience
    baseline: Baseline | None
    economics: Economics
    message: MessageCost
    outlook: Outlook | None
    reminder: Outlook | None
    smallest_effect: float | None
    control_share: float


def findings_of(made: Computed) -> Findings:
    """Facts with the keys `audience_<step>`, `control`, `cost`, `profit`, `loss_probability` and so on."""
    money, audience, economics = made.currency, made.audience, made.economics
    facts = [
        Fact(f"audience_{step.key}", step.count, "customers", step.label_ru, step.label_en, as_of=made.as_of)
        for step in audience.steps
    ]
    facts += [
        Fact("control", audience.control, "customers", "контрольная группа", "control group", as_of=made.as_of),
        Fact("control_share", made.control_share, "share", "доля контрольной группы", "share of the control group"),
        Fact("message_cost", float(made.message.each), money, "стоимость одного сообщения", "cost of one message"),
        Fact("message_parts", made.message.parts, "number", "частей в SMS", "parts of an SMS"),
        Fact("contact_cost", float(economics.contact_cost), money, "стоимость сообщений", "cost of the messages"),
        Fact("discount_share", economics.discount_share, "share", "скидка", "discount"),
        Fact("discount_cost", float(economics.discount_cost), money, "скидки на покупки, которые были бы и так", "discounts on purchases that would happen anyway"),
        Fact("cost", float(economics.cost), money, "ожидаемые затраты", "expected cost"),
        Fact("worst_case", float(economics.worst_case), money, "худший случай: каждый купит один раз со скидкой, прироста нет", "worst case: everybody buys once with the discount and nothing is gained"),
    ]  # fmt: skip
    if made.baseline is not None:
        facts += _baseline_facts(made.baseline, money)
    if economics.break_even_orders is not None and economics.margin_per_extra_order is not None:
        facts += [
            Fact("margin_per_extra_order", economics.margin_per_extra_order, money, "маржа дополнительного заказа после скидки", "margin of a further order after the discount"),
            Fact("break_even_orders", economics.break_even_orders, "orders", "дополнительных заказов на клиента для безубыточности", "further orders per customer to break even", is_change=True),
        ]  # fmt: skip
    if made.smallest_effect is not None:
        facts.append(
            Fact("smallest_effect", made.smallest_effect, "pp", "минимальный обнаружимый эффект (доля покупателей)", "smallest detectable effect (share of buyers)", method="two-sided score test, alpha 0.05, power 0.8")
        )  # fmt: skip
    if made.outlook is not None:
        facts += _profit_facts("profit", "прирост прибыли", "incremental profit", made.outlook, made)
    if made.reminder is not None:
        facts += _profit_facts(
            "reminder_profit",
            "прирост прибыли: напоминание без скидки",
            "incremental profit: reminder without a discount",
            made.reminder,
            made,
        )
    return Findings(tuple(facts), notes=_notes(made))


def _baseline_facts(baseline: Baseline, money: str) -> list[Fact]:
    period: dict[str, Any] = {"n": baseline.customers, "as_of": baseline.end.isoformat()}
    facts = [
        Fact("window_days", baseline.days, "days", "окно измерения", "measurement window"),
        Fact("base_rate", baseline.buying_rate, "share", "доля покупателей сегмента за такое окно", "share of the segment that buys in such a window", **period),
        Fact("base_revenue", baseline.revenue, money, "выручка на клиента за такое окно", "revenue per customer in such a window", **period),
        Fact("order_value", baseline.order_value, money, "средний заказ", "average order", **period),
    ]  # fmt: skip
    if baseline.margin_share is not None:
        facts.append(
            Fact("margin_share", baseline.margin_share, "share", "доля маржи", "margin share", **period)
        )
    return facts


def _profit_facts(key: str, ru: str, en: str, view: Outlook, made: Computed) -> list[Fact]:
    costs = float(made.economics.contact_cost)
    low, middle, high, loss = view.profit(treated=made.economics.treated, costs=costs)
    shared: dict[str, Any] = {
        "level": LEVEL,
        "n": sum(effect.n_treated for effect in view.campaigns) or None,
        "method": "random-effects pool of measured campaigns with a wide prior"
        if view.campaigns
        else "prior only, nothing measured",
        "evidence": view.evidence,
        "is_change": True,
    }
    return [
        Fact(key, middle, made.currency, ru, en, low=low, high=high, **shared),
        Fact(
            f"{key}_loss_probability",
            loss,
            "probability",
            f"вероятность убытка ({ru})",
            f"probability of a loss ({en})",
            evidence=shared["evidence"],
        ),
    ]


def _notes(made: Computed) -> tuple[Note, ...]:
    prior = Note(
        f"Предположение прогноза: сообщение в среднем добавляет {PRIOR_MEAN_SHARE:.0%} маржи сегмента за окно, плюс-минус {PRIOR_DEVIATION_SHARE:.0%}; "
        f"скидкой пользуются в {OFFER_USE:.0%} покупок; напоминание без скидки сохраняет половину прироста.",
        f"Assumed for the forecast: a message adds {PRIOR_MEAN_SHARE:.0%} of the segment's margin in the window, give or take {PRIOR_DEVIATION_SHARE:.0%}; "
        f"{OFFER_USE:.0%} of purchases use the discount; a reminder without it keeps half of the gain.",
    )
    worst = Note(
        "Затраты = сообщения + скидки на покупки, которые состоялись бы и без кампании.",
        "Cost = messages + discounts on purchases that would have happened without the campaign.",
        "definition",
    )
    if made.outlook is None:
        return (
            worst,
            Note(
                "Прогноза прибыли нет: в данных нет маржи или истории.",
                "There is no profit forecast: the data hold no margin or too little history.",
                "warning",
            ),
        )
    return (worst, prior)
