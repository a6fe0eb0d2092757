"""The checkable parts of a sentence: numbers, dates, names, quoted words, negations."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.answering.dating import dates
from rag.answering.dating.dates import calendar_words, month_days
from rag.answering.verifying import claims, numbers, parts
from rag.answering.verifying.claims import names, negations, quoted_words
from rag.answering.verifying.numbers import quantities

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_examples_in_the_documentation_hold() -> None:
    found = [doctest.testmod(module) for module in (claims, dates, numbers, parts)]
    assert sum(one.attempted for one in found) >= 7 and not any(one.failed for one in found)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,250 and 1250 and 1.5", [1250.0, 1250.0, 1.5]),
        ("3,5 litres and 12,345,678.9", [3.5, 12345678.9]),
        ("two million, 2m and 2 million", [2e6, 2e6, 2e6]),
        ("4.2bn, 7 billion, three trillion", [4.2e9, 7e9, 3e12]),
        ("five hundred thousand", [500_000.0]),
        ("twenty-one, twenty one, 21", [21.0, 21.0, 21.0]),
        ("the third and the 3rd of twelve", [3.0, 3.0, 12.0]),
        ("dozens of the thousands, half of them", ["dozens", "thousands", "half"]),
        ("the 1990s and 2016", [1990.0, 2016.0]),
        ("no one, once and someone", []),
    ],
)
def test_numbers_in_digits_or_words_count_alike(text: str, values: list[float | str]) -> None:
    assert [quantity.value for quantity in quantities(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "6%",
        "6 percent",
        "6 per cent",
        "six pct",
        "6 % of all",
    ],
)
def test_a_percentage_is_known_however_it_is_written(text: str) -> None:
    assert [(quantity.value, quantity.unit) for quantity in quantities(text)] == [(6.0, "percent")]


def test_a_number_is_a_percentage_only_where_the_sign_follows_it() -> None:
    assert [quantity.unit for quantity in quantities("of 40 towns, 3 percent")] == [None, "percent"]


@unhurried
@given(st.integers(0, 10**12))
def test_separators_of_thousands_change_no_number(number: int) -> None:
    assert [quantity.value for quantity in quantities(f"{number:,} {number}")] == [float(number)] * 2


@unhurried
@given(st.text())
def test_numbers_stand_where_they_say(text: str) -> None:
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("It may rain in May.", {"may"}),
        ("They march in March.", {"march"}),
        ("on Sat. or saturday", {"saturday"}),
        ("Sept. 5, Dec 2016", {"september", "december"}),
        ("last night and earlier this week", {"last night", "this week"}),
        ("yesterday's train", {"yesterday"}),
        ("no date at all", set()),
    ],
)
def test_months_weekdays_and_relative_dates_are_named(text: str, named: set[str]) -> None:
    assert calendar_words(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "3 May",
        "May 3",
        "May 3rd, 2016",
        "3 May 2016",
        "3rd May",
        "the 3rd of May",
    ],
)
def test_a_day_of_a_month_is_the_same_in_either_order(text: str) -> None:
    assert ("may", 3) in month_days(text)


def test_a_year_is_no_day_of_a_month() -> None:
    assert month_days("In May 2016") == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mayor Ana Lobo met Elin Brask.", ["Mayor Ana Lobo", "Elin Brask"]),
        ("The ferry left Port Selby on Monday in May.", ["Port Selby"]),
        ("Officials said so. Meanwhile, they left.", []),
        ("He met Lobo, Brask and Wend.", ["Lobo", "Brask", "Wend"]),
        ("“Lobo lied,” said O’Neill’s aide.", ["Lobo", "O’Neill’s"]),
        ("The U.N. and NATO", ["U.N", "NATO"]),
        ("no names here", []),
    ],
)
def test_names_are_runs_of_capitals_and_not_what_only_opens_a_sentence(text: str, found: list[str]) -> None:
    assert [name.text for name in names(text)] == found


@unhurried
@given(st.text())
def test_every_name_is_written_in_the_text(text: str) -> None:
    for name in names(text):
        assert name.text in text and name.words


@pytest.mark.parametrize(
    "text",
    [
        "He called it “a bridge too far”.",
        'He called it "a bridge too far."',
        "It is «a bridge too far», he said.",
        "It was ‘a bridge too far’",
    ],
)
def test_quoted_words_are_found_between_any_marks_without_their_stops(text: str) -> None:
    assert quoted_words(text) == ["a bridge too far"]


def test_an_apostrophe_opens_no_quotation() -> None:
    assert quoted_words("The dockers' union and Lobo's aide don't agree.") == []
    assert quoted_words("They said ‘we don’t agree’ at once.") == ["we don’t agree"]


@pytest.mark.parametrize(
    ("text", "word", "stem"),
    [
        ("The city will not sell the harbour.", "not", "sell"),
        ("He won't resign.", "won't", "resign"),
        ("He won’t resign.", "won't", "resign"),
        ("Nobody was hurt.", "nobody", "hurt"),
        ("The bank denied the loan.", "denied", "loan"),
        ("They left without food.", "without", "food"),
    ],
)
def test_a_negation_reaches_what_follows_it(text: str, word: str, stem: str) -> None:
    (negation,) = negations(text)
    assert negation.word == word and stem in negation.reach


def test_a_negation_does_not_reach_into_the_next_clause() -> None:
    (negation,) = negations("They did not sign, but the bank paid the loan.")
    assert negation.reach == ("sign",)


@pytest.mark.parametrize("text", ["No doubt it rains.", "Not only Lobo came.", "It is nothing but rain.", "It rains."])
def test_what_only_looks_like_a_negation_is_none(text: str) -> None:
    assert negations(text) == []
