"""Campaign drafts: from one sentence to a plan with figures, edits, and freezing for approval."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from copilot.copywriting.checker import check_copies
from copilot.copywriting.limits import CHANNELS
from copilot.copywriting.offer import Offer
from copilot.copywriting.samples import samples_of
from copilot.copywriting.writing import write
from copilot.domain.campaign import Content, Copy, Draft, DraftRequest, Flag, audience_digest
from copilot.domain.people import Person
from copilot.errors import BadRequest, Conflict, NotAllowed, NotFound
from copilot.ports import Ports
from copilot.services import audience as audiences
from copilot.services.baseline import Baseline, baseline_of
from copilot.services.draft_findings import RUN_TOOL, RUN_VERSION, Computed, findings_of
from copilot.services.draft_flags import plan_flags
from copilot.services.draft_plan import Window, plan_of, template_family
from copilot.services.economics import MessageCost, OfferLimits, affordable, economics_of, message_cost
from copilot.services.evidence import past_effects
from copilot.services.forecast import best_discount, outlook
from copilot.services.runs import record
from tools.columns import K_ANONYMITY

SEND_DAYS, OFFER_DAYS = 7, 14
MOST_DISCOUNT = 0.9
EDITABLE = ("title", "copies", "control_share", "proof", "brief", "segment", "budget", "channel", "discount_share", "language", "tone")  # fmt: skip
TONES, LANGUAGES = ("friendly", "neutral", "formal"), ("ru", "en")


@dataclass(frozen=True, slots=True)
class _Options:
    """What the author may set beside the request."""

    title: str | None = None
    copies: tuple[Copy, ...] | None = None
    control_share: float | None = None
    proof: str | None = None


def draft(ports: Ports, person: Person, request: DraftRequest) -> Draft:
    """A complete draft: audience and control group, economics, forecast, copies with checks, stop rules.

    Nothing is sent and nothing is submitted. What speaks against the campaign is a flag; what makes no sense
    at all (an unknown segment or channel, a negative budget) is one sentence.
    """
    now = ports.clock()
    made = _compose(ports, request, _Options(), now)
    new = replace(made, id=f"d{secrets.token_hex(6)}", author_id=person.id, created_at=now, updated_at=now)
    ports.campaigns.save_draft(new)
    return new


def edit(ports: Ports, person: Person, draft_id: str, changes: Mapping[str, Any]) -> Draft:
    """The next version of a draft. Checks run again; whatever was submitted or approved of it is void.

    `changes` may name title, copies (a list of variants), control_share, proof and every field of the
    request. Conflict once messages are leaving; NotAllowed for people other than its author.
    """
    old = _own(ports, person, draft_id)
    if old.state in ("sending", "finished", "stopped"):
        raise Conflict(
            f"Campaign {draft_id} is {old.state}; what was sent cannot be edited. Draft a new one.",
            message_ru=f"Кампания {draft_id} уже отправлялась, менять её нельзя. Создайте новую.",
        )
    if unknown := sorted(set(changes) - set(EDITABLE)):
        raise BadRequest(
            f"{', '.join(unknown)} cannot be edited; these can: {', '.join(EDITABLE)}.",
            message_ru=f"Нельзя менять {', '.join(unknown)}; можно: {', '.join(EDITABLE)}.",
        )
    request = _request_of({**old.request, **changes})
    plain = ("title", "copies", "proof")
    rewritten = any(key not in plain for key in changes)
    options = _Options(
        title=changes.get("title", old.title if not rewritten else None),
        copies=_copies_of(changes["copies"]) if "copies" in changes else (None if rewritten else old.copies),
        control_share=float(changes.get("control_share", old.plan["control"]["share"])),
        proof=changes.get("proof", old.plan["offer"].get("proof")),
    )
    now = ports.clock()
    made = _compose(ports, request, options, now, keep=None if rewritten else old)
    new = replace(
        made,
        id=old.id,
        author_id=old.author_id,
        created_at=old.created_at,
        updated_at=now,
        version=old.version + 1,
    )
    with ports.campaigns.together():
        ports.campaigns.save_draft(new)
        if old.content_id is not None:
            ports.audit.append(
                "campaign.voided",
                person_id=person.id,
                at=now,
                data={"draft_id": draft_id, "content_id": old.content_id, "version": new.version},
            )
    return new


def submit(ports: Ports, person: Person, draft_id: str) -> Content:
    """Freezes a draft and puts it in the approval queue. BadRequest while a red flag is up."""
    from copilot.services.freezing import frozen

    made = _own(ports, person, draft_id)
    if made.state != "draft":
        raise Conflict(
            f"Campaign {draft_id} is {made.state}; only an edited draft can be submitted again.",
            message_ru=f"Кампания {draft_id} уже в состоянии «{made.state}»; отправить снова можно после правки.",
        )
    now = ports.clock()
    flags = _copy_flags(ports, made, made.copies)
    red = [flag for flag in (*made.flags, *flags) if flag.level == "red"]
    if datetime.fromisoformat(made.plan["window"]["end"]) <= now:
        red.append(
            Flag(
                "red",
                "window",
                "Окно отправки прошло: обновите черновик.",
                "The sending window is over: edit the draft.",
            )
        )
    if red:
        raise BadRequest(
            "Red flags must be mended first: " + "; ".join(dict.fromkeys(flag.text_en for flag in red)),
            message_ru="Сначала снимите красные флаги: "
            + "; ".join(dict.fromkeys(flag.text_ru for flag in red)),
        )
    content = frozen(ports, made, now=now)
    with ports.campaigns.together():
        ports.campaigns.add_content(content)
        ports.campaigns.save_draft(replace(made, state="submitted", content_id=content.id, updated_at=now))
        ports.audit.append(
            "campaign.submitted",
            person_id=person.id,
            at=now,
            data={
                "draft_id": draft_id,
                "content_id": content.id,
                "sha256": content.sha256,
                "reach": content.reach,
                "cost": content.cost,
                "approvals_needed": content.data["approvals_needed"],
            },
        )
    return content


def summary_lines(made: Draft, language: str) -> list[str]:
    """The plan in a few lines for people who read it on a terminal."""
    from copilot.grounding.formats import format_value

    plan, russian = made.plan, language == "ru"

    def shown(part: Any, style: str | None = None) -> str:
        if part is None:
            return "нет данных" if russian else "not known"
        unit = part["unit"]
        styles = {"share": "percent", "probability": "percent", "pp": "pp"}
        return str(format_value(part["value"], unit, language, style or styles.get(unit, "money")))

    profit = plan["forecast"]["profit"]
    lines = [
        ("Контрольная группа" if russian else "Control group") + f": {plan['audience']['control']['value']}",
        ("Затраты" if russian else "Cost") + f": {shown(plan['budget']['cost'])}",
    ]
    discount = plan["economics"]["discount_share"]
    if discount is not None and discount["value"] > 0:
        lines.insert(1, ("Скидка" if russian else "Discount") + f": {shown(discount)}")
    if profit is not None:
        interval = f"{format_value(profit['low'], profit['unit'], language, 'money')} … {format_value(profit['high'], profit['unit'], language, 'money')}"
        loss = shown(plan["forecast"]["loss_probability"])
        words = "Прирост прибыли P50" if russian else "Incremental profit P50"
        risk = "риск убытка" if russian else "risk of a loss"
        lines.append(
            f"{words}: {shown(profit)} (P10–P90: {interval}), {risk} {loss}, {profit.get('evidence', 'E')}"
        )
    if plan["measurement"]["smallest_effect"] is not None:
        words = "Обнаружимый эффект" if russian else "Detectable effect"
        lines.append(f"{words}: {shown(plan['measurement']['smallest_effect'])}")
    return lines


def _compose(
    ports: Ports, request: DraftRequest, options: _Options, now: datetime, *, keep: Draft | None = None
) -> Draft:
    """Computes everything. With `keep` the audience and figures stay and only words and checks are new."""
    if keep is not None:
        return _reworded(ports, keep, options)
    _check(request)
    share = options.control_share if options.control_share is not None else ports.settings.control_share
    if not 0.01 <= share <= 0.5:
        raise BadRequest(
            f"control_share must lie between 0.01 and 0.5, it is {share}.",
            message_ru=f"Доля контрольной группы должна быть от 0,01 до 0,5, сейчас {share}.",
        )
    warehouse = ports.warehouse()
    eligible = audiences.find_eligible(
        ports, warehouse, segment=request.segment, channel=request.channel, now=now, about=request.brief
    )
    baseline = baseline_of(warehouse, request.segment)
    effects, evidence_run = past_effects(ports, request.segment)
    discount = request.discount_share
    if discount is None:
        discount = best_discount(effects, baseline, channel=request.channel) if baseline else 0.0
    zone = ZoneInfo(ports.settings.time_zone)
    today = now.astimezone(zone).date()
    offer = Offer(discount, today, today + timedelta(days=OFFER_DAYS), proof=options.proof)
    window = Window(now, datetime.combine(today + timedelta(days=SEND_DAYS), time(23, 59), zone))
    copies = options.copies or write(
        channel=request.channel,
        language=request.language,
        tone=request.tone,
        segment=request.segment,
        brand=ports.settings.sender_name,
        offer=offer,
    )
    samples = samples_of(copies, language=request.language, public_url=ports.settings.public_url)
    message = message_cost(warehouse, request.channel, samples)
    salt = secrets.token_hex(8)
    most = None
    if request.budget is not None:
        most = affordable(request.budget, baseline, discount_share=discount, message=message)
    audience = audiences.split(eligible, salt=salt, control_share=share, most_treated=most)
    made = _computed(ports, request, audience, baseline, effects, message, discount, share)
    audience_id = audience_digest(audience.members)
    ports.campaigns.add_audience(audience_id, audience.members)
    arguments = {
        **_request_json(request),
        "audience": audience_id,
        "salt": salt,
        "control_share": share,
        "discount": discount,
        "copies": [asdict(copy) for copy in copies],
    }
    run = record(ports, tool=RUN_TOOL, version=RUN_VERSION, arguments=arguments, findings=findings_of(made))
    flags = plan_flags(
        request, made, eligible, today=today, limits=_limits(ports), smallest_audience=K_ANONYMITY
    )
    flags += _check_words(ports, request, copies, offer)
    return Draft(
        id="",
        title=options.title or _title(warehouse, request, discount),
        author_id="",
        state="draft",
        language=request.language,
        request=_request_json(request),
        waterfall=audience.steps,
        copies=copies,
        samples=samples,
        flags=tuple(sorted(flags, key=lambda flag: flag.level != "red")),
        plan=plan_of(
            request,
            made,
            run,
            eligible,
            audience_id=audience_id,
            salt=salt,
            offer=offer,
            window=window,
            zone=ports.settings.time_zone,
            evidence_run=evidence_run,
            own_words=options.copies or (),
        ),
        created_at=now,
        updated_at=now,
    )


def _limits(ports: Ports) -> OfferLimits:
    return OfferLimits(ports.settings.margin_floor, ports.settings.max_discount)


def _computed(
    ports: Ports,
    request: DraftRequest,
    audience: audiences.Audience,
    baseline: Baseline | None,
    effects: tuple[Any, ...],
    message: MessageCost,
    discount: float,
    control_share: float,
) -> Computed:
    warehouse = ports.warehouse()
    economics = economics_of(
        baseline, treated=audience.treated, discount_share=discount, message=message, limits=_limits(ports)
    )
    views = [
        outlook(effects, baseline, discount_share=share, channel=request.channel) if baseline else None
        for share in (discount, 0.0)
    ]
    return Computed(
        as_of=warehouse.last_day.isoformat(),
        currency=warehouse.currency or ports.settings.currency,
        audience=audience,
        baseline=baseline,
        economics=economics,
        message=message,
        outlook=views[0],
        reminder=views[1],
        smallest_effect=_smallest_effect(audience, baseline),
        control_share=control_share,
    )


def _smallest_effect(audience: audiences.Audience, baseline: Baseline | None) -> float | None:
    from tools.errors import ToolError
    from tools.experiments import minimum_detectable_effect

    if baseline is None or not audience.treated or not audience.control:
        return None
    try:
        return float(
            minimum_detectable_effect(
                n_treatment=audience.treated, n_control=audience.control, base_rate=baseline.buying_rate
            ).value
        )
    except ToolError:  # so few people that no effect at all would show: the plan says "not known"
        return None


def _reworded(ports: Ports, old: Draft, options: _Options) -> Draft:
    """The same figures with other words: samples and checks anew, and the SMS price must still hold."""
    request = _request_of(old.request)
    copies = options.copies or old.copies
    plan = {**old.plan, "offer": {**old.plan["offer"], "proof": options.proof}}
    if options.copies and options.copies != old.copies:
        plan["family"] = template_family(request, Offer.from_json(plan["offer"]), own_words=options.copies)
    parts = (old.plan["budget"]["message_parts"] or {}).get("value", 1)
    samples = samples_of(copies, language=request.language, public_url=ports.settings.public_url)
    if request.channel == "sms":
        now_parts = message_cost(ports.warehouse(), "sms", samples).parts
        if now_parts != parts:  # another price: everything that follows from it is computed again
            return _compose(ports, request, replace(options, title=options.title or old.title), ports.clock())
    kept = [flag for flag in old.flags if not flag.code.startswith("C")]
    changed = replace(
        old,
        title=options.title or old.title,
        copies=copies,
        samples=samples,
        plan=plan,
        state="draft",
        content_id=None,
    )
    flags = [*kept, *_copy_flags(ports, changed, copies)]
    return replace(changed, flags=tuple(sorted(flags, key=lambda flag: flag.level != "red")))


def _copy_flags(ports: Ports, made: Draft, copies: Sequence[Copy]) -> list[Flag]:
    return _check_words(ports, _request_of(made.request), copies, Offer.from_json(made.plan["offer"]))


def _check_words(ports: Ports, request: DraftRequest, copies: Sequence[Copy], offer: Offer) -> list[Flag]:
    return list(
        check_copies(
            copies,
            channel=request.channel,
            language=request.language,
            offer=offer,
            public_url=ports.settings.public_url,
            brand=ports.settings.sender_name,
        )
    )


def _check(request: DraftRequest) -> None:
    """One sentence for what makes no sense at all."""
    if request.channel == "telegram":
        raise BadRequest(
            "Advertising in Telegram is not allowed in Russia since March 2026 (38-FZ art. 5 p. 10.7): use email, sms or push.",
            message_ru="Реклама в Telegram в России запрещена (38-ФЗ, ст. 5 ч. 10.7, разъяснения ФАС 2026-03): выберите email, sms или push.",
        )
    if request.channel not in CHANNELS:
        raise BadRequest(
            f"There is no channel {request.channel!r}; there are {', '.join(CHANNELS)}.",
            message_ru=f"Канала {request.channel!r} нет; есть {', '.join(CHANNELS)}.",
        )
    if request.budget is not None and not request.budget > 0:
        raise BadRequest(
            f"The budget must be above zero, it is {request.budget}.",
            message_ru=f"Бюджет должен быть больше нуля, сейчас {request.budget}.",
        )
    share = request.discount_share
    if share is not None and not 0 <= share <= MOST_DISCOUNT:
        raise BadRequest(
            f"A discount lies between 0 and {MOST_DISCOUNT:.0%}, not {share:.0%}.",
            message_ru=f"Скидка бывает от 0 до {MOST_DISCOUNT:.0%}, а не {share:.0%}.",
        )
    if request.tone not in TONES or request.language not in LANGUAGES:
        raise BadRequest(
            f"Tone is one of {', '.join(TONES)}, language ru or en; asked for {request.tone!r}, {request.language!r}.",
            message_ru=f"Тон: {', '.join(TONES)}; язык: ru или en; запрошено {request.tone!r}, {request.language!r}.",
        )


def _own(ports: Ports, person: Person, draft_id: str) -> Draft:
    found = ports.campaigns.draft(draft_id)
    if found is None:
        raise NotFound(f"There is no campaign {draft_id}.", message_ru=f"Кампании {draft_id} нет.")
    if person.id != found.author_id and person.role != "admin":
        raise NotAllowed(
            "Only its author may change or submit a campaign.",
            message_ru="Менять и отправлять на согласование может только автор кампании.",
        )
    return found


def _title(warehouse: Any, request: DraftRequest, discount: float) -> str:
    from tools.segmentation.audience import all_segments
    from tools.segmentation.segments import by_key

    segment = by_key(all_segments(warehouse), request.segment)
    name = segment.name_ru if request.language == "ru" else segment.name_en
    if request.language == "ru":
        return f"{name.capitalize()}: {f'скидка {discount:.0%}' if discount else 'напоминание'}, {request.channel}"
    return f"{name.capitalize()}: {f'{discount:.0%} off' if discount else 'reminder'}, {request.channel}"


def _request_json(request: DraftRequest) -> dict[str, Any]:
    return {**asdict(request), "budget": None if request.budget is None else str(request.budget)}


def _request_of(data: Mapping[str, Any]) -> DraftRequest:
    names = DraftRequest.__dataclass_fields__
    values = {name: value for name, value in data.items() if name in names}
    if values.get("budget") is not None:
        try:
            values["budget"] = Decimal(str(values["budget"]))
        except ArithmeticError:
            raise BadRequest(
                f"The budget {values['budget']!r} is not a number.",
                message_ru=f"Бюджет {values['budget']!r} не число.",
            ) from None
    return DraftRequest(**values)


def _copies_of(data: Any) -> tuple[Copy, ...]:
    try:
        copies = tuple(item if isinstance(item, Copy) else Copy(**item) for item in data)
    except TypeError:
        raise BadRequest(
            "copies must be a list of {variant, subject, preheader, body}.",
            message_ru="copies — это список из {variant, subject, preheader, body}.",
        ) from None
    if sorted(copy.variant for copy in copies) != sorted(audiences.VARIANTS):
        raise BadRequest(
            f"There must be one copy for each variant: {', '.join(audiences.VARIANTS)}.",
            message_ru=f"Нужен текст для каждого варианта: {', '.join(audiences.VARIANTS)}.",
        )
    return copies
