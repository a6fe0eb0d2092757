"""What the catalog keeps to find near-identical articles by: a sketch of each, and the group it was put in.

A group is named after its first article. When an article leaves, the others of its group are
unsettled: whoever groups next looks at them again, and they keep together until then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vectorstore.packing import marks, slices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ORIGIN_TABLES = """
CREATE TABLE sketches (
    document INTEGER PRIMARY KEY REFERENCES documents(row) ON DELETE CASCADE,
    sketch BLOB NOT NULL, settled INTEGER NOT NULL
);
CREATE INDEX sketches_unsettled ON sketches (document) WHERE settled = 0;
CREATE INDEX documents_by_origin ON documents (origin) WHERE origin IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Sketches:
    """The sketches of all articles that have words; the three run in parallel."""

    rows: list[int]  # of the articles, rising
    bands: NDArray[np.uint32]  # (articles, bands)
    settled: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sketched:
    """An article that was grouped: its id, and what sorts it before those that came later (date, root, path)."""

    document_id: str
    order: tuple[str, str, str]


class Origins:
    """The groups of near-identical articles, for the holder of the writer lock; a call is one transaction."""

    def __init__(self, transaction: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._transaction = transaction

    def unsketched(self, *, made_as: str) -> list[str]:
        """Ids of the documents without a sketch; of all where the sketches were not `made_as` this."""
        with self._transaction() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'sketches'").fetchone()
            if row is None or row[0] != made_as:
                connection.execute("DELETE FROM sketches")
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('sketches', ?)", (made_as,))
            rows = connection.execute(
                "SELECT id FROM documents d WHERE NOT EXISTS (SELECT 1 FROM sketches s WHERE s.document = d.row)"
                " ORDER BY row"
            )
            return [document_id for (document_id,) in rows]

    def add(self, sketches: Mapping[str, bytes]) -> None:
        """Keep these sketches by document id, unsettled; an empty one, of an article without words, is never alike."""
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO sketches SELECT row, ?, ? FROM documents WHERE id = ?",
                [(sketch, not sketch, document_id) for document_id, sketch in sketches.items()],
            )

    def sketches(self) -> Sketches | None:
        """All sketches, None where every article is settled; about a second for 400,000 articles."""
        import numpy as np

        with self._transaction() as connection:
            if connection.execute("SELECT 1 FROM sketches WHERE settled = 0 LIMIT 1").fetchone() is None:
                return None
            found = connection.execute(
                "SELECT document, sketch, settled FROM sketches WHERE sketch != x'' ORDER BY document"
            ).fetchall()
        bands = np.frombuffer(b"".join(sketch for _, sketch, _ in found), dtype="<u4").reshape(len(found), -1)
        return Sketches([row for row, _, _ in found], bands, np.array([bool(settled) for _, _, settled in found]))

    def groups(self) -> dict[str, list[int]]:
        """The rows of the settled articles of each group."""
        groups: dict[str, list[int]] = {}
        with self._transaction() as connection:
            for origin, row in connection.execute(
                "SELECT d.origin, d.row FROM documents d JOIN sketches s ON s.document = d.row"
                " WHERE d.origin IS NOT NULL AND s.settled ORDER BY d.row"
            ):
                groups.setdefault(origin, []).append(row)
        return groups

    def articles(self, rows: Sequence[int]) -> dict[int, Sketched]:
        """The articles of these rows."""
        found: dict[int, Sketched] = {}
        with self._transaction() as connection:
            for some in slices(rows):
                for row, document_id, published, root, path in connection.execute(
                    "SELECT row, id, coalesce(published, '9999'), root, path FROM documents"
                    f" WHERE row IN ({marks(some)})",
                    some,
                ):
                    found[row] = Sketched(document_id, (published, root, path))
        return found

    def settle(self, origins: Mapping[int, str | None]) -> None:
        """Put the articles of these rows in these groups, None for no other's; then every article is settled."""
        with self._transaction() as connection:
            values = [(origin, row) for row, origin in origins.items()]
            connection.executemany("UPDATE documents SET origin = ? WHERE row = ?", values)
            connection.execute("UPDATE sketches SET settled = 1 WHERE settled = 0")


def unsettle(connection: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Have the groups looked at again that these documents, which are about to leave, were in."""
    connection.execute(
        "UPDATE sketches SET settled = 0 WHERE document IN (SELECT row FROM documents WHERE origin IN"
        f" (SELECT origin FROM documents WHERE row IN ({marks(rows)}) AND origin IS NOT NULL))",
        tuple(rows),
    )
