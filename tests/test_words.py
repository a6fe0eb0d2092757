"""Words as they are compared: folded, stemmed, with their places."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rag.words
from rag.words import alike, content_stems, fold, shortened, stem, words

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORDS = st.text(alphabet="abcde", min_size=1, max_size=10)


def test_the_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(rag.words)
    assert found.attempted >= 5
    assert found.failed == 0


@unhurried
@given(st.text())
def test_words_stand_where_they_say_in_order_and_never_overlap(text: str) -> None:
    last = 0
    for word in words(text):
        assert last <= word.start < word.end <= len(text)
        assert word.folded and word.stem
        assert not any(character.isspace() for character in text[word.start : word.end])
        last = word.end


@unhurried
@given(st.text(alphabet=st.characters(categories=("Ll", "Lu", "Lo", "Nd"))))
def test_every_letter_and_digit_belongs_to_a_word(text: str) -> None:
    covered = {place for word in words(text) for place in range(word.start, word.end)}
    assert covered == set(range(len(text)))


@pytest.mark.parametrize(
    ("one", "other"),
    [("MÜLLER", "muller"), ("Cafe\u0301", "Café"), ("ﬁre", "fire"), ("O’Neill", "O'Neill"), ("Łódź", "Łodz")],
)
def test_case_accents_ligatures_and_apostrophes_make_no_difference(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("written", ["Lobo's", "Lobo’s", "Lobo`s", "LOBO'S"])
def test_a_possessive_is_the_word_itself(written: str) -> None:
    assert [word.folded for word in words(written)] == ["lobo"]


def test_a_number_with_its_separators_is_one_word_and_its_unit_another() -> None:
    assert [word.folded for word in words("1,250.50 km2 and 4x4")] == ["1,250.50", "km", "2", "and", "4", "x", "4"]


@pytest.mark.parametrize(
    ("past", "present"),
    [("said", "said"), ("began", "begins"), ("withdrew", "withdrawing"), ("sought", "seek"), ("struck", "strikes")],
)
def test_forms_of_one_verb_share_a_stem(past: str, present: str) -> None:
    assert stem(past) == stem(present)


def test_the_matter_of_a_question_is_without_the_words_of_its_form() -> None:
    assert content_stems("What did the reports say about the harbour?") == {"harbour"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("selby", "sellby"), ("harbour", "habrour"), ("parliament", "parlamant"), ("minister", "minster")],
)
def test_a_slip_of_the_keyboard_is_the_same_word(one: str, other: str) -> None:
    assert alike(one, other) and alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("iran", "iraq"),  # short words differ by one letter all the time
        ("12345", "12346"),
        ("boat", "boats"),
        ("mining", "dining"),  # another first letter
        ("harbour", "arbours"),
        ("bridge", "brdgie"),  # two slips in a word of six letters
        ("parliament", "parmilanet"),  # three in one of ten
        ("parliament", "parament12"),
    ],
)
def test_words_that_only_look_alike_are_different(one: str, other: str) -> None:
    assert not alike(one, other)


@unhurried
@given(WORDS, WORDS)
def test_likeness_agrees_with_a_slow_and_obvious_distance(one: str, other: str) -> None:
    shorter = min(len(one), len(other))
    allowed = 0 if shorter < 5 or one[0] != other[0] else 2 if shorter >= 8 else 1
    assert alike(one, other) == (slow_distance(one, other) <= allowed)
    assert alike(one, other) == alike(other, one)


def slow_distance(one: str, other: str) -> int:
    """Optimal string alignment, by its recursive definition over prefixes."""
    table: dict[tuple[int, int], int] = {}
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if not i or not j:
                table[i, j] = i + j
                continue
            options = [
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (one[i - 1] != other[j - 1]),
            ]
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                options.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(options)
    return table[len(one), len(other)]


def test_a_text_is_cut_between_words_where_it_has_some() -> None:
    assert shortened("one two  three", 9) == "one two…"
    assert shortened("o" * 20, 5) == "oooo…"
