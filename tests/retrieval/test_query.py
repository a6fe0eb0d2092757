"""What is read from a question as a filter, and what must not be. Takes well under a second."""

from __future__ import annotations

import doctest

import pytest

import rag.retrieval.periods
import rag.retrieval.query
from rag.retrieval.query import stated_limits, without

PUBLISHERS = ("Presstv", "Reuters", "SANA", "The Daily Ferry", "The Jordan Times", "Time")


def read(question: str) -> list[str]:
    """The filters read, each as "op value"."""
    return [f"{limit.filter.op} {limit.filter.value}" for limit in stated_limits(question, PUBLISHERS)]


def test_the_examples_in_the_documentation_hold() -> None:
    for module in (rag.retrieval.query, rag.retrieval.periods):
        tested = doctest.testmod(module)
        assert tested.attempted and tested.failed == 0


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        # Articles of a time are asked for: both ends, to the day.
        ("What was reported in March 1987?", ["since 1987-03-01", "until 1987-03-31"]),
        ("How many articles mention cocoa in March 1987?", ["since 1987-03-01", "until 1987-03-31"]),
        ("Articles from 1987 about cocoa", ["since 1987-01-01", "until 1987-12-31"]),
        ("Which stories of 18 November 2017 name Sochi?", ["since 2017-11-18", "until 2017-11-18"]),
        ("What was published before 2016 about Aleppo?", ["until 2015-12-31"]),
        ("What news was there up to March 1987?", ["until 1987-03-31"]),
        ("Show coverage between March and May 1987", ["since 1987-03-01", "until 1987-05-31"]),
        # What somebody said then: a day's words are reported within a week.
        ("What did Lavrov say in November 2017?", ["since 2017-11-01", "until 2017-11-30"]),
        ("What did Lavrov say on 18 November 2017?", ["since 2017-11-18", "until 2017-11-25"]),
        ("Who denied it on November 18, 2017?", ["since 2017-11-18", "until 2017-11-25"]),
        # Nobody reports what has not happened; later articles may well look back.
        ("Who won the election in 2012?", ["since 2012-01-01"]),
        ("What happened between 3 and 5 March 1987?", ["since 1987-03-03"]),
        ("What happened from May 1986 to March 1987?", ["since 1986-05-01"]),
        ("Which companies reported a loss in March 1987?", ["since 1987-03-01"]),
        ("How many died since 2020?", ["since 2020-01-01"]),
        ("Which towns fell since the end of March 2015?", ["since 2015-03-01"]),
        ("What happened after 2016?", ["since 2017-01-01"]),
        ("What happened after 18 November 2017?", ["since 2017-11-19"]),
        ("What has Assad said since March 2017 until May 2017?", ["since 2017-03-01", "until 2017-05-31"]),
    ],
)
def test_a_time_bounds_when_articles_were_published_as_far_as_that_follows(question: str, filters: list[str]) -> None:
    assert read(question) == filters


@pytest.mark.parametrize(
    "question",
    [
        "Who died before 2016?",  # a later article may tell
        "How many had died by March 1987?",
        "What will happen in November 2017?",  # an earlier one tells of what lies ahead
        "What is planned for 2018?",
        "When is the congress held in November 2017?",
        "What is the budget proposed in 1988?",
        "What did Lavrov say last week?",  # no year
        "What happened in March?",
        "What happened on Tuesday?",
        "What happened on 31 November 2017?",  # no such day
        "What did the 2012 election change?",
        "How large was output in 1986/87?",
        "Who killed more than 2000 people in Aleppo?",
        "What fell in 2000 votes?",
        "Did Assad say in 2016 what he said in 2015?",  # two times, neither leaves out the other
    ],
)
def test_what_bounds_no_publication_is_no_filter(question: str) -> None:
    assert read(question) == []


@pytest.mark.parametrize(
    ("question", "publisher"),
    [
        ("According to SANA, who met Assad?", "SANA"),
        ("who met assad according to sana?", "SANA"),
        ("Who met Assad, as reported by Press TV?", "Presstv"),
        ("What did the Daily Ferry report about Lund?", "The Daily Ferry"),
        ("What stands in the Daily Ferry about Lund?", "The Daily Ferry"),
        ("What is written in the Jordan Times about camels?", "The Jordan Times"),
        ("What do SANA's articles say of Assad?", "SANA"),
        ("Show stories by Reuters on cocoa", "Reuters"),
    ],
)
def test_a_publisher_of_the_archive_is_read_where_it_is_asked_as_one(question: str, publisher: str) -> None:
    assert read(question) == [f"is {publisher}"]


@pytest.mark.parametrize(
    "question",
    [
        "Who met Assad according to Lavrov?",  # no publisher
        "According to the Guardian, who won?",  # not of this archive
        "What did SANA say about Assad?",  # others may quote it
        "Did they arrive in time?",
        "Which outlets besides SANA report it?",
        "How do SANA and Presstv differ?",
        "Who reported it, SANA or Reuters?",
        "What did the Jordanian times bring?",
    ],
)
def test_a_speaker_or_a_word_is_never_taken_for_a_publisher(question: str) -> None:
    assert read(question) == []


def test_a_publisher_that_is_written_in_two_ways_is_no_filter() -> None:
    assert stated_limits("According to Press TV, who met Assad?", ("PressTV", "Press TV")) == []


def test_the_words_of_filters_can_be_taken_out_of_the_question() -> None:
    question = "According to SANA, what did Assad say in November 2017 about victory?"
    spans = [limit.span for limit in stated_limits(question, PUBLISHERS) if limit.span]
    assert without(question, spans) == "what did Assad say about victory?"
