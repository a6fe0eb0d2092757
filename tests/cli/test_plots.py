"""`dateline ask --plot FILE`: a timeline as a picture, and a clear word where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.cli import main


def ask(question: str, plot: Path, index: Path, *more: str) -> int:
    return main(["ask", question, "--index", str(index), "--llm", "none", "--plot", str(plot), *more])


def test_a_timeline_is_drawn_beside_the_answer(
    seeds_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "talks.svg"
    assert ask("Timeline of the Astana talks", plot, seeds_index) == 0
    shown = capsys.readouterr()
    assert "began in March 2011. [1]" in shown.out and f"drawn to {plot}" in shown.err
    drawn = plot.read_text(encoding="utf-8")
    assert "Timeline of the Astana talks" in drawn and "“since January”" in drawn and "Without a date" in drawn


def test_an_answer_that_is_no_timeline_is_not_drawn_and_says_so(
    seeds_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("When did the militancy in Syria begin?", tmp_path / "a.png", seeds_index) == 0
    assert "the answer is no timeline" in capsys.readouterr().err
    assert not (tmp_path / "a.png").exists()


def test_a_file_that_can_not_be_a_plot_is_refused_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "no index"
    assert ask("Timeline of the war", tmp_path / "a.pdf", missing) == 1
    assert "as .svg or .png, not as 'a.pdf'" in capsys.readouterr().err
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": "1", "question": "Timeline of the war"}\n', encoding="utf-8")
    assert main(["ask", "--batch", str(batch), "--plot", str(tmp_path / "a.svg"), "--index", str(missing)]) == 2
    assert "--plot draws the answer to one QUESTION" in capsys.readouterr().err
