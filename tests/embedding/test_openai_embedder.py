"""Embeddings from an endpoint: right, in order, in batches; or one clear error that tells no key. About 6 s."""

from __future__ import annotations

import logging
import math
import traceback
from typing import Any

import numpy as np
import pytest

from rag.embedding import open_embedder
from rag.embedding import openai as module
from rag.errors import EmbeddingError, SettingsError
from rag.settings import Settings
from tests.endpoints.faults import CANARY, drip, flood_one_line, slam, status, whole
from tests.endpoints.scripted import Behaviour, Exchange, ScriptedEndpoint, wait_hung_up


def vector(text: str) -> list[float]:
    return [float(len(text)), 3.0, 4.0]


def embed(exchange: Exchange) -> None:
    """An honest model of three dimensions, whose reply is in any order."""
    entries = [
        {"object": "embedding", "index": place, "embedding": vector(text)}
        for place, text in enumerate(exchange.body["input"])
    ]
    exchange.reply(200, {"object": "list", "model": "m", "data": entries[::-1], "usage": {"prompt_tokens": 1}})


def embedder(endpoint: ScriptedEndpoint, model: str = "three") -> module.OpenAIEmbedder:
    settings = Settings(openai_base_url=endpoint.url, openai_api_key=CANARY)
    opened = open_embedder(f"openai:{model}", settings)
    assert isinstance(opened, module.OpenAIEmbedder)
    return opened


def test_vectors_are_unit_length_and_in_the_order_of_the_texts() -> None:
    with ScriptedEndpoint(embed) as endpoint:
        vectors = embedder(endpoint).embed(["a", "bbbb", "cc"])
    assert vectors.dtype == np.float32 and vectors.shape == (3, 3)
    for row, text in zip(vectors, ["a", "bbbb", "cc"], strict=True):
        expected = np.array(vector(text)) / math.hypot(*vector(text))
        assert np.allclose(row, expected)


def test_texts_are_sent_in_batches_and_an_empty_one_does_not_break_them() -> None:
    texts = [f"text {n}" for n in range(module.BATCH * 2 + 5)] + ["", "\n"]
    with ScriptedEndpoint(embed) as endpoint:
        assert embedder(endpoint).embed(texts).shape == (len(texts), 3)
        sizes = [len(exchange.body["input"]) for exchange in endpoint.requests]
    assert sizes == [1, module.BATCH, module.BATCH, 7]  # one to learn the dimensions
    assert all(text.strip() for exchange in endpoint.requests for text in exchange.body["input"])


def test_a_text_longer_than_the_model_takes_is_cut_and_not_refused() -> None:
    with ScriptedEndpoint(embed) as endpoint:
        embedder(endpoint).embed(["word " * 30_000])
        sent = endpoint.requests[-1].body["input"][0]
    assert len(sent.split()) == module.TEXT_TOKENS - 1 or len(sent.split()) == module.TEXT_TOKENS


def test_no_text_is_no_request() -> None:
    with ScriptedEndpoint(embed) as endpoint:
        assert embedder(endpoint, "text-embedding-3-small").embed([]).shape == (0, 1536)
        assert endpoint.requests == []


def test_the_dimensions_of_known_models_need_no_request_and_change_the_fingerprint() -> None:
    settings = Settings(openai_api_key=CANARY)
    small, large = (open_embedder(f"openai:text-embedding-3-{size}", settings) for size in ("small", "large"))
    assert (small.dimensions, large.dimensions) == (1536, 3072)
    assert small.name == "openai:text-embedding-3-small"
    assert small.fingerprint != large.fingerprint
    assert isinstance(small, module.OpenAIEmbedder) and small.host == "api.openai.com"


@pytest.mark.parametrize(
    ("name", "key", "says"), [("openai:m", None, "set OPENAI_API_KEY"), ("openai:", CANARY, "name the embedding model")]
)
def test_an_embedder_that_cannot_be_reached_by_its_settings_is_one_clear_error(
    name: str, key: str | None, says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        open_embedder(name, Settings(openai_api_key=key))


def test_a_busy_endpoint_is_waited_for() -> None:
    def busy_twice(exchange: Exchange) -> None:
        (status(429) if len(endpoint.requests) < 3 else embed)(exchange)

    with ScriptedEndpoint(busy_twice) as endpoint:
        assert embedder(endpoint).dimensions == 3
        assert len(endpoint.requests) == 3


def reply_of(*rows: Any) -> Behaviour:
    def behave(exchange: Exchange) -> None:
        data = [{"object": "embedding", "index": place, "embedding": row} for place, row in enumerate(rows)]
        exchange.reply(200, {"object": "list", "data": data})

    return behave


BROKEN: dict[str, Behaviour] = {
    "401 that echoes the key": status(401, f"Incorrect API key provided: {CANARY}."),
    "404": status(404),
    "500": status(500, Retry_After="86400"),
    "redirect": lambda exchange: exchange.reply(302, "", Location="http://127.0.0.1:9/"),
    "hang": wait_hung_up,
    "drip": drip,
    "flood": flood_one_line,
    "dropped": slam,
    "web page": whole("<h1>hi</h1>", kind="text/html"),
    "{}": whole("{}"),
    "bad JSON": whole('{"data": ['),
    "too few": reply_of([1.0, 2.0, 3.0]),
    "too many": reply_of(*[[1.0, 2.0, 3.0]] * 3),
    "another length": reply_of([1.0, 2.0], [1.0, 2.0]),
    "lengths that differ": reply_of([1.0, 2.0, 3.0], [1.0]),
    "a zero": reply_of([0.0, 0.0, 0.0], [1.0, 2.0, 3.0]),
    "not a number": reply_of([float("nan"), 1.0, 1.0], [1.0, 2.0, 3.0]),
    "words": reply_of(["a", "b", "c"], [1.0, 2.0, 3.0]),
    "null": reply_of(None, None),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_one_clear_error_in_time_that_never_tells_the_key(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "BATCH_SECONDS", 1.5)
    monkeypatch.setattr(module, "MAX_BYTES", 4_000_000)
    monkeypatch.setitem(module.DIMENSIONS, "three", 3)
    caplog.set_level(logging.DEBUG)
    with ScriptedEndpoint(BROKEN[name]) as endpoint, pytest.raises(EmbeddingError) as caught:
        embedder(endpoint).embed(["one", "two"])
    line = str(caught.value)
    assert "\n" not in line and len(line) < 320
    assert CANARY not in line + caplog.text + "".join(traceback.format_exception(caught.value))
