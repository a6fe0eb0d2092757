"""An embedder that counts what it is asked, and can be told to fail; and a folder of articles."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import EmbeddingError
from rag.indexing.files import Scope
from rag.indexing.ingest import IngestSummary, ingest
from rag.settings import Settings
from vectorstore import open_store

ARTICLES: dict[str, str | bytes] = {
    "ferry.txt": "Ferry stops at noon\n\nThe ferry stopped at the pier. Nobody was hurt.",
    "north/bridge.MD": "# Bridge opens\n\nThe bridge opened on Monday.",
    "north/wind.text": "Wind rises\n\nThe wind rose at night.",
}


class CountingEmbedder:
    """Unit vectors made from the text's hash."""

    name = "counting"
    fingerprint = "hash-1"
    dimensions = 16

    def __init__(self, *, fail_at: int | None = None) -> None:
        self.texts: list[str] = []
        self.calls = 0
        self.fail_at = fail_at  # the call that fails, from 1

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls += 1
        if self.calls == self.fail_at:
            raise EmbeddingError("the embedder is out of order; try again")
        self.texts += texts
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
            vector = np.random.default_rng(seed).standard_normal(self.dimensions)
            rows[row] = vector / np.linalg.norm(vector)
        return rows


def write(folder: Path, articles: Mapping[str, str | bytes]) -> Path:
    """Write these files below the folder."""
    for path, content in articles.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read_in(
    index: Path,
    *paths: Path | Scope,
    embedder: CountingEmbedder | None = None,
    sync: bool = False,
    settings: Settings | None = None,
) -> IngestSummary:
    """Ingest these paths into the index."""
    settings = settings or Settings()
    return ingest(list(paths), settings=settings, index=index, embedder=embedder or CountingEmbedder(), sync=sync)


def paths_in(index: Path) -> list[str]:
    """The articles of the index, as root/path."""
    store = open_store(index)
    try:
        return sorted(f"{head.root}/{head.path}" for head in store.heads())
    finally:
        store.close()
