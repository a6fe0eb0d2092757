"""A name alone says that its bearer did what the question asks: the articles' own sentence stands in its place."""

from __future__ import annotations

from pathlib import Path

from rag.assistant import Assistant
from tests.contract.contract_checks import check_answer
from tests.endpoints.replies import in_turn
from tests.endpoints.scripted import ScriptedEndpoint

ASKED = "Who denied that the congress in Sochi was postponed?"


def shown(assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path, question: str, reply: str) -> list[str]:
    endpoint.script(in_turn(reply))
    answer = assistant.answer(question)
    check_answer(answer.to_dict(), {"seeds": seeds})
    return [sentence.text for sentence in answer.sentences if sentence.shown]


def test_a_right_name_is_shown_with_the_sentence_that_tells_it(
    assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path
) -> None:
    told = shown(assistant, endpoint, seeds, ASKED, "Sergei Lavrov. [= Lavrov denied reports]")
    assert told and told[0].startswith("Lavrov denied reports that a planned peace congress in Sochi")


def test_a_wrong_name_is_not_shown_as_the_answer(assistant: Assistant, endpoint: ScriptedEndpoint, seeds: Path) -> None:
    told = shown(assistant, endpoint, seeds, ASKED, "Walid al-Muallem. [= Separately on Wednesday]")
    assert not any(text.startswith("Walid al-Muallem") for text in told)
    assert told and told[0].startswith("Lavrov denied reports")
