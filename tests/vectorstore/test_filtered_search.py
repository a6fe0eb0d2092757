"""Filters restrict before ranking, in both searches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import STAMP, chunks_of, document_of, put, vector_of

from rag.schema import Document
from vectorstore import ChunkStore, Filters, create_store

OUTLETS = [None, "Harbour Times", "HARBOUR TIMES", "Lens", "Straße Heute"]
DATES = [None, "2017-11-07", "2019-03-03", "2024-12-01"]


def documents() -> list[Document]:
    return [
        document_of(
            f"{'north' if n % 2 else 'south'}/{n}.txt",
            f"Ferry news {n}\nThe ferry carried {n} people.",
            publisher=OUTLETS[n % 5],
            published=DATES[n % 4],
        )
        for n in range(40)
    ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ChunkStore:
    store = create_store(tmp_path_factory.mktemp("filters") / "index", STAMP)
    with store.writer() as writer:
        root = writer.root(Path("/somewhere/desk"))
        assert root.name == "desk"
        for document in documents():
            put(writer, document)
    return store


def allows(filters: Filters, document: Document) -> bool:
    """The same rules, one document at a time."""
    if filters.publisher is not None and (document.publisher or "").casefold() != filters.publisher.casefold():
        return False
    if filters.path_prefix is not None and not any(
        path.startswith(filters.path_prefix) for path in (document.path, f"{document.root}/{document.path}")
    ):
        return False
    if filters.since is None and filters.until is None:
        return True
    if document.published is None:
        return filters.undated
    return (filters.since or "") <= document.published <= (filters.until or "9999")


some_filters = st.builds(
    Filters,
    publisher=st.sampled_from([None, "harbour times", "LENS", "STRASSE heute", "nobody"]),
    since=st.sampled_from([None, "2017-11-07", "2017-11-08", "2025-01-01"]),
    until=st.sampled_from([None, "2017-11-06", "2019-03-03", "2024-12-01"]),
    path_prefix=st.sampled_from([None, "north/", "desk/south", "1", "elsewhere", "%"]),
    undated=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(filters=some_filters, k=st.integers(1, 100))
def test_a_filtered_search_is_that_of_only_these_documents(store: ChunkStore, filters: Filters, k: int) -> None:
    left = [document for document in documents() if allows(filters, document)]
    assert store.allowed(filters) == len(left)
    chunks = [chunk for document in left for chunk in chunks_of(document)]
    query = vector_of("The ferry carried 7 people.")
    scores = sorted((-float(np.float32(vector_of(chunk.text) @ query)), chunk.id) for chunk in chunks)
    hits = store.dense(query, k, filters)
    assert [-hit.score for hit in hits] == pytest.approx([score for score, _ in scores[:k]], abs=1e-6)
    assert {hit.chunk_id for hit in hits} <= {chunk.id for chunk in chunks}
    found = store.lexical("ferry", k, filters)
    assert len(found) == min(k, len(chunks))
    assert {hit.chunk_id for hit in found} <= {chunk.id for chunk in chunks}


def test_undated_articles_that_a_date_excludes_are_counted(store: ChunkStore) -> None:
    assert store.excluded_undated(Filters(since="2018-01-01")) == 10
    assert store.excluded_undated(Filters(since="2018-01-01", publisher="lens")) == 2
    assert store.excluded_undated(Filters(since="2018-01-01", undated=True)) == 0
    assert store.excluded_undated(Filters(publisher="lens")) == 0


@settings(max_examples=300, deadline=None)
@given(
    words=st.text(max_size=60)
    | st.sampled_from(['" AND (', "title:x^9", "a*b?~2", "+-&&||!{}[]", "\x00", "\ud800 ferry", "ferry " * 900])
)
def test_no_words_are_a_syntax_error(store: ChunkStore, words: str) -> None:
    for filters in (Filters(), Filters(publisher="lens")):
        hits = store.lexical(words, 3, filters)
        assert len(hits) <= 3 and all(hit.score > 0 for hit in hits)


def test_operators_are_words_like_others(store: ChunkStore) -> None:
    plain = store.lexical("ferry people", 5, Filters())
    assert store.lexical("-ferry AND NOT (people)", 5, Filters()) == store.lexical("ferry and not people", 5, Filters())
    assert [hit.chunk_id for hit in store.lexical("+ferry -people", 5, Filters())] == [hit.chunk_id for hit in plain]
    assert store.lexical("", 5, Filters()) == store.lexical("?!", 5, Filters()) == []
    assert store.lexical("ferry", 0, Filters()) == []
