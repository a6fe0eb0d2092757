"""What the ranker sees of a sentence: numbers in their range that mean what they are called."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_evidence import EVIDENCE, FERRY, article, evidence_of, saying

import rag.answering.reader.aliases
from rag.answering.evidence import EvidenceSentence
from rag.answering.reader.aliases import find_aliases
from rag.answering.reader.considering import Considered, consider
from rag.answering.reader.features import SENTENCE_FEATURES, SILENCE_FEATURES
from rag.answering.reader.question import ANSWER_TYPES
from rag.embedding.meaning import Meaning

unhurried = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MEANING = Meaning()
ASKED = "How many passengers were aboard the ferry Halcyon?"


def considered(question: str, evidence: tuple[EvidenceSentence, ...] = EVIDENCE) -> Considered:
    return consider(question, evidence, meaning=MEANING)


def value(question: str, words: str, feature: str) -> float:
    """One feature of the sentence that holds these words."""
    found = considered(question)
    row = next(place for place, sentence in enumerate(found.sentences) if sentence.number == saying(words).number)
    return float(found.features.sentences[row, SENTENCE_FEATURES.index(feature)])


def silence(question: str, feature: str) -> float:
    return float(considered(question).features.silence[SILENCE_FEATURES.index(feature)])


def test_the_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(rag.answering.reader.aliases)
    assert found.attempted >= 1 and found.failed == 0


@unhurried
@given(
    st.text(max_size=50)
    | st.lists(st.sampled_from("who how many did Lobo say ferry 3 May sink bank of the ?".split())).map(" ".join)
)
def test_every_number_of_any_question_is_finite_and_in_its_range(question: str) -> None:
    found = considered(question)
    assert found.features.sentences.shape == (len(found.sentences), len(SENTENCE_FEATURES))
    assert found.features.silence.shape == (len(SILENCE_FEATURES),)
    for numbers in (found.features.sentences, found.features.silence):
        assert np.isfinite(numbers).all()
        assert numbers.min() >= -1.0001 and numbers.max() <= 1.0001


@unhurried
@given(st.lists(st.text(min_size=1, max_size=40).filter(lambda text: text.strip() != ""), min_size=1, max_size=5))
def test_no_evidence_makes_measuring_fail(sentences: list[str]) -> None:
    evidence = evidence_of(article(" ".join(["Title\n\n", *sentences]), "odd.txt"))
    if evidence:
        assert np.isfinite(considered(ASKED, evidence).features.sentences).all()


def test_no_feature_has_two_places() -> None:
    assert len(set(SENTENCE_FEATURES)) == len(SENTENCE_FEATURES)
    assert len(set(SILENCE_FEATURES)) == len(SILENCE_FEATURES)


def test_measuring_again_gives_the_same_numbers() -> None:
    assert np.array_equal(considered(ASKED).features.sentences, considered(ASKED).features.sentences)


@pytest.mark.parametrize("feature", ["cosine", "said", "meant", "said_or_meant", "names"])
def test_the_sentence_that_says_it_is_measured_above_one_that_does_not(feature: str) -> None:
    assert value(ASKED, "Halcyon sank", feature) > value(ASKED, "interest rate", feature)


def test_words_are_said_here_or_around_or_anywhere_in_the_article() -> None:
    asked = "Did reporters hear of the ferry Halcyon?"
    here, context, anywhere = (
        value(asked, "She told", feature) for feature in ("said", "said_in_context", "said_in_article")
    )
    assert here < context <= anywhere


def test_a_number_stands_before_what_is_counted_or_does_not() -> None:
    assert value(ASKED, "Halcyon sank", "number_at_noun") == 1
    assert value(ASKED, "Norbank lent", "number_at_noun") == 0
    assert value("Where was the ferry?", "Halcyon sank", "number_at_noun") == 0


def test_a_speaker_is_one_who_speaks_and_not_one_who_is_named() -> None:
    asked = "What did Lobo say?"
    assert value(asked, "We warned", "speaker") == 1
    assert value(asked, "Lobo visited", "speaker") == 0
    assert value(asked, "She told", "speaker") == 0
    assert value(asked, "She told", "speaker_in_context") == 1


def test_a_pronoun_at_the_beginning_opens_back() -> None:
    assert value(ASKED, "She told", "opens_back") == 1
    assert value(ASKED, "Lobo visited", "opens_back") == 0


@pytest.mark.parametrize(
    ("question", "fits", "misses"),
    [
        ("When did the ferry sink?", "Halcyon sank", "interest rate"),
        ("How much did Norbank lend to the port?", "Norbank lent", "Lobo visited"),
        ("Why did Norbank lend money to the port?", "Norbank lent", "interest rate"),
        ("Who visited the harbour?", "Lobo visited", "interest rate"),
        ("Where did the dockers end their strike?", "Dockers in Varnholm", "interest rate"),
        pytest.param(
            *("Where did the ferry sink?", "Halcyon sank", "interest rate"),
            marks=pytest.mark.xfail(strict=True, reason="off is not among the words that lead to a place"),
        ),
    ],
)
def test_a_sentence_fits_the_kind_of_answer_or_misses_it(question: str, fits: str, misses: str) -> None:
    kind = considered(question).question.kind
    assert (value(question, fits, f"fits_{kind}"), value(question, fits, f"misses_{kind}")) == (1, 0)
    assert (value(question, misses, f"fits_{kind}"), value(question, misses, f"misses_{kind}")) == (0, 1)
    others = [other for other in ANSWER_TYPES if other != kind]
    assert not any(value(question, fits, f"{side}_{other}") for side in ("fits", "misses") for other in others)


def test_a_name_that_no_article_has_is_absent() -> None:
    assert silence("What happened to the ferry Meridian?", "names_absent") > 0
    assert silence("What happened to the ferry Halcyon?", "names_absent") == 0
    absent = considered("What happened to the ferry Meridian?").features.absent_names
    assert [word.folded for word in absent] == ["meridian"]


def test_a_slip_of_the_keyboard_in_a_name_does_not_make_it_absent() -> None:
    assert silence("What happened to the ferry Halcoyn?", "names_absent") == 0


def test_the_kind_that_is_asked_for_speaks_for_silence_too() -> None:
    assert silence("When did it sink?", "asks_time") == 1 and silence("When did it sink?", "asks_place") == 0


def test_a_short_form_and_what_it_stands_for_are_the_same() -> None:
    assert [alias.short for alias in find_aliases(FERRY)] == ["ilo"]
    short, long = (
        "Why did the ILO criticise the owners?",
        "Why did the International Labour Organization criticise them?",
    )
    for asked in (short, long):
        assert value(asked, "criticised the owners", "names") == 1


@pytest.mark.parametrize("text", ["the war (WAR) was", "(ILO) came", "International Labour (XYZ)", "a (b) c"])
def test_brackets_that_explain_nothing_are_no_short_form(text: str) -> None:
    assert find_aliases(text) == ()


def test_rare_words_count_for_more_than_common_ones() -> None:
    rare = value("Halcyon reporters harbour", "Halcyon sank", "said")
    evidence = evidence_of(
        *(article(f"T{n}\n\nHalcyon sailed on day {n}.", f"{n}.txt") for n in range(20)), article(FERRY, "f.txt")
    )
    found = considered("Halcyon reporters harbour", evidence)
    row = next(place for place, sentence in enumerate(found.sentences) if "Halcyon sank" in sentence.text)
    assert found.features.sentences[row, SENTENCE_FEATURES.index("said")] < rare
