"""Who met whom: everyone of whom the archive tells it, under their names, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.forms.acts import acts_in, acts_like
from rag.answering.forms.persons import recognise
from rag.assistant import Assistant
from rag.embedding.none import NoEmbedder
from rag.schema import Answer
from tests.answering.made_up_evidence import article
from tests.archives import check_places, indexed

FILES = {
    "a.txt": "Visit to Varnholm\n\n"
    "President Ana Lobo said on Monday that the quay would be built. "
    "The president made the remarks in a meeting with visiting Norwegian Fisheries Minister Kari Dahl. "
    "Dahl also met Mayor Ida Krull while in Varnholm.\n",
    "b.txt": "Talks on the crane\n\n"
    "Piet Maas, leader of the dockers, held talks with President Ana Lobo and Harbour Minister Tom Berg on Friday. "
    "Norwegian Ambassador Nils Holm told Lobo on Saturday that the crane was old. "
    "Lobo refused to meet Judge Rosa Lind. "
    "She will meet General Otto Brandt next week.\n",
    "c.txt": "Guests\n\nPresident Lobo praised Ida Krull, mayor of Varnholm. Judge Rosa Lind praised Mayor Krull.\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("persons")


@pytest.fixture(scope="module")
def archive(place: Path) -> Iterator[Assistant]:
    opened = indexed(place, FILES, NoEmbedder())
    yield opened
    opened.close()


def names(answer: Answer) -> list[str]:
    assert answer.table is not None and answer.table.kind == "list"
    return [row.cells[0].text for row in answer.table.rows]


@pytest.mark.parametrize(
    ("question", "everyone"),
    [
        ("Who met Lobo?", ["Kari Dahl", "Piet Maas"]),
        ("Who held talks with Ana Lobo?", ["Kari Dahl", "Piet Maas"]),
        ("Whom did Kari Dahl meet?", ["Ana Lobo", "Ida Krull"]),
        ("Which officials did Maas meet?", ["Ana Lobo", "Tom Berg"]),
        ("Who praised Ida Krull?", ["Lobo", "Rosa Lind"]),
    ],
)
def test_everyone_is_listed_once_with_a_sentence_that_tells_it(
    archive: Assistant, place: Path, question: str, everyone: list[str]
) -> None:
    answer = archive.answer(question)
    assert sorted(names(answer)) == everyone
    assert answer.table is not None
    assert all(row.found is not None and row.found.number is not None for row in answer.table.rows)
    assert check_places(place / "news", answer, [])


def test_where_only_one_is_found_nobody_else_is_told_of(archive: Assistant) -> None:
    answer = archive.answer("Which Norwegian ministers did Lobo meet?")
    assert (names(answer), len(answer.sentences)) == (["Kari Dahl"], 1)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who met Assad?", ("assad", "doers", "")),
        ("Who has visited Damascus?", ("damascus", "doers", "")),
        ("List everyone who met Assad.", ("assad", "doers", "")),
        ("Which Iranian officials did Assad receive in Damascus?", ("assad", "others", "Iranian officials")),
        ("Who met Assad on Wednesday?", ("assad", "doers", "")),
        ("Who founded Dateline?", None),
        ("Who is the mayor of London?", None),
        ("Which towns did the rebels seize?", None),
        ("Who met the man who sold the crane?", None),
        ("What did Lobo receive?", None),
    ],
)
def test_only_a_question_for_who_dealt_with_whom_is_taken_for_one(
    question: str, asked: tuple[str, str, str] | None
) -> None:
    found = recognise(question)
    assert (None if found is None else (found.named.name, found.side, found.noun)) == asked


@pytest.mark.parametrize(
    ("sentence", "pairs"),
    [
        ("Mayor Ida Krull met President Ana Lobo.", [("Ida Krull", "Ana Lobo")]),
        ("Mayor Ida Krull was received by President Ana Lobo.", [("Ana Lobo", "Ida Krull")]),
        ("Mayor Ida Krull praised the dockers and met President Ana Lobo.", [("Ida Krull", "Ana Lobo")]),
        ("Mayor Ida Krull left, and Tom Berg met President Ana Lobo.", [("Tom Berg", "Ana Lobo")]),
        ("After talks with Tom Berg, Mayor Ida Krull flew home and met President Ana Lobo.", []),
        ("Mayor Ida Krull called President Ana Lobo.", []),
        ("Mayor Ida Krull did not meet President Ana Lobo.", []),
        ("Mayor Ida Krull flew to Oslo for talks with President Ana Lobo.", []),
        ("Mayor Ida Krull hopes for a meeting with President Ana Lobo.", []),
        ("Mayor Ida Krull received a letter from President Ana Lobo.", []),
    ],
)
def test_a_meeting_is_told_by_who_meets_whom_and_none_that_was_not_held(
    sentence: str, pairs: list[tuple[str, str]]
) -> None:
    document = article(f"Title\n\n{sentence}\n", "a.txt")
    found = [
        (doer.name, other.name)
        for act in acts_in(document, acts_like("met"))
        for doer in act.doers
        for other in act.others
        if " " in other.name and other.name[0].isupper()
    ]
    assert found == pairs
