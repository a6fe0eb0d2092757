"""Meaning: vectors of sentences, each text embedded once while it is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from rag.embedding.meaning import Meaning
from rag.embedding.minilm import MiniLM, TextVectors


class Counting(MiniLM):
    """The real model, with a list of what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_pieces(self, texts: Sequence[str]) -> list[TextVectors]:
        self.asked += texts
        return super().embed_pieces(texts)


@pytest.fixture(scope="module")
def shared() -> Counting:
    return Counting()


@pytest.fixture
def model(shared: Counting) -> Counting:
    shared.asked.clear()
    return shared


def test_vectors_come_in_the_order_of_the_texts_also_where_they_repeat(model: Counting) -> None:
    texts = ["The ferry sank.", "It rains.", "The ferry sank."]
    found = Meaning(model).of(texts)
    assert found[0] is found[2]
    for vectors, expected in zip(found, model.embed(texts), strict=True):
        assert float(vectors.whole @ expected) > 0.99


def test_a_text_is_embedded_once(model: Counting) -> None:
    meaning = Meaning(model)
    meaning.of(["a b", "c d", "a b"])
    meaning.of(["c d", "e f"])
    assert model.asked == ["a b", "c d", "e f"]


def test_the_texts_used_longest_ago_are_forgotten_first(model: Counting) -> None:
    meaning = Meaning(model, remembered=2)
    meaning.of(["one", "two"])
    meaning.of(["one"])
    meaning.of(["three"])
    model.asked.clear()
    meaning.of(["one", "three"])
    assert model.asked == []
    meaning.of(["two"])
    assert model.asked == ["two"]


def test_more_texts_at_once_than_are_remembered_all_come_back(model: Counting) -> None:
    texts = ["one", "two", "three", "four"]
    assert len(Meaning(model, remembered=2).of(texts)) == 4
    assert model.asked == texts


def test_likeness_is_the_cosine_of_each(model: Counting) -> None:
    near, far = Meaning(model).similarities("A boat went down.", ["The ferry sank.", "The bank raised its rate."])
    asked, one, other = model.embed(["A boat went down.", "The ferry sank.", "The bank raised its rate."])
    assert near == pytest.approx(float(asked @ one), abs=0.02) and far == pytest.approx(float(asked @ other), abs=0.02)
    assert near > far


def test_a_text_is_like_itself(model: Counting) -> None:
    assert Meaning(model).similarities("The ferry sank.", ["The ferry sank."]) == [pytest.approx(1.0, abs=1e-5)]


def test_likeness_to_nothing_asks_no_model(model: Counting) -> None:
    assert Meaning(model).similarities("The ferry sank.", []) == []
    assert Meaning(model).of([]) == []
    assert model.asked == []


def test_threads_share_one_memory(model: Counting) -> None:
    meaning = Meaning(model, remembered=3)
    texts = [f"boat {number % 5}" for number in range(40)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda text: meaning.of([text])[0].whole, texts))
    for text, vector in zip(texts, found, strict=True):
        assert np.array_equal(vector, model.embed([text])[0])
