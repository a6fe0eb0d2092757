"""Which model is asked, where, and how it is told from one that can't be. About 3 s."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from rag.answering.model import breaker
from rag.answering.model.llm import SEED, ChatModel, Message
from rag.answering.model.models import OPENAI_DEFAULT_MODEL, open_model
from rag.errors import ModelError, SettingsError
from rag.schema import Usage
from rag.settings import Settings
from tests.endpoints.faults import CANARY, status
from tests.endpoints.scripted import Exchange, ScriptedEndpoint

MESSAGES: list[Message] = [{"role": "user", "content": "Who?"}]
ANSWER = "Lavrov denied it. [1]"


def opened(settings: Settings) -> ChatModel:
    model = open_model(settings)
    assert model is not None
    return model


def written(model: ChatModel) -> str:
    return "".join(model.stream(MESSAGES, max_tokens=50, seconds=10))


def answer(exchange: Exchange) -> None:
    exchange.stream(ANSWER)


def test_without_an_endpoint_auto_is_the_extractive_reader() -> None:
    assert open_model(Settings()) is None


def test_none_is_the_extractive_reader_whatever_else_is_set() -> None:
    assert open_model(Settings(llm="none", openai_api_key=CANARY)) is None


def test_a_model_that_is_named_without_an_endpoint_is_one_clear_error() -> None:
    with pytest.raises(SettingsError, match="set OPENAI_API_KEY or OPENAI_BASE_URL"):
        open_model(Settings(llm="gpt-9"))


def test_a_key_alone_means_openai_with_a_model_that_takes_temperature_zero() -> None:
    model = opened(Settings(openai_api_key=CANARY))
    assert (model.name, model.host) == (OPENAI_DEFAULT_MODEL, "api.openai.com")


@pytest.mark.parametrize(
    ("llm", "model", "expected"), [("big", None, "big"), ("big", "small", "big"), ("auto", "small", "small")]
)
def test_the_model_named_for_this_run_wins_over_the_one_in_the_settings(
    llm: str, model: str | None, expected: str
) -> None:
    assert opened(Settings(llm=llm, model=model, openai_api_key=CANARY)).name == expected


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://x", "localhost:8080", "//x/v1", "http://", "http://[::1", "http://x:99999/v1"],
)
def test_an_address_that_is_not_http_is_one_clear_error(url: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_BASE_URL") as caught:
        open_model(Settings(openai_base_url=url))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://user:hunter2@x/v1", "http://x/v1?key=hunter2", "http://x/v1#hunter2"])
def test_a_secret_in_the_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_model(Settings(openai_base_url=url))
    assert "hunter2" not in str(caught.value)


def test_a_key_with_a_line_break_in_it_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        open_model(Settings(openai_api_key=f"{CANARY}\nX: y"))
    assert CANARY not in str(caught.value)


def test_a_local_endpoint_needs_no_key_and_its_first_model_is_taken() -> None:
    with ScriptedEndpoint(answer, models=["first", "second"]) as endpoint:
        model = opened(Settings(openai_base_url=endpoint.url))
        assert (model.name, model.host) == ("auto", endpoint.url.split("/")[2])
        assert written(model) == ANSWER
        assert model.name == "first"
        assert endpoint.chats[0].body["model"] == "first"


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        ("/home/me/models/small.gguf", "small.gguf"),
        (r"C:\models\small.gguf", "small.gguf"),
        ("qwen/qwen3:4b", "qwen/qwen3:4b"),
    ],
)
def test_a_model_that_is_named_by_its_file_is_shown_without_its_folder(listed: str, shown: str) -> None:
    with ScriptedEndpoint(answer, models=[listed]) as endpoint:
        model = opened(Settings(openai_base_url=endpoint.url))
        written(model)
        assert endpoint.chats[0].body["model"] == listed
    assert model.name == shown


def test_an_endpoint_that_lists_no_model_is_one_clear_error() -> None:
    with ScriptedEndpoint(answer, models=[]) as endpoint, pytest.raises(ModelError, match="DATELINE_MODEL"):
        written(opened(Settings(openai_base_url=endpoint.url)))


def test_what_is_asked_of_the_model_is_as_repeatable_as_it_can_be() -> None:
    with ScriptedEndpoint(answer) as endpoint:
        written(opened(Settings(openai_base_url=endpoint.url, model="m")))
        body = endpoint.chats[0].body
    assert (body["temperature"], body["seed"], body["max_tokens"], body["stream"]) == (0, SEED, 50, True)
    assert body["messages"] == MESSAGES


def test_usage_and_finish_reason_are_known_after_the_reply() -> None:
    with ScriptedEndpoint(answer) as endpoint:
        reply = opened(Settings(openai_base_url=endpoint.url, model="m")).stream(MESSAGES, max_tokens=50, seconds=10)
        assert "".join(reply) == ANSWER
    assert (reply.finish_reason, reply.usage) == ("stop", Usage(input_tokens=11, output_tokens=5))


def test_an_endpoint_that_counts_nothing_is_no_error() -> None:
    with ScriptedEndpoint(lambda exchange: exchange.stream(ANSWER, usage=False)) as endpoint:
        reply = opened(Settings(openai_base_url=endpoint.url, model="m")).stream(MESSAGES, max_tokens=50, seconds=10)
        assert "".join(reply) == ANSWER
    assert reply.usage is None


def test_a_reply_that_comes_whole_because_the_endpoint_does_not_stream_is_read() -> None:
    whole: dict[str, Any] = {
        "choices": [{"message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 4},
    }
    with ScriptedEndpoint(lambda exchange: exchange.reply(200, whole)) as endpoint:
        reply = opened(Settings(openai_base_url=endpoint.url, model="m")).stream(MESSAGES, max_tokens=50, seconds=10)
        assert "".join(reply) == ANSWER
    assert reply.usage == Usage(3, 4)


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        ("max_tokens", "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."),
        ("temperature", "Unsupported value: 'temperature' does not support 0 with this model."),
        ("seed", "Unrecognized request argument supplied: seed"),
        ("stream_options", "stream_options: extra fields not permitted"),
    ],
)
def test_an_option_that_a_model_refuses_is_left_out_from_then_on(refused: str, message: str) -> None:
    def behave(exchange: Exchange) -> None:
        (status(400, message) if refused in exchange.body else answer)(exchange)

    with ScriptedEndpoint(behave) as endpoint:
        model = opened(Settings(openai_base_url=endpoint.url, model="m"))
        assert written(model) == ANSWER
        assert written(model) == ANSWER
        sent = [refused in chat.body for chat in endpoint.chats]
        assert sent == [True, False, False]
        assert (endpoint.chats[-1].body.get("max_completion_tokens") == 50) == (refused == "max_tokens")


def test_nothing_is_sent_before_the_reply_is_read() -> None:
    with ScriptedEndpoint(answer) as endpoint:
        opened(Settings(openai_base_url=endpoint.url)).stream(MESSAGES, max_tokens=50, seconds=10)
        assert endpoint.requests == []


def test_neither_question_nor_key_is_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    asked: list[Message] = [{"role": "user", "content": "a very private question"}]
    with ScriptedEndpoint(answer) as endpoint:
        model = opened(Settings(openai_base_url=endpoint.url, openai_api_key=CANARY, model="m"))
        assert "".join(model.stream(asked, max_tokens=50, seconds=10)) == ANSWER
    seen = caplog.text + "".join(capfd.readouterr()) + repr(model) + repr(vars(model))
    assert CANARY not in seen
    assert "private" not in seen


def test_the_page_about_models_names_the_model_and_the_limits_in_force() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    assert f"`{OPENAI_DEFAULT_MODEL}` at OpenAI" in page
    pause = f"After {breaker.FAILURES} failures in a row the endpoint is left alone for {breaker.PAUSE_SECONDS:.0f} s"
    assert pause in page
