"""How long an allocation takes and how near to the best it is, beside general solvers.

Run: `python -m evals.benchmarks.budget [customers ...] [--seconds 130] [--blocks 10000000]`. Six offers; a budget and three
channels are limited. Every program runs in a process of its own, one after the other on the same data: ours, HiGHS on the
linear relaxation and as an integer program (through scipy), CBC (through PuLP) and CP-SAT (OR-tools) where they are
installed. Above `SOLVERS_UP_TO` customers only the linear relaxation is asked, above `RELAXED_UP_TO` nobody but us. The
last row streams blocks that do not fit into memory. Shown: seconds, what the plan is worth, the proven gap or what the
solver says of it, and the peak of the process's memory. Read the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

CHANNEL = ("email", "email", "sms", "sms", "call", "push")
SHARES = {"email": 0.4, "sms": 0.25, "call": 0.05}
SIZES = (10_000, 100_000, 1_000_000)
SOLVERS_UP_TO, RELAXED_UP_TO = 10_000, 100_000
BLOCK = 200_000
Result = dict[str, Any]


def tables(customers: int, seed: int = 1) -> tuple[Any, Any]:
    """Values and costs of six offers."""
    rng = np.random.default_rng(seed)
    return rng.gamma(2.0, 3.0, (customers, 6)) - 1.0, rng.gamma(2.0, 1.0, (customers, 6))


def limits(customers: int) -> dict[str, Any]:
    """Budget and capacities in proportion to the customers."""
    caps = {name: share * customers for name, share in SHARES.items()}
    return {"budget": 0.35 * customers, "channel": CHANNEL, "channel_caps": caps}


def ours(customers: int, _seconds: float) -> Result:
    from tools.budget import allocate

    value, cost = tables(customers)
    allocate(value[:500], cost[:500], **limits(500))  # what is imported late is imported now
    plan, took = timed(lambda: allocate(value, cost, **limits(customers)))
    return {"seconds": took, "worth": plan.objective, "gap": plan.gap}


def streamed(customers: int, _seconds: float) -> Result:
    from tools.budget import allocate_blocks

    def blocks() -> Iterator[tuple[Any, Any]]:
        for number in range(-(-customers // BLOCK)):
            yield tables(min(BLOCK, customers - number * BLOCK), seed=number)

    _, reading = timed(lambda: sum(len(value) for value, _ in blocks()))
    plan, took = timed(lambda: allocate_blocks(blocks, **limits(customers)))
    return {
        "seconds": took,
        "worth": plan.objective,
        "gap": plan.gap,
        "note": f"one reading of the blocks {reading:.0f} s",
    }


def relaxed(customers: int, seconds: float) -> Result:
    from scipy.optimize import linprog

    problem, (matrix, limit, offer, who) = rows(customers)
    worth = problem.value[offer, who]
    found, took = timed(
        lambda: linprog(-worth, A_ub=matrix, b_ub=limit, method="highs-ipm", options={"time_limit": seconds})
    )
    return {"seconds": took, "worth": None if found.fun is None else -found.fun, "note": found.message[:40]}


def integer(customers: int, seconds: float) -> Result:
    from scipy.optimize import Bounds, LinearConstraint, milp

    problem, (matrix, limit, offer, who) = rows(customers)
    found, took = timed(
        lambda: milp(
            -problem.value[offer, who],
            constraints=LinearConstraint(matrix, -np.inf, limit),
            integrality=np.ones(offer.size),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 1e-4, "time_limit": seconds},
        )
    )
    return {"seconds": took, "worth": None if found.x is None else -found.fun, "gap": found.mip_gap}


def cbc(customers: int, seconds: float) -> Result:
    import pulp

    problem, (matrix, limit, offer, who) = rows(customers)
    model = pulp.LpProblem("allocation", pulp.LpMaximize)
    take = [pulp.LpVariable(f"x{i}", cat="Binary") for i in range(offer.size)]
    model += pulp.lpDot(problem.value[offer, who].tolist(), take)
    start = matrix.indptr
    for row in range(matrix.shape[0]):
        inside = slice(start[row], start[row + 1])
        model += (
            pulp.lpDot(matrix.data[inside].tolist(), [take[i] for i in matrix.indices[inside]]) <= limit[row]
        )
    solver = pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, gapRel=1e-4)
    _, took = timed(lambda: model.solve(solver))
    return {"seconds": took, "worth": pulp.value(model.objective), "note": pulp.LpStatus[model.status]}


def cp_sat(customers: int, seconds: float) -> Result:
    from ortools.sat.python import cp_model

    problem, (matrix, limit, offer, who) = rows(customers)
    model, scale = cp_model.CpModel(), 1_000
    take = [model.new_bool_var("") for _ in range(offer.size)]
    worth = problem.value[offer, who]
    start = matrix.indptr
    for row in range(matrix.shape[0]):
        inside = slice(start[row], start[row + 1])
        weights = np.ceil(matrix.data[inside] * scale).astype(int).tolist()
        model.add(
            sum(w * take[i] for w, i in zip(weights, matrix.indices[inside], strict=True))
            <= int(limit[row] * scale)
        )
    model.maximize(sum(int(w * scale) * x for w, x in zip(worth, take, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    status, took = timed(lambda: solver.solve(model))
    return {"seconds": took, "worth": solver.objective_value / scale, "note": solver.status_name(status)}


def rows(customers: int) -> tuple[Any, tuple[Any, Any, Any, Any]]:
    """The problem and its constraints as a sparse matrix."""
    from tools.budget.dual import linear_rows
    from tools.budget.problem import state_problem

    problem = state_problem(*tables(customers), **limits(customers))
    return problem, linear_rows(problem, np.arange(customers), problem.budget, problem.caps)


PROGRAMS: dict[str, tuple[str, str | None, Callable[[int, float], Result]]] = {
    "ours": ("ours", None, ours),
    "relaxed": ("HiGHS, linear relaxation only", "scipy", relaxed),
    "integer": ("HiGHS, integer, gap 1e-4", "scipy", integer),
    "cbc": ("CBC, integer, gap 1e-4", "pulp", cbc),
    "cp_sat": ("CP-SAT", "ortools", cp_sat),
    "streamed": ("ours, in blocks", None, streamed),
}


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def in_own_process(name: str, customers: int, seconds: float) -> Result | None:
    """What the program says of itself; None where it is not installed, a note where it gave up."""
    needs = PROGRAMS[name][1]
    if needs is not None:
        try:
            version(needs)
        except PackageNotFoundError:
            return None
    command = [
        sys.executable,
        "-m",
        "evals.benchmarks.budget",
        "--only",
        name,
        str(customers),
        "--seconds",
        str(seconds),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=4 * seconds + 600, check=False)
    except subprocess.TimeoutExpired:
        return {"seconds": None, "worth": None, "note": "no answer"}
    if done.returncode:
        return {"seconds": None, "worth": None, "note": done.stderr.strip().splitlines()[-1][:60]}
    found: Result = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("customers", nargs="*", type=int)
    parser.add_argument("--seconds", type=float, default=130)
    parser.add_argument("--blocks", type=int, default=0)
    parser.add_argument("--only")
    asked = parser.parse_args()
    if asked.only:
        found = PROGRAMS[asked.only][2](asked.customers[0], asked.seconds)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found | {"megabytes": peak}))
        return
    print(
        "| customers | program | s | times ours | worth | gap or note | peak MB |\n|---|---|---|---|---|---|---|"
    )
    for customers in asked.customers or SIZES:
        names = ["ours"]
        names += ["relaxed"] if customers <= RELAXED_UP_TO else []
        names += ["integer", "cbc", "cp_sat"] if customers <= SOLVERS_UP_TO else []
        base = None
        for name in names:
            told = in_own_process(name, customers, asked.seconds)
            if told is not None:
                base = told["seconds"] if name == "ours" else base
                print(line(customers, PROGRAMS[name][0], told, base), flush=True)
    if asked.blocks:
        streaming = in_own_process("streamed", asked.blocks, asked.seconds)
        if streaming is not None:
            print(line(asked.blocks, PROGRAMS["streamed"][0], streaming, None))


def line(customers: int, title: str, found: Result, base: float | None) -> str:
    took, worth = found["seconds"], found.get("worth")
    times = "" if took is None or base is None else f"{took / base:,.0f}"
    said = "; ".join(
        part
        for part in (f"{found['gap']:.1e}" if found.get("gap") is not None else "", found.get("note", ""))
        if part
    )
    shown = (
        f"{customers:,}",
        title,
        "–" if took is None else f"{took:.2f}",
        times,
        "–" if worth is None else f"{worth:,.2f}",
        said,
        f"{found['megabytes']:,.0f}" if "megabytes" in found else "–",
    )
    return "| " + " | ".join(shown) + " |"


if __name__ == "__main__":
    main()
