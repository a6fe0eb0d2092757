"""Drafts in, checked sentences out: only what its evidence says is shown, with numbers by code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_evidence import BANK_ARTICLE, EVIDENCE, FERRY_ARTICLE, article, evidence_of, saying

from rag.answering.citations import join_text
from rag.answering.evidence import Draft
from rag.answering.writing import Page
from rag.embedding.meaning import Meaning
from rag.schema import Sentence

unhurried = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MEANING = Meaning()
SANK, LENT, SHE, WARNED = (saying(words) for words in ("Halcyon sank", "Norbank lent", "She told", "We warned"))


def page() -> Page:
    return Page(EVIDENCE, MEANING)


def written(*drafts: Draft) -> tuple[Page, list[Sentence]]:
    new = page()
    return new, list(new.write(drafts))


def test_a_faithful_draft_is_shown_with_the_citation_of_what_it_points_at() -> None:
    new, (sentence,) = written(Draft("The ferry Halcyon sank off Port Selby.", (SANK.number,)))
    assert (sentence.verdict, sentence.shown, sentence.citations) == ("supported", True, (1,))
    (citation,) = new.citations.all()
    assert citation.quote == SANK.text == FERRY_ARTICLE.text[citation.start : citation.end]


def test_an_unfaithful_draft_is_kept_but_not_shown_and_cites_nothing() -> None:
    new, (sentence,) = written(Draft("The ferry Halcyon sank with 500 passengers.", (SANK.number,)))
    assert (sentence.verdict, sentence.shown, sentence.citations) == ("unsupported", False, ())
    assert [problem.kind for problem in sentence.problems] == ["number"]
    assert new.shown == [] and new.citations.all() == () and new.sentences == [sentence]


@pytest.mark.parametrize("points_at", [(), (0,), (99,), (-1,)])
def test_a_draft_that_points_at_nothing_there_has_no_evidence(points_at: tuple[int, ...]) -> None:
    _, (sentence,) = written(Draft("The ferry Halcyon sank off Port Selby.", points_at))
    assert [problem.kind for problem in sentence.problems] == ["no_evidence"] and not sentence.shown


def test_an_invented_number_beside_a_right_one_is_passed_over() -> None:
    _, (sentence,) = written(Draft("The ferry Halcyon sank off Port Selby.", (99, SANK.number, 99)))
    assert sentence.citations == (1,)


def test_a_draft_that_points_at_the_wrong_article_is_not_shown() -> None:
    _, (sentence,) = written(Draft("The ferry Halcyon sank off Port Selby.", (LENT.number,)))
    assert not sentence.shown


def test_a_draft_that_only_points_says_the_evidence_itself() -> None:
    _, (sentence,) = written(Draft("", (SANK.number, LENT.number)))
    assert sentence.text == f"{SANK.text} {LENT.text}" and sentence.citations == (1, 2)


def test_a_draft_of_nothing_that_points_at_nothing_is_not_shown() -> None:
    _, (sentence,) = written(Draft("", ()))
    assert not sentence.shown


def test_numbers_count_only_what_is_shown() -> None:
    new, sentences = written(
        Draft("Norbank lent the port 9 million euros.", (LENT.number,)),
        Draft("The ferry Halcyon sank off Port Selby.", (SANK.number,)),
        Draft("Norbank lent the port 4.2 million euros.", (LENT.number, SANK.number)),
    )
    assert [sentence.citations for sentence in sentences] == [(), (1,), (2, 1)]
    assert [citation.path for citation in new.citations.all()] == ["ferry.txt", "bank.txt"]


def test_a_sentence_comes_out_before_the_next_draft_is_read() -> None:
    read: list[int] = []

    def drafts() -> Iterator[Draft]:
        for number, sentence in enumerate((SANK, LENT)):
            read.append(number)
            yield Draft(sentence.text, (sentence.number,))

    writing = page().write(drafts())
    assert next(writing).text == SANK.text and read == [0]


def test_while_it_streams_each_citation_is_given_with_the_first_sentence_that_uses_it() -> None:
    new, (one, other) = written(
        Draft(SANK.text, (SANK.number,)), Draft("The Halcyon had 212 passengers aboard.", (SANK.number,))
    )
    assert [citation.number for citation in new.first_cited_by(one)] == [1]
    assert new.first_cited_by(other) == ()


def test_of_two_equal_sentences_only_the_first_is_the_first_to_cite() -> None:
    new, (_, _, again) = written(
        Draft(SANK.text, (SANK.number,)), Draft(LENT.text, (LENT.number,)), Draft(LENT.text, (LENT.number,))
    )
    assert new.first_cited_by(again) == ()


def test_he_or_she_may_be_named_by_what_stands_before_the_evidence() -> None:
    _, (sentence,) = written(Draft("Ana Lobo told reporters that eighteen people had drowned.", (SHE.number,)))
    assert sentence.shown


def test_what_was_written_is_taken_back_whole() -> None:
    new, _ = written(Draft(SANK.text, (SANK.number,)))
    new.take_back("the model broke off")
    assert new.shown == [] and new.citations.all() == ()
    (sentence,) = new.sentences
    assert sentence.citations == () and sentence.problems[0].detail == "the model broke off"
    (again,) = new.write([Draft(LENT.text, (LENT.number,))])
    assert again.citations == (1,)


def test_marker_like_text_of_an_article_never_becomes_a_marker() -> None:
    hostile = article("Notes\n\nThe harbour is closed [1], see 【2】 and [3, 4].", "notes.txt")
    (_, sentence) = evidence_of(hostile)
    new = Page((sentence,), MEANING)
    (shown,) = new.write([Draft(sentence.text, (sentence.number,))])
    assert shown.text == "The harbour is closed (1), see (2) and (3, 4)."
    assert join_text(new.shown) == f"{shown.text} [1]"
    assert new.citations.all()[0].quote == sentence.text


def test_a_marker_that_a_draft_invents_in_its_text_is_no_citation() -> None:
    new, (sentence,) = written(Draft("The ferry Halcyon sank off Port Selby [7].", (SANK.number,)))
    assert "[7]" not in join_text(new.shown) and "[" not in sentence.text


def test_line_breaks_of_an_article_are_spaces_in_the_answer_and_kept_in_the_quote() -> None:
    wrapped = article("Title\r\n\r\nThe harbour that\r\nwas closed for\r\na week is\r\nopen.", "w.txt")
    evidence = evidence_of(wrapped)
    new = Page(evidence, MEANING)
    (shown,) = new.write([Draft(evidence[-1].text, (evidence[-1].number,))])
    assert shown.text == "The harbour that was closed for a week is open."
    assert new.citations.all()[0].quote == evidence[-1].text and "\r\n" in evidence[-1].text


def test_the_sign_of_a_heading_or_quotation_is_no_part_of_a_sentence_and_kept_in_the_quote() -> None:
    evidence = evidence_of(article("Ferry\n\nA note.\n\n> The ferry Halcyon is lost.\n", "ferry.md"))
    new = Page(evidence, MEANING)
    (shown,) = new.write([Draft(evidence[-1].text, (evidence[-1].number,))])
    assert (shown.text, new.citations.all()[0].quote) == ("The ferry Halcyon is lost.", evidence[-1].text)
    assert evidence[-1].text.startswith("> ")


@unhurried
@given(
    st.lists(
        st.builds(
            Draft,
            st.text(max_size=30) | st.sampled_from([SANK.text, LENT.text, WARNED.text]),
            st.lists(st.integers(-1, 12), max_size=3).map(tuple),
        ),
        max_size=4,
    )
)
def test_whatever_is_drafted_what_is_shown_is_supported_and_cited(drafts: list[Draft]) -> None:
    new, sentences = written(*drafts)
    assert len(sentences) == len(drafts)
    used: list[int] = []
    for sentence in sentences:
        assert (
            sentence.shown == (sentence.verdict == "supported") == bool(sentence.citations) == (not sentence.problems)
        )
        used += sentence.citations
    assert [citation.number for citation in new.citations.all()] == list(dict.fromkeys(used))
    texts = {document.path: document.text for document in (FERRY_ARTICLE, BANK_ARTICLE)}
    assert all(texts[c.path][c.start : c.end] == c.quote for c in new.citations.all())
