"""Bad input: one line that says what to do, exit status 1 or 2, and nothing half-done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Ran, run_process

from rag.cli import main
from rag.settings import Settings


def fails(capsys: pytest.CaptureFixture[str], *arguments: str | Path, status: int = 1) -> str:
    """The one line on stderr of a command that ends with this status and prints nothing else."""
    assert main([str(argument) for argument in arguments]) == status
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("dateline: ") and shown.err.count("\n") == 1, shown.err
    return shown.err


@pytest.fixture
def index(seeds_index: Path, tmp_path: Path) -> Path:
    """An index of the seeds that may be written to."""
    folder = tmp_path / "index"
    shutil.copytree(seeds_index, folder)
    return folder


def listed(index: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["list", "--index", str(index)]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_missing_folder_changes_nothing(
    index: Path, seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = listed(index, capsys)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.txt").write_text("A new article.\n\nIt says something.")
    said = fails(capsys, "ingest", tmp_path / "new", tmp_path / "no-such-folder", "--index", index)
    assert "no-such-folder" in said
    assert listed(index, capsys) == before


def test_ingesting_a_missing_folder_makes_no_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fails(capsys, "ingest", tmp_path / "no-such-folder", "--index", tmp_path / "index")
    assert not (tmp_path / "index").exists()


UNREADABLE = {
    "an_empty_file": b"",
    "only_blanks": b" \n\t\r\n ",
    "a_binary_file_named_txt": b"\x7fELF\x02\x01\x01\x00\x00\x00" * 40,
    "in_no_encoding_that_can_be_told": b"A stray \xff byte in the news of the day.",
    "over_the_limit": b"A line of an article. " * 60_000,
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_can_not_be_read_alone_is_named_and_the_exit_is_1(
    content: bytes, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_FILE_MB", "1")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "bad.txt").write_bytes(content)
    before = listed(index, capsys)
    assert main(["ingest", str(tmp_path / "new"), "--index", str(index)]) == 1
    shown = capsys.readouterr()
    assert "bad.txt" in shown.err and "Traceback" not in shown.err
    assert listed(index, capsys) == before


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_beside_readable_files_it_is_named_and_the_rest_is_taken_in(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_FILE_MB", "1")
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    (folder / "bad.txt").write_bytes(content)
    (folder / "good.txt").write_text("Harbour reopens\n\nThe harbour reopened on 3 May.")
    assert main(["ingest", str(folder), "--index", str(index)]) == 0
    assert "bad.txt" in capsys.readouterr().err
    assert listed(index, capsys) == ["news/good.txt  Harbour reopens"]
    assert main(["status", "--index", str(index)]) == 0
    assert "news/bad.txt: " in capsys.readouterr().out


def without_privileges(*arguments: str | Path) -> Ran:
    """`dateline` as a process that permissions hold for, also where the tests run as root."""
    if os.geteuid() != 0:
        return run_process(*arguments)
    if not shutil.which("setpriv"):
        pytest.skip("root may do anything and setpriv is missing; run the tests as another user")
    return run_process(*arguments, prefix=("setpriv", "--bounding-set=-dac_override,-dac_read_search"))


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "secret.txt"
    file.write_text("Harbour reopens")
    file.chmod(0)
    ran = without_privileges("ingest", file, "--index", tmp_path / "index")
    assert (ran.status, ran.out.count("1 failed")) == (1, 1)
    assert "secret.txt" in ran.err


@pytest.fixture
def read_only_index(index: Path) -> Iterator[Path]:
    """The index of the seeds where nothing may be written."""
    places = [index, *index.rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    yield index
    for place in places:
        place.chmod(0o755 if place.is_dir() else 0o644)


def test_a_read_only_index_is_not_written_but_answers(read_only_index: Path, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("Harbour reopens\n\nThe harbour reopened on 3 May.")
    ran = without_privileges("ingest", tmp_path / "new.txt", "--index", read_only_index)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("dateline: ") and ran.err.count("\n") == 1
    ran = without_privileges("ask", "What did Lavrov deny?", "--llm", "none", "--index", read_only_index)
    assert ran.status == 0 and "[1]" in ran.out
    ran = without_privileges("list", "--index", read_only_index)
    assert ran.status == 0 and len(ran.out.splitlines()) == 5


def test_there_is_no_index_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in (["ask", "Why?"], ["search", "Why?"], ["list"], ["status"], ["show", "a.txt"]):
        assert "dateline ingest" in fails(capsys, *arguments)
        assert "dateline ingest" in fails(capsys, *arguments, "--index", "elsewhere")
    assert list(tmp_path.iterdir()) == []


def test_an_index_that_is_named_is_never_made_by_a_question(
    tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(seeds, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_INDEX", "elsewhere")
    assert "dateline ingest" in fails(capsys, "ask", "What did Lavrov deny?")
    assert not (tmp_path / "elsewhere").exists() and not (tmp_path / ".dateline").exists()


@pytest.mark.parametrize("question", ["", "  \n", "?" * 4001], ids=["empty", "blank", "over_long"])
def test_an_empty_or_over_long_question_is_one_line(
    question: str, seeds_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = fails(capsys, "ask", question, "--llm", "none", "--index", seeds_index)
    assert "question" in said


def test_a_question_of_exactly_the_limit_is_asked(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = "What did Lavrov deny? " + "x" * (Settings().question_chars - 22)
    assert main(["ask", question, "--llm", "none", "--index", str(seeds_index)]) in (0, 3)


def test_the_limit_of_a_question_is_a_setting(
    seeds_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_QUESTION_CHARS", "10")
    assert "10" in fails(capsys, "ask", "What did Lavrov deny?", "--llm", "none", "--index", seeds_index)


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATELINE_PASSAGES", "many"), ("DATELINE_PASSAGES", "-1"), ("DATELINE_EMBEDER", "minilm"), ("DATELINE_X", "1")],
)
def test_a_setting_that_is_unknown_or_no_number_is_one_line_that_names_it(
    name: str, value: str, seeds_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert name in fails(capsys, "ask", "Why?", "--index", seeds_index)


def test_an_unknown_embedder_is_one_line_and_makes_no_index(
    tmp_path: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fails(capsys, "ingest", seeds, "--embedder", "word2vec", "--index", tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_an_article_that_is_not_there_is_one_line(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "dateline list" in fails(capsys, "show", "seeds/no-such-article.txt", "--index", seeds_index)


def test_a_folder_is_no_article(seeds_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "name one of them" in fails(capsys, "show", "seeds", "--index", seeds_index)


@pytest.mark.parametrize("command", ["remove", "purge"])
def test_removing_what_is_not_there_changes_nothing(
    command: str, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = listed(index, capsys)
    fails(capsys, command, "seeds/no-such-article.txt", "--index", index)
    assert listed(index, capsys) == before


@pytest.mark.parametrize("command", ["ingest", "remove", "purge"])
def test_an_empty_path_is_wrong_usage_and_never_the_working_folder(
    command: str, index: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = listed(index, capsys)
    monkeypatch.chdir(seeds)
    assert main([command, "", "--index", str(index)]) == 2
    assert "the path is empty" in capsys.readouterr().err
    assert listed(index, capsys) == before
