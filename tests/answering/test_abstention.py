"""Silence: what must be there for an answer, and that the reason names what is missing."""

from __future__ import annotations

import doctest

import pytest
from made_up_evidence import EVIDENCE, article, evidence_of, saying

import rag.answering.abstention
from rag.answering.abstention import Missing, less_likely, missing_requirement
from rag.answering.evidence import EvidenceSentence
from rag.answering.reader.considering import consider
from rag.embedding.meaning import Meaning
from rag.schema import Reason

MEANING = Meaning()


def missing(question: str, words: str, evidence: tuple[EvidenceSentence, ...] = EVIDENCE) -> Missing | None:
    """What the sentence that holds these words lacks as an answer."""
    found = consider(question, evidence, meaning=MEANING)
    row = next(place for place, sentence in enumerate(found.sentences) if words in sentence.text)
    return missing_requirement(found.question, found.candidates[row], row, found.features)


def test_what_is_not_told_is_said_in_the_words_of_the_question() -> None:
    tested = doctest.testmod(rag.answering.abstention)
    assert tested.attempted and tested.failed == 0


def test_a_long_question_is_never_repeated_whole() -> None:
    lacks = missing(f"Did Lobo {'cheerfully ' * 300}visit {'Zemlja' * 300}?", "Lobo visited")
    assert lacks is not None and len(lacks.reason.message) < 400


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did the ferry Halcyon sink?", "Halcyon sank"),
        ("How many passengers were aboard the Halcyon?", "Halcyon sank"),
        ("What did Lobo tell reporters?", "She told"),
        ("Why did Norbank lend the port of Varnholm money?", "Norbank lent"),
        ("How long did the dockers of Varnholm strike?", "Dockers in Varnholm"),
        ("What is the interest rate?", "interest rate"),
        ("In what year did the ferry Halcyon sink?", "Halcyon sank"),
        ("Who visited the harbour?", "Lobo visited"),
        ("when did the ferry halcyon sink", "Halcyon sank"),
        ("When did the fery Halcoyn sink?", "Halcyon sank"),
    ],
)
def test_a_sentence_that_answers_lacks_nothing(question: str, words: str) -> None:
    assert missing(question, words) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did the ferry Meridian sink?", "Halcyon sank"),  # another name
        ("How many dockers ended their strike?", "Dockers in Varnholm"),  # nobody counted them
        ("How many cars were aboard the Halcyon?", "Halcyon sank"),
        ("When did Lobo visit the harbour?", "Lobo visited"),  # no date in it
        ("In what month was the rate fixed?", "interest rate"),
        ("On what day of the week did the Halcyon sink?", "Halcyon sank"),
        ("What did Norbank's director say about the quay?", "Norbank lent"),  # never speaks
        ("What happened to the Halcyon in 2019?", "Halcyon sank"),  # another year
        ("Who won the cycling race on Saturn's moons?", "Lobo visited"),
    ],
)
def test_a_sentence_that_does_not_answer_lacks_a_part_of_the_question(question: str, words: str) -> None:
    lacking = missing(question, words)
    assert lacking is not None and lacking.reason.code == "key_part_missing"
    message = lacking.reason.message
    assert message.endswith(".") and "\n" not in message and "[" not in message


def test_a_name_that_no_article_has_is_named_as_it_was_written() -> None:
    lacking = missing("When did the ferry Meridian sink?", "Halcyon sank")
    assert lacking == Missing(Reason("key_part_missing", "No article found mentions “Meridian”."), certain=True)


def test_a_year_that_is_not_mentioned_is_named() -> None:
    lacking = missing("What happened to the ferry Halcyon in 2019?", "Halcyon sank")
    assert lacking is not None and lacking.certain and "2019" in lacking.reason.message


def test_a_date_that_a_sentence_does_not_give_makes_an_answer_less_likely_and_not_impossible() -> None:
    lacking = missing("When did Lobo visit the harbour?", "Lobo visited")
    assert lacking is not None and not lacking.certain


def test_the_year_may_stand_in_what_comes_before_or_in_the_title() -> None:
    evidence = evidence_of(article("Ferries in 2019\n\nThe Halcyon sailed. It sank in May.", "f.txt"))
    assert missing("When did the Halcyon sink in 2019?", "It sank", evidence) is None


@pytest.mark.parametrize("chance", [0.05, 0.3, 0.9])
def test_what_is_missing_makes_an_answer_less_likely_and_never_impossible(chance: float) -> None:
    assert 0 < less_likely(chance) < chance


def test_nothing_is_certain_enough_to_be_more_likely_for_what_is_missing() -> None:
    assert less_likely(0.0) == 0.0 and less_likely(1.0) == 1.0


def test_the_sentences_of_these_tests_are_each_one_of_the_articles() -> None:
    for words in ("Halcyon sank", "She told", "Norbank lent", "Dockers in Varnholm", "interest rate", "Lobo visited"):
        assert words in saying(words).text


@pytest.mark.parametrize(
    ("question", "turned_round"), [("Who leads the Halcyon Guard?", True), ("Who leads the offensive?", False)]
)
def test_what_somebody_does_is_not_who_does_it_to_them(question: str, turned_round: bool) -> None:
    text = "Offensive begins\n\nThe offensive in the north, which is led by the Halcyon Guard, began on Monday."
    evidence = evidence_of(article(text, "guard.txt"))
    considered = consider(question, evidence, meaning=MEANING)
    place = next(n for n, one in enumerate(considered.sentences) if "led by" in one.text)
    missing = missing_requirement(considered.question, considered.candidates[place], place, considered.features)
    assert (missing is not None and "not who did it" in missing.reason.message) == turned_round
