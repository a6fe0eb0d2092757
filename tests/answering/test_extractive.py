"""The reader without a model: sentences of the articles, word for word, or silence with the nearest of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_evidence import BANK, EVIDENCE, FERRY, article, evidence_of, saying

from rag.answering.reader.choosing import MOST_SENTENCES, _names_all
from rag.answering.reader.considering import CONSIDERED, consider
from rag.answering.reader.extractive import NEAREST, Reading, read_extractively
from rag.embedding.meaning import Meaning

unhurried = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MEANING = Meaning()


def read(question: str) -> Reading:
    return read_extractively(question, EVIDENCE, meaning=MEANING)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did the ferry Halcyon sink?", "Halcyon sank"),
        ("How much money did Norbank lend to the port of Varnholm?", "Norbank lent"),
        ("Why did Norbank lend the port of Varnholm money?", "Norbank lent"),
        ("Who visited the harbour the next morning?", "Lobo visited"),
        ("How many people had drowned?", "She told"),
    ],
)
def test_the_sentence_that_answers_is_drafted_word_for_word(question: str, words: str) -> None:
    reading = read(question)
    assert reading.reason is None
    wanted = saying(words)
    assert (wanted.text, (wanted.number,)) in [(draft.text, draft.points_at) for draft in reading.drafts]


@pytest.mark.parametrize(
    "question", ["When did the ferry Meridian sink?", "What is the capital of Peru?", "Who owns the moon?", "asdf qwer"]
)
def test_what_the_articles_do_not_say_is_refused_with_the_nearest_of_them(question: str) -> None:
    reading = read(question)
    assert reading.drafts == () and reading.reason is not None
    assert 0 < len(reading.nearest) <= NEAREST
    assert set(reading.nearest) <= set(EVIDENCE)


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("What did the mayor open in Varnholm in May 2016?", True),
        ("What did the mayor open in Varnholm on 4 May 2016?", True),
        ("What did the mayor open in Varnholm in June 2016?", False),
        ("What did the mayor open in Varnholm in May 2015?", False),
    ],
)
def test_a_question_may_name_the_day_that_an_article_states_for_itself(question: str, answered: bool) -> None:
    text = "New quay\n\nThe mayor opened a new quay in Varnholm on Wednesday. Two hundred people came."
    dated, undated = (replace(article(text, "quay.txt"), published=day) for day in ("2016-05-04", None))
    assert (read_extractively(question, evidence_of(dated), meaning=MEANING).reason is None) is answered
    assert read_extractively(question, evidence_of(undated), meaning=MEANING).reason is not None


@unhurried
@given(
    st.text(max_size=50)
    | st.lists(st.sampled_from("who how many did Lobo say ferry 3 May sink bank and what ?".split())).map(" ".join)
)
def test_whatever_is_asked_only_the_articles_own_sentences_are_drafted(question: str) -> None:
    reading = read(question)
    own = {sentence.number: sentence.text for sentence in EVIDENCE}
    assert len(reading.drafts) <= MOST_SENTENCES == 3
    assert bool(reading.drafts) == (reading.reason is None)
    assert len({draft.points_at for draft in reading.drafts}) == len(reading.drafts)
    for draft in reading.drafts:
        (number,) = draft.points_at
        assert draft.text == own[number]


def test_a_sentence_that_opens_with_she_comes_after_the_one_that_says_who() -> None:
    drafts = [draft.text for draft in read("How many people had drowned?").drafts]
    assert drafts.index(saying("Lobo visited").text) + 1 == drafts.index(saying("She told").text)


def test_without_evidence_nothing_is_found() -> None:
    reading = read_extractively("When did the ferry sink?", (), meaning=MEANING)
    assert reading.reason is not None and reading.reason.code == "nothing_found"
    assert reading.drafts == reading.nearest == ()


def test_reading_again_gives_the_same() -> None:
    assert read("When did the ferry Halcyon sink?") == read("When did the ferry Halcyon sink?")


def test_a_sentence_that_two_articles_share_is_drafted_once() -> None:
    evidence = evidence_of(article(FERRY, "one.txt"), article(FERRY, "two.txt"), article(BANK, "bank.txt"))
    reading = read_extractively("When did the ferry Halcyon sink?", evidence, meaning=MEANING)
    texts = [draft.text for draft in reading.drafts]
    assert texts and len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("When was the Varnholm lighthouse built?", "built in 1856", "built in 1900"),
        ("Who designed the Varnholm lighthouse?", "designed by Ana Lobo", "designed by Piet Maas"),
    ],
)
def test_two_articles_that_make_one_statement_with_different_facts_are_both_shown(
    question: str, one: str, other: str
) -> None:
    texts = [f"Harbour news\n\nThe Varnholm lighthouse was {said} on the north pier." for said in (one, other)]
    evidence = evidence_of(*(article(text, f"{n}.txt") for n, text in enumerate(texts)))
    shown = {draft.points_at for draft in read_extractively(question, evidence, meaning=MEANING).drafts}
    assert {(s.number,) for s in evidence if one in s.text or other in s.text} <= shown


def test_captions_and_credits_are_not_considered_and_the_title_is() -> None:
    text = "Ferry sinks off Port Selby\n\nPhoto: Halcyon archive\n\nThe ferry Halcyon sank on 3 May 2016."
    found = consider("When did the ferry sink?", evidence_of(article(text, "f.txt")), meaning=MEANING)
    assert [sentence.text for sentence in found.sentences] == [
        "Ferry sinks off Port Selby",
        "The ferry Halcyon sank on 3 May 2016.",
    ]


def test_of_many_sentences_those_that_share_words_with_the_question_are_considered() -> None:
    filler = [
        article(f"Notes {n}\n\n" + "The weather stayed mild and the shops were open. " * 9, f"{n}.txt")
        for n in range(12)
    ]
    evidence = evidence_of(*filler, article(FERRY, "ferry.txt"))
    assert len(evidence) > CONSIDERED
    found = consider("When did the ferry Halcyon sink off Port Selby?", evidence, meaning=MEANING)
    assert len(found.sentences) == len(found.candidates) == CONSIDERED
    assert any("Halcyon sank" in sentence.text for sentence in found.sentences)


def test_another_article_stands_beside_the_best_sentence_where_it_speaks_of_what_the_question_names() -> None:
    considered = consider("How did the ferry Halcyon come to sink?", EVIDENCE, meaning=MEANING)
    named = [
        considered.sentences[place].text for place in range(len(considered.sentences)) if _names_all(considered, place)
    ]
    assert any("Halcyon" in text for text in named)
    assert not any("Norbank" in text for text in named)
    unnamed = consider("why was the money lent?", EVIDENCE, meaning=MEANING)
    assert not any(_names_all(unnamed, place) for place in range(len(unnamed.sentences)))
