"""Who does what to whom, and when, where sentences are blended or turned round."""

from __future__ import annotations

import pytest

from rag.answering.verifying.acts import turned_acts
from rag.answering.verifying.bindings import moved_day, moved_subject

TALKS = "Ana Lobo hosted Piotr Wend, Eva Brask and Samuel Okoro, who later briefed Ines Carvalho."


@pytest.mark.parametrize(
    "sentence",
    [
        "Wend hosted Lobo.",
        "Eva Brask hosted the others.",
        "Carvalho briefed Okoro.",
        "Carvalho also briefed the press.",
    ],
)
def test_whom_the_evidence_has_acted_on_does_not_act(sentence: str) -> None:
    assert list(turned_acts(sentence, TALKS))


@pytest.mark.parametrize(
    "sentence",
    [
        "Wend was hosted by Lobo.",
        "Lobo hosted Brask.",
        "Okoro, who was hosted by Lobo, briefed Carvalho.",
        "Wend's host was Lobo.",
    ],
)
def test_the_same_act_in_other_words_is_not_turned(sentence: str) -> None:
    assert list(turned_acts(sentence, TALKS)) == []


def test_two_meet_one_another_and_a_speaker_may_stand_behind_said() -> None:
    assert list(turned_acts("Wend met Lobo. Wend said it.", "Lobo met Wend. “Yes,” said Wend.")) == []


BY_LOBO = "Mayor Ana Lobo said on Friday that she would travel to Lisbon with a letter for the harbour board."
BY_WEND = "Piotr Wend told reporters on Monday that the ferry was safe."


def test_what_one_evidence_sentence_tells_is_not_put_on_a_day_or_a_person_of_another() -> None:
    moved = "Lobo would travel to Lisbon on Monday with a letter for the harbour board."
    assert moved_day(moved, [BY_LOBO, BY_WEND]) == "monday"
    assert moved_day(moved.replace("Monday", "Friday"), [BY_LOBO, BY_WEND]) is None
    turned = "Piotr Wend would travel to Lisbon with a letter for the harbour board."
    assert moved_subject(turned, [BY_LOBO, BY_WEND], ["", ""], f"{BY_LOBO} {BY_WEND}") is not None
    assert moved_subject(turned.replace("Piotr Wend", "Lobo"), [BY_LOBO, BY_WEND], ["", ""], "") is None


def test_only_who_is_known_to_be_its_he_does_what_a_sentence_tells_of_him() -> None:
    he = "He praised the harbour board for its work on the ferry."
    told = f"Piotr Wend came. Ana Lobo came. {he}"
    assert moved_subject("Lobo praised the harbour board for its work.", [he], ["Piotr Wend"], told) is not None
    assert moved_subject("Wend praised the harbour board for its work.", [he], ["Piotr Wend"], told) is None
    assert moved_subject("Lobo praised the harbour board for its work.", [he], [""], told) is None


def test_whom_the_article_only_has_as_the_listener_says_nothing_of_it() -> None:
    text = "Such a harbour would stand up to any storm of the west, added the mayor during a meeting with Eva Brask."
    moved = "Brask said such a harbour would stand up to any storm."
    told = f"Mayor Ana Lobo spoke. {text}"
    assert moved_subject(moved, [text], ["Ana Lobo"], told) == ("Brask", "Ana Lobo")
    assert moved_subject(moved.replace("Brask", "Lobo"), [text], ["Ana Lobo"], told) is None
    assert moved_subject(moved, [text], [""], told) is None
