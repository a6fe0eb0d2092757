"""A folder or file of a folder that is indexed is a part of it, not a second root."""

from __future__ import annotations

from pathlib import Path

import pytest
from counting import paths_in, read_in, write

ARTICLES = {"a.txt": "Ferry stops\n\nThe ferry stopped.", "2016/b.txt": "Bridge opens\n\nThe bridge opened."}


@pytest.mark.parametrize("below", ["2016", "2016/b.txt"])
def test_a_part_of_an_indexed_folder_is_brought_up_to_date_where_it_is(tmp_path: Path, below: str) -> None:
    desk, index = write(tmp_path / "desk", ARTICLES), tmp_path / "index"
    read_in(index, desk)
    write(desk, {"2016/b.txt": "Bridge closes\n\nThe bridge closed."})
    summary = read_in(index, desk / below)
    assert (summary.added, summary.updated, summary.documents) == (0, 1, 2)
    assert paths_in(index) == ["desk/2016/b.txt", "desk/a.txt"]


def test_what_is_gone_is_removed_from_the_part_that_was_named_only(tmp_path: Path) -> None:
    desk, index = write(tmp_path / "desk", ARTICLES | {"2016/c.txt": "Port\n\nThe port grew."}), tmp_path / "index"
    read_in(index, desk)
    (desk / "a.txt").unlink()
    (desk / "2016" / "b.txt").unlink()
    assert read_in(index, desk / "2016", sync=True).removed == 1
    assert paths_in(index) == ["desk/2016/c.txt", "desk/a.txt"]


def test_a_folder_around_an_indexed_one_is_a_root_of_its_own(tmp_path: Path) -> None:
    desk, index = write(tmp_path / "desk", ARTICLES), tmp_path / "index"
    read_in(index, desk / "2016")
    read_in(index, desk)
    assert paths_in(index) == ["2016/b.txt", "desk/2016/b.txt", "desk/a.txt"]
    assert read_in(index, desk / "2016").unchanged == 1  # the nearest root is the one that is meant


def test_what_is_gone_is_removed_from_an_indexed_folder_inside_the_one_that_was_named(tmp_path: Path) -> None:
    desk, index = write(tmp_path / "desk", ARTICLES | {"2016/c.txt": "Port\n\nThe port grew."}), tmp_path / "index"
    read_in(index, desk / "2016")
    read_in(index, desk)
    (desk / "2016" / "b.txt").unlink()
    assert read_in(index, desk / "a.txt", sync=True).removed == 0
    assert read_in(index, desk, sync=True).removed == 2
    assert paths_in(index) == ["2016/c.txt", "desk/2016/c.txt", "desk/a.txt"]
