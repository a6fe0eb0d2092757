"""What is cited of a file in any format stands at those characters of `dateline show PATH --text`."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import EVERY_FORMAT, MARKDOWN, zipped

from rag.cli import main
from rag.errors import ReadingError
from rag.indexing.chunking import chunk_document
from rag.indexing.reading import documents_from
from rag.schema import Document
from rag.settings import Settings

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of one file of each format."""
    desk = tmp_path_factory.mktemp("every") / "desk"
    desk.mkdir()
    for name, content in EVERY_FORMAT.items():
        (desk / name).write_bytes(content)
    index = desk.parent / "index"
    found = dateline("ingest", str(desk), "--embedder", "none", "--json", "--index", str(index))
    assert json.loads(found)["failed"] == []
    return index


def dateline(*arguments: str) -> bytes:
    """What a command writes to stdout."""
    with io.BytesIO() as written, contextlib.redirect_stdout(io.TextIOWrapper(written, encoding="utf-8")) as stdout:
        assert main(arguments) == 0
        stdout.flush()
        return written.getvalue()


def test_every_passage_stands_where_it_says_in_the_text_that_is_shown(index: Path) -> None:
    found = json.loads(dateline("search", "ferry stopped noon Fähre", "-k", "50", "--json", "--index", str(index)))
    shown: dict[str, str] = {}
    for passage in found["passages"]:
        path = passage["path"]
        if path not in shown:
            shown[path] = dateline("show", path, "--text", "--index", str(index)).decode("utf-8")
        assert shown[path][passage["start"] : passage["end"]] == passage["text"]
    assert len(shown) > 5


def test_the_text_that_is_shown_is_the_one_that_was_read_to_the_letter(index: Path) -> None:
    listed = json.loads(dateline("list", "--json", "--index", str(index)))["documents"]
    shown = {head["path"]: dateline("show", head["path"], "--text", "--index", str(index)).decode() for head in listed}
    assert shown == {
        found.path: found.text
        for name, content in EVERY_FORMAT.items()
        for found in documents_from(content, root="desk", path=name, settings=Settings())
        if isinstance(found, Document)
    }


def test_a_citation_names_the_page_and_holds_when_it_is_verified(index: Path, tmp_path: Path) -> None:
    question = "When does the council meet?"
    answer = dateline("ask", question, "--json", "--index", str(index))
    (tmp_path / "answer.json").write_bytes(answer)
    pages = {citation["path"]: citation["page"] for citation in json.loads(answer)["citations"]}
    assert pages.get("paper.pdf", 2) == 2 and pages.get("page.html") is None
    assert "holds" in dateline("verify", str(tmp_path / "answer.json"), "--index", str(index)).decode()


@given(TEXT)
def test_the_chunks_of_a_record_are_slices_of_its_text(text: str) -> None:
    line = json.dumps({"text": text}).encode()
    document = read(line, "dump.jsonl")
    if document is None:
        assert text.strip().strip("\ufeff").strip() == ""
        return
    assert document.text == text.replace("\0", "\ufffd")
    for chunk in chunk_document(document, max_tokens=50):
        assert document.text[chunk.start : chunk.end] == chunk.text


@settings(max_examples=25)
@given(TEXT)
def test_a_member_of_an_archive_is_read_as_the_file_itself(text: str) -> None:
    content = text.encode()
    outside = [read(content, "a.txt")]
    inside = [read(zipped({"a.txt": content}), "old.zip")]
    assert [entry and entry.text for entry in inside] == [entry and entry.text for entry in outside]


def read(content: bytes, path: str) -> Document | None:
    """The one article of a file, None where it can't be read."""
    try:
        found = list(documents_from(content, root="desk", path=path, settings=Settings()))
    except ReadingError:
        return None
    return found[0] if isinstance(found[0], Document) else None


def test_front_matter_is_part_of_the_text_but_of_no_chunk() -> None:
    document = read(MARKDOWN.encode(), "front.md")
    assert document is not None and document.text == MARKDOWN
    chunks = chunk_document(document, max_tokens=50)
    assert chunks[0].text.startswith("# Ferry stops")
    assert all(document.text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
