"""Customers who differ by what is known of them from the start: segment, channel, first basket, age.

Each covariate moves the scale of the rate of buying and the parameters of leaving by a factor:
    alpha_i = alpha exp(-g1'z_i),  a_i = a exp(g2'z_i),  b_i = b exp(g3'z_i)        (BG/NBD, MBG/NBD)
    alpha_i = alpha exp(-g1'z_i),  beta_i = beta exp(-g2'z_i)                        (Pareto/NBD)
so that a positive g1 means buying more often, by a factor of exp(g1) for one more of z.

Source: Fader and Hardie (2007), "Incorporating Time-Invariant Covariates into the Pareto/NBD and BG/NBD
Models", note 019 on brucehardie.com.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from tools.clv.newton import Maximum, maximise
from tools.clv.observations import Floats
from tools.columns import require_columns
from tools.errors import InvalidArgument, NotIdentified

Affects = Sequence[Literal["rate", "leaving"]]
RowLikelihood = Callable[..., tuple[Floats, Floats, Floats]]
"""The log-likelihood of each row with its first (4, n) and second (4, 4, n) derivatives by the own parameters."""


@dataclass(frozen=True, slots=True)
class Term:
    """A column of the table of covariates, and the columns of numbers it becomes."""

    column: str
    levels: tuple[Any, ...] | None
    """Of a category, the reference level first; None for a number."""
    centre: float = 0.0
    spread: float = 1.0

    @property
    def names(self) -> tuple[str, ...]:
        if self.levels is None:
            return (self.column,)
        return tuple(f"{self.column}={level}" for level in self.levels[1:])


@dataclass(frozen=True, slots=True)
class Design:
    """How a table of covariates becomes numbers; the same for the fit and for every prediction."""

    terms: tuple[Term, ...]

    @classmethod
    def of(cls, table: pd.DataFrame) -> Design:
        """Categories by their levels, the most frequent one as the reference; numbers as they are."""
        terms = []
        for name in table.columns:
            column = table[name]
            _refuse_missing(column)
            if _is_number(column):
                values = column.to_numpy(dtype=float)
                spread = float(values.std())
                terms.append(Term(str(name), None, float(values.mean()), spread or 1.0))
                constant = spread == 0
            else:
                counts = column.astype(object).value_counts()
                order = sorted(counts.index, key=lambda level: (-counts[level], str(level)))
                terms.append(Term(str(name), tuple(order)))
                constant = len(order) == 1
            if constant:
                raise NotIdentified(
                    f"covariates: column {name} has one value for all customers, so it cannot explain a difference; leave it out.",
                    message_ru=f"covariates: в колонке {name} у всех покупателей одно значение, различий она не объяснит; уберите её.",
                    argument=str(name),
                )
        return cls(tuple(terms))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for term in self.terms for name in term.names)

    @property
    def centres(self) -> Floats:
        return np.array([term.centre for term in self.terms for _ in term.names])

    @property
    def spreads(self) -> Floats:
        return np.array([term.spread for term in self.terms for _ in term.names])

    def matrix(self, table: pd.DataFrame) -> Floats:
        """One row a customer, one column a name. Columns are found by name; a level never seen is refused."""
        require_columns(map(str, table.columns), [term.column for term in self.terms], what="covariates")
        columns = []
        for term in self.terms:
            column = table[term.column]
            _refuse_missing(column)
            if term.levels is None:
                if not _is_number(column):
                    raise InvalidArgument(
                        f"covariates: column {term.column} held numbers in the fit and holds {column.iloc[0]!r} now.",
                        message_ru=f"covariates: в колонке {term.column} при обучении были числа, а теперь {column.iloc[0]!r}.",
                        argument=term.column,
                    )
                columns.append(column.to_numpy(dtype=float))
                continue
            place = pd.Index(term.levels).get_indexer(column.astype(object))
            if (place < 0).any():
                rows = np.flatnonzero(place < 0)
                seen = ", ".join(map(str, term.levels[:12]))
                raise InvalidArgument(
                    f"covariates: column {term.column} has {column.iloc[rows[0]]!r} in row {rows[0]} ({rows.size} such rows), which the "
                    f"model was not fitted on; it knows {seen}. Fit again with it, or map it to a known level.",
                    message_ru=f"covariates: в колонке {term.column} значение {column.iloc[rows[0]]!r} в строке {rows[0]} (таких строк "
                    f"{rows.size}), модель его не видела; известны {seen}. Обучите заново или замените на известное.",
                    argument=term.column,
                )
            columns += [(place == level).astype(float) for level in range(1, len(term.levels))]
        return np.column_stack(columns) if columns else np.zeros((len(table), 0))


def as_table(covariates: Any, size: int, frequency: Any = None) -> pd.DataFrame:
    """Covariates as a DataFrame of `size` rows, matched with `frequency` by row label where both have them."""
    try:
        one = isinstance(covariates, dict) and all(np.ndim(value) == 0 for value in covariates.values())
        table = pd.DataFrame([covariates] if one else covariates)
    except (TypeError, ValueError):
        raise InvalidArgument(
            "covariates must be a DataFrame (or a dict of columns), one row a customer.",
            message_ru="covariates – это DataFrame (или словарь колонок), по строке на покупателя.",
            argument="covariates",
        ) from None
    if len(table) != size:
        raise InvalidArgument(
            f"covariates has {len(table)} rows for {size} customers.",
            message_ru=f"В covariates {len(table)} строк на {size} покупателей.",
            argument="covariates",
        )
    labelled = isinstance(covariates, pd.DataFrame) and isinstance(frequency, pd.Series)
    if labelled and not table.index.equals(frequency.index):
        if not table.index.is_unique or not frequency.index.isin(table.index).all():
            raise InvalidArgument(
                "covariates and frequency carry different row labels (index); give both the customers' ids as index, or reset both.",
                message_ru="У covariates и frequency разные метки строк (index): сделайте индексом id покупателя в обеих или сбросьте оба.",
                argument="covariates",
            )
        table = table.loc[frequency.index]
    return table


@dataclass(frozen=True, slots=True)
class Effects:
    """Fitted coefficients: which parameter each covariate moves, with what sign, and by how much."""

    design: Design
    moved: tuple[int, ...]
    """Places of the moved parameters among the model's four."""
    signs: tuple[float, ...]
    coefficients: Floats
    """One row a moved parameter, one column a name of the design."""

    def own(self, parameters: Floats, table: pd.DataFrame) -> list[Floats]:
        """The four parameters of each customer."""
        z = self.design.matrix(table)
        own = [np.full(len(table), float(value)) for value in parameters]
        for place, sign, row in zip(self.moved, self.signs, self.coefficients, strict=True):
            own[place] = own[place] * np.exp(sign * np.sum(z * row, axis=1))
        return own


def fit_effects(
    likelihood: RowLikelihood, design: Design, table: pd.DataFrame, columns: tuple[Floats, Floats, Floats],
    weight: Floats, start: Maximum, moved: tuple[int, ...], signs: tuple[float, ...], model: str,
) -> tuple[Maximum, Effects]:  # fmt: skip
    """Maximum likelihood of parameters and coefficients together, from the fit without covariates.

    Equal rows are put together first. The returned maximum is in the logarithms of the four parameters (for a
    customer of the reference levels whose numbers are 0) and the coefficients, all in one covariance.
    """
    z = (design.matrix(table) - design.centres) / design.spreads
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(z)), z])) <= z.shape[1]:
        raise NotIdentified(
            f"{model}: the covariates {', '.join(design.names)} repeat each other, so their effects cannot be told apart; leave one out.",
            message_ru=f"{model}: ковариаты {', '.join(design.names)} повторяют друг друга, их влияние не разделить; уберите одну из них.",
            argument="covariates",
        )
    rows, place = np.unique(np.column_stack([*columns, z]), axis=0, return_inverse=True)
    w = np.bincount(place.ravel(), weights=weight, minlength=len(rows))
    x, t_x, age = rows[:, :3].T.copy()
    z1 = np.column_stack([np.ones(len(rows)), rows[:, 3:]])
    width = z1.shape[1] - 1
    n = float(w.sum())
    blocks = [(j, _columns_of(j, moved, width)) for j in range(4)]
    turned = np.ones(4)
    turned[list(moved)] = signs

    def surface(point: Floats) -> tuple[float, Floats, Floats]:
        log_own = [np.full(len(rows), point[j]) for j in range(4)]
        for order, (place, sign) in enumerate(zip(moved, signs, strict=True)):
            gamma = point[4 + order * width : 4 + (order + 1) * width]
            log_own[place] = log_own[place] + sign * np.sum(z1[:, 1:] * gamma, axis=1)
        own = np.exp(np.array(log_own))
        each, slope, curve = likelihood(*own, x, t_x, age)
        slope = slope * own
        curve = curve * own[:, None] * own[None]
        whole, bent = np.zeros(point.size), np.zeros((point.size, point.size))
        for j, at in blocks:
            basis = z1[:, : len(at)] * np.where(np.arange(len(at)) == 0, 1.0, turned[j])
            whole[at] += np.sum(basis * (w * slope[j])[:, None], axis=0)
            for k, and_at in blocks:
                other = z1[:, : len(and_at)] * np.where(np.arange(len(and_at)) == 0, 1.0, turned[k])
                inner = w * (curve[j, k] + (slope[j] if j == k else 0.0))
                # einsum's own loop and not BLAS, whose last bits depend on the number of threads
                bent[np.ix_(at, and_at)] += np.einsum("n,ni,nj->ij", inner, basis, other, optimize=False)
        return float(np.sum(w * each)), whole, bent

    origin = np.concatenate((np.log(start.parameters), np.zeros(len(moved) * width)))
    top = maximise(surface, list(origin), customers=n, model=model, positive=0)
    _refuse_edges(top, design, moved, model)
    return _in_raw_units(top, design, moved, signs)


def _columns_of(parameter: int, moved: tuple[int, ...], width: int) -> list[int]:
    """Coordinates that act on a parameter: its own logarithm, then its coefficients."""
    if parameter not in moved:
        return [parameter]
    first = 4 + moved.index(parameter) * width
    return [parameter, *range(first, first + width)]


def _in_raw_units(
    top: Maximum, design: Design, moved: tuple[int, ...], signs: tuple[float, ...]
) -> tuple[Maximum, Effects]:
    """From centred and scaled covariates to the caller's."""
    size, width = top.parameters.size, len(design.names)
    change = np.eye(size)
    for order, (place, sign) in enumerate(zip(moved, signs, strict=True)):
        at = slice(4 + order * width, 4 + (order + 1) * width)
        change[at, at] = np.diag(1 / design.spreads)
        change[place, at] = -sign * design.centres / design.spreads
    raw = np.array([np.sum(row * top.parameters) for row in change])
    covariance = np.einsum("ij,jk,lk->il", change, top.covariance, change)
    maximum = Maximum(np.exp(raw[:4]), top.log_likelihood, covariance, top.at_limit[:4], top.steps)
    return maximum, Effects(design, moved, signs, raw[4:].reshape(len(moved), width))


def _refuse_edges(top: Maximum, design: Design, moved: tuple[int, ...], model: str) -> None:
    names = list(design.names) * len(moved)
    runaway = [name for name, held in zip(names, top.at_limit[4:], strict=True) if held]
    if runaway or top.at_limit[:4].any():
        what = ", ".join(dict.fromkeys(runaway)) or "the covariates"
        raise NotIdentified(
            f"{model}: the effect of {what} runs away: too few customers of that kind came back or left. Join rare levels, "
            "leave the covariate out, or let it act on the rate only (affects=('rate',)).",
            message_ru=f"{model}: влияние {what} не определить: таких покупателей вернулось или ушло слишком мало. Объедините редкие "
            "уровни, уберите ковариату или оставьте её влияние только на частоту (affects=('rate',)).",
            argument="covariates",
        )


def _is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype))


def _refuse_missing(column: pd.Series) -> None:
    missing = column.isna().to_numpy()
    if _is_number(column):
        missing = missing | ~np.isfinite(column.to_numpy(dtype=float, na_value=np.nan))
    if missing.any():
        rows = np.flatnonzero(missing)
        raise InvalidArgument(
            f"covariates: column {column.name} has no value in row {rows[0]} ({rows.size} such rows); fill it or give it a level of its own.",
            message_ru=f"covariates: в колонке {column.name} нет значения в строке {rows[0]} (таких строк {rows.size}); заполните или "
            "выделите в отдельный уровень.",
            argument=str(column.name),
        )
