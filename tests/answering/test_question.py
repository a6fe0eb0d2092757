"""What a question asks for: its matter, its kind of answer, whose words."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rag.answering.reader.question
from rag.answering.reader.question import ANSWER_TYPES, understand

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_examples_in_the_documentation_hold() -> None:
    found = doctest.testmod(rag.answering.reader.question)
    assert found.attempted >= 3 and found.failed == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who sank the ferry?", "person"),
        ("Whose harbour is it?", "person"),
        ("When did the ferry sink?", "time"),
        ("In what year was the bridge built?", "time"),
        ("On which day did it close?", "time"),
        ("Where did the ferry sink?", "place"),
        ("In which city did they meet?", "place"),
        ("Which country sent tents?", "place"),
        ("How many people drowned?", "number"),
        ("How much did Norbank lend?", "number"),
        ("What percentage had no water?", "number"),
        ("What is the population of Varnholm?", "number"),
        ("What was the estimated death toll?", "number"),
        ("What was the date of the strike?", "time"),
        ("What is the birthplace of Ana Lobo?", "place"),
        ("What is the name of the ferry?", "thing"),
        ("Why did the dockers strike?", "reason"),
        ("What caused the blaze?", "reason"),
        ("Did the ferry sink?", "yes_no"),
        ("Was anyone hurt?", "yes_no"),
        ("What did the mayor say about the harbour?", "statement"),
        ("What has Lobo promised?", "statement"),
        ("What sank off Port Selby?", "thing"),
        ("Which company bought the harbour?", "thing"),
        ("Tell me about the ferry", "thing"),
    ],
)
def test_the_kind_of_answer_is_read_from_the_wording(text: str, kind: str) -> None:
    assert understand(text).kind == kind
    assert understand(text.lower()).kind == kind


def test_case_and_accents_do_not_change_what_is_asked() -> None:
    one, other = understand("When did Müller resign?"), understand("WHEN DID MULLER RESIGN?")
    assert one.kind == other.kind and [w.stem for w in one.matter] == [w.stem for w in other.matter]


def test_the_matter_is_each_word_once_without_the_words_of_form() -> None:
    matter = understand("Why did the ferry, the ferry Halcyon, sink near the ferries' harbour?").matter
    assert [word.stem for word in matter] == ["ferri", "halcyon", "sink", "near", "harbour"]


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("How many towns were flooded?", "town"),
        ("How many of the dockers came?", "docker"),
        ("Which company bought it?", "compani"),
        ("What did she say?", None),
        ("Who came?", None),
    ],
)
def test_what_is_counted_or_picked_is_known(text: str, noun: str | None) -> None:
    assert understand(text).asked_noun == noun


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("What did Mayor Ana Lobo say about the harbour?", {"mayor", "ana", "lobo"}),
        ("How does Brask describe the bridge?", {"brask"}),
        ("What did the union demand?", {"union"}),
        ("What did Lobo do?", set()),
        ("Who said that?", set()),
        ("What did he say?", set()),
    ],
)
def test_whose_words_are_asked_for_is_known(text: str, speaker: set[str]) -> None:
    assert understand(text).speaker == speaker


@unhurried
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("what did who how many say Lobo of the ? when".split())).map(" ".join)
)
def test_any_text_is_taken_apart(text: str) -> None:
    question = understand(text)
    assert question.text == text and question.kind in ANSWER_TYPES
    stems = [word.stem for word in question.matter]
    assert len(stems) == len(set(stems)) and not any(word.stop for word in question.matter)
