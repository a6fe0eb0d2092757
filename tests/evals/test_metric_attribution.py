"""The expected values are worked out by hand in the comments beside them."""

from __future__ import annotations

import doctest

from evals.metrics import attribution
from evals.metrics.attribution import speakers_named


def test_the_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(attribution)
    assert found.attempted and not found.failed


def test_every_speaker_must_be_named_as_whole_words_however_accented() -> None:
    text = "Łukasz Müller’s office denied it; Kovač did not answer."
    assert speakers_named(text, ["Muller", "Kovac"]) is True
    assert speakers_named(text, ["Muller", "Petrov"]) is False  # one of two
    assert speakers_named("The Mullers denied it.", ["Muller"]) is False  # a part of a word is no name


def test_where_nobody_is_asked_for_nothing_is_scored() -> None:
    assert speakers_named("Anything.", []) is None
