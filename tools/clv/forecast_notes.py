"""What every answer built on a forecast must say with it: how the model did, and what it assumes."""

from __future__ import annotations

from functools import partial

from tools.clv.forecast import Forecast
from tools.columns import K_ANONYMITY
from tools.facts import Column, Fact, Note, Row, Table

STRONG_BIAS = 0.2
STRONG_CORRELATION = 0.3


def backtest_facts(found: Forecast) -> tuple[Fact, ...]:
    """Error of the model on the last weeks, which it had not seen, against the naive rate; none without a check."""
    if found.checked is None:
        return ()
    test = found.checked.purchases
    fact = partial(
        Fact,
        as_of=found.as_of.isoformat(),
        n=test.customers,
        method=f"{found.model.title} fitted before the holdout, compared with it",
    )
    return (
        fact("backtest_start", found.checked.start.isoformat(), "date", "Начало проверки", "Start of the check"),
        fact("backtest_end", found.checked.end.isoformat(), "date", "Конец проверки", "End of the check"),
        fact("backtest_bias", found.checked.value_bias, "share", "Ошибка прогноза суммы на проверке", "Error of the predicted money on the check", is_change=True),
        fact("backtest_bias_purchases", test.model.bias, "share", "Ошибка прогноза числа покупок на проверке", "Error of the predicted purchases on the check", is_change=True),
        fact("backtest_mae", test.model.mean_absolute_error, "purchases", "Средняя ошибка на клиента", "Mean absolute error per customer"),
        fact("backtest_mae_naive", test.naive.mean_absolute_error, "purchases", "То же у простого правила «как раньше»", "The same of the simple rule 'as before'"),
        fact("backtest_rank", test.model.spearman, "number", "Ранговая корреляция прогноза и факта", "Rank correlation of forecast and fact"),
    )  # fmt: skip


def backtest_table(found: Forecast) -> tuple[Table, ...]:
    """Predicted and actual purchases per customer, by band of the prediction."""
    if found.checked is None:
        return ()
    parts = found.checked.purchases.bands
    if any(part.customers < K_ANONYMITY for part in parts):
        return ()
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("predicted", "purchases", "Прогноз покупок на клиента", "Predicted purchases per customer"),
        Column("actual", "purchases", "Факт покупок на клиента", "Actual purchases per customer"),
    )
    rows = tuple(
        Row(
            f"band_{place}",
            f"{place}-я из {len(parts)} по прогнозу",
            f"band {place} of {len(parts)} by forecast",
            (part.customers, part.predicted, part.actual),
        )
        for place, part in enumerate(parts, start=1)
    )
    return (
        Table(
            "calibration",
            "Прогноз против факта на проверке",
            "Forecast against fact on the check",
            columns,
            rows,
        ),
    )


def forecast_notes(found: Forecast) -> tuple[Note, ...]:
    """Assumptions of the models, and warnings where this base strains them."""
    notes = [
        Note(
            f"Прогноз (уровень доказательности E), а не измерение: модели {found.model.title} и Gamma-Gamma считают, что покупатели "
            "ведут себя как раньше, без сезонов, новых акций и смены цен.",
            f"A forecast (evidence grade E), not a measurement: the models {found.model.title} and Gamma-Gamma assume that customers "
            "go on as before, with no seasons, new campaigns or price changes.",
        )
    ]
    if found.checked is None:
        notes.append(
            Note(
                "Проверить модель на прошлом нельзя: истории слишком мало. Интервал не включает ошибку модели.",
                "The model could not be checked on the past: the history is too short. The interval leaves the model's own error out.",
                "warning",
            )
        )
    else:
        if abs(found.checked.value_bias) > STRONG_BIAS:
            ru, en = ("занизила", "too low") if found.checked.value_bias < 0 else ("завысила", "too high")
            notes.append(
                Note(
                    f"На проверке модель заметно {ru} сумму; интервал расширен на эту ошибку. Частая причина – сезон.",
                    f"On the check the model came out {en} by a wide margin; the interval is widened by that error. A season is the usual reason.",
                    "warning",
                )
            )
        if not found.checked.purchases.beats_naive:
            notes.append(
                Note(
                    "На проверке простое правило «покупает как раньше» ошиблось не больше модели.",
                    "On the check the simple rule 'buys as before' was no worse than the model.",
                    "warning",
                )
            )
    if found.model.at_limit_:
        notes.append(
            Note(
                "По этим данным не видно, чтобы покупатели уходили насовсем или различались в этом: вероятность ухода определить нельзя, "
                "прогноз покупок от этого не страдает.",
                "These data show nobody leaving for good, or no difference in it: the probability of leaving cannot be told, "
                "the forecast of purchases does not suffer from that.",
                "warning",
            )
        )
    if found.correlation is not None and abs(found.correlation) > STRONG_CORRELATION:
        notes.append(
            Note(
                "Частота и сумма покупки связаны, а модель Gamma-Gamma считает их независимыми: у частых покупателей CLV смещён.",
                "Frequency and spend are related, which the Gamma-Gamma model assumes they are not: the CLV of frequent buyers is biased.",
                "warning",
            )
        )
    if 0 < found.margin_known < 0.95:
        notes.append(
            Note(
                "Маржа известна не по всем строкам; доля маржи взята по тем, где она есть.",
                "Margin is not known on all lines; its share is taken from those where it is.",
                "warning",
            )
        )
    return tuple(notes)
