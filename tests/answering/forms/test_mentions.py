"""What the articles say of something: every sentence that speaks of it, by article, with who says it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.forms.mentions import recognise
from rag.assistant import Assistant
from rag.embedding.none import NoEmbedder
from rag.schema import Answer
from tests.archives import check_places, indexed

FILES = {
    "quay.txt": "A quay for Varnholm\n\n"
    "The port of Varnholm will build a floating quay. "
    "“The idea of the floating quay is to end the queues,” Mayor Ida Krull said. "
    "“We have an interest in the success of this project.” "
    "However, Krull rejected plans for a second crane. "
    "The town hall was painted green.\n",
    "strike.txt": "Dockers on strike\n\n"
    "Piet Maas said that a floating quay would cost the dockers their jobs. "
    "They want it to be stopped. "
    "Bread is dear in the town.\n",
    "other.txt": "Lighthouse\n\nThe old quay was sold. The lighthouse of Selby is closed.\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mentions")


@pytest.fixture(scope="module")
def archive(place: Path) -> Iterator[Assistant]:
    opened = indexed(place, FILES, NoEmbedder())
    yield opened
    opened.close()


def rows(answer: Answer) -> list[tuple[str, str, str]]:
    """Who says what, and in which article."""
    assert answer.table is not None and answer.table.kind == "statements"
    return [(row.cells[0].text, row.cells[1].text, row.cells[-1].text) for row in answer.table.rows]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What do the articles say of the quay?", "the quay"),
        ("What do the outlets report on the new quay?", "the new quay"),
        ("What is reported about the quay?", "the quay"),
        ("What has been written about the quay in the papers?", "the quay"),
        ("What did the report say?", None),
        ("What do the articles say about why the quay was built?", None),
        ("What does Krull say of the quay?", None),
        ("What is the quay about?", None),
    ],
)
def test_only_a_question_for_what_the_articles_say_is_taken_for_one(question: str, topic: str | None) -> None:
    asked = recognise(question)
    assert (None if asked is None else asked.topic) == topic


def test_every_sentence_on_it_is_told_by_article_with_what_goes_on_about_it(archive: Assistant, place: Path) -> None:
    answer = archive.answer("What do the articles say of the floating quay?")
    quay, strike = "A quay for Varnholm", "Dockers on strike"
    assert sorted(rows(answer)) == sorted(
        [
            ("", "The port of Varnholm will build a floating quay.", quay),
            ("Ida Krull", "“The idea of the floating quay is to end the queues,” Mayor Ida Krull said.", quay),
            ("Ida Krull", "“We have an interest in the success of this project.”", quay),
            ("Piet Maas", "Piet Maas said that a floating quay would cost the dockers their jobs.", strike),
            ("", "They want it to be stopped.", strike),
        ]
    )
    articles = [article for _, _, article in rows(answer)]
    assert articles == sorted(articles, key=articles.index), "each article's sentences stand together"
    assert check_places(place / "news", answer, []) == 5


def test_what_no_article_speaks_of_is_named(archive: Assistant) -> None:
    answer = archive.answer("What do the articles say about the airport tunnel?")
    assert answer.reason is not None
    assert (answer.reason.code, "airport tunnel" in answer.reason.message) == ("key_part_missing", True)
