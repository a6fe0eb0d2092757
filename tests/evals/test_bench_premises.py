"""The benchmark of contradicted premises counts what it says it counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench.premises import main, measure

ARTICLE = "The court of Lund rejected the water law on Monday. The ferry sails again."
QUESTIONS = {
    "Why did the court of Lund accept the water law?": False,
    "Why did the court of Lund reject the water law?": True,
    "Who sails again?": True,
}


def small_set(folder: Path) -> Path:
    place = folder / "squad2"
    place.mkdir()
    (place / "corpus.jsonl").write_text(json.dumps({"_id": "p0", "title": "Lund", "text": ARTICLE}) + "\n")
    rows = [
        {"_id": str(n), "text": text, "answerable": answerable, "answers": [], "gold_doc_ids": ["p0"]}
        for n, (text, answerable) in enumerate(QUESTIONS.items())
    ]
    (place / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (place / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n")
    return folder


def test_what_is_asked_supposed_and_contradicted_is_counted_by_half_and_answerability(tmp_path: Path) -> None:
    numbers = measure(sets=small_set(tmp_path)).numbers
    totals = {key: sum(part[key] for part in numbers.values()) for key in ("asked", "supposing", "contradicted")}
    assert totals == {"asked": 3, "supposing": 2, "contradicted": 1}
    assert sum(part["contradicted"] for label, part in numbers.items() if label.endswith(", answerable")) == 0


def test_without_the_set_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--sets", str(tmp_path)])
    assert "skipped" in capsys.readouterr().err
