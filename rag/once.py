"""One question, or one text to check, with an index opened for it and closed after it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.assistant import Assistant
from rag.schema import Answer
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.answering.cited_texts.cited import CheckedText, Reference
    from rag.retrieval.query import FilterField


def answer(
    question: str,
    *,
    index: str | Path | None = None,
    publisher: str | None = None,
    since: str | None = None,
    until: str | None = None,
    path: str | None = None,
    llm: str | None = None,
    question_filters: bool | Collection[FilterField] = True,
) -> Answer:
    """The answer to one question over the default index, or over `index`.

    Opens the index each time; for many questions keep one `Assistant`.
    """
    settings = Settings.from_env()
    assistant = Assistant.open(index, settings=settings if llm is None else replace(settings, llm=llm))
    try:
        return assistant.answer(
            question, publisher=publisher, since=since, until=until, path=path, question_filters=question_filters
        )
    finally:
        assistant.close()


def verify(
    text: str,
    *,
    citations: Sequence[Reference] | None = None,
    folder: str | Path | None = None,
    index: str | Path | None = None,
) -> CheckedText:
    """Like `Assistant.verify`, over the articles below `folder`, for which no index is needed, or those of an index."""
    if folder is None:
        assistant = Assistant.open(index, settings=replace(Settings.from_env(), llm="none"))
        try:
            return assistant.verify(text, citations=citations)
        finally:
            assistant.close()
    from rag.answering.cited_texts.checking import check_text
    from rag.embedding.meaning import Meaning

    home = Path(folder).resolve()
    return check_text(text, citations, folders={home.name: home}, meaning=Meaning(), settings=Settings.from_env())
