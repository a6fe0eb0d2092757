"""Keeping an archive up to date from the command line: failed files, versions, changes, watching."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.cli import main
from rag.embedding.minilm import MiniLM
from rag.errors import EmbeddingError

FERRY = "Ferry stops at noon\n\nThe ferry stopped at the pier. Nobody was hurt."
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one article; commands work on an index of words beside it."""
    monkeypatch.setenv("DATELINE_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("DATELINE_EMBEDDER", "none")
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "a.txt").write_text(FERRY)
    return folder


def run(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


def test_only_failed_files_are_read_again_and_no_path_is_needed(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "b.txt").write_text("")
    assert run("ingest", desk) == 0
    assert "dateline: not read: desk/b.txt: empty" in capsys.readouterr().err
    assert run("status") == 0
    shown = capsys.readouterr().out
    assert "desk/b.txt: empty" in shown and "dateline ingest --failed" in shown and "found by words alone" in shown
    (desk / "b.txt").write_text("Bridge\n\nThe bridge opened.")
    (desk / "c.txt").write_text("Wind\n\nThe wind rose.")
    assert run("ingest", "--failed") == 0
    assert capsys.readouterr().out.startswith("1 added, 0 updated, 0 unchanged, 0 removed, 0 failed;")
    assert run("ingest", "--failed") == 0, "nothing failed any more, and that is no error"


def test_of_many_failed_files_twenty_are_named_and_the_rest_counted(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(25):
        (desk / f"bad{number:02}.txt").write_text("")
    assert run("ingest", desk, "--json") == 0
    ran = capsys.readouterr()
    assert len(json.loads(ran.out)["failed"]) == 25
    assert ran.err.count("not read: desk/bad") == 20 and "not read: 5 more" in ran.err
    assert run("status") == 0
    shown = capsys.readouterr().out
    assert shown.count("desk/bad") == 20 and "5 more" in shown
    assert run("status", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["failed"]) == 25


def test_what_changed_in_an_article_is_told_by_sentence_and_its_versions_are_listed(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("ingest", desk)
    assert run("changes", "a.txt") == 0
    assert "desk/a.txt has one version" in capsys.readouterr().out
    (desk / "a.txt").write_text(FERRY.replace("Nobody was hurt", "Nobody was hurt badly") + " It sank.")
    run("ingest", desk)
    capsys.readouterr()
    assert run("changes", "desk/a.txt") == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first.startswith("desk/a.txt: 2 sentences changed since 20")
    assert lines == ["- Nobody was hurt.", "+ Nobody was hurt badly.", "+ It sank."]
    assert run("changes", "a.txt", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [change["kind"] for change in told["changes"]] == ["reworded", "added"]
    assert told["before"]["characters"] == len(FERRY)
    assert run("show", "a.txt", "--versions") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run("show", "a.txt", "--versions", "--json") == 0
    (before,) = json.loads(capsys.readouterr().out)["versions"]
    assert before["title"] == "Ferry stops at noon" and before["indexed_at"] <= before["replaced_at"]


def test_show_tells_the_dates_that_an_article_mentions(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    days = " ".join(f"It sank on May {day}." for day in range(1, 22))
    (desk / "a.txt").write_text(f"Ferry\n\nNovember 7, 2017\n\nIt stopped on Tuesday.\n\n{days}\n")
    run("ingest", desk)
    capsys.readouterr()
    assert run("show", "a.txt") == 0
    shown = capsys.readouterr().out
    assert "“Tuesday” = 2017-11-07, counted from the day of publication  (39–46)" in shown
    assert shown.count("“May") == 18 and "3 more dates" in shown
    assert run("show", "a.txt", "--json") == 0
    dates = json.loads(capsys.readouterr().out)["dates"]
    assert len(dates) == 23
    assert dates[0] == {
        "start": 7, "end": 23, "written": "November 7, 2017", "date": "2017-11-07", "until": None, "basis": "stated",
    }  # fmt: skip


def test_a_newer_article_of_one_address_takes_the_place_of_the_older_which_is_listed_and_compared(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def page(day: int, said: str) -> str:
        return f"---\nurl: https://gazette.example/port\ndate: 2016-05-0{day}\n---\n# Port closed\n\n{said}\n"

    (desk / "1.md").write_text(page(3, "The port is closed until Friday."))
    (desk / "2.md").write_text(page(4, "The port is closed until Sunday."))
    assert run("ingest", desk) == 0
    capsys.readouterr()
    assert run("search", "port closed", "--json") == 0
    assert {passage["path"] for passage in json.loads(capsys.readouterr().out)["passages"]} == {"2.md"}
    assert run("list") == 0
    assert next(line for line in capsys.readouterr().out.splitlines() if "superseded" in line).startswith("desk/1.md")
    assert run("changes", "2.md") == 0
    shown = capsys.readouterr().out
    assert "since desk/1.md" in shown
    assert "- The port is closed until Friday." in shown and "+ The port is closed until Sunday." in shown
    assert "2016-05-0" not in "".join(line for line in shown.splitlines() if line[:1] in "+-"), (
        "front matter is no text"
    )


def test_watching_tells_one_line_for_each_set_of_changes_and_ends_on_a_signal(desk: Path) -> None:
    (desk / "bad.txt").write_text("")  # told once
    watching = subprocess.Popen(
        [sys.executable, "-m", "rag", "ingest", str(desk), "--watch", "--sync"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    assert watching.stdout is not None and watching.stderr is not None
    try:
        assert watching.stdout.readline().startswith("1 added, ")
        before = list(itertools.takewhile(lambda line: "watching" not in line, watching.stderr))
        assert before[-1] == "dateline: not read: desk/bad.txt: empty\n"
        (desk / "b.txt").write_text("Bridge\n\nThe bridge opened.")
        assert watching.stdout.readline().startswith("1 added, 0 updated, ")
        assert run("ingest", desk) == 0, "the writer's lock is free between changes"
        (desk / "a.txt").unlink()
        assert watching.stdout.readline().startswith("0 added, 0 updated, 0 unchanged, 1 removed")
        watching.send_signal(signal.SIGTERM)
        started = time.monotonic()
        assert watching.wait(timeout=20) == 0 and time.monotonic() - started < 10
        assert (after := watching.stderr.read()).endswith("dateline: watching ended; what was finished is kept\n")
        assert "bad.txt" not in after
    finally:
        watching.kill()
        watching.stdout.close()
        watching.stderr.close()
        watching.wait()


def test_watch_and_failed_are_not_taken_together(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ingest", desk, "--watch", "--failed") == 2
    assert "don't go together" in capsys.readouterr().err


def test_vectors_that_are_still_to_come_are_no_fault_of_a_part(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def out_of_order(*_: object) -> None:
        raise EmbeddingError("the embedder is out of order")

    monkeypatch.setenv("DATELINE_EMBEDDER", "minilm")
    monkeypatch.setattr(MiniLM, "embed", out_of_order)
    assert run("ingest", desk) == 1
    capsys.readouterr()
    assert run("status", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pending"] == 1 and all(part["ok"] for part in told["health"])
    assert [entry["part"] for entry in told["degraded"]] == ["dense"]
