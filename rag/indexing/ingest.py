"""Bringing an index up to date with files: read, chunk, embed what is new, store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rag.embedding import Embedder
from rag.errors import EmbeddingError, ReadingError
from rag.indexing.chunking import chunk_document, embedded_text
from rag.indexing.files import FoundFile, Scope, files_in, scope_of
from rag.indexing.reading import document_from, read_bytes
from rag.indexing.removal import remove as remove  # its twin: in here, out there
from rag.indexing.stamp import stamp_of
from rag.schema import Chunk, Document
from rag.settings import Settings
from vectorstore import (
    ChunkStore,
    DocumentHead,
    Entry,
    Failure,
    Progress,
    Root,
    StoreWriter,
    create_store,
    text_hash,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# New texts embedded in one call, across documents: enough for an embedder to sort into batches
# of like length, few enough that a kill loses seconds of work.
_TEXTS_AT_ONCE = 64

Outcome = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be read, and why."""

    path: str  # "<root>/<path>"
    reason: str


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What an ingest did, and what the index holds after it."""

    added: int
    updated: int
    unchanged: int
    removed: int
    failed: tuple[FailedFile, ...]
    documents: int
    chunks: int

    @property
    def nothing_read(self) -> bool:
        """Whether not a single file could be read, nor anything be removed."""
        return self.added + self.updated + self.unchanged + self.removed == 0

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON-ready values."""
        return {**asdict(self), "failed": [asdict(failed) for failed in self.failed]}


def ingest(
    paths: Sequence[Path],
    *,
    settings: Settings,
    index: Path,
    embedder: Embedder,
    sync: bool = False,
    progress: Progress | None = None,
) -> IngestSummary:
    """Add the articles below these paths, update those that changed, skip the rest by content.

    Files that can't be read are named in the summary, and what the index held of them stays.
    With `sync`, documents below these paths whose files are gone are removed. Each document is
    one transaction; `progress` gets ("articles", done, total), and ("chunks of long articles", done,
    total) while one has many. An index is only made when there
    is something to put in it.

    Raises ReadingError when a path does not exist, IndexMismatchError, IndexLockedError,
    IndexReadOnlyError, EmbeddingError (documents done before it stay).
    """
    scopes = [scope_of(path) for path in paths]
    found = files_in(scopes, index=index)
    catalog = index / "catalog.db"
    if not catalog.exists() or catalog.stat().st_size == 0:
        failed = _all_failed(found, settings)
        if failed is not None:
            return IngestSummary(0, 0, 0, 0, failed, documents=0, chunks=0)
    store = create_store(index, stamp_of(embedder, settings))
    try:
        with store.writer(progress) as writer:
            run = _Run(store, writer, embedder, settings, progress)
            run.read(found)
            removed = run.remove_gone(scopes, found) if sync else 0
        state = store.state()
    finally:
        store.close()
    return IngestSummary(
        added=run.counts["added"],
        updated=run.counts["updated"],
        unchanged=run.counts["unchanged"],
        removed=removed,
        failed=tuple(run.failed),
        documents=state.documents,
        chunks=state.chunks,
    )


def _all_failed(found: Sequence[FoundFile], settings: Settings) -> tuple[FailedFile, ...] | None:
    """The failures if no file at all can be read, None as soon as one can."""
    failed = []
    for file in found:
        try:
            if file.fault is not None:
                raise ReadingError(file.fault)
            content = read_bytes(file.file, settings=settings)
            document_from(content, root=file.folder.name, path=file.path, settings=settings)
        except ReadingError as error:
            failed.append(FailedFile(f"{file.folder.name}/{file.path}", str(error)))
        else:
            return None
    return tuple(failed)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A document that waits for the vectors of its chunks."""

    outcome: Outcome
    document: Document
    chunks: list[Chunk]
    texts: dict[str, str]  # embedded texts by hash
    hashes: list[str]  # of each chunk


@dataclass
class _Run:
    """One ingest, from files to the writer."""

    store: ChunkStore
    writer: StoreWriter
    embedder: Embedder
    settings: Settings
    progress: Progress | None
    counts: dict[Outcome, int] = field(default_factory=lambda: {"added": 0, "updated": 0, "unchanged": 0})
    failed: list[FailedFile] = field(default_factory=list)
    roots: dict[Path, Root] = field(default_factory=dict)

    def read(self, found: Sequence[FoundFile]) -> None:
        """Read, chunk, embed and put these files; embedding gathers texts across documents."""
        heads = {(head.root, head.path): head for head in self.store.heads()}
        failures = {(failure.root, failure.path) for failure in self.store.failures()}
        waiting: list[_Pending] = []
        new: set[str] = set()
        for done, file in enumerate(found):
            root = self._root(file.folder)
            place = (root.name, file.path)
            try:
                pending = self._pending(file, root, heads.get(place))
            except ReadingError as error:
                self._fail(root, file.path, str(error))
                continue
            if pending is None:
                self.counts["unchanged"] += 1
                if place in failures:
                    self.writer.clear_failure(*place)
                continue
            waiting.append(pending)
            new |= pending.texts.keys() - self.writer.known_vectors(pending.texts.keys() - new)
            if len(new) >= _TEXTS_AT_ONCE:
                self._store(waiting, new)
                waiting, new = [], set()
                self._report("articles", done + 1, len(found))
        self._store(waiting, new)
        self._report("articles", len(found), len(found))

    def _root(self, folder: Path) -> Root:
        if folder not in self.roots:
            self.roots[folder] = self.writer.root(folder)
        return self.roots[folder]

    def _pending(self, file: FoundFile, root: Root, head: DocumentHead | None) -> _Pending | None:
        """What there is to store of a file, None when it is unchanged. Raises ReadingError."""
        if file.fault is not None:
            raise ReadingError(file.fault)
        content = read_bytes(file.file, settings=self.settings)
        # Always by content: a file can change within one tick of its clock and keep its size.
        if head is not None and head.sha256 == hashlib.sha256(content).hexdigest():
            return None
        document = document_from(content, root=root.name, path=file.path, settings=self.settings)
        chunks = chunk_document(document, max_tokens=self.settings.chunk_tokens)
        embedded = [embedded_text(document, chunk) for chunk in chunks]
        hashes = [text_hash(text) for text in embedded]
        outcome: Outcome = "added" if head is None else "updated"
        return _Pending(outcome, document, chunks, dict(zip(hashes, embedded, strict=True)), hashes)

    def _store(self, waiting: Sequence[_Pending], new: set[str]) -> None:
        texts = {name: text for pending in waiting for name, text in pending.texts.items() if name in new}
        vectors = self._embed(texts)
        self.writer.put([Entry(pending.document, pending.chunks, pending.hashes) for pending in waiting])
        self.writer.add_vectors(vectors)
        for pending in waiting:
            self.counts[pending.outcome] += 1

    def _embed(self, texts: Mapping[str, str]) -> dict[str, NDArray[np.float32]]:
        names = list(texts)
        vectors: dict[str, NDArray[np.float32]] = {}
        for some in _slices(names):
            rows = self.embedder.embed([texts[name] for name in some])
            if rows.shape != (len(some), self.embedder.dimensions):
                raise EmbeddingError(f"embedder {self.embedder.name} returned vectors of shape {rows.shape}")
            vectors.update(zip(some, rows, strict=True))
            if len(names) > len(some):
                self._report("chunks of long articles", len(vectors), len(names))
        return vectors

    def _report(self, stage: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(stage, done, total)

    def _fail(self, root: Root, path: str, reason: str) -> None:
        self.failed.append(FailedFile(f"{root.name}/{path}", reason))
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.writer.fail(Failure(root.name, path, reason, at))

    def remove_gone(self, scopes: Sequence[Scope], found: Sequence[FoundFile]) -> int:
        """Remove documents, and forget failures, of files that are no longer below these paths."""
        folders = {root.name: root.folder for root in self.store.roots()}
        here = {(file.folder, file.path) for file in found}

        def gone(root: str, path: str) -> bool:
            folder = folders.get(root)
            covered = any(scope.folder == folder and scope.covers(path) for scope in scopes)
            return covered and (folder, path) not in here

        for failure in self.store.failures():
            if gone(failure.root, failure.path):
                self.writer.clear_failure(failure.root, failure.path)
        documents = [head.id for head in self.store.heads() if gone(head.root, head.path)]
        return self.writer.delete(documents) if documents else 0


def _slices(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + 2 * _TEXTS_AT_ONCE] for start in range(0, len(names), 2 * _TEXTS_AT_ONCE))
