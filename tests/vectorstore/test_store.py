"""What a store keeps, gives back and refuses."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_up import STAMP, chunks_of, document_of, filled, found_texts, put, vector_of

from rag.errors import EmbeddingError, IndexDamagedError, IndexMismatchError, IndexMissingError
from vectorstore import Failure, Filters, create_store, open_store, text_hash

TEXTS = {
    "a.txt": "Ferry stops at noon\nThe ferry stopped at the pier.",
    "b/c.txt": "Bridge opens\nThe bridge opened 🌉 today.",
}


def test_a_document_and_its_chunks_come_back_as_they_were_put(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", TEXTS)
    document = document_of("b/c.txt", TEXTS["b/c.txt"])
    chunks = chunks_of(document)
    assert store.documents([document.id, "unknown"]) == {document.id: document}
    ids = [chunks[1].id, "unknown#0", chunks[0].id, "junk", ""]
    assert store.chunks(ids) == [chunks[1], chunks[0]]
    assert [head.path for head in store.heads()] == ["a.txt", "b/c.txt"]
    assert (store.state().documents, store.state().chunks, store.state().dense_coverage) == (2, 4, 1.0)


def test_both_searches_find_the_nearest_first(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", TEXTS)
    store.warm()
    dense = store.dense(vector_of("The bridge opened 🌉 today."), 4, Filters())
    assert found_texts(store, [hit.chunk_id for hit in dense])[0] == "The bridge opened 🌉 today."
    assert dense[0].score == pytest.approx(1.0)
    assert [hit.score for hit in dense] == sorted((hit.score for hit in dense), reverse=True)
    lexical = store.lexical("Which bridges were opening today?", 4, Filters())
    assert found_texts(store, [hit.chunk_id for hit in lexical])[0] == "The bridge opened 🌉 today."
    assert store.refresh() == ()


def test_a_changed_file_is_replaced(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", TEXTS)
    with store.writer() as writer:
        put(writer, document_of("a.txt", "Ferry runs again\nIt left the harbour."))
    assert store.refresh() == ()
    assert [head.title for head in store.heads()] == ["Ferry runs again", "Bridge opens"]
    assert store.lexical("noon", 5, Filters()) == []
    near = store.dense(vector_of("The ferry stopped at the pier."), 5, Filters())
    assert "The ferry stopped at the pier." not in found_texts(store, [hit.chunk_id for hit in near])
    assert len(near) == 4


def test_identical_articles_under_two_paths_are_kept_and_removed_apart(tmp_path: Path) -> None:
    store = filled(
        tmp_path / "index", {"wire.txt": "Same words\nto the letter.", "copy.txt": "Same words\nto the letter."}
    )
    with store.writer() as writer:
        assert writer.delete([document_of("wire.txt", "Same words\nto the letter.").id]) == 1
    assert [head.path for head in store.heads()] == ["copy.txt"]
    hits = store.dense(vector_of("to the letter."), 5, Filters())
    assert found_texts(store, [hit.chunk_id for hit in hits]) == ["to the letter.", "Same words"]


def test_vectors_nobody_uses_are_dropped_and_shared_ones_stay(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", {"a.txt": "shared\nonly here", "b.txt": "shared\nelsewhere"})
    hashes = [text_hash(text) for text in ("shared", "only here", "elsewhere")]
    with store.writer() as writer:
        assert writer.known_vectors(hashes) == set(hashes)
        writer.delete([document_of("a.txt", "shared\nonly here").id])
    with store.writer() as writer:
        assert writer.known_vectors(hashes) == {hashes[0], hashes[2]}


@pytest.mark.parametrize("bad", [np.full(24, np.nan), np.zeros(24), np.ones(24), np.ones(3)])
def test_a_vector_that_is_no_unit_vector_is_refused(tmp_path: Path, bad: np.ndarray) -> None:
    store = filled(tmp_path / "index", TEXTS)
    with store.writer() as writer, pytest.raises(ValueError, match="vector"):
        writer.add_vectors({text_hash("one line"): bad})
    with pytest.raises(EmbeddingError):
        store.dense(bad[:20].astype(np.float32), 3, Filters())


def test_the_fingerprint_is_that_of_the_articles_and_not_of_the_order(tmp_path: Path) -> None:
    one = filled(tmp_path / "one", TEXTS).state().fingerprint
    other = filled(tmp_path / "other", dict(reversed(TEXTS.items())))
    assert other.state().fingerprint == one
    with other.writer() as writer:
        put(writer, document_of("e.txt", "one more"))
    assert other.state().fingerprint != one


def test_root_names_are_unique_and_stay(tmp_path: Path) -> None:
    store = create_store(tmp_path / "index", STAMP)
    with store.writer() as writer:
        assert writer.root(tmp_path / "x" / "news").name == "news"
        assert writer.root(tmp_path / "y" / "news").name == "news-2"
        assert writer.root(tmp_path / "x" / "news").name == "news"
        assert writer.root(Path("/")).name == "root"
    assert [root.name for root in store.roots()] == ["news", "news-2", "root"]


def test_failures_are_remembered_until_cleared(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", {})
    failure = Failure("desk", "bad.txt", "empty", "2026-01-01T00:00:00Z")
    with store.writer() as writer:
        writer.fail([failure, replace(failure, path="worse.txt")])
        writer.clear_failures([("desk", "worse.txt")])
    assert store.failures() == [failure]
    with store.writer() as writer:
        put(writer, document_of("bad.txt", "now it has words"))
    assert store.failures() == []


def test_no_index_is_named_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="dateline ingest"):
        open_store(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (replace(STAMP, embedder="minilm"), "--embedder made-up"),
        (replace(STAMP, embedder_fingerprint="words-2"), "--index NEW"),
        (replace(STAMP, chunking=f"{STAMP.chunking}/77"), "DATELINE_CHUNK_TOKENS"),
        (replace(STAMP, chunking="lines-2"), "--index NEW"),
    ],
)
def test_another_stamp_is_refused_with_what_to_run(tmp_path: Path, other: object, says: str) -> None:
    filled(tmp_path / "index", TEXTS)
    with pytest.raises(IndexMismatchError, match=says) as caught:
        create_store(tmp_path / "index", other)  # type: ignore[arg-type]
    assert "delete" not in str(caught.value) and "\n" not in str(caught.value)


def test_another_schema_is_refused_with_what_to_run(tmp_path: Path) -> None:
    filled(tmp_path / "index", TEXTS).close()
    with sqlite3.connect(tmp_path / "index" / "catalog.db") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(IndexMismatchError, match=r"schema 999.*dateline ingest PATH --index NEW"):
        open_store(tmp_path / "index")


def test_someone_elses_database_and_a_damaged_one_are_one_line(tmp_path: Path) -> None:
    for name, content in (("noise", b"no database at all" * 500), ("alien", None), ("cut", None)):
        folder = tmp_path / name
        if name == "cut":
            filled(folder, TEXTS).close()
            whole = (folder / "catalog.db").read_bytes()
            content = whole[:4096] + b"\xff" * 4096 + whole[8192:]
        folder.mkdir(exist_ok=True)
        if content is None:
            connection = sqlite3.connect(folder / "catalog.db")
            connection.execute("CREATE TABLE theirs (x)")
            connection.close()
        else:
            (folder / "catalog.db").write_bytes(content)
        with pytest.raises(IndexDamagedError) as caught:
            open_store(folder).heads()
        assert "\n" not in str(caught.value) and "catalog.db" in str(caught.value)


def test_four_threads_read_while_another_process_would_write(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", TEXTS)
    writing = open_store(tmp_path / "index")
    faults: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                store.refresh()
                store.warm()
                for hits in (
                    store.dense(vector_of("The ferry stopped"), 3, Filters()),
                    store.lexical("ferry", 3, Filters()),
                ):
                    for chunk in store.chunks([hit.chunk_id for hit in hits]):
                        document = store.documents([chunk.document_id]).get(chunk.document_id)
                        assert document is None or document.text[chunk.start : chunk.end] == chunk.text
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            faults.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(12):
        with writing.writer() as writer:
            put(writer, document_of("a.txt", f"Ferry stops at {n}\nThe ferry stopped {n} times."))
    done.set()
    for thread in threads:
        thread.join()
    assert faults == []
    store.refresh()
    assert store.refresh() == ()
    assert found_texts(store, [store.lexical("ferry 11", 1, Filters())[0].chunk_id]) == ["Ferry stops at 11"]


def test_a_reader_sees_what_another_process_published(tmp_path: Path) -> None:
    reader = filled(tmp_path / "index", TEXTS)
    assert reader.lexical("lighthouse", 3, Filters()) == []
    other = open_store(tmp_path / "index")
    with other.writer() as writer:
        put(writer, document_of("new.txt", "A lighthouse\nstands there."))
    assert reader.refresh() == ()
    assert found_texts(reader, [reader.lexical("lighthouse", 3, Filters())[0].chunk_id]) == ["A lighthouse"]
    assert reader.dense(vector_of("stands there."), 1, Filters())[0].score == pytest.approx(1.0)


def test_refresh_costs_less_than_a_millisecond_when_nothing_moved(tmp_path: Path) -> None:
    import time

    store = filled(tmp_path / "index", TEXTS)
    store.refresh()
    started = time.perf_counter()
    for _ in range(100):
        store.refresh()
    assert time.perf_counter() - started < 0.1


@pytest.mark.parametrize("k", [10**9, 10**22], ids=["a_billion", "more_than_64_bits"])
def test_more_than_there_is_gives_all_there_is(tmp_path: Path, k: int) -> None:
    store = filled(tmp_path / "index", TEXTS)
    store.warm()
    vector = vector_of("The bridge opened 🌉 today.")
    for filters in (Filters(), Filters(path_prefix="")):
        assert store.dense(vector, k, filters) == store.dense(vector, 4, filters)
        assert store.lexical("bridge ferry", k, filters) == store.lexical("bridge ferry", 4, filters) != []
