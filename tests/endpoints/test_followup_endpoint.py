"""A follow-up question at an endpoint: one short call before the answer's. About 4 s."""

from __future__ import annotations

from pathlib import Path

from rag.assistant import Assistant
from rag.settings import Settings
from tests.endpoints.scripted import Exchange, ScriptedEndpoint

HISTORY = [("Who denied that the congress in Sochi was postponed?", "Lavrov denied it. [1]")]
REWRITTEN = "What did Lavrov say about the congress in Sochi?"


def test_a_follow_up_is_reworded_by_one_call_and_answered_by_another(seeds_index: Path) -> None:
    def behave(exchange: Exchange) -> None:
        rewording = "Last question:" in exchange.prompt
        exchange.stream(REWRITTEN if rewording else "NOT FOUND")

    with ScriptedEndpoint(behave) as endpoint:
        settings = Settings(openai_base_url=endpoint.url, model="m")
        assistant = Assistant.open(seeds_index, settings=settings, notify=lambda line: None)
        stages = [
            event["stage"]
            for event in assistant.stream("What did he say about it?", history=HISTORY)
            if "stage" in event
        ]
        answer = assistant.answer("What did he say about it?", history=HISTORY)
        assistant.close()
        prompts = [exchange.prompt for exchange in endpoint.chats]
    assert answer.rewritten == REWRITTEN and answer.degraded == ()
    assert f"Question: {REWRITTEN}" in prompts[1] and "Last question:" in prompts[0]
    assert stages[0].startswith("Searching")


def test_an_endpoint_that_fails_is_named_and_the_question_completed_by_rule(seeds_index: Path) -> None:
    with ScriptedEndpoint(lambda exchange: exchange.reply(400, {"error": {"message": "no"}})) as endpoint:
        settings = Settings(openai_base_url=endpoint.url, model="m")
        assistant = Assistant.open(seeds_index, settings=settings, notify=lambda line: None)
        answer = assistant.answer("What did he say about it?", history=HISTORY)
        assistant.close()
    assert answer.rewritten is not None and answer.rewritten.startswith("What did Lavrov say about it?")
    assert "follow-up" in [degradation.part for degradation in answer.degraded]
