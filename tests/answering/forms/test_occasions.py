"""When somebody did something to somebody: the day of that act, not of another. About two seconds."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import rag.answering.forms.occasions
from rag.answering.forms.occasions import recognise
from rag.embedding.none import NoEmbedder
from tests.archives import indexed

FILES = {
    "a.md": "---\ntitle: Visit\ndate: 2017-11-08\n---\n"
    "Fisheries Minister Kari Dahl also met Mayor Ida Krull on Monday. "
    "President Ana Lobo received Dahl in Varnholm on Tuesday.\n",
    "b.txt": "Quay\n\nPresident Ana Lobo met Piet Maas, leader of the dockers.\n",
}


def test_the_examples_in_the_documentation_hold() -> None:
    tested = doctest.testmod(rag.answering.forms.occasions)
    assert tested.attempted and tested.failed == 0


def test_the_day_of_another_s_meeting_is_not_told(tmp_path: Path) -> None:
    opened = indexed(tmp_path, FILES, NoEmbedder())
    answer = opened.answer("When did Lobo meet Dahl?")
    undated = opened.answer("When did Lobo meet Maas?")
    opened.close()
    assert [sentence.text for sentence in answer.sentences] == [
        "President Ana Lobo received Dahl in Varnholm on Tuesday."
    ]
    assert "on Tuesday" not in undated.text


@pytest.mark.parametrize(
    "question", ["When did the ferry sink?", "When will Lobo meet Dahl?", "When did Lobo say that Dahl left?"]
)
def test_other_questions_for_a_time_are_left_to_others(question: str) -> None:
    assert recognise(question) is None
