"""The last stage of an ingest: vectors for the chunks that have none yet, a few seconds' worth at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import islice

from rag.embedding import Embedder
from rag.errors import EmbeddingError
from rag.indexing.chunking import embedded_text
from rag.schema import Chunk, Document
from vectorstore import ChunkStore, PendingChunk, Progress, StoreWriter

# Chunks embedded between two transactions. A kill loses the last of them; larger ones save nothing
# (a transaction of 300 vectors takes 10 ms).
_SECONDS_AT_ONCE = 3.0
_FIRST, _FEWEST, _MOST = 32, 16, 4096


def fill_vectors(store: ChunkStore, writer: StoreWriter, embedder: Embedder, progress: Progress | None) -> int:
    """Embed what has no vector: articles' openings first, newest first; returns how many were made.

    Where it is stopped, the next call goes on. Raises EmbeddingError; what was made before stays.
    """
    if embedder.dimensions == 0:
        return 0
    state = store.state()
    total = round(state.chunks * (1 - state.dense_coverage))
    waiting = writer.pending()
    texts = _Texts(store)
    made, size = 0, _FIRST
    while group := list(islice(waiting, size)):
        started = time.monotonic()
        embedded = texts.of(group)
        rows = embedder.embed(embedded)
        if rows.shape != (len(group), embedder.dimensions):
            raise EmbeddingError(f"embedder {embedder.name} returned vectors of shape {rows.shape}")
        try:
            writer.add_vectors({chunk.hash: row for chunk, row in zip(group, rows, strict=True)})
        except ValueError as error:
            raise EmbeddingError(f"embedder {embedder.name} returned what is no unit vector ({error})") from error
        writer.publish(dense=True)
        made += len(group)
        if progress is not None:
            progress("vectors", made, max(total, made))
        size = _next_size(len(group), time.monotonic() - started)
    return made


def _next_size(size: int, seconds: float) -> int:
    wanted = int(size * _SECONDS_AT_ONCE / max(seconds, 1e-3))
    return max(_FEWEST, min(wanted, 4 * size, _MOST))


class _Texts:
    """The embedded texts of chunks; the documents of the last group are kept, since long ones come again."""

    def __init__(self, store: ChunkStore) -> None:
        self._store = store
        self._documents: dict[str, Document] = {}

    def of(self, group: Sequence[PendingChunk]) -> list[str]:
        ids = dict.fromkeys(chunk.document_id for chunk in group)
        kept = {name: self._documents[name] for name in ids if name in self._documents}
        self._documents = kept | self._store.documents(name for name in ids if name not in kept)
        return list(self._embedded(group))

    def _embedded(self, group: Sequence[PendingChunk]) -> Iterator[str]:
        for pending in group:
            document = self._documents[pending.document_id]
            chunk = Chunk(
                id=f"{document.id}#{pending.n}",
                document_id=document.id,
                start=pending.start,
                end=pending.end,
                text=document.text[pending.start : pending.end],
                sentences=(),
            )
            yield embedded_text(document, chunk)
