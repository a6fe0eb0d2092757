"""The catalog's tables, and the number that moves with each change of documents."""

from __future__ import annotations

import sqlite3
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from vectorstore import SCHEMA, Stamp
from vectorstore.catalog import APPLICATION_ID, FILE_NAME
from vectorstore.connections import connect, translated

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE roots (name TEXT PRIMARY KEY, folder TEXT NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT NOT NULL UNIQUE, root TEXT NOT NULL REFERENCES roots(name), path TEXT NOT NULL,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
    title TEXT, publisher TEXT, published TEXT, byline TEXT, url TEXT, format TEXT NOT NULL,
    characters INTEGER NOT NULL, generation INTEGER NOT NULL, text TEXT NOT NULL,
    UNIQUE (root, path)
);
CREATE INDEX documents_by_generation ON documents (generation);
CREATE TABLE vectors (hash TEXT PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE chunks (
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, n INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, sentences BLOB NOT NULL,
    vector TEXT NOT NULL REFERENCES vectors(hash),
    UNIQUE (document, n)
);
CREATE INDEX chunks_by_vector ON chunks (vector);
CREATE TABLE failures (
    root TEXT NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE history (generation INTEGER PRIMARY KEY);
CREATE TABLE removed (generation INTEGER NOT NULL, document TEXT NOT NULL, chunks INTEGER NOT NULL);
"""


def create_catalog(folder: Path, stamp: Stamp) -> None:
    """Make an empty catalog in `folder`, whole or not at all; the caller holds the writer lock."""
    file = folder / FILE_NAME
    try:
        connection = connect(f"file:{quote(str(file.absolute()))}?mode=rwc")
    except sqlite3.Error as error:
        raise translated(file, error) from error
    meta = {
        "index_id": uuid.uuid4().hex,
        "embedder": stamp.embedder,
        "embedder_fingerprint": stamp.embedder_fingerprint,
        "dimensions": str(stamp.dimensions),
        "chunking": stamp.chunking,
    }
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={SCHEMA}")
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        advance(connection)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise translated(file, error) from error
    finally:
        connection.close()


def advance(connection: sqlite3.Connection) -> int:
    """Move to a new generation: a clock reading, so that it never repeats in a restored backup."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    generation = max(int(row[0]) + 1 if row else 1, time.time_ns())
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    values = [("generation", str(generation)), ("as_of", now)]
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)
    connection.execute("INSERT INTO history VALUES (?)", (generation,))
    return generation
