"""Retrieval over the five articles: two legs, either alone, and what is said when one is away."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.embedding import Embedder
from rag.embedding.meaning import Meaning
from rag.embedding.minilm import MiniLM
from rag.embedding.none import NoEmbedder
from rag.errors import EmbeddingError, IndexDamagedError
from rag.indexing.ingest import ingest
from rag.retrieval.freshness import FileChecker
from rag.retrieval.retrieve import Retriever
from rag.schema import Passage, SearchMode
from rag.settings import Settings
from vectorstore import ChunkStore, Filters, Hit, open_store

QUERY = "What did the president and the foreign minister say of the war in Syria?"


@pytest.fixture(scope="module")
def store(seeds_index: Path) -> Iterator[ChunkStore]:
    opened = open_store(seeds_index)
    opened.refresh()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def retriever(store: ChunkStore) -> Retriever:
    model = MiniLM()
    return Retriever(store=store, embedder=model, meaning=Meaning(model), files=FileChecker())


def ids(passages: tuple[Passage, ...]) -> list[str]:
    return [passage.chunk_id for passage in passages]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_passages_are_ranked_from_one_and_their_scores_fall(retriever: Retriever, mode: SearchMode) -> None:
    found = retriever.retrieve(QUERY, k=8, mode=mode)
    assert [passage.rank for passage in found.passages] == list(range(1, 9))
    scores = [passage.score for passage in found.passages]
    assert scores == sorted(scores, reverse=True)
    assert len(set(ids(found.passages))) == 8 and found.degraded == ()


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_each_passage_is_a_slice_of_its_article_and_comes_with_its_chunk(
    retriever: Retriever, mode: SearchMode
) -> None:
    found = retriever.retrieve(QUERY, k=50, mode=mode)
    for passage in found.passages:
        document = found.documents[passage.document_id]
        assert document.text[passage.start : passage.end] == passage.text == found.chunks[passage.chunk_id].text
        assert (passage.root, passage.path, passage.title) == (document.root, document.path, document.title)


def test_fewer_passages_are_the_first_of_more(retriever: Retriever) -> None:
    assert ids(retriever.retrieve(QUERY, k=3).passages) == ids(retriever.retrieve(QUERY, k=10).passages)[:3]


def test_asking_twice_gives_the_same(retriever: Retriever) -> None:
    assert retriever.retrieve(QUERY, k=10) == retriever.retrieve(QUERY, k=10)


def test_a_sentence_of_an_article_finds_its_own_passage_first(retriever: Retriever) -> None:
    every = retriever.retrieve("the", k=50, mode="dense")
    for passage in every.passages[::5]:
        chunk = every.chunks[passage.chunk_id]
        span = max(chunk.sentences, key=lambda sentence: sentence.end - sentence.start)
        sentence = chunk.text[span.start - chunk.start : span.end - chunk.start]
        assert retriever.retrieve(sentence, k=1).passages[0].chunk_id == passage.chunk_id


class NoModel(MiniLM):
    """An embedder whose model can't be loaded."""

    def embed(self, texts: object) -> object:  # type: ignore[override]
        raise EmbeddingError("the weights are gone; reinstall with `make setup`")


def test_without_the_embedder_words_still_find_and_it_is_said(retriever: Retriever) -> None:
    broken: Embedder = NoModel()
    found = replace(retriever, embedder=broken).retrieve(QUERY, k=5)
    assert found.passages
    assert [entry.part for entry in found.degraded] == ["dense"]
    assert "the weights are gone" in found.degraded[0].message


def test_an_index_without_vectors_is_searched_by_words_and_nothing_is_amiss(retriever: Retriever) -> None:
    found = replace(retriever, embedder=NoEmbedder()).retrieve(QUERY, k=5)
    assert len(found.passages) == 5 and found.degraded == ()
    words = {passage.chunk_id for passage in retriever.retrieve(QUERY, k=50, mode="lexical").passages}
    assert words.issuperset(ids(found.passages))


class Stopping(MiniLM):
    """The embedder, stopped once it has embedded some texts."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.stopped:
            raise EmbeddingError("stopped")
        self.stopped = True
        return super().embed(texts)

    stopped = False


def test_while_vectors_are_made_an_article_without_one_is_found_before_lesser_ones(
    tmp_path: Path, retriever: Retriever
) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    for n in range(10, 50):  # the dated ones get their vectors first
        (desk / f"old{n}.txt").write_text(f"Ships\n\nShip Kestrel-{n} carried {n * 7} crates to Oslo.\n")
        other = ["The ship carried many crates.", "Wheat rose by a tenth."][n % 2]
        (desk / f"new{n}.txt").write_text(f"Report {n}\n\nPublished: 2020-01-01\n\n{other}\n")
    with pytest.raises(EmbeddingError, match="stopped"):
        ingest([desk], settings=Settings(), index=tmp_path / "index", embedder=Stopping())
    store = open_store(tmp_path / "index")
    found = [
        replace(retriever, store=store).retrieve(f"How many crates did the ship Kestrel-{n} carry?", k=1)
        for n in range(10, 50, 8)
    ]
    assert [one.passages[0].path for one in found] == [f"old{n}.txt" for n in range(10, 50, 8)]
    store.close()


def test_searching_by_vectors_where_there_are_none_finds_nothing_and_says_so(retriever: Retriever) -> None:
    found = replace(retriever, embedder=NoEmbedder()).retrieve(QUERY, k=5, mode="dense")
    assert found.passages == ()
    assert [entry.part for entry in found.degraded] == ["dense"] and "no vectors" in found.degraded[0].message


class NoWords:
    """The store with its lexical leg broken."""

    def __init__(self, store: ChunkStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def lexical(self, words: str, k: int, filters: Filters) -> list[object]:
        raise IndexDamagedError("the lexical index can't be read")


def test_without_the_words_meaning_still_finds_and_it_is_said(retriever: Retriever, store: ChunkStore) -> None:
    found = replace(retriever, store=NoWords(store)).retrieve(QUERY, k=5)  # type: ignore[arg-type]
    assert len(found.passages) == 5
    assert [entry.part for entry in found.degraded] == ["lexical"]


def test_with_both_legs_away_nothing_is_found_and_both_are_named(retriever: Retriever, store: ChunkStore) -> None:
    broken = replace(retriever, store=NoWords(store), embedder=NoModel())  # type: ignore[arg-type]
    found = broken.retrieve(QUERY, k=5)
    assert found.passages == ()
    assert {entry.part for entry in found.degraded} == {"dense", "lexical"}


def test_the_two_searches_run_beside_each_other(retriever: Retriever, store: ChunkStore) -> None:
    met = threading.Barrier(2, timeout=20)  # breaks, and with it the test, where one waits for the other to end

    class Meeting(MiniLM):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            met.wait()
            return super().embed(texts)

    class Met(NoWords):
        def lexical(self, words: str, k: int, filters: Filters) -> list[Hit]:  # type: ignore[override]
            met.wait()
            return store.lexical(words, k, filters)

    found = replace(retriever, store=Met(store), embedder=Meeting()).retrieve(QUERY, k=5)  # type: ignore[arg-type]
    assert found == retriever.retrieve(QUERY, k=5)


def test_a_failure_that_is_not_ours_is_not_swallowed(retriever: Retriever) -> None:
    class Wrong(MiniLM):
        def embed(self, texts: object) -> object:  # type: ignore[override]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        replace(retriever, embedder=Wrong()).retrieve(QUERY, k=5)


def test_filters_that_no_article_passes_find_nothing(retriever: Retriever) -> None:
    assert retriever.retrieve(QUERY, k=5, filters=Filters(publisher="Nobody's Gazette")).passages == ()


def test_one_article_can_be_searched_alone(retriever: Retriever) -> None:
    path = retriever.retrieve(QUERY, k=1).passages[0].path
    found = retriever.retrieve("war", k=50, filters=Filters(path_prefix=path))
    assert {passage.path for passage in found.passages} == {path}


@pytest.mark.parametrize("query", ["?", "the", "👍", "x" * 3000, "قال", "AND OR NOT (", '"', "a:b*~^"])
@pytest.mark.parametrize("mode", ["hybrid", "lexical"])
def test_no_query_is_an_error(retriever: Retriever, query: str, mode: SearchMode) -> None:
    found = retriever.retrieve(query, k=3, mode=mode)
    assert len(found.passages) <= 3 and found.degraded == ()
