"""A real model that invents freely, over HTTP: nothing it invents is shown. About 2 minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.schema import Answer, Sentence
from rag.settings import Settings
from tests.contract.contract_checks import check_answer
from tests.endpoints.small_model import small_model_endpoint

# More of them, with the same check: python -m evals.bench lying.
QUESTIONS = [
    "What did Lavrov deny?",
    "Who is Ali Akbar Velayati?",
    "How many rounds of talks did Astana host?",
    "What did Assad say about de-escalation zones?",
    "Who dominates the SDF?",
    "How many Syrians benefitted from reconciliation?",
    "When did Russia intervene in Syria?",
    "What did Sudani tell Assad?",
    "Which award did the film director win?",
    "How many people died in Aleppo?",
    "When was Bashar al-Assad born?",
    "Which bank did Velayati work for?",
]

FIRST_WORDS = 4

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred hundreds thousand "
    "thousands million millions billion dozen dozens".split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december".split()
)
_WORD = re.compile(r"[^\W\d_]+")


@pytest.fixture(scope="module")
def assistant(seeds_index: Path) -> Iterator[Assistant]:
    with small_model_endpoint() as url:
        # Short prompts: 60 tokens a second are read, and 25 written, where other work keeps the cores busy.
        settings = Settings(openai_base_url=url, evidence_tokens=220, answer_tokens=56, model_seconds=40)
        opened = Assistant.open(seeds_index, settings=settings, notify=lambda line: None)
        yield opened
        opened.close()


def lacking(sentence: Sentence, answer: Answer, seeds: Path) -> list[str]:
    """Numbers, dates and names of a shown sentence that stand nowhere in the quotes it cites.

    Plain comparison of words, on purpose: nothing here is shared with the code that verifies.
    Only who it is about, in its first words, may stand before the quote: a quote says "he".
    """
    cited = [c for c in answer.citations if c.number in sentence.citations]
    quotes = " ".join(c.quote for c in cited)
    before = " ".join((seeds / c.path).read_bytes().decode("utf-8")[: c.start] for c in cited)
    spoken_of = {word.casefold() for word in _WORD.findall(before)}
    held = {word.casefold() for word in _WORD.findall(quotes)}
    missing = [number for number in _NUMBER.findall(sentence.text) if number not in _NUMBER.findall(quotes)]
    opening = True
    for place, match in enumerate(_WORD.finditer(sentence.text)):
        word = match.group().casefold()
        counted = word in _NUMBER_WORDS or word in _CALENDAR
        named = match.group()[0].isupper() and not opening
        if named and place < FIRST_WORDS and word in spoken_of:
            continue
        if (counted or named) and word not in held:
            missing.append(match.group())
        opening = sentence.text[match.end() : match.end() + 1] in (".", "!", "?", ":")
    return missing


@pytest.mark.timeout(300)
def test_nothing_a_small_model_invents_is_shown(assistant: Assistant, seeds: Path) -> None:
    caught = shown = 0
    wrong: list[str] = []
    for question in QUESTIONS:
        answer = assistant.answer(question)
        check_answer(answer.to_dict(), {"seeds": seeds})
        assert answer.usage is not None and answer.usage.output_tokens > 0, answer.degraded
        print(f"{question} -> {answer.mode}, {answer.status}, {answer.timing_ms.get('model')} ms")
        for sentence in answer.sentences:
            print(f"  {'shown ' if sentence.shown else 'caught'} {sentence.text[:100]!r} {sentence.problems}")
            caught += not sentence.shown
            shown += sentence.shown and answer.mode.startswith("llm:")
            if sentence.shown and (missing := lacking(sentence, answer, seeds)):
                wrong.append(f"{question} -> {sentence.text} lacks {missing}")
    print(f"small model: {caught + shown} sentences drafted, {caught} caught, {shown} shown")
    assert wrong == []
    assert caught >= 5, "it invents at every second question; catching none means that none was checked"
