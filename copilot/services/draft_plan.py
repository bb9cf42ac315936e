"""The parts of a draft's plan as plain JSON, each figure with the id of its fact. docs/campaigns.md lists them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from copilot.copywriting.offer import Offer
from copilot.copywriting.rules import RULES_VERSION
from copilot.copywriting.writing import prompt_digests
from copilot.domain.campaign import Copy, DraftRequest
from copilot.grounding.formats import format_value
from copilot.services.audience import Eligible
from copilot.services.draft_findings import Computed
from copilot.services.forecast import PRIOR_DEVIATION_SHARE, PRIOR_MEAN_SHARE, REMINDER_KEEPS
from tools.facts import ToolResult

FAILED_SHARE, FAILED_AFTER = 0.05, 50
UNSUBSCRIBED_SHARE, COMPLAINED_SHARE = 0.01, 0.001
ANSWERS_AFTER = 200
LAW = {
    "ru": (
        "Согласие на рекламу и адрес проверяются у каждого получателя в момент отправки (38-ФЗ, ст. 18).",
        "Отписка в один клик в каждом письме; отписавшиеся больше ничего не получают.",
        "Условия скидки проверены по карточке предложения (38-ФЗ, ст. 5).",
        "Это инженерная проверка, а не юридическое заключение.",
    ),
    "en": (
        "Consent to advertising and the address are checked for each recipient at the moment of sending.",
        "One-click unsubscribing in every e-mail; whoever unsubscribed gets nothing more.",
        "The terms of the discount are checked against the offer's fact sheet.",
        "This is an engineering check and not legal advice.",
    ),
}


@dataclass(frozen=True, slots=True)
class Window:
    """When messages may leave, in the business's time zone; both ends are aware."""

    start: datetime
    end: datetime


def plan_of(
    request: DraftRequest,
    made: Computed,
    run: ToolResult,
    eligible: Eligible,
    *,
    audience_id: str,
    salt: str,
    offer: Offer,
    window: Window,
    zone: str,
    evidence_run: str | None,
    own_words: Sequence[Copy] = (),
) -> dict[str, Any]:
    """All parts of MISSION's campaign draft that are not copies, samples, waterfall or flags."""

    def figure(key: str) -> dict[str, Any] | None:
        """A number with its interval and the fact that it comes from; None where it was not computed."""
        try:
            fact = run.fact(key)
        except KeyError:
            return None
        out: dict[str, Any] = {"value": fact.value, "unit": fact.unit, "fact": fact.id}
        if fact.low is not None:
            out |= {"low": fact.low, "high": fact.high, "level": fact.level}
        if fact.evidence:
            out["evidence"] = fact.evidence
        return out

    russian = request.language == "ru"
    return {
        "goal": {
            "text": request.brief,
            "kpi": "incremental_profit",
            "hypothesis": _hypothesis(request, made, russian),
            "evidence": made.outlook.evidence if made.outlook else "E",
            "evidence_campaigns": [effect.campaign_id for effect in (made.outlook.campaigns if made.outlook else ())],
        },
        "audience": {
            "id": audience_id,
            "rule": f"segment:{request.segment}",
            "segment": request.segment,
            "as_of": made.as_of,
            "snapshot": run.snapshot,
            "treated": figure("audience_within_budget"),
            "control": figure("control"),
            "steps": {step.key: figure(f"audience_{step.key}") for step in made.audience.steps},
        },
        "family": template_family(request, offer, own_words=own_words),
        "control": {"share": made.control_share, "salt": salt, "method": "sha256(salt, id)"},
        "channel": {"name": request.channel, "ladder": _ladder(request.channel), "zone": zone},
        "window": {"start": window.start.isoformat(), "end": window.end.isoformat()},
        "offer": offer.to_json(),
        "economics": {
            key: figure(key)
            for key in (
                "discount_share", "margin_share", "order_value", "margin_per_extra_order", "break_even_orders",
                "discount_cost", "worst_case",
            )
        },
        "budget": {
            "limit": None if request.budget is None else str(request.budget),
            "cost": figure("cost"),
            "contact_cost": figure("contact_cost"),
            "message_cost": figure("message_cost"),
            "message_parts": figure("message_parts"),
            "message_price_measured": made.message.measured,
        },
        "forecast": {"profit": figure("profit"), "loss_probability": figure("profit_loss_probability")},
        "alternatives": [
            {
                "key": "do_nothing",
                "title": "Ничего не делать" if russian else "Do nothing",
                "profit": {"value": 0.0, "unit": made.currency},
                "cost": {"value": 0.0, "unit": made.currency},
            },
            {
                "key": "reminder",
                "title": "Напоминание без скидки" if russian else "Reminder without a discount",
                "profit": figure("reminder_profit"),
                "loss_probability": figure("reminder_profit_loss_probability"),
                "assumption": f"остаётся {_percent(REMINDER_KEEPS, 'ru')} прироста"
                if russian
                else f"keeps {_percent(REMINDER_KEEPS, 'en')} of the gain",
            },
        ],
        "measurement": {
            "outcome": "маржа на назначенного клиента за вычетом скидок и стоимости контакта"
            if russian
            else "margin per assigned customer, net of discounts and contact cost",
            "analysis": "по назначению (ITT), интервал Уэлча 95 %, до взгляда на открытия и клики"
            if russian
            else "intention to treat, Welch interval 95 %, before any look at opens or clicks",
            "days": made.baseline.days if made.baseline else None,
            "base_rate": figure("base_rate"),
            "smallest_effect": figure("smallest_effect"),
            "sample_ratio_test": "хи-квадрат, стоп при p < 0,001" if russian else "chi-square, stop when p < 0.001",
            "frozen": True,
        },
        "stop_rules": {
            "failed_share": FAILED_SHARE,
            "failed_after": FAILED_AFTER,
            "unsubscribed_share": UNSUBSCRIBED_SHARE,
            "complained_share": COMPLAINED_SHARE,
            "answers_after": ANSWERS_AFTER,
            "spend": str(made.economics.contact_cost),
        },
        "conflicts": {
            "running_tests": [
                {"id": key, "name": name, "until": until.isoformat()} for key, name, until in eligible.running_tests
            ],
            "in_running_tests": eligible.in_running_tests,
        },
        "risks": _risks(made, russian),
        "last_mile": _last_mile(offer, russian),
        "rollback": (
            "Остановка в один клик: неотправленное не уйдёт; отправленное отозвать нельзя."
            if russian
            else "One click stops it: what has not left will not; what was sent cannot be called back."
        ),
        "legal": list(LAW["ru" if russian else "en"]),
        "provenance": {
            "run": run.run_id,
            "evidence_run": evidence_run,
            "snapshot": run.snapshot,
            "rules": RULES_VERSION,
            "prompts": prompt_digests(request.channel, request.tone, request.language),
            "model": None,
            "prior": {"mean_share": PRIOR_MEAN_SHARE, "deviation_share": PRIOR_DEVIATION_SHARE},
        },
    }  # fmt: skip


def template_family(request: DraftRequest, offer: Offer, *, own_words: Sequence[Copy] = ()) -> str:
    """What a campaign tells, so that nobody is told it twice: the segment's text with or without a discount,
    in whatever channel, tone and language; or, where the author wrote it, the letters of the first variant."""
    if own_words:
        letters = "".join(sign for sign in own_words[0].body.casefold() if sign.isalpha())
        return f"text:{hashlib.sha256(letters.encode()).hexdigest()[:12]}"
    return f"copy:{request.segment}:{'discount' if offer.discount_share > 0 else 'reminder'}"


def figures_in(part: Any) -> Mapping[str, Any]:
    """A figure as its mapping, or an empty one."""
    return part if isinstance(part, Mapping) else {}


def _points(effect: float, language: str) -> str:
    return format_value(effect, "pp", language, "pp")


def _percent(share: float, language: str) -> str:
    return format_value(share, "share", language, "percent")


def _hypothesis(request: DraftRequest, made: Computed, russian: bool) -> str:
    share = made.economics.discount_share
    if russian:
        lever = f"скидка {_percent(share, 'ru')}" if share else "напоминание без скидки"
        return f"{lever.capitalize()} в канале {request.channel} увеличит маржу на клиента сегмента {request.segment} против контрольной группы."
    lever = f"a discount of {share:.0%}" if share else "a reminder without a discount"
    return f"{lever.capitalize()} by {request.channel} raises the margin per customer of the segment {request.segment} against the control group."


def _risks(made: Computed, russian: bool) -> list[str]:
    risks = [
        ("Скидкой воспользуются те, кто купил бы и так.", "The discount goes to people who would buy anyway.")
        if made.economics.discount_share
        else (
            "Часть писем утомит получателей: следите за отписками.",
            "Some recipients may tire: watch the unsubscribes.",
        )
    ]
    if made.smallest_effect is not None and made.smallest_effect > 0.02:
        risks.append(
            (
                f"Увидим только эффект от {_points(made.smallest_effect, 'ru')} доли покупателей; меньший останется недоказанным.",
                f"Only an effect of {_points(made.smallest_effect, 'en')} of buyers or more would show; a smaller one stays unproven.",
            )
        )
    return [ru if russian else en for ru, en in risks]


def _last_mile(offer: Offer, russian: bool) -> list[str]:
    if not offer.discount_share:
        return []
    if russian:
        return [
            "Скидка заведена в кассе и на сайте с первой минуты окна.",
            "Продавцам разослана подсказка с условиями.",
            "Проверочная покупка прошла в магазине и на сайте.",
        ]
    return [
        "The discount is set up at the tills and online from the first minute of the window.",
        "Shop staff have a note with its terms.",
        "A test purchase went through in a store and online.",
    ]


def _ladder(channel: str) -> list[str]:
    return [channel, *(name for name in ("push", "email", "sms") if name != channel)]
