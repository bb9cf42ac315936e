"""Suite `tool_choice`: does a question reach the right tool, the right question back, or the right refusal?

Two files of cases. `tool_choice.yaml` was seen while the router was being built; `tool_choice_fresh.yaml`
was written afterwards and nothing was changed because of it: its score is the honest one. A case counts as
right when the first tool called is one of those wanted (with the wanted arguments); "offered" counts the
cases where the wanted tool was called or stood among the three that were offered.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from copilot.agent.examples import examples, router_for
from copilot.agent.guards import refusal
from copilot.agent.offline.names import Vocabulary
from copilot.agent.offline.policy import Past, decide
from copilot.agent.offline.router import Router
from copilot.agent.toolkit import entries
from copilot.agent.vocabulary import vocabulary_or_nothing
from copilot.grounding.language import fold
from copilot.ports import Ports
from evals.suite import Miss, Result, Score
from tools.tool import Tool

CASES = Path(__file__).parent / "cases"
GATES = {
    "seen": {"easy": 0.96, "hard": 0.94, "ambiguous": 0.95, "adversarial": 0.88},
    "fresh": {"easy": 0.84, "hard": 0.8, "ambiguous": 0.85, "adversarial": 0.8},
}
OFFERED_GATE = {"seen": 0.96, "fresh": 0.88}
ASKED_GATE = 0.85


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what is wanted."""

    question: str
    kind: str
    wanted: tuple[str, ...]
    after: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)


def load(name: str) -> list[Case]:
    """The cases of one file."""
    raw = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [
        Case(
            question=one["q"],
            kind=one["class"],
            wanted=tuple(one["want"]) if isinstance(one["want"], list) else (one["want"],),
            after=one.get("after"),
            arguments=one.get("args", {}),
        )
        for one in raw
    ]


def run(ports: Ports) -> Result:
    """Both files on the real catalogue."""
    started = time.perf_counter()
    catalogue = {name: entry.tool for name, entry in entries(ports).items()}
    words, router = vocabulary_or_nothing(ports.warehouse), router_for(catalogue)
    learnt = {fold(text) for text, _ in examples(catalogue)}
    scores: list[Score] = []
    misses: list[Miss] = []
    notes: list[str] = []
    for label, file in (("seen", "tool_choice.yaml"), ("fresh", "tool_choice_fresh.yaml")):
        cases = load(file)
        unseen = [case for case in cases if fold(case.question) not in learnt]
        if len(unseen) < len(cases):
            notes.append(
                f"{label}: {len(cases) - len(unseen)} cases left out, because a tool lists them as an example"
            )
        known = [case for case in unseen if _can_be_met(case, catalogue)]
        if len(known) < len(unseen):
            notes.append(
                f"{label}: {len(unseen) - len(known)} cases want a tool that is not in the catalogue"
            )
        got = [(case, *_outcome(case, catalogue, words, router)) for case in known]
        by_kind: dict[str, list[bool]] = defaultdict(list)
        for case, said, offered in got:
            right = said in case.wanted
            by_kind[case.kind].append(right)
            if not right:
                misses.append(
                    Miss(case.question, " or ".join(case.wanted), said + (f" {offered}" if offered else ""))
                )
        scores += [
            Score(f"{label} {kind}", sum(hits), len(hits), GATES[label][kind])
            for kind, hits in sorted(by_kind.items())
        ]
        asked_back = [case for case, said, _ in got if said == "clarify"]
        scores.append(
            Score(
                f"{label} asked back rightly",
                sum("clarify" in case.wanted for case in asked_back),
                len(asked_back),
                ASKED_GATE,
            )
        )
        near = sum(
            said in case.wanted or bool(set(offered) & set(case.wanted)) for case, said, offered in got
        )
        scores.append(Score(f"{label} chosen or offered", near, len(got), OFFERED_GATE[label]))
    return Result("tool_choice", tuple(scores), tuple(misses), time.perf_counter() - started, tuple(notes))


def _can_be_met(case: Case, catalogue: Mapping[str, Tool]) -> bool:
    return any(want == "clarify" or want.startswith("refused:") or want in catalogue for want in case.wanted)


def _outcome(
    case: Case, catalogue: Mapping[str, Tool], words: Vocabulary, router: Router
) -> tuple[str, Sequence[str]]:
    """What the embedded model does with the question, and the tools it offers when unsure."""
    past: list[Past] = []
    if case.after is not None:
        before = decide(case.after, [], catalogue, words, router)
        past = [Past(case.after, before.tool, before.arguments, asked_back=before.kind == "ask")]
    reason = refusal(case.question)
    if reason is not None:
        return f"refused:{reason}", ()
    decision = decide(case.question, past, catalogue, words, router)
    if decision.kind == "call":
        given = {name: str(value) for name, value in decision.arguments.items()}
        wrong = {name: want for name, want in case.arguments.items() if given.get(name) != str(want)}
        return (f"{decision.tool} without {wrong}" if wrong else str(decision.tool)), ()
    said = {"ask": "clarify", "decline": f"refused:{decision.reason}", "offer": "offer", "say": "say"}[
        decision.kind
    ]
    return said, decision.names
