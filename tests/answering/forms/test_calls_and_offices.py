"""Calls on the phone, offices without a name, and claims that are made of somebody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.assistant import Assistant
from rag.embedding.none import NoEmbedder
from rag.schema import Answer
from tests.archives import indexed

FILES = {
    "a.txt": "Calls\n\nPrime Minister Ana Lobo called Mayor Piet Maas on Sunday. "
    "The baker Rosa Berg called Maas a liar. Judge Tom Hagen called on Maas to resign. "
    "Trader Ida Krull phoned Maas from Selby.\n",
    "b.txt": "More calls\n\nAmbassador Kari Dahl held a phone call with Piet Maas. Mayor Piet Maas said the quay was "
    "safe. The prime minister, Ana Lobo, said the ferry was old. General Rune Falk and General Odd Vik said little.\n",
    "c.txt": "Leaving\n\nNorway's envoy Jon Mora said on Sunday he will leave Varnholm for Denmark "
    "to deliver a message, state media said. "
    "Norway is a friend of Denmark. Mora said Norway would build a bridge to Denmark.\n",
    "d.txt": "Plans\n\nSenator Eva Strand will meet Ida Krull on Friday. Judge Tom Hagen will not meet Krull. "
    "Colonel Rune Dal met Krull on Monday. Captain Nils Holm is expected to meet Krull in May.\n",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = indexed(tmp_path_factory.mktemp("calls"), FILES, NoEmbedder())
    yield opened
    opened.close()


def first_column(answer: Answer) -> list[str]:
    return [] if answer.table is None else [row.cells[0].text for row in answer.table.rows]


@pytest.mark.parametrize(
    ("question", "persons"),
    [
        ("Who called Maas?", ["Ana Lobo", "Ida Krull", "Kari Dahl"]),
        ("Whom did Lobo call?", ["Piet Maas"]),
        ("Who called the ferry unsafe?", []),
    ],
)
def test_a_call_is_no_name_for_somebody_and_no_call_on_them(
    archive: Assistant, question: str, persons: list[str]
) -> None:
    assert first_column(archive.answer(question)) == persons


@pytest.mark.parametrize("question", ["What did the prime minister say?", "what did the prime minister say?"])
def test_an_office_in_lower_case_is_who_holds_it(archive: Assistant, question: str) -> None:
    answer = archive.answer(question)
    assert first_column(answer) == ["Ana Lobo"] and "ferry was old" in answer.text


def test_an_office_that_several_hold_or_nobody_is_left_to_the_plain_reader(archive: Assistant) -> None:
    assert archive.answer("What did the general say?").table is None
    assert archive.answer("What did the king say?").table is None


def test_what_is_said_of_somebody_else_is_not_said_of_whom_the_question_names(archive: Assistant) -> None:
    other = archive.answer("Who said that Norway would leave Denmark?")
    assert other.status == "abstained"
    assert first_column(archive.answer("Who said that Norway would build a bridge to Denmark?")) == ["Jon Mora"]


def test_who_will_do_something_is_who_is_said_to_be_about_to(archive: Assistant) -> None:
    assert first_column(archive.answer("Who will meet Krull?")) == ["Eva Strand", "Nils Holm"]
    assert first_column(archive.answer("Who is expected to meet Ida Krull?")) == ["Eva Strand", "Nils Holm"]
    assert first_column(archive.answer("Who met Krull?")) == ["Rune Dal"]
