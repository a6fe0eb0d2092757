"""An index of the schema before is brought to this one where it lies, with all that it holds."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest
from made_up import STAMP, chunks_of, document_of, found_texts, python, vector_of

from rag.errors import IndexMismatchError
from vectorstore import Filters, create_store, open_store, text_hash
from vectorstore.lock import writer_lock
from vectorstore.packing import pack_spans

TEXTS = {"a.txt": "Ferry stops\nshared line", "b/c.txt": "Bridge opens 🌉\nshared line\nlast"}
SCHEMA_1 = """
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
INSERT INTO meta VALUES ('index_id', 'f00d'), ('embedder', 'made-up'), ('embedder_fingerprint', 'words-1'),
    ('dimensions', '24'), ('chunking', 'lines-1'), ('generation', '7'), ('as_of', '2026-01-01T00:00:00Z');
INSERT INTO roots VALUES ('desk', '/somewhere/desk');
INSERT INTO history VALUES (7);
INSERT INTO failures VALUES ('desk', 'bad.txt', 'empty', '2026-01-01T00:00:00Z');
"""


def index_of_schema_1(folder: Path) -> Path:
    """An index as the version before wrote it."""
    folder.mkdir()
    connection = sqlite3.connect(folder / "catalog.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.executescript(SCHEMA_1)
    for path, text in TEXTS.items():
        document = document_of(path, text)
        values = (document.id, "desk", path, document.sha256, document.size, 5, document.title, None, None, None)
        connection.execute(f"INSERT INTO documents VALUES ({'?, ' * 14}?)", (*values, None, "text", len(text), 7, text))
        for n, chunk in enumerate(chunks_of(document)):
            name = hashlib.sha256(chunk.text.encode()).hexdigest()
            connection.execute("INSERT OR IGNORE INTO vectors VALUES (?, ?)", (name, vector_of(chunk.text).tobytes()))
            spans = pack_spans(chunk.sentences, chunk.start)
            connection.execute(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?)", (document.id, n, chunk.start, chunk.end, spans, name)
            )
    connection.execute("PRAGMA application_id=1146375246")
    connection.execute("PRAGMA user_version=1")
    connection.commit()
    connection.close()
    return folder


def test_an_index_of_the_schema_before_keeps_articles_chunks_and_vectors(tmp_path: Path) -> None:
    store = open_store(index_of_schema_1(tmp_path / "index"))
    documents = {document.id: document for document in (document_of(path, text) for path, text in TEXTS.items())}
    assert store.documents([head.id for head in store.heads()]) == documents
    for document in documents.values():
        chunks = chunks_of(document)
        assert store.chunks([chunk.id for chunk in chunks]) == chunks
    assert [failure.path for failure in store.failures()] == ["bad.txt"]
    assert (store.state().documents, store.state().chunks, store.state().dense_coverage) == (2, 5, 1.0)
    store.refresh()
    assert found_texts(store, [store.dense(vector_of("last"), 1, Filters())[0].chunk_id]) == ["last"]
    assert len(store.lexical("shared", 5, Filters())) == 2
    with store.writer() as writer:
        hashes = [text_hash(line) for text in TEXTS.values() for line in text.split("\n")]
        assert writer.known_vectors(hashes) == set(hashes)
        assert list(writer.pending()) == []
    assert store.refresh() == ()
    store.close()
    assert create_store(tmp_path / "index", STAMP).state().documents == 2


KILLED = """
import os, sys
from pathlib import Path
import vectorstore.migration
from vectorstore import open_store
vectorstore.migration.count = lambda *_, **__: os._exit(9)
open_store(Path(sys.argv[1]))
"""


def test_a_migration_that_was_killed_begins_again(tmp_path: Path) -> None:
    index = index_of_schema_1(tmp_path / "index")
    assert python(KILLED, index).returncode == 9
    assert open_store(index).state().chunks == 5


def test_while_another_process_writes_an_old_index_says_what_to_do(tmp_path: Path) -> None:
    index = index_of_schema_1(tmp_path / "index")
    with writer_lock(index), pytest.raises(IndexMismatchError, match=r"schema 1.*dateline status"):
        open_store(index)
    assert open_store(index).state().documents == 2
