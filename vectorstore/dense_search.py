"""Search by meaning: by Chroma once it is open, exactly until then, for filtered questions, and where it fails."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

from rag.schema import Degradation
from vectorstore import Filters, Hit
from vectorstore.catalog import Catalog
from vectorstore.exact import ExactVectors, nearest, ranked
from vectorstore.following import Following
from vectorstore.projection import ProjectionError
from vectorstore.vectors import vectors_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.dense import Dense

# Opening Chroma takes as long as so many exact searches: at a million chunks 4 s of processor time against 0.24.
WORTH_OPENING = 16


class DenseSearch:
    """Searches the vectors of one catalog; safe to call from several threads."""

    def __init__(self, catalog: Catalog, following: Following) -> None:
        self._catalog = catalog
        self._following = following
        self._exact = ExactVectors(catalog)
        self._opening: Thread | None = None
        self._unopened = 0  # searches that found Chroma not open

    def search(self, vector: NDArray[np.float32], k: int, filters: Filters) -> list[Hit]:
        """The k chunks nearest to a unit vector, best first."""
        documents = None if filters.empty else self._catalog.allowed_rows(filters)
        base, tail = self._exact.follow(self._following.searchable_dense())
        usable = documents is None and base is not None and "dense" not in self._following.faults
        hits = self._by_chroma(vector, k) if usable else None
        if hits is None:
            blocks = tail if base is None else (base, *tail)
            return self._living(partial(nearest, blocks, vector, documents=documents), vector, k)
        if tail:
            hits += self._living(partial(nearest, tail, vector, documents=None), vector, k)
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]

    def open(self) -> None:
        """Open Chroma; where that can't be done the next refresh says so. After a rebuild it opens again by itself."""
        self._unopened = WORTH_OPENING
        try:
            self._following.dense.use()
        except ProjectionError as error:
            self._distrusted(None, error)

    def _by_chroma(self, vector: NDArray[np.float32], k: int) -> list[Hit] | None:
        """Hits from Chroma; None where it is not open or, with the reason kept for the next refresh, fails."""
        for _ in range(2):  # a refresh in another thread may have closed the one that was taken
            opened = self._following.dense.opened
            if opened is None:
                self._open_when_worth_it()
                return None
            try:
                return self._living(partial(opened.search, vector), vector, k)
            except ProjectionError as error:
                if self._distrusted(opened, error):
                    return None
        return None

    def _open_when_worth_it(self) -> None:
        with self._following.lock:
            self._unopened += 1
            if self._unopened >= WORTH_OPENING and (self._opening is None or not self._opening.is_alive()):
                self._opening = Thread(target=self.open)
                self._opening.start()

    def _distrusted(self, opened: Dense | None, error: ProjectionError) -> bool:
        """Whether this is the one in use; if so it is no more, and the next refresh says why."""
        following = self._following
        with following.lock:
            if following.dense.opened is not opened:
                return False
            following.dense.distrust()
            following.news.append(Degradation("dense", f"failed ({error}); vectors were searched exactly"))
            return True

    def _living(self, find: Callable[[int], list[int]], vector: NDArray[np.float32], k: int) -> list[Hit]:
        """The k best of what `find` gives that still are chunks; it is asked for more while too many are gone."""
        most = k
        while True:
            rows = find(most)
            chunk_ids, vectors = vectors_at(self._catalog, rows)
            if len(chunk_ids) >= k or len(rows) < most:
                return ranked(chunk_ids, vectors @ vector)[:k]
            most *= 4
