"""What an altered sentence is caught by, and what faithful words pass."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from verification_cases import (
    ALTERED,
    DENIAL,
    FAITHFUL,
    FERRY,
    LOAN,
    MAYOR,
    PILOT,
    QUOTE,
    WRONGLY_REFUSED,
    WRONGLY_SUPPORTED,
    Altered,
    Faithful,
    Gap,
)

from rag.answering.verifying.verification import verify
from rag.embedding.meaning import Meaning
from rag.schema import Problem

unhurried = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MEANING = Meaning()


def problems(sentence: str, *evidence: str, background: str = "") -> tuple[Problem, ...]:
    return verify(sentence, evidence, meaning=MEANING, background=background)


def kinds(case: Altered) -> set[str]:
    return {problem.kind for problem in problems(case.sentence, case.evidence)}


def known(gaps: tuple[Gap, ...]) -> list[object]:
    return [
        pytest.param(gap.case, marks=pytest.mark.xfail(strict=True, reason=gap.reason), id=gap.case.sentence)
        for gap in gaps
    ]


def test_there_are_at_least_thirty_cases_of_each_side() -> None:
    assert len(ALTERED) >= 30 and len(FAITHFUL) >= 30
    assert {"number", "unit", "date", "name", "quoted_words", "negation"} <= {case.kind for case in ALTERED}


@pytest.mark.parametrize("case", ALTERED, ids=[case.sentence for case in ALTERED])
def test_a_sentence_altered_in_one_point_is_caught_at_that_point(case: Altered) -> None:
    assert case.kind in kinds(case)


@pytest.mark.parametrize("case", FAITHFUL, ids=[case.sentence for case in FAITHFUL])
def test_a_faithful_sentence_in_other_words_passes(case: Faithful) -> None:
    assert problems(case.sentence, case.evidence) == ()


@pytest.mark.parametrize("case", known(WRONGLY_SUPPORTED))
def test_what_verification_does_not_catch_as_yet(case: Altered) -> None:
    assert kinds(case)


@pytest.mark.parametrize("case", known(WRONGLY_REFUSED))
def test_what_verification_refuses_as_yet_although_it_is_faithful(case: Faithful) -> None:
    assert problems(case.sentence, case.evidence) == ()


@pytest.mark.parametrize("evidence", [case.evidence for case in FAITHFUL[::4]])
def test_the_evidence_itself_passes_in_other_type(evidence: str) -> None:
    assert problems(evidence, evidence) == ()
    assert problems(evidence.upper().replace("“", '"').replace("”", '"').replace("'", "’"), evidence) == ()


def test_a_sentence_that_points_at_nothing_has_no_evidence() -> None:
    assert [problem.kind for problem in problems("It rains.")] == ["no_evidence"]


@pytest.mark.parametrize(
    "sentence",
    ["He said so.", "They were there.", "—", "..."],
)
def test_a_sentence_without_matter_says_nothing_that_can_be_checked(sentence: str) -> None:
    assert "not_said" in {problem.kind for problem in problems(sentence, FERRY)}


def test_a_problem_names_the_words_that_are_not_in_the_evidence() -> None:
    (problem,) = problems("The ferry Halcyon sank off Port Selby with 221 passengers aboard.", FERRY)
    assert problem == Problem("number", "221 is not in the evidence")


def test_every_altered_point_is_named_and_not_only_the_first() -> None:
    found = problems("Mayor Eva Lobo told reporters on Friday that the city would sell the harbour.", MAYOR)
    assert {problem.kind for problem in found} >= {"date", "name", "negation"}


def test_two_sentences_may_support_together_what_neither_does_alone() -> None:
    sentence = (
        "Norbank, which lent the port 4.2 million euros, will not get the harbour, Mayor Ana Lobo told reporters."
    )
    assert problems(sentence, LOAN) and problems(sentence, MAYOR)
    assert problems(sentence, LOAN, MAYOR) == ()


def test_what_stands_before_may_say_who_he_is_but_no_number_and_no_quote() -> None:
    pronoun = "He denied that his soldiers had entered the village on the night of the attack."
    assert problems("General Oduya denied that his soldiers had entered the village.", pronoun)
    assert not problems("General Oduya denied that his soldiers had entered the village.", pronoun, background=DENIAL)
    number = "General Oduya denied that his 300 soldiers had entered the village."
    assert "number" in {p.kind for p in problems(number, pronoun, background="General Oduya led 300 soldiers.")}
    quote = "General Oduya denied that his soldiers had entered the “quiet village”."
    assert "quoted_words" in {p.kind for p in problems(quote, pronoun, background="Oduya spoke of a quiet village.")}


@unhurried
@given(st.integers(0, 5000))
def test_any_number_that_is_not_in_the_evidence_is_caught(number: int) -> None:
    found = {problem.kind for problem in problems(f"The ferry Halcyon sank with {number} passengers aboard.", FERRY)}
    assert ("number" in found) == (number != 212)  # 18 drowned


@unhurried
@given(
    st.text(alphabet="abcdefghij ", min_size=3, max_size=30).filter(lambda words: words.strip() not in QUOTE.lower())
)
def test_any_quoted_words_that_are_not_in_the_evidence_are_caught(words: str) -> None:
    found = problems(f"Elin Brask said: “We have paid {words} for this bridge twice.”", QUOTE)
    assert "quoted_words" in {problem.kind for problem in found}


@unhurried
@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=2))
def test_no_text_makes_verification_fail(sentence: str, evidence: list[str]) -> None:
    assert all(problem.detail for problem in problems(sentence, *evidence))


@pytest.mark.parametrize("sentence", ["Samuel Okoro reported engine trouble.", "Okoro, 54, was the pilot."])
def test_a_part_of_a_sentence_passes_for_itself(sentence: str) -> None:
    assert problems(sentence, PILOT) == ()


@pytest.mark.parametrize("day", ["on 19 August", "on Saturday", "on August 19, 2017", "on Saturday, August 19"])
def test_a_relative_date_is_the_day_that_it_was_where_the_day_of_publication_is_known(day: str) -> None:
    evidence = "The ferry Halcyon sank off Port Selby on Saturday."
    sentence = f"The ferry Halcyon sank off Port Selby {day}."
    assert verify(sentence, [evidence], meaning=MEANING, published=["2017-08-22"]) == ()
    if "19" in day:
        assert verify(sentence, [evidence], meaning=MEANING)
        assert verify(sentence, [evidence], meaning=MEANING, published=["2017-09-22"])


def test_a_number_belongs_where_it_stands() -> None:
    assert problems("Wages rose to 92 euros from 80.", "Wages rose to 92 euros from 80.") == ()
    assert problems("Wages rose to 80 euros from 92.", "Wages rose to 92 euros from 80.")
    assert problems("Wages rose to 80 euros from 80.", "Wages rose to 92 euros from 80.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Norbank said the city would not sell the harbour to Dalmore.",
        "Dalmore lent the port 4.2 million euros in March.",
        "Norbank lent the port 4.2 million euros on Tuesday.",
    ],
)
def test_the_subject_of_one_sentence_has_not_done_what_another_tells(sentence: str) -> None:
    evidence = [
        "Dalmore said on Tuesday the city would not sell the harbour to Dalmore.",
        "Norbank lent the port 4.2 million euros in March.",
    ]
    assert problems(sentence, *evidence)


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The dam will be closed.", "The dam may be closed."),
        ("The council has decided to close the dam.", "The council plans to close the dam."),
        ("The dam is certain to be closed in June.", "The dam is expected to be closed in June."),
        ("The final budget of the dam rose.", "The proposed budget of the dam rose."),
    ],
)
def test_what_may_be_is_not_told_as_sure(sentence: str, evidence: str) -> None:
    assert "negation" in {problem.kind for problem in problems(sentence, evidence)}
    assert problems(evidence.replace("The", "the", 1), evidence) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "“We have paid for this bridge twice,” said Elin Brask.",
        '"We have paid for this bridge twice," said Elin Brask.',
        "«We have paid for this bridge twice», said Elin Brask.",
        "„We have paid for this bridge twice“, said Elin Brask.",
        "‘We have paid for this bridge twice’, said Elin Brask.",
    ],
)
def test_quotation_marks_of_all_kinds_are_quotation_marks(sentence: str) -> None:
    assert problems(sentence, QUOTE) == ()
    assert "quoted_words" in {problem.kind for problem in problems(sentence.replace("bridge", "tunnel"), QUOTE)}


def test_a_denial_reaches_what_it_denies_and_not_what_it_takes_for_granted() -> None:
    denied = "The mayor denied reports that a planned ferry festival in Port Selby on 3 May had been postponed."
    assert problems("The ferry festival in Port Selby had been planned for 3 May.", denied) == ()
    for turned in ("postponed", "delayed", "put off"):
        found = problems(f"The planned ferry festival in Port Selby on 3 May was {turned}.", denied)
        assert "negation" in {problem.kind for problem in found}


def test_money_that_is_told_as_the_number_of_something_is_caught() -> None:
    evidence = "Norbank is selling 150 million dollars of deposit notes."
    assert problems("Norbank is selling 150 million deposit notes.", evidence)[0].kind == "unit"
    assert problems("Norbank is selling deposit notes of 150 million dollars.", evidence) == ()


def test_a_word_left_out_beside_a_quotation_is_no_other_quotation() -> None:
    evidence = (
        "However, the mayor rejected plans of building ‘safe harbours’, and said it would only ‘invite smugglers’."
    )
    assert (
        problems("The mayor rejected plans of safe harbours and said they would only invite smugglers.", evidence) == ()
    )


def test_one_of_what_the_evidence_has_several_of_is_caught() -> None:
    evidence = "Norbank plans to sell its port to three Danish insurance companies."
    assert problems("Norbank plans to sell its port to Danish insurance companies.", evidence) == ()
    found = problems("Norbank plans to sell its port to a Danish insurance company.", evidence)
    assert "number" in {problem.kind for problem in found}


def test_a_number_may_be_left_out_with_its_whole_clause() -> None:
    evidence = "The bank lent 92 million euros against 40 million lent a year earlier, a spokesman said."
    assert problems("The bank lent 92 million euros, a spokesman said.", evidence) == ()


@pytest.mark.parametrize("scrap", ["The Norwegian Mayor Ana Lobo", "Ana Lobo Tells City"])
def test_a_scrap_that_the_evidence_does_not_have_is_not_said(scrap: str) -> None:
    assert "not_said" in {problem.kind for problem in problems(scrap, MAYOR)}


def test_a_comma_left_out_of_a_quotation_is_no_other_quotation() -> None:
    evidence = "“We paid for the bridge, the quay, and the dam,” said Elin Brask."
    assert problems("Elin Brask said: “We paid for the bridge, the quay and the dam.”", evidence) == ()
    assert problems("Elin Brask said: “We paid for the bridge, the quay and the port.”", evidence)


def test_what_somebody_was_before_may_be_said_in_another_word() -> None:
    evidence = "Elin Lobo, previously known as Elin Brask, heads the taxpayers' union."
    assert problems("The taxpayers' union is headed by Elin Lobo (formerly Elin Brask).", evidence) == ()
    assert problems("Elin Lobo formerly heads the union.", "Elin Lobo heads the union.")


def test_what_something_is_said_to_be_is_in_the_evidence() -> None:
    evidence = "The company expects that its earnings per share will increase, Elin Brask of Norbank said."
    assert "not_said" in {p.kind for p in problems("The company is at stake, Elin Brask of Norbank said.", evidence)}
    topic = "The topic of the talks on wages was the role of Elin Brask in the talks on wages in Varnholm."
    assert problems(topic, "Elin Brask spoke of the talks on wages in Varnholm.")
    assert problems("Halcyon was the name of the ferry that sank with 212 passengers aboard.", FERRY) == ()


def test_a_number_counts_what_it_counts_in_the_evidence() -> None:
    evidence = "Hundreds of wanted dockers came home, and the pact helped more than a million farmers."
    assert "number" in {p.kind for p in problems("The pact helped hundreds of farmers.", evidence)}
    assert not problems("The pact helped more than a million farmers.", evidence)
    assert not problems("Hundreds of wanted dockers came home.", evidence)


def test_all_do_not_stand_for_several_and_north_not_for_east() -> None:
    evidence = "The army has managed to retake several key strategic points in the east of the country."
    for one, other in (("several", "all"), ("east", "north")):
        assert problems(evidence.replace(one, other).replace("The army has", "The army have"), evidence)
