"""One large archive of each size, grown from the size before and kept, so that it can be searched again later."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.bench.growing import ROOT, Story, TurnedVectors, articles
from evals.bench.output import tell
from rag.indexing.chunking import chunk_document, embedded_text
from rag.schema import Document
from rag.settings import Settings
from vectorstore import ChunkStore, Entry, Filters, Stamp, StoreWriter, create_store, text_hash

DELETED = 0.1  # share of the articles deleted at each size
_TOGETHER = 500  # articles in one transaction
_VECTORS_TOGETHER = 2000
_FIGURES = "ingest.json"


@dataclass
class Growth:
    """An archive that grows: its store, the articles still to come, and what is put in it."""

    store: ChunkStore
    coming: Iterator[Document]
    vectors: TurnedVectors
    documents: list[str]

    def grow(self, chunks: int) -> dict[str, float]:
        """Add articles until there are so many chunks; seconds of each step, and how much was added."""
        before = self.store.state()
        took = {"chunking": 0.0, "catalog": 0.0, "lexical": 0.0, "vectors": 0.0}
        with self.store.writer() as writer:
            writer.root(Path("/nowhere") / ROOT)
            while (missing := chunks - self.store.state().chunks) > 0:
                self._put(writer, min(_TOGETHER, missing), took)
            _timed(took, "lexical", lambda: writer.publish(dense=False))
            hashes = (chunk.hash for chunk in writer.pending())
            while some := list(itertools.islice(hashes, _VECTORS_TOGETHER)):
                made = self.vectors.of(some)
                _timed(took, "vectors", lambda made=made: writer.add_vectors(made))
            started = time.perf_counter()
        took["dense"] = time.perf_counter() - started
        after = self.store.state()
        text = took["chunking"] + took["catalog"] + took["lexical"]
        added = after.chunks - before.chunks
        return {
            **took,
            "text": text,
            "added_chunks": added,
            "added_articles": after.documents - before.documents,
            "chunks_a_second": added / text,
        }

    def _put(self, writer: StoreWriter, count: int, took: dict[str, float]) -> None:
        started = time.perf_counter()
        entries = []
        for document in itertools.islice(self.coming, count):
            chunks = chunk_document(document, max_tokens=Settings().chunk_tokens)
            entries.append(Entry(document, chunks, [text_hash(embedded_text(document, chunk)) for chunk in chunks]))
        took["chunking"] += time.perf_counter() - started
        _timed(took, "catalog", lambda: writer.put(entries))
        self.documents += [entry.document.id for entry in entries]

    def shrink(self) -> dict[str, float]:
        """Delete every tenth article; raises AssertionError when a leg still finds one of them."""
        chosen = self.documents[:: round(1 / DELETED)]
        gone = set(chosen)
        some = self.store.documents(chosen[:: max(1, len(chosen) // 50)])
        chunks = self.store.state().chunks
        started = time.perf_counter()
        with self.store.writer() as writer:
            writer.delete(chosen)
        took = time.perf_counter() - started
        chunks -= self.store.state().chunks
        self.documents = [name for name in self.documents if name not in gone]
        self._check_gone(some, gone)
        return {"seconds": took, "articles": len(gone), "chunks": chunks}

    def _check_gone(self, documents: Mapping[str, Document], gone: set[str]) -> None:
        assert not self.store.documents(gone)
        for document in documents.values():
            chunk, *_ = chunk_document(document, max_tokens=Settings().chunk_tokens)
            name = text_hash(embedded_text(document, chunk))
            vector = self.vectors.of([name])[name]
            for filters in (Filters(), Filters(publisher=document.publisher)):
                hits = self.store.dense(vector, 50, filters) + self.store.lexical(document.title or "", 50, filters)
                assert not {hit.chunk_id.rpartition("#")[0] for hit in hits} & gone


def grown_to(
    size: int, *, before: Path | None, place: Path, stories: Sequence[Story], vectors: TurnedVectors, stamp: Stamp
) -> tuple[Path, dict[str, float]]:
    """The folder of the archive of so many chunks, and the figures of its growth: as kept, else grown now.

    `before` is the folder of a smaller one, which it is a copy of at first.
    """
    made_with = hashlib.sha256(repr(stamp).encode()).hexdigest()[:8]
    folder = place / f"{size}-{made_with}"
    if not (folder / _FIGURES).exists():
        tell(f"growing to {size:,} chunks; kept in {folder}")
        shutil.rmtree(folder, ignore_errors=True)
        if before is not None:
            shutil.copytree(before / "index", folder / "index")
        with closing(create_store(folder / "index", stamp)) as store:
            count = store.state().documents
            coming = articles(stories)
            growth = Growth(store, coming, vectors, [document.id for document in itertools.islice(coming, count)])
            figures = {**growth.grow(size), "load": os.getloadavg()[0]}
        (folder / _FIGURES).write_text(json.dumps(figures), encoding="utf-8")
    return folder, json.loads((folder / _FIGURES).read_text(encoding="utf-8"))


def shrunk(
    folder: Path, *, place: Path, stories: Sequence[Story], vectors: TurnedVectors, stamp: Stamp
) -> dict[str, float]:
    """The figures of a deletion in a copy of this archive."""
    copy = place / "deleted"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder / "index", copy / "index")
    with closing(create_store(copy / "index", stamp)) as store:
        documents = [document.id for document in itertools.islice(articles(stories), store.state().documents)]
        figures = Growth(store, iter(()), vectors, documents).shrink()
    shutil.rmtree(copy)
    return figures


def _timed(took: dict[str, float], step: str, work: Any) -> None:
    started = time.perf_counter()
    work()
    took[step] += time.perf_counter() - started
