"""Suite `numbers`: are all shown figures borne out by facts, and are planted faults caught?

Every reading tool is run on the data, its answer is worded in both languages and its slots are filled. The
verifier then reads the *filled* text, as if a model had written the digits itself: a true sentence that it
withholds is a false alarm, and a mutant (a digit, unit, sign, % for pp, period, segment or rounding changed)
that it lets through is a miss.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from copilot.agent.offline.wording import words_for
from copilot.agent.toolkit import entries
from copilot.errors import CopilotError
from copilot.grounding.evidence import Evidence
from copilot.grounding.slots import BrokenSlot, fill
from copilot.grounding.verifier import sentences, verify
from copilot.ports import Ports
from copilot.services import runs
from evals.mutants import KINDS, mutants
from evals.suite import Miss, Result, Score
from tools.errors import ToolError
from tools.facts import ToolResult

CASES = Path(__file__).parent / "cases" / "numbers.yaml"
KILL_GATE = 0.99
TRUE_GATE = 0.99


@dataclass(frozen=True, slots=True)
class _Worded:
    """One answer: its text with slots, the same filled, and what it rests on."""

    result: ToolResult
    language: str
    slotted: str
    evidence: Evidence


def run(ports: Ports) -> Result:
    """Both checks over every tool that the data allow."""
    started = time.perf_counter()
    unsupported: list[Miss] = []
    alarms: list[Miss] = []
    survivors: list[Miss] = []
    shown = true = 0
    killed: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    notes: list[str] = []
    for worded in _answers(ports, notes):
        for part in sentences(worded.slotted):
            shown += 1
            name = f"{worded.result.tool}.{worded.language}"
            verdict = verify(part, worded.evidence, worded.language)
            if not verdict.holds:
                unsupported.append(
                    Miss(part.strip(), "borne out by facts", f"{name}: {_codes(verdict.problems)}")
                )
                continue
            try:
                filled = fill(part, worded.evidence.facts.get, worded.language)
            except BrokenSlot as error:
                unsupported.append(Miss(part.strip(), "a known slot", f"{name}: {error}"))
                continue
            true += 1
            again = verify(filled, worded.evidence, worded.language)
            if not again.holds:
                alarms.append(Miss(filled.strip(), "shown", f"{name}: {_codes(again.problems)}"))
                continue
            for mutant in mutants(filled, worded.language, worded.evidence):
                planted[mutant.kind] += 1
                if verify(mutant.sentence, worded.evidence, worded.language).holds:
                    survivors.append(
                        Miss(mutant.sentence.strip(), f"withheld ({mutant.kind})", f"{name}: shown")
                    )
                else:
                    killed[mutant.kind] += 1
    scores = [
        Score("sentences of templates borne out", shown - len(unsupported), shown, 1.0),
        Score("true figures shown", true - len(alarms), true, TRUE_GATE),
        Score("mutants withheld", killed.total(), planted.total(), KILL_GATE),
        *(
            Score(f"mutants withheld: {kind}", killed[kind], planted[kind], 0.9)
            for kind in KINDS
            if planted[kind]
        ),
    ]
    return Result(
        "numbers",
        tuple(scores),
        (*unsupported, *alarms, *survivors),
        time.perf_counter() - started,
        tuple(notes),
    )


def _answers(ports: Ports, notes: list[str]) -> Iterator[_Worded]:
    known = {name: entry.tool for name, entry in entries(ports).items()}
    wanted: list[tuple[str, Mapping[str, Any]]] = [(name, {}) for name in ports.tools()]
    wanted += [(one["tool"], one["args"]) for one in yaml.safe_load(CASES.read_text(encoding="utf-8"))]
    for name, arguments in wanted:
        if name not in known:
            continue
        try:
            result = runs.run_tool(ports, name, arguments)
        except (ToolError, CopilotError) as error:
            notes.append(f"{name} {dict(arguments)} left out: {error}")
            continue
        for language in ("ru", "en"):
            yield _Worded(result, language, words_for(result, language, known[name]), Evidence((result,)))


def _codes(problems: Any) -> str:
    return "; ".join(f"{problem.code} {problem.detail}" for problem in problems)
