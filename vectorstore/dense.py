"""The dense index: an embedded Chroma collection made from the catalog's vectors, and the same vectors as one matrix.

Chroma is opened only on a sealed, whole folder: a damaged one can end the process (SIGSEGV,
measured by flipping bytes of its HNSW files), and it checks nothing itself. It only grows: what
leaves the catalog stays in it, unfound, until so much has left that it is built anew.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, cast

from vectorstore import Progress
from vectorstore.catalog import Catalog
from vectorstore.projection import ProjectionError
from vectorstore.seal import Contents, Sealed, WorkingCopy
from vectorstore.vectors import Block, Marks, blocks_between, marks_now

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

LAYOUT = 2
_COLLECTION = "chunks"
# Chroma's files are rewritten whole whenever so many rows were added, and rows that they do not hold
# yet are replayed from its log at every open. A fixed number makes either building quadratic or
# opening slow (10,000 rows replayed: 6 s; none: 0.04 s), so each build has this many rewrites, the
# last of which leaves at most as many rows in the log.
_REWRITES = 8
# Chroma's default of 100 missed 6 % of the 50 nearest of 10,000 vectors with 40 degrees of freedom,
# and 42 % of wholly random ones; 400 misses 0.1 % and 7 %, for 1 to 2 ms more a search.
_EF_SEARCH = 400
_AT_ONCE = 1000
_MATRIX, _CHUNKS, _DOCUMENTS = "vectors.f32", "chunks.i64", "documents.i64"
_opening = threading.Lock()  # Chroma's table of open folders is not safe to fill from two threads


class Dense:
    """An open collection; safe to search from several threads."""

    def __init__(self, sealed: Sealed) -> None:
        """Raises ProjectionError when Chroma can't open it or it lacks chunks."""
        # Each open adds a row to chroma.sqlite3 (measured), so it works on a copy of that file.
        self._files = WorkingCopy(sealed, copied=["chroma.sqlite3"], left_out=(_MATRIX, _CHUNKS, _DOCUMENTS))
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

    def search(self, vector: NDArray[np.float32], k: int) -> list[int]:
        """Rows of about the k nearest chunks (HNSW), nearest first. Raises ProjectionError."""
        if self._count == 0:
            return []
        with self._searching:
            try:
                found = self._collection.query(
                    query_embeddings=vector.reshape(1, -1), n_results=min(k, self._count), include=[]
                )
            except Exception as error:  # Chroma's errors have no common base
                raise ProjectionError(_reason(error)) from error
        return [int(row) for row in found["ids"][0]]

    def close(self) -> None:
        """Give back its files and memory, once a running search is done.

        Not `clear_system_cache()`: that would cut off every other Chroma client of this process,
        and the last `close()` of a folder already releases it.
        """
        with self._searching:
            self._client.close()
            self._files.close()


def sealed_marks(sealed: Sealed) -> Marks:
    """How far into the catalog a sealed dense index reaches."""
    return Marks(*sealed.marks)


def sealed_vectors(sealed: Sealed, dimensions: int) -> Block:
    """What a sealed dense index holds, mapped from its files: read as it is searched, and let go again."""
    return _held(sealed.folder, sealed.chunks, dimensions)


def _held(folder: Path, count: int, dimensions: int) -> Block:
    import numpy as np

    if not count:
        return Block(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, dimensions), np.float32))
    return Block(
        np.fromfile(folder / _CHUNKS, dtype="<i8"),
        np.fromfile(folder / _DOCUMENTS, dtype="<i8"),
        np.memmap(folder / _MATRIX, dtype="<f4", mode="r", shape=(count, dimensions)),
    )


def build_dense(folder: Path, catalog: Catalog, base: Sealed | None, progress: Progress | None) -> Contents:
    """Fill `folder`, a copy of `base` or empty, with the vectors that came after it. Raises ProjectionError."""
    after = Marks() if base is None else sealed_marks(base)
    until = marks_now(catalog)
    before = 0 if base is None else base.chunks
    try:
        held = before + sum(_append(folder, block) for block in blocks_between(catalog, after, until))
        sync_after = max(2, (held - before) // _REWRITES)
        block = _held(folder, held, catalog.stamp.dimensions)
        with _filling(folder, sync_after=sync_after, anew=base is None) as collection:
            for some in _calls(before, held, sync_after):
                ids = [str(row) for row in block.chunks[some]]
                collection.upsert(ids=ids, embeddings=block.vectors[some])
                if progress is not None:
                    progress("dense", some.stop, held)
            count = collection.count()
    except Exception as error:  # Chroma's errors have no common base
        raise ProjectionError(_reason(error)) from error
    if count != held:
        raise ProjectionError(f"Chroma holds {count} chunks of {held}")
    _drop_scratch(folder)
    _blank_unused(folder)
    _compact(folder / "chroma.sqlite3")
    return Contents(chunks=held, churn=0, layout=LAYOUT, marks=astuple(until))


@contextmanager
def _filling(folder: Path, *, sync_after: int, anew: bool) -> Iterator[Collection]:
    if not anew:
        _set_sync_threshold(folder / "chroma.sqlite3", sync_after)
    client = _client(folder)
    try:
        if anew:
            hnsw: CreateHNSWConfiguration = {"space": "cosine", "sync_threshold": sync_after, "ef_search": _EF_SEARCH}
            yield client.create_collection(_COLLECTION, embedding_function=None, configuration={"hnsw": hnsw})
        else:
            yield client.get_collection(_COLLECTION, embedding_function=None)
    finally:
        client.close()


def _set_sync_threshold(file: Path, sync_after: int) -> None:
    """Where Chroma keeps it; its own `modify` acts at the next opening only and marks the collection as legacy."""
    with closing(sqlite3.connect(file)) as connection:
        (schema,) = connection.execute("SELECT schema_str FROM collections").fetchone()
        schema = re.sub(r'"sync_threshold":\d+', f'"sync_threshold":{sync_after}', schema)
        connection.execute("UPDATE collections SET schema_str = ?", (schema,))
        connection.commit()


def _calls(before: int, held: int, sync_after: int) -> Iterator[slice]:
    """The rows from `before` on in calls that end where Chroma is to rewrite its files."""
    start = before
    while start < held:
        stop = min(held, start + _AT_ONCE, start + sync_after - (start - before) % sync_after)
        yield slice(start, stop)
        start = stop


def _append(folder: Path, block: Block) -> int:
    columns = ((_MATRIX, block.vectors, "<f4"), (_CHUNKS, block.chunks, "<i8"), (_DOCUMENTS, block.documents, "<i8"))
    for name, column, kind in columns:
        with (folder / name).open("ab") as file:
            file.write(column.astype(kind, copy=False).tobytes())
    return len(block.chunks)


def _compact(file: Path) -> None:
    """Give back the room of Chroma's log, which was read into its HNSW files."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM")


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


def _blank_unused(folder: Path) -> None:
    """Blank what Chroma's files hold behind the last vector: memory that was never written over.

    A first build writes room for a hundred, and with it whatever this process held there before: 32 bytes of
    a purged vector were found once. Read as the header of version 1 tells it: elements, and bytes of each.
    """
    for header in folder.glob("*/header.bin"):
        version, _, _, elements, size = struct.unpack_from("<i4Q", header.read_bytes())
        for name, each in (("data_level0.bin", size), ("length.bin", 4)) if version == 1 else ():
            with header.with_name(name).open("r+b") as file:
                whole = file.seek(0, os.SEEK_END)
                if whole > elements * each:
                    file.truncate(elements * each)
                    file.truncate(whole)


def _reason(error: Exception) -> str:
    return " ".join(f"Chroma: {error or type(error).__name__}".split())[:200]
