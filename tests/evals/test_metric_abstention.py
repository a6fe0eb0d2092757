from __future__ import annotations

from evals.metrics.abstention import (
    Decision,
    Ratio,
    abstention_precision,
    abstention_recall,
    false_answer_rate,
    false_refusal_rate,
)

# 4 answerable, of which 1 refused; 3 unanswerable, of which 2 refused
MIXED = [
    Decision(answerable=True, abstained=False),
    Decision(answerable=True, abstained=False),
    Decision(answerable=True, abstained=False),
    Decision(answerable=True, abstained=True),
    Decision(answerable=False, abstained=True),
    Decision(answerable=False, abstained=True),
    Decision(answerable=False, abstained=False),
]
ALL_RIGHT = [Decision(True, False), Decision(True, False), Decision(False, True)]
ALL_WRONG = [Decision(True, True), Decision(True, True), Decision(False, False)]


def test_a_mixed_run_is_counted_by_hand() -> None:
    assert abstention_precision(MIXED) == Ratio(2, 3)  # 3 refused, 2 of them unanswerable
    assert abstention_recall(MIXED) == Ratio(2, 3)  # 3 unanswerable, 2 of them refused
    assert false_answer_rate(MIXED) == Ratio(1, 3)
    assert false_refusal_rate(MIXED) == Ratio(1, 4)


def test_all_right_is_one_and_all_wrong_is_zero() -> None:
    assert abstention_precision(ALL_RIGHT).value == 1.0
    assert abstention_recall(ALL_RIGHT).value == 1.0
    assert false_answer_rate(ALL_RIGHT).value == 0.0
    assert false_refusal_rate(ALL_RIGHT).value == 0.0
    assert abstention_precision(ALL_WRONG).value == 0.0
    assert abstention_recall(ALL_WRONG).value == 0.0
    assert false_answer_rate(ALL_WRONG).value == 1.0
    assert false_refusal_rate(ALL_WRONG).value == 1.0


def test_precision_is_unscored_where_nothing_was_refused() -> None:
    assert abstention_precision([Decision(True, False), Decision(False, False)]).value is None


def test_recall_is_unscored_where_nothing_is_unanswerable() -> None:
    assert abstention_recall([Decision(True, True)]).value is None
    assert false_answer_rate([Decision(True, True)]).value is None


def test_false_refusals_are_unscored_where_nothing_is_answerable() -> None:
    assert false_refusal_rate([Decision(False, True)]).value is None


def test_refusing_everything_has_full_recall_and_the_price_shows() -> None:
    refused = [Decision(decision.answerable, True) for decision in MIXED]
    assert abstention_recall(refused).value == 1.0
    assert abstention_precision(refused).value == 3 / 7
    assert false_refusal_rate(refused).value == 1.0
