"""What an article says of itself is answered from its own words, and what it does not say is said to be missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answering.forms.about_article import recognise
from rag.assistant import Assistant
from rag.embedding import open_embedder
from rag.indexing.ingest import ingest
from rag.settings import Settings

FERRY = """Ferry to Varnholm stops for the winter

OSLO, Norway (AFP) – The ferry to Varnholm stopped on Monday, and the harbour of Varnholm is closed until spring.

The mayor of Varnholm said that the island had food for a month.
"""
BANK = """Bank lends harbour money

The bank lent the harbour of Lund 3 million crowns for a new quay, the harbour said.

Culled from The Daily Quay
"""
TAX = """---
title: Tax on boats rises
date: 2019-05-04
author: Ana Lobo
---
The tax on boats rises in June, the ministry of finance said on Friday.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    place = tmp_path_factory.mktemp("about")
    (place / "news").mkdir()
    for name, text in (("ferry.txt", FERRY), ("bank.txt", BANK), ("tax.md", TAX)):
        (place / "news" / name).write_text(text, encoding="utf-8")
    settings = Settings(llm="none")
    ingest([place / "news"], settings=settings, index=place / "index", embedder=open_embedder("none", settings))
    opened = Assistant.open(index=place / "index", settings=settings)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("From which city was the report on the ferry to Varnholm filed?", "OSLO, Norway"),
        ("Which agency carried the story about the ferry to Varnholm?", "(AFP)"),
        ("Which newspaper was the article about the bank's money for the harbour taken from?", "Culled from The Daily"),
        ("When was the article on the tax on boats published?", "2019-05-04"),
        ("Who wrote the article about the tax on boats?", "Ana Lobo"),
    ],
)
def test_what_an_article_says_of_itself_is_answered(assistant: Assistant, question: str, words: str) -> None:
    answer = assistant.answer(question)
    assert answer.status == "answered"
    assert words in answer.text and len(answer.citations) == 1


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Who wrote the article about the ferry to Varnholm?", "does not say who wrote it"),
        ("When was the article on the bank's money for the harbour published?", "does not say when it was published"),
    ],
)
def test_what_an_article_does_not_say_of_itself_is_said_to_be_missing(
    assistant: Assistant, question: str, missing: str
) -> None:
    answer = assistant.answer(question)
    assert answer.reason is not None and missing in answer.reason.message
    assert answer.nearest


@pytest.mark.parametrize(
    "question", ["Who wrote the letter about the ferry?", "When was the ferry stopped?", "Who published a report?"]
)
def test_a_question_about_anything_else_is_not_taken_for_one(question: str) -> None:
    assert recognise(question) is None
