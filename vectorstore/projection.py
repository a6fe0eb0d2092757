"""One projection of the catalog: found, checked, opened, and brought up to date.

The same story for Chroma and tantivy; they differ in how a folder is filled and opened.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Literal, Protocol, TypeVar

from vectorstore import Progress
from vectorstore.catalog import Catalog
from vectorstore.seal import Contents, Sealed, newest, publish

Standing = Literal["current", "behind", "missing", "damaged"]
Build = Callable[[Path, Sealed | None, Progress | None], Contents]


class ProjectionError(Exception):
    """A projection can't be built, opened or searched; never leaves the store."""


class Closable(Protocol):
    def close(self) -> None: ...


Opened = TypeVar("Opened", bound=Closable)


@dataclass(frozen=True, slots=True)
class Update:
    """How a projection was brought up to date."""

    found: Standing
    anew: bool
    chunks: int
    seconds: float


class Projection(Generic[Opened]):
    """The dense or the lexical index of one catalog."""

    def __init__(
        self,
        catalog: Catalog,
        place: Path,
        *,
        layout: int,
        build: Build,
        open_: Callable[[Sealed], Opened],
        serves: Callable[[Sealed, int], bool],
        reuses: Callable[[Sealed], bool],
        linked: Collection[str] = (),
    ) -> None:
        self._catalog = catalog
        self._place = place
        self._layout = layout
        self._build = build
        self._open = open_
        self._serves = serves  # whether it is good enough at this generation of the catalog
        self._reuses = reuses  # whether the next one is built upon this one
        self._linked = linked  # suffixes of files that are never written to twice
        self._lock = threading.Lock()
        self._opened: Opened | None = None
        self._damaged: set[Path] = set()
        self.sealed: Sealed | None = None  # the latest that is whole, maybe behind

    def look(self, generation: int) -> Standing:
        """Where it stands against the catalog; one file status when nothing moved."""
        if self.sealed is not None and self._serves(self.sealed, generation) and self.sealed.present():
            return "current"
        sealed = newest(self._place, self._catalog.index_id)
        if sealed is None or sealed.layout != self._layout:
            self._adopt(None)
            return "missing"
        if self.sealed is None or sealed.folder != self.sealed.folder:
            if sealed.folder in self._damaged or not sealed.whole():
                self._damaged.add(sealed.folder)
                self._adopt(None)
                return "damaged"
            self._adopt(sealed)
        return "current" if self._serves(sealed, generation) else "behind"

    def update(self, found: Standing, generation: int, progress: Progress | None) -> Update:
        """Bring it to the catalog's generation; the caller holds the writer lock.

        Raises ProjectionError or OSError; what was published before then still stands.
        """
        started = time.monotonic()
        base = self.sealed if self.sealed is not None and self._reuses(self.sealed) else None
        sealed = publish(
            self._place,
            index_id=self._catalog.index_id,
            generation=generation,
            base=base,
            linked=self._linked,
            build=lambda folder: self._build(folder, base, progress),
        )
        self._adopt(sealed)
        return Update(found, base is None, sealed.chunks, time.monotonic() - started)

    def use(self) -> Opened | None:
        """The open index, None when there is none. Raises ProjectionError."""
        with self._lock:
            if self._opened is None and self.sealed is not None:
                self._opened = self._open(self.sealed)
            return self._opened

    @property
    def opened(self) -> Opened | None:
        """The index where it is open already; nobody waits for it to open."""
        return self._opened

    def distrust(self) -> None:
        """Treat what is published as damaged: it was whole, yet could not be opened."""
        if self.sealed is not None:
            self._damaged.add(self.sealed.folder)
        self._adopt(None)

    def _adopt(self, sealed: Sealed | None) -> None:
        with self._lock:
            opened, self._opened, self.sealed = self._opened, None, sealed
        if opened is not None:
            opened.close()

    def close(self) -> None:
        """Close what is open; the next look finds it again."""
        self._adopt(None)
