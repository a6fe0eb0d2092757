from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hand_built import CASES, Folder, abstained, all_right, all_wrong, answered, cite, write_articles

from evals.cases import Case
from evals.runner import Scores, run_cases, score_answer
from rag.schema import Cell, Column, Row, Table

ROUNDS = CASES[0]
FIVE = ("talks.txt", "Astana has hosted five rounds.")
JANUARY = ("talks.txt", "They began in January.")
BORDER = ("border.txt", "The army moved on August 19.")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return write_articles(tmp_path)


def score(folder: Folder, case: Case, *quotes: tuple[str, str]) -> Scores:
    return score_answer(case, answered(case.question, *quotes), {"news": folder.path})


def test_a_right_answer_scores_on_every_side(folder: Folder) -> None:
    assert score(folder, ROUNDS, FIVE, JANUARY) == Scores(
        outcome="right",
        abstained=False,
        correct=True,
        correct_at_1=True,
        correct_at_3=True,
        fact_recall=1.0,
        sentences=2,
        nearest_holds=None,
        attributed=True,
        citation_correctness=1.0,
        citations_right=True,
        quotes=2,
        quotes_exact=2,
        withheld=0,
    )


def test_a_fact_in_the_second_sentence_is_not_in_the_first(folder: Folder) -> None:
    scores = score(folder, ROUNDS, JANUARY, FIVE)
    assert (scores.correct_at_1, scores.correct_at_3, scores.outcome) == (False, True, "right")


def test_a_fact_in_the_fourth_sentence_is_past_three(folder: Folder) -> None:
    scores = score(folder, ROUNDS, JANUARY, BORDER, JANUARY, FIVE)
    assert (scores.correct_at_3, scores.correct) == (False, True)


def test_the_number_of_a_marker_is_not_a_fact(folder: Folder) -> None:
    case = replace(ROUNDS, facts=(("1",),))
    assert score(folder, case, JANUARY).correct is False


def test_a_sentence_that_is_withheld_does_not_count(folder: Folder) -> None:
    answer = answered(ROUNDS.question, JANUARY, withheld="Astana hosted five rounds.")
    scores = score_answer(ROUNDS, answer, {"news": folder.path})
    assert (scores.correct, scores.withheld, scores.outcome) == (False, 1, "facts_missing")


def test_the_words_of_an_abstention_never_count(folder: Folder) -> None:
    scores = score_answer(ROUNDS, abstained(ROUNDS.question, "Not five."), {"news": folder.path})
    assert (scores.correct, scores.fact_recall, scores.sentences) == (False, 0.0, None)
    assert (scores.citations_right, scores.outcome) == (None, "false_refusal")


def test_a_refusal_that_shows_the_answer_as_nearest_evidence_is_told(folder: Folder) -> None:
    def holds(case: Case, *nearest: tuple[str, str]) -> bool | None:
        shown = (cite(None, path, quote) for path, quote in nearest)
        return score_answer(case, abstained(case.question, "No.", *shown), {"news": folder.path}).nearest_holds

    assert holds(ROUNDS, JANUARY, FIVE) is True
    assert holds(ROUNDS, JANUARY) is False
    assert holds(ROUNDS) is False
    assert holds(CASES[3], FIVE) is None  # nothing to find


def test_right_words_cited_elsewhere_are_not_right(folder: Folder) -> None:
    case = replace(ROUNDS, files=("border.txt",))
    scores = score(folder, case, FIVE)
    assert (scores.correct, scores.citations_right, scores.outcome) == (True, False, "wrong_file")


def test_every_file_must_be_cited_where_all_are_needed(folder: Folder) -> None:
    case = replace(ROUNDS, files=("talks.txt", "border.txt"), all_files=True)
    assert score(folder, case, FIVE).outcome == "wrong_file"
    assert score(folder, case, FIVE, BORDER).outcome == "right"


def test_an_answer_that_says_what_is_wrong_besides_is_not_right(folder: Folder) -> None:
    case = replace(ROUNDS, wrong=("began in January",))
    assert score(folder, case, FIVE).outcome == "right"
    assert score(folder, case, FIVE, JANUARY).outcome == "says_wrong"


def test_an_answer_that_does_not_say_who_says_it_is_not_right(folder: Folder) -> None:
    case = replace(ROUNDS, attributed_to=("Astana",))
    assert score(folder, case, FIVE).outcome == "right" and score(folder, case, FIVE).attributed is True
    unnamed = score(folder, replace(case, attributed_to=("Lavrov",)), FIVE)
    assert unnamed.outcome == "unattributed" and unnamed.attributed is False
    assert score(folder, replace(ROUNDS, attributed_to=()), FIVE).attributed is None, (
        "unscored where nobody is asked for"
    )


def test_an_answer_must_have_the_form_that_was_asked_for(folder: Folder) -> None:
    case = replace(ROUNDS, form="list")
    answer = answered(case.question, FIVE)
    assert score_answer(case, answer, {"news": folder.path}).outcome == "wrong_form"
    table = Table("list", (Column("article"),), (Row((Cell("talks", (1,)),)),))
    assert score_answer(case, replace(answer, table=table), {"news": folder.path}).outcome == "right"
    timeline = replace(answer, table=replace(table, kind="timeline"))
    assert score_answer(case, timeline, {"news": folder.path}).outcome == "wrong_form"


def test_an_answer_to_the_unanswerable_is_false_and_its_citations_unscored(folder: Folder) -> None:
    scores = score(folder, CASES[3], FIVE)
    assert scores.outcome == "false_answer"
    assert (scores.correct, scores.fact_recall, scores.citation_correctness, scores.citations_right) == (None,) * 4


def test_nearest_evidence_is_checked_against_the_bytes_too(folder: Folder) -> None:
    nearest = (cite(None, *FIVE), cite(None, *JANUARY, shift=1))
    scores = score_answer(CASES[3], abstained("Who paid?", "No.", *nearest), {"news": folder.path})
    assert (scores.quotes, scores.quotes_exact, scores.outcome) == (2, 1, "right")


def test_a_quote_from_a_root_the_index_does_not_have_is_not_exact(folder: Folder) -> None:
    scores = score_answer(ROUNDS, answered(ROUNDS.question, FIVE), {"other": folder.path})
    assert (scores.quotes, scores.quotes_exact) == (1, 0)


def test_a_file_changed_since_makes_its_quotes_inexact(folder: Folder) -> None:
    (folder.path / "talks.txt").write_text("Nothing of the kind.", encoding="utf-8")
    scores = score(folder, ROUNDS, FIVE)
    assert (scores.quotes, scores.quotes_exact) == (1, 0)


def test_every_way_of_being_wrong_is_told_apart(folder: Folder) -> None:
    run = run_cases(CASES, all_wrong(folder))
    outcomes = [record.scores.outcome for record in run.records]
    assert outcomes == ["facts_missing", "false_refusal", "error", "false_answer", "false_answer"]


def test_an_error_is_kept_and_is_neither_an_answer_nor_a_refusal(folder: Folder) -> None:
    record = run_cases(CASES, all_wrong(folder)).records[2]
    assert record.answer is None
    assert record.error == "the endpoint is down; start it"
    assert (record.scores.abstained, record.scores.correct, record.scores.fact_recall) == (False, False, 0.0)


def test_cases_are_asked_in_order_and_progress_is_told(folder: Folder) -> None:
    told: list[tuple[int, int]] = []
    run = run_cases(CASES, all_right(folder), progress=lambda done, total: told.append((done, total)))
    assert [record.case.id for record in run.records] == ["c1", "c2", "c3", "c4", "c5"]
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert {record.scores.outcome for record in run.records} == {"right"}
    assert all(record.latency_ms >= 0 for record in run.records)
