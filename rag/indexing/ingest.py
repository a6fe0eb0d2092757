"""Bringing an index up to date with files: their text first, searchable at once, then their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.embedding import Embedder
from rag.errors import EmbeddingError
from rag.indexing.containers import container_of
from rag.indexing.files import FoundFile, Scope, files_in, placed_in, scope_of
from rag.indexing.origins import group_origins
from rag.indexing.preparing import Job, prepare
from rag.indexing.removal import remove as remove  # its twin: in here, out there
from rag.indexing.stamp import stamp_of
from rag.indexing.texts import FailedFile as FailedFile
from rag.indexing.texts import TextStage
from rag.indexing.vectors import fill_vectors
from rag.settings import Settings
from vectorstore import ChunkStore, Progress, create_store, holds_index, open_store


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
    moved: int = 0  # of those removed, added again under another path
    duplicates: int = 0  # of those added or updated, byte for byte what another article is
    vectors: int = 0  # made in this run

    @property
    def nothing_read(self) -> bool:
        """Whether not a single file could be read, nor anything be removed."""
        return self.added + self.updated + self.unchanged + self.removed == 0

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON-ready values (docs/schema/ingest.schema.json)."""
        return {**asdict(self), "failed": [asdict(failed) for failed in self.failed]}


def ingest(
    paths: Sequence[Path | Scope],
    *,
    settings: Settings,
    index: Path,
    embedder: Embedder,
    sync: bool = False,
    failed_only: bool = False,
    progress: Progress | None = None,
) -> IngestSummary:
    """Add the articles below these paths, update those that changed, skip the rest by content.

    Text is searchable as soon as it is read; then near-identical articles are grouped, and chunks get
    their vectors, those of earlier ingests too that were stopped before. Files that can't be read are
    named in the summary, and what the index held of them stays. With `sync`, documents below these
    paths whose files are gone are removed. With `failed_only`, only files that could not be read before
    are read, of the whole index where no paths are given. An index is only made when there is something
    to put in it.

    Raises ReadingError when a path does not exist, IndexMismatchError, IndexLockedError,
    IndexReadOnlyError, EmbeddingError (all text, and vectors done before it, stay).
    """
    scopes = [path if isinstance(path, Scope) else scope_of(path) for path in paths]
    made = holds_index(index)
    if made:
        with closing(open_store(index)) as before:
            scopes = _meant(scopes, before, failed_only=failed_only)
    elif failed_only:
        scopes = []
    found = files_in(scopes, index=index, settings=settings)
    if not made:
        failed = _all_failed(found, settings)
        if failed is not None:
            return IngestSummary(0, 0, 0, 0, failed, documents=0, chunks=0)
    with closing(create_store(index, stamp_of(embedder, settings))) as store:
        with store.writer(progress) as writer:
            texts = TextStage(store, writer, settings, progress)
            texts.read(found, again=failed_only)
            removed = texts.remove_gone(scopes, found) if sync else []
            writer.publish(dense=False)
            group_origins(store, writer, progress)
            try:
                vectors = fill_vectors(store, writer, embedder, progress)
            except EmbeddingError as error:
                raise EmbeddingError(
                    f"{error}; the articles can be searched by their words, and the next `dateline ingest` goes on"
                ) from error
        state = store.state()
    return IngestSummary(
        added=texts.counts["added"],
        updated=texts.counts["updated"],
        unchanged=texts.counts["unchanged"],
        removed=len(removed),
        failed=tuple(sorted(texts.failed, key=lambda failed: failed.path)),
        documents=state.documents,
        chunks=state.chunks,
        moved=texts.moved(removed),
        duplicates=texts.duplicates(removed),
        vectors=vectors,
    )


def _meant(scopes: Sequence[Scope], store: ChunkStore, *, failed_only: bool) -> list[Scope]:
    """The scopes as parts of the folders that are in the index, so that none of it is taken in again beside itself.

    With `failed_only`, what could not be read before below them, or in the whole index where there are none.
    """
    folders = {root.name: root.folder for root in store.roots()}
    scopes = [placed_in(folders.values(), scope) for scope in scopes]
    if not failed_only:
        return scopes
    failed = {(folders[entry.root], container_of(entry.path) or entry.path) for entry in store.failures()}
    below = [scope.folder / (scope.path or "") for scope in scopes]
    return [
        Scope(folder, path)
        for folder, path in failed
        if not below or any((folder / path).is_relative_to(place) for place in below)
    ]


def _all_failed(found: Sequence[FoundFile], settings: Settings) -> tuple[FailedFile, ...] | None:
    """The failures if no file at all can be read, None as soon as one can."""
    failed: list[FailedFile] = []
    for file in found:
        name = file.folder.name
        if file.fault is not None:
            failed.append(FailedFile(f"{name}/{file.path}", file.fault))
            continue
        for part in prepare(Job(str(file.folder), name, file.path, sidecar=file.sidecar), settings=settings):
            if part.entries:
                return None
            failed += [FailedFile(f"{name}/{member.path}", member.reason) for member in part.unreadable]
            if part.fault is not None:
                failed.append(FailedFile(f"{name}/{file.path}", part.fault))
    return tuple(sorted(failed, key=lambda failed: failed.path))
