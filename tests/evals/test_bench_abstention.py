"""What each score refuses where most is answered, by hand and through the product."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench.__main__ import main
from evals.bench.abstention import has_short_gold
from evals.bench.deciding import Decided, area, best_single, lead, numbers_of, operating_point, parts_of, refused
from evals.bench.sets import PublicSet, Question
from evals.metrics.abstention import Ratio
from evals.training.split import Part
from tests.evals.test_bench import write_set


def decided(
    reader: float,
    *,
    answerable: bool = True,
    bm25: float = 0.0,
    cosine: float = 0.0,
    answered: bool = True,
    gold_shown: bool | None = None,
    part: Part = "report",
) -> Decided:
    scores = {"reader": reader, "bm25": bm25, "cosine": cosine, "rerank": 0.0}
    return Decided("q", part, answerable, scores, answered, gold_shown)  # type: ignore[arg-type]


ASKED = [
    *(decided(0.5 + place / 100, bm25=10.0 + place, cosine=0.9) for place in range(9)),
    decided(0.1, bm25=1.0, cosine=0.9),  # the tenth answerable, which may be refused
    decided(0.4, answerable=False, bm25=12.0, cosine=0.1),
    decided(0.3, answerable=False, bm25=2.0, cosine=0.95),
    decided(0.2, answerable=False, bm25=3.0, cosine=0.95),
    decided(0.9, answerable=False, bm25=13.0, cosine=0.95),
]


def test_every_score_is_given_its_own_threshold_at_nine_answered_of_ten() -> None:
    assert refused(ASKED, "reader") == 3 / 4  # below 0.5
    assert refused(ASKED, "bm25") == 2 / 4  # below 10
    assert refused(ASKED, "cosine") == 1 / 4


def test_the_lead_is_over_the_single_score_that_refuses_most() -> None:
    assert best_single(ASKED) == "bm25"
    assert lead(ASKED, "bm25") == pytest.approx(0.25)
    numbers = numbers_of(ASKED)["report"]
    assert numbers["lead"]["over"] == "bm25"
    low, high = numbers["lead"]["interval"]
    assert low <= 0.25 <= high
    assert numbers["scores"]["reader"]["auroc"]["value"] == area(ASKED, "reader") == (9 * 3 + 0 * 1) / 40


def test_an_answer_without_the_gold_is_as_wrong_as_one_to_the_unanswerable() -> None:
    asked = [
        decided(0.9, gold_shown=True),
        decided(0.8, gold_shown=False),
        decided(0.7),  # has no short gold: not looked for
        decided(0.6, answerable=False),
        decided(0.5, gold_shown=True, answered=False),
        decided(0.4, answerable=False, answered=False),
    ]
    assert operating_point(asked) == {
        "answerable answered": Ratio(3, 4),
        "unanswerable refused": Ratio(1, 2),
        "of what was answered, answerable": Ratio(3, 4),
        "of what was answered, gold shown": Ratio(1, 3),
    }
    risks = numbers_of(asked)["report"]["scores"]["reader"]["risk_at_coverage"]
    assert [risks["0.1"], risks["0.3"], risks["1.0"]] == [0.0, 0.5, 0.5]


def test_what_was_learned_from_is_only_counted_in_the_whole() -> None:
    asked = [decided(0.9), decided(0.8, part="train"), decided(0.7, part="calibrate")]
    assert {part: len(found) for part, found in parts_of(asked).items()} == {"report": 1, "all": 3}
    assert list(parts_of(asked[:1])) == ["report"]


def test_gold_is_looked_for_only_where_a_sets_answers_are_short() -> None:
    def set_of(*gold: str) -> PublicSet:
        return PublicSet("x", "0", (), tuple(Question(answer, "?", (answer,), True) for answer in gold), {})

    long = " ".join(["word"] * 11)
    assert has_short_gold(set_of(*["1872"] * 9, long))
    assert not has_short_gold(set_of("1872", long))
    assert not has_short_gold(set_of())


def test_without_unanswerable_questions_there_is_no_lead_and_no_error() -> None:
    numbers = numbers_of([decided(0.9, gold_shown=True)])["report"]
    assert numbers["lead"]["value"] is None
    assert numbers["scores"]["reader"]["refused"] == {"value": None, "interval": None}


def test_a_set_is_decided_through_the_product(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sets, out = write_set(tmp_path / "sets"), tmp_path / "out.json"
    arguments = ["abstention", "tiny", "--sets", str(sets), "--work", str(tmp_path / "work"), "--out", str(out)]
    assert main(arguments) == 0
    report = json.loads(out.read_text(encoding="utf-8"))["numbers"]["tiny"]["report"]
    assert (report["questions"], report["answerable"]) == (4, 3)
    lines = (tmp_path / "abstention-questions.jsonl").read_text(encoding="utf-8").splitlines()
    by_id = {row["id"]: row for row in map(json.loads, lines)}
    # Nothing of Lisbon's ships is in three articles about other things: each score must be lowest there.
    for score in ("reader", "cosine", "rerank"):
        assert min(by_id, key=lambda key: by_id[key]["scores"][score]) == "d"
    assert by_id["a"]["gold_shown"] is True
    assert "tiny, report: the reader refuses" in capsys.readouterr().out
