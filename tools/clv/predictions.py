"""What every model's predictions have in common: checked columns in, one number a customer out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np

from tools.clv.limits import Limit
from tools.clv.newton import Maximum
from tools.clv.observations import Floats, as_column, checked, distinct, refuse
from tools.errors import InvalidArgument


def positive_parameters(model: str, given: Mapping[str, float]) -> dict[str, float]:
    """Parameters as floats, or InvalidArgument naming the one that is not a positive number."""
    for name, value in given.items():
        if not np.isfinite(value) or value <= 0:
            raise InvalidArgument(f"{model}: {name} is {value}, it must be above 0.", argument=name)
    return {name: float(value) for name, value in given.items()}


class Fitted:
    """What every fitted model tells about itself: the public attributes that end in an underscore.

    `params_`; `standard_errors_` (infinite for a parameter at a limit); `log_likelihood_`, the sum over
    customers in the time unit of the data; `n_` customers; `at_limit_`, the parameters that the data push to
    a limit of the model: predictions hold, the values of these parameters mean nothing; `limits_`, what these
    limits are (all buy at one rate, nobody leaves...) with the one number that is determined there;
    `covariance_` of the logarithms of the parameters, None without a fit.
    """

    names: tuple[str, ...]
    title: str
    params_: dict[str, float]
    standard_errors_: dict[str, float]
    log_likelihood_: float
    n_: float
    at_limit_: tuple[str, ...] = ()
    limits_: tuple[Limit, ...] = ()
    covariance_: Floats | None = None

    def _keep(self, maximum: Maximum, customers: float, limits: tuple[Limit, ...] = ()) -> Self:
        held = {name for limit in limits for name in limit.parameters}
        held |= {name for name, edge in zip(self.names, maximum.at_limit, strict=True) if edge}
        self.at_limit_ = tuple(name for name in self.names if name in held)
        free = np.array([name not in held for name in self.names])
        self.covariance_ = maximum.covariance
        spread = maximum.parameters * np.sqrt(np.diag(maximum.covariance))
        spread = np.where(free, spread, np.inf)
        self.params_ = dict(zip(self.names, map(float, maximum.parameters), strict=True))
        self.standard_errors_ = dict(zip(self.names, map(float, spread), strict=True))
        self.log_likelihood_ = maximum.log_likelihood
        self.limits_ = limits
        self.n_ = customers
        return self

    @classmethod
    def _known(cls, **parameters: float) -> Self:
        model = cls()
        model.params_ = positive_parameters(cls.title, parameters)
        return model

    def _values(self) -> tuple[float, ...]:
        try:
            return tuple(self.params_.values())
        except AttributeError:
            raise InvalidArgument(
                f"This {self.title} model is not fitted: call fit() or from_params() first.",
                message_ru=f"Модель {self.title} ещё не обучена: сначала fit() или from_params().",
            ) from None

    def __repr__(self) -> str:
        inside = ", ".join(f"{k}={v:.4g}" for k, v in getattr(self, "params_", {}).items()) or "not fitted"
        return f"{type(self).__name__}({inside})"


def customer_columns(frequency: Any, recency: Any, T: Any) -> tuple[Floats, Floats, Floats, bool]:
    """The checked columns, and whether all three came as plain numbers (then a plain number goes back)."""
    plain = np.ndim(frequency) == np.ndim(recency) == np.ndim(T) == 0
    columns = np.broadcast_arrays(*(np.atleast_1d(np.asarray(c)) for c in (frequency, recency, T)))
    return *checked(*columns), plain


def horizons(horizon: Any, size: int | None = None) -> Floats:
    """Horizons as a column, in the time unit of the fit; one horizon may serve `size` customers."""
    column = as_column(np.atleast_1d(np.asarray(horizon)), "horizon")
    if size is not None and column.size not in (1, size):
        raise InvalidArgument(
            f"horizon has {column.size} entries for {size} customers; give one, or one for each.",
            argument="horizon",
        )
    return column


def purchase_count(n: Any) -> Floats:
    """Numbers of purchases: whole and not negative."""
    column = as_column(np.atleast_1d(np.asarray(n)), "n")
    refuse(column != np.floor(column), "n", column, "must be a whole number of purchases")
    return column


def shaped(values: Floats, plain: bool) -> Any:
    """A float where plain numbers came in, otherwise the array."""
    return float(values[0]) if plain else values


def by_cell(function: Callable[..., Floats], *columns: Floats) -> Floats:
    """`function` of the columns, evaluated once for each distinct row and handed out to all that share it."""
    size = columns[0].size
    if size < 2_000:
        return function(*columns)
    key = np.zeros(size, dtype=np.intp)
    span = 1
    for column in columns:
        code, unique = distinct(column)
        span *= unique.size
        if span > 2**62:
            return function(*columns)
        key = key * unique.size + code
    if span <= 4 * size:
        seen = np.zeros(span, dtype=bool)
        seen[key] = True
        first = np.empty(span, dtype=np.intp)
        first[key] = np.arange(size)
        cells = np.flatnonzero(seen)
        table = np.zeros(span)
        table[cells] = function(*(column[first[cells]] for column in columns))
        return table[key]
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return function(*(column[first] for column in columns))[place]
