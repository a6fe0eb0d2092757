"""What a model leaves out of a question that asks two things is answered by the articles' own sentence. About 5 s."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.schema import Answer
from tests.contract.contract_checks import check_answer
from tests.endpoints.replies import in_turn
from tests.endpoints.scripted import ScriptedEndpoint

QUESTION = "How many rounds of talks has Astana hosted, and on what day had the Sochi congress been planned?"
ROUNDS = "Astana has hosted five rounds of peace talks since January. [= Astana has hosted five rounds]"
DAY = "The peace congress in Sochi had been planned for November 18. [= Lavrov denied reports]"
WRONG_DAY = DAY.replace("18", "19")


def asked(assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path, reply: str) -> Answer:
    endpoint.script(in_turn(reply))
    events = list(assistant.stream(QUESTION))
    answer = events[-1]["answer"]
    check_answer(answer.to_dict(), {"seeds": seeds})
    told = [event["sentence"] for event in events if "sentence" in event]
    assert told == [sentence for sentence in answer.sentences if sentence.shown]
    return answer


@pytest.mark.parametrize("reply", [ROUNDS, f"{ROUNDS} {WRONG_DAY}"])
def test_the_part_that_a_model_leaves_out_or_gets_wrong_is_answered_by_the_article_and_said(
    reply: str, assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    answer = asked(assistant, endpoint, seeds, reply)
    first, second = (sentence for sentence in answer.sentences if sentence.shown)
    assert first.text == ROUNDS.split(" [=")[0] and "November 18" in second.text
    assert second.text == answer.citations[second.citations[0] - 1].quote
    assert answer.mode == "llm:m"
    assert [entry.part for entry in answer.degraded] == ["model"]
    assert "a part of the question" in answer.degraded[0].message


def test_an_answer_to_both_parts_is_left_as_the_model_wrote_it(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    answer = asked(assistant, endpoint, seeds, f"{ROUNDS} {DAY}")
    assert [sentence.text for sentence in answer.sentences] == [text.split(" [=")[0] for text in (ROUNDS, DAY)]
    assert answer.degraded == ()


def test_where_nothing_that_a_model_writes_holds_the_articles_answer_alone(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    answer = asked(assistant, endpoint, seeds, WRONG_DAY)
    assert answer.mode == "extractive"
    assert len([sentence for sentence in answer.sentences if sentence.shown]) >= 2
