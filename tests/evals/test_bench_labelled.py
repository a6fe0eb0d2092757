"""Sentences by small models, labelled by hand, and what verification says of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.bench import labelled
from evals.bench.__main__ import main
from evals.bench.labelled import LABELLED, Judged, Label, Labelled, LabelledError, evidence_of, ratios, read_labelled
from evals.metrics.abstention import Ratio
from rag.schema import Document, Problem, Span

TEXT = "The mill at Torvik closed in March.\nIts 84 workers were offered posts in Lund."
STORY = Document("7", "reuters21578", "7", "0", len(TEXT), TEXT, title="MILL CLOSES", published="1987-04-07")
FIRST, SECOND = Span(0, 35), Span(36, len(TEXT))
SENTENCES = read_labelled(LABELLED)
NUMBER = Problem("number", "90 is not in the evidence")


def sentence(id: str, text: str, label: Label, *evidence: Span, model: str = "small", story: str = "7") -> Labelled:
    return Labelled(id, model, story, evidence or (FIRST,), text, label, "said there")


def test_every_sentence_is_labelled_once_with_a_reason_and_its_evidence_in_order() -> None:
    assert len({one.id for one in SENTENCES}) == len(SENTENCES) == 200
    assert {one.label for one in SENTENCES} == {"supported", "unsupported"}
    assert all(one.reason and one.sentence and one.evidence for one in SENTENCES)
    for one in SENTENCES:
        places = [place for span in one.evidence for place in (span.start, span.end)]
        assert places == sorted(set(places)), one.id


def test_the_halves_are_about_equal() -> None:
    dev = sum(one.split == "dev" for one in SENTENCES)
    assert 0.4 < dev / len(SENTENCES) < 0.6


def test_evidence_is_cut_from_the_story_it_was_labelled_with() -> None:
    (evidence,) = evidence_of(sentence("x", "It had 84 workers.", "supported", SECOND), STORY)
    assert (evidence.text, evidence.document) == (TEXT[36:], STORY)
    with pytest.raises(LabelledError, match="x points at 500 to 510"):
        evidence_of(sentence("x", "Gone.", "supported", Span(500, 510)), STORY)


def test_caught_and_kept_are_counted_apart() -> None:
    found = ratios(
        [
            Judged(sentence("1", "Right.", "supported"), ()),
            Judged(sentence("2", "Right.", "supported", model="other"), (NUMBER,)),
            Judged(sentence("3", "Wrong.", "unsupported"), (NUMBER,)),
            Judged(sentence("4", "Wrong.", "unsupported"), ()),
            Judged(sentence("5", "Wrong.", "unsupported", story="8"), (NUMBER,)),
        ]
    )
    assert found["unsupported caught", "both"] == Ratio(2, 3)
    assert found["supported kept", "both"] == Ratio(1, 2)
    assert found["supported kept", "both, other"] == Ratio(0, 1)
    halves = [found["unsupported caught", half] for half in ("dev", "test")]
    assert (sum(half.hits for half in halves), sum(half.total for half in halves)) == (2, 3)


@pytest.fixture
def story_and_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sentences labelled against what verification must say, one in each half, and their stories."""
    place = tmp_path / "reuters21578"
    place.mkdir()
    ids = {sentence("x", "x", "supported", story=str(number)).split: str(number) for number in range(20)}
    story = {"title": "MILL CLOSES", "text": TEXT, "date": "7-APR-1987 12:15:50.40"}
    lines = "".join(json.dumps({"_id": number, **story}) + "\n" for number in ids.values())
    (place / "corpus.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    rows = [
        {"id": "1", "story": ids["dev"], "sentence": "The mill at Torvik closed in May.", "label": "supported"},
        {"id": "2", "story": ids["test"], "sentence": "The mill at Torvik closed in June.", "label": "supported"},
    ]
    common = {"model": "small", "evidence": [[0, 35]], "reason": "wrongly labelled"}
    path = tmp_path / "labelled.jsonl"
    path.write_text("".join(json.dumps({**common, **row}) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(labelled, "LABELLED", path)
    return tmp_path


def test_errors_on_the_test_half_are_shown_only_when_asked_for(
    story_and_labels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["labelled", "--sets", str(story_and_labels), "--out", str(story_and_labels / "out.json")]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "closed in May." in shown and "date: " in shown
    assert "closed in June." not in shown
    assert "0 of 1" in shown
    assert main([*arguments, "--show-test"]) == 0
    assert "closed in June." in capsys.readouterr().out


def test_without_the_stories_it_is_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labelled", "--sets", str(tmp_path)]) == 0
    assert "skipped: there is no corpus.jsonl" in capsys.readouterr().err
