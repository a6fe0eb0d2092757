"""An answer that was printed or copied is checked by its sentences, not by what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chat.copying import copy_text
from rag.answering.cited_texts.references import read_cited
from rag.cli.entries import entries_text
from rag.embedding.none import NoEmbedder
from rag.schema import Answer
from tests.archives import indexed

FILES = {
    "a.txt": "Ferry\n\nMinister Ana Lobo said on 3 May 2016 that the ferry was old. She said the quay was safe.\n",
    "b.txt": "Crane\n\n“The crane is new,” Ana Lobo said, Norwegian media reported. Lobo said on Monday it works.\n",
}
FOOT = "\n\n[1] Ferry — news/a.txt:7–50\n    “Minister”\n    Ana Lobo\n\nArchive as of 2026-11-22 11:53 UTC.\n"


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answer]:
    opened = indexed(tmp_path_factory.mktemp("printed"), FILES, NoEmbedder())
    yield opened.answer("What did Ana Lobo say?")
    opened.close()


def test_a_printed_header_is_no_part_of_its_sentence(answer: Answer) -> None:
    assert answer.table is not None
    printed = entries_text(answer, answer.table)
    assert printed is not None and "3 May 2016 (2016-05-03) · Ana Lobo\nMinister" in printed
    told = {sentence.text for sentence in read_cited(printed + FOOT).sentences}
    assert told == {row.cells[1].text for row in answer.table.rows}


def test_a_copied_table_is_not_read_as_sentences(answer: Answer) -> None:
    copied = copy_text(answer)
    assert "\t" in copied
    assert [one.text for one in read_cited(copied).sentences if one.numbers] == [
        sentence.text for sentence in answer.sentences if sentence.shown
    ]


def test_wrapped_lines_of_any_other_text_stay_together() -> None:
    (only,) = read_cited("The minister said that the\nquay was safe. [1]\n\n[1] a.txt:1-9\n").sentences
    assert only.text == "The minister said that the quay was safe."


def test_a_statement_that_is_listed_with_its_place_alone_cites_nothing_and_is_left_out() -> None:
    listed = "Ana Lobo\nThe quay was safe. [1]\n\nAna Lobo\nThe crane is new.\n    Crane — news/b.txt:7–25" + FOOT
    assert [one.text for one in read_cited(listed).sentences] == ["The quay was safe."]
