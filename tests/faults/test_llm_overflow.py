"""A model with little room is asked again with less evidence, in whole sentences, and the answer says so. About 6 s."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.faults import share_that_fits
from rag.tokens import count_tokens
from tests.contract.contract_checks import check_answer
from tests.endpoints.faults import status
from tests.endpoints.replies import pointed, shown_to
from tests.endpoints.scripted import Behaviour, Exchange, ScriptedEndpoint

QUESTION = "What did Lavrov deny?"
ANSWER = "Lavrov denied reports that the congress in Sochi had been postponed. [= Lavrov denied reports]"


def with_room_for(tokens: int) -> Behaviour:
    """A server like llama.cpp's, with a context of so many tokens."""

    def behave(exchange: Exchange) -> None:
        sent = count_tokens(exchange.prompt)
        if sent > tokens:
            said = f"request ({sent} tokens) exceeds the available context size ({tokens} tokens), try increasing it"
            status(400, said)(exchange)
        else:
            exchange.stream(pointed(ANSWER, exchange))

    return behave


@pytest.mark.parametrize("room", [1280, 1792])
def test_a_model_with_little_room_is_shown_fewer_whole_sentences(
    room: int, assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    endpoint.requests.clear()
    endpoint.script(with_room_for(room))
    answer = assistant.answer(QUESTION)
    check_answer(answer.to_dict(), {"seeds": seeds})
    first, second = (dict(shown_to(chat)) for chat in endpoint.chats)
    assert 0 < len(second) < len(first)
    assert all(first[number] == text for number, text in second.items())
    assert answer.mode == "llm:m" and answer.status == "answered"
    message = f"room for {len(second)} of {len(first)} evidence sentences"
    assert [message in entry.message and "(context overflow)" in entry.message for entry in answer.degraded] == [True]


def test_a_model_with_no_room_at_all_is_asked_twice_and_the_articles_answer(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    endpoint.requests.clear()
    endpoint.script(with_room_for(256))
    answer = assistant.answer(QUESTION)
    check_answer(answer.to_dict(), {"seeds": seeds})
    assert len(endpoint.chats) == 2
    assert answer.mode == "extractive" and answer.status == "answered"
    assert ["(context overflow)" in entry.message for entry in answer.degraded] == [True]


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ("This model's maximum context length is 512 tokens, however you requested 2048 tokens.", 0.25),
        ("request (9031 tokens) exceeds the available context size (4515 tokens), try increasing it", 4515 / 9031),
        ("maximum context length is 8,192 tokens. However, your messages resulted in 16,384 tokens", 0.5),
        ("the prompt is too long", None),
        ("context length exceeded: 4096", None),
    ],
)
def test_what_fits_is_read_from_what_the_endpoint_says(said: str, share: float | None) -> None:
    assert share_that_fits(said) == (None if share is None else pytest.approx(share))
