"""What the uplift metrics cost and how well the selector ranks, beside scikit-uplift (and LightGBM) where installed.

Run: `python -m evals.benchmarks.uplift [--rows 5] [--splits 10] [--data FILE]`. `--data` is the public Hillstrom file;
without it only the metrics are timed. Programs take turns in one process; read the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

FEATURES = ("recency", "history_segment", "history", "mens", "womens", "zip_code", "newbie", "channel")


def metric_rows(rows: int) -> tuple[Any, Any, Any]:
    """(outcome, score, treatment) of a test with a true order and no ties."""
    rng = np.random.default_rng(0)
    score, treated = rng.normal(size=rows), rng.integers(0, 2, rows)
    return (rng.random(rows) < 0.1 + 0.03 * treated * (score > 0)).astype(int), score, treated


def timed(work: Callable[[], float]) -> tuple[float, float]:
    """(CPU seconds, the answer)."""
    start = time.process_time()
    answer = work()
    return time.process_time() - start, answer


def metrics(millions: float, runs: int = 3) -> None:
    """Prints Qini's CPU time beside scikit-uplift's on the same rows, runs in turns, medians."""
    from tools.uplift import qini_auc

    y, score, treated = metric_rows(int(millions * 1e6))
    programs: dict[str, Callable[[], float]] = {"ours": lambda: qini_auc(y, score, treated)}
    if find_spec("sklift"):
        from sklift.metrics import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
            qini_auc_score,
        )

        programs["scikit-uplift"] = lambda: float(qini_auc_score(y, score, treated))
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, work in programs.items():
            seen[name].append(timed(work))
    own = statistics.median(s for s, _ in seen["ours"])
    for name, found in seen.items():
        seconds = statistics.median(s for s, _ in found)
        print(
            f"Qini, {millions:g}M rows | {name} | {seconds:.2f} CPU s | {seconds / own:.1f} | {found[0][1]!r}"
        )


def peers() -> dict[str, Callable[[], Any]]:
    """scikit-uplift's learners on logistic regression and, where it is installed, LightGBM."""
    if not find_spec("sklift"):
        return {}
    from sklearn.linear_model import LogisticRegression
    from sklift.models import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
        ClassTransformation,
        SoloModel,
        TwoModels,
    )

    def linear() -> Any:
        return LogisticRegression(max_iter=300)

    found: dict[str, Callable[[], Any]] = {
        "S with interactions, logistic": lambda: SoloModel(linear(), method="treatment_interaction"),
        "T, logistic": lambda: TwoModels(linear(), linear()),
        "class transformation, logistic": lambda: ClassTransformation(linear()),
    }
    if find_spec("lightgbm"):
        from lightgbm import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
            LGBMClassifier,
        )

        def trees() -> Any:
            return LGBMClassifier(n_estimators=100, num_leaves=8, learning_rate=0.05, verbose=-1, n_jobs=1)

        found |= {
            "S, LightGBM": lambda: SoloModel(trees()),
            "T, LightGBM": lambda: TwoModels(trees(), trees()),
            "class transformation, LightGBM": lambda: ClassTransformation(trees()),
        }
    return found


def hillstrom(path: Path, mail: str, splits: int) -> None:
    """Prints mean and spread of the Qini on the unseen halves of random 50/50 splits of one arm against none."""
    import pandas as pd
    from sklearn.model_selection import train_test_split

    from tools.uplift import UpliftSelector, qini_auc

    frame = pd.read_csv(path)
    frame = frame[frame["segment"].isin([mail, "No E-Mail"])].reset_index(drop=True)
    treated, visit = (frame["segment"] == mail).astype(int), frame["visit"]
    X = pd.get_dummies(frame[list(FEATURES)]).astype(float)
    X = (X - X.mean()) / X.std()
    X.columns = [f"f{i}_{name}"[:12].replace(" ", "_") for i, name in enumerate(X.columns)]
    plain = X.rename(columns=lambda name: "".join(c if c.isalnum() else "_" for c in name))
    found: dict[str, list[float]] = {}
    chosen = []
    for seed in range(splits):
        learn, test = train_test_split(
            np.arange(len(X)), test_size=0.5, random_state=seed, stratify=treated * 2 + visit
        )
        own = UpliftSelector().fit(plain.iloc[learn], treated.iloc[learn], visit.iloc[learn])
        chosen.append(own.best_)
        scores = {"UpliftSelector": own.predict(plain.iloc[test])}
        for name, make in peers().items():
            model = make().fit(plain.iloc[learn], visit.iloc[learn], treated.iloc[learn])
            scores[name] = model.predict(plain.iloc[test])
        for name, score in scores.items():
            found.setdefault(name, []).append(qini_auc(visit.iloc[test], score, treated.iloc[test]))
    print(f"{mail}: chosen {chosen}")
    for name, values in sorted(found.items(), key=lambda item: -statistics.mean(item[1])):
        spread = statistics.stdev(values) if len(values) > 1 else float("nan")
        print(f"{name} | {statistics.mean(values):.4f} ± {spread:.4f}")


def main() -> None:
    """Runs what was asked for and prints it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=float, default=5.0, help="millions of rows for the metrics")
    parser.add_argument("--splits", type=int, default=10)
    parser.add_argument("--data", type=Path, help="hillstrom_email_60pct.csv.gz")
    args = parser.parse_args()
    metrics(args.rows)
    if args.data:
        for mail in ("Womens E-Mail", "Mens E-Mail"):
            hillstrom(args.data, mail, args.splits)


if __name__ == "__main__":
    main()
