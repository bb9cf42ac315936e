"""What a churn of 5 % a month is in a year, and whether two rates may be compared at all.

A rate of a month and a rate of a year are not compared: the question is refused with both figures converted to the
same period. Without a rate the base's own churn is taken, that of `base_metrics`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pydantic import Field

from tools.customers import metrics
from tools.customers.rates import Kind, Span, converted
from tools.errors import InvalidArgument, NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

SPANS: dict[Span, tuple[str, str]] = {
    "week": ("неделя", "week"),
    "month": ("месяц", "month"),
    "quarter": ("квартал", "quarter"),
    "year": ("год", "year"),
}
KINDS: dict[Kind, tuple[str, str]] = {"churn": ("отток", "churn"), "retention": ("удержание", "retention")}


class RateArguments(Arguments):
    """The rate, and one to hold it against."""

    rate: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Churn or retention as a fraction, 0.05 for 5 %. Default: the base's own.",
    )
    kind: Kind = Field("churn", description="What the rate is: churn (CR) or retention (RR).")
    period: Span = Field("month", description="The period it is for: week, month, quarter or year.")
    against_rate: float | None = Field(
        None, ge=0, le=1, description="Another rate to compare with, a benchmark say, as a fraction."
    )
    against_kind: Kind | None = Field(None, description="What the other rate is; default the same.")
    against_period: Span | None = Field(None, description="The period of the other rate; default the same.")


def compute(warehouse: Warehouse, args: RateArguments) -> Findings:
    """The rate as churn and retention of every period, and the difference to the other one of the same period.

    Raises InvalidArgument, with the converted figures, when the two are for different periods.
    """
    rate, own = args.rate, args.rate is None
    if rate is None:
        rate = _own(warehouse, args)
    if args.against_rate is not None:
        _refuse_other_period(rate, args)
    as_of = warehouse.last_day.isoformat() if warehouse.has("transactions") else None
    fact = partial(Fact, as_of=as_of, method="RR = 1 - CR; RR of k periods = RR^k")
    ru, en = KINDS[args.kind]
    span_ru, span_en = SPANS[args.period]
    facts = [
        fact("rate", rate, "share", f"{ru.capitalize()}, {span_ru}", f"{en.capitalize()}, {span_en}"),
        fact("kind", args.kind, "text", "Что дано", "What is given"),
        fact("period", args.period, "text", "Период", "Period"),
        fact("own", "yes" if own else "no", "text", "Показатель нашей базы", "The base's own figure"),
    ]
    if args.against_rate is not None:
        other = converted(
            args.against_rate,
            kind=args.against_kind or args.kind,
            span=args.period,
            to_kind=args.kind,
            to_span=args.period,
        )
        facts += [
            fact(
                "against",
                other,
                "share",
                f"С чем сравниваем: {ru}, {span_ru}",
                f"Compared with: {en}, {span_en}",
            ),
            fact("difference", rate - other, "pp", "Разница", "Difference", is_change=True),
        ]
    rows = tuple(
        Row(
            span,
            *names,
            tuple(
                converted(rate, kind=args.kind, span=args.period, to_kind=kind, to_span=span)
                for kind in KINDS
            ),
        )
        for span, names in SPANS.items()
    )
    columns = tuple(
        Column(kind, "share", names[0].capitalize(), names[1].capitalize()) for kind, names in KINDS.items()
    )
    table = Table("periods", "То же за другие периоды", "The same for other periods", columns, rows)
    chart = Chart(
        "bar",
        "periods",
        ("churn", "retention"),
        "Отток и удержание по периодам",
        "Churn and retention by period",
    )
    return Findings(tuple(facts), (table,), (chart,), _notes())


def _own(warehouse: Warehouse, args: RateArguments) -> float:
    if not warehouse.has("transactions"):
        raise NotEnoughData(
            f"No purchases are loaded, so the base's own {args.kind} is not known; give a rate to be converted.",
            message_ru="Покупки не загружены, поэтому показатель базы неизвестен; задайте его сами, чтобы пересчитать.",
            argument="rate",
        )
    found = metrics.compute(warehouse, metrics.MetricsArguments(period=args.period))
    value = next((fact.value for fact in found.facts if fact.key == args.kind), None)
    if value is None:
        raise NotEnoughData(
            f"The data do not hold two full periods ({args.period}), so their {args.kind} is not known; give a rate.",
            message_ru="В данных нет двух полных периодов такой длины, поэтому показатель базы неизвестен; задайте его сами.",
            argument="rate",
        )
    return float(value)


def _refuse_other_period(rate: float, args: RateArguments) -> None:
    other, kind = args.against_period or args.period, args.against_kind or args.kind
    if other == args.period:
        return
    assert args.against_rate is not None
    ours = converted(rate, kind=args.kind, span=args.period, to_kind=kind, to_span=other)
    theirs = converted(args.against_rate, kind=kind, span=other, to_kind=args.kind, to_span=args.period)
    en = (
        f"A {args.kind} of {rate:.1%} a {args.period} and a {kind} of {args.against_rate:.1%} a {other} are for different "
        f"periods and are not compared. For the {other}: {ours:.1%} against {args.against_rate:.1%}; for the {args.period}: "
        f"{rate:.1%} against {theirs:.1%}, if the same share leaves in every period."
    )
    names = {"week": "неделю", "month": "месяц", "quarter": "квартал", "year": "год"}
    first, second = KINDS[args.kind][0], KINDS[kind][0]

    def percent(value: float) -> str:
        return f"{100 * value:.1f}".replace(".", ",") + " %"

    raise InvalidArgument(
        en,
        message_ru=f"{first.capitalize()} {percent(rate)} за {names[args.period]} и {second} {percent(args.against_rate)} за {names[other]} – "
        f"за разные периоды, их не сравнивают. За {names[other]}: {percent(ours)} против {percent(args.against_rate)}; за "
        f"{names[args.period]}: {percent(rate)} против {percent(theirs)}, если в каждом периоде уходит одна и та же доля.",
        argument="against_period",
    )


def _notes() -> tuple[Note, ...]:
    return (
        Note(
            "Удержание = один минус отток, за один и тот же период. Пересчёт верен, если в каждом периоде уходит одна и та же доля; на деле первыми "
            "уходят ненадёжные, поэтому годовой отток обычно ниже пересчитанного.",
            "Retention is one less churn, for the same period. The conversion holds when the same share leaves in every period; in truth the weak leave "
            "first, so the yearly churn is mostly below the converted one.",
            "definition",
        ),
    )
