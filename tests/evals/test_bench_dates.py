"""Dates labelled by hand, and what is found and resolved beside them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.bench import dates
from evals.bench.__main__ import main
from evals.bench.dates import LABELLED, Label, LabelError, Stretch, compare, ratios, read_stretches
from evals.metrics.abstention import Ratio
from rag.answering.dating.when import DateMention
from rag.schema import Document

TEXT = "The mill closed on Tuesday. It had opened in 1890, and burnt in March."
STORY = Document("7", "reuters21578", "7", "", len(TEXT), TEXT, published="1987-04-08")
TUESDAY, OPENED, MARCH = (TEXT.index(word) for word in ("Tuesday", "1890", "March"))


def stretch(*labels: Label, id: str = "1") -> Stretch:
    return Stretch(id, STORY, 0, len(TEXT), labels)


def test_every_labelled_stretch_is_named_once_and_its_labels_stand_in_order() -> None:
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) == 80
    assert sum(len(row["mentions"]) for row in rows) == 290
    for row in rows:
        places = [place for one in row["mentions"] for place in (one["start"], one["end"])]
        assert places == sorted(set(places)) and row["start"] <= places[0] and places[-1] <= row["end"]


def test_what_is_found_is_compared_with_the_label_at_its_place() -> None:
    labelled = stretch(
        Label(TUESDAY, TUESDAY + 7, "Tuesday", "1987-04-07"),
        Label(OPENED, OPENED + 4, "1890", "1890"),
        Label(MARCH, MARCH + 5, "March", None),
    )
    compared = compare(
        labelled,
        [
            DateMention(0, 8, "The mill", "1987", "stated"),
            DateMention(TUESDAY - 3, TUESDAY + 7, "on Tuesday", "1987-04-07", "resolved"),
            DateMention(MARCH, MARCH + 5, "March", "1987-03", "resolved"),
        ],
    )
    found = ratios(compared)
    assert found["mentions found", "both"] == Ratio(2, 3)
    assert found["found that are dates", "both"] == Ratio(2, 3)
    assert found["precision of what is told", "both"] == Ratio(1, 3)
    assert found["recall of what can be told", "both"] == Ratio(1, 2)
    assert found["guessed where it can't be told", "both"] == Ratio(1, 1)


def test_the_end_of_what_lasts_must_be_right_too() -> None:
    label = Label(MARCH, MARCH + 5, "March", "1987-03", "1987-04")
    [short] = compare(stretch(label), [DateMention(MARCH, MARCH + 5, "March", "1987-03", "resolved")])
    [whole] = compare(stretch(label), [DateMention(MARCH, MARCH + 5, "March", "1987-03", "resolved", "1987-04")])
    assert (short.is_right, whole.is_right) == (False, True)


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One story with a label that is wrong, in either half, and an invented text with one that is right."""
    (tmp_path / "reuters21578").mkdir()
    story = {"_id": "7", "title": "MILL CLOSES", "text": TEXT, "date": " 8-APR-1987 12:15:50.40"}
    (tmp_path / "reuters21578" / "corpus.jsonl.gz").write_bytes(gzip.compress(json.dumps(story).encode()))
    ids = {stretch(id=str(number)).split: str(number) for number in range(20)}
    wrong = {"start": OPENED, "end": OPENED + 4, "written": "1890", "date": "1891"}
    rows = [
        {"id": ids[half], "set": "reuters21578", "story": "7", "start": 40, "end": 50, "mentions": [wrong]}
        for half in ("dev", "test")
    ]
    right = {"start": 8, "end": 12, "written": "2016", "date": "2016"}
    written = {"id": "w", "set": "written", "text": "Shut in 2016.", "published": None, "start": 0, "end": 13}
    rows.append({**written, "mentions": [right]})
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(dates, "LABELLED", path)
    return tmp_path


def test_errors_on_the_test_half_are_only_counted(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["dates", "--sets", str(sets), "--out", str(sets / "out.json")]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert shown.count("1890: 1891") == 1
    assert "1 of 3" in shown
    assert main([*arguments, "--show-test"]) == 0
    assert capsys.readouterr().out.count("1890: 1891") == 2


def test_a_label_that_is_not_in_its_text_is_an_error(sets: Path) -> None:
    path = sets / "labels.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("Shut in", "Shut by"), encoding="utf-8")
    assert len(read_stretches(path, sets)) == 3
    path.write_text(path.read_text(encoding="utf-8").replace("2016.", "2017."), encoding="utf-8")
    with pytest.raises(LabelError, match="w has no '2016' at 8"):
        read_stretches(path, sets)
