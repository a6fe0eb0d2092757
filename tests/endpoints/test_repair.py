"""What fails is told to the model once, what it mends is checked like all else, and what does not answer stays hidden.

About 10 s.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.schema import Answer, Usage
from rag.settings import Settings
from tests.contract.contract_checks import check_answer
from tests.endpoints.faults import status
from tests.endpoints.replies import in_turn, pointed
from tests.endpoints.scripted import Exchange, ScriptedEndpoint

QUESTION = "What did Lavrov deny?"
TRUE = "Lavrov denied reports that the congress in Sochi had been postponed. [= Lavrov denied reports]"
FALSE = "Lavrov denied 14 reports that the congress in Sochi had been postponed. [= Lavrov denied reports]"
ALSO = "Turkey had claimed that the meeting was postponed. [= Turkey had claimed]"
BESIDE = "Assad spoke in a televised address on Sunday. [= televised address]"


@pytest.fixture(autouse=True)
def no_requests_yet(endpoint: ScriptedEndpoint) -> None:
    endpoint.requests.clear()


def asked(assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path, *replies: object) -> Answer:
    endpoint.script(in_turn(*replies))  # type: ignore[arg-type]
    answer = assistant.answer(QUESTION)
    check_answer(answer.to_dict(), {"seeds": seeds})
    return answer


def texts(answer: Answer, *, shown: bool) -> list[str]:
    return [sentence.text for sentence in answer.sentences if sentence.shown == shown]


def bare(text: str) -> str:
    return text.split(" [=")[0]


def test_a_sentence_that_failed_is_written_again_after_the_model_was_told_why(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    answer = asked(assistant, endpoint, seeds, f"{FALSE} {ALSO}", TRUE)
    first, second = endpoint.chats
    assert second.body["messages"][: len(first.body["messages"])] == first.body["messages"]
    told = second.body["messages"][-1]["content"]
    assert bare(FALSE) in told and "number: 14 is not in the evidence" in told and bare(ALSO) not in told
    assert answer.mode == "llm:m" and answer.degraded == ()
    assert texts(answer, shown=True) == [bare(ALSO), bare(TRUE)]
    assert texts(answer, shown=False) == [bare(FALSE)]
    assert answer.usage == Usage(input_tokens=22, output_tokens=10)


def test_a_mended_sentence_that_fails_again_is_not_asked_for_again(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    answer = asked(assistant, endpoint, seeds, f"{TRUE} {ALSO.replace('postponed', 'sold to Iran')}", FALSE)
    assert len(endpoint.chats) == 2
    assert texts(answer, shown=True) == [bare(TRUE)]
    assert len(texts(answer, shown=False)) == 2


def test_a_model_that_repeats_what_failed_is_not_listed_twice(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    answer = asked(assistant, endpoint, seeds, f"{TRUE} {FALSE}", f"{TRUE} {FALSE}")
    assert texts(answer, shown=True) == [bare(TRUE)]
    assert texts(answer, shown=False) == [bare(FALSE)]


def test_where_all_holds_the_model_is_asked_once(assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path) -> None:
    answer = asked(assistant, endpoint, seeds, TRUE)
    assert len(endpoint.chats) == 1 and texts(answer, shown=True) == [bare(TRUE)]


def test_where_no_article_has_what_is_asked_for_no_repair_is_asked_for(
    assistant: Assistant, endpoint: ScriptedEndpoint
) -> None:
    endpoint.script(in_turn("The weather in Berlin will be fine. [1]"))
    answer = assistant.answer("What will the weather be like in Berlin tomorrow?")
    assert answer.status == "abstained" and len(endpoint.chats) == 1


def test_a_repair_that_fails_takes_nothing_back_and_is_named(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    answer = asked(assistant, endpoint, seeds, f"{TRUE} {FALSE}", status(401))
    assert texts(answer, shown=True) == [bare(TRUE)]
    assert [entry.part for entry in answer.degraded] == ["model"]
    assert "(refused key)" in answer.degraded[0].message and "not written again" in answer.degraded[0].message


def test_there_is_no_repair_where_the_time_left_is_shorter_than_the_first_reply_took(
    endpoint: ScriptedEndpoint, seeds_index: Path
) -> None:
    def slow(exchange: Exchange) -> None:
        time.sleep(0.8)
        exchange.stream(pointed(f"{TRUE} {FALSE}", exchange))

    endpoint.script(slow)
    settings = Settings(openai_base_url=endpoint.url, model="m", model_seconds=1.5)
    assistant = Assistant.open(seeds_index, settings=settings, notify=lambda line: None)
    answer = assistant.answer(QUESTION)
    assistant.close()
    assert len(endpoint.chats) == 1 and texts(answer, shown=True) == [bare(TRUE)]


def test_a_sentence_that_holds_and_does_not_answer_gives_way_to_the_articles_own(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    endpoint.script(in_turn(BESIDE))
    events = list(assistant.stream(QUESTION))
    answer = events[-1]["answer"]
    check_answer(answer.to_dict(), {"seeds": seeds})
    assert answer.mode == "extractive" and "Lavrov denied" in answer.text
    assert bare(BESIDE) in texts(answer, shown=False)
    assert bare(BESIDE) not in [event["sentence"].text for event in events if "sentence" in event]


def test_where_an_article_has_no_answer_a_model_that_is_beside_the_point_changes_nothing(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    endpoint.script(in_turn(BESIDE))
    question = "How many people died in Aleppo in 2011?"
    with_model, without = assistant.answer(question), assistant.answer(question, llm="none")
    assert with_model.status == without.status == "abstained"
    assert with_model.reason == without.reason and with_model.nearest == without.nearest


def test_an_answer_in_another_language_can_not_be_checked_and_is_mended_or_left_out(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    german = "Lawrow wies Berichte zurück, der Kongress in Sotschi sei verschoben worden. [= Lavrov denied reports]"
    answer = asked(assistant, endpoint, seeds, german, TRUE)
    assert texts(answer, shown=True) == [bare(TRUE)] and texts(answer, shown=False) == [bare(german)]
    answer = asked(assistant, endpoint, seeds, german)
    assert answer.mode == "extractive" and answer.status == "answered"


def test_the_cost_is_known_where_the_prices_are(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path, seeds_index: Path
) -> None:
    assert asked(assistant, endpoint, seeds, TRUE).usage == Usage(11, 5, cost=None)
    settings = replace(assistant.settings, price_input=2.0, price_output=8.0)
    priced = Assistant.open(seeds_index, settings=settings, notify=lambda line: None)
    answer = priced.answer(QUESTION)
    priced.close()
    assert answer.usage == Usage(11, 5, cost=0.000062)
