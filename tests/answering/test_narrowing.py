"""Filters read from a question over an archive of dated and undated articles. About ten seconds."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

import rag.answering.narrowing
from rag.assistant import Assistant
from rag.embedding import Embedder
from rag.schema import Answer
from tests.archives import indexed

FILES = {
    "old.md": "---\ntitle: Harbour\ndate: 2016-05-03\npublisher: The Herald\n---\n"
    "Mayor Ines Vale said the harbour of Varnholm would stay closed. She met the pilots of the port.\n",
    "new.md": "---\ntitle: Harbour opens\ndate: 2017-11-07\npublisher: The Herald\n---\n"
    "Mayor Ines Vale said the harbour of Varnholm had opened again. She met the owner Otto Brandt.\n",
    "other.md": "---\ntitle: A bridge\ndate: 2018-02-01\npublisher: Daily Ferry\n---\n"
    "The council of Lund sold the old bridge to Karin Holm in November 2017.\n",
    "undated.txt": "Museum\n\nMinister Sven Dahl said the museum of Lund would open its doors to children.\n",
}


@pytest.fixture(scope="module")
def herald(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Assistant]:
    with closing(indexed(tmp_path_factory.mktemp("herald"), FILES, embedder)) as assistant:
        yield assistant


def shown(answer: Answer) -> list[tuple[str, str, str]]:
    assert all(limit.origin == "question" for limit in answer.filters)
    return [(limit.field, limit.op, limit.value) for limit in answer.filters]


def told(answer: Answer) -> str:
    return " ".join(entry.message for entry in answer.degraded if entry.part == "filters")


def test_the_examples_in_the_documentation_hold() -> None:
    tested = doctest.testmod(rag.answering.narrowing)
    assert tested.attempted and tested.failed == 0


def test_a_time_in_the_question_is_a_filter_that_the_answer_shows(herald: Assistant) -> None:
    answer = herald.answer("What did Ines Vale say in November 2017 about the harbour?")
    assert {citation.path for citation in answer.citations} == {"new.md"}
    assert shown(answer) == [("published", "since", "2017-11-01"), ("published", "until", "2017-11-30")]
    assert told(answer) == ""


def test_without_it_articles_of_all_times_are_asked(herald: Assistant) -> None:
    answer = herald.answer("What did Ines Vale say about the harbour?")
    assert {citation.path for citation in answer.citations} == {"old.md", "new.md"}
    assert answer.filters == ()


def test_a_later_article_that_looks_back_is_not_left_out(herald: Assistant) -> None:
    answer = herald.answer("Who bought the old bridge of Lund in November 2017?")
    assert [citation.path for citation in answer.citations] == ["other.md"]
    assert shown(answer) == [("published", "since", "2017-11-01")]


def test_an_article_without_a_date_is_never_left_out_and_the_answer_says_it_has_none(herald: Assistant) -> None:
    answer = herald.answer("What did Sven Dahl say in November 2017?")
    assert [citation.path for citation in answer.citations] == ["undated.txt"]
    assert shown(answer) == [("published", "since", "2017-11-01"), ("published", "until", "2017-11-30")]
    assert "states no date" in told(answer)


def test_a_publisher_in_the_question_is_a_filter(herald: Assistant) -> None:
    answer = herald.answer("According to the Herald, what did Ines Vale say about the harbour?")
    assert shown(answer) == [("publisher", "is", "The Herald")]
    assert {citation.publisher for citation in answer.citations} == {"The Herald"}


def test_what_a_speaker_said_by_an_outlet_is_nobody_else_s_words(herald: Assistant) -> None:
    answer = herald.answer("According to the Daily Ferry, what did Ines Vale say?")
    assert {citation.speaker for citation in answer.citations} == {"Ines Vale"}
    assert "do not answer it" in told(answer)
    assert herald.answer("What did Ines Vale say?", publisher="Daily Ferry").status == "abstained"


def test_days_that_are_read_beyond_those_asked_for_are_told(herald: Assistant) -> None:
    answer = herald.answer("What did Ines Vale say on 7 November 2017?")
    assert shown(answer) == [("published", "since", "2017-11-07"), ("published", "until", "2017-11-14")]
    assert "7 days after" in told(answer)


def test_a_filter_that_leaves_no_answer_is_let_go_and_that_is_said(herald: Assistant) -> None:
    answer = herald.answer("According to the Daily Ferry, what did Ines Vale say about the harbour?")
    assert answer.status == "answered" and answer.filters == ()
    assert "articles of Daily Ferry first; they do not answer it, so all were asked" in told(answer)


def test_filters_of_the_question_can_be_turned_off(herald: Assistant) -> None:
    asked = "According to the Herald, what did Ines Vale say in November 2017 about the harbour?"
    assert herald.answer(asked, question_filters=False).filters == ()
    assert {limit.field for limit in herald.answer(asked, question_filters=["publisher"]).filters} == {"publisher"}


def test_the_words_of_a_filter_that_is_turned_off_are_not_asked_for_either(herald: Assistant) -> None:
    answer = herald.answer("What did Sven Dahl say in March 2024?", question_filters=False)
    assert (answer.filters, answer.rewritten) == ((), "What did Sven Dahl say?")
    assert [citation.path for citation in answer.citations] == ["undated.txt"]
    bought = herald.answer("Who bought the old bridge of Lund in November 2017?", question_filters=False)
    assert bought.rewritten is None


def test_filters_given_by_hand_win(herald: Assistant) -> None:
    answer = herald.answer("What did Ines Vale say in November 2017 about the harbour?", since="2016-01-01")
    assert [(limit.value, limit.origin) for limit in answer.filters] == [("2016-01-01", "given")]


def test_a_follow_up_keeps_the_filters_of_the_question_it_leans_on(herald: Assistant) -> None:
    asked = "What did Ines Vale say in November 2017 about the harbour?"
    history = [(asked, herald.answer(asked).text)]
    answer = herald.answer("What did she say about it?", history=history)
    assert shown(answer) == [("published", "since", "2017-11-01"), ("published", "until", "2017-11-30")]
    assert {citation.path for citation in answer.citations} == {"new.md"}
    assert herald.answer("Who owns the museum of Lund?", history=history).filters == ()


def test_a_stream_shows_only_sentences_of_its_answer(herald: Assistant) -> None:
    events = list(herald.stream("According to the Daily Ferry, what did Ines Vale say about the harbour?"))
    streamed = [event["sentence"] for event in events if "sentence" in event]
    assert streamed == [sentence for sentence in events[-1]["answer"].sentences if sentence.shown]


def test_the_same_question_has_the_same_answer_with_filters_that_leave_out_nothing(herald: Assistant) -> None:
    asked = "Which owner has Ines Vale met since 2016?"
    with_filters, without = herald.answer(asked), herald.answer(asked, question_filters=False)
    assert shown(with_filters) == [("published", "since", "2016-01-01")]
    assert replace(with_filters, filters=(), timing_ms={}) == replace(without, timing_ms={})
