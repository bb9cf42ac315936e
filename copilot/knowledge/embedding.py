"""A text as a vector of hashed character n-grams: no download, no network, the same on every machine."""

from __future__ import annotations

import math
import re
import zlib
from typing import Any

from copilot.grounding.language import fold

DIMENSIONS = 2048
VERSION = 1


def embed(text: str) -> list[float]:
    """The unit vector of a text's 3- to 5-grams."""
    vector = [0.0] * DIMENSIONS
    for word in re.findall(r"\w+", fold(text)):
        edged = f" {word} "
        for size in (3, 4, 5):
            for i in range(len(edged) - size + 1):
                number = zlib.crc32(edged[i : i + size].encode())
                vector[number % DIMENSIONS] += 1.0 if number >> 31 else -1.0
    length = math.sqrt(sum(value * value for value in vector)) or 1.0
    return [value / length for value in vector]


def embedding_function() -> Any:
    """The same as Chroma's embedding function. Defined on demand, because importing Chroma takes a second."""
    from chromadb.api.types import Documents, EmbeddingFunction, Embeddings

    class HashNgrams(EmbeddingFunction[Documents]):
        def __init__(self) -> None:
            pass

        def __call__(self, input: Documents) -> Embeddings:  # noqa: A002
            import numpy as np

            return [np.array(embed(text), dtype=np.float32) for text in input]

        @staticmethod
        def name() -> str:
            return f"cvm-hash-ngrams-{VERSION}"

        def get_config(self) -> dict[str, Any]:
            return {"version": VERSION}

        @staticmethod
        def build_from_config(config: dict[str, Any]) -> EmbeddingFunction[Documents]:  # noqa: ARG004
            return HashNgrams()

        def default_space(self) -> Any:
            return "cosine"

        def supported_spaces(self) -> Any:
            return ["cosine"]

    return HashNgrams()
