"""An index of the schema before this one, brought to this one where it lies.

Texts, chunks and vectors are copied from table to table in one transaction: nothing is read from
the articles again and nothing is embedded again. Killed halfway, the index is as it was.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from vectorstore import SCHEMA
from vectorstore.connections import connect, translated
from vectorstore.tables import APPLICATION_ID, FILE_NAME, TABLES, advance, count

_OLD = ("chunks", "documents", "vectors", "failures", "history", "removed")
_COPY = """
INSERT INTO documents
    SELECT rowid, id, root, path, sha256, size, modified_ns, title, publisher, published, byline, url, format,
           NULL, NULL, NULL, characters, (SELECT count(*) FROM old_chunks c WHERE c.document = d.id), 0, :generation,
           (SELECT value FROM meta WHERE key = 'as_of')
    FROM old_documents d ORDER BY rowid;
INSERT INTO texts SELECT rowid, text FROM old_documents;
INSERT INTO vectors (hash, vector) SELECT unhex(substr(hash, 1, 32)), vector FROM old_vectors ORDER BY rowid;
INSERT INTO chunks (document, n, start, end, sentences, hash)
    SELECT d.rowid, c.n, c.start, c.end, c.sentences, unhex(substr(c.vector, 1, 32))
    FROM old_chunks c JOIN old_documents d ON d.id = c.document ORDER BY c.rowid;
INSERT INTO failures SELECT root, path, reason, at FROM old_failures
"""


def needs_migration(folder: Path) -> bool:
    """Whether this folder holds an index of the schema before this one."""
    file = folder / FILE_NAME
    if not file.is_file() or file.stat().st_size == 0:
        return False
    try:
        with file.open("rb") as opened:
            header = opened.read(100)
    except OSError:
        return False
    # SQLite's header: user_version at byte 60, application_id at 68.
    return header[60:64] == (SCHEMA - 1).to_bytes(4, "big") and header[68:72] == APPLICATION_ID.to_bytes(4, "big")


def migrate(folder: Path) -> None:
    """Bring the index to this schema; the caller holds the writer lock."""
    file = folder / FILE_NAME
    try:
        connection = connect(f"file:{quote(str(file.absolute()))}?mode=rw")
        try:
            _migrate(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise translated(file, error) from error


def _migrate(connection: sqlite3.Connection) -> None:
    connection.create_function("unhex", 1, bytes.fromhex, deterministic=True)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA legacy_alter_table=ON")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        if schema != SCHEMA - 1:  # another process was faster
            connection.execute("ROLLBACK")
            return
        for name in _OLD:
            connection.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
        for name in ("documents_by_generation", "chunks_by_vector"):
            connection.execute(f"DROP INDEX {name}")
        for statement in TABLES.split(";"):
            if "CREATE TABLE meta" not in statement and "CREATE TABLE roots" not in statement:
                connection.execute(statement)
        generation = advance(connection)
        for statement in _COPY.split(";"):
            connection.execute(statement, {"generation": generation} if ":generation" in statement else {})
        ids = [name for (name,) in connection.execute("SELECT id FROM documents")]
        (chunks,) = connection.execute("SELECT count(*) FROM chunks").fetchone()
        count(connection, added=ids, chunks=chunks, covered=chunks)
        for name in _OLD:
            connection.execute(f"DROP TABLE old_{name}")
        connection.execute(f"PRAGMA user_version={SCHEMA}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
