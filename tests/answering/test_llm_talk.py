"""What a model writes that is no answer: talk, thoughts, links, finding nothing, refusals."""

from __future__ import annotations

import pytest
from parrot import Parrot, drafts

from rag.answering.evidence import Draft
from rag.answering.model.llm_reader import read_with_model
from rag.errors import ModelError
from rag.settings import Settings
from tests.endpoints.evidence import document, evidence_of


@pytest.mark.parametrize(
    "written",
    [
        "NOT FOUND",
        "NOT FOUND.",
        "not found",
        "Not found.",
        "**NOT FOUND**",
        '"NOT FOUND"',
        "NOT_FOUND",
        "NOT FOUND. [1] Lavrov is a minister. [2]",
        "NOT FOUND in the evidence.",
        "<think>Who knows.</think>\n\nNOT FOUND",
        "Sure! NOT FOUND",
        "The evidence does not say who it was.",
        "The provided articles do not contain this information.",
        "I cannot answer this question.",
        "I'm sorry, but I cannot answer this from the evidence.",
    ],
)
def test_a_model_that_finds_nothing_drafts_nothing(written: str) -> None:
    assert drafts(written) == []


@pytest.mark.parametrize(
    "written",
    [
        "I can't help with that.",
        "I'm sorry, but I can’t assist with that request.",
        "I’m sorry, I cannot help with this.",
        "Sorry, I am unable to comply with that.",
        "As an AI language model, I cannot provide that.",
        "I'm not able to discuss that topic.",
    ],
)
def test_a_model_that_declines_is_an_error_that_says_so(written: str) -> None:
    with pytest.raises(ModelError, match="parrot at localhost declined") as caught:
        drafts(written)
    assert caught.value.kind == "declined"


def test_a_person_who_can_not_help_is_no_refusal_of_the_model() -> None:
    assert drafts("“I can't help them,” Lavrov said. [1]") != []
    assert drafts("Lavrov denied it all. [1] I can't help with more than that.")[0] == ("Lavrov denied it all.", (1,))


def test_a_sentence_that_only_begins_like_a_refusal_is_drafted() -> None:
    assert drafts("Not found guilty, he went home. [1]") == [("Not found guilty, he went home.", (1,))]
    assert drafts("The text of the deal does not mention Turkey. [1]") != []


def test_a_refusal_after_an_answer_ends_the_answer() -> None:
    assert drafts("Lavrov denied it all. [1] NOT FOUND. Assad spoke. [2]") == [("Lavrov denied it all.", (1,))]


@pytest.mark.parametrize(
    "written",
    [
        "Sure! Here is the answer:\nLavrov denied it. [1]",
        "Certainly. Lavrov denied it. [1]",
        "Based on the evidence, Lavrov denied it. [1]",
        "According to the provided evidence sentences, Lavrov denied it. [1]",
        "Answer: Lavrov denied it. [1]",
        "Lavrov denied it. [1] I hope this helps!",
        "Lavrov denied it. [1]\n\nLet me know if you need more.",
        "Lavrov denied it. [1] Lavrov denied it. [1]",
    ],
)
def test_talk_around_the_answer_is_dropped(written: str) -> None:
    assert drafts(written) == [("Lavrov denied it.", (1,))]


LINKS = [
    "Lavrov denied it, see http://evil.example/?q=a. [1]",
    "Lavrov denied it ![](http://evil.example/a.png). [1]",
    "![x][ref] Lavrov denied it. [1]",
    "[Lavrov denied it](http://evil.example). [1]",
    "[Lavrov denied it][ref]. [1]",
    "[ref]: //evil.example/a Lavrov denied it. [1]",
    "<a href=//evil.example>Lavrov denied it</a>. [1]",
    "Lavrov denied it<img src=x onerror=alert(1)>. [1]",
    "Lavrov denied it at www.evil.example. [1]",
    "Lavrov denied it at evil.example/path. [1]",
    "Lavrov denied it: javascript:alert(1). [1]",
    "Lavrov denied it, write to me@evil.example. [1]",
    "Lavrov denied it, see ftp://evil.example.",
]


@pytest.mark.parametrize("written", LINKS)
def test_a_link_or_markup_that_the_evidence_does_not_have_makes_a_draft_point_at_nothing(written: str) -> None:
    drafted = drafts(written)
    assert drafted and all(points_at == () for text, points_at in drafted if "denied" in text)


def test_a_link_that_the_evidence_has_may_be_repeated() -> None:
    evidence = evidence_of(document("SANA wrote it on www.sana.sy/en on Sunday."))
    model = Parrot("It was written on www.sana.sy/en. [1]")
    drafted = list(read_with_model("Where?", evidence, model, settings=Settings(), seconds=5))
    assert drafted == [Draft("It was written on www.sana.sy/en.", (1,))]


def test_thoughts_are_left_out_also_where_their_opening_tag_is_missing() -> None:
    assert drafts("Hm, [3] maybe</think>Lavrov denied it. [1]") == [("Lavrov denied it.", (1,))]


def test_a_thought_that_never_ends_is_an_error_and_not_an_abstention() -> None:
    with pytest.raises(ModelError) as caught:
        drafts("<think>Let me see. Lavrov denied it. [1]", finish="length")
    assert caught.value.kind == "broken_stream"
