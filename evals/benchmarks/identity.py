"""How long a million records take to become persons, and how right that is.

Run: `python -m evals.benchmarks.identity [records ...]`. The records are made up: two and a half a person; an
e-mail in 60 % of them, a telephone in 70 %, a card in 50 %; 2 % of the telephones and 1 % of the e-mails are
placeholders, 4 % of the people share a telephone with somebody else; every field has slips of the pen. With
`--febrl FOLDER` the public sets of person records in that folder are resolved instead, by rules and with Splink.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from tools.identity import resolve, score_pairs

PEOPLE_SHARE = 0.404
GIVEN, SURNAMES = 300, 20_000
SLIP = 0.03


def records(size: int, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """The table and, for each record, its person."""
    rng = np.random.default_rng(seed)
    people = max(2, round(size * PEOPLE_SHARE))
    person = rng.permutation(np.concatenate([np.arange(people), rng.integers(0, people, size - people)]))
    given, surname = _zipf(GIVEN, people, rng), _zipf(SURNAMES, people, rng)
    birth = np.datetime64("1945-01-01") + rng.integers(0, 365 * 60, people)
    phone = rng.permutation(people) + 9_000_000_000
    shares = rng.random(people) < 0.04
    phone[shares] = phone[rng.integers(0, people, int(shares.sum()))]
    words = np.array([_word(i, 5) for i in range(GIVEN)]), np.array([_word(i, 7) for i in range(SURNAMES)])
    mail = np.char.add(np.char.add(words[1][surname], np.arange(people).astype(str)), "@mail.ru")

    written = phone[person] + np.where(rng.random(size) < SLIP, 10 ** rng.integers(0, 7, size), 0)
    form = rng.integers(0, 3, size)
    digits = written.astype(str)
    phones = np.where(form == 0, np.char.add("+7", digits), np.where(form == 1, np.char.add("8", digits), digits)).astype(object)  # fmt: skip
    phones[rng.random(size) < 0.02] = "79999999999"
    mails = np.where(rng.random(size) < 0.3, np.char.upper(mail[person]), mail[person]).astype(object)
    slips = np.flatnonzero(rng.random(size) < SLIP)
    mails[slips] = [f"x{m}" for m in mails[slips]]
    mails[rng.random(size) < 0.01] = "no@email.ru"
    frame = pd.DataFrame(
        {
            "record_id": np.arange(size),
            "given_name": _with_slips(words[0][given[person]], rng),
            "surname": _with_slips(words[1][surname[person]], rng),
            "birth_date": np.datetime_as_string(birth[person]).astype(object),
            "phone": phones,
            "email": mails,
            "card": np.char.add("22", np.char.zfill(person.astype(str), 8)).astype(object),
        }
    )
    for column, known in (("given_name", 0.95), ("surname", 0.7), ("birth_date", 0.4), ("phone", 0.7), ("email", 0.6), ("card", 0.5)):  # fmt: skip
        frame.loc[rng.random(size) >= known, column] = None
    return frame.astype({c: "str" for c in frame.columns if c != "record_id"}), person


def measure(size: int) -> None:
    """Two tables of this size: with keys and given names only, and with surnames and dates of birth too."""
    frame, person = records(size)
    for what, table in (
        ("keys and given name", frame.drop(columns=["surname", "birth_date"])),
        ("all columns", frame),
    ):
        seconds, work = [], []
        for _ in range(3):
            start, busy = time.perf_counter(), time.process_time()
            found = resolve(table)
            seconds.append(time.perf_counter() - start)
            work.append(time.process_time() - busy)
        score = score_pairs(found.persons["person_id"], person)
        most = int(found.persons["person_id"].value_counts().iloc[0])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:>9,} records, {what}: {np.median(seconds):.2f} s wall, {np.median(work):.2f} s of processor (medians of 3), precision {score.precision:.5f}, recall {score.recall:.4f}, largest person {most}, {len(found.conflicts):,} conflicts, peak RSS {peak:,.0f} MiB"
        )


def febrl(folder: Path) -> None:
    """The public sets, by rules and with Splink."""
    for name in ("febrl_dataset1", "febrl_dataset2", "febrl_dataset3", "fake_1000"):
        frame = pd.read_csv(folder / f"{name}.csv", skipinitialspace=True)
        truth = frame["rec_id"].str.extract(r"rec-(\d+)")[0] if "rec_id" in frame else frame["cluster"]
        table = frame.drop(columns="cluster", errors="ignore")
        for method in ("deterministic", "probabilistic"):
            start = time.perf_counter()
            found = resolve(table, method=method)
            seconds = time.perf_counter() - start
            score = score_pairs(found.persons["person_id"], truth)
            print(
                f"{name} {method}: precision {score.precision:.4f}, recall {score.recall:.4f}, F1 {score.f1:.4f}, {len(found.conflicts)} conflicts, {seconds:.1f} s"
            )


def _zipf(kinds: int, size: int, rng: np.random.Generator) -> np.ndarray:
    weight = 1 / (np.arange(kinds) + 10.0)
    return rng.choice(kinds, size, p=weight / weight.sum())


def _word(number: int, length: int) -> str:
    """A word of its own for each number, unlike its neighbours."""
    rng = np.random.default_rng([number, length])
    return "".join(
        ("bdfgklmnprstvz"[a] + "aeiou"[b]) for a, b in rng.integers(0, (14, 5), (length // 2 + 1, 2))
    )


def _with_slips(words: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    out = words.astype(object)
    for i in np.flatnonzero(rng.random(out.size) < SLIP):
        at = int(rng.integers(0, len(out[i])))
        out[i] = out[i][:at] + "q" + out[i][at + 1 :]
    return out


if __name__ == "__main__":
    if "--febrl" in sys.argv:
        febrl(Path(sys.argv[sys.argv.index("--febrl") + 1]))
    else:
        for wanted in [int(size) for size in sys.argv[1:]] or [100_000, 1_000_000]:
            measure(wanted)
