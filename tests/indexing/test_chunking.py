"""Chunks: slices of the article in whole sentences, within the budget, losing nothing."""

from __future__ import annotations

import hashlib
from itertools import combinations, pairwise
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_texts import texts

from rag.indexing.chunking import TARGET, Piece, _cheapest_cut, chunk_document, chunking_fingerprint, embedded_text
from rag.indexing.sentences import split_sentences
from rag.schema import Chunk, Document, Span
from rag.tokens import count_tokens

unhurried = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BUDGETS = st.sampled_from([1, 2, 5, 20, 60, 200])


def article(text: str, *, title: str | None = None) -> Document:
    return Document(
        id="d1",
        root="news",
        path="a.txt",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        size=1,
        text=text,
        title=title,
    )


def texts_of(chunks: list[Chunk]) -> list[str]:
    return [chunk.text for chunk in chunks]


@unhurried
@given(texts, BUDGETS)
def test_each_chunk_is_a_slice_of_the_article_and_holds_its_sentences(text: str, budget: int) -> None:
    last = 0
    for number, chunk in enumerate(chunk_document(article(text), max_tokens=budget)):
        assert chunk.id == f"d1#{number}" and chunk.document_id == "d1"
        assert last <= chunk.start < chunk.end <= len(text)
        assert text[chunk.start : chunk.end] == chunk.text
        assert (chunk.sentences[0].start, chunk.sentences[-1].end) == (chunk.start, chunk.end)
        place = chunk.start
        for span in chunk.sentences:
            assert place <= span.start < span.end <= chunk.end
            place = span.end
        last = chunk.end


@unhurried
@given(texts, BUDGETS)
def test_every_letter_of_the_article_is_in_a_chunk(text: str, budget: int) -> None:
    covered: set[int] = set()
    for chunk in chunk_document(article(text), max_tokens=budget):
        covered.update(place for span in chunk.sentences for place in range(span.start, span.end))
    assert [character for place, character in enumerate(text) if character.isalnum() and place not in covered] == []


@unhurried
@given(texts, BUDGETS)
def test_the_sentences_of_a_chunk_keep_its_budget_unless_it_is_a_single_character(text: str, budget: int) -> None:
    for chunk in chunk_document(article(text), max_tokens=budget):
        tokens = sum(count_tokens(text[span.start : span.end]) + 1 for span in chunk.sentences)
        assert tokens <= budget or len(chunk.text) == 1


def test_white_space_between_sentences_counts_for_the_budget_too() -> None:
    text = "It rains." + " \n\t \n" * 30 + "It pours." + "\n \t" * 40 + "It ends."
    assert max(count_tokens(chunk.text) for chunk in chunk_document(article(text), max_tokens=30)) <= 30


@unhurried
@given(texts, BUDGETS)
def test_the_same_article_has_the_same_chunks(text: str, budget: int) -> None:
    assert chunk_document(article(text), max_tokens=budget) == chunk_document(article(text), max_tokens=budget)


def test_sentences_are_packed_until_the_budget_is_full() -> None:
    text = "It rains. " * 9
    chunks = chunk_document(article(text), max_tokens=12)  # "It rains." and its joint: 4 tokens
    assert texts_of(chunks) == ["It rains. It rains. It rains."] * 3
    assert [span.start for chunk in chunks for span in chunk.sentences] == list(range(0, 90, 10))


def test_with_room_enough_an_article_is_one_chunk_of_all_its_sentences() -> None:
    text = "\ufeffA title\r\n\r\nIt rains. It pours.\r\n"
    (chunk,) = chunk_document(article(text), max_tokens=200)
    assert chunk.text == "A title\r\n\r\nIt rains. It pours."
    assert list(chunk.sentences) == split_sentences(text)


def test_a_sentence_over_the_budget_is_cut_at_its_clauses() -> None:
    text = "The ferry sank within sight of the quay, the crew swam ashore, and the mayor closed the harbour for a week."
    found = texts_of(chunk_document(article(text), max_tokens=18))
    assert found == [
        "The ferry sank within sight of the quay,",
        "the crew swam ashore,",
        "and the mayor closed the harbour for a week.",
    ]


def test_a_line_without_a_space_is_cut_to_the_budget_and_loses_nothing() -> None:
    chunks = chunk_document(article("x1y2" * 5000), max_tokens=50)
    assert "".join(texts_of(chunks)) == "x1y2" * 5000
    assert max(count_tokens(chunk.text) for chunk in chunks) <= 50


def test_an_article_without_a_visible_character_has_no_chunk() -> None:
    assert chunk_document(article(" \r\n\ufeff"), max_tokens=200) == []


def test_the_title_leads_what_is_embedded_of_a_chunk_that_does_not_hold_it() -> None:
    document = article("Ferry sinks\n\nIt rains. It pours.", title="Ferry sinks")
    first, *_, last = chunk_document(document, max_tokens=5)
    assert embedded_text(document, first) == first.text
    assert embedded_text(document, last) == f"Ferry sinks\n{last.text}"


def test_a_chunk_of_an_article_without_a_title_is_embedded_as_it_is() -> None:
    document = article("It rains.")
    (chunk,) = chunk_document(document, max_tokens=200)
    assert embedded_text(document, chunk) == "It rains."


@pytest.mark.parametrize(("one", "other"), [(100, 200), (1, 2)])
def test_another_budget_is_another_fingerprint(one: int, other: int) -> None:
    assert chunking_fingerprint(one) != chunking_fingerprint(other)
    assert chunking_fingerprint(one) == chunking_fingerprint(one)


@unhurried
@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 3), st.sampled_from([0.0, 0.25, 1.0, 3.0])), max_size=9),
    st.sampled_from([20, 40]),
)
def test_no_other_way_to_cut_costs_less(sizes: list[tuple[int, int, float]], budget: int) -> None:
    pieces = [Piece(Span(n, n + 1), tokens, gap, cut) for n, (tokens, gap, cut) in enumerate(sizes)]
    found = _cheapest_cut(pieces, budget)
    assert [n for start, end in found for n in range(start, end)] == list(range(len(pieces)))
    ways = [
        [(start, end) for start, end in pairwise([0, *inner, len(pieces)])]
        for count in range(len(pieces))
        for inner in combinations(range(1, len(pieces)), count)
    ]
    assert cost(pieces, found, budget) == pytest.approx(min((cost(pieces, way, budget) for way in ways), default=0.0))


def cost(pieces: list[Piece], way: list[tuple[int, int]], budget: int) -> float:
    """What chunks of these pieces cost, as it is written down; no chunk of several may be over the budget."""
    total = 0.0
    for start, end in way:
        used = sum(piece.tokens for piece in pieces[start:end]) + sum(piece.gap for piece in pieces[start + 1 : end])
        if used > budget and end - start > 1:
            return inf
        total += (used / (TARGET * budget) - 1) ** 2 + (pieces[start].cut if start else 0.0)
    return total


def test_a_chunk_ends_with_its_paragraph_where_that_is_near_enough() -> None:
    paragraphs = ["It rains. " * 5, "It pours. " * 6, "It ends. " * 5]
    text = "\n\n".join(part.strip() for part in paragraphs)
    assert texts_of(chunk_document(article(text), max_tokens=34)) == text.split("\n\n")


def test_a_heading_stays_with_what_it_leads() -> None:
    text = "Harbour news\n\n" + "It rains. " * 6 + "\n\nThe ferries\n\n" + "It pours. " * 6
    first, second = texts_of(chunk_document(article(text), max_tokens=34))
    assert first.startswith("Harbour news\n\nIt rains.") and first.endswith("It rains.")
    assert second.startswith("The ferries\n\nIt pours.")
