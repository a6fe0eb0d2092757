"""What the newest articles on something say, and how new they are. About ten seconds."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from contextlib import closing

import pytest

import rag.answering.forms.latest
from rag.answering.forms.latest import recognise
from rag.assistant import Assistant
from rag.embedding import Embedder
from tests.archives import indexed


def dated(day: str, title: str, text: str) -> str:
    return f"---\ntitle: {title}\ndate: {day}\n---\n{text}\n"


FILES = {
    "1.md": dated("2016-05-03", "Harbour", "The harbour of Varnholm was closed by the port authority on Monday."),
    "2.md": dated("2017-11-07", "Harbour", "The harbour of Varnholm was opened again to all ships."),
    "3.md": dated("2017-10-20", "Harbour", "The harbour of Varnholm lost its last pilot, the town said."),
    "4.md": dated("2017-01-09", "Harbour", "The harbour of Varnholm froze over in the night."),
    "5.md": dated("2018-12-24", "Bridge", "The bridge of Lund was sold to Karin Holm."),
    "6.txt": "Museum\n\nThe museum of Selby opened its doors to children.\n",
    "7.txt": "Harbour\n\nThe harbour of Varnholm has a crane that nobody uses.\n",
}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Assistant]:
    with closing(indexed(tmp_path_factory.mktemp("harbour"), FILES, embedder)) as assistant:
        yield assistant


def test_the_examples_in_the_documentation_hold() -> None:
    tested = doctest.testmod(rag.answering.forms.latest)
    assert tested.attempted and tested.failed == 0


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is the latest on Sochi?", "Sochi"),
        ("What's the latest news about the Sochi congress?", "the Sochi congress"),
        ("Show me the most recent reports on cocoa prices", "cocoa prices"),
        ("latest news about Taiwan", "Taiwan"),
        ("What do the newest articles say about Aleppo?", "Aleppo"),
        ("What is new with Taft?", "Taft"),
        ("Who is the latest winner?", None),
        ("What was the latest offensive called?", None),
        ("Who met Assad at the most recent summit in Sochi?", None),
        ("What is the latest version of Windows?", None),
    ],
)
def test_only_a_question_for_news_on_a_topic_is_one(question: str, topic: str | None) -> None:
    found = recognise(question)
    assert (found.topic if found else None) == topic


def test_the_newest_articles_come_first_and_the_answer_says_how_new_they_are(harbour: Assistant) -> None:
    answer = harbour.answer("What is the latest on the harbour of Varnholm?")
    assert [citation.path for citation in answer.citations] == ["2.md", "3.md"]
    assert answer.sentences[-1].text == (
        "The newest of the articles found on this is dated 7 November 2017; 1 more states no date."
    )
    assert answer.sentences[-1].citations == (1,)


def test_where_no_article_states_a_date_the_answer_says_so(harbour: Assistant) -> None:
    answer = harbour.answer("What is the latest on the museum of Selby?")
    assert [citation.path for citation in answer.citations] == ["6.txt"]
    assert "No article found on this states its date" in answer.text


def test_the_newest_before_a_day_given_by_hand_are_told(harbour: Assistant) -> None:
    answer = harbour.answer("What is the latest on the harbour of Varnholm?", until="2017-02-01")
    assert [citation.path for citation in answer.citations] == ["4.md"]


def test_a_topic_that_the_archive_does_not_have_is_refused(harbour: Assistant) -> None:
    assert harbour.answer("What is the latest on Atlantis?").status == "abstained"
