"""What is asked, made ready: filters that are dates, and questions that lean on the conversation."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rag.answering.asking
from rag.answering.asking import Request, conversation_query, filters_of, given_filters
from rag.errors import SettingsError
from rag.schema import Filter
from vectorstore import Filters

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
HISTORY = [("Who is Elin Brask?", "A taxpayer."), ("What did Mayor Ana Lobo say of Norbank?", "She would not sell.")]


def test_the_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(rag.answering.asking)
    assert found.attempted >= 2 and found.failed == 0


@pytest.mark.parametrize(
    "question",
    ["When did she say it?", "And why?", "What about them?", "Is that her harbour?", "why is it closed"],
)
def test_a_question_that_leans_gets_the_names_of_the_one_before(question: str) -> None:
    query = conversation_query(question, HISTORY)
    assert query.startswith(question)
    assert "Lobo" in query and "Norbank" in query and "Brask" not in query


@pytest.mark.parametrize(
    "question",
    [
        "When did the ferry Halcyon sink off Port Selby?",
        "How did Piotr Wend defend himself in the court at Tessaly?",
        "How many dockers ended the strike?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert conversation_query(question, HISTORY) == question


@pytest.mark.parametrize("question", ["When did she say it?", "And why?"])
def test_without_a_conversation_a_question_is_left_as_it_is(question: str) -> None:
    assert conversation_query(question, []) == question


def test_a_name_that_the_question_has_is_not_added_again() -> None:
    assert conversation_query("What did lobo say of it?", HISTORY).lower().count("lobo") == 1


def test_an_earlier_question_without_names_lends_its_matter() -> None:
    assert (
        conversation_query("And why did it close?", [("which harbour closed", "…")])
        == "And why did it close? (harbour closed)"
    )


@unhurried
@given(st.text(max_size=60), st.lists(st.tuples(st.text(max_size=60), st.text(max_size=10)), max_size=3))
def test_no_conversation_takes_a_word_from_the_question(question: str, history: list[tuple[str, str]]) -> None:
    assert question.strip() in conversation_query(question, history)


def test_a_question_that_was_not_changed_has_no_rewriting() -> None:
    same = Request("Who?", "Who?", Filters(), (), 10)
    other = Request("Who?", "Who? (Lobo)", Filters(), (), 10)
    assert (same.rewritten, other.rewritten) == (None, "Who? (Lobo)")


def test_filters_are_those_that_were_given_and_no_others() -> None:
    assert filters_of(publisher=None, since=None, until=None) == Filters()
    assert given_filters(publisher=None, since=None, until=None) == ()
    stated = {"publisher": "Gazette", "since": "2016-05-03", "until": "2017-01-01"}
    assert filters_of(**stated) == Filters(publisher="Gazette", since="2016-05-03", until="2017-01-01")
    assert given_filters(**stated) == (
        Filter("publisher", "is", "Gazette"),
        Filter("published", "since", "2016-05-03"),
        Filter("published", "until", "2017-01-01"),
    )


@pytest.mark.parametrize("value", ["", "yesterday", "2016", "2016-02-30", "03/05/2016", "2016-5-3"])
@pytest.mark.parametrize("end", ["since", "until"])
def test_a_date_that_is_none_is_one_line_that_shows_one(end: str, value: str) -> None:
    given = {"publisher": None, "since": None, "until": None} | {end: value}
    with pytest.raises(SettingsError) as error:
        filters_of(**given)
    assert end in str(error.value) and "such as 2017-11-07" in str(error.value) and "\n" not in str(error.value)


def test_a_date_without_hyphens_is_shown_as_it_is_in_force() -> None:
    assert filters_of(publisher=None, since="20160503", until=None).since == "2016-05-03"
    (shown,) = given_filters(publisher=None, since="20160503", until=None)
    assert shown.value == "2016-05-03"
