"""A question's way over the page: stage, verified sentences, final answer. Takes well under a second."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chat.conversation import Turn, converse, draw_turn, stopped, without_filter
from rag.errors import IndexDamagedError, QuestionError
from rag.schema import Filter
from tests.chat.fake_assistant import ABSTAINED, ANSWERED, EVENTS, ROSE, SENTENCES, FakeAssistant


def last(assistant: FakeAssistant, earlier: tuple[Turn, ...] = ()) -> Turn:
    return list(converse(assistant, earlier, "What did the river do?"))[-1]


def test_the_stage_comes_first_then_each_sentence_then_the_answer() -> None:
    drawn = [draw_turn(turn, 1) for turn in converse(FakeAssistant(), (), "What did the river do?")]
    assert "Searching 2 articles…" in drawn[1] and ROSE.quote not in drawn[1]
    assert ROSE.quote in drawn[2] and SENTENCES[1].text not in drawn[2]
    assert SENTENCES[1].text in drawn[3] and "Found in" not in drawn[3]
    assert "Found in 1 article" in drawn[4] and "dl-stage" not in drawn[4]
    assert 'aria-busy="true"' in drawn[3] and 'aria-busy="false"' in drawn[4]


def test_a_streamed_sentence_has_its_chip_before_the_answer_is_whole() -> None:
    turns = list(converse(FakeAssistant(), (), "q"))
    assert 'class="dl-chip"' in draw_turn(turns[2], 1)


def test_the_final_answer_replaces_sentences_that_were_streamed_before_it() -> None:
    turn = last(FakeAssistant(events=(*EVENTS[:2], {"answer": ABSTAINED})))
    assert ROSE.quote not in draw_turn(turn, 1)
    assert "The archive does not say" in draw_turn(turn, 1)


def test_earlier_questions_and_answers_are_handed_on_and_failed_ones_are_not() -> None:
    assistant = FakeAssistant()
    last(assistant, (Turn("first", answer=ANSWERED), Turn("failed", error="no")))
    assert assistant.asked == [("What did the river do?", [("first", ANSWERED.text)])]


def test_a_question_that_is_too_long_is_answered_with_the_limit() -> None:
    turn = last(FakeAssistant(events=(), error=QuestionError("the question is longer than 4,000 characters")))
    assert "longer than 4,000 characters" in draw_turn(turn, 1)


def test_an_error_shows_its_line_without_the_folders_of_this_machine() -> None:
    turn = last(FakeAssistant(events=(), error=IndexDamagedError("/home/ann/.dateline can't be read")))
    assert ".dateline can&#x27;t be read" in draw_turn(turn, 1)
    assert "/home" not in draw_turn(turn, 1)


def test_an_unforeseen_failure_shows_no_detail_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    turn = last(FakeAssistant(events=EVENTS[:2], error=RuntimeError("secret detail")))
    assert "secret" not in draw_turn(turn, 1)
    assert "Something went wrong" in draw_turn(turn, 1)
    assert "secret detail" in caplog.text


def test_a_stream_that_ends_without_an_answer_is_not_shown_as_whole() -> None:
    turn = last(FakeAssistant(events=EVENTS[:3]))
    assert "The answer broke off" in draw_turn(turn, 1)


def test_leaving_early_ends_the_assistants_work() -> None:
    assistant = FakeAssistant()
    steps = converse(assistant, (), "q")
    next(steps)
    next(steps)
    steps.close()
    assert assistant.closed == 1


def test_stopping_keeps_what_was_verified_and_says_stopped() -> None:
    half = list(converse(FakeAssistant(), (), "q"))[2]
    done = stopped((Turn("first", answer=ANSWERED), half))
    assert done[0].answer is ANSWERED
    assert ROSE.quote in draw_turn(done[1], 2) and "Stopped." in draw_turn(done[1], 2)


def test_a_question_is_shown_as_text() -> None:
    html = draw_turn(replace(Turn("q"), question="<b>bold</b>"), 1)
    assert "<b>" not in html and "&lt;b&gt;bold" in html


def test_a_filter_that_is_removed_leaves_the_others_that_the_question_states() -> None:
    read = (Filter("publisher", "is", "SANA", "question"), Filter("published", "since", "2017-11-01", "question"))
    turn = Turn("q", answer=replace(ANSWERED, filters=(*read, Filter("path", "is", "a/"))))
    assert without_filter(turn, "published") == ["publisher"]
    assert without_filter(Turn("q"), "published") == []


def test_a_question_asked_again_without_a_filter_says_so_to_the_assistant() -> None:
    assistant = FakeAssistant()
    list(converse(assistant, (), "q", question_filters=["publisher"]))
    assert assistant.filtered == [["publisher"]]


def test_what_follows_a_question_without_its_filter_leans_on_it_without_the_words_for_it() -> None:
    assistant = FakeAssistant()
    answer = replace(ANSWERED, rewritten="What did the mayor say?")
    earlier = Turn("What did the mayor say in SANA's articles?", answer=answer, without_filters=True)
    list(converse(assistant, (earlier, replace(earlier, without_filters=False)), "And when?"))
    ((_, history),) = assistant.asked
    assert [question for question, _ in history] == [
        "What did the mayor say?",
        "What did the mayor say in SANA's articles?",
    ]


def test_a_turn_remembers_whether_a_filter_was_taken_from_it() -> None:
    assert list(converse(FakeAssistant(), (), "q", question_filters=[]))[-1].without_filters
    assert not last(FakeAssistant()).without_filters
