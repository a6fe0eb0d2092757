"""The same index, settings and question give the same answer, in any process. About 6 s."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

QUESTIONS = (
    "What did Lavrov deny?",
    "Who met Assad in Damascus?",
    "How many towns did the rebels seize?",
    "Why did Velayati resign as adviser to the Supreme Leader?",
    "What reasons did Lavrov give for confirming the postponement of the Sochi congress?",
    "What did Assad say in 2999?",
    "Did Iran support Syria?",
)


def asked(index: Path, batch: Path, hash_seed: str) -> list[dict[str, Any]]:
    """The answers of one process, without what took how long."""
    ran = subprocess.run(
        [sys.executable, "-m", "rag", "ask", "--batch", str(batch), "--llm", "none", "--index", str(index)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    for answer in answers:
        del answer["timing_ms"]
    return answers


def test_two_processes_give_the_same_answers_to_the_letter(seeds_index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text("".join(json.dumps({"id": n, "question": q}) + "\n" for n, q in enumerate(QUESTIONS)))
    first, second = asked(seeds_index, batch, "1"), asked(seeds_index, batch, "4242")
    assert first == second
    assert {answer["status"] for answer in first} == {"answered", "abstained"}


def test_an_answer_carries_what_is_needed_to_check_it_later(seeds: Path, seeds_index: Path, tmp_path: Path) -> None:
    import hashlib

    from rag.cli import main

    batch = tmp_path / "questions.jsonl"
    batch.write_text(json.dumps({"id": 1, "question": QUESTIONS[0]}) + "\n")
    [answer] = asked(seeds_index, batch, "7")
    for citation in answer["citations"]:
        file = seeds / citation["path"]
        assert citation["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
        assert file.read_bytes().decode("utf-8")[citation["start"] : citation["end"]] == citation["quote"]
    assert answer["index"]["fingerprint"] and answer["index"]["as_of"] and answer["mode"] == "extractive"
    kept = tmp_path / "answer.json"
    kept.write_text(json.dumps({**answer, "timing_ms": {}}))
    assert main(["verify", str(kept), "--sentences", "--index", str(seeds_index)]) == 0
