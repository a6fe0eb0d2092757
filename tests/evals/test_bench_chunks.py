"""Benchmarks of chunks and of their embedding: what they count, worked out by hand."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.bench import embedding
from evals.bench.chunking import Asked, Overlap, Slice, overlap, read_spans
from evals.bench.embedding import SetUp
from evals.bench.sets import SetMissingError
from evals.bench.splitting import recursive_split
from rag.schema import Span
from rag.tokens import count_tokens

ASKED = Asked("Where?", "news", (Span(10, 20), Span(50, 60)))


def test_what_is_found_missed_and_retrieved_in_vain_is_counted_in_characters() -> None:
    chunks = [Slice("news", 0, 30), Slice("other", 0, 20)]
    assert overlap(chunks, ASKED) == Overlap(recall=10 / 20, precision=10 / 50, iou=10 / (50 + 10))


def test_a_span_that_two_chunks_hold_is_found_once_and_retrieved_twice() -> None:
    chunks = [Slice("news", 5, 20), Slice("news", 10, 25)]
    assert overlap(chunks, ASKED) == Overlap(recall=0.5, precision=10 / 30, iou=10 / 40)


def test_chunks_that_are_the_spans_are_all_right_and_none_is_all_wrong() -> None:
    assert overlap([Slice("news", 10, 20), Slice("news", 50, 60)], ASKED) == Overlap(1.0, 1.0, 1.0)
    assert overlap([], ASKED) == Overlap(0.0, 0.0, 0.0)


def test_a_set_is_read_with_its_spans(tmp_path: Path) -> None:
    (tmp_path / "corpora").mkdir()
    (tmp_path / "corpora" / "news.md.gz").write_bytes(gzip.compress("Čapek wrote.\n".encode()))
    with (tmp_path / "questions_df.csv").open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["question", "references", "corpus_id"])
        rows.writerow(["Who wrote?", json.dumps([{"content": "Čapek", "start_index": 0, "end_index": 5}]), "news"])
    corpora, questions = read_spans(tmp_path)
    assert corpora == {"news": "Čapek wrote.\n"}
    assert questions == [Asked("Who wrote?", "news", (Span(0, 5),))]


def test_a_set_that_is_absent_is_said(tmp_path: Path) -> None:
    with pytest.raises(SetMissingError, match="--sets"):
        read_spans(tmp_path)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab. ?!\nč", max_size=120), st.sampled_from([1, 3, 10]))
def test_fixed_splits_are_the_whole_text_within_their_size(text: str, most: int) -> None:
    spans = recursive_split(text, max_tokens=most)
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(count_tokens(text[s.start : s.end]) <= most or s.end - s.start == 1 for s in spans)


def test_fixed_splits_end_with_paragraphs_first() -> None:
    text = "It rains here.\n\nIt pours there. It ends."
    found = [text[span.start : span.end] for span in recursive_split(text, max_tokens=6)]
    assert found == ["It rains here.\n\n", "It pours there.", " It ends."]


def test_set_ups_take_turns_and_one_that_reads_less_of_a_text_is_no_candidate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"_id": str(n), "title": f"Ferry {n}", "text": "It rains. " * n} for n in (2, 9, 30)]
    (tmp_path / "reuters21578").mkdir()
    stories = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "reuters21578" / "corpus.jsonl").write_text(stories, encoding="utf-8")
    batches = SetUp("batches", batch=8, by_length=True, workers=2)
    monkeypatch.setattr(embedding, "SET_UPS", (SetUp("alone"), batches, SetUp("start", cap=8)))
    monkeypatch.setattr(embedding, "ROUND", 2)
    measured = embedding.measure(sets=tmp_path, chunks=3)
    far = {name: found["farthest from alone"] for name, found in measured.numbers.items()}
    assert list(far) == [embedding.PRODUCT, "alone", "batches", "start"]
    assert far[embedding.PRODUCT] == far["alone"] == 0.0 and far["batches"] < 1e-6 and far["start"] > 0.01
    assert [row[-1] for row in measured.rows][-1] == "no"
