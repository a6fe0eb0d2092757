"""Drafts out of what models write: markers in every style, sentence by sentence, and where reading stops. Under 5 s."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parrot import EVIDENCE, Parrot, drafts, reading

from rag.answering.evidence import Draft
from rag.answering.model.llm_reader import MAX_SENTENCES, read_with_model
from rag.errors import ModelError
from rag.schema import Usage
from rag.settings import Settings


@pytest.mark.parametrize(
    ("written", "points_at"),
    [
        ("Lavrov denied it. [1]", (1,)),
        ("Lavrov denied it [1].", (1,)),
        ("Lavrov denied it.[1]", (1,)),
        ("Lavrov denied it. [1][2]", (1, 2)),
        ("Lavrov denied it [1] [2].", (1, 2)),
        ("Lavrov denied it. [1, 2]", (1, 2)),
        ("Lavrov denied it. [1; 2 and 3]", (1, 2, 3)),
        ("Lavrov denied it. [1-3]", (1, 2, 3)),
        ("Lavrov denied it. [1–3, 7]", (1, 2, 3, 7)),
        ("Lavrov denied it. 【1】", (1,)),
        ("Lavrov denied it. 【3†source】", (3,)),
        ("Lavrov denied it. ［１］", (1,)),
        ("Lavrov denied it. [Source 7]", (7,)),
        ("Lavrov denied it. [Sources: 1, 2]", (1, 2)),
        ("Lavrov denied it. [^1]", (1,)),
        ("[1] Lavrov denied it.", (1,)),
        ("[1][3] Lavrov denied it. [1]", (1, 3)),
        ("- Lavrov denied it. [2]", (2,)),
        ("1. Lavrov denied it. [2]", (2,)),
        ("**Lavrov** denied it. [2]", (2,)),
        ("Lavrov denied it.\n[2]", (2,)),
        ("Lavrov denied it. [1-900]", (1, 900)),
        ("Lavrov denied it.", (1,)),  # where its words stand
    ],
)
def test_markers_of_every_style_are_read_and_taken_out(written: str, points_at: tuple[int, ...]) -> None:
    assert drafts(written) == [("Lavrov denied it.", points_at)]


@pytest.mark.parametrize(
    "prose",
    [
        "They won in [1998].",
        "The first (1) and the second (2) left.",
        "He said: “I [the president] stay.”",
        "It is Article [12345].",
    ],
)
def test_brackets_that_are_prose_stay(prose: str) -> None:
    assert drafts(prose) == [(prose, ())]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Assad spoke. [2] Lavrov denied it all. [1]", [("Assad spoke.", (2,)), ("Lavrov denied it all.", (1,))]),
        ("[2] Assad spoke. [1] Lavrov denied it all.", [("Assad spoke.", (2,)), ("Lavrov denied it all.", (1,))]),
        ("[2] Assad spoke.\n[1] Lavrov denied it all.", [("Assad spoke.", (2,)), ("Lavrov denied it all.", (1,))]),
        ("Assad spoke [2]. Lavrov denied it all [1].", [("Assad spoke.", (2,)), ("Lavrov denied it all.", (1,))]),
        ("- Assad spoke.[2]\n- Lavrov denied it all.[1]", [("Assad spoke.", (2,)), ("Lavrov denied it all.", (1,))]),
        ("Assad spoke.[2]Lavrov denied it all.[1]", [("Assad spoke.", (2,)), ("Lavrov denied it all.", (1,))]),
    ],
)
def test_each_sentence_keeps_its_own_markers(written: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert drafts(written) == expected


@given(pieces=st.integers(1, 60))
@settings(max_examples=30, deadline=None)
def test_how_the_reply_is_cut_into_pieces_changes_nothing(pieces: int) -> None:
    written = (
        "<think>[9] Hm. Well.</think>Sure! Mr. Assad spoke in the U.S. on Sunday, for 3.5 hours [2]. "
        "He said: “I stay. I fight.” [2, 3]\n- Lavrov denied it all.[1] Turkey objected. 【3】"
    )
    assert drafts(written, pieces=pieces) == [
        ("Mr. Assad spoke in the U.S. on Sunday, for 3.5 hours.", (2,)),
        ("He said: “I stay. I fight.”", (2, 3)),
        ("Lavrov denied it all.", (1,)),
        ("Turkey objected.", (3,)),
    ]


def test_a_sentence_is_drafted_before_the_reply_is_over() -> None:
    model = Parrot("Lavrov denied it all. [1] " + "Turkey objected to the delegation at great length. [3]")
    drafted = read_with_model("Who?", EVIDENCE, model, settings=Settings(), seconds=5)
    assert next(drafted) == Draft("Lavrov denied it all.", (1,))
    assert model.written < 50
    drafted.close()
    assert model.stopped


@pytest.mark.parametrize("written", ["[3]", "[3].", " [3]\n", "【3】", "[Source 3]"])
def test_a_reply_of_markers_alone_points_without_saying(written: str) -> None:
    assert drafts(written) == [("", (3,))]


def test_a_sentence_without_markers_points_at_the_evidence_that_has_most_of_its_words_or_at_none() -> None:
    assert drafts("On Sunday it was Assad who spoke.") == [("On Sunday it was Assad who spoke.", (2,))]
    assert drafts("Merkel and Macron met Putin on Sunday.") == [("Merkel and Macron met Putin on Sunday.", ())]


def test_a_sentence_cut_at_the_token_limit_is_dropped() -> None:
    cut = "Lavrov denied it. [1] Assad spoke on"
    assert drafts(cut, finish="length") == [("Lavrov denied it.", (1,))]
    assert drafts("Lavrov denied it. [1] Assad spoke [2] and then", finish="length") == [("Lavrov denied it.", (1,))]
    assert drafts("Lavrov denied it [1]", finish="length") == [("Lavrov denied it", (1,))]
    assert drafts(cut)[1:] == [("Assad spoke on", (2,))]
    with pytest.raises(ModelError):
        drafts("Assad spoke on", finish="length")


def test_no_more_than_five_sentences_are_read_and_then_the_model_is_stopped() -> None:
    model = Parrot(" ".join(f"Number {n} said that he would leave. [1]" for n in range(1000)))
    drafted = list(read_with_model("Who?", EVIDENCE, model, settings=Settings(), seconds=5))
    assert len(drafted) == MAX_SENTENCES
    assert model.stopped and model.written < 400


def test_a_model_that_goes_round_in_circles_is_stopped() -> None:
    model = Parrot("Lavrov denied it all. [1] " * 1000)
    assert list(read_with_model("Who?", EVIDENCE, model, settings=Settings(), seconds=5)) == [
        Draft("Lavrov denied it all.", (1,))
    ]
    assert model.stopped and model.written < 500


def test_a_model_that_never_ends_a_sentence_is_stopped() -> None:
    model = Parrot("word " * 100_000, pieces=200)
    list(read_with_model("Who?", EVIDENCE, model, settings=Settings(), seconds=5))
    assert model.stopped and model.written < 20_000


def test_what_the_endpoint_counted_is_known_after_the_reply() -> None:
    drafted = reading("Lavrov denied it. [1]")
    assert drafted.usage is None
    list(drafted)
    assert drafted.usage == Usage(10, 3)


def test_without_evidence_no_model_is_asked() -> None:
    model = Parrot("Lavrov denied it. [1]")
    assert list(read_with_model("Who?", [], model, settings=Settings(), seconds=5)) == []
    assert model.written == 0 and not model.stopped


@given(st.text(alphabet="ab.[]1 ,-【】<think>/\nNOT", max_size=80), st.integers(1, 9))
@settings(max_examples=300, deadline=None)
def test_whatever_a_model_writes_no_marker_is_left_and_nothing_raises(written: str, pieces: int) -> None:
    try:
        found = drafts(written, pieces=pieces)
    except ModelError:
        return
    assert len(found) <= MAX_SENTENCES
    assert not [text for text, _ in found if "[1]" in text or "【1】" in text]
