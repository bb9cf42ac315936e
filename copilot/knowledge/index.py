"""Retrieval: Chroma over hashed n-grams and BM25 over stems, joined by reciprocal ranks.

Passages are stored in both languages, because nothing lexical crosses from one to the other. A question
that shares too little with every passage gets no passage at all: an honest "I do not know".
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from copilot.grounding.language import content_stems, stems
from copilot.knowledge.contents import Entry, contents_digest, entries
from copilot.knowledge.embedding import VERSION, embedding_function
from copilot.ports import Passage

RANK_CONSTANT = 60
CANDIDATES = 20
ENOUGH = 0.42
"""Least share of the question's weight (rare words weigh more) that the best passage must cover."""


@dataclass(frozen=True, slots=True)
class _Document:
    entry: Entry
    language: str
    tokens: tuple[str, ...]
    strong: frozenset[str]
    """Stems of title and keywords."""


class KnowledgeIndex:
    """Implements `copilot.ports.Knowledge`. Safe to use from several threads of one process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def search(
        self, question: str, *, language: str, limit: int = 5, kind: str | None = None
    ) -> list[Passage]:
        """The passages nearest to the question, best first; none where nothing fits."""
        asked = content_stems(question)
        documents = self._documents[language if language in self._documents else "en"]
        if not asked:
            return []
        wanted = [i for i, d in enumerate(documents) if kind is None or d.entry.kind == kind]
        fused: Counter[int] = Counter()
        for ranking in (self._by_words(asked, language, wanted), self._by_grams(question, language, kind)):
            for rank, index in enumerate(ranking):
                fused[index] += 1 / (RANK_CONSTANT + rank)  # type: ignore[assignment]
        scored = [(self._coverage(asked, documents[i], language), score, i) for i, score in fused.items()]
        # Reciprocal ranks alone cannot tell a near miss from a hit; coverage can.
        ordered = sorted(scored, key=lambda one: (-(one[1] * RANK_CONSTANT / 2 + one[0]), one[2]))
        kept = [(c, s, i) for c, s, i in ordered if c >= ENOUGH][:limit]
        return [_passage(documents[i].entry, language, coverage) for coverage, _, i in kept]

    def _coverage(self, asked: Sequence[str], document: _Document, language: str) -> float:
        weights = {stem: self._idf(stem, language) for stem in set(asked)}
        held = sum(w for stem, w in weights.items() if stem in document.strong)
        held += 0.6 * sum(
            w for stem, w in weights.items() if stem not in document.strong and stem in document.tokens
        )
        return held / sum(weights.values())

    def _idf(self, stem: str, language: str) -> float:
        documents = self._documents[language]
        count = self._document_counts[language][stem]
        return math.log(1 + (len(documents) - count + 0.5) / (count + 0.5))

    def _by_words(self, asked: Sequence[str], language: str, wanted: Sequence[int]) -> list[int]:
        scores = self._bm25[language].get_scores(list(asked))
        ranked = sorted((i for i in wanted if scores[i] > 0), key=lambda i: (-float(scores[i]), i))
        return ranked[:CANDIDATES]

    def _by_grams(self, question: str, language: str, kind: str | None) -> list[int]:
        where: dict[str, Any] = {"language": language}
        if kind is not None:
            where = {"$and": [{"language": language}, {"kind": kind}]}
        with self._lock:
            found = self._collection.query(query_texts=[question], n_results=CANDIDATES, where=where)
        return [int(one["position"]) for one in found["metadatas"][0]]

    @cached_property
    def _documents(self) -> dict[str, list[_Document]]:
        out: dict[str, list[_Document]] = {}
        for language in ("ru", "en"):
            out[language] = [
                _Document(
                    entry,
                    language,
                    tuple(stems(f"{entry.title(language)} {entry.keywords} {entry.text(language)}")),
                    # Terms and keywords of both languages: "What is отток" and "churn" meet here.
                    frozenset(stems(f"{entry.title_ru} {entry.title_en} {entry.keywords}")),
                )
                for entry in entries()
            ]
        return out

    @cached_property
    def _document_counts(self) -> dict[str, Counter[str]]:
        return {
            language: Counter(stem for d in documents for stem in {*d.tokens, *d.strong})
            for language, documents in self._documents.items()
        }

    @cached_property
    def _bm25(self) -> dict[str, Any]:
        import bm25s

        out = {}
        for language, documents in self._documents.items():
            index = bm25s.BM25()
            index.index([[*d.tokens, *d.strong, *d.strong] for d in documents], show_progress=False)
            out[language] = _Bm25(index)
        return out

    @cached_property
    def _collection(self) -> Any:
        """The Chroma collection of these contents; one of other contents or another embedding is dropped."""
        import chromadb
        from chromadb.config import Settings

        self._folder.mkdir(parents=True, exist_ok=True)
        client = chromadb.PersistentClient(str(self._folder), settings=Settings(anonymized_telemetry=False))
        name = f"knowledge-v{VERSION}-{contents_digest()}"
        for old in client.list_collections():
            if old.name != name:
                client.delete_collection(old.name)
        collection = client.get_or_create_collection(
            name, embedding_function=embedding_function(), configuration={"hnsw": {"space": "cosine"}}
        )
        expected = sum(len(documents) for documents in self._documents.values())
        if collection.count() != expected:
            for language, documents in self._documents.items():
                collection.upsert(
                    ids=[f"{d.entry.id}.{language}" for d in documents],
                    documents=[
                        f"{d.entry.title(language)}. {d.entry.text(language)} {d.entry.keywords}"
                        for d in documents
                    ],
                    metadatas=[
                        {"language": language, "kind": d.entry.kind, "position": i}
                        for i, d in enumerate(documents)
                    ],
                )
        return collection


class _Bm25:
    """bm25s with words it has never seen left out, which it would refuse."""

    def __init__(self, index: Any) -> None:
        self._index = index

    def get_scores(self, asked: list[str]) -> Any:
        known = [stem for stem in asked if stem in self._index.vocab_dict]
        return self._index.get_scores(known) if known else [0.0] * int(self._index.scores["num_docs"])


def _passage(entry: Entry, language: str, score: float) -> Passage:
    return Passage(
        id=entry.id,
        kind=entry.kind,
        title=entry.title(language),
        text=entry.text(language),
        source=entry.source_in(language),
        year=entry.year,
        evidence=entry.evidence,
        score=round(score, 4),
    )
