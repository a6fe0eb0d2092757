"""The text of a document is that of its file; its title is its first line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ReadingError
from rag.indexing.documents import title_in
from rag.indexing.reading import document_from, read_document
from rag.settings import Settings


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ferry stops\n\nText.", "Ferry stops"),
        ("\ufeff\r\n  \u00a0\r\nFerry stops\r\nText.", "Ferry stops"),
        ("# Ferry *stops*\nText.", "Ferry *stops*"),
        ("### Ferry stops ###", "Ferry stops"),
        ("#ferry is trending", "#ferry is trending"),
        ("Ferry stops", "Ferry stops"),
        ("x" * 200 + "\nText.", "x" * 200),
        ("x" * 201 + "\nText.", None),
        ("---\nText.", None),
        ("The ferry stopped at noon. Nobody was hurt.\n\nIt was late.", None),
        ("“We stay.” The ferry stopped at 3.5 knots (nobody was hurt.)\nText.", None),
        ("War is over. Long live peace\nText.", "War is over. Long live peace"),
        ("Trade talks open in the U.S.\nText.", "Trade talks open in the U.S."),
        ("LONDON, March 3 (Reuters) - The ferry stopped at noon.\n\nText.", None),
        ("Dr. No returns.\nText.", "Dr. No returns."),
        ("\n \n", None),
    ],
)
def test_the_title_is_the_first_line_that_is_not_empty(text: str, title: str | None) -> None:
    assert title_in(text) == title


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\r\n\t\ufeff"), min_size=1))
def test_not_a_character_of_a_file_is_changed(text: str) -> None:
    content = text.encode()
    try:
        document = document_from(content, root="desk", path="a.txt", settings=Settings())
    except ReadingError as error:
        assert str(error) == "empty" or content[:2] in (b"\xff\xfe", b"\xfe\xff")
    else:
        assert document.text == content.decode("utf-8")


def test_a_documents_id_is_that_of_its_place_and_content(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Ferry stops\n\nText.")
    settings = Settings()
    document = read_document(file, root="desk", path="a.txt", settings=settings)
    assert read_document(file, root="desk", path="a.txt", settings=settings) == document
    ids = {document.id}
    for root, path, text in (("other", "a.txt", "same"), ("desk", "b.txt", "same"), ("desk", "a.txt", "changed")):
        if text == "changed":
            file.write_text("Ferry stops\n\nText!")
        ids.add(read_document(file, root=root, path=path, settings=settings).id)
    assert len(ids) == 4


def test_a_file_that_went_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="gone"):
        read_document(tmp_path / "a.txt", root="desk", path="a.txt", settings=Settings())
