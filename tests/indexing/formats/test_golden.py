"""Each format's text and what it states, held to a golden file; GOLDEN_WRITE=1 writes them anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from made_files import EVERY_FORMAT

from rag.indexing.formats import ARCHIVES, ARTICLES, DUMPS, format_of
from rag.indexing.reading import documents_from
from rag.schema import Document
from rag.settings import Settings

GOLDEN = Path(__file__).parent / "golden"
STATED = ("path", "title", "byline", "published", "publisher", "url", "format", "language", "pages", "body_start")


def golden_text(document: Document) -> str:
    """What is known of the article as a line of JSON, and its text below."""
    stated = {name: getattr(document, name) for name in STATED}
    return json.dumps(stated, ensure_ascii=False) + "\n" + document.text


@pytest.mark.parametrize("name", EVERY_FORMAT)
def test_a_file_is_read_as_its_golden_file_says(name: str) -> None:
    found = documents_from(EVERY_FORMAT[name], root="desk", path=name, settings=Settings())
    read = "\n=====\n".join(golden_text(entry) for entry in found if isinstance(entry, Document))
    file = GOLDEN / f"{name}.golden"
    if os.environ.get("GOLDEN_WRITE"):
        file.write_bytes(read.encode())
    assert read == file.read_bytes().decode()


def test_every_format_has_a_golden_file() -> None:
    assert {format_of(name) for name in EVERY_FORMAT} == {*ARTICLES.values(), *ARCHIVES.values(), *DUMPS.values()}
