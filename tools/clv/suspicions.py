"""Warnings about data that a model accepts but that are probably not what the caller believes them to be."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ENOUGH_BUYERS = 50  # repeat buyers from which on the latest of them says something about units
STRONG, CERTAIN = 0.3, 3.0  # a correlation worth a word: this large and this many standard errors from 0
NOTABLE, COSTLY = 0.1, 0.05  # or this large and moving the money of the base by this share


class SuspiciousData(UserWarning):
    """The data may be in mixed units, or break an assumption of the model. `message_ru` says it in Russian.

    `argument` names the column and `rows` the first rows at fault, where there are such.
    """

    def __init__(self, message: str, *, message_ru: str, argument: str, rows: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.message_ru = message_ru
        self.argument = argument
        self.rows = rows


def warn_of_units(
    x: Floats, t_x: Floats, age: Floats, *, whole_times: bool, rows_where: Callable[[], tuple[int, ...]]
) -> None:
    """Warns where recency and T look like different units, or hold more purchases than their grid has days.

    The columns are of customers that differ; `rows_where` finds the caller's rows with too many purchases.
    """
    came_back = x > 0
    if whole_times and (crowded := x > t_x).any():
        rows = rows_where()
        first = int(np.argmax(crowded))
        _warn(
            f"All times are whole numbers, yet customers (rows {_listed(rows)}) have more repeat purchases than "
            f"units of time until the last one, as {x[first]:g} in {t_x[first]:g}. If the unit is a day, count purchases of one day once; "
            "otherwise pass times that are not rounded.",
            f"Все времена целые, но у покупателей (строки {_listed(rows)}) повторных покупок больше, чем единиц времени "
            f"до последней: {x[first]:g} за {t_x[first]:g}. Если единица – день, считайте покупки одного дня за одну; иначе передайте "
            "неокруглённое время.",
            "frequency",
            rows,
        )
    buyers = int(came_back.sum())
    if buyers < ENOUGH_BUYERS:
        return
    latest = float(np.max(t_x[came_back] / age[came_back]))
    if latest < 0.2:
        unit = "weeks" if latest > 0.1 else "months"
        _warn(
            f"No customer has bought later than {latest:.0%} of T: recency looks like {unit} beside T in days. Recency is the time from the "
            "first purchase to the last, in the unit of T.",
            f"Ни один покупатель не покупал позже {latest:.0%} от T: похоже, что recency в неделях или месяцах, а T в днях. recency – время от "
            "первой покупки до последней в единицах T.",
            "recency",
        )


def warn_of_correlation(correlation: float, effect: float, customers: int) -> None:
    """Warns where spend depends on frequency enough to move the money that a spend model predicts."""
    size = abs(correlation)
    sure = size * np.sqrt(customers) > CERTAIN
    if not (sure and (size >= STRONG or (size >= NOTABLE and abs(effect) >= COSTLY))):
        return
    low, low_ru = ("too low", "занижает") if effect < 0 else ("too high", "завышает")
    _warn(
        f"Frequency and spend per purchase are related (correlation {correlation:+.2f} over {customers} customers), which the Gamma-Gamma "
        f"model assumes they are not: its spend, weighted by purchases, is {abs(effect):.1%} {low}. Check that monetary_value is the mean "
        "of a customer's purchases and not their sum; otherwise value segments of different frequency separately.",
        f"Частота и сумма покупки связаны (корреляция {correlation:+.2f} по {customers} покупателям), а модель Gamma-Gamma считает их "
        f"независимыми: с учётом числа покупок она {low_ru} сумму на {abs(effect):.1%}. Проверьте, что monetary_value – средняя, а не общая "
        "сумма покупок; иначе оценивайте сегменты разной частоты отдельно.",
        "monetary_value",
    )


def warn_of_negative_spend(money: Floats) -> None:
    """Warns that customers with a mean spend below zero are valued like newcomers."""
    rows = tuple(int(row) for row in np.flatnonzero(money < 0)[:3])
    count = int((money < 0).sum())
    _warn(
        f"monetary_value is below 0 for {count} customers (rows {_listed(rows)}), as {money[rows[0]]:g}: returns exceed purchases. Their spend "
        "is expected to be that of a newcomer. Pass the mean of gross purchases, and returns as return_share.",
        f"monetary_value меньше 0 у {count} покупателей (строки {_listed(rows)}), например {money[rows[0]]:g}: возвратов больше, чем покупок. "
        "Их трата ожидается как у новичка. Передавайте среднее валовых покупок, а возвраты – долей return_share.",
        "monetary_value",
        rows,
    )


def warn_of_no_mean(q: float) -> None:
    """Warns that a mean spend is infinite under the fitted model."""
    _warn(
        f"Gamma-Gamma: with q = {q:.3g}, at most 1, the mean spend is infinite for customers of whom little is known; their expected spend "
        "is given as a median instead. Leave out or cap extreme purchases.",
        f"Gamma-Gamma: при q = {q:.3g}, не больше 1, средняя сумма покупки у малоизвестных покупателей бесконечна; вместо неё дана медиана. "
        "Уберите или ограничьте крайние суммы.",
        "monetary_value",
    )


def _listed(rows: tuple[int, ...]) -> str:
    return ", ".join(map(str, rows))


def _warn(message: str, message_ru: str, argument: str, rows: tuple[int, ...] = ()) -> None:
    warning = SuspiciousData(message, message_ru=message_ru, argument=argument, rows=rows)
    warnings.warn(warning, stacklevel=5)
