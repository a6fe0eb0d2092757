"""A public set as an archive that only words are searched in: nothing is embedded but what is read."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from evals.bench.sets import PublicSet
from rag.embedding.meaning import Meaning
from rag.indexing.ingest import ingest
from rag.retrieval.freshness import FileChecker
from rag.retrieval.retrieve import Retriever
from rag.settings import Settings
from vectorstore import open_store

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEFAULT_WORK = Path(tempfile.gettempdir()) / "dateline-training"
_REMEMBERED = 20_000  # sentences; each is read for many questions


class NoVectors:
    """Stands in for an embedder where the dense leg is never asked."""

    name = "no-vectors"
    fingerprint = "no-vectors"
    dimensions = 1

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same unit vector for every text."""
        return np.ones((len(texts), 1), dtype=np.float32)


def open_for_training(public: PublicSet, work: Path) -> tuple[Retriever, dict[str, str]]:
    """A retriever for lexical search over the set, and each article's id by its path."""
    place = work / f"{public.name}-{public.sha256[:12]}"
    folder, index = place / "articles", place / "index"
    ids = {f"{number:06d}.txt": article.id for number, article in enumerate(public.articles)}
    if not folder.is_dir():
        folder.mkdir(parents=True)
        for name, article in zip(ids, public.articles, strict=True):
            (folder / name).write_text(f"{article.title}\n\n{article.text}\n", encoding="utf-8")
    embedder = NoVectors()
    ingest([folder], settings=Settings(index=index), index=index, embedder=embedder)
    store = open_store(index)
    store.refresh()
    return Retriever(store, embedder, Meaning(remembered=_REMEMBERED), FileChecker()), ids
