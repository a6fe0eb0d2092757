"""Reading a question and a sentence together: one pair's score is its own, whatever lies beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.answering.reader.features import SENTENCE_FEATURES, SILENCE_FEATURES
from rag.answering.reader.joint import QUESTION_PIECES, SENTENCE_PIECES, TITLE_PIECES, Pair, Text, pair, score
from rag.embedding.meaning import Meaning

MEANING = Meaning()
QUESTION = "When did the ferry Halcyon sink?"
SENTENCES = (
    "The ferry Halcyon sank off Port Selby on 3 May 2016.",
    "Tickets for the ferry cost 4 euros.",
    "The mayor did not answer questions about the harbour, which the city had bought from Norbank in the spring.",
)
WIDTH = len(SENTENCE_FEATURES) + len(SILENCE_FEATURES)


def text(words: str) -> Text:
    return Text(words, MEANING.of([words])[0])


def pair_of(question: str, sentence: str, title: str = "") -> Pair:
    return pair(text(question), text(sentence), text(title))


def scores(pairs: list[Pair]) -> list[float]:
    return [float(one) for one in score(pairs, np.zeros((len(pairs), WIDTH), dtype=np.float32))]


def test_the_sentence_that_answers_scores_above_those_that_do_not() -> None:
    found = scores([pair_of(QUESTION, sentence) for sentence in SENTENCES])
    assert max(found) == found[0]


def test_a_pair_scores_the_same_alone_and_beside_longer_and_shorter_ones() -> None:
    pairs = [pair_of(QUESTION, sentence, "Ferries") for sentence in SENTENCES] * 4
    together = scores(pairs)
    alone = [scores([one])[0] for one in pairs]
    assert together == pytest.approx(alone, abs=1e-4)


def test_no_pairs_have_no_scores() -> None:
    assert len(score([], np.zeros((0, WIDTH), dtype=np.float32))) == 0


def test_what_is_said_on_the_other_side_is_marked_on_both() -> None:
    one = pair_of("Who sank the Halcyon?", "Pirates sank it.")
    said = one.marks[:, 0]
    assert said[one.segments == 0].any() and said[one.segments == 1].any()
    assert not pair_of("Who sang?", "Pirates left.").marks[:, 0].any()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=2000), st.text(max_size=4000), st.text(max_size=400))
def test_any_texts_make_a_pair_within_its_limits(question: str, sentence: str, title: str) -> None:
    one = pair_of(question, sentence, title)
    assert len(one.pieces) == len(one.marks) == len(one.segments) <= QUESTION_PIECES + SENTENCE_PIECES + TITLE_PIECES
    if len(one.pieces):
        assert np.isfinite(scores([one])[0])
