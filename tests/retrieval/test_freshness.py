"""Whether a file is still the one that was indexed: same, changed or gone."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from rag.retrieval.freshness import FileChecker
from rag.schema import Document
from rag.settings import Settings

CONTENT = b"The harbour is open.\r\n"


def indexed(path: str = "a.txt", content: bytes = CONTENT) -> Document:
    return Document(
        id=path, root="news", path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content), text="…"
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_bytes(CONTENT)
    return tmp_path / "a.txt"


def state(checker: FileChecker, folder: Path) -> str:
    return checker.states([indexed()], {"news": folder})["a.txt"]


def test_a_file_as_it_was_indexed_is_the_same(file: Path) -> None:
    assert state(FileChecker(), file.parent) == "same"


def test_a_file_that_was_only_touched_is_the_same(file: Path) -> None:
    checker = FileChecker()
    assert state(checker, file.parent) == "same"
    os.utime(file, (1, 1))
    assert state(checker, file.parent) == "same"


def test_a_file_of_another_length_has_changed(file: Path) -> None:
    file.write_bytes(CONTENT + b"!")
    assert state(FileChecker(), file.parent) == "changed"


def test_a_file_of_the_same_length_with_other_words_has_changed(file: Path) -> None:
    checker = FileChecker()
    assert state(checker, file.parent) == "same"
    file.write_bytes(CONTENT.replace(b"open", b"shut"))
    assert state(checker, file.parent) == "changed"


def test_a_change_that_hides_its_time_is_still_seen(file: Path) -> None:
    checker = FileChecker()
    assert state(checker, file.parent) == "same"
    before = file.stat()
    file.write_bytes(CONTENT.replace(b"open", b"shut"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert state(checker, file.parent) == "changed"


def test_a_file_put_in_the_place_of_another_is_seen(file: Path) -> None:
    checker = FileChecker()
    assert state(checker, file.parent) == "same"
    other = file.with_name("other")
    other.write_bytes(CONTENT.replace(b"open", b"shut"))
    other.replace(file)
    assert state(checker, file.parent) == "changed"


def test_a_file_that_is_put_back_is_the_same_again(file: Path) -> None:
    checker = FileChecker()
    file.write_bytes(b"something else")
    assert state(checker, file.parent) == "changed"
    file.write_bytes(CONTENT)
    assert state(checker, file.parent) == "same"


def test_a_file_that_is_not_there_is_gone(file: Path) -> None:
    file.unlink()
    assert state(FileChecker(), file.parent) == "gone"


def test_a_folder_in_the_place_of_the_file_is_not_the_same(file: Path) -> None:
    file.unlink()
    file.mkdir()
    assert state(FileChecker(), file.parent) in ("gone", "changed")


def test_a_root_that_is_not_known_is_gone(file: Path) -> None:
    assert FileChecker().states([indexed()], {"other": file.parent}) == {"a.txt": "gone"}


def test_a_file_that_was_not_touched_is_not_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checker = FileChecker()
    assert state(checker, file.parent) == "same"

    def refuse(self: Path) -> bytes:
        raise AssertionError(f"{self} is read again")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert state(checker, file.parent) == "same"


def test_each_file_of_several_has_its_own_state(file: Path) -> None:
    (file.parent / "b.txt").write_bytes(b"b")
    documents = [indexed(), indexed("b.txt", b"was b"), indexed("c.txt", b"c")]
    states = FileChecker().states(documents, {"news": file.parent})
    assert states == {"a.txt": "same", "b.txt": "changed", "c.txt": "gone"}


def test_a_folder_that_became_a_link_out_of_the_root_holds_nothing_of_it(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    for folder in (root / "north", outside):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_bytes(CONTENT)
    checker = FileChecker()
    document = indexed("north/a.txt")
    assert checker.states([document], {"news": root}) == {"north/a.txt": "same"}
    (root / "north" / "a.txt").unlink()
    (root / "north").rmdir()
    (root / "north").symlink_to(outside, target_is_directory=True)
    assert checker.states([document], {"news": root}) == {"north/a.txt": "gone"}


def test_a_root_that_is_reached_through_a_link_is_read(file: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(file.parent, target_is_directory=True)
    assert state(FileChecker(), tmp_path / "link") == "same"


def test_a_loop_of_links_is_gone(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)
    assert state(FileChecker(), file.parent) == "gone"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of one article and another file."""
    _pack(tmp_path / "old.zip", CONTENT, other=b"Other.")
    return tmp_path / "old.zip"


def _pack(file: Path, content: bytes, *, other: bytes) -> None:
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.txt", content)
        packed.writestr("b.txt", other)


def state_inside(archive: Path, *, indexed_as: str | None, settings: Settings | None = None) -> str:
    containers = {("news", archive.name): indexed_as} if indexed_as else {}
    document = indexed(f"{archive.name}!/a.txt")
    return FileChecker(settings).states([document], {"news": archive.parent}, containers)[document.id]


def test_an_article_in_an_archive_that_is_as_it_was_indexed_is_the_same(archive: Path) -> None:
    assert state_inside(archive, indexed_as=hashlib.sha256(archive.read_bytes()).hexdigest()) == "same"


def test_in_an_archive_that_changed_an_article_that_did_not_is_the_same(archive: Path) -> None:
    was = hashlib.sha256(archive.read_bytes()).hexdigest()
    _pack(archive, CONTENT, other=b"Changed.")
    assert state_inside(archive, indexed_as=was) == "same"
    _pack(archive, CONTENT.replace(b"open", b"shut"), other=b"Other.")
    assert state_inside(archive, indexed_as=was) == "changed"


def test_of_a_large_archive_that_changed_all_has_changed(archive: Path) -> None:
    assert state_inside(archive, indexed_as="0" * 64, settings=Settings(file_mb=0)) == "changed"


def test_an_article_in_an_archive_that_was_not_read_to_its_end_is_looked_at_itself(archive: Path) -> None:
    assert state_inside(archive, indexed_as=None) == "same"
    _pack(archive, CONTENT, other=b"Changed.")
    assert state_inside(archive, indexed_as=None) == "same"
    _pack(archive, CONTENT.replace(b"open", b"shut"), other=b"Other.")
    assert state_inside(archive, indexed_as=None) == "changed"


def test_an_article_whose_archive_went_is_gone(archive: Path) -> None:
    archive.unlink()
    assert state_inside(archive, indexed_as=None) == "gone"
