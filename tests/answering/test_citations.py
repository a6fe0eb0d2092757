"""Citations: made of characters of a file, in pieces of at most 400, numbered by first use."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rag.answering.citations
from rag.answering.citations import MAX_QUOTE, CitationList, citation, displayed, join_text, nearest, quote_spans
from rag.answering.evidence import EvidenceSentence
from rag.schema import Document, Sentence, Span

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = st.sampled_from(
    ["harbour", "and", "closed,", "— so", "it", "is;", "קרא", "نعم", "Cafe\u0301", "👩‍👩‍👧", "x" * 90, "\r\n"]
)
LONG = st.lists(WORDS, min_size=1, max_size=150).map(" ".join).filter(lambda text: text.strip() != "")


def evidence(
    text: str, *, start: int = 0, end: int | None = None, path: str = "a.txt", number: int = 1
) -> EvidenceSentence:
    document = Document(
        id=path, root="news", path=path, sha256="f" * 64, size=1, text=text, title="Harbour", published="2016-05-03"
    )
    end = len(text) if end is None else end
    return EvidenceSentence(number, document, start, end, text[start:end], passage_rank=1, chunk_id=f"{path}#0")


def test_the_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(rag.answering.citations)
    assert found.attempted >= 1 and found.failed == 0


@unhurried
@given(LONG, st.sampled_from(["", "\ufeffTitle.\r\n", "It rains. " * 3]))
def test_quotes_are_the_files_own_characters_at_most_400_of_them(sentence: str, before: str) -> None:
    text = before + sentence + " The end."
    found = CitationList()
    numbers = found.cite(evidence(text, start=len(before), end=len(before) + len(sentence)))
    assert list(numbers) == list(range(1, len(numbers) + 1))
    for quoted in found.all():
        assert quoted.quote == text[quoted.start : quoted.end]
        assert 0 < len(quoted.quote) <= MAX_QUOTE == 400
        assert quoted.quote.strip() == quoted.quote


@unhurried
@given(LONG)
def test_the_pieces_of_a_long_sentence_leave_out_nothing_but_white_space(text: str) -> None:
    spans = quote_spans(evidence(text))
    place, left = 0, ""
    for span in spans:
        assert span.start >= place
        left += text[place : span.start]
        place = span.end
    assert (left + text[place:]).strip() == ""


def test_a_sentence_of_exactly_400_characters_is_one_quote() -> None:
    assert quote_spans(evidence("a" * 399 + ".")) == [Span(0, 400)]
    assert len(quote_spans(evidence("a" * 400 + "."))) == 2


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    text = (
        "The harbour "
        + "stayed open for the ferry and the crews " * 6
        + "all year, "
        + "while the mayor talked to the bank " * 6
        + "."
    )
    first, *_ = quote_spans(evidence(text))
    assert text[first.start : first.end].endswith("all year,")


def test_a_word_without_a_space_is_cut_all_the_same() -> None:
    spans = quote_spans(evidence("x" * 1000))
    assert all(span.end - span.start <= MAX_QUOTE for span in spans)
    assert (spans[0].start, spans[-1].end) == (0, 1000)


def test_numbers_are_given_in_order_of_first_use_and_a_quote_keeps_its_own() -> None:
    found = CitationList()
    one, other = evidence("It rains."), evidence("It pours.", path="b.txt")
    assert [found.cite(entry) for entry in (one, other, one)] == [(1,), (2,), (1,)]
    assert [(quoted.number, quoted.path) for quoted in found.all()] == [(1, "a.txt"), (2, "b.txt")]


def test_the_same_words_at_another_place_are_another_citation() -> None:
    text = "It rains. It rains."
    found = CitationList()
    assert found.cite(evidence(text, end=9)) + found.cite(evidence(text, start=10)) == (1, 2)
    assert [(quoted.start, quoted.end) for quoted in found.all()] == [(0, 9), (10, 19)]


def test_what_an_article_does_not_say_of_itself_is_nowhere_in_its_citation() -> None:
    quoted = citation(evidence("It rains."), Span(0, 9), number=1)
    assert (quoted.title, quoted.published, quoted.sha256) == ("Harbour", "2016-05-03", "f" * 64)
    assert (quoted.publisher, quoted.speaker, quoted.url, quoted.page, quoted.origin) == (None,) * 5


def test_nearest_evidence_has_no_number_and_only_its_first_piece() -> None:
    found = nearest([evidence("a " * 300 + "."), evidence("It rains.", path="b.txt")])
    assert [quoted.number for quoted in found] == [None, None]
    assert found[0].start == 0 and len(found[0].quote) <= MAX_QUOTE
    assert found[1].quote == "It rains."


def test_the_text_is_the_shown_sentences_each_followed_by_its_markers() -> None:
    sentences = [
        Sentence("It rains.", (1, 2), "supported", True),
        Sentence("It snows.", (), "unsupported", False),
        Sentence("It pours.", (1,), "supported", True),
    ]
    assert join_text(sentences) == "It rains. [1][2] It pours. [1]"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[1]", "(1)"),
        ("[ 12 ]", "(12)"),
        ("【3】", "(3)"),
        ("［４］", "(４)"),
        ("〔5〕 ⟦6⟧", "(5) (6)"),
        ("[1, 2; 3–5]", "(1, 2; 3–5)"),
        ("[^1] [†2] [*3]", "(^1) (†2) (*3)"),
        ("[Source 7] [citation 8]", "(Source 7) (citation 8)"),
        ("[sic] [Mr] [2016a] (1)", "[sic] [Mr] [2016a] (1)"),
        ("[12345]", "(12345)"),
    ],
)
def test_what_looks_like_a_marker_is_shown_in_other_brackets(written: str, shown: str) -> None:
    assert displayed(written) == shown


@unhurried
@given(st.text(alphabet="[]［］【】()123, \r\n4五a†", max_size=40))
def test_no_marker_is_left_in_any_text_and_it_is_one_line(text: str) -> None:
    shown = displayed(text)
    assert not re.search(r"\[[0-9]+\]", shown)
    assert "\n" not in shown and "\r" not in shown and shown == shown.strip()


@unhurried
@given(st.text(alphabet="[]［］【】()123, \r\n4五a†", max_size=40))
def test_only_brackets_and_spaces_of_a_text_are_ever_shown_otherwise(text: str) -> None:
    def bare(written: str) -> str:
        return re.sub(r"[\s\[\]［］【】()]", "", written)

    assert bare(displayed(text)) == bare(text)
