"""A form whose search by words is broken leaves the question to the plain reader, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import pytest

from rag.assistant import Assistant
from rag.embedding.none import NoEmbedder
from rag.errors import IndexDamagedError
from tests.archives import indexed
from vectorstore.local import LocalStore

QUESTIONS = (
    "What did Ana Lobo say about the ferry?",
    "Who said that the ferry was fit for the sea?",
    "What do the articles say of the ferry?",
    "Timeline of the ferry",
    "Who met Ana Lobo?",
    "How do the articles differ on the ferry?",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    text = "Ferry\n\nMinister Ana Lobo said on 3 May 2016 that the ferry was fit for the sea. Lobo met Piet Maas.\n"
    opened = indexed(tmp_path_factory.mktemp("broken"), {"a.txt": text}, NoEmbedder())
    yield opened
    opened.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_broken_search_by_words_is_no_error(
    archive: Assistant, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> NoReturn:
        raise IndexDamagedError("the lexical index can't be read")

    monkeypatch.setattr(LocalStore, "lexical", broken)
    monkeypatch.setattr(LocalStore, "occurrences", broken)
    answer = archive.answer(question)
    assert answer.status == "abstained"
    assert any("can't be read" in entry.message for entry in answer.degraded)
