"""The benchmark of waiting, over the seeds and a model that streams their sentences."""

from __future__ import annotations

import json
from pathlib import Path

from evals.bench.__main__ import main


def test_waiting_is_measured_for_search_answers_stages_and_a_models_sentences(tmp_path: Path) -> None:
    out = tmp_path / "latency.json"
    assert main(["latency", "--questions", "3", "--work", str(tmp_path), "--out", str(out)]) == 0
    numbers = json.loads(out.read_text(encoding="utf-8"))["numbers"]
    assert set(numbers) == {
        "search, lexical",
        "search, dense",
        "search, hybrid",
        "answer, extractive",
        "first stage of an answer",
        "sentence after a model's last token",
    }
    assert all(0 < times["p50"] <= times["p95"] <= times["max"] for times in numbers.values())
