"""The embedded store: a catalog, its two projections and its one writer, in one folder.

catalog.db        the truth
dense/…           Chroma, sealed; lexical/…  tantivy, sealed
lock              held by the one writer
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rag.errors import EmbeddingError, IndexLockedError, IndexReadOnlyError
from rag.schema import Chunk, Degradation, Document, IndexState
from vectorstore import ContainerHead, DocumentHead, Failure, Filters, Hit, Progress, Root, Stamp, Version
from vectorstore.catalog import Catalog
from vectorstore.changes import Changes
from vectorstore.dense import LAYOUT as DENSE_LAYOUT
from vectorstore.dense import Dense, build_dense
from vectorstore.exact import ExactVectors, ranked
from vectorstore.lexical import LAYOUT as LEXICAL_LAYOUT
from vectorstore.lexical import Lexical, build_lexical, lexical_in_memory, open_lexical
from vectorstore.lock import writer_lock
from vectorstore.migration import migrate, needs_migration
from vectorstore.projection import Projection, ProjectionError, Standing, Update
from vectorstore.stamp import require_stamp
from vectorstore.tables import FILE_NAME, create_catalog

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Part = Literal["dense", "lexical"]


class LocalStore:
    """The `ChunkStore` of one folder; reading is safe from several threads."""

    def __init__(self, folder: Path) -> None:
        self._catalog = Catalog(folder)
        self._folder = folder
        self._dense = Projection(
            self._catalog,
            folder / "dense",
            layout=DENSE_LAYOUT,
            build=build_dense,
            open_=Dense,
            count=self._catalog.vector_count,
        )
        self._lexical = Projection(
            self._catalog,
            folder / "lexical",
            layout=LEXICAL_LAYOUT,
            build=build_lexical,
            open_=open_lexical,
            count=self._catalog.chunk_count,
        )
        self._exact = ExactVectors(self._catalog)
        self._refreshing = threading.RLock()
        self._generation = -1  # that the projections were last held against
        self._faults: dict[Part, str] = {}  # what is wrong now
        self._waiting = False  # for another process that writes
        self._news: list[Degradation] = []  # what happened since the last refresh
        self._gave_up: dict[Part, tuple[int, str]] = {}
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
        file = folder / FILE_NAME
        if not file.exists() or file.stat().st_size == 0:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise IndexReadOnlyError(
                    f"the index folder {folder} can't be made ({error.strerror}); choose another with `--index`"
                ) from error
            with writer_lock(folder):
                if not file.exists() or file.stat().st_size == 0:
                    create_catalog(folder, stamp)
        store = cls.open(folder)
        require_stamp(folder, made_with=store.stamp, wanted=stamp)
        return store

    @property
    def stamp(self) -> Stamp:
        return self._catalog.stamp

    def close(self) -> None:
        with self._refreshing:
            self._dense.close()
            self._lexical.close()
            self._memory = None
            self._catalog.connections.close()

    # following

    def refresh(self, progress: Progress | None = None) -> tuple[Degradation, ...]:
        """Hold the projections against the catalog and bring them up to date where that can be done.

        Call it before each question; a second call after searching (under 1 ms) also returns what
        failed meanwhile. A rebuild is returned once, a lasting fault each time.
        """
        with self._refreshing:
            self._catalog.connections.follow()
            self._generation = generation = self._catalog.generation()
            behind = {part: projection.look(generation) for part, projection in self._parts()}
            faults: dict[Part, str] = {}
            self._waiting = False
            if any(standing != "current" for standing in behind.values()):
                faults = self._catch_up(behind, progress)
            self._faults = faults
            news, self._news = self._news, []
            return (*(Degradation(part, text) for part, text in faults.items()), *news)

    def _parts(self) -> tuple[tuple[Part, Projection[Dense] | Projection[Lexical]], ...]:
        return ("dense", self._dense), ("lexical", self._lexical)

    def _catch_up(self, standings: dict[Part, Standing], progress: Progress | None) -> dict[Part, str]:
        try:
            with writer_lock(self._folder):
                return self._update(progress)
        except (IndexLockedError, IndexReadOnlyError) as error:
            holder = str(error).partition(";")[0] if isinstance(error, IndexLockedError) else None
            self._waiting = holder is not None
            return {
                part: _waiting(part, standing, holder) for part, standing in standings.items() if standing != "current"
            }

    def _update(self, progress: Progress | None, leave: Sequence[Part] = ()) -> dict[Part, str]:
        """Bring what is not current up to date, under the writer lock; returns what is wrong after it."""
        self._generation = self._catalog.generation()
        faults: dict[Part, str] = {}
        for part, projection in self._parts():
            standing = projection.look(self._generation)
            if standing == "current":
                continue
            if part in leave:
                faults[part] = f"is {standing}; the catalog is searched in memory meanwhile"
                continue
            given_up, why = self._gave_up.get(part, (-1, ""))
            if given_up != self._generation:
                try:
                    update = projection.update(standing, self._generation, progress)
                except (ProjectionError, OSError) as error:
                    why = str(error)
                    self._gave_up[part] = (self._generation, why)
                else:
                    self._news.append(Degradation(part, _done(update)))
                    continue
            faults[part] = f"can't be brought up to date ({why}); the catalog is searched in memory instead"
        return faults

    # searching

    def warm(self) -> None:
        self._ensure_refreshed()
        with suppress(ProjectionError):  # told by the search that meets it
            self._dense.use()

    def dense(self, vector: NDArray[np.float32], k: int, filters: Filters) -> list[Hit]:
        """The k nearest chunks by cosine similarity, best first.

        With filters the search is exact; without, Chroma finds the chunks and their scores are
        computed from the catalog's vectors. Raises EmbeddingError for a vector that can't be searched.
        """
        import numpy as np

        if vector.shape != (self.stamp.dimensions,) or not np.isfinite(vector).all() or not vector.any():
            raise EmbeddingError("the question's vector has the wrong length, or is zero or not finite")
        vector = (vector / np.linalg.norm(vector)).astype(np.float32)
        self._ensure_refreshed()
        k = self._at_most(k)
        if k < 1:
            return []
        if filters.empty and "dense" not in self._faults:
            found = self._nearest(vector, k)
            if found is not None:
                chunk_ids, vectors = self._catalog.vectors_of(found)
                return ranked(chunk_ids, vectors @ vector)
        documents = None if filters.empty else self._catalog.allowed(filters)
        return self._exact.search(vector, k, generation=self._catalog.generation(), documents=documents)

    def _nearest(self, vector: NDArray[np.float32], k: int) -> list[str] | None:
        """Chunk ids from Chroma; None, with the reason kept for the next refresh, where it fails."""
        for _ in range(2):  # a refresh in another thread may have closed the one that was taken
            opened = None
            try:
                opened = self._dense.use()
                if opened is not None:
                    return [hit.chunk_id for hit in opened.search(vector, k)]
            except ProjectionError as error:
                with self._refreshing:
                    if opened is None or self._dense.use() is opened:
                        self._dense.distrust()
                        self._news.append(Degradation("dense", f"failed ({error}); vectors were searched exactly"))
                        return None
        return None

    def lexical(self, words: str, k: int, filters: Filters) -> list[Hit]:
        """The k best chunks for any of these words (BM25), best first."""
        self._ensure_refreshed()
        k = self._at_most(k)
        documents = None if filters.empty else self._catalog.allowed(filters)
        for _ in range(2):
            opened = None
            try:
                opened = self._lexical.use() if self._reads_published_words() else self._words_in_memory()
                if opened is not None:
                    return opened.search(words, k, documents)
            except ProjectionError as error:
                with self._refreshing:
                    self._lexical.distrust()
                    self._news.append(Degradation("lexical", f"failed ({error}); searched in memory"))
        return self._words_in_memory().search(words, k, documents)

    def _at_most(self, k: int) -> int:
        """`k`, or how many chunks there are: tantivy sets memory aside for as many as it is asked for."""
        return min(k, self._catalog.state().chunks)

    def _reads_published_words(self) -> bool:
        return self._lexical.sealed is not None and ("lexical" not in self._faults or self._waiting)

    def _words_in_memory(self) -> Lexical:
        with self._refreshing:
            generation = self._catalog.generation()
            if self._memory is None or self._memory[0] != generation:
                self._memory = (generation, lexical_in_memory(self._catalog))
            return self._memory[1]

    def _ensure_refreshed(self) -> None:
        if self._generation < 0:
            with self._refreshing:
                self._news.extend(self.refresh())

    # reading

    def state(self) -> IndexState:
        return self._catalog.state()

    def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        return self._catalog.chunks(chunk_ids)

    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]:
        return self._catalog.documents(document_ids)

    def heads(self) -> list[DocumentHead]:
        return self._catalog.heads()

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
        return len(self._catalog.allowed(filters))

    # writing

    @contextmanager
    def writer(self, progress: Progress | None = None) -> Iterator[Changes]:
        """The single writer. What it committed stays when its block raises; projections follow."""
        with writer_lock(self._folder):
            changes = Changes(
                self._folder,
                dimensions=self.stamp.dimensions,
                publish=lambda dense: self._publish(progress, dense=dense),
            )
            try:
                try:
                    yield changes
                except Exception:
                    self._finish(changes, progress)
                    raise
                # Not on Ctrl-C: the next refresh brings the projections up to date.
                self._finish(changes, progress)
            finally:
                changes.close()

    def _finish(self, changes: Changes, progress: Progress | None) -> None:
        self._publish(progress, dense=True)
        sealed = [projection.sealed for _, projection in self._parts() if projection.sealed is not None]
        changes.tidy(min((one.generation for one in sealed), default=self._generation))

    def _publish(self, progress: Progress | None, *, dense: bool) -> None:
        with self._refreshing:
            news = list(self._news)
            self._faults = self._update(progress, leave=() if dense else ("dense",))
            self._news = news  # the writer's own work is no fault to report


def _waiting(part: Part, standing: Standing, holder: str | None) -> str:
    if holder is None:
        return f"is {standing} and can't be rebuilt in a read-only folder; the catalog is searched in memory instead"
    if part == "lexical" and standing == "behind":
        return f"is behind while {holder}; the newest articles may be found by meaning only"
    return f"is {standing} while {holder}; the catalog is searched in memory meanwhile"


def _done(update: Update) -> str:
    work = "rebuilt" if update.anew else "brought up to date"
    return f"was {update.found}, and {work} from the catalog: {update.chunks} chunks in {update.seconds:.1f} s"
