"""What every model's predictions have in common: checked columns in, one number a customer out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Self

import numpy as np

from tools.clv.covariates import Affects, Design, Effects, RowLikelihood, as_table, fit_effects
from tools.clv.limits import Limit
from tools.clv.newton import Maximum
from tools.clv.observations import Floats, as_column, refuse
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
    `covariance_` of the logarithms of the parameters, None without a fit. With covariates also `effects_`,
    and `params_` are those of a customer at the reference levels whose numbers are 0.
    """

    names: tuple[str, ...]
    title: str
    moved_by_covariates: tuple[tuple[str, int, float], ...] = ()
    """What a covariate moves: rate or leaving, the place of the parameter, and the sign of its logarithm."""
    params_: dict[str, float]
    standard_errors_: dict[str, float]
    log_likelihood_: float
    n_: float
    at_limit_: tuple[str, ...] = ()
    limits_: tuple[Limit, ...] = ()
    covariance_: Floats | None = None
    effects_: Effects | None = None

    def _keep(self, maximum: Maximum, customers: float, limits: tuple[Limit, ...] = ()) -> Self:
        held = {name for limit in limits for name in limit.parameters}
        held |= {name for name, edge in zip(self.names, maximum.at_limit, strict=True) if edge}
        self.at_limit_ = tuple(name for name in self.names if name in held)
        free = np.array([name not in held for name in self.names])
        self.covariance_ = maximum.covariance
        spread = maximum.parameters * np.sqrt(np.diag(maximum.covariance)[: len(self.names)])
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

    @property
    def coefficients_(self) -> dict[str, dict[str, float]]:
        """By moved parameter and covariate (`channel=web`, `age`); none without covariates."""
        return self._by_covariate(None if self.effects_ is None else self.effects_.coefficients)

    @property
    def coefficient_errors_(self) -> dict[str, dict[str, float]]:
        """Standard errors of `coefficients_`."""
        if self.effects_ is None or self.covariance_ is None:
            return {}
        errors = np.sqrt(np.diag(self.covariance_)[len(self.names) :])
        return self._by_covariate(errors.reshape(self.effects_.coefficients.shape))

    def _explain(
        self, likelihood: RowLikelihood, covariates: Any, affects: Affects, frequency: Any,
        data: tuple[Floats, Floats, Floats, Floats], start: Maximum,
    ) -> None:  # fmt: skip
        """Adds the covariates to a model that was just fitted without them."""
        known = {"rate", "leaving"}
        if not affects or not set(affects) <= known:
            raise InvalidArgument(
                f"affects is {affects!r}; it may name 'rate', 'leaving' or both.",
                message_ru=f"affects = {affects!r}; можно назвать 'rate' (частоту), 'leaving' (уход) или оба.",
                argument="affects",
            )
        moved = tuple((place, sign) for kind, place, sign in self.moved_by_covariates if kind in affects)
        x, t_x, age, weight = data
        table = as_table(covariates, x.size, frequency)
        if not weight.all():
            kept = weight > 0
            x, t_x, age, weight, table = x[kept], t_x[kept], age[kept], weight[kept], table[kept]
        top, self.effects_ = fit_effects(
            likelihood, Design.of(table), table, (x, t_x, age), weight, start,
            tuple(place for place, _ in moved), tuple(sign for _, sign in moved), self.title,
        )  # fmt: skip
        self._keep(top, self.n_)

    def _by_covariate(self, values: Floats | None) -> dict[str, dict[str, float]]:
        if self.effects_ is None or values is None:
            return {}
        return {
            self.names[place]: dict(zip(self.effects_.design.names, map(float, row), strict=True))
            for place, row in zip(self.effects_.moved, values, strict=True)
        }

    def _own(self, covariates: Any, size: int, frequency: Any = None) -> tuple[Any, ...]:
        """The parameters: numbers, or one array each where customers differ by covariates."""
        values = self._values()
        if self.effects_ is None:
            if covariates is None:
                return values
            raise InvalidArgument(
                f"This {self.title} model was fitted without covariates; fit it with them, or predict without.",
                message_ru=f"Модель {self.title} обучена без ковариат: обучите с ними или прогнозируйте без них.",
                argument="covariates",
            )
        if covariates is None:
            wanted = ", ".join(term.column for term in self.effects_.design.terms)
            raise InvalidArgument(
                f"This {self.title} model needs covariates: a table with the column(s) {wanted}, one row a customer.",
                message_ru=f"Модели {self.title} нужны covariates: таблица с колонками {wanted}, по строке на покупателя.",
                argument="covariates",
            )
        table = as_table(covariates, size, frequency)
        return tuple(self.effects_.own(np.array(values), table))

    def at(self, coordinates: Floats) -> Self:
        """The same model at other logarithms of its parameters, followed by other coefficients."""
        there = type(self)._known(
            **dict(zip(self.names, np.exp(coordinates[: len(self.names)]), strict=True))
        )
        if self.effects_ is not None:
            shape = self.effects_.coefficients.shape
            there.effects_ = replace(
                self.effects_, coefficients=coordinates[len(self.names) :].reshape(shape)
            )
        return there

    @property
    def coordinates_(self) -> Floats:
        """Logarithms of the parameters, followed by the coefficients: what `covariance_` is about."""
        logs = np.log(np.array(self._values()))
        return logs if self.effects_ is None else np.concatenate((logs, self.effects_.coefficients.ravel()))

    def __repr__(self) -> str:
        inside = ", ".join(f"{k}={v:.4g}" for k, v in getattr(self, "params_", {}).items()) or "not fitted"
        return f"{type(self).__name__}({inside})"


def horizons(horizon: Any, size: int | None = None) -> Floats:
    """Horizons as a column, in the time unit of the fit; one horizon may serve `size` customers."""
    column = as_column(np.atleast_1d(np.asarray(horizon)), "horizon")
    if size is not None and column.size not in (1, size):
        raise InvalidArgument(
            f"horizon has {column.size} entries for {size} customers; give one, or one for each.",
            argument="horizon",
        )
    return column


def ahead_of(horizon: Any, size: int) -> float | Floats:
    """One horizon for all customers as a number, or a column with one for each."""
    column = horizons(horizon, size)
    return float(column[0]) if column.size == 1 else column


def purchase_count(n: Any) -> Floats:
    """Numbers of purchases: whole and not negative."""
    column = as_column(np.atleast_1d(np.asarray(n)), "n")
    refuse(column != np.floor(column), "n", column, "must be a whole number of purchases")
    return column


def shaped(values: Floats, plain: bool) -> Any:
    """A float where plain numbers came in, otherwise the array."""
    return float(values[0]) if plain else values


def of_new(
    function: Callable[..., Floats], given: tuple[Floats, ...], own_of: Callable[[int], tuple[Any, ...]],
    covariates: Any,
) -> Floats:  # fmt: skip
    """`function` of columns about new customers and of their parameters, all of one length."""
    size = rows_asked(covariates, *(column.size for column in given))
    own = own_of(size) if covariates is None or rows_of(covariates) == size else own_of(1)
    columns = [np.broadcast_to(column, size) for column in given]
    return function(*columns, *(np.broadcast_to(np.asarray(p, dtype=np.float64), size) for p in own))


def rows_asked(covariates: Any, *sizes: int) -> int:
    """How many predictions are asked for: as many as the longest of what was given."""
    return max([*sizes, 0 if covariates is None else rows_of(covariates)])


def rows_of(covariates: Any) -> int:
    """Rows of a table of covariates; a dict of plain values is one customer."""
    if isinstance(covariates, Mapping):
        return max([1, *(len(value) for value in covariates.values() if np.ndim(value))])
    return len(covariates)
