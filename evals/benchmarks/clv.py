"""How long fits and predictions take and what they reach, beside `lifetimes` where it is installed.

Run: `python -m evals.benchmarks.clv [--runs N] [--quick]`. Every measurement runs in a process of its own, one
after the other on the same data; shown are medians, the peak of the process's memory and the log-likelihood in
weeks at the parameters that each program found, by one and the same formula. Read the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Columns = tuple[Any, Any, Any]
CDNOW = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
CDNOW_PARETO = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}
# our task, theirs, title, customers, how many times faster it is meant to be
ROWS = (
    ("bg_fit", "lifetimes_bg_fit", "BG/NBD fit, as documented", 1_000_000, 100),
    ("bg_fit", "lifetimes_bg_grouped", "BG/NBD fit, lifetimes grouped by hand with weights", 1_000_000, 8),
    ("bg_fit", "", "BG/NBD fit", 5_000_000, 0),
    ("pareto_fit", "lifetimes_pareto_fit", "Pareto/NBD fit", 100_000, 150),
    ("pareto_flat", "", "Pareto/NBD fit where hardly anybody leaves", 100_000, 0),
    ("spend_fit", "lifetimes_spend_fit", "Gamma-Gamma fit", 400_000, 30),
    ("bg_predict", "lifetimes_bg_predict", "BG/NBD prediction", 1_000_000, 15),
)


def base(customers: int, seed: int = 0) -> Columns:
    """Customers of the BG/NBD of CDNOW on a daily grid, 27 to 39 weeks old, time in weeks."""
    rng = np.random.default_rng(seed)
    age = rng.integers(27 * 7, 39 * 7, customers) / 7
    rate, leave = rng.gamma(0.243, 1 / 4.414, customers), rng.beta(0.793, 2.426, customers)
    return _lived(rng, age, age, rate, leave)


def leaving_base(customers: int, scale: float = 11.669, seed: int = 0) -> Columns:
    """Customers of the Pareto/NBD of CDNOW on the same grid; a larger `scale` makes them stay longer."""
    rng = np.random.default_rng(seed)
    age = rng.integers(27 * 7, 39 * 7, customers) / 7
    rate = rng.gamma(0.553, 1 / 10.578, customers)
    gone = rng.exponential(1, customers) / np.maximum(rng.gamma(0.606, 1 / scale, customers), 1e-300)
    return _lived(rng, age, np.minimum(age, gone), rate, np.zeros(customers))


def _lived(rng: np.random.Generator, age: Any, end: Any, rate: Any, leave: Any) -> Columns:
    x, t_x, now = (np.zeros(age.size) for _ in range(3))
    active = np.arange(age.size)
    while active.size:
        now[active] += rng.exponential(1, active.size) / np.maximum(rate[active], 1e-300)
        day = np.ceil(now[active] * 7) / 7
        active, day = (
            active[(now[active] <= end[active]) & (day <= age[active])],
            day[(now[active] <= end[active]) & (day <= age[active])],
        )
        new = day > t_x[active]
        x[active[new]] += 1
        t_x[active] = day
        active = active[rng.random(active.size) >= leave[active]]
    return x, t_x, age


def spenders(customers: int) -> tuple[Any, Any]:
    """Repeat buyers of the Gamma-Gamma of CDNOW."""
    rng = np.random.default_rng(1)
    x = rng.geometric(0.35, customers).astype(float)
    return x, rng.gamma(6.25 * x) / (x * rng.gamma(3.74, 1 / 15.44, customers))


def stored(make: Callable[[int], Columns], customers: int) -> Columns:
    """What `make` gives, made in a process of its own so that the making does not count as memory of the fit."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "base.npy")
        code = f"import numpy as np; from evals.benchmarks.clv import {make.__name__} as make; np.save({path!r}, make({customers}))"
        subprocess.run([sys.executable, "-c", code], check=True)
        x, t_x, age = np.load(path)
    return x, t_x, age


def prepared(task: str, customers: int) -> Callable[[], dict[str, float]]:
    """The work of one measurement; data and imports are ready before the clock starts."""
    return {
        "bg_fit": _bg_fit, "bg_predict": _bg_predict, "pareto_fit": _pareto_fit, "pareto_flat": _pareto_flat,
        "spend_fit": _spend_fit, "lifetimes_bg_fit": _their_bg_fit, "lifetimes_bg_grouped": _their_bg_grouped,
        "lifetimes_bg_predict": _their_bg_predict, "lifetimes_pareto_fit": _their_pareto_fit,
        "lifetimes_spend_fit": _their_spend_fit,
    }[task](customers)  # fmt: skip


def _bg_fit(customers: int) -> Callable[[], dict[str, float]]:
    from tools.clv import BetaGeoNBD

    columns = stored(base, customers)
    return lambda: BetaGeoNBD().fit(*columns).params_


def _bg_predict(customers: int) -> Callable[[], dict[str, float]]:
    from tools.clv import BetaGeoNBD

    columns, model = base(customers), BetaGeoNBD.from_params(**CDNOW)
    return lambda: {"sum": float(np.sum(model.expected_purchases(52, *columns)))}


def _pareto_fit(customers: int) -> Callable[[], dict[str, float]]:
    from tools.clv import ParetoNBD

    columns = leaving_base(customers)
    return lambda: ParetoNBD().fit(*columns).params_


def _pareto_flat(customers: int) -> Callable[[], dict[str, float]]:
    from tools.clv import ParetoNBD

    columns = leaving_base(customers, scale=1e5)
    return lambda: ParetoNBD().fit(*columns).params_


def _spend_fit(customers: int) -> Callable[[], dict[str, float]]:
    from tools.clv import GammaGamma

    columns = spenders(customers)
    return lambda: GammaGamma().fit(*columns).params_


def _their_bg_fit(customers: int) -> Callable[[], dict[str, float]]:
    from lifetimes import BetaGeoFitter  # type: ignore[import-not-found,import-untyped,unused-ignore]

    columns = base(customers)
    return lambda: dict(BetaGeoFitter().fit(*columns).params_)


def _their_bg_grouped(customers: int) -> Callable[[], dict[str, float]]:
    import pandas as pd
    from lifetimes import BetaGeoFitter

    columns = base(customers)

    def work() -> dict[str, float]:
        cells = (
            pd.DataFrame(dict(zip("xtT", columns, strict=True))).groupby(["x", "t", "T"]).size().reset_index()
        )
        return dict(BetaGeoFitter().fit(cells["x"], cells["t"], cells["T"], weights=cells[0]).params_)

    return work


def _their_bg_predict(customers: int) -> Callable[[], dict[str, float]]:
    import pandas as pd
    from lifetimes import BetaGeoFitter

    columns, fitter = base(customers), BetaGeoFitter()
    fitter.params_ = pd.Series(CDNOW)
    predict = fitter.conditional_expected_number_of_purchases_up_to_time
    return lambda: {"sum": float(np.sum(predict(52, *columns)))}


def _their_pareto_fit(customers: int) -> Callable[[], dict[str, float]]:
    from lifetimes import ParetoNBDFitter

    columns = leaving_base(customers)
    return lambda: dict(ParetoNBDFitter().fit(*columns).params_)


def _their_spend_fit(customers: int) -> Callable[[], dict[str, float]]:
    import pandas as pd
    from lifetimes import GammaGammaFitter

    x, mean = map(pd.Series, spenders(customers))
    return lambda: dict(GammaGammaFitter().fit(x, mean).params_)


def reached(task: str, customers: int, parameters: dict[str, float]) -> float | None:
    """The log-likelihood at the parameters that a program found; a prediction's sum for a prediction."""
    from tools.clv.beta_geometric import Surface
    from tools.clv.observations import group
    from tools.clv.pareto_surface import ParetoSurface

    if "sum" in parameters:
        return parameters["sum"]
    if "spend" in task:
        return None
    if "pareto" in task:
        cells = group(*leaving_base(customers, scale=1e5 if "flat" in task else 11.669))
        return float(ParetoSurface(cells)(np.array([parameters[k] for k in ("r", "alpha", "s", "beta")]))[0])
    cells = group(*base(customers))
    return float(Surface(cells, 0)(np.array([parameters[k] for k in ("r", "alpha", "a", "b")]))[0])


def measure(task: str, customers: int) -> dict[str, Any]:
    """One measurement, in this process; memory is the peak on top of what the data took."""
    work = prepared(task, customers)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, start_cpu = time.perf_counter(), time.process_time()
    parameters = {name: float(value) for name, value in work().items()}
    seconds, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "seconds": seconds,
        "cpu": cpu,
        "peak_mb": peak / 1024,
        "before_mb": before / 1024,
        "parameters": parameters,
    }


def in_own_process(task: str, customers: int, runs: int) -> dict[str, Any] | None:
    """The median of a few processes; None where the peer is not installed."""
    found = []
    for _ in range(runs):
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "evals.benchmarks.clv",
            "--one",
            task,
            str(customers),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            missing = "No module named 'lifetimes'" in done.stderr
            print(
                f"{task}: {'lifetimes is not installed' if missing else done.stderr.strip()[-200:]}",
                file=sys.stderr,
            )
            return None
        found.append(json.loads(done.stdout.splitlines()[-1]))
    middle = sorted(found, key=lambda one: one["seconds"])[len(found) // 2]
    return {**middle, "cpu": statistics.median(one["cpu"] for one in found)}


def main() -> None:
    """Prints the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runs", type=int, default=3, help="processes a measurement of ours (theirs run once)"
    )
    parser.add_argument("--quick", action="store_true", help="a twentieth of the customers")
    parser.add_argument("--one", nargs=2, metavar=("TASK", "CUSTOMERS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one[0], int(options.one[1]))))
        return
    print(
        "| task | customers | ours, s (processor) | peak MB (data alone) | lifetimes, s (processor) | peak MB | times (by processor) | meant | log-likelihood ours | lifetimes |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for ours, theirs, title, size, meant in ROWS:
        customers = size // 20 if options.quick else size
        mine = in_own_process(ours, customers, options.runs)
        other = in_own_process(theirs, customers, 1) if theirs else None
        if mine is not None:
            print(_line(title, customers, meant, (ours, mine), (theirs, other)), flush=True)


def _line(
    title: str,
    customers: int,
    meant: int,
    ours: tuple[str, dict[str, Any]],
    theirs: tuple[str, dict[str, Any] | None],
) -> str:
    def height(task: str, found: dict[str, Any]) -> str:
        value = reached(task, customers, found["parameters"])
        return "-" if value is None else f"{value:,.2f}"

    task, mine = ours
    memory = f"{mine['peak_mb']:.0f} ({mine['before_mb']:.0f})"
    left = f"| {title} | {customers:,} | {mine['seconds']:.3f} ({mine['cpu']:.3f}) | {memory} |"
    other_task, other = theirs
    if other is None:
        return f"{left} - | - | - | - | {height(task, mine)} | - |"
    times = f"{other['seconds'] / mine['seconds']:.0f} ({other['cpu'] / mine['cpu']:.0f})"
    return (
        f"{left} {other['seconds']:.2f} ({other['cpu']:.2f}) | {other['peak_mb']:.0f} | {times} | {meant} | {height(task, mine)} | "
        f"{height(other_task, other)} |"
    )


if __name__ == "__main__":
    main()
