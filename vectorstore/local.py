"""The embedded store: a catalog, its two projections and its one writer, in one folder.

catalog.db is the truth, lock is the one writer's; dense/… (Chroma) and lexical/… (tantivy) are sealed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rag.errors import EmbeddingError, IndexLockedError, IndexReadOnlyError
from rag.schema import Chunk, Degradation, Document, IndexState
from vectorstore import (
    ContainerHead,
    DocumentHead,
    Failure,
    Filters,
    Hit,
    MayHold,
    Progress,
    Root,
    Scanned,
    Stamp,
    Tallies,
    Version,
    holds_index,
)
from vectorstore.catalog import Catalog
from vectorstore.changes import Changes
from vectorstore.dense_search import DenseSearch
from vectorstore.following import Following
from vectorstore.lexical import Lexical, lexical_in_memory
from vectorstore.lock import writer_lock
from vectorstore.migration import migrate, needs_migration
from vectorstore.projection import ProjectionError
from vectorstore.stamp import require_stamp
from vectorstore.tables import create_catalog
from vectorstore.tallies import sample, tallies
from vectorstore.texts import scanned
from vectorstore.vectors import without_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Found = TypeVar("Found")


class LocalStore:
    """The `ChunkStore` of one folder; reading is safe from several threads."""

    def __init__(self, folder: Path) -> None:
        self._catalog = Catalog(folder)
        self._folder = folder
        self._following = Following(folder, self._catalog)
        self._meaning = DenseSearch(self._catalog, self._following)
        self._memory: tuple[int, Lexical] | None = None

    @classmethod
    def open(cls, folder: Path) -> LocalStore:
        """Open an index, brought to this schema first if it has the one before.

        Raises IndexMissingError, IndexMismatchError (another schema), IndexDamagedError.
        """
        if needs_migration(folder):
            # Where it can't be written, or another process is at it, the catalog says what is the matter.
            with suppress(IndexLockedError, IndexReadOnlyError), writer_lock(folder):
                migrate(folder)
        return cls(folder)

    @classmethod
    def create(cls, folder: Path, stamp: Stamp) -> LocalStore:
        """Open the index, made first where there is none.

        Raises IndexMismatchError where it has another stamp, IndexReadOnlyError, IndexLockedError.
        """
        if not holds_index(folder):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise IndexReadOnlyError(
                    f"the index folder {folder} can't be made ({error.strerror}); choose another with `--index`"
                ) from error
            with writer_lock(folder):
                if not holds_index(folder):
                    create_catalog(folder, stamp)
        store = cls.open(folder)
        require_stamp(folder, made_with=store.stamp, wanted=stamp)
        return store

    @property
    def stamp(self) -> Stamp:
        return self._catalog.stamp

    def close(self) -> None:
        with self._following.lock:
            self._following.close()
            self._memory = None
            self._catalog.connections.close()

    def refresh(self, progress: Progress | None = None) -> tuple[Degradation, ...]:
        """Hold the projections against the catalog and bring them up to date where that can be done.

        Call it before each question; a second call after searching (under 1 ms) also returns what
        failed meanwhile. A rebuild is returned once, a lasting fault each time.
        """
        return self._following.refresh(progress)

    def warm(self) -> None:
        self._ensure_refreshed()
        if self.stamp.dimensions:
            self._meaning.open()

    # searching

    def dense(self, vector: NDArray[np.float32], k: int, filters: Filters) -> list[Hit]:
        """The k nearest chunks by cosine similarity, best first; those without vectors are not found.

        With filters the search is exact, and while Chroma is not open; without, Chroma finds the
        chunks, what came after it is searched exactly, and scores are computed from the catalog's
        vectors. Raises EmbeddingError for a vector that can't be searched.
        """
        import numpy as np

        if self.stamp.dimensions == 0:
            return []
        if vector.shape != (self.stamp.dimensions,) or not np.isfinite(vector).all() or not vector.any():
            raise EmbeddingError("the question's vector has the wrong length, or is zero or not finite")
        self._ensure_refreshed()
        k = self._at_most(k)
        return self._meaning.search((vector / np.linalg.norm(vector)).astype(np.float32), k, filters) if k > 0 else []

    def lexical(self, words: str, k: int, filters: Filters) -> list[Hit]:
        """The k best chunks for any of these words (BM25), best first."""
        self._ensure_refreshed()
        k = self._at_most(k)
        return self._by_words(lambda opened: opened.search(words, k, filters))

    def occurrences(self, words: Collection[str]) -> dict[str, int]:
        self._ensure_refreshed()
        return self._by_words(lambda opened: opened.occurrences(words))

    def _by_words(self, ask: Callable[[Lexical], Found]) -> Found:
        for _ in range(2):
            opened = None
            try:
                opened = self._following.lexical.use() if self._reads_published_words() else self._words_in_memory()
                if opened is not None:
                    return ask(opened)
            except ProjectionError as error:
                with self._following.lock:
                    self._following.lexical.distrust()
                    self._following.news.append(Degradation("lexical", f"failed ({error}); searched in memory"))
        return ask(self._words_in_memory())

    def _at_most(self, k: int) -> int:
        """`k`, or how many chunks there are: tantivy sets memory aside for as many as it is asked for."""
        return min(k, self._catalog.state().chunks)

    def _reads_published_words(self) -> bool:
        following = self._following
        return following.lexical.sealed is not None and ("lexical" not in following.faults or following.waiting)

    def _words_in_memory(self) -> Lexical:
        with self._following.lock:
            generation = self._catalog.generation()
            if self._memory is None or self._memory[0] != generation:
                self._memory = (generation, lexical_in_memory(self._catalog))
            return self._memory[1]

    def _ensure_refreshed(self) -> None:
        if self._following.generation < 0:
            with self._following.lock:
                self._following.news.extend(self._following.refresh())

    # reading

    def state(self) -> IndexState:
        return self._catalog.state()

    def waiting(self, chunk_ids: Collection[str]) -> set[str]:
        return without_vectors(self._catalog, chunk_ids) if self.state().dense_coverage < 1 else set()

    def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        return self._catalog.chunks(chunk_ids)

    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        return self._catalog.documents(document_ids)

    def scan(self, may_hold: MayHold, filters: Filters, *, plain: str | None = None) -> Iterator[Scanned]:
        return scanned(self._catalog, may_hold, filters, plain)

    def heads(self, *, limit: int | None = None) -> list[DocumentHead]:
        return self._catalog.heads(limit=limit)

    def newest(self) -> str | None:
        return self._catalog.newest()

    def publishers(self) -> tuple[str, ...]:
        return self._catalog.publishers()

    def formats(self) -> dict[str, int]:
        return self._catalog.formats()

    def roots(self) -> list[Root]:
        return self._catalog.roots()

    def failures(self) -> list[Failure]:
        return self._catalog.failures()

    def containers(self) -> dict[tuple[str, str], ContainerHead]:
        return self._catalog.containers()

    def versions(self, root: str, path: str) -> list[Version]:
        return self._catalog.versions(root, path)

    def excluded_undated(self, filters: Filters) -> int:
        return self._catalog.excluded_undated(filters)

    def allowed(self, filters: Filters) -> int:
        return self._catalog.allowed(filters)

    def tallies(self, filters: Filters) -> Tallies:
        return tallies(self._catalog, filters)

    def sample(self, most: int, filters: Filters) -> Iterator[Document]:
        return sample(self._catalog, most, filters)

    @contextmanager
    def writer(self, progress: Progress | None = None) -> Iterator[Changes]:
        """The single writer. What it committed stays when its block raises; projections follow."""

        def publish(dense: bool) -> None:
            self._following.publish(progress, dense=dense)

        with writer_lock(self._folder):
            changes = Changes(self._folder, dimensions=self.stamp.dimensions, publish=publish)
            try:
                try:
                    yield changes
                except Exception:
                    self._finish(changes, publish)
                    raise
                # Not on Ctrl-C: the next refresh brings the projections up to date.
                self._finish(changes, publish)
            finally:
                changes.close()

    def _finish(self, changes: Changes, publish: Callable[[bool], None]) -> None:
        publish(True)
        following = self._following
        sealed = [one.generation for one in (following.dense.sealed, following.lexical.sealed) if one is not None]
        words = following.lexical.sealed
        changes.tidy(
            oldest_projection=min(sealed, default=following.generation),
            oldest_words=following.generation if words is None else words.generation,
        )
