"""Drafts out of what models write: markers in every style, talk around the answer, thoughts, refusals. Under 5 s."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.evidence import Draft
from rag.answering.llm import Message, Reply, Structured
from rag.answering.llm_reader import MAX_SENTENCES, ModelReading, read_with_model
from rag.errors import ModelError
from rag.schema import Usage
from rag.settings import Settings
from tests.endpoints.evidence import document, evidence_of

EVIDENCE = evidence_of(document("Lavrov denied it. Assad spoke on Sunday. Turkey objected."))


class Parrot:
    """A model that writes what it was given, in pieces of a few characters."""

    name = "parrot"
    host = "localhost"

    def __init__(self, text: str, *, finish: str = "stop", pieces: int = 5) -> None:
        self._text, self._finish, self._pieces = text, finish, pieces
        self.written = 0
        self.stopped = False

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float, structured: Structured | None = None
    ) -> Reply:
        reply = Reply(finish_reason=None)
        reply.pieces = self._write(reply)
        return reply

    def _write(self, reply: Reply) -> Iterator[str]:
        try:
            for start in range(0, len(self._text), self._pieces):
                self.written = start
                yield self._text[start : start + self._pieces]
            reply.finish_reason = self._finish
            reply.usage = Usage(10, 3)
        finally:
            self.stopped = True


def reading(text: str, *, finish: str = "stop", pieces: int = 5) -> ModelReading:
    model = Parrot(text, finish=finish, pieces=pieces)
    return read_with_model("Who?", EVIDENCE, model, settings=Settings(), seconds=5)


def drafts(text: str, *, finish: str = "stop", pieces: int = 5) -> list[tuple[str, tuple[int, ...]]]:
    return [(draft.text, draft.points_at) for draft in reading(text, finish=finish, pieces=pieces)]


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


def test_a_sentence_without_markers_points_at_the_evidence_that_has_most_of_its_words_or_at_none() -> None:
    assert drafts("On Sunday it was Assad who spoke.") == [("On Sunday it was Assad who spoke.", (2,))]
    assert drafts("Merkel and Macron met Putin on Sunday.") == [("Merkel and Macron met Putin on Sunday.", ())]


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


def test_a_sentence_cut_at_the_token_limit_is_dropped() -> None:
    cut = "Lavrov denied it. [1] Assad spoke on"
    assert drafts(cut, finish="length") == [("Lavrov denied it.", (1,))]
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
