"""The command line itself: help, usage, exit statuses, and what is printed where."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from rag.cli import dateline, main

HEAVY = ("chromadb", "llama_index", "gradio", "onnxruntime", "tantivy", "openai", "numpy", "tokenizers", "tiktoken")


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; from rag.cli import main; status = main(['--help']); "
        f"print(sorted(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr); sys.exit(status)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "dateline ingest seeds" in ran.stdout
    assert ran.stderr.strip() == "[]"


def test_help_teaches_first_to_ingest_and_then_to_ask(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.index("dateline ingest seeds") < shown.index("dateline ask")


def test_python_dash_m_rag_is_the_same_program() -> None:
    ran = subprocess.run([sys.executable, "-m", "rag", "--help"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("Usage: dateline ")


@pytest.mark.parametrize("name", list(dateline.commands))
def test_every_command_explains_itself_and_takes_an_index(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "--index DIR" in shown
    command = dateline.commands[name]
    assert command.help and len(command.get_short_help_str(limit=80)) > 10
    undescribed = [option.name for option in command.params if isinstance(option, click.Option) and not option.help]
    assert undescribed in ([], ["port"])


WRONG_USAGE: list[tuple[str, list[str]]] = [
    ("no_question", ["ask"]),
    ("question_and_batch", ["ask", "Why?", "--batch", "-"]),
    ("no_such_command", ["answer", "Why?"]),
    ("no_such_option", ["ask", "Why?", "--colour"]),
    ("since_is_no_date", ["ask", "Why?", "--since", "last week"]),
    ("until_is_no_day", ["ask", "Why?", "--until", "2017-02-30"]),
    ("k_below_one", ["ask", "Why?", "-k", "0"]),
    ("k_below_one_of_search", ["search", "Why?", "-k", "-1"]),
    ("k_of_a_billion", ["search", "Why?", "-k", "1000000000"]),
    ("k_of_22_digits", ["ask", "Why?", "-k", "1" * 22]),
    ("k_is_no_number", ["search", "Why?", "-k", "many"]),
    ("no_such_mode", ["search", "Why?", "--mode", "psychic"]),
    ("nothing_to_ingest", ["ingest"]),
    ("no_batch_file", ["ask", "--batch", "no-such-file.jsonl"]),
    ("no_answer_file", ["verify", "no-such-file.json"]),
    ("no_cases_file", ["eval", "no-such-file.jsonl"]),
    ("port_too_high", ["serve", "--port", "70000"]),
]


@pytest.mark.parametrize("arguments", [case[1] for case in WRONG_USAGE], ids=[case[0] for case in WRONG_USAGE])
def test_wrong_usage_exits_with_2_and_prints_nothing_to_stdout(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Error: " in shown.err and "Traceback" not in shown.err


def test_an_unknown_setting_is_one_line_that_names_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_INDX", "somewhere")
    assert main(["list"]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("dateline: ") and "DATELINE_INDEX" in shown.err
    assert shown.err.count("\n") == 1 and shown.out == ""


def test_ctrl_c_ends_with_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rag.settings.Settings.from_env", interrupt)
    assert main(["list"]) == 130
    assert capsys.readouterr().err.strip() == "dateline: interrupted; what was finished is kept"


def test_a_reader_that_leaves_early_is_not_an_error(tmp_path: Path) -> None:
    program = (
        "import os, sys; from rag.cli import main, dateline\n"
        "import click\n"
        "@dateline.command()\n"
        "def flood():\n"
        "    for _ in range(100_000): click.echo('x' * 80)\n"
        "sys.exit(main(['flood']))"
    )
    running = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None and running.stderr is not None
    running.stdout.readline()
    running.stdout.close()
    complaint = running.stderr.read()
    running.stderr.close()
    assert running.wait(timeout=30) == 1
    assert complaint == b""


def test_a_folder_that_is_gone_names_what_takes_its_articles_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, index = tmp_path / "old news", str(tmp_path / "index")
    old.mkdir()
    (old / "a.txt").write_text("Harbour reopens\n\nThe harbour reopened on 3 May.")
    assert main(["ingest", str(old), "--index", index]) == 0
    old.rename(tmp_path / "new")
    capsys.readouterr()
    assert main(["ingest", str(old), "--sync", "--index", index]) == 1
    says = capsys.readouterr().err
    command = says.split("`")[1]
    assert "the index holds 1 of its articles" in says and command.startswith("dateline remove ")
    assert main([*shlex.split(command)[1:], "--index", index]) == 0
    assert capsys.readouterr().out == "1 article removed\n"
