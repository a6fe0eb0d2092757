"""Articles taken out by the names people use for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from counting import ARTICLES, paths_in, read_in, write

from rag.errors import NotInIndexError
from rag.indexing.ingest import remove


def test_articles_are_removed_by_any_of_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, index = write(tmp_path / "desk", ARTICLES), tmp_path / "index"
    monkeypatch.chdir(tmp_path)
    for names, left in (
        (["ferry.txt"], 2),
        (["desk/ferry.txt", "north/wind.text"], 1),
        ([str(desk / "ferry.txt")], 2),
        (["desk/north"], 1),
        (["north"], 1),
        ([str(desk)], 0),
    ):
        read_in(index, desk)
        assert remove(names, index=index) == 3 - left
        assert len(paths_in(index)) == left
    read_in(index, desk)
    with pytest.raises(NotInIndexError, match=r"nothing\.txt"):
        remove(["ferry.txt", "nothing.txt"], index=index)
    with pytest.raises(NotInIndexError, match="empty"):
        remove([""], index=index)
    assert len(paths_in(index)) == 3


def test_a_dump_is_removed_by_its_path_and_read_again_by_the_next_ingest(tmp_path: Path) -> None:
    lines = '{"id": "a/1", "text": "One."}\n{"id": "a/2", "text": "Two."}\n'
    desk, index = (
        write(tmp_path / "desk", ARTICLES | {"feed.jsonl": lines, "feed.jsonl.txt": "Feed"}),
        tmp_path / "index",
    )
    for name in ("feed.jsonl", "desk/feed.jsonl", str(desk / "feed.jsonl"), "desk/feed.jsonl!/a"):
        assert read_in(index, desk).documents == 6
        assert remove([name], index=index) == 2
        assert len(paths_in(index)) == 4


def test_a_name_that_fits_two_articles_is_asked_about(tmp_path: Path) -> None:
    index = tmp_path / "index"
    read_in(index, write(tmp_path / "a", {"x.txt": "One\n\nText."}), write(tmp_path / "b", {"x.txt": "Two\n\nText."}))
    with pytest.raises(NotInIndexError, match=r"a/x\.txt, b/x\.txt"):
        remove(["x.txt"], index=index)
    assert remove(["b/x.txt"], index=index) == 1


def test_a_purged_article_is_in_no_file_of_the_index(tmp_path: Path) -> None:
    index = tmp_path / "index"
    desk = write(tmp_path / "desk", ARTICLES | {"secret.txt": "Secret\n\nThe zanzibarquartz was hidden."})
    read_in(index, desk)
    assert remove(["secret.txt"], index=index, erase=True) == 1
    assert [file for file in index.rglob("*") if file.is_file() and b"zanzibarquartz" in file.read_bytes()] == []
