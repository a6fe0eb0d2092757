"""Who somebody is, and who holds an office, by the sentences that put the one beside the other."""

from __future__ import annotations

import doctest

import pytest

from rag.answering.asking import Request
from rag.answering.forms import introduced
from rag.assistant import Assistant
from tests.archives import Archive
from vectorstore import Filters

FILES = {
    "ferry.txt": "Port minister resigns\n\nOslan Port Minister Ann Berg resigned on Tuesday. Berg had no choice. "
    "Prime Minister Carl Dahl accepted it.\n",
    "inquiry.txt": "Inquiry blames captain\n\nThe captain, Jon Vik, denies the charge. Judge Maria Sand, head of the "
    "inquiry, told reporters that the ferry was late. Deputy Foreign Minister for Harbour Affairs Eva Lund came.\n",
    "union.txt": "Union\n\nOla Strand, chairman of the seamen's union, saw Oslan Deputy Prime Minister Per Holm.\n",
}


@pytest.fixture
def assistant(archive: Archive) -> Assistant:
    return archive(FILES)


def first(assistant: Assistant, question: str) -> str:
    answer = assistant.answer(question)
    return answer.sentences[0].text if answer.status == "answered" else ""


def test_the_documented_examples_hold() -> None:
    assert doctest.testmod(introduced).failed == 0


def test_a_person_is_told_by_the_sentence_that_has_the_office(assistant: Assistant) -> None:
    for question, told in {
        "Who is Ann Berg?": "Oslan Port Minister Ann Berg",
        "Who is Jon Vik?": "The captain, Jon Vik,",
        "Who is Ola Strand?": "Ola Strand, chairman of the seamen's union",
        "Who is Eva Lund?": "Deputy Foreign Minister for Harbour Affairs Eva Lund",
    }.items():
        assert first(assistant, question).startswith(told), question


def test_an_office_is_told_by_who_holds_it_and_by_no_deputy(assistant: Assistant) -> None:
    assert first(assistant, "Who is the chairman of the seamen's union?").startswith("Ola Strand")
    assert first(assistant, "Who is the Oslan port minister?").startswith("Oslan Port Minister Ann Berg")
    asked = "Who is the Oslan prime minister?"
    form = introduced.recognise(asked)
    assert form is not None
    assert form.find(Request(asked, asked, Filters(), (), 10), assistant.retriever) is None


def test_somebody_whom_no_article_introduces_is_left_to_the_plain_reader(assistant: Assistant) -> None:
    form = introduced.recognise("Who is Nils Hagen?")
    assert form is not None
    assert assistant.answer("Who is Nils Hagen?").status == "abstained"


@pytest.mark.parametrize(
    "question",
    [
        "Who is Ann Berg's husband?",
        "Who is going to chair the talks?",
        "Who is Boleslaw of Masovia?",
        "Who was the captain when the ferry sank?",
        "Who is responsible for the accident?",
    ],
)
def test_a_question_for_something_else_is_no_such_form(question: str) -> None:
    assert introduced.recognise(question) is None
