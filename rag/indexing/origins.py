"""Near-identical articles found and put in groups: an origin is one story, however often it was printed.

A group is what hangs together by copies, whichever article came first or last: the same articles
make the same groups in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.indexing.likeness import BANDS, SKETCHING, Matter, likeness, matter, sketch
from rag.schema import Document
from vectorstore import ChunkStore, Progress, StoreWriter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.origins import Sketches

_AT_ONCE = 500  # sketches a transaction
# Articles that share a band are all compared with each other up to so many, the rest with those of
# like sketches: a form that thousands fill in must not cost their square. The most in reuters21578 is 19.
_CROWD, _BESIDE = 48, 8
_DAYS = 7  # between two short texts that say the same of two days: "rates unchanged"


def group_origins(store: ChunkStore, writer: StoreWriter, progress: Progress | None = None) -> None:
    """Put every article that has come or whose group has changed into its origin group.

    Killed anywhere, the next call goes on. Costs what is new and a look at all sketches (half a
    second for 400,000 articles); nothing where nothing is new. Reads committed documents only.
    """
    _sketch_new(store, writer, progress)
    sketches = writer.origins.sketches()
    if sketches is None:
        return
    groups = _Groups(len(sketches.rows))
    places = {row: place for place, row in enumerate(sketches.rows)}
    for rows in writer.origins.groups().values():
        groups.join([places[row] for row in rows])
    _join_copies(sketches, groups, _Comparing(store, writer, sketches.rows), progress)
    writer.origins.settle(_named(sketches, groups, writer))


def _sketch_new(store: ChunkStore, writer: StoreWriter, progress: Progress | None) -> None:
    waiting = writer.origins.unsketched(made_as=SKETCHING)
    for start in range(0, len(waiting), _AT_ONCE):
        documents = store.documents(waiting[start : start + _AT_ONCE])
        writer.origins.add({name: sketch(_matter(document)) for name, document in documents.items()})
        _report(progress, "sketches of articles", min(start + _AT_ONCE, len(waiting)), len(waiting))


def _matter(document: Document) -> Matter:
    return matter(document.text, title=document.title)


class _Groups:
    """Articles by place; which are of one group so far."""

    def __init__(self, count: int) -> None:
        import numpy as np

        self.labels: NDArray[np.int64] = np.arange(count)
        self._members: dict[int, list[int]] = {}

    def members(self, label: int) -> list[int]:
        """The places with this label."""
        return self._members.get(label, [label])

    def join(self, places: Sequence[int]) -> None:
        """Make one group of the groups that these places are in."""
        labels = sorted({int(self.labels[place]) for place in places}, key=lambda label: -len(self.members(label)))
        for label in labels[1:]:
            moved = self.members(label)
            self.labels[moved] = labels[0]
            self._members[labels[0]] = self.members(labels[0]) + moved
            self._members.pop(label, None)


class _Comparing:
    """Reads two articles and says whether they are copies."""

    def __init__(self, store: ChunkStore, writer: StoreWriter, rows: Sequence[int]) -> None:
        @lru_cache(maxsize=1024)
        def read(place: int) -> tuple[Document, Matter]:
            (article,) = writer.origins.articles([rows[place]]).values()
            document = store.documents([article.document_id])[article.document_id]
            return document, _matter(document)

        self._read = read
        self._refused: set[tuple[int, int]] = set()

    def published(self, place: int) -> str:
        """The article's date, empty for none."""
        return self._read(place)[0].published or ""

    def copies(self, one: int, other: int) -> bool:
        """Whether the articles at these places are copies of one story."""
        pair = (min(one, other), max(one, other))
        if pair in self._refused:
            return False
        (mine, here), (theirs, there) = self._read(one), self._read(other)
        like = likeness(here, there)
        if like.copies and not (like.short and _days_apart(mine, theirs) > _DAYS):
            return True
        self._refused.add(pair)
        return False


def _days_apart(one: Document, other: Document) -> int:
    """Days between two articles; 0 where one of them states no full date."""
    try:
        days = date.fromisoformat((one.published or "")[:10]) - date.fromisoformat((other.published or "")[:10])
    except ValueError:
        return 0
    return abs(days.days)


def _join_copies(sketches: Sketches, groups: _Groups, comparing: _Comparing, progress: Progress | None) -> None:
    """Join unsettled articles with their copies, band by band; what is one group already is not compared again."""
    _join_identical(sketches, groups, comparing)
    for band in range(BANDS):
        for run in _runs(sketches, band, groups.labels):
            for one, other in _pairs(sketches, run):
                _join_if_copies(groups, comparing, one, other)
        _report(progress, "near-identical articles", band + 1, BANDS)


def _join_identical(sketches: Sketches, groups: _Groups, comparing: _Comparing) -> None:
    """Join new articles with one sketch, however many: each is compared with its neighbours in time, and the first."""
    import numpy as np

    same: dict[bytes, list[int]] = {}
    for place in np.flatnonzero(~sketches.settled).tolist():
        same.setdefault(sketches.bands[place].tobytes(), []).append(place)
    for places in same.values():
        if len(places) > 1:
            ordered = sorted(places, key=comparing.published)
            for before, place in pairwise(ordered):
                _join_if_copies(groups, comparing, before, place)
                _join_if_copies(groups, comparing, ordered[0], place)


def _join_if_copies(groups: _Groups, comparing: _Comparing, one: int, other: int) -> None:
    if groups.labels[one] != groups.labels[other] and comparing.copies(one, other):
        groups.join([one, other])


def _runs(sketches: Sketches, band: int, labels: NDArray[np.int64]) -> Iterator[list[int]]:
    """Places that share a band, of more than one group, one at least unsettled."""
    import numpy as np

    keys = np.ascontiguousarray(sketches.bands[:, band])
    places = np.flatnonzero(np.isin(keys, np.unique(keys[~sketches.settled])))
    order = places[np.argsort(keys[places], kind="stable")]
    starts = np.flatnonzero(np.r_[True, keys[order][1:] != keys[order][:-1]])
    several = np.minimum.reduceat(labels[order], starts) != np.maximum.reduceat(labels[order], starts)
    ends = np.append(starts[1:], len(order))
    for run in np.flatnonzero(several).tolist():
        yield order[starts[run] : ends[run]].tolist()


def _pairs(sketches: Sketches, run: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(run) > _CROWD:
        run = sorted(run, key=lambda place: sketches.bands[place].tobytes())
    for nth, one in enumerate(run):
        for other in run[nth + 1 :] if len(run) <= _CROWD else run[nth + 1 : nth + 1 + _BESIDE]:
            if not (sketches.settled[one] and sketches.settled[other]):
                yield one, other


def _named(sketches: Sketches, groups: _Groups, writer: StoreWriter) -> dict[int, str | None]:
    """By row, the origin of every article whose group has something unsettled: its first article, None alone."""
    import numpy as np

    named: dict[int, str | None] = {}
    for label in np.unique(groups.labels[~sketches.settled]).tolist():
        rows = [sketches.rows[place] for place in groups.members(label)]
        first: str | None = None
        if len(rows) > 1:
            first = min(writer.origins.articles(rows).values(), key=lambda article: article.order).document_id
        named.update(dict.fromkeys(rows, first))
    return named


def _report(progress: Progress | None, stage: str, done: int, total: int) -> None:
    if progress is not None:
        progress(stage, done, total)
