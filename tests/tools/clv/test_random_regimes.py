"""Whatever the world, a fit converges, names the limit it is at, or says that the data do not determine it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.tools.clv.regimes import Kind, random_base
from tools.clv import (
    BetaGeoBetaBinomial,
    BetaGeoNBD,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    ShiftedBetaGeometric,
)
from tools.clv.death_integral import log_tail
from tools.errors import NotIdentified

MODELS: dict[Kind, Any] = {"bg": BetaGeoNBD, "mbg": ModifiedBetaGeoNBD, "pareto": ParetoNBD}


def fits_or_says_why(kind: Kind, seed: int) -> str:
    """What came of one world; every promise of a fit is checked on the way."""
    x, t_x, age = random_base(seed, kind)
    if x.max() == 0:
        return "no repeats"
    try:
        model = MODELS[kind]().fit(x, t_x, age)
    except NotIdentified:
        return "not identified"
    expected, alive = model.expected_purchases(age.max(), x, t_x, age), model.probability_alive(x, t_x, age)
    assert np.isfinite(expected).all()
    assert (expected >= 0).all()
    assert ((alive >= 0) & (alive <= 1)).all()
    explained = {name for limit in model.limits_ for name in limit.parameters}
    assert set(model.at_limit_) == explained
    for name, error in model.standard_errors_.items():
        assert np.isinf(error) if name in explained else 0 < error < np.inf
    return "limit" if explained else "fitted"


@pytest.mark.parametrize("kind", MODELS)
def test_sixty_random_worlds_are_all_fitted_or_named(kind: Kind) -> None:
    found = [fits_or_says_why(kind, seed) for seed in range(20)]
    assert found.count("fitted") >= 10


@pytest.mark.slow
@pytest.mark.parametrize("kind", MODELS)
def test_two_thousand_random_worlds_are_all_fitted_or_named(kind: Kind) -> None:
    found = [fits_or_says_why(kind, seed) for seed in range(1_000, 1_667)]
    assert found.count("fitted") > 0.6 * len(found)
    assert found.count("not identified") < 0.06 * len(found)


@pytest.mark.parametrize("kind", MODELS)
def test_nothing_around_the_maximum_is_higher(kind: Kind) -> None:
    for seed in (4, 24, 28) if kind == "mbg" else (2, 17):
        x, t_x, age = random_base(seed, kind)
        model = MODELS[kind]().fit(x, t_x, age)
        rng = np.random.default_rng(seed)
        for _ in range(40):
            moved = {name: value * np.exp(rng.normal(0, 1)) for name, value in model.params_.items()}
            assert log_likelihood(kind, moved, x, t_x, age) <= model.log_likelihood_ + 1e-6


def test_the_higher_of_two_tops_is_found() -> None:
    """A few leave after every purchase, or many at once and the rest hardly: here the first top is the lower."""
    x, t_x, age = random_base(4, "mbg")
    model = ModifiedBetaGeoNBD().fit(x, t_x, age)
    lower = {"r": 0.5119, "alpha": 1.213, "a": 0.08443, "b": 0.38}
    assert model.log_likelihood_ > log_likelihood("mbg", lower, x, t_x, age) + 0.7


def log_likelihood(kind: Kind, parameters: dict[str, float], x: Any, t_x: Any, age: Any) -> float:
    from tools.clv.beta_geometric import Surface
    from tools.clv.observations import group
    from tools.clv.pareto_surface import ParetoSurface

    cells = group(x, t_x, age)
    surface: Any = ParetoSurface(cells) if kind == "pareto" else Surface(cells, extra_chances=kind == "mbg")
    return float(surface(np.array(list(parameters.values())))[0])


def test_customers_at_one_rate_who_never_leave_are_named_as_such() -> None:
    rng = np.random.default_rng(3)
    age = np.full(1_500, 60.0)
    x = rng.poisson(6, 1_500).astype(float)
    t_x = np.where(x > 0, 60 * rng.random(1_500) ** (1 / np.maximum(x, 1)), 0.0)
    for kind in (BetaGeoNBD, ParetoNBD):
        limits = {limit.name: limit.value for limit in kind().fit(x, t_x, age).limits_}
        assert set(limits) == {"one_rate", "nobody_leaves"}
        assert limits["one_rate"] == pytest.approx(0.1, rel=0.03)


@pytest.mark.parametrize("model", MODELS.values())
def test_one_customer_who_came_back_does_not_determine_a_forecast(model: Any) -> None:
    x, t_x, age = np.zeros(60), np.zeros(60), np.linspace(1, 2, 60)
    x[50], t_x[50] = 1, 0.2
    with pytest.raises(NotIdentified, match="longer period"):
        model().fit(x, t_x, age)


@pytest.mark.parametrize("slow", [True, False])
def test_the_integral_is_continuous_where_its_two_forms_meet_and_its_derivatives_are_exact(
    slow: bool,
) -> None:
    x = np.array([0.0, 1, 5, 132, 5_000])
    for closeness in (0.3499, 0.3501, 0.01, 0.9999):
        big = np.full(5, 40.0)
        small = big * (1 - closeness)
        alpha, beta = (big, small) if slow else (small, big)
        parameters = (0.4, float(alpha[0]), 1.7, float(beta[0]))

        def at(p: tuple[float, ...]) -> Any:
            return log_tail(p[0], np.full(5, p[1]), p[2], np.full(5, p[3]), x, np.zeros(5))

        here = at(parameters)
        for place, value in enumerate(parameters):
            step = 1e-5 * value
            up, down = (at((*parameters[:place], value + d, *parameters[place + 1 :])) for d in (step, -step))
            np.testing.assert_allclose(
                (up.value - down.value) / (2 * step), here.slope[place], atol=1e-7, rtol=1e-6
            )
            np.testing.assert_allclose(
                (up.slope - down.slope) / (2 * step), here.curve[place], atol=1e-6, rtol=1e-5
            )
        other = log_tail(0.4, alpha * (1 + 1e-9), 1.7, beta, x, np.zeros(5))
        np.testing.assert_allclose(other.value, here.value, atol=1e-7)


SCRIPT = """
import hashlib, sys
import numpy as np
from tests.tools.clv.regimes import random_base
from tools.clv import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD
seen = hashlib.sha256()
for kind, model in (("bg", BetaGeoNBD), ("mbg", ModifiedBetaGeoNBD), ("pareto", ParetoNBD)):
    columns = random_base(6, kind)
    order = np.random.default_rng(int(sys.argv[1])).permutation(columns[0].size)
    fitted = model().fit(*(column[order] for column in columns))
    seen.update(repr((fitted.params_, fitted.log_likelihood_, fitted.standard_errors_)).encode())
    seen.update(np.asarray(fitted.expected_purchases(52, *columns)).tobytes())
    seen.update(np.asarray(fitted.probability_alive(*columns)).tobytes())
print(seen.hexdigest())
"""


def test_other_processes_threads_and_row_orders_give_the_same_bits() -> None:
    root = Path(__file__).parents[3]
    digests = set()
    for seed, threads in ((1, "1"), (2, "2"), (3, "4")):
        environment = {
            **os.environ,
            "OPENBLAS_NUM_THREADS": threads,
            "PYTHONHASHSEED": str(seed),
            "PYTHONPATH": str(root),
        }
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(seed)],
            env=environment,
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout.strip())
    assert len(digests) == 1
    assert len(next(iter(digests))) == hashlib.sha256().digest_size * 2


def test_contracts_and_counted_chances_name_their_limits_too() -> None:
    rng = np.random.default_rng(2)
    due = np.full(4_000, 6.0)
    renewed = np.minimum(rng.geometric(0.2, 4_000) - 1, 6).astype(float)
    contract = ShiftedBetaGeometric().fit(renewed, renewed, due)
    assert [limit.name for limit in contract.limits_] == ["one_leaving_chance"]
    assert contract.limits_[0].value == pytest.approx(0.2, abs=0.02)

    survived = np.minimum(rng.geometric(0.15, 4_000) - 1, 6)
    taken = (rng.random((4_000, 6)) < 0.4) & (np.arange(6) < survived[:, None])
    gifts = taken.sum(axis=1).astype(float)
    last = np.where(gifts > 0, 6 - np.argmax(taken[:, ::-1], axis=1), 0).astype(float)
    donors = BetaGeoBetaBinomial().fit(gifts, last, due)
    assert {limit.name for limit in donors.limits_} <= {"one_buying_chance", "one_leaving_chance"}
    found = {limit.name: limit.value for limit in donors.limits_}
    assert found.get("one_buying_chance", 0.4) == pytest.approx(0.4, abs=0.05)
    assert found.get("one_leaving_chance", 0.15) == pytest.approx(0.15, abs=0.05)
    assert np.isfinite(donors.expected_purchases(10, gifts, last, due)).all()
