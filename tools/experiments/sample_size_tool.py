"""The tool `sample_size`: how large must the control group be, and what can our base detect at all?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument, NotEnoughData
from tools.experiments.power import RATE_METHOD, minimum_detectable_effect, sample_size
from tools.facts import Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

ACTIVE_DAYS = 365
MOST_WEEKS = 104
"""A longer wait for new customers is no plan and is not offered."""
CONTROL_SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)
LIFTS_PP = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0)


class SampleSizeArguments(Arguments):
    """The effect to be seen and the base to see it in."""

    lift_pp: float = Field(
        0.5,
        gt=0,
        lt=100,
        description="The effect to detect, in percentage points: 0.5 means from 5 % to 5.5 %.",
    )
    base_rate: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="Share of the control group expected to buy, e.g. 0.05. Default: measured on the data.",
    )
    audience: int | None = Field(
        None, ge=2, description="Customers available for the test. Default: the active base in the data."
    )
    control_share: float = Field(
        0.5, gt=0, lt=1, description="Share of the audience that is held out as control, e.g. 0.1."
    )
    weeks: int = Field(4, ge=1, le=52, description="Length of the measurement window in weeks.")
    power: float = Field(0.8, gt=0.05, lt=1, description="Probability of detecting the effect if it exists.")
    alpha: float = Field(0.05, gt=0, lt=0.5, description="Probability of a false alarm.")


@dataclass(frozen=True, slots=True)
class Base:
    """The active customers and the share of them who buy within a window, as of a day."""

    customers: int
    buyers: int
    per_week: float
    as_of: date


def sample_size_tool(warehouse: Any, args: SampleSizeArguments) -> Findings:
    """Customers needed in each arm for a difference of rates, and the smallest effect the audience can show.

    The base rate and the audience come from the data unless given: customers who bought in the year before
    the last `weeks` weeks, and the share of them who bought within these weeks. Same test as the analysis.
    """
    base = None
    if args.base_rate is None or args.audience is None:
        base = measured_base(warehouse, weeks=args.weeks)
    rate = args.base_rate if args.base_rate is not None else (base.buyers / base.customers if base else 0.0)
    audience = args.audience if args.audience is not None else (base.customers if base else 0)
    lift = args.lift_pp / 100
    if rate + lift >= 1:
        raise InvalidArgument(
            f"A base rate of {rate:.1%} plus {args.lift_pp:g} pp exceeds 100 %.",
            message_ru=f"Базовая доля {rate:.1%} плюс {args.lift_pp:g} п.п. больше 100 %.",
            argument="lift_pp",
        )
    design: dict[str, Any] = {"base_rate": rate, "alpha": args.alpha, "power": args.power}
    needed = sample_size(effect=lift, control_share=args.control_share, **design)
    equal = sample_size(effect=lift, **design)
    control = max(1, round(audience * args.control_share))
    best = minimum_detectable_effect(n_treatment=audience - audience // 2, n_control=audience // 2, **design)
    planned = minimum_detectable_effect(n_treatment=max(1, audience - control), n_control=control, **design)
    as_of = (base.as_of if base else warehouse.last_day).isoformat()
    fits = needed.total <= audience
    facts = [
        Fact("lift", lift, "pp", "Эффект, который нужно поймать", "Effect to detect", as_of=as_of),
        Fact("base_rate", rate, "share", f"Базовая доля купивших за {args.weeks} нед.", f"Base rate of buyers in {args.weeks} weeks", n=base.customers if base and args.base_rate is None else None, as_of=as_of),
        Fact("required_control", needed.control, "customers", "Нужно в контрольной группе", "Needed in the control group", method=RATE_METHOD, as_of=as_of),
        Fact("required_treatment", needed.treatment, "customers", "Нужно в группе воздействия", "Needed in the treatment group", method=RATE_METHOD, as_of=as_of),
        Fact("required_total", needed.total, "customers", "Нужно всего", "Needed in total", method=RATE_METHOD, as_of=as_of),
        Fact("required_per_arm", equal.control, "customers", "Нужно в каждой группе при делении пополам", "Needed in each arm at an equal split", method=RATE_METHOD, as_of=as_of),
        Fact("audience", audience, "customers", "Аудитория теста", "Audience of the test", as_of=as_of),
        Fact("detectable_effect", planned.value, "pp", "Заметный эффект при этой доле контроля", "Detectable effect at this control share", n=audience, method=planned.method, as_of=as_of),
        Fact("detectable_effect_half", best.value, "pp", "Наименьший заметный эффект при делении пополам", "Smallest detectable effect at an equal split", n=audience, method=best.method, as_of=as_of),
        Fact("control_share", args.control_share, "share", "Доля контроля", "Control share"),
        Fact("power", args.power, "share", "Мощность", "Power"),
        Fact("alpha", args.alpha, "share", "Уровень значимости", "Significance level"),
        Fact("weeks", args.weeks, "weeks", "Окно измерения", "Measurement window"),
        Fact("fits", "yes" if fits else "no", "text", "Хватает ли аудитории", "Whether the audience is large enough"),
    ]  # fmt: skip
    if not fits and base is not None and base.per_week > 0 and args.audience is None:
        weeks = math.ceil((needed.total - audience) / base.per_week)
        if weeks <= MOST_WEEKS:
            facts.append(Fact("weeks_to_fill", weeks, "weeks", "Недель набора недостающих клиентов при нынешнем притоке", "Weeks to gain the missing customers at today's inflow", method="missing customers / new customers a week in the last quarter", as_of=as_of))  # fmt: skip
    return Findings(
        tuple(facts),
        (_shares_table(audience, design), _lifts_table(rate, args)),
        notes=tuple(_notes(args, fits=fits)),
    )


def measured_base(warehouse: Any, *, weeks: int) -> Base:
    """Active customers, how many of them bought in the last `weeks` weeks, and new customers a week.

    Raises NotEnoughData below 20 active customers.
    """
    import ibis

    lines = warehouse.table("transactions")
    lines = lines.filter(lines.customer_id.notnull() & (lines.kind == "sale"))
    last = warehouse.last_day
    window = last - timedelta(days=7 * weeks - 1)
    since = window - timedelta(days=ACTIVE_DAYS)
    quarter = last - timedelta(days=90)

    def day(value: date) -> Any:
        return ibis.date(value.isoformat())

    people = lines.group_by("customer_id").agg(
        before=((lines.ordered_on < day(window)) & (lines.ordered_on >= day(since))).any(),
        during=(lines.ordered_on >= day(window)).any(),
        first=lines.ordered_on.min(),
    )
    row = people.agg(
        customers=people.before.sum(),
        buyers=(people.before & people.during).sum(),
        new=(people["first"] > day(quarter)).sum(),
    ).execute()
    customers, buyers, new = (int(row[c].fillna(0).iloc[0]) for c in ("customers", "buyers", "new"))
    if customers < K_ANONYMITY or not 0 < buyers < customers:
        raise NotEnoughData(
            f"{customers} customers bought before the last {weeks} weeks and {buyers} of them within; "
            "give base_rate and audience yourself.",
            message_ru=f"До последних {weeks} недель покупали {customers} клиентов, из них в эти недели {buyers}; "
            "задайте base_rate и audience сами.",
            argument="base_rate",
        )
    return Base(customers, buyers, new / (90 / 7), last)


def _shares_table(audience: int, design: dict[str, Any]) -> Table:
    rows = []
    for share in CONTROL_SHARES:
        control = round(audience * share)
        if control < 1:
            continue
        try:
            effect = minimum_detectable_effect(n_treatment=audience - control, n_control=control, **design)
        except InvalidArgument:
            continue
        rows.append(
            Row(
                f"control_{round(share * 100)}",
                f"{share:.0%}",
                f"{share:.0%}",
                (share, control, effect.value),
            )
        )
    columns = (
        Column("share", "share", "Доля контроля", "Control share"),
        Column("control", "customers", "Клиентов в контроле", "Control customers"),
        Column("effect", "pp", "Заметный эффект", "Detectable effect"),
    )
    return Table(
        "by_control_share",
        "Что заметно на этой аудитории",
        "What this audience can show",
        columns,
        tuple(rows),
    )


def _lifts_table(rate: float, args: SampleSizeArguments) -> Table:
    rows = []
    for points in sorted({*LIFTS_PP, args.lift_pp}):
        if rate + points / 100 >= 1:
            continue
        needed = sample_size(effect=points / 100, base_rate=rate, alpha=args.alpha, power=args.power)
        key = f"lift_{points:g}".replace(".", "_")
        rows.append(Row(key, f"+{points:g} п.п.".replace(".", ",", 1) if "." in f"{points:g}" else f"+{points:g} п.п.", f"+{points:g} pp", (points / 100, needed.control, needed.total)))  # fmt: skip
    columns = (
        Column("effect", "pp", "Эффект", "Effect"),
        Column("per_arm", "customers", "В каждой группе", "In each arm"),
        Column("total", "customers", "Всего", "In total"),
    )
    return Table("by_lift", "Сколько клиентов нужно", "How many customers are needed", columns, tuple(rows))


def _notes(args: SampleSizeArguments, *, fits: bool) -> list[Note]:
    notes = [
        Note(
            "Двусторонний тест разности долей (тот же, что в анализе), без поправки на непрерывность; контроль случаен и исключён из рассылки.",
            "The test of a difference of proportions that the analysis uses, either direction, without continuity correction; the control group is random and left out of the send.",
            "definition",
        )
    ]
    if args.base_rate is None:
        notes.append(Note("Базовая доля – купившие за последнее окно среди покупавших в предыдущий год.", "Base rate: buyers of the last window among those who bought in the year before it."))  # fmt: skip
    if not fits:
        notes.append(Note("Что можно сделать: искать больший эффект, удлинить окно, объединить несколько одинаковых отправок, расширить аудиторию, поднять долю контроля до половины.", "What can be done: aim for a larger effect, lengthen the window, pool several identical sends, widen the audience, raise the control share to one half.", "next_step"))  # fmt: skip
    return notes
