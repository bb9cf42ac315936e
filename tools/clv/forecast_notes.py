"""What every answer built on a forecast must say with it: how the model did, and what it assumes."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from tools.clv.combination import TITLE as COMBINATION
from tools.clv.forecast import Forecast
from tools.columns import K_ANONYMITY
from tools.facts import Chart, Column, Fact, Note, Row, Table

STRONG_BIAS = 0.2
STRONG_CORRELATION = 0.3


def backtest_facts(found: Forecast) -> tuple[Fact, ...]:
    """Error of the forecast on the last weeks, which it had not seen, against the naive rate and the mean, and how
    far totals were off at all earlier origins; none without a check."""
    origin, bias = found.checked, found.value_bias
    if origin is None or bias is None:
        return ()
    test = origin.backtest(found.champion)
    fact = partial(
        Fact,
        as_of=found.as_of.isoformat(),
        n=test.customers,
        method=f"{found.champion} made before the holdout, compared with it; {len(found.rolling.origins)} origins",
    )
    start, end = (origin.day + timedelta(days=days) for days in (1, origin.window.ahead_days))
    plain = [found.rolling.mean(name) for name in found.rolling.candidates if name != COMBINATION]
    of_champion = found.rolling.mean(found.champion)
    return (
        fact("backtest_start", start.isoformat(), "date", "Начало проверки", "Start of the check"),
        fact("backtest_end", end.isoformat(), "date", "Конец проверки", "End of the check"),
        fact("backtest_bias", bias, "share", "Ошибка прогноза суммы на проверке", "Error of the predicted money on the check", is_change=True),
        fact("backtest_bias_purchases", test.model.bias, "share", "Ошибка прогноза числа покупок на проверке", "Error of the predicted purchases on the check", is_change=True),
        fact("backtest_mae", test.model.mean_absolute_error, "purchases", "Средняя ошибка на клиента", "Mean absolute error per customer"),
        fact("backtest_mae_naive", test.naive.mean_absolute_error, "purchases", "То же у простого правила «как раньше»", "The same of the simple rule 'as before'"),
        fact("backtest_mae_mean", test.mean.mean_absolute_error, "purchases", "То же у среднего темпа на всех", "The same of the mean rate for everybody"),
        fact("backtest_rank", test.model.spearman, "number", "Ранговая корреляция прогноза и факта", "Rank correlation of forecast and fact"),
        fact("backtest_rank_naive", test.naive.spearman, "number", "То же у правила «как раньше»", "The same of the rule 'as before'"),
        fact("backtest_origins", len(found.rolling.origins), "number", "Проверок на прошлом", "Checks on the past"),
        fact("backtest_mae_all", of_champion.mean_absolute_error, "purchases", "Средняя ошибка на клиента по всем проверкам", "Mean absolute error per customer over all checks"),
        *((fact("backtest_mae_plain", min(each.mean_absolute_error for each in plain), "purchases", "То же у лучшей из простых моделей", "The same of the best plain model"),) if plain else ()),
        fact("drift_spread", found.drift().spread, "share", "Типичный сдвиг темпа базы между периодами", "Usual drift of the base rate between periods"),
        fact("champion", found.champion, "text", "Какой прогноз выбран", "Which forecast was chosen"),
    )  # fmt: skip


def backtest_tables(found: Forecast) -> tuple[Table, ...]:
    """Predicted and actual purchases by band of the prediction, and the comparison of all candidates."""
    if found.checked is None:
        return ()
    return (*_calibration(found), _candidates(found))


def backtest_charts(found: Forecast) -> tuple[Chart, ...]:
    """Forecast against fact, where the table of bands may be shown."""
    if not backtest_tables(found) or not _calibration(found):
        return ()
    return (
        Chart(
            "bar",
            "calibration",
            ("predicted", "actual"),
            "Прогноз против факта на проверке",
            "Forecast against fact on the check",
        ),
    )


def _calibration(found: Forecast) -> tuple[Table, ...]:
    assert found.checked is not None
    size = int(found.checked.window.customers.sum())
    parts = found.checked.backtest(found.champion, bands=max(1, min(10, size // (2 * K_ANONYMITY)))).bands
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
    titles = ("Прогноз против факта на проверке", "Forecast against fact on the check")
    return (Table("calibration", *titles, columns, rows),)


def _candidates(found: Forecast) -> Table:
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("mae", "purchases", "Средняя ошибка на клиента", "Mean absolute error per customer"),
        Column("bias", "share", "Ошибка суммы без знака", "Absolute error of the total"),
        Column("rank", "number", "Ранговая корреляция", "Rank correlation"),
    )
    assert found.checked is not None
    size = int(found.checked.window.customers.sum())
    rows = []
    for name in found.rolling.candidates:
        score = found.rolling.mean(name)
        ru = "комбинация" if name == COMBINATION else name
        key = name.lower().replace("/", "_")
        rows.append(Row(key, ru, name, (size, score.mean_absolute_error, score.bias, score.spearman)))
    titles = ("Кандидаты: среднее по всем проверкам", "Candidates: means over all checks")
    return Table("candidates", *titles, columns, tuple(rows))


def forecast_notes(found: Forecast) -> tuple[Note, ...]:
    """Assumptions of the models, and warnings where this base strains them."""
    notes = [
        Note(
            f"Прогноз (уровень доказательности E), а не измерение: {_what_ru(found)} и модель Gamma-Gamma считают, что покупатели "
            "ведут себя как раньше, без сезонов, новых акций и смены цен.",
            f"A forecast (evidence grade E), not a measurement: {_what_en(found)} and the Gamma-Gamma model assume that customers "
            "go on as before, with no seasons, new campaigns or price changes.",
        )
    ]
    if found.checked is None or found.value_bias is None:
        notes.append(
            Note(
                "Проверить модель на прошлом нельзя: истории слишком мало. Интервал взят по чужим базам и может быть узок.",
                "The model could not be checked on the past: the history is too short. The interval leaves the model's own error out.",
                "warning",
            )
        )
    else:
        if abs(found.value_bias) > STRONG_BIAS:
            ru, en = ("занизила", "too low") if found.value_bias < 0 else ("завысила", "too high")
            notes.append(
                Note(
                    f"На проверке модель заметно {ru} сумму; интервал расширен на эту ошибку. Частая причина – сезон.",
                    f"On the check the model came out {en} by a wide margin; the interval is widened by that error. A season is the usual reason.",
                    "warning",
                )
            )
        if not found.checked.backtest(found.champion).beats_naive:
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


def _what_ru(found: Forecast) -> str:
    if found.champion == COMBINATION:
        return "комбинация моделей с поправкой по прошлым периодам"
    return f"модель {found.champion}"


def _what_en(found: Forecast) -> str:
    if found.champion == COMBINATION:
        return "the combination of models corrected by earlier periods"
    return f"the model {found.champion}"
