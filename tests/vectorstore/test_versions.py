"""Versions of an article: what stood at its place or under its URL before is kept, and never found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up import STAMP, chunks_of, document_of, entry_of, filled, found_texts, put, vector_of

from rag.schema import Document
from vectorstore import ChunkStore, ContainerHead, Filters, create_store

URL = "https://news.example/ferry"


def with_url(path: str, text: str, published: str | None, url: str = URL) -> Document:
    return replace(document_of(path, text, published=published), url=url)


@pytest.fixture
def store(tmp_path: Path) -> ChunkStore:
    store = create_store(tmp_path / "index", STAMP)
    with store.writer() as writer:
        writer.root(Path("/somewhere/desk"))
    return store


def put_all(store: ChunkStore, *documents: Document) -> None:
    with store.writer() as writer:
        for document in documents:
            put(writer, document)


def everything_found(store: ChunkStore) -> set[str]:
    """What each leg finds, which must be the same."""
    assert store.refresh() == ()
    by_meaning = found_texts(store, [hit.chunk_id for hit in store.dense(vector_of("ferry"), 99, Filters())])
    filtered = found_texts(
        store, [hit.chunk_id for hit in store.dense(vector_of("ferry"), 99, Filters(path_prefix=""))]
    )
    by_words = found_texts(store, [hit.chunk_id for hit in store.lexical("ferry", 99, Filters())])
    assert sorted(by_meaning) == sorted(filtered) == sorted(by_words)
    return set(by_words)


def test_what_an_article_said_before_is_kept_newest_first(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", {"a.txt": "first"})
    for text in ("second", "third", "third"):
        put_all(store, document_of("a.txt", text))
    assert [version.text for version in store.versions("desk", "a.txt")] == ["second", "first"]
    assert store.versions("desk", "b.txt") == []
    with store.writer() as writer:
        writer.delete([document_of("a.txt", "third").id])
    assert store.versions("desk", "a.txt") == []


def test_other_bytes_around_the_same_article_are_no_version(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", {"a.html": "first"})
    again = replace(document_of("a.html", "first"), id="0" * 20, sha256="f" * 64)
    put_all(store, again)
    assert store.versions("desk", "a.html") == [] and [head.sha256 for head in store.heads()] == ["f" * 64]
    put_all(store, replace(again, id="1" * 20, sha256="e" * 64, title="Corrected"))
    assert [version.title for version in store.versions("desk", "a.html")] == [again.title]


@pytest.mark.parametrize("older_first", [True, False])
def test_of_articles_with_one_url_only_the_newest_is_found(store: ChunkStore, older_first: bool) -> None:
    old, new = with_url("old.txt", "ferry at noon", "2017-01-01"), with_url("new.txt", "ferry at nine", "2017-01-02")
    put_all(store, *((old, new) if older_first else (new, old)))
    assert everything_found(store) == {"ferry at nine"}
    assert {head.path: head.superseded for head in store.heads()} == {"new.txt": False, "old.txt": True}
    assert store.chunks([chunk.id for chunk in chunks_of(old)]) == []
    assert [version.text for version in store.versions("desk", "new.txt")] == ["ferry at noon"]
    assert (store.state().documents, store.state().chunks, store.state().dense_coverage) == (2, 1, 1.0)


def test_when_the_newest_goes_the_one_before_is_found_again(store: ChunkStore) -> None:
    old, new = with_url("old.txt", "ferry at noon", "2017-01-01"), with_url("new.txt", "ferry at nine", "2017-01-02")
    put_all(store, old, new)
    with store.writer() as writer:
        writer.delete([new.id])
        pending = [chunk.hash for chunk in writer.pending()]
        writer.add_vectors({name: vector_of("ferry at noon") for name in pending})
    assert everything_found(store) == {"ferry at noon"}
    with store.writer() as writer:
        writer.delete([old.id], erase=True)
    assert everything_found(store) == set()


def test_the_same_text_under_one_url_is_no_version(store: ChunkStore) -> None:
    put_all(store, with_url("a.txt", "ferry at noon", None), with_url("b.txt", "ferry at noon", None))
    assert len(store.lexical("ferry", 9, Filters())) == 2


def test_the_address_of_a_whole_site_is_no_articles(store: ChunkStore) -> None:
    home = "https://news.example/"
    put_all(store, with_url("a.txt", "ferry one", None, home), with_url("b.txt", "ferry two", None, home))
    assert everything_found(store) == {"ferry one", "ferry two"}


def test_an_archive_is_remembered_until_one_of_its_members_goes(store: ChunkStore) -> None:
    head = ContainerHead("desk", "old.zip", "f" * 64, 10, 5)
    member = document_of("old.zip!/a.txt", "ferry")
    with store.writer() as writer:
        writer.put([entry_of(member)])
        writer.put_container(head)
    assert store.containers() == {("desk", "old.zip"): head}
    with store.writer() as writer:
        writer.delete([member.id])
    assert store.containers() == {}
