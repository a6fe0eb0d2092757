"""Where articles, chunks and vectors live: one door, one writer.

The catalog (SQLite) is the truth; the dense index (Chroma) and the lexical index (tantivy)
are projections of it, sealed after each write and rebuilt from it, without re-embedding,
whenever they are missing, behind or damaged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag.schema import Chunk, Degradation, Document, IndexState
from vectorstore.records import ContainerHead as ContainerHead
from vectorstore.records import DocumentHead as DocumentHead
from vectorstore.records import Entry as Entry
from vectorstore.records import MayHold as MayHold
from vectorstore.records import OriginGroup as OriginGroup
from vectorstore.records import PendingChunk as PendingChunk
from vectorstore.records import Scanned as Scanned
from vectorstore.records import Tallies as Tallies
from vectorstore.records import Version as Version

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.origins import Origins

SCHEMA = 2
"""Number of the catalog's tables; it goes up when they change."""

Progress = Callable[[str, int, int], None]
"""Called as (stage, done, total) during long work."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an index was made with; opening it with another is an IndexMismatchError."""

    embedder: str  # as given to --embedder
    embedder_fingerprint: str
    dimensions: int  # of a vector; 0 where there are none, nor a dense leg
    chunking: str
    schema: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One chunk found by one leg; a higher score is better."""

    chunk_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents may be found; applied before ranking. Dates are ISO, both ends included.

    With `undated=False`, documents without a date are excluded as soon as a date is given.
    """

    publisher: str | None = None  # compared without case
    since: str | None = None
    until: str | None = None
    path_prefix: str | None = None
    undated: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is filtered."""
        return self.publisher is None and self.since is None and self.until is None and self.path_prefix is None


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that was ingested, under the name its documents carry."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why; `status` lists them."""

    root: str
    path: str
    reason: str
    at: str  # ISO date and time, UTC


class StoreWriter(Protocol):
    """The one writer of an index; each call is one transaction, all or nothing."""

    @property
    def origins(self) -> Origins:
        """The groups of near-identical articles."""

    def root(self, folder: Path) -> Root:
        """The root for this folder: the one it has, else a new one with a unique name."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Add documents, each replacing the one at its root and path, whose text is kept as a version.

        Chunks whose hashes have a vector have it at once; the others are pending. Of documents with
        one URL and different texts only the newest is found; the others are superseded.
        """

    def add_vectors(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep these vectors by embedded-text hash. Raises ValueError for one that is no unit vector."""

    def pending(self) -> Iterator[PendingChunk]:
        """Chunks without vectors, each hash once: articles' openings first, newest article first, then the rest.

        What gets its vector meanwhile is left out.
        """

    def publish(self, *, dense: bool) -> None:
        """Make what was put so far searchable in other processes: by words, with `dense` by vectors too.

        Cheap when there is nothing to do; vectors are searchable before, exactly, and a dense index is
        built only when so many are new that this would be slow.
        """

    def put_container(self, container: ContainerHead) -> None:
        """Remember an archive or dump whose members are all put; deleting one of them forgets it."""

    def drop_container(self, root: str, path: str) -> None:
        """Forget an archive or dump; its members stay until they are deleted."""

    def known_vectors(self, hashes: Collection[str]) -> set[str]:
        """Those of these embedded-text hashes whose vectors the catalog holds."""

    def delete(self, document_ids: Collection[str], *, erase: bool = False) -> int:
        """Take documents and their versions out; with `erase`, text and vectors leave every file of the index."""

    def fail(self, failures: Sequence[Failure]) -> None:
        """Remember files that could not be read."""

    def clear_failures(self, places: Collection[tuple[str, str]]) -> None:
        """Forget failures, by root and path, whose files are readable or gone."""


class ChunkStore(Protocol):
    """What answering needs of a store; every later store runs the same tests."""

    @property
    def stamp(self) -> Stamp: ...

    def state(self) -> IndexState: ...

    def refresh(self, progress: Progress | None = None) -> tuple[Degradation, ...]:
        """Follow changes made by other processes; returns what is unavailable, behind or rebuilt."""

    def warm(self) -> None:
        """Open the dense index (a second, or five for a million chunks), for who will search by meaning often.

        Any thread may. Until then such searches are exact: as right, and 0.5 s each with a million chunks; after some
        of them it is opened beside.
        """

    def dense(self, vector: NDArray[np.float32], k: int, filters: Filters) -> list[Hit]: ...

    def lexical(self, words: str, k: int, filters: Filters) -> list[Hit]: ...

    def occurrences(self, words: Collection[str]) -> dict[str, int]:
        """In how many chunks each of these words stands, in whatever form; by the word."""

    def waiting(self, chunk_ids: Collection[str]) -> set[str]:
        """Those of these chunks that have no vector yet."""

    def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """The chunks of these ids that still exist, in their order."""

    def documents(self, document_ids: Iterable[str]) -> dict[str, Document]: ...

    def scan(self, may_hold: MayHold, filters: Filters, *, plain: str | None = None) -> Iterator[Scanned]:
        """Every document that may be found and that the filters leave whose text or title `may_hold` lets pass.

        It is given their UTF-8 one after the other, as the index is when the scan begins. Texts of ASCII alone
        that do not hold `plain`, ASCII too, in any case, are passed over: six times as fast.
        """

    def heads(self, *, limit: int | None = None) -> list[DocumentHead]:
        """Every document, or the first `limit`, by root and path: about 5 microseconds each."""

    def newest(self) -> str | None:
        """The latest date that a document which may be found states."""

    def publishers(self) -> tuple[str, ...]:
        """The publishers that documents state, as they are written; looked up once for each change of the index."""

    def formats(self) -> dict[str, int]:
        """How many articles there are of each format, the most first."""

    def roots(self) -> list[Root]: ...

    def failures(self) -> list[Failure]: ...

    def containers(self) -> dict[tuple[str, str], ContainerHead]:
        """The archives and dumps whose members were put, by root and path."""

    def versions(self, root: str, path: str) -> list[Version]:
        """What the article at this place said before, newest first."""

    def excluded_undated(self, filters: Filters) -> int:
        """How many undated documents these filters exclude."""

    def allowed(self, filters: Filters) -> int:
        """How many documents these filters leave."""

    def tallies(self, filters: Filters) -> Tallies:
        """How many of the documents that the filters leave say what of themselves; about 2 s for a million."""

    def sample(self, most: int, filters: Filters) -> Iterator[Document]:
        """The documents that the filters leave, or `most` of them, evenly spread in the order of coming."""

    def writer(self, progress: Progress | None = None) -> AbstractContextManager[StoreWriter]:
        """The single writer; on leaving, projections are brought up to date and sealed.

        Raises IndexLockedError when another process writes, IndexReadOnlyError.
        """

    def close(self) -> None: ...


def text_hash(embedded_text: str) -> str:
    """The name under which the vector of this embedded text is kept."""
    return hashlib.sha256(embedded_text.encode("utf-8")).hexdigest()[:32]


def holds_index(folder: Path) -> bool:
    """Whether an index was made in this folder; an empty catalog is what an interrupted start left."""
    from vectorstore.tables import FILE_NAME

    file = folder / FILE_NAME
    return file.exists() and file.stat().st_size > 0


def open_store(folder: Path) -> ChunkStore:
    """Open an existing index for reading (and, through `writer`, writing).

    Raises IndexMissingError, IndexMismatchError (another schema), IndexDamagedError.
    """
    from vectorstore.local import LocalStore

    return LocalStore.open(folder)


def create_store(folder: Path, stamp: Stamp) -> ChunkStore:
    """Open the index in `folder`, making it first where there is none.

    Raises IndexMismatchError where it has another stamp, IndexReadOnlyError.
    """
    from vectorstore.local import LocalStore

    return LocalStore.create(folder, stamp)
