"""Sentences labelled by hand with who speaks in them, and whom the product credits."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.bench import attribution, attribution_sample
from evals.bench.__main__ import main
from evals.bench.attribution import LABELLED, SEEDS, Judged, LabelError, Labelled, judge, ratios, same
from evals.bench.attribution_sample import FROM_SEEDS, digest, sample
from evals.bench.sets import read_rows
from evals.metrics.abstention import Ratio
from rag.schema import Document, Span

ROWS = list(read_rows(LABELLED))
TEXT = "MILL CLOSES\n\nThe mill will close, owner Ada Lind said.\nIt was built in 1902.\n"
STORY = Document("7", "reuters21578", "7", "0", len(TEXT), TEXT)
LIND = ("Ada Lind", "Lind")


def labelled(words: str, says: tuple[tuple[str, ...], ...] = (), **beside: tuple[tuple[str, ...], ...]) -> Labelled:
    span = Span(TEXT.index(words), TEXT.index(words) + len(words))
    return Labelled("7", span, digest(TEXT, span), says, beside.get("via", ()), beside.get("may", ()))


def test_at_least_150_sentences_are_labelled_once_and_not_all_with_a_speaker() -> None:
    places = {(row["article"], row["start"]) for row in ROWS}
    assert len(places) == len(ROWS) >= 150
    own = [row for row in ROWS if not row["says"] and not row["via"]]
    assert 40 <= len(own) <= len(ROWS) / 2
    assert sum(row["set"] == "seeds" for row in ROWS) == FROM_SEEDS


def test_labels_hold_no_more_of_a_story_than_short_names() -> None:
    assert max(len(name) for row in ROWS for key in ("says", "via", "may") for names in row[key] for name in names) < 50


def test_labels_of_the_seeds_are_for_the_words_that_stand_there() -> None:
    for row in ROWS:
        if row["set"] == "seeds":
            text = (SEEDS / row["article"]).read_text(encoding="utf-8")
            assert digest(text, Span(row["start"], row["end"])) == row["sha256"]


def test_the_halves_are_about_equal() -> None:
    dev = sum(Labelled(row["article"], Span(0, 1), "", (), (), ()).split == "dev" for row in ROWS)
    assert 0.4 < dev / len(ROWS) < 0.6


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("Ada Lind", True),
        ("Mayor Ada Lind", True),
        ("Lind", True),
        ("Ada Lind, the owner", True),
        ("Lind's office", False),
        ("Lindberg", False),
        ("Ada", False),
    ],
)
def test_a_name_is_right_where_it_names_the_same_speaker(name: str, right: bool) -> None:
    assert same(name, LIND) is right


def test_a_spokesman_may_be_told_of_what() -> None:
    assert same("spokesman for the mill", ("spokesman",)) and not same("mill", ("spokesman",))


def test_credit_is_counted_by_speaker_and_either_reading_counts_neither_way() -> None:
    said = "The mill will close, owner Ada Lind said."
    right = judge(labelled(said, (LIND,)), STORY)
    assert (right.speakers, right.cited, right.right, right.wrong) == (("Ada Lind",), "Ada Lind", 1, ())
    wrong = Judged(labelled(said, (("Bo Ek",),)), said, ("Ada Lind",), (), "Ada Lind")
    either = Judged(labelled("It was built in 1902.", may=(LIND,)), "", ("Ada Lind",), (), None)
    found = ratios([right, wrong, either])
    assert found["credited rightly (precision)", "both"] == Ratio(1, 2)
    assert found["credited of those to credit (recall)", "both"] == Ratio(1, 2)


def test_a_label_for_other_words_is_an_error() -> None:
    with pytest.raises(LabelError, match="7 has other words at 0 to 4"):
        judge(Labelled("7", Span(0, 4), "0", (), (), ()), STORY)


def test_the_sample_is_drawn_alike_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution_sample, "COUNTS", {"harder": 1, "speech": 1, "none": 1})
    folder = tmp_path / attribution_sample.SET
    folder.mkdir()
    stories = [{"_id": str(n), "title": f"STORY {n}", "text": TEXT.partition("\n\n")[2]} for n in range(40)]
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, stories)).encode()))
    drawn = list(sample(tmp_path))
    assert drawn == list(sample(tmp_path))
    assert [row["article"] for row in drawn[:FROM_SEEDS]] == [row["article"] for row in ROWS[:FROM_SEEDS]]


def test_errors_of_the_test_half_are_only_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = labelled("It was built in 1902.")
    rows = [
        {"article": article, "start": place.span.start, "end": place.span.end, "sha256": place.sha256}
        | {"says": [[f"Nobody {article}"]], "via": [], "may": []}
        for article in ("1", "2", "3", "4")
    ]
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    folder = tmp_path / attribution_sample.SET
    folder.mkdir()
    stories = [{"_id": row["article"], "title": "MILL CLOSES", "text": TEXT.partition("\n\n")[2]} for row in rows]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, stories)), encoding="utf-8")
    monkeypatch.setattr(attribution, "LABELLED", path)
    assert main(["attribution", "--sets", str(tmp_path), "--out", str(tmp_path / "out.json")]) == 0
    told = capsys.readouterr().out
    splits = {row["article"]: Labelled(row["article"], Span(0, 1), "", (), (), ()).split for row in rows}
    assert set(splits.values()) == {"dev", "test"}
    assert all((f"Nobody {article}" in told) == (split == "dev") for article, split in splits.items())
