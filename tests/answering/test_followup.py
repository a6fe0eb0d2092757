"""Questions that lean on the conversation: what they mean, by rule."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rag.answering.followups.followup
import rag.answering.followups.leaning
from rag.answering.followups.followup import stand_alone
from rag.words import content_stems, words

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CASES = [json.loads(line) for line in (Path(__file__).parent / "followup_cases.jsonl").read_text("utf-8").splitlines()]
HISTORY = [("Who is Elin Brask?", "A taxpayer."), ("What did Mayor Ana Lobo say of Norbank?", "She would not sell.")]


def stems(texts: list[str]) -> set[str]:
    return {word.stem for text in texts for word in words(text)}


def meets(case: dict[str, Any]) -> bool:
    query = stand_alone(case["question"], [(asked, answer) for asked, answer in case["history"]])
    if case["expected"] is None:
        return bool(query == case["question"])
    return stems(case["expected"]) <= stems([query]) and not stems(case["unwanted"]) & stems([query])


@pytest.mark.parametrize("module", [rag.answering.followups.followup, rag.answering.followups.leaning])
def test_the_examples_in_the_documentation_hold(module: Any) -> None:
    found = doctest.testmod(module)
    assert found.attempted >= 2 and found.failed == 0


@pytest.mark.parametrize("split", ["dev", "held_out"])
def test_follow_ups_get_what_they_lean_on(split: str) -> None:
    leaning = [case for case in CASES if case["split"] == split and case["expected"] is not None]
    missed = [case["id"] for case in leaning if not meets(case)]
    assert len(leaning) == 24 and len(missed) <= 1, missed


def test_questions_that_stand_alone_are_left_as_they_are() -> None:
    alone = [case for case in CASES if case["expected"] is None]
    assert len(alone) == 24 and [case["question"] for case in alone if not meets(case)] == []


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("When did she say it?", "When did Mayor Ana Lobo say it? (Norbank)"),
        ("And why?", "why? (Mayor Ana Lobo Norbank sell)"),
        ("What about Wend?", "What did Wend say of Norbank?"),
        ("What did her deputy announce?", "What did Mayor Ana Lobo's deputy announce?"),
    ],
)
def test_a_follow_up_reads_as_a_question_of_its_own(question: str, query: str) -> None:
    assert stand_alone(question, HISTORY) == query


def test_who_is_asked_of_is_meant_rather_than_whom_the_answer_names() -> None:
    told = [("Who is Velayati?", "Velayati met Syrian Prime Minister Imad Khamis while in Damascus. [1]")]
    assert stand_alone("What did he say?", told) == "What did Velayati say?"


def test_names_of_several_parts_stay_whole_and_apart() -> None:
    told = [("Who did Lavrov meet?", "Lavrov met Bashar al-Assad of Syria after Deir ez-Zor fell. [1]")]
    chain = [*told, (stand_alone("Where did they meet?", told), "The articles found do not say.")]
    assert chain[1][0] == "Where did they meet? (Lavrov, Bashar al-Assad, Syria, Deir ez-Zor)"
    assert stand_alone("What did he say?", chain).startswith("What did Bashar al-Assad say? ")


def test_thanks_are_no_topic() -> None:
    assert stand_alone("Who met Assad?", [("Thanks!", "The archive does not say.")]) == "Who met Assad?"


def test_a_chain_of_follow_ups_keeps_what_it_began_with() -> None:
    chain = [("What did Lavrov deny?", "He denied reports."), ("When did he say it?", "On Tuesday.")]
    assert stand_alone("Where was he?", chain).startswith("Where was Lavrov?")


@pytest.mark.parametrize("counted", ["How many articles mention Velm?", "Which outlets report the strike?"])
def test_after_a_count_of_articles_its_words_are_no_topic(counted: str) -> None:
    assert (
        stand_alone("And what did Hartog say?", [(counted, "4 of 9 articles mention Velm.")]) == "what did Hartog say?"
    )


def test_why_after_when_asks_the_same_of_the_same() -> None:
    assert stand_alone("Why?", [("When did the Halcyon sink?", "On 3 May.")]) == "Why did the Halcyon sink?"


@pytest.mark.parametrize("question", ["Thanks!", "", "???", "Und wann?", "а что сказал он?"])
def test_what_is_no_english_question_is_left_as_it_is(question: str) -> None:
    assert stand_alone(question, HISTORY) == question


@pytest.mark.parametrize("question", ["When did she say it?", "And why?"])
def test_without_a_conversation_a_question_is_left_as_it_is(question: str) -> None:
    assert stand_alone(question, []) == question


@unhurried
@given(st.text(max_size=60), st.lists(st.tuples(st.text(max_size=60), st.text(max_size=40)), max_size=3))
def test_no_rewriting_loses_a_word_of_the_question_or_makes_one_up(
    question: str, history: list[tuple[str, str]]
) -> None:
    query = stand_alone(question, history)
    said = content_stems(" ".join([question, *(text for turn in history for text in turn)]))
    assert content_stems(question) <= content_stems(query)
    assert content_stems(query) <= said


PARTS = st.sampled_from(
    "What did Lavrov deny? When did he say it? And in 2017? Why? Who else? What about Kerry? Was it there then? "
    "Where did the ferry sink? They met in Sochi. [1] her his 3 May 2016".split(" ")
)


@unhurried
@given(
    st.lists(PARTS, max_size=8).map(" ".join),
    st.lists(st.tuples(st.lists(PARTS, max_size=8).map(" ".join), st.lists(PARTS).map(" ".join)), max_size=3),
)
def test_words_like_those_of_people_are_neither_lost_nor_made_up(question: str, history: list[tuple[str, str]]) -> None:
    query = stand_alone(question, history)
    said = content_stems(" ".join([question, *(text for turn in history for text in turn)]))
    assert content_stems(question) <= content_stems(query) <= said
