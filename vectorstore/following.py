"""The two projections of one catalog, held against it and brought up to date."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from rag.errors import IndexLockedError, IndexReadOnlyError
from rag.schema import Degradation
from vectorstore import Progress
from vectorstore.catalog import Catalog, Delta
from vectorstore.dense import LAYOUT as DENSE_LAYOUT
from vectorstore.dense import Dense, build_dense, sealed_marks
from vectorstore.lexical import LAYOUT as LEXICAL_LAYOUT
from vectorstore.lexical import Lexical, build_lexical, open_lexical
from vectorstore.lock import writer_lock
from vectorstore.projection import Projection, ProjectionError, Standing, Update
from vectorstore.seal import Contents, Sealed
from vectorstore.vectors import Marks, marks_now

Part = Literal["dense", "lexical"]
PARTS: tuple[Part, ...] = ("dense", "lexical")
# What came after the dense index is searched exactly, 20,000 vectors in 4 ms (two cores), so that adding
# a few articles builds nothing. Growing by a share each time, all the copying together stays linear.
LONGEST_TAIL = 20_000  # chunks
_LONGEST_SHARE = 0.25
# Beyond these shares of what it holds, an index is built anew: Chroma and tantivy keep what was deleted.
_MOST_GONE = 0.25
_FEW_GONE = 2_000  # chunks: so many Chroma is asked beyond in milliseconds
_MOST_CHURN = 0.5
_SEGMENT_FILES = (".term", ".idx", ".pos", ".store", ".fieldnorm", ".fast", ".del")  # tantivy's, written once


class Following:
    """Holds the projections of one folder; safe to call from several threads."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self._folder = folder
        self._catalog = catalog
        self.dense = Projection(
            catalog,
            folder / "dense",
            layout=DENSE_LAYOUT,
            build=self._build_dense,
            open_=Dense,
            serves=self._dense_serves,
            reuses=self._dense_is_reused,
        )
        self.lexical = Projection(
            catalog,
            folder / "lexical",
            layout=LEXICAL_LAYOUT,
            build=self._build_lexical,
            open_=open_lexical,
            serves=lambda sealed, generation: sealed.generation == generation,
            reuses=self._lexical_is_reused,
            linked=_SEGMENT_FILES,
        )
        self.lock = threading.RLock()
        self.generation = -1  # that the projections were last held against
        self.faults: dict[Part, str] = {}  # what is wrong now
        self.waiting = False  # for another process that writes
        self.news: list[Degradation] = []  # what happened since the last refresh
        self._gave_up: dict[Part, tuple[int, str]] = {}

    def close(self) -> None:
        """Close what is open; the next look finds it again."""
        self.dense.close()
        self.lexical.close()

    # how each is built

    def _build_dense(self, folder: Path, base: Sealed | None, progress: Progress | None) -> Contents:
        return build_dense(folder, self._catalog, base, progress)

    def _build_lexical(self, folder: Path, base: Sealed | None, progress: Progress | None) -> Contents:
        delta = None if base is None else self._catalog.delta(base.generation)
        if delta is None:
            delta = Delta(removed=(), added=tuple(self._catalog.document_ids()))
        contents = build_lexical(folder, self._catalog, base, delta, progress)
        chunks = self._catalog.chunk_count()
        if contents.chunks != chunks:
            raise ProjectionError(f"built with {contents.chunks} chunks of {chunks}")
        return contents

    def _lexical_is_reused(self, sealed: Sealed) -> bool:
        delta = self._catalog.delta(sealed.generation)
        if delta is None:
            return False
        gone = sum(chunks for _, chunks in delta.removed)
        return sealed.churn + gone <= _MOST_CHURN * sealed.chunks

    def _dense_serves(self, sealed: Sealed, _: int) -> bool:
        if not self._catalog.knows(sealed.generation):
            return False
        marks, now = sealed_marks(sealed), marks_now(self._catalog)
        few = marks.added_until(now) <= max(LONGEST_TAIL, _LONGEST_SHARE * sealed.chunks)
        return few and self._mostly_there(sealed, marks, now)

    def _dense_is_reused(self, sealed: Sealed) -> bool:
        known = self._catalog.knows(sealed.generation)
        return known and self._mostly_there(sealed, sealed_marks(sealed), marks_now(self._catalog))

    def _mostly_there(self, sealed: Sealed, marks: Marks, now: Marks) -> bool:
        held_gone = sealed.chunks - marks.covered + marks.gone_until(now)
        return held_gone <= max(_MOST_GONE * sealed.chunks, _FEW_GONE)

    # bringing up to date

    def refresh(self, progress: Progress | None = None) -> tuple[Degradation, ...]:
        """Hold the projections against the catalog and bring them up to date where that can be done.

        A rebuild is returned once, a lasting fault each time.
        """
        with self.lock:
            self._catalog.connections.follow()
            self.generation = generation = self._catalog.generation()
            standings: dict[Part, Standing] = {part: self._look(part, generation, writing=False) for part in PARTS}
            faults: dict[Part, str] = {}
            self.waiting = False
            if any(standing != "current" for standing in standings.values()):
                faults = self._catch_up(standings, progress)
            self.faults = faults
            news, self.news = self.news, []
            return (*(Degradation(part, text) for part, text in faults.items()), *news, *self._coverage())

    def publish(self, progress: Progress | None, *, dense: bool) -> None:
        """Bring the lexical index up to date, with `dense` the dense one too; the caller holds the writer lock."""
        with self.lock:
            news = list(self.news)
            self.faults = self._update(progress, parts=PARTS if dense else ("lexical",), size=None)
            self.news = news  # the writer's own work is no fault to report

    def _look(self, part: Part, generation: int, *, writing: bool) -> Standing:
        if part == "lexical":
            return self.lexical.look(generation)
        covered = marks_now(self._catalog).covered
        if covered == 0:
            return "current"  # nothing to find by meaning
        standing = self.dense.look(generation)
        if standing == "missing" and covered <= LONGEST_TAIL and covered < self._catalog.chunk_count():
            return "current"  # vectors are coming: no need of one yet
        if standing == "behind" and not writing and self.searchable_dense() is not None:
            return "current"  # with a long tail, which the next writer makes part of it
        return standing

    def searchable_dense(self) -> Sealed | None:
        """The dense index, maybe with a long tail; None where it is of another past of the catalog."""
        sealed = self.dense.sealed
        return sealed if sealed is not None and self._catalog.knows(sealed.generation) else None

    def _catch_up(self, standings: dict[Part, Standing], progress: Progress | None) -> dict[Part, str]:
        try:
            with writer_lock(self._folder):
                return self._update(progress, parts=PARTS, size=LONGEST_TAIL)
        except (IndexLockedError, IndexReadOnlyError) as error:
            holder = str(error).partition(";")[0] if isinstance(error, IndexLockedError) else None
            self.waiting = holder is not None
            return {
                part: _waiting(part, standing, holder) for part, standing in standings.items() if standing != "current"
            }

    def _update(self, progress: Progress | None, *, parts: Sequence[Part], size: int | None) -> dict[Part, str]:
        """Bring what is not current of these parts up to date, under the writer lock; returns what is wrong after it.

        A dense index of more than `size` chunks is left to the next writer: nobody waits minutes for an answer.
        """
        self.generation = self._catalog.generation()
        faults: dict[Part, str] = {}
        for part in parts:
            projection: Projection[Dense] | Projection[Lexical] = self.dense if part == "dense" else self.lexical
            standing = self._look(part, self.generation, writing=size is None)
            if standing == "current":
                continue
            if part == "dense" and size is not None and marks_now(self._catalog).covered > size:
                faults[part] = _left(standing)
                continue
            given_up, why = self._gave_up.get(part, (-1, ""))
            if given_up != self.generation or size is None:
                try:
                    update = projection.update(standing, self.generation, progress)
                except (ProjectionError, OSError) as error:
                    why = str(error)
                    self._gave_up[part] = (self.generation, why)
                else:
                    self.news.append(Degradation(part, _done(update)))
                    continue
            faults[part] = f"can't be brought up to date ({why}); the catalog is searched in memory instead"
        return faults

    def _coverage(self) -> tuple[Degradation, ...]:
        state = self._catalog.state()
        if self._catalog.stamp.dimensions == 0 or state.dense_coverage >= 1.0:
            return ()
        share = f"vectors cover {int(state.dense_coverage * 100)} % of the chunks so far"
        return (Degradation("dense", f"{share}; the others are found by their words only, until an ingest is done"),)


def _waiting(part: Part, standing: Standing, holder: str | None) -> str:
    if holder is None:
        return f"is {standing} and can't be rebuilt in a read-only folder; the catalog is searched in memory instead"
    if part == "lexical" and standing == "behind":
        return f"is behind while {holder}; the newest articles may be found by meaning only"
    return f"is {standing} while {holder}; the catalog is searched in memory meanwhile"


def _left(standing: Standing) -> str:
    return f"is {standing}; vectors are searched exactly, which is slower, until the next `dateline ingest`"


def _done(update: Update) -> str:
    work = "rebuilt" if update.anew else "brought up to date"
    return f"was {update.found}, and {work} from the catalog: {update.chunks} chunks in {update.seconds:.1f} s"
