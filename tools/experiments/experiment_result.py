"""The tool `experiment_result`: how did a campaign work, in money?"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import slugs
from tools.estimate import Estimate
from tools.experiments.campaigns import find_campaign, is_control
from tools.experiments.effects import Effect, effect, holm
from tools.experiments.ledger import LedgerRow, profit_ledger
from tools.experiments.measurement import Measurement, at_every_look, measure
from tools.facts import Chart, Column, EvidenceGrade, Fact, Findings, Note, Row, Table
from tools.tool import Arguments


class ExperimentArguments(Arguments):
    """Which campaign."""

    campaign: str | None = Field(
        None,
        description="Name or id of the campaign, e.g. «Осень». Left out: the latest campaign with a control group.",
    )
    variant: str | None = Field(
        None, description="Only this arm against control, where the campaign has several variants."
    )
    margin_share: float | None = Field(
        None,
        gt=0,
        le=1,
        description="Margin before discounts as a share of sales (0.3 is 30 %), only where the data have no margin.",
    )


def experiment_result(warehouse: Any, args: ExperimentArguments) -> Findings:
    """What a campaign caused, against its random control group: buyers, revenue and profit, with intervals.

    Assumes random assignment (the sample ratio is tested) and counts purchases from the campaign's first to
    its last day, by everybody assigned. Raises NotRandomised, naming what is missing, without a control group.
    """
    campaign, namesakes = find_campaign(warehouse, args.campaign)
    result = measure(warehouse, campaign, variant=args.variant, margin_share=args.margin_share)
    ledger = profit_ledger([result.books] if result.books else [])
    row = ledger.rows[0] if ledger.rows else None
    facts = (
        *_description(result),
        *_effects(result),
        *_money(result, row),
        *_beside(result),
        *_state(result, row),
    )
    tables = [_arms_table(result)]
    charts = []
    if row is not None:
        tables.append(_lines_table(row, str(warehouse.currency)))
        charts.append(
            Chart(
                "waterfall",
                "ledger_lines",
                ("amount",),
                "Из чего сложилась прибыль",
                "How the profit adds up",
            )
        )
    return Findings(facts, tuple(tables), tuple(charts), tuple(_notes(result, row, namesakes)))


def _evidence(result: Measurement) -> EvidenceGrade:
    """A broken split, or a control group that got the message, is no longer a randomised comparison."""
    return "C" if broken(result) or result.leaked else "A"


def _description(result: Measurement) -> tuple[Fact, ...]:
    campaign, as_of = result.campaign, result.until.isoformat()
    name = campaign.title if result.variant is None else f"{campaign.title} / {result.variant}"
    n_treated, n_control = result.buyers.n_treated, result.buyers.n_control
    return (
        Fact("campaign", name, "text", "Кампания", "Campaign", as_of=as_of),
        Fact("period_start", campaign.started_on.isoformat(), "date", "Начало окна", "Window starts"),
        Fact("period_end", result.until.isoformat(), "date", "Конец окна (по данным)", "Window ends (data)"),
        Fact(
            "treated_customers",
            n_treated,
            "customers",
            "Клиентов в воздействии",
            "Treated customers",
            as_of=as_of,
        ),
        Fact(
            "control_customers",
            n_control,
            "customers",
            "Клиентов в контроле",
            "Control customers",
            as_of=as_of,
        ),
    )


def _effects(result: Measurement) -> tuple[Fact, ...]:
    grade, as_of = _evidence(result), result.until.isoformat()
    rate, revenue, n = result.buyers, result.revenue, result.buyers.n_treated
    effect_of: dict[str, Any] = {"is_change": True, "evidence": grade, "as_of": as_of}
    facts = [
        Fact("treated_rate", rate.treated_mean, "share", "Доля купивших в воздействии", "Buyers among treated", n=n, as_of=as_of),
        Fact("control_rate", rate.control_mean, "share", "Доля купивших в контроле", "Buyers among control", n=rate.n_control, as_of=as_of),
        Fact.of("buyers_effect", rate.difference, label_ru="Прирост доли купивших", label_en="Incremental buyers rate", **effect_of),
        Fact.of("buyers_effect_total", _times(rate.difference, n, "customers"), label_ru="Дополнительных покупателей", label_en="Incremental buyers", **effect_of),
        Fact.of("revenue_per_customer", revenue.difference, label_ru="Прирост выручки на клиента", label_en="Incremental revenue per customer", **effect_of),
        Fact.of("incremental_revenue", _times(revenue.difference, n), label_ru="Инкрементальная выручка", label_en="Incremental revenue", **effect_of),
    ]  # fmt: skip
    if rate.relative is not None:
        facts.append(
            Fact.of("buyers_lift", rate.relative, label_ru="Относительный прирост доли купивших", label_en="Relative lift of the buyers rate", **effect_of)
        )  # fmt: skip
    return tuple(facts)


def _money(result: Measurement, row: LedgerRow | None) -> tuple[Fact, ...]:
    if result.profit is None or row is None or row.profit is None:
        return ()
    grade, as_of = _evidence(result), result.until.isoformat()
    unit = result.profit.difference.unit
    low, high = row.profit_low, row.profit_high
    net = result.net or result.profit
    per_customer = net.difference if result.always_valid is None else result.always_valid.difference
    method = f"{per_customer.method}; the value is the sum of exact ledger lines"
    facts = [
        Fact.of("profit_per_customer", net.difference, label_ru="Прирост прибыли на клиента до постоянных затрат", label_en="Incremental profit per customer before fixed cost", is_change=True, evidence=grade, as_of=as_of),
        Fact("incremental_profit", float(row.profit), unit, "Инкрементальная прибыль", "Incremental profit", low=float(low or 0), high=float(high or 0), level=result.profit.difference.level, n=result.profit.n_treated + result.profit.n_control, method=method, as_of=as_of, evidence=grade, is_change=True),
        Fact("spend", float(row.spend), unit, "Затраты: скидки, награды, контакты, постоянные", "Spend: discounts, rewards, contacts, fixed", as_of=as_of),
        Fact("contact_cost", float(row.contact_cost), unit, "Стоимость контактов", "Contact cost", as_of=as_of),
        Fact("p_value", round(net.p_value, 6), "number", "p-значение прироста прибыли на клиента", "p-value of incremental profit per customer", method=net.difference.method, as_of=as_of),
    ]  # fmt: skip
    if row.cannibalised is not None:
        facts.append(Fact("cannibalised", float(row.cannibalised), unit, "Потерянная маржа поздних продаж (после окна)", "Margin lost on later sales (after the window)", low=_sum_end(result.later, "high"), high=_sum_end(result.later, "low"), level=result.profit.difference.level if result.later else None, n=result.profit.n_treated + result.profit.n_control, method="treated against control in the equally long stretch after the window", as_of=as_of, evidence=grade))  # fmt: skip
    if row.roi is not None and low is not None and high is not None:
        facts.append(
            Fact("roi", float(row.roi), "share", "ROI: прибыль к затратам", "ROI: profit over spend", low=float(low / row.spend), high=float(high / row.spend), level=result.profit.difference.level, method="profit / (discounts + rewards + contacts + fixed cost)", as_of=as_of, evidence=grade)
        )  # fmt: skip
    return tuple(facts)


def _sum_end(later: Effect | None, end: str) -> float | None:
    """An end of the loss of all treated: the loss is minus the effect on later margin."""
    if later is None:
        return None
    value: float = getattr(later.difference, end)
    return -value * later.n_treated


def _beside(result: Measurement) -> tuple[Fact, ...]:
    """The same effect told in two other ways: net of what was there before, and without the largest purchases."""
    main = result.net or result.profit or result.revenue
    more: dict[str, Any] = {
        "is_change": True,
        "evidence": _evidence(result),
        "as_of": result.until.isoformat(),
    }
    facts = []
    if result.adjusted is not None:
        narrower = 1 - result.adjusted.variance_kept**0.5
        net = (
            at_every_look(result.adjusted, result.campaign, result.until)
            if result.running
            else result.adjusted
        )
        facts.append(Fact.of("effect_net_of_history", net.difference, label_ru="Прирост на клиента с поправкой на покупки до кампании (CUPED)", label_en="Effect per customer net of purchases before the campaign (CUPED)", **more))  # fmt: skip
        facts.append(Fact("interval_narrower", max(0.0, narrower), "share", "Интервал с поправкой уже на", "The adjusted interval is narrower by", method=result.adjusted.difference.method, as_of=result.until.isoformat()))  # fmt: skip
    if main.winsorised is not None and not result.running:
        facts.append(Fact.of("effect_winsorised", main.winsorised, label_ru="Прирост на клиента, крупнейшая сотая покупок прижата", label_en="Effect per customer, top hundredth of purchases pulled in", **more))  # fmt: skip
    return tuple(facts)


def _state(result: Measurement, row: LedgerRow | None) -> tuple[Fact, ...]:
    as_of = result.until.isoformat()
    facts = [Fact("verdict", _verdict(result, row), "text", "Вывод", "Verdict", as_of=as_of)]
    if result.sample_ratio is not None:
        ratio = result.sample_ratio
        facts.append(
            Fact("srm_p_value", round(ratio.p_value, 6), "number", "p-значение проверки долей групп (SRM)", "p-value of the sample ratio check (SRM)", n=ratio.n, method=ratio.method, as_of=as_of)
        )  # fmt: skip
    if result.running:
        left = (result.campaign.ended_on - result.until).days
        facts.append(
            Fact("days_left", left, "days", "Дней до конца теста", "Days left in the test", as_of=as_of)
        )
    if result.always_valid is not None:
        money = result.always_valid.difference
        facts.append(
            Fact.of("always_valid_effect", money, label_ru="Прирост на клиента, интервал верен при любом числе проверок", label_en="Effect per customer, interval valid at every look", is_change=True, evidence=_evidence(result), as_of=as_of)
        )  # fmt: skip
    return tuple(facts)


def _verdict(result: Measurement, row: LedgerRow | None) -> str:
    """`broken_split`, `leaked`, `no_margin`, `still_running`, or what the ledger says."""
    if broken(result):
        return "broken_split"
    if result.leaked:
        return "leaked"
    if row is None:
        return "no_margin"
    if result.running and not (result.always_valid is not None and result.always_valid.can_stop):
        return "still_running"
    return row.verdict


def _arms_table(result: Measurement) -> Table:
    frame = result.frame
    control = next(arm for arm in result.arm_sizes if is_control(arm))
    arms = [arm for arm in result.arm_sizes if arm in set(frame["arm"])]
    treated = [arm for arm in arms if arm != control]
    compared = {}
    for arm in treated:
        pair = frame[frame["arm"].isin([arm, control])]
        if int((pair["arm"] == arm).sum()) >= K_ANONYMITY:
            compared[arm] = effect(
                pair["buyer"].to_numpy(),
                pair["arm"].to_numpy(str),
                kind="rate",
                treatment=arm,
                control=control,
            )
    adjusted = holm({arm: e.p_value for arm, e in compared.items()})
    money = result.revenue.difference.unit
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("buyers_rate", "share", "Купили", "Bought"),
        Column("revenue", money, "Выручка на клиента", "Revenue per customer"),
        Column("effect", "pp", "Прирост купивших", "Incremental buyers"),
        Column("effect_low", "pp", "не меньше", "at least"),
        Column("effect_high", "pp", "не больше", "at most"),
        Column("p_value", "number", "p (Холм)", "p (Holm)"),
    )
    rows = []
    for key, arm in zip(slugs(arms), arms, strict=True):
        mine = frame[frame["arm"] == arm]
        if len(mine) < K_ANONYMITY:
            continue
        found = compared.get(arm)
        cells = (len(mine), float(mine["buyer"].mean()), float(mine["revenue"].mean()))
        if found is None:
            rows.append(Row(key, arm, arm, (*cells, None, None, None, None)))
        else:
            d = found.difference
            rows.append(Row(key, arm, arm, (*cells, d.value, d.low, d.high, round(adjusted[arm], 6))))
    return Table("arms", "Группы", "Arms", columns, tuple(rows))


def _lines_table(row: LedgerRow, currency: str) -> Table:
    lines = (
        ("margin", "Маржа до скидок", "Margin before discounts", row.margin or 0),
        ("discounts", "Скидки", "Discounts", -row.discounts),
        ("rewards", "Награды", "Rewards", -row.rewards),
        ("contact_cost", "Контакты", "Contacts", -row.contact_cost),
        ("fixed_cost", "Постоянные затраты", "Fixed cost", -row.fixed_cost),
        ("cannibalised", "Потерянные поздние продажи", "Cannibalised later sales", -(row.cannibalised or 0)),
        ("profit", "Инкрементальная прибыль", "Incremental profit", row.profit or 0),
    )
    return Table(
        "ledger_lines",
        "Как сложилась прибыль",
        "How the profit adds up",
        (Column("amount", currency, "Сумма", "Amount"),),
        tuple(Row(key, ru, en, (float(amount),)) for key, ru, en, amount in lines),
    )


def _notes(result: Measurement, row: LedgerRow | None, namesakes: int) -> list[Note]:
    notes = [
        Note(
            "Эффект по намерению: считаются все назначенные клиенты, даже если сообщение не дошло; прибыль = маржа до скидок − скидки − награды − контакты − постоянные затраты − маржа поздних продаж, перехваченных кампанией (если время после окна уже прошло).",
            "Intention to treat: everybody assigned counts, reached or not; profit = margin before discounts - discounts - rewards - contacts - fixed cost - margin of later sales that the campaign only brought forward (once that time is over).",
            "definition",
        )
    ]
    if result.sample_ratio is None:
        notes.append(Note("Плановые доли групп не записаны (propensity), проверка SRM невозможна.", "Planned shares were not kept (propensity), so the sample ratio cannot be checked.", "warning"))  # fmt: skip
    elif broken(result):
        notes.append(Note("Доли групп не такие, как планировались (SRM): разбивка сломана, цифрам эффекта верить нельзя, пока причина не найдена.", "The arms are not in their planned shares (SRM): the split is broken; do not trust the effect until the cause is found.", "warning"))  # fmt: skip
    if result.leaked:
        notes.append(Note(f"{_leaked(result, ru=True)} контрольной группы получили сообщение этой кампании: контроль протёк, результат не годится для решения. Исключите контроль из отправки и повторите тест.", f"{_leaked(result)} control customers received this campaign's message: the control group leaked, no decision may rest on this result. Exclude the control group from the send and repeat the test.", "warning"))  # fmt: skip
    watched = result.net or result.profit or result.revenue
    if watched.rests_on_few:
        notes.append(Note("Вывод держится на нескольких очень крупных покупках: если верхнюю сотую покупок прижать к её границе, он меняется.", "The verdict rests on a few very large purchases: with the top hundredth of them pulled in it changes.", "warning"))  # fmt: skip
    if result.profit is not None and result.profit.heavy_tailed:
        notes.append(Note("Прибыль на клиента распределена с тяжёлым хвостом, группы для неё малы: интервал прибыли приблизительный.", "Profit per customer is heavy-tailed and the groups are small for it: its interval is approximate.", "warning"))  # fmt: skip
    if row is None:
        notes.append(Note("Маржа в данных неизвестна, поэтому прибыль не посчитана. Загрузите маржу или себестоимость либо задайте margin_share.", "Margin is unknown, so profit was not computed. Load margins or costs, or pass margin_share.", "warning"))  # fmt: skip
    elif result.margin_coverage < 0.999 and result.books is not None and result.books.margin_share is None:
        notes.append(Note("У части покупок маржа неизвестна и посчитана как ноль.", "Some purchases have no margin; they count as zero.", "warning"))  # fmt: skip
    if result.books is not None and result.books.margin_share is not None:
        notes.append(Note("Маржа не измерена, а принята долей от продаж до скидок (margin_share).", "Margin was not measured but assumed as a share of sales before discounts (margin_share)."))  # fmt: skip
    if result.running:
        notes.append(Note("Окно ещё открыто: интервал прибыли взят с запасом и верен при любом числе проверок, к концу окна он сузится.", "The window is still open: the profit interval is the wider one that is valid at every look; it narrows by the end.", "warning"))  # fmt: skip
    if namesakes:
        notes.append(Note("Кампаний с таким именем несколько, взята последняя.", "Several campaigns match this name; the latest was taken.", "warning"))  # fmt: skip
    if row is not None and row.verdict == "not_yet":
        notes.append(Note("Интервал прибыли накрывает ноль: продолжайте тест или повторите его на большей группе, масштабировать рано.", "The profit interval covers zero: continue the test or repeat it on a larger group; it is too early to scale.", "next_step"))  # fmt: skip
    return notes


def broken(result: Measurement) -> bool:
    """Whether the arms are not in the shares that were planned."""
    return result.sample_ratio is not None and result.sample_ratio.mismatch


def _leaked(result: Measurement, *, ru: bool = False) -> str:
    """How many, or that they are few: small counts of people are not shown."""
    if result.leaked >= K_ANONYMITY:
        return f"{result.leaked} клиентов" if ru else str(result.leaked)
    return f"Меньше {K_ANONYMITY} клиентов" if ru else f"Fewer than {K_ANONYMITY}"


def _times(estimate: Estimate, n: int, unit: str | None = None) -> Estimate:
    low = None if estimate.low is None else estimate.low * n
    high = None if estimate.high is None else estimate.high * n
    return Estimate(
        estimate.value * n, unit or estimate.unit, estimate.n, estimate.method, low, high, estimate.level
    )
