"""The tool `model_health`: whether the forecasts still hold, which one is in charge, and what to do."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import Field

from tools.clv.combination import TITLE as COMBINATION
from tools.clv.drift import drift_of
from tools.clv.forecast import history_of
from tools.clv.health import (
    Charge,
    ForecastDrift,
    InputDrift,
    Period,
    forecast_drift,
    input_drift,
    replay,
)
from tools.clv.history import History
from tools.clv.input_shares import INPUTS, input_counts, whole_periods
from tools.clv.rolling import Origin, compare_at
from tools.columns import K_ANONYMITY
from tools.errors import NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

MOST_PERIODS = 8
LEAST_HISTORY = 84
"""Days before the first period that is forecast."""
ACTIONS = {
    "keep": ("оставить модель", "keep the model"),
    "confirm": ("новый чемпион подтвердился", "the new champion is confirmed"),
    "promote": ("сменить чемпиона на претендента", "put the challenger in charge"),
    "roll back": ("откатить к прежней модели", "roll back to the model before"),
    "freeze": (
        "заморозить: оставить модель, обученную до сдвига",
        "freeze: keep the model fitted before the shift",
    ),
    "unfreeze": ("снять заморозку и переобучить", "unfreeze and fit again"),
}


class HealthArguments(BaseSelection):
    """How long a period is."""

    period_days: int = Field(28, ge=7, le=366, description="Length of a period in days, 28 for four weeks.")


def compute(warehouse: Warehouse, args: HealthArguments) -> Findings:
    """Inputs and forecasts of the newest period against the ones before, and the replay of who is in charge."""
    as_of = min(args.as_of or warehouse.last_day, warehouse.last_day)
    health = warehouse.remembered(
        ("model health", as_of, args.period_days, args.channel, args.category, args.region),
        lambda: model_health(history_of(warehouse, args, as_of), period_days=args.period_days),
    )
    return _findings(health, as_of.isoformat(), args.period_days)


class Health:
    """Everything `model_health` found, newest period first."""

    def __init__(
        self,
        inputs: list[InputDrift],
        origins: list[Origin],
        drifts: list[ForecastDrift],
        charges: list[Charge],
    ) -> None:
        self.inputs, self.origins, self.drifts, self.charges = inputs, origins, drifts, charges

    @property
    def alarm(self) -> bool:
        """Whether the newest period broke the forecast or one of its inputs."""
        return self.drifts[0].alarm or any(each.alarm for each in self.inputs)


def model_health(history: History, *, period_days: int = 28) -> Health:
    """Compares the newest period with up to seven before; raises NotEnoughData where there are fewer than two."""
    periods = whole_periods(
        history.first_day, history.last_day - timedelta(days=LEAST_HISTORY), period_days, MOST_PERIODS
    )
    found = [
        compare_at(history, history.last_day - timedelta(days=period_days * (number + 1)), period_days)
        for number in range(periods)
    ]
    origins = [origin for origin in found if origin is not None]
    if len(origins) < 3 or origins[0].window.customers.sum() < K_ANONYMITY:
        raise NotEnoughData(
            f"The history holds {len(origins)} periods of {period_days} days that can be checked; three are needed. Take shorter periods.",
            message_ru=f"В истории {len(origins)} периодов по {period_days} дн., которые можно проверить; нужно три. Возьмите период короче.",
            argument="period_days",
        )
    counts = input_counts(history, period_days, periods)
    inputs = [input_drift(key, series) for key, series in counts.items()]
    first = next((name for name in ("Pareto/NBD", "BG/NBD") if name in origins[-1].scores), COMBINATION)
    drifts = [_drift(origins, number) for number in range(len(origins))]
    old_inputs = [
        any(
            input_drift(key, series[number:]).alarm
            for key, series in counts.items()
            if len(series) - number > 2
        )
        for number in range(len(origins))
    ]
    evidence = [
        Period(_losses(origin), alarm=drift.alarm or moved)
        for origin, drift, moved in zip(origins, drifts, old_inputs, strict=True)
    ]
    charges = replay(evidence[::-1], first if first in evidence[-1].losses else COMBINATION)
    return Health(inputs, origins, drifts, charges[::-1])


def _losses(origin: Origin) -> dict[str, float]:
    """Error relative to the candidates' mean less rank correlation: the loss that champions are chosen by."""
    usual = float(np.mean([score.mean_absolute_error for score in origin.scores.values()]))
    return {name: score.mean_absolute_error / usual - score.spearman for name, score in origin.scores.items()}


def _drift(origins: list[Origin], number: int) -> ForecastDrift:
    """The period's miss against those before it; chance as Poisson with the spread between customers."""
    origin = origins[number]
    name = "BG/NBD" if "BG/NBD" in origin.scores else next(iter(origin.scores))
    expected, held = origin.forecasts[name], origin.window.customers
    variance = np.sum((expected + expected**2 / (0.5 + origin.window.frequency)) * held)
    earlier = drift_of([each.log_error(name) for each in origins[number + 1 :] if name in each.scores])
    return forecast_drift(origin.log_error(name), earlier, float(np.sqrt(variance) / np.sum(expected * held)))


def _findings(health: Health, as_of: str, period_days: int) -> Findings:
    newest, drift, charge = health.origins[0], health.drifts[0], health.charges[0]
    size = int(newest.window.customers.sum())
    fact = partial(Fact, as_of=as_of, n=size, method="rolling origins one period apart; PSI; see docs/clv.md")
    worst = max(health.inputs, key=lambda each: each.index / each.limit)
    action = "freeze" if health.alarm and charge.action == "keep" else charge.action
    status = ("тревога", "alarm") if health.alarm else ("в норме", "steady")
    expected = float(np.exp(-drift.log_error) - 1)
    facts = (
        fact("alarm", int(health.alarm), "number", "Тревога (1 – да)", "Alarm (1: yes)"),
        fact("status_ru", status[0], "text", "Состояние", "State (ru)"),
        fact("status_en", status[1], "text", "Состояние (en)", "State"),
        fact("action_ru", ACTIONS[action][0], "text", "Что делать", "What to do (ru)"),
        fact("action_en", ACTIONS[action][1], "text", "Что делать (en)", "What to do"),
        fact("champion", charge.champion, "text", "Чемпион", "Champion"),
        fact("periods", len(health.origins), "number", "Проверено периодов", "Periods checked"),
        fact("period_days", period_days, "days", "Длина периода", "Length of a period"),
        fact("start", (newest.day + timedelta(days=1)).isoformat(), "date", "Начало последнего периода", "Start of the newest period"),
        fact("end", as_of, "date", "Конец последнего периода", "End of the newest period"),
        fact("forecast_error", expected, "share", "Ошибка прогноза покупок за последний период", "Error of the forecast purchases of the newest period", is_change=True),
        fact("forecast_usual_spread", drift.spread, "share", "Обычный разброс такой ошибки", "Usual spread of such an error"),
        fact("forecast_chance", drift.probability, "probability", "Вероятность такой ошибки без сдвига", "Probability of such an error without a shift"),
        fact("psi_worst", worst.index, "number", f"Самый большой PSI: {INPUTS[worst.key][0]}", f"Largest PSI: {INPUTS[worst.key][1]}"),
        fact("psi_limit", worst.limit, "number", "Порог этого PSI", "Limit of that PSI"),
        fact("alarms_before", sum(each.alarm for each in health.drifts[1:]), "number", "Тревог прогноза в прежних периодах", "Forecast alarms in earlier periods"),
    )  # fmt: skip
    return Findings(
        facts=facts,
        tables=(_input_table(health), _period_table(health)),
        charts=(
            Chart("bar", "inputs", ("psi", "limit"), "PSI входных данных", "PSI of the inputs"),
            Chart("line", "periods", ("predicted", "actual"), "Прогноз и факт по периодам", "Forecast and fact by period"),
        ),
        notes=_notes(action),
    )  # fmt: skip


def _input_table(health: Health) -> Table:
    columns = (
        Column("customers", "purchases", "Наблюдений в периоде", "Observations in the period"),
        Column("psi", "number", "PSI", "PSI"),
        Column("limit", "number", "Порог", "Limit"),
    )
    rows = tuple(
        Row(each.key, *INPUTS[each.key], (each.customers, each.index, each.limit))
        for each in health.inputs
        if each.customers >= K_ANONYMITY
    )
    return Table(
        "inputs", "Сдвиг входных данных за период", "Drift of the inputs in the period", columns, rows
    )


def _period_table(health: Health) -> Table:
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("predicted", "purchases", "Прогноз покупок", "Forecast purchases"),
        Column("actual", "purchases", "Факт покупок", "Actual purchases"),
        Column("error", "share", "Ошибка прогноза", "Error of the forecast"),
        Column("champion", "text", "Чемпион", "Champion"),
        Column("alarm", "number", "Тревога", "Alarm"),
    )
    rows: list[Row] = []
    for place, (origin, drift, charge) in enumerate(
        zip(health.origins, health.drifts, health.charges, strict=True)
    ):
        actual = origin.window.bought_later
        values: tuple[Any, ...] = (
            int(origin.window.customers.sum()),
            actual / float(np.exp(drift.log_error)),
            actual,
            float(np.exp(-drift.log_error) - 1),
            charge.champion,
            int(drift.alarm),
        )
        start = (origin.day + timedelta(days=1)).isoformat()
        rows.append(Row(f"period_{place}", f"с {start}", f"from {start}", values))
    return Table("periods", "Периоды, новые сверху", "Periods, newest first", columns, tuple(rows))


def _notes(action: str) -> tuple[Note, ...]:
    notes = [
        Note(
            "Тревога прогноза – ошибка периода, которая при обычном дрейфе и случайности бывает реже, чем раз в сто периодов; тревога входа – PSI "
            "выше 0,1, случайного и обычного между прежними периодами.",
            "The forecast alarms at an error that usual drift and chance bring less than once in a hundred periods; an input alarms at a PSI "
            "above 0.1, above chance and above what earlier periods differed by.",
            "definition",
        ),
        Note(
            "Чемпион меняется, когда претендент лучше два периода подряд и тревоги нет; проигравший в первом же периоде откатывается.",
            "The champion changes when a challenger was better in two periods running without an alarm; one that loses in its first "
            "period is rolled back.",
        ),
    ]
    if action == "freeze":
        notes.append(
            Note(
                "Пока тревога не снята, решения по прогнозу лучше отложить: модель остаётся той, что обучена до сдвига; причину ищите в explain_change "
                "и data_quality.",
                "Until the alarm is over decisions by the forecast are better put off: the model stays the one fitted before the shift; look "
                "for the cause in explain_change and data_quality.",
                "warning",
            )
        )
    return tuple(notes)
