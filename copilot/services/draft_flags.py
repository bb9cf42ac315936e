"""What the numbers say against a campaign: red flags block submitting, amber ones must be seen."""

from __future__ import annotations

from datetime import date

from copilot.domain.campaign import DraftRequest, Flag
from copilot.grounding.formats import format_value
from copilot.services.audience import Eligible
from copilot.services.draft_findings import Computed
from copilot.services.economics import Economics, OfferLimits


def plan_flags(
    request: DraftRequest,
    made: Computed,
    eligible: Eligible,
    *,
    today: date,
    limits: OfferLimits,
    smallest_audience: int,
) -> list[Flag]:
    """What the numbers say against this campaign: red blocks submitting, amber must be seen."""
    counts = {step.key: step.count for step in made.audience.steps}
    flags: list[Flag] = []
    if not eligible.has_consents:
        flags.append(
            Flag(
                "red",
                "no_consents",
                "В данных нет согласий на рекламу: писать некому. Загрузите таблицу consents.",
                "The data hold no consents to advertising, so nobody may be written to. Load the table consents.",
            )
        )
    elif counts["within_budget"] == 0 and counts["after_control"] > 0:
        flags.append(
            Flag(
                "red",
                "budget",
                "Бюджета не хватает ни на одно сообщение.",
                "The budget does not pay for a single message.",
            )
        )
    elif counts["within_budget"] == 0:
        flags.append(
            Flag(
                "red",
                "empty_audience",
                "Никого не осталось: смотрите, на каком шаге аудитория кончилась.",
                "Nobody is left: see at which step the audience ran out.",
            )
        )
    if 0 < counts["within_budget"] < smallest_audience:
        flags.append(
            Flag(
                "red",
                "small_audience",
                f"Получателей {counts['within_budget']}, меньше {smallest_audience}: эффект не измерить, а людей можно узнать.",
                f"{counts['within_budget']} recipients, fewer than {smallest_audience}: no effect could be measured and people could be recognised.",
            )
        )
    flags += _margin_flags(made.economics, limits)
    if counts["after_control"] > counts["within_budget"] > 0:
        cut = counts["after_control"] - counts["within_budget"]
        flags.append(
            Flag(
                "amber",
                "budget_cut",
                f"Бюджета хватает не всем: {cut} человек не получат сообщение.",
                f"The budget does not reach everybody: {cut} people will not get the message.",
            )
        )
    if made.outlook is None:
        flags.append(
            Flag(
                "amber",
                "no_forecast",
                "Прогноза прибыли нет: в данных нет маржи или истории сегмента.",
                "There is no profit forecast: the data hold no margin or too little history of the segment.",
            )
        )
    else:
        _, expected, _, loss = made.outlook.profit(
            treated=made.economics.treated, costs=float(made.economics.contact_cost)
        )
        if made.outlook.evidence != "A":
            flags.append(
                Flag(
                    "amber",
                    "evidence",
                    "Прогноз — предположение (E): такое предложение на этом сегменте с контролем ещё не измеряли. Начните с пилота.",
                    "The forecast is an assumption (E): no such offer has been measured on this segment with a control group. Start with a pilot.",
                )
            )
        if loss > 0.5 and made.economics.treated:
            flags.append(
                Flag(
                    "amber",
                    "loss",
                    f"Вероятность убытка {_percent(loss, 'ru')}, ожидаемый результат {'отрицательный' if expected < 0 else 'около нуля'}.",
                    f"The probability of a loss is {_percent(loss, 'en')}; the expected result is {'negative' if expected < 0 else 'about zero'}.",
                )
            )
    if (
        made.smallest_effect is not None
        and made.baseline is not None
        and made.smallest_effect > 0.5 * made.baseline.buying_rate
    ):
        effect, rate = made.smallest_effect, made.baseline.buying_rate
        flags.append(
            Flag(
                "amber",
                "power",
                f"Контроль мал: увидим только прирост от {_points(effect, 'ru')} к доле покупателей {_percent(rate, 'ru')}. Увеличьте долю контроля или аудиторию.",
                f"The control group is small: only a rise of {_points(effect, 'en')} on {_percent(rate, 'en')} buyers would show. Take a larger control share or audience.",
            )
        )
    if (
        made.reminder is not None
        and made.outlook is not None
        and made.economics.discount_share > 0
        and made.reminder.mean > made.outlook.mean
    ):
        flags.append(
            Flag(
                "amber",
                "reminder",
                "По оценке напоминание без скидки принесёт больше, чем скидка.",
                "By this estimate a reminder without the discount would earn more.",
            )
        )
    if request.segment == "loyal" and made.economics.discount_share > 0:
        flags.append(
            Flag(
                "amber",
                "sure_things",
                "Лояльные купят и так: скидка может только съесть маржу.",
                "Loyal customers buy anyway: a discount may only give margin away.",
            )
        )
    if eligible.in_running_tests:
        names = ", ".join(f"«{name}»" for _, name, _ in eligible.running_tests)
        flags.append(
            Flag(
                "amber",
                "running_test",
                f"{eligible.in_running_tests} человек участвуют в идущем тесте {names}: его измерение исказится.",
                f"{eligible.in_running_tests} people take part in the running test {names}: its measurement will be disturbed.",
            )
        )
    if not made.message.measured:
        flags.append(
            Flag(
                "amber",
                "message_price",
                "Цена сообщения предположена: в журнале контактов её нет.",
                "The price of a message is assumed: the contact log has none.",
            )
        )
    age = (today - date.fromisoformat(made.as_of)).days
    if age > 30:
        flags.append(
            Flag(
                "amber",
                "stale",
                f"Данные кончаются {made.as_of}, {age} дней назад: сегмент мог измениться.",
                f"The data end on {made.as_of}, {age} days ago: the segment may have changed.",
            )
        )
    return flags


def _margin_flags(economics: Economics, limits: OfferLimits) -> list[Flag]:
    """An offer may neither eat the margin nor break the limits that the house has set itself."""
    share, margin, after = economics.discount_share, economics.margin_share, economics.margin_share_after
    flags = []
    if economics.eats_margin:
        flags.append(
            Flag(
                "red",
                "margin",
                f"Скидка {_percent(share, 'ru')} не меньше маржи {_percent(margin or 0.0, 'ru')}: каждая покупка со скидкой в убыток.",
                f"The discount of {_percent(share, 'en')} is not below the margin of {_percent(margin or 0.0, 'en')}: every discounted purchase loses money.",
            )
        )
    elif share > 0 and after is not None and after < limits.margin_floor:
        flags.append(
            Flag(
                "red",
                "margin_floor",
                f"После скидки остаётся {_percent(after, 'ru')} маржи, а нужно не меньше {_percent(limits.margin_floor, 'ru')}; скидка может быть до {_percent(max(economics.largest_discount or 0.0, 0.0), 'ru')}.",
                f"The discount leaves a margin of {_percent(after, 'en')}, at least {_percent(limits.margin_floor, 'en')} is required; it may be up to {_percent(max(economics.largest_discount or 0.0, 0.0), 'en')}.",
            )
        )
    if share > limits.max_discount:
        flags.append(
            Flag(
                "red",
                "max_discount",
                f"Скидка {_percent(share, 'ru')} больше разрешённой {_percent(limits.max_discount, 'ru')}.",
                f"The discount of {_percent(share, 'en')} is above the largest that is allowed, {_percent(limits.max_discount, 'en')}.",
            )
        )
    if share > 0 and margin is None and limits.margin_floor > 0:
        flags.append(
            Flag(
                "red",
                "margin_unknown",
                "Маржи в данных нет, а порог маржи задан: проверить скидку нельзя. Загрузите маржу или предложите напоминание без скидки.",
                "The data hold no margin but a floor is set, so the discount cannot be checked. Load margins or send a reminder without a discount.",
            )
        )
    return flags


def _points(effect: float, language: str) -> str:
    return format_value(effect, "pp", language, "pp")


def _percent(share: float, language: str) -> str:
    return format_value(share, "share", language, "percent")
