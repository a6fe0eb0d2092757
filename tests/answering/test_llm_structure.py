"""Replies in JSON: read object by object as they stream, held to a schema where the endpoint can. About 3 s."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.model.llm_reader import ModelReading, read_with_model
from rag.answering.model.models import open_model
from rag.answering.model.objects import UnfinishedObjects
from rag.answering.model.prompt import SCHEMA
from rag.answering.model.streaming import Written
from rag.errors import ModelError
from rag.settings import Settings
from tests.endpoints.evidence import document, evidence_of
from tests.endpoints.faults import status
from tests.endpoints.scripted import Exchange, ScriptedEndpoint

EVIDENCE = evidence_of(document("Lavrov denied it. Assad spoke on Sunday. Turkey objected."))
TOLD = [
    {"evidence": [1], "text": "Lavrov denied it all."},
    {"evidence": [2, 3], "text": "Assad spoke; Turkey objected."},
]
REPLY = json.dumps({"sentences": TOLD})
DRAFTS = [("Lavrov denied it all.", (1,)), ("Assad spoke; Turkey objected.", (2, 3))]


def reading(endpoint: ScriptedEndpoint, *, structured: str = "on") -> ModelReading:
    chosen = Settings(openai_base_url=endpoint.url, model="m", structured=structured)
    model = open_model(chosen)
    assert model is not None
    return read_with_model("Who?", EVIDENCE, model, settings=chosen, seconds=10)


def drafts(written: str) -> list[tuple[str, tuple[int, ...]]]:
    with ScriptedEndpoint(lambda exchange: exchange.stream(written)) as endpoint:
        return [(draft.text, draft.points_at) for draft in reading(endpoint)]


def test_the_reply_is_held_to_a_schema_and_the_prompt_asks_for_it() -> None:
    with ScriptedEndpoint(lambda exchange: exchange.stream(REPLY)) as endpoint:
        assert [(draft.text, draft.points_at) for draft in reading(endpoint)] == DRAFTS
        body = endpoint.chats[0].body
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert '"sentences"' in body["messages"][0]["content"]


@pytest.mark.parametrize("structured", ["off", "auto"])
def test_a_model_on_this_machine_is_asked_for_markers_unless_told_otherwise(structured: str) -> None:
    with ScriptedEndpoint(lambda exchange: exchange.stream("Lavrov denied it all. [1]")) as endpoint:
        assert [(draft.text, draft.points_at) for draft in reading(endpoint, structured=structured)] == DRAFTS[:1]
        body = endpoint.chats[0].body
    assert "response_format" not in body and '"sentences"' not in body["messages"][0]["content"]


@pytest.mark.parametrize(
    "message",
    [
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        "Failed to initialize samplers: failed to parse grammar",
        "guided decoding is not enabled",
    ],
)
def test_an_endpoint_without_schemas_is_asked_for_markers_from_then_on(message: str) -> None:
    def behave(exchange: Exchange) -> None:
        if "response_format" in exchange.body:
            status(400, message)(exchange)
        else:
            exchange.stream("Lavrov denied it all. [1]")

    with ScriptedEndpoint(behave) as endpoint:
        chosen = Settings(openai_base_url=endpoint.url, model="m", structured="on")
        model = open_model(chosen)
        assert model is not None
        for _ in range(2):
            found = list(read_with_model("Who?", EVIDENCE, model, settings=chosen, seconds=10))
            assert [(draft.text, draft.points_at) for draft in found] == DRAFTS[:1]
        asked = ["response_format" in chat.body for chat in endpoint.chats]
        in_json = ['"sentences"' in chat.body["messages"][0]["content"] for chat in endpoint.chats]
    assert asked == in_json == [True, False, False]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (REPLY, DRAFTS),
        (f"```json\n{REPLY}\n```", DRAFTS),
        (json.dumps(TOLD), DRAFTS),
        (f"<think>Hm. [9]</think>{REPLY}", DRAFTS),
        (json.dumps({"sentences": [{"text": "Lavrov denied it all. [1]"}]}), DRAFTS[:1]),
        ('{"sentences": [{"evidence": [1], "text": "He said \\"no\\" {twice}."}]}', [('He said "no" {twice}.', (1,))]),
        ('{"sentences": []}', []),
        ('{"sentences": [{"evidence": [], "text": "NOT FOUND"}]}', []),
        ("{}", []),
        ("Lavrov denied it all. [1]", DRAFTS[:1]),  # an endpoint that takes the schema and does not mind it
    ],
)
def test_replies_in_json_and_not_are_read(written: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert drafts(written) == expected


def test_a_sentence_is_drafted_as_soon_as_its_object_is_whole() -> None:
    unfinished = UnfinishedObjects()
    whole = REPLY.index("}") + 1
    unfinished.feed(REPLY[: whole - 1])
    assert unfinished.take() == []
    unfinished.feed(REPLY[whole - 1 : whole])
    assert unfinished.take() == [Written("Lavrov denied it all.", (1,))]


@given(cuts=st.lists(st.integers(1, 40), max_size=12))
@settings(max_examples=50, deadline=None)
def test_how_the_reply_is_cut_into_pieces_changes_nothing(cuts: list[int]) -> None:
    unfinished, found, start = UnfinishedObjects(), [], 0
    for size in cuts:
        unfinished.feed(REPLY[start : start + size])
        found += unfinished.take()
        start += size
    unfinished.feed(REPLY[start:])
    assert [(one.text, one.numbers) for one in [*found, *unfinished.take_rest()]] == DRAFTS


def test_a_reply_cut_at_its_limit_keeps_its_whole_sentences() -> None:
    cut = REPLY[: REPLY.index("Turkey")]
    with ScriptedEndpoint(lambda exchange: exchange.stream(cut, finish="length")) as endpoint:
        assert [(draft.text, draft.points_at) for draft in reading(endpoint)] == DRAFTS[:1]


def test_a_reply_cut_within_its_first_sentence_is_an_error() -> None:
    cut = ScriptedEndpoint(lambda exchange: exchange.stream(REPLY[:30], finish="length"))
    with cut as endpoint, pytest.raises(ModelError) as caught:
        list(reading(endpoint))
    assert caught.value.kind == "broken_stream"


@given(st.text(alphabet='{}[]":,\\ab1 tex', max_size=60))
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_nothing_raises(written: str) -> None:
    unfinished = UnfinishedObjects()
    unfinished.feed(written)
    assert all(isinstance(one, Written) for one in [*unfinished.take(), *unfinished.take_rest()])
