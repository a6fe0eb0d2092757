"""The stage at once, each sentence when its last token has come and it is checked; how soon is printed. About 8 s."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.settings import Settings
from tests.endpoints.replies import in_turn, pointed
from tests.endpoints.scripted import Exchange, ScriptedEndpoint

QUESTION = "What did Lavrov deny?"
FIRST = "Lavrov denied reports that the congress in Sochi had been postponed. [= Lavrov denied reports]"
SECOND = "Turkey had claimed that the meeting was postponed. [= Turkey had claimed]"
PAUSE = 1.5  # seconds; long before it ends the first sentence must have been told


class Slow:
    """A model that writes a token every 30 ms, and rests after each sentence; it notes when it wrote what."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        self.ended: list[float] = []

    def __call__(self, exchange: Exchange) -> None:
        exchange.begin()
        for place, sentence in enumerate(self.sentences):
            for word in pointed(sentence, exchange).split(" "):
                exchange.say(f" {word}" if place or word != "Lavrov" else word)
                time.sleep(0.03)
            self.ended.append(time.monotonic())
            time.sleep(PAUSE)
        exchange.say(None, "stop")
        exchange.end()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(in_turn(FIRST)) as running:
        yield running


@pytest.fixture(scope="module")
def assistant(endpoint: ScriptedEndpoint, seeds_index: Path) -> Iterator[Assistant]:
    settings = Settings(openai_base_url=endpoint.url, model="m")
    opened = Assistant.open(seeds_index, settings=settings, notify=lambda line: None)
    opened.answer(QUESTION)  # what is loaded once is loaded now
    yield opened
    opened.close()


def test_a_sentence_is_told_while_the_model_rests_after_it(assistant: Assistant, endpoint: ScriptedEndpoint) -> None:
    slow = Slow(FIRST, SECOND)
    endpoint.script(slow)
    asked = time.monotonic()
    told: dict[str, float] = {}
    for event in assistant.stream(QUESTION):
        if "stage" in event:
            told.setdefault("stage", time.monotonic())
        elif "sentence" in event:
            told[event["sentence"].text] = time.monotonic()
        else:
            answer = event["answer"]
    shown = [sentence.text for sentence in answer.sentences if sentence.shown]
    assert list(told) == ["stage", *shown] and len(shown) == 2
    late = [told[text] - ended for text, ended in zip(shown, slow.ended, strict=True)]
    print(f"stage after {(told['stage'] - asked) * 1000:.0f} ms, sentences {[f'{1000 * one:.0f} ms' for one in late]}")
    assert told["stage"] < slow.ended[0]
    assert all(one < PAUSE / 2 for one in late)


def test_a_sentence_that_is_pointed_further_has_all_of_its_citations_in_the_answer(
    assistant: Assistant, endpoint: ScriptedEndpoint
) -> None:
    further = f"{FIRST} [= Turkey had claimed]"
    endpoint.script(Slow(further))
    events = list(assistant.stream(QUESTION))
    answer = events[-1]["answer"]
    assert [len(sentence.citations) for sentence in answer.sentences] == [2]
    assert len([event for event in events if "sentence" in event]) == 1
