from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from evals.bench.sets import DEFAULT_SETS, SetMissingError
from evals.mutations.build import build
from evals.mutations.cases import Case, Chance, split_of
from evals.mutations.dates import alter_date
from evals.mutations.frozen import frozen, summary
from evals.mutations.measure import Checked, count, sample, write_failures
from evals.mutations.names import may_be_same, names
from evals.mutations.negation import alter_negation
from evals.mutations.persons import alter_name, alter_speaker
from evals.mutations.quantities import alter_number, alter_unit
from evals.mutations.quotes import alter_quote
from evals.mutations.stated import Alter, Stated
from rag.schema import Problem

PACKAGE = Path("evals/mutations")
SETS = DEFAULT_SETS
SENTENCE = (
    'Japan sold 1,200 tonnes of tin on March 3, Finance Minister Kiichi Miyazawa said, calling it "a very good price".'
)


def stated(*evidence: str) -> Stated:
    elsewhere = tuple(names("President James Baker met Foreign Minister Hans Genscher in Brazil and in Canada."))
    return Stated("an article", evidence, elsewhere, frozenset(), ())


def altered(rule: Alter, sentence: str = SENTENCE) -> str:
    change = rule(sentence, stated(sentence), Chance("a test"))
    assert change is not None
    return change.text


def case(kind: str = "number", split: str = "dev") -> Case:
    return Case(
        f"{kind}-{split}",
        kind,  # type: ignore[arg-type]
        "seeds",
        split,  # type: ignore[arg-type]
        kind == "faithful",
        "by hand",
        "Two ships sank.",
        ("Three ships sank.",),
        "",
    )


def test_only_the_runner_knows_the_product() -> None:
    for module in PACKAGE.glob("*.py"):
        imported = {
            name
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [str(node.module)]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        of_the_product = {name for name in imported if name.split(".")[0] in {"rag", "vectorstore", "serving"}}
        assert module.name == "measure.py" or not of_the_product, (module.name, of_the_product)


def test_the_cases_are_those_that_were_frozen() -> None:
    try:
        cases = build(SETS)
    except SetMissingError as exc:
        pytest.skip(f"the frozen cases can't be made again here: {exc}")
    assert summary(cases) == frozen()
    assert len({one.id for one in cases}) == len(cases)
    assert all(one.sentence not in one.evidence for one in cases if not one.is_faithful)


def test_the_frozen_counts_suffice_for_every_kind() -> None:
    counts = frozen()["kinds"]
    for kind in ("number", "unit", "date", "name", "speaker", "quoted_words", "negation", "blend"):
        assert counts[f"{kind} dev"] + counts[f"{kind} test"] >= 300, kind
    assert counts["faithful dev"] + counts["faithful test"] >= 1500


def test_an_alteration_changes_its_own_part_only() -> None:
    assert altered(alter_number).split(" tonnes")[1] == SENTENCE.split(" tonnes")[1]
    assert altered(alter_unit).startswith("Japan sold 1,200 ") and " tonnes " not in altered(alter_unit)
    assert " of tin on March 3," not in altered(alter_date)
    assert altered(alter_name).split(" sold ")[0] in {"Brazil", "Canada"}
    assert "Miyazawa" not in altered(alter_speaker)
    assert altered(alter_quote).split('"')[0] == SENTENCE.split('"')[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister asked whether the talks will go on.",  # "will not go on" asks the same
        'The minister said "this will not do".',
        "More than that would be too much, or it would not.",
    ],
)
def test_a_negation_that_changes_no_meaning_is_not_made(sentence: str) -> None:
    assert alter_negation(sentence, stated(sentence), Chance("a test")) is None


def test_a_number_that_may_stay_true_is_left_alone() -> None:
    sentence = "The town has more than 300 people."
    assert alter_number(sentence, stated(sentence), Chance("a test")) is None


@pytest.mark.parametrize(
    ("one", "other"), [("Japan", "Tokyo"), ("James Baker", "Baker"), ("NATO", "North Atlantic Treaty Organization")]
)
def test_names_of_one_thing_never_replace_each_other(one: str, other: str) -> None:
    assert may_be_same(one, other)
    assert not may_be_same(one, "Brazil")


def test_chance_falls_the_same_way_for_the_same_key() -> None:
    assert Chance("a").mixed("abcdef") == Chance("a").mixed("abcdef")
    assert Chance("a").mixed("abcdefghij") != Chance("b").mixed("abcdefghij")


def test_articles_fall_into_both_splits() -> None:
    splits = [split_of(str(number)) for number in range(200)]
    assert 70 < splits.count("dev") < 130


def test_a_sample_is_evenly_spaced_in_each_split() -> None:
    cases = [case(split=split) for split in ("dev", "test") for _ in range(10)]
    assert [one.split for one in sample(cases, 6)] == ["dev"] * 3 + ["test"] * 3


def test_shares_are_counted_by_kind_and_split() -> None:
    number, date = Problem("number", "2"), Problem("date", "May")
    checked = [
        Checked(case(), (number,), 1.0),
        Checked(case(), (date,), 1.0),
        Checked(case(), (), 1.0),
        Checked(case("faithful"), (number,), 1.0),
        Checked(case(split="test"), (number,), 1.0),
    ]
    found = count(checked)
    assert found["number: caught", "dev"] == (2, 3)
    assert found["number: caught", "test"] == (1, 1)
    assert found["faithful: rejected", "dev"] == (1, 1)
    assert found["number named: recall", "dev"] == (1, 3)
    assert found["number named: precision", "dev"] == (1, 2)
    assert found["date named: precision", "dev"] == (0, 1)


def test_failures_of_the_test_split_are_written_only_on_request(tmp_path: Path) -> None:
    checked = [Checked(case(), (), 1.0), Checked(case(split="test"), (), 1.0)]
    path = tmp_path / "failures.jsonl"
    write_failures(checked, path, show_test=False)
    assert [json.loads(line)["split"] for line in path.read_text().splitlines()] == ["dev"]
    write_failures(checked, path, show_test=True)
    assert len(path.read_text().splitlines()) == 2
