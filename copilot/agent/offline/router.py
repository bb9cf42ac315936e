"""Which tool a question asks for, learnt from the example questions of the tools themselves.

Three views of a question are compared with every example: character n-grams (typos, inflection), stems
(words and word pairs) and concepts (one name for the many words, Russian and English, of one idea, so that
examples in one language teach the other). Their similarities are added into one kernel, and kernel ridge
regression gives each tool a score. Fitting solves one linear system over the examples, well under a second
for a few thousand, and is exact: the same examples always give the same router.

How sure it is comes from the examples too: each example's leave-one-out score has a closed form, and the
softmax temperature is the one under which those scores predict best.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from copilot.agent.offline.concepts import concepts
from copilot.grounding.language import content_stems, fold, stem, stems, words

ELSEWHERE = "out_of_scope"
"""Name of the questions that are for none of the tools; their words count as unknown ones."""
RIDGE = 0.3
MENDED_FROM = 6
"""Letters that a word must have before it is taken for a misspelt one."""
VIEW_WEIGHTS = (0.5, 0.3, 0.2)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A tool with the probability that the question is for it."""

    name: str
    probability: float


def char_grams(text: str) -> list[str]:
    """Character 2- to 5-grams inside words, with word edges marked."""
    out = []
    for word in fold(text).split():
        edged = f" {word} "
        for size in (2, 3, 4, 5):
            out += [edged[i : i + size] for i in range(len(edged) - size + 1)]
    return out


def word_grams(text: str) -> list[str]:
    """Stems and pairs of neighbouring stems."""
    found = stems(text)
    return [*found, *(f"{a} {b}" for a, b in pairwise(found))]


def idea_grams(text: str) -> list[str]:
    """The concepts of a text and every pair of them: "channel" with "money" asks something else than
    "channel" with "reach"."""
    found = concepts(text)
    return [*found, *(f"{a}+{b}" for a, b in combinations(sorted(set(found)), 2))]


class View:
    """One way to look at a text, as TF-IDF vectors of unit length."""

    def __init__(self, split: Callable[[str], Sequence[str]], texts: Sequence[str]) -> None:
        from scipy.sparse import csr_array

        self._split = split
        counted = [Counter(split(text)) for text in texts]
        seen = Counter(term for count in counted for term in count)
        self._column = {term: number for number, term in enumerate(seen)}
        self._idf = np.array([np.log((1 + len(texts)) / (1 + n)) + 1 for n in seen.values()])
        rows, columns, values = [], [], []
        for row, count in enumerate(counted):
            weights = self._weights(count)
            rows += [row] * len(weights)
            columns += list(weights)
            values += list(weights.values())
        self.matrix: Any = csr_array((values, (rows, columns)), shape=(len(texts), max(len(seen), 1)))

    PARTS = ("terms", "idf", "data", "indices", "indptr")

    def parts(self) -> dict[str, Any]:
        """The arrays that make up the view."""
        matrix = self.matrix
        return dict(
            zip(
                self.PARTS,
                (np.array(list(self._column)), self._idf, matrix.data, matrix.indices, matrix.indptr),
                strict=True,
            )
        )

    @classmethod
    def of(cls, split: Callable[[str], Sequence[str]], parts: Mapping[str, Any]) -> View:
        """The view that `parts` came from."""
        from scipy.sparse import csr_array

        view = cls.__new__(cls)
        view._split = split
        view._column = {str(term): number for number, term in enumerate(parts["terms"])}
        view._idf = parts["idf"]
        shape = (len(parts["indptr"]) - 1, max(len(view._column), 1))
        view.matrix = csr_array((parts["data"], parts["indices"], parts["indptr"]), shape=shape)
        return view

    def _weights(self, count: Mapping[str, int]) -> dict[int, float]:
        raw = {
            self._column[term]: (1 + np.log(times)) * self._idf[self._column[term]]
            for term, times in count.items()
            if term in self._column
        }
        size = float(np.sqrt(sum(value**2 for value in raw.values())))
        return {column: value / size for column, value in raw.items()} if size else {}

    def similarities(self, text: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Cosine with every training text."""
        weights = self._weights(Counter(self._split(text)))
        vector = np.zeros(self.matrix.shape[1])
        vector[list(weights)] = list(weights.values())
        out: np.ndarray[Any, np.dtype[np.float64]] = self.matrix @ vector
        return out


SPLITS: tuple[Callable[[str], Sequence[str]], ...] = (char_grams, word_grams, idea_grams)


class Router:
    """Ranks tools for a question. Built from pairs of example question and tool name."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        pairs = list(dict.fromkeys(examples))
        texts = [text for text, _ in pairs]
        self.names = sorted({name for _, name in pairs})
        self._words = {word for text, name in pairs if name != ELSEWHERE for word in content_stems(text)}
        self._spelt = {word for text in texts for word in words(text)}
        self._views = [View(split, texts) for split in SPLITS]
        kernel = np.zeros((len(texts), len(texts)))
        for weight, view in zip(VIEW_WEIGHTS, self._views, strict=True):
            kernel += weight * (view.matrix @ view.matrix.T).toarray()
        labels = np.array([self.names.index(name) for _, name in pairs])
        targets = np.eye(len(self.names))[labels]
        # A tool with many examples must not win by their number alone.
        sizes = np.bincount(labels, minlength=len(self.names))
        prior = np.sqrt(sizes.mean() / sizes)
        inverse = np.linalg.inv(kernel + RIDGE * np.eye(len(texts)))
        self._alpha = (inverse @ targets) * prior
        # Leave-one-out prediction in closed form: y_i - (K^-1 y)_i / (K^-1)_ii.
        left_out = targets - (inverse @ targets) / np.diag(inverse)[:, None]
        self._temperature = _best_temperature(left_out * prior, labels)

    def save(self, file: Path) -> None:
        """Writes the fitted router; another process may read the file while it is replaced."""
        parts: dict[str, Any] = {
            "names": np.array(self.names),
            "words": np.array(sorted(self._words)),
            "spelt": np.array(sorted(self._spelt)),
            "alpha": self._alpha,
            "temperature": np.array(self._temperature),
        }
        for number, view in enumerate(self._views):
            parts |= {f"{name}_{number}": value for name, value in view.parts().items()}
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".npz", delete=False) as scratch:
            np.savez(scratch, **parts)
        Path(scratch.name).replace(file)

    @classmethod
    def load(cls, file: Path) -> Router:
        """Reads what `save` wrote."""
        with np.load(file, allow_pickle=False) as parts:
            router = cls.__new__(cls)
            router.names = [str(name) for name in parts["names"]]
            router._words = {str(word) for word in parts["words"]}
            router._spelt = {str(word) for word in parts["spelt"]}
            router._alpha = parts["alpha"]
            router._temperature = float(parts["temperature"])
            router._views = [
                View.of(split, {name: parts[f"{name}_{number}"] for name in View.PARTS})
                for number, split in enumerate(SPLITS)
            ]
        return router

    def rank(self, question: str, *, limit: int = 3) -> list[Ranked]:
        """The most probable tools, best first."""
        mended = self._mended(question)
        similarity = sum(
            weight * view.similarities(mended) for weight, view in zip(VIEW_WEIGHTS, self._views, strict=True)
        )
        probabilities = _softmax((similarity @ self._alpha)[None, :] / self._temperature)[0]
        order = np.argsort(-probabilities, kind="stable")[:limit]
        return [Ranked(self.names[i], float(probabilities[i])) for i in order]

    def _mended(self, question: str) -> str:
        """The question with words that nothing knows replaced by the closest known one with the same first
        letter, if one is close: a typo must not cost a word. What has no close relative (a name, say) stays."""
        out = []
        for word in words(question):
            known = len(word) < MENDED_FROM or word in self._spelt or stem(word) in self._words
            if known or word.isdigit() or concepts(word):
                out.append(word)
                continue
            alike = [one for one in self._spelt if one[0] == word[0] and abs(len(one) - len(word)) < 3]
            out.append(next(iter(get_close_matches(word, sorted(alike), n=1, cutoff=0.8)), word))
        return " ".join(out)

    def familiarity(self, question: str, names: Iterable[str] = ()) -> float:
        """Share of the question's words that any example, any concept or any of `names` knows, typos
        forgiven. A question about something else altogether has a low one."""
        asked = content_stems(question)
        own = {stem for name in names for stem in stems(name)}
        if not asked:
            return 1.0 if concepts(question) else 0.0
        return sum(self._knows(word, own) for word in asked) / len(asked)

    def _knows(self, word: str, own: set[str]) -> float:
        if word in self._words or word in own or concepts(word):
            return 1.0
        if len(word) < 4 or word.isdigit():
            return 0.0
        return 0.8 if get_close_matches(word, self._words, n=1, cutoff=0.8) else 0.0


def _softmax(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    out: np.ndarray[Any, Any] = shifted / shifted.sum(axis=1, keepdims=True)
    return out


def _best_temperature(scores: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> float:
    grid = np.geomspace(0.01, 1.0, 41)
    losses = [
        -np.log(np.maximum(_softmax(scores / t)[np.arange(len(labels)), labels], 1e-12)).mean() for t in grid
    ]
    return float(grid[int(np.argmin(losses))])
