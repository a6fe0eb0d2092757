"""When the model fails, the articles still answer, the answer says so, and no half sentence is shown. About 15 s."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.model import breaker
from rag.assistant import Assistant
from rag.settings import Settings
from tests.contract.contract_checks import check_answer
from tests.endpoints.faults import CANARY, FAULTS, HALF, events
from tests.endpoints.scripted import Behaviour, Exchange, ScriptedEndpoint, chunk, wait_hung_up

QUESTION = "What did Lavrov deny?"
# A whole supported sentence has come before each of these breaks off.
TRUE_FIRST = "Lavrov denied reports that a planned peace congress in Sochi had been postponed."
BEGUN = f"{TRUE_FIRST} Turkey had claimed that"


def hang_after_a_sentence(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say(BEGUN)
    wait_hung_up(exchange)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(FAULTS["500"].behave) as running:
        yield running


@pytest.fixture(scope="module")
def assistant(endpoint: ScriptedEndpoint, seeds_index: Path) -> Iterator[Assistant]:
    settings = Settings(openai_base_url=endpoint.url, openai_api_key=CANARY, model="m", model_seconds=1.5)
    opened = Assistant.open(seeds_index, settings=settings, notify=lambda line: None)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def no_memory_of_failures(endpoint: ScriptedEndpoint) -> None:
    breaker.breaker_of(endpoint.url).succeeded()


@pytest.mark.parametrize(
    "name",
    [
        "429 with Retry-After 55",
        "500",
        "401 that echoes the key",
        "400 that echoes the key",
        "404 of the model",
        "context overflow 400",
        "refusal in the stream",
        "content filter in the stream",
        "hang",
        "hang in the middle",
        "half a stream, chunked",
        "half a stream, connection closed",
        "no finish reason, no [DONE]",
        "garbage chunk",
        "a web page",
        "{}",
    ],
)
def test_the_articles_answer_when_the_model_fails(
    name: str, assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    endpoint.script(FAULTS[name].behave)
    answer = assistant.answer(QUESTION)
    check_answer(answer.to_dict(), {"seeds": seeds})
    assert answer.mode == "extractive"
    assert [entry.part for entry in answer.degraded] == ["model"]
    message = answer.degraded[0].message
    assert message.count("\n") == 0 and f"({FAULTS[name].kind.replace('_', ' ')})" in message
    assert "127.0.0.1" in message
    seen = json.dumps(answer.to_dict()) + "".join(capfd.readouterr())
    assert CANARY not in seen and CANARY[3:] not in seen
    shown = [sentence.text for sentence in answer.sentences if sentence.shown]
    assert not [text for text in shown if text in HALF]


@pytest.mark.parametrize(
    "behave",
    [events(chunk(BEGUN, None), done=False), hang_after_a_sentence],
    ids=["broken off", "hanging"],
)
def test_what_came_before_a_model_broke_off_is_taken_back(
    behave: Behaviour, assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    endpoint.script(behave)
    events_seen = list(assistant.stream(QUESTION))
    streamed = [event["sentence"].text for event in events_seen if "sentence" in event]
    answer = events_seen[-1]["answer"]
    check_answer(answer.to_dict(), {"seeds": seeds})
    assert TRUE_FIRST in streamed
    assert answer.mode == "extractive" and answer.degraded
    assert [s.shown for s in answer.sentences if s.text == TRUE_FIRST] == [False]


def test_an_endpoint_that_stays_down_is_said_so_in_under_a_second(
    assistant: Assistant, endpoint: ScriptedEndpoint
) -> None:
    endpoint.script(FAULTS["500"].behave)
    answers = [assistant.answer(QUESTION) for _ in range(7)]
    assert all([entry.part for entry in answer.degraded] == ["model"] for answer in answers)
    assert answers[-1].timing_ms["model"] < 1000
    assert "several times in a row" in answers[-1].degraded[0].message
