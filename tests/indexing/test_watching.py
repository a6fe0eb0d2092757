"""What a watched folder tells of itself."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from counting import write

from rag.indexing import watching
from rag.indexing.files import Scope, scope_of

FERRY = "Ferry stops at noon\n\nThe ferry stopped at the pier."


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "QUIET_MS", 50)
    monkeypatch.setattr(watching, "LOOK_MS", 200)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return write(tmp_path / "desk", {"a.txt": FERRY})


def watch(*paths: Path) -> Iterator[list[Scope]]:
    """The sets of changes, from when the first look is done."""
    told = watching.changed_below([scope_of(path) for path in paths], index=paths[0] / "index")
    assert {scope.path for scope in next(told)} <= {None, *(path.name for path in paths)}
    return told


def next_paths(told: Iterator[list[Scope]], seconds: float = 10.0) -> list[str | None]:
    """The paths of the next set that is not empty."""
    until = time.monotonic() + seconds
    for changed in told:
        if changed:
            return [scope.path for scope in changed]
        assert time.monotonic() < until, "nothing was told"
    raise AssertionError("ended")


def test_new_changed_renamed_and_deleted_articles_are_told_and_nothing_else(desk: Path) -> None:
    told = watch(desk)
    write(desk, {"b.txt": FERRY, "notes.xyz": "no", ".hidden.txt": "no", ".git/x.txt": "no", "index/x.txt": "no"})
    assert next_paths(told) == ["b.txt"]
    write(desk, {"a.txt": FERRY + " It sank."})
    assert next_paths(told) == ["a.txt"]
    (desk / "a.txt").rename(desk / "c.txt")
    assert sorted(map(str, next_paths(told))) in (["a.txt"], ["a.txt", "c.txt"])


def test_a_folder_with_articles_that_is_moved_in_is_told(desk: Path, tmp_path: Path) -> None:
    write(tmp_path / "aside", {"x.txt": FERRY})
    told = watch(desk)
    (tmp_path / "aside").rename(desk / "north")
    assert "north" in next_paths(told)


def test_a_file_is_told_when_it_is_written_whole(desk: Path) -> None:
    told = watch(desk)
    whole = threading.Event()

    def write_slowly() -> None:
        with (desk / "slow.txt").open("w") as file:
            for _ in range(10):
                file.write(FERRY)
                file.flush()
                time.sleep(0.1)
            whole.set()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert next_paths(told) == ["slow.txt"] and whole.is_set()
    writer.join()


def test_a_folder_that_vanished_is_waited_for_and_told_whole_when_it_is_back(desk: Path) -> None:
    told = watch(desk)
    shutil.rmtree(desk)
    assert [next(told) for _ in range(3)] == [[], [], []]
    write(desk, {"b.txt": FERRY})
    assert next_paths(told) == [None]
    write(desk, {"c.txt": FERRY})
    assert "c.txt" in next_paths(told)


def test_of_one_watched_file_its_neighbours_are_not_told(desk: Path) -> None:
    told = watch(desk / "a.txt")
    write(desk, {"b.txt": FERRY})
    (desk / "new.txt").write_text(FERRY + " It sank.")
    (desk / "new.txt").rename(desk / "a.txt")  # as editors do
    assert next_paths(told) == ["a.txt"]
