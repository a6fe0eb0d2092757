"""Texts are found by their words at once; vectors follow, in the order readers need them, and how many is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up import STAMP, chunks_of, document_of, entry_of, filled, found_texts, many_texts, put, vector_of, vectors_of

import vectorstore.following
from rag.schema import Document
from vectorstore import ChunkStore, Filters, create_store, open_store, text_hash

OLD = document_of("old.txt", "Ferry stops\nshared line\nold end", published="2017-01-01")
NEW = document_of("new.txt", "Bridge opens\nshared line\nnew end", published="2024-01-01")
UNDATED = document_of("undated.txt", "Wind rises\nundated end")


@pytest.fixture
def store(tmp_path: Path) -> ChunkStore:
    store = create_store(tmp_path / "index", STAMP)
    with store.writer() as writer:
        writer.root(Path("/somewhere/desk"))
        writer.put([entry_of(document) for document in (OLD, UNDATED, NEW)])
    return store


def text_of(document: Document, start: int, end: int) -> str:
    return document.text[start:end]


def test_openings_come_first_and_newest_articles_before_older(store: ChunkStore) -> None:
    documents = {document.id: document for document in (OLD, NEW, UNDATED)}
    with store.writer() as writer:
        order = [text_of(documents[chunk.document_id], chunk.start, chunk.end) for chunk in writer.pending()]
    assert order == [
        "Bridge opens",
        "Ferry stops",
        "Wind rises",
        "shared line",  # once, though two articles have it
        "new end",
        "old end",
        "undated end",
    ]


def test_words_are_found_before_any_vector_is_there_and_that_is_said(store: ChunkStore) -> None:
    assert len(store.lexical("shared", 9, Filters())) == 2
    assert store.dense(vector_of("Ferry stops"), 9, Filters()) == []
    assert store.state().dense_coverage == 0.0
    (said,) = store.refresh()
    assert said.part == "dense" and "cover 0 % of the chunks so far" in said.message


def test_what_has_its_vector_is_found_at_once_and_the_share_is_said(store: ChunkStore) -> None:
    with store.writer() as writer:
        writer.add_vectors({text_hash("shared line"): vector_of("shared line")})
        reader = open_store(store._folder)  # type: ignore[attr-defined]
        assert found_texts(reader, [hit.chunk_id for hit in reader.dense(vector_of("ferry"), 9, Filters())]) == [
            "shared line",
            "shared line",
        ]
        assert [chunk.hash for chunk in writer.pending()].count(text_hash("shared line")) == 0
    assert store.state().dense_coverage == pytest.approx(2 / 8)
    assert not list((store._folder / "dense").glob("*"))  # type: ignore[attr-defined]  # not worth building yet
    assert any("cover 25 %" in said.message for said in store.refresh())
    with store.writer() as writer:
        for document in (OLD, NEW, UNDATED):
            writer.add_vectors(vectors_of(chunks_of(document)))
        assert list(writer.pending()) == []
    assert store.refresh() == ()
    assert store.state().dense_coverage == 1.0


def test_which_chunks_wait_for_their_vector_is_known(store: ChunkStore) -> None:
    everything = [hit.chunk_id for hit in store.lexical("shared bridge ferry wind end", 9, Filters())]
    assert store.waiting([*everything, "nothing#0"]) == set(everything) and len(everything) == 8
    with store.writer() as writer:
        writer.add_vectors({text_hash("shared line"): vector_of("shared line")})
    waiting = [chunk_id for chunk_id in everything if chunk_id in store.waiting(everything)]
    assert "shared line" not in found_texts(store, waiting) and len(waiting) == 6


def test_vectors_that_come_leave_the_search_by_words_as_it_is(store: ChunkStore) -> None:
    with store.writer() as writer:
        writer.add_vectors({text_hash("shared line"): vector_of("shared line")})
        reader = open_store(store._folder)  # type: ignore[attr-defined]
        assert [said.part for said in reader.refresh()] == ["dense"]  # the share, nothing of being behind
        assert len(reader.dense(vector_of("shared"), 9, Filters())) == 2
        writer.add_vectors({text_hash("old end"): vector_of("old end")})
        reader.refresh()
        assert len(reader.dense(vector_of("shared"), 9, Filters())) == 3


def test_what_gets_its_vector_meanwhile_is_left_out_of_pending(tmp_path: Path) -> None:
    store = create_store(tmp_path / "index", STAMP)
    documents = [document_of(path, text) for path, text in many_texts(400).items()]
    with store.writer() as writer:
        writer.root(Path("/somewhere/desk"))
        writer.put([entry_of(document) for document in documents])
        pending = writer.pending()
        next(pending)
        for document in documents:
            writer.add_vectors(vectors_of(chunks_of(document)))
        assert len(list(pending)) < 500  # of 800; the rest of a batch that was read may still come


def test_an_index_without_an_embedder_has_no_dense_leg_and_lacks_nothing(tmp_path: Path) -> None:
    stamp = replace(STAMP, embedder="none", embedder_fingerprint="none", dimensions=0)
    store = create_store(tmp_path / "index", stamp)
    with store.writer() as writer:
        writer.root(Path("/somewhere/desk"))
        writer.put([entry_of(OLD)])
    assert store.refresh() == ()
    assert store.state().dense_coverage == 0.0
    assert store.dense(vector_of("ferry"), 3, Filters()) == []
    assert len(store.lexical("shared", 3, Filters())) == 1
    store.warm()
    assert not (tmp_path / "index" / "dense").exists()


def test_what_came_after_the_dense_index_is_found_beside_it_and_what_went_is_not(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", many_texts(60))
    before = store._following.dense.sealed  # type: ignore[attr-defined]
    with store.writer() as writer:
        put(writer, document_of("late.txt", "A lighthouse\nstands there."))
        writer.delete([head.id for head in store.heads() if head.path < "0010.txt"])
    assert store.refresh() == ()
    assert store._following.dense.sealed is before  # type: ignore[attr-defined]
    store.warm()
    hits = store.dense(vector_of("stands there."), 200, Filters())
    assert len(hits) == store.state().chunks == 2 * (60 - 10 + 1)
    assert found_texts(store, [hits[0].chunk_id]) == ["stands there."]
    near = store.dense(vector_of("article 3 ferry3"), 5, Filters())
    assert len(near) == 5 and "article 3 ferry3" not in found_texts(store, [hit.chunk_id for hit in near])


def test_when_the_tail_grows_long_the_dense_index_is_built_upon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectorstore.following, "LONGEST_TAIL", 20)
    texts = many_texts(100)
    store = filled(tmp_path / "index", dict(list(texts.items())[:40]))
    with store.writer() as writer:
        for path, text in texts.items():
            put(writer, document_of(path, text))
    sealed = store._following.dense.sealed  # type: ignore[attr-defined]
    assert sealed.chunks >= 200
    assert list((sealed.folder).glob("*/index_metadata.pickle"))
    assert store.refresh() == ()
    for path in ("0003.txt", "0099.txt"):
        line = texts[path].split("\n")[0]
        assert line in found_texts(store, [hit.chunk_id for hit in store.dense(vector_of(line), 3, Filters())])
    store.close()
    again = open_store(tmp_path / "index")
    assert again.refresh() == ()
    again.warm()
    assert len(again.dense(vector_of("article"), 999, Filters())) == 200


def test_a_long_tail_that_a_killed_writer_left_is_searched_by_readers_and_built_by_the_next_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectorstore.following, "LONGEST_TAIL", 20)
    texts = many_texts(60)
    store = filled(tmp_path / "index", dict(list(texts.items())[:20]))
    with pytest.raises(KeyboardInterrupt), store.writer() as writer:
        for path, text in list(texts.items())[20:]:
            put(writer, document_of(path, text))
        raise KeyboardInterrupt
    reader = open_store(tmp_path / "index")
    assert [said.part for said in reader.refresh()] == ["lexical"]
    reader.warm()
    line = texts["0059.txt"].split("\n")[0]
    assert found_texts(reader, [reader.dense(vector_of(line), 1, Filters())[0].chunk_id]) == [line]
    assert reader._following.dense.sealed.chunks == 40  # type: ignore[attr-defined]
    with store.writer():
        pass
    assert reader.refresh() == ()
    assert reader._following.dense.sealed.chunks == 120  # type: ignore[attr-defined]


def test_an_index_of_which_much_is_gone_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectorstore.following, "_FEW_GONE", 100)
    store = filled(tmp_path / "index", many_texts(200))
    with store.writer() as writer:
        writer.delete([head.id for head in store.heads() if head.path < "0120.txt"])
    assert store._following.dense.sealed.chunks == 160  # type: ignore[attr-defined]
    assert store.refresh() == ()
    store.warm()
    assert len(store.dense(vector_of("article"), 999, Filters())) == 160


def test_articles_put_together_are_counted_as_those_put_one_by_one(tmp_path: Path) -> None:
    newer = document_of("old.txt", "Ferry goes again\nshared line")
    entries = [entry_of(document) for document in (OLD, NEW, OLD, newer, UNDATED, newer)]
    states = []
    for name, together in (("one", 1), ("all", len(entries))):
        store = create_store(tmp_path / name, STAMP)
        with store.writer() as writer:
            writer.root(Path("/somewhere/desk"))
            writer.add_vectors({text_hash(text): vector_of(text) for text in ("shared line", "new end")})
            for start in range(0, len(entries), together):
                writer.put(entries[start : start + together])
        state = store.state()
        meta = dict(store._catalog._rows("SELECT key, value FROM meta WHERE key = 'gone'"))  # type: ignore[attr-defined]
        said_before = [version.text for version in store.versions("desk", "old.txt")]
        states.append((state.fingerprint, state.documents, state.chunks, state.dense_coverage, meta, said_before))
    assert states[0] == states[1]
    assert states[0][1:4] == (3, 7, 3 / 7)
