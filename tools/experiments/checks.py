"""Is this an experiment at all? What must hold of the rows before an effect is computed from them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tools.errors import InvalidArgument, NotEnoughData
from tools.experiments.campaigns import Campaign

SHOWN = 5


class InvalidExperiment(InvalidArgument):
    """The rows contradict the design of a randomised test. `rows` holds their positions (from 0), or the customers
    where the rows are in a warehouse; the message counts them and, for positions, names the first."""

    code = "invalid_experiment"

    def __init__(self, message: str, *, message_ru: str, argument: str, rows: tuple[Any, ...]) -> None:
        super().__init__(message, message_ru=message_ru, argument=argument)
        self.rows = rows


def check_experiment(
    customer: ArrayLike,
    arm: ArrayLike,
    *,
    assigned_at: ArrayLike | None = None,
    outcome_at: ArrayLike | None = None,
    propensity: ArrayLike | None = None,
    window_end: date | None = None,
    observed_until: date | None = None,
) -> None:
    """Raises for the first thing that is wrong with the rows of a test, one row per assigned customer.

    A customer must come once (InvalidExperiment: twice, or in two arms because the assignment was changed midway);
    the first outcome (`outcome_at`, NaT where there is none) must not lie before `assigned_at`; `propensity`, the
    probability of the arm that the customer got, must lie between 0 and 1; there must be two arms; and the outcome
    window must be over (NotEnoughData when `observed_until` is before `window_end`; use `sequential_effect` then).
    """
    ids, arms = np.asarray(customer).astype(str), np.asarray(arm).astype(str)
    if ids.shape != arms.shape:
        raise InvalidArgument(
            f"customer has {ids.size} values and arm {arms.size}.",
            message_ru=f"В customer {ids.size} значений, а в arm {arms.size}.",
            argument="arm",
        )
    if np.unique(arms).size < 2:
        raise InvalidArgument(
            f"All {arms.size} customers are in one arm ({', '.join(np.unique(arms))}); the other is empty.",
            message_ru=f"Все {arms.size} клиентов в одной группе ({', '.join(np.unique(arms))}); вторая пуста.",
            argument="arm",
        )
    _check_repeats(ids, arms)
    if propensity is not None:
        share = np.asarray(propensity, dtype=np.float64)
        wrong = np.flatnonzero(~((share > 0) & (share < 1)))
        if wrong.size:
            raise InvalidExperiment(
                f"propensity must lie between 0 and 1, both excluded; {_rows(wrong)} hold {share[wrong[0]]:g} or the like.",
                message_ru=f"propensity — строго между 0 и 1; {_rows(wrong, ru=True)}: {share[wrong[0]]:g} и подобное.",
                argument="propensity",
                rows=tuple(wrong.tolist()),
            )
    if assigned_at is not None and outcome_at is not None:
        early = np.flatnonzero(
            pd.to_datetime(pd.Series(outcome_at)).to_numpy()
            < pd.to_datetime(pd.Series(assigned_at)).to_numpy()
        )
        if early.size:
            raise InvalidExperiment(
                f"The outcome comes before the assignment in {_rows(early)}: what happened before cannot be an effect.",
                message_ru=f"Исход раньше назначения: {_rows(early, ru=True)}; случившееся до теста не может быть его эффектом.",
                argument="outcome_at",
                rows=tuple(early.tolist()),
            )
    if window_end is not None and observed_until is not None and observed_until < window_end:
        raise NotEnoughData(
            f"The outcome window ends on {window_end}, the data on {observed_until}: wait, or use sequential_effect, "
            "whose interval holds at every look.",
            message_ru=f"Окно исходов кончается {window_end}, а данные — {observed_until}: подождите или возьмите "
            "sequential_effect, его интервал верен при любом числе проверок.",
            argument="window_end",
        )


def check_assignments(frame: pd.DataFrame, campaign: Campaign) -> None:
    """The same of a campaign's `outcomes` in the warehouse; customers are counted in the message and kept in
    `rows`, because a message may be shown to anybody."""
    title = campaign.title
    changed = frame.loc[frame["arms"] > 1, "customer_id"]
    if len(changed):
        raise InvalidExperiment(
            f"«{title}»: {len(changed)} customers of the table assignments are in more than one arm: the assignment was "
            "changed midway. Keep each customer's first row, or end the test and start another with a new salt.",
            message_ru=f"«{title}»: {len(changed)} клиентов в таблице assignments сразу в нескольких группах: разбивку меняли по ходу. "
            "Оставьте первую строку каждого клиента или закончите тест и начните новый с другой солью.",
            argument="assignments.arm",
            rows=tuple(changed),
        )
    known = frame["propensity"].notna()
    wrong = frame.loc[known & ~frame["propensity"].between(0, 1, inclusive="neither"), "customer_id"]
    if len(wrong):
        raise InvalidExperiment(
            f"«{title}»: propensity of {len(wrong)} customers is not between 0 and 1; it is the probability with which the "
            "customer was drawn into the arm, e.g. 0.1 for a control group of a tenth.",
            message_ru=f"«{title}»: propensity у {len(wrong)} клиентов не между 0 и 1; это вероятность попасть в свою группу, "
            "например 0,1 для контроля в десятую часть.",
            argument="assignments.propensity",
            rows=tuple(wrong),
        )
    first, assigned = pd.to_datetime(frame["first_order_on"]), pd.to_datetime(frame["assigned_on"])
    early = frame.loc[first < assigned, "customer_id"]
    if len(early):
        raise InvalidExperiment(
            f"«{title}» counts purchases from {campaign.started_on}, but {len(early)} customers bought before they were "
            "assigned: what came before the draw is no effect of it. Correct started_on or assigned_at.",
            message_ru=f"«{title}» считает покупки с {campaign.started_on}, но {len(early)} клиентов купили раньше, чем их назначили в "
            "группу: это не может быть эффектом. Исправьте started_on или assigned_at.",
            argument="assignments.assigned_at",
            rows=tuple(early),
        )


def _check_repeats(ids: NDArray[Any], arms: NDArray[Any]) -> None:
    frame = pd.DataFrame({"customer": ids, "arm": arms})
    repeated = frame["customer"].duplicated(keep=False)
    if not bool(repeated.any()):
        return
    rows = np.flatnonzero(repeated.to_numpy())
    several = frame[repeated].groupby("customer")["arm"].nunique()
    changed = int((several > 1).sum())
    if changed:
        raise InvalidExperiment(
            f"{changed} customers are in more than one arm ({_rows(rows)}): the assignment was changed midway. Count "
            "everybody in the arm assigned first, or end the test and start another with a new salt.",
            message_ru=f"{changed} клиентов сразу в нескольких группах ({_rows(rows, ru=True)}): разбивку меняли по ходу. Считайте "
            "каждого в первой назначенной группе или закончите тест и начните новый с другой солью.",
            argument="arm",
            rows=tuple(rows.tolist()),
        )
    raise InvalidExperiment(
        f"{several.size} customers come more than once ({_rows(rows)}): give one row per customer, with orders added up.",
        message_ru=f"{several.size} клиентов встречаются несколько раз ({_rows(rows, ru=True)}): нужна одна строка на клиента, заказы сложите.",
        argument="customer",
        rows=tuple(rows.tolist()),
    )


def _rows(positions: NDArray[Any], *, ru: bool = False) -> str:
    shown = ", ".join(str(i) for i in positions[:SHOWN])
    more = "" if positions.size <= SHOWN else " …"
    return f"{'строки' if ru else 'rows'} {shown}{more}"
