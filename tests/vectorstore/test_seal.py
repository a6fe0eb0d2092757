"""Sealed folders: what is known to be whole without reading all of it, and what is shared rather than copied."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from made_up import document_of, filled, many_texts, put

import vectorstore.seal
from vectorstore.seal import Contents, Sealed, newest, publish


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sealed:
    """A published folder with one file that counts as large."""
    monkeypatch.setattr(vectorstore.seal, "_LARGE", 1000)
    monkeypatch.setattr(vectorstore.seal, "_BLOCK", 8)

    def build(folder: Path) -> Contents:
        (folder / "large").write_bytes(bytes(range(250)) * 100)
        (folder / "small").write_bytes(b"few")
        return Contents(chunks=1, churn=0, layout=1)

    return publish(tmp_path / "place", index_id="i", generation=1, base=None, build=build)


def overwrite(file: Path, at: int, content: bytes, *, keep_time: bool) -> None:
    times = file.stat()
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(content)
    if keep_time:
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_a_large_file_that_was_written_to_is_read_whole(sealed: Sealed) -> None:
    assert sealed.whole()
    overwrite(sealed.folder / "large", 11, b"x", keep_time=False)
    assert not sealed.whole()


def test_of_a_large_file_that_seems_untouched_samples_are_compared(sealed: Sealed) -> None:
    overwrite(sealed.folder / "large", 24_998, b"x", keep_time=True)  # in the last sample
    assert not sealed.whole()


def test_a_small_file_is_always_read(sealed: Sealed) -> None:
    overwrite(sealed.folder / "small", 1, b"x", keep_time=True)
    assert not sealed.whole()


def test_a_copy_with_other_times_is_whole_all_the_same(sealed: Sealed, tmp_path: Path) -> None:
    shutil.copytree(sealed.folder, tmp_path / "copy" / "there", copy_function=shutil.copyfile)
    copied = newest(tmp_path / "copy", "i")
    assert copied is not None and copied.whole()
    os.truncate(copied.folder / "large", 24_000)
    assert not copied.whole()


def test_segments_of_the_lexical_index_are_shared_with_the_one_before(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", many_texts(50))
    (before,) = (tmp_path / "index" / "lexical").iterdir()
    inodes = {file.stat().st_ino for file in before.glob("*.store")}
    with store.writer() as writer:
        put(writer, document_of("late.txt", "A lighthouse\nstands there."))
    (after,) = (tmp_path / "index" / "lexical").iterdir()
    assert inodes and inodes < {file.stat().st_ino for file in after.glob("*.store")}
    assert store.refresh() == ()
