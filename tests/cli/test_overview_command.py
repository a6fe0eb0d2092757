"""An archive at a glance, and an article with what it says of itself, in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.cli import main


def run(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three articles, indexed."""
    monkeypatch.setenv("DATELINE_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("DATELINE_EMBEDDER", "none")
    folder = tmp_path / "desk"
    folder.mkdir()
    story = "OSLO (Reuters) - It was said that Ann Berg left.\n"
    (folder / "a.txt").write_text(f"Ferry stops\n\nPublished: 7 November 2017\n\n{story}")
    (folder / "b.txt").write_text(f"Ferry starts\n\nPublished: 9 November 2017\n\n{story}")
    (folder / "c.md").write_text('---\npublisher: "The\\e[2J Ferry"\n---\nIt was said that Ann Berg stayed.\n')
    assert run("ingest", folder) == 0
    return folder


def test_an_article_is_shown_with_the_characters_each_fact_was_read_from(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run("show", "a.txt") == 0
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert shown[:5] == [
        "title Ferry stops (0–11)",
        "publisher Reuters (47–54)",
        "published 2017-11-07 (24–39)",
        "agency Reuters (47–54)",
        "place OSLO (41–45)",
    ]
    assert run("show", "c.md") == 0
    out = capsys.readouterr().out
    assert "(front matter)" in out and "\x1b" not in out


def test_the_versions_of_an_article_are_counted(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "a.txt").write_text("Ferry sinks\n\nIt sank.\n")
    assert run("ingest", desk) == 0
    capsys.readouterr()
    assert run("show", "a.txt") == 0
    assert "1 earlier" in capsys.readouterr().out


def test_an_overview_tells_time_outlets_names_and_what_is_missing(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "bad.txt").write_bytes(b"\0\1")
    assert run("ingest", desk) == 0
    capsys.readouterr()
    assert run("overview") == 0
    out, err = capsys.readouterr()
    for told in ("2017-11-07 to 2017-11-09", "2 Reuters", "2 text, 1 markdown", "1 file;", "2017-11-08", "3  Ann Berg"):
        assert told in out
    assert "names 3 of 3" in err or err == ""
    assert "\x1b" not in out


def test_filters_leave_out_the_undated_and_say_so(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("overview", "--since", "2017-11-08") == 0
    assert "1 without a date" in capsys.readouterr().out


def test_it_is_drawn_where_it_is_wanted_and_another_format_is_refused_before_the_work(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("overview", "--plot", tmp_path / "o.svg", "--json") == 0
    assert "Articles by day" in (tmp_path / "o.svg").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run("overview", "--plot", tmp_path / "o.gif") == 1
    out, err = capsys.readouterr()
    assert out == "" and ".svg or .png" in err
