"""Whatever an endpoint does, the call ends in time, as the right error, without telling the key. About 25 s."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterator

import openai  # noqa: F401  its first import takes seconds on a busy machine, and no test is to wait for it
import pytest

from rag.answering.model import breaker
from rag.answering.model.llm import Message
from rag.answering.model.models import open_model
from rag.errors import ModelError
from rag.settings import Settings
from tests.endpoints.faults import CANARY, FAULTS, WHOLE, status
from tests.endpoints.scripted import Behaviour, ScriptedEndpoint

SECONDS = 2.5
SLACK = 1.0
MESSAGES: list[Message] = [{"role": "user", "content": "What did Lavrov deny?"}]


@pytest.fixture(autouse=True)
def no_memory_of_failures() -> Iterator[None]:
    breaker.breaker_of.cache_clear()
    yield
    breaker.breaker_of.cache_clear()


def settings_for(endpoint: ScriptedEndpoint) -> Settings:
    return Settings(openai_api_key=CANARY, openai_base_url=endpoint.url, model="m")


def ask(endpoint: ScriptedEndpoint, *, seconds: float = SECONDS) -> str:
    model = open_model(settings_for(endpoint))
    assert model is not None
    return "".join(model.stream(MESSAGES, max_tokens=50, seconds=seconds))


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_in_time_as_the_right_error_and_never_tells_the_key(
    name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    fault = FAULTS[name]
    caplog.set_level(logging.DEBUG)
    with ScriptedEndpoint(fault.behave) as endpoint:
        begun = time.monotonic()
        with pytest.raises(ModelError) as caught:
            ask(endpoint)
        took = time.monotonic() - begun
        asked = len(endpoint.chats)
    logging.getLogger("dateline.test").exception("as a caller would log it", exc_info=caught.value)
    assert caught.value.kind == fault.kind
    assert took <= SECONDS + SLACK
    assert asked == fault.calls
    assert endpoint.chats[0].headers["authorization"] == f"Bearer {CANARY}"
    line = str(caught.value)
    assert "\n" not in line and len(line) < 320
    seen = [
        line,
        repr(caught.value),
        "".join(traceback.format_exception(caught.value)),
        caplog.text,
        *capfd.readouterr(),
    ]
    assert not [text for text in seen if CANARY in text or CANARY[3:] in text]


def test_an_endpoint_that_does_not_run_is_unreachable_at_once() -> None:
    with ScriptedEndpoint(status(500)) as endpoint:
        settings = settings_for(endpoint)
    model = open_model(settings)
    assert model is not None
    begun = time.monotonic()
    with pytest.raises(ModelError) as caught:
        list(model.stream(MESSAGES, max_tokens=50, seconds=5))
    assert caught.value.kind == "unreachable"
    assert time.monotonic() - begun < 3


def test_a_busy_endpoint_is_asked_once_more_after_the_time_it_names() -> None:
    def busy_once(exchange) -> None:  # type: ignore[no-untyped-def]
        if len(endpoint.chats) == 1:
            status(429, Retry_After="1")(exchange)
        else:
            exchange.stream(WHOLE)

    with ScriptedEndpoint(busy_once) as endpoint:
        begun = time.monotonic()
        assert ask(endpoint, seconds=5) == WHOLE
        assert time.monotonic() - begun > 1
        assert len(endpoint.chats) == 2


def test_closing_a_reply_hangs_up_on_the_endpoint() -> None:
    def talk(exchange) -> None:  # type: ignore[no-untyped-def]
        exchange.begin()
        for _ in range(400):
            exchange.say("word ")
            time.sleep(0.01)

    with ScriptedEndpoint(talk) as endpoint:
        model = open_model(settings_for(endpoint))
        assert model is not None
        reply = model.stream(MESSAGES, max_tokens=50, seconds=10)
        assert next(iter(reply)) == "word "
        reply.close()
        assert endpoint.hung_up.wait(2)


def test_after_five_failures_in_a_row_the_endpoint_is_left_alone_and_then_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    with ScriptedEndpoint(status(500, Retry_After="86400")) as endpoint:
        monkeypatch.setattr(breaker.breaker_of(endpoint.url), "clock", lambda: now[0])
        for _ in range(5):
            with pytest.raises(ModelError, match="failed"):
                ask(endpoint)
        asked = len(endpoint.chats)
        begun = time.monotonic()
        with pytest.raises(ModelError) as caught:
            ask(endpoint)
        assert caught.value.kind == "unreachable"
        assert time.monotonic() - begun < 0.2
        assert len(endpoint.chats) == asked

        endpoint.script(lambda exchange: exchange.stream(WHOLE))
        now[0] += 29
        assert ask(endpoint) == WHOLE
        assert ask(endpoint) == WHOLE


@pytest.mark.parametrize("behave", [status(401), status(404), status(400, "maximum context length is 9 tokens")])
def test_a_request_that_is_wrong_in_itself_does_not_count_as_an_endpoint_that_is_down(behave: Behaviour) -> None:
    with ScriptedEndpoint(behave) as endpoint:
        for _ in range(7):
            with pytest.raises(ModelError) as caught:
                ask(endpoint)
            assert caught.value.kind != "unreachable"
