"""A form reads as many articles as its seconds allow, and says how many it left out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.forms.reading_time import ReadingTime
from rag.assistant import Assistant
from rag.embedding.none import NoEmbedder
from rag.schema import Document
from rag.settings import Settings
from tests.archives import indexed

ASKED = "What did Ana Lobo say?"
SHORT = "Crane\n\nMinister Ana Lobo said the crane was old.\n"
LONG = "Quay\n\nMinister Ana Lobo said the quay was new.\n\n" + "Rain fell on the harbour and the sea was calm. " * 4000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("reading")
    indexed(place, {"a.txt": SHORT, "b.txt": LONG}, NoEmbedder(), chunk_tokens=190).close()
    return place / "index"


@pytest.fixture
def hurried(folder: Path) -> Iterator[Assistant]:
    opened = Assistant.open(folder, settings=Settings(index=folder, llm="none", answer_seconds=3.0))
    yield opened
    opened.close()


def document(length: int) -> Document:
    return Document("d", "r", "d.txt", "", length, "x" * length)


def test_what_cannot_be_read_in_the_time_left_is_counted_and_what_can_is_read() -> None:
    reading = ReadingTime(time.monotonic() + 1.0)
    assert [len(one.text) for one in reading.read([document(10), document(10_000_000), document(20)])] == [10, 20]
    assert reading.left_out == 1
    assert "1 article was not read" in reading.degraded[0].message


def test_without_a_limit_every_article_is_read_and_nothing_is_said() -> None:
    reading = ReadingTime()
    assert len(list(reading.read([document(10_000_000)]))) == 1
    assert reading.degraded == ()


def test_statements_of_articles_that_fit_are_told_and_the_rest_is_said_to_be_unread(hurried: Assistant) -> None:
    answer = hurried.answer(ASKED)
    assert answer.status == "answered" and "crane was old" in answer.text and "quay" not in answer.text
    assert [entry.message for entry in answer.degraded if entry.part == "time"] == [
        "1 article was not read for want of time; see DATELINE_ANSWER_SECONDS"
    ]


def test_no_silence_is_told_by_a_form_that_left_articles_unread(folder: Path) -> None:
    settings = Settings(index=folder, llm="none", answer_seconds=0.001)
    with_time = Assistant.open(folder, settings=replace(settings, answer_seconds=60.0))
    without = Assistant.open(folder, settings=settings)
    asked = "What do the articles say of the quay?"
    assert any(entry.part == "time" for entry in without.answer(asked).degraded)
    assert "No article found speaks" not in without.answer(asked).text
    assert not any(entry.part == "time" for entry in with_time.answer(asked).degraded)
    with_time.close()
    without.close()
