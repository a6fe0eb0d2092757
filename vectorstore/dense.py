"""The dense index: an embedded Chroma collection made from the catalog's vectors.

Chroma is opened only on a sealed, whole folder: a damaged one can end the process (SIGSEGV,
measured by flipping bytes of its HNSW files), and it checks nothing itself.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from vectorstore import Hit, Progress
from vectorstore.catalog import Catalog, Delta
from vectorstore.projection import ProjectionError
from vectorstore.seal import Contents, Sealed, WorkingCopy

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from numpy.typing import NDArray

LAYOUT = 1
_COLLECTION = "chunks"
# Rows in Chroma's own log that its HNSW files do not hold yet are replayed at every open: with
# the default of 1,000 opening 9,600 vectors took 335 ms, with 100 it took 27 ms, and building
# them 3.9 s either way (384 dimensions, two cores).
_SYNC_THRESHOLD = 100
# Chroma's default of 100 missed 6 % of the 50 nearest of 10,000 vectors with 40 degrees of freedom,
# and 42 % of wholly random ones; 400 misses 0.1 % and 7 %, for 1 to 2 ms more a search.
_EF_SEARCH = 400
_BATCH = 1000
_opening = threading.Lock()  # Chroma's table of open folders is not safe to fill from two threads


class Dense:
    """An open collection; safe to search from several threads."""

    def __init__(self, sealed: Sealed) -> None:
        """Raises ProjectionError when Chroma can't open it or it lacks chunks."""
        # Each open adds a row to chroma.sqlite3 (measured), so it works on a copy of that file.
        self._files = WorkingCopy(sealed, copied=["chroma.sqlite3"])
        self._searching = threading.Lock()
        try:
            self._client = _client(self._files.folder)
        except ProjectionError:
            self._files.close()
            raise
        try:
            self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            self._count = self._collection.count()
        except Exception as error:  # Chroma's errors have no common base
            self.close()
            raise ProjectionError(_reason(error)) from error
        if self._count != sealed.chunks:
            self.close()
            raise ProjectionError(f"it holds {self._count} chunks, not {sealed.chunks}")

    def search(self, vector: NDArray[np.float32], k: int) -> list[Hit]:
        """About the k nearest chunks (HNSW), by cosine similarity. Raises ProjectionError."""
        if self._count == 0:
            return []
        with self._searching:
            try:
                found = self._collection.query(
                    query_embeddings=vector.reshape(1, -1), n_results=min(k, self._count), include=["distances"]
                )
            except Exception as error:  # Chroma's errors have no common base
                raise ProjectionError(_reason(error)) from error
        # The one place where distances become similarities. `Hit` order is Chroma's: nearest first.
        distances = found["distances"] or [[]]
        return [Hit(chunk_id, 1.0 - float(far)) for chunk_id, far in zip(found["ids"][0], distances[0], strict=True)]

    def close(self) -> None:
        """Give back its files and memory, once a running search is done.

        Not `clear_system_cache()`: that would cut off every other Chroma client of this process,
        and the last `close()` of a folder already releases it.
        """
        with self._searching:
            self._client.close()
            self._files.close()


def build_dense(
    folder: Path, catalog: Catalog, base: Sealed | None, delta: Delta, progress: Progress | None
) -> Contents:
    """Fill `folder`, a copy of `base` or empty, with what the delta adds. Raises ProjectionError."""
    client = _client(folder)
    try:
        collection = client.get_or_create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "sync_threshold": _SYNC_THRESHOLD, "ef_search": _EF_SEARCH}},
        )
        gone = [f"{document_id}#{n}" for document_id, chunks in delta.removed for n in range(chunks)]
        if base is not None:
            for ids in _batches(gone):
                collection.delete(ids=ids)
        done, total = 0, catalog.vector_count()
        for ids, vectors in catalog.vectors():
            collection.upsert(ids=ids, embeddings=vectors)
            done += len(ids)
            if progress is not None:
                progress("dense", done, max(total, done))
        count = collection.count()
    except Exception as error:  # Chroma's errors have no common base
        raise ProjectionError(_reason(error)) from error
    finally:
        client.close()
    churn = 0 if base is None else base.churn + len(gone) + done
    _drop_scratch(folder)
    return Contents(chunks=count, churn=churn, layout=LAYOUT)


def _client(folder: Path) -> Client:
    try:
        with _opening:
            # Whole before chromadb asks for parts of it: while another thread imports numpy too, that
            # breaks both ("partially initialized module", seen with four first questions at once).
            import numpy  # noqa: F401, I001
            import chromadb
            from chromadb.config import Settings

            client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
            return cast("Client", client)  # declared as its base, which has no close()
    except Exception as error:  # Chroma's errors have no common base
        raise ProjectionError(_reason(error)) from error


def _drop_scratch(folder: Path) -> None:
    """Delete HNSW files never persisted (no pickle): Chroma makes them anew from its log at every open.

    Seen with fewer vectors than the sync threshold; damaging or deleting them changed nothing.
    """
    for segment in (entry for entry in folder.iterdir() if entry.is_dir()):
        if not (segment / "index_metadata.pickle").exists():
            shutil.rmtree(segment)


def _batches(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def _reason(error: Exception) -> str:
    return " ".join(f"Chroma: {error or type(error).__name__}".split())[:200]
