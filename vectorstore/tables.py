"""The catalog's tables, and the numbers that move with each change of documents."""

from __future__ import annotations

import hashlib
import sqlite3
import time
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from vectorstore import SCHEMA, Stamp
from vectorstore.connections import connect, translated
from vectorstore.origins import ORIGIN_TABLES

FILE_NAME = "catalog.db"
APPLICATION_ID = 0x44544C4E  # "DTLN", in the header of the SQLite file

# Rows are numbered with AUTOINCREMENT: a number never comes back, so one that a projection holds
# means this chunk or nothing. Texts stand apart so that lists need not read past them.
TABLES = (
    """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE roots (name TEXT PRIMARY KEY, folder TEXT NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE documents (
    row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL REFERENCES roots(name), path TEXT NOT NULL,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
    title TEXT, publisher TEXT, published TEXT, byline TEXT, url TEXT, format TEXT NOT NULL,
    language TEXT, pages BLOB, origin TEXT, characters INTEGER NOT NULL, chunks INTEGER NOT NULL,
    superseded INTEGER NOT NULL, generation INTEGER NOT NULL, indexed_at TEXT NOT NULL,
    UNIQUE (root, path)
);
CREATE INDEX documents_by_generation ON documents (generation);
CREATE INDEX documents_by_published ON documents (published, superseded);
CREATE INDEX documents_by_publisher ON documents (publisher, published, superseded);
CREATE INDEX documents_by_url ON documents (url) WHERE url IS NOT NULL;
CREATE TABLE texts (
    document INTEGER PRIMARY KEY REFERENCES documents(row) ON DELETE CASCADE, text TEXT NOT NULL
);
CREATE TABLE chunks (
    row INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents(row) ON DELETE CASCADE,
    n INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, sentences BLOB NOT NULL, hash BLOB NOT NULL,
    UNIQUE (document, n)
);
CREATE INDEX chunks_by_hash ON chunks (hash);
CREATE TABLE shelved (
    document INTEGER NOT NULL REFERENCES documents(row) ON DELETE CASCADE,
    n INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, sentences BLOB NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (document, n)
) WITHOUT ROWID;
CREATE TABLE vectors (row INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, vector BLOB NOT NULL);
CREATE TABLE loose (hash BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE versions (
    root TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, title TEXT, published TEXT,
    indexed_at TEXT NOT NULL, replaced_at TEXT NOT NULL, text BLOB NOT NULL
);
CREATE INDEX versions_by_path ON versions (root, path);
CREATE TABLE containers (
    root TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
    PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE failures (
    root TEXT NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE history (generation INTEGER PRIMARY KEY);
CREATE TABLE removed (generation INTEGER NOT NULL, document TEXT NOT NULL, chunks INTEGER NOT NULL);
"""
    + ORIGIN_TABLES
)


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
        # Of a page of 4,096 bytes two vectors of 384 numbers waste a quarter, of one of 8,192 five a twentieth.
        connection.execute("PRAGMA page_size=8192")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in TABLES.split(";"):
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
    values = [("generation", str(generation)), ("as_of", now())]
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)
    connection.execute("INSERT INTO history VALUES (?)", (generation,))
    return generation


def now() -> str:
    """This moment as the catalog writes it: ISO, UTC, in seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def count(
    connection: sqlite3.Connection,
    *,
    added: Iterable[str] = (),
    removed: Iterable[str] = (),
    chunks: int = 0,
    covered: int = 0,
) -> None:
    """Keep in `meta` how many documents, chunks and chunks with vectors there are, and a sum of the document ids.

    `covered` is how many chunks got their vector, or, below zero, went with it; those are counted for good, too.
    So the state of an index is read without looking at a row of it. The sum is the same whatever the order.
    """
    added, removed = list(added), list(removed)
    meta = dict(
        connection.execute("SELECT key, value FROM meta WHERE key IN ('documents','chunks','covered','gone','sum')")
    )
    total = int(meta.get("sum", "0"), 16) + sum(map(_digest, added)) - sum(map(_digest, removed))
    values = {
        "documents": str(int(meta.get("documents", 0)) + len(added) - len(removed)),
        "chunks": str(int(meta.get("chunks", 0)) + chunks),
        "covered": str(int(meta.get("covered", 0)) + covered),
        "gone": str(int(meta.get("gone", 0)) + max(0, -covered)),
        "sum": f"{total % (1 << 128):x}",
    }
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def _digest(document_id: str) -> int:
    return int.from_bytes(hashlib.sha256(document_id.encode("utf-8", "surrogatepass")).digest()[:16], "big")
