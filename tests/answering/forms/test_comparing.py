"""Articles side by side: what several say, what they contradict each other in, and what one does not speak of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.forms import form_of
from rag.answering.forms.comparing.agreeing import conflicts, stance_of
from rag.answering.forms.comparing.asked import comparison_asked
from rag.answering.forms.comparing.facts import core
from rag.assistant import Assistant
from rag.embedding import Embedder
from rag.embedding.meaning import Meaning
from rag.schema import Answer, Cell
from tests.archives import Archive, check_places, indexed

HERALD = """Eighteen drown as ferry sinks off Port Selby

PORT SELBY - The ferry Halcyon sank off Port Selby on 3 May 2016 with 212 passengers aboard. Eighteen people drowned, \
Mayor Ana Lobo told reporters. The ferry was licensed to carry 180 passengers. Lobo said the owners had been warned \
twice about the engine.
"""
WIRE = """Selby ferry toll rises

The Halcyon, a passenger ferry, went down off Port Selby on 3 May 2016 with 240 passengers aboard. At least 25 people \
drowned, the coastguard said. The owners denied that they had been warned about the engine. The Halcyon was built in \
1974.
"""
POST = """Owners of sunken ferry under investigation

Prosecutors have opened an investigation into the owners of the ferry Halcyon, which sank off Port Selby last week. \
The ferry was licensed to carry 180 passengers, the harbour master said. Families of the dead held a vigil on Sunday.
"""
LOAN = "Harbour loan\n\nNorbank lent the port of Varnholm 4.2 million euros in March. The mayor signed on Friday.\n"
WEEKS = {
    "a.md": "---\ntitle: Rice\ndate: 2016-05-02\n---\nRice exports of Siam reached 106,640 tonnes in the week.\n",
    "b.md": "---\ntitle: Rice\ndate: 2016-06-13\n---\nRice exports of Siam reached 79,448 tonnes in the week.\n",
}


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[tuple[Assistant, Path]]:
    place = tmp_path_factory.mktemp("press")
    files = {"herald.txt": HERALD, "wire.txt": WIRE, "post.txt": POST, "loan.txt": LOAN, **WEEKS}
    opened = indexed(place, files, embedder)
    yield opened, place / "news"
    opened.close()


@pytest.fixture(scope="module")
def ferry(press: tuple[Assistant, Path]) -> Answer:
    return press[0].answer("How do the articles differ on the ferry Halcyon?")


@pytest.fixture(scope="module")
def meaning() -> Meaning:
    return Meaning()


def cells(answer: Answer, words: str) -> dict[str, Cell]:
    """By path, the cells of the one row whose claim holds these words."""
    assert answer.table is not None
    (row,) = [row for row in answer.table.rows if any(words in cell.text for cell in row.cells)]
    path_of = {citation.document_id: citation.path for citation in answer.citations}
    columns = [path_of[column.document_id] for column in answer.table.columns[1:] if column.document_id]
    return dict(zip(columns, row.cells[1:], strict=True))


def test_articles_that_count_otherwise_contradict_each_other(ferry: Answer) -> None:
    toll = cells(ferry, "Eighteen people drowned")
    assert {toll["herald.txt"].stance, toll["wire.txt"].stance} == {"says", "contradicts"}
    assert toll["wire.txt"].text == "“At least 25 people drowned, the coastguard said.”"
    aboard = cells(ferry, "212 passengers")
    assert {aboard["herald.txt"].stance, aboard["wire.txt"].stance} == {"says", "contradicts"}


def test_a_denial_contradicts_what_it_denies(ferry: Answer) -> None:
    warned = cells(ferry, "denied that they had been warned")
    assert {warned["herald.txt"].stance, warned["wire.txt"].stance} == {"says", "contradicts"}


def test_what_two_articles_say_is_one_claim_and_the_third_is_silent_on_it(ferry: Answer) -> None:
    licence = cells(ferry, "licensed to carry 180")
    assert (licence["herald.txt"].stance, licence["post.txt"].stance) == ("says", "says")
    assert licence["wire.txt"] == Cell("", (), "silent")


def test_contradicted_claims_come_first_and_every_claim_that_is_made_is_cited(ferry: Answer) -> None:
    assert ferry.table is not None
    contradicted = [any(cell.stance == "contradicts" for cell in row.cells) for row in ferry.table.rows]
    assert contradicted == sorted(contradicted, reverse=True)
    made = [cell for row in ferry.table.rows for cell in row.cells if cell.stance in ("says", "contradicts")]
    assert made
    assert all(cell.citations for cell in made)


def test_an_article_that_does_not_speak_of_it_is_no_column(ferry: Answer) -> None:
    assert {citation.path for citation in ferry.citations} == {"herald.txt", "wire.txt", "post.txt"}
    assert ferry.text.startswith(
        "3 articles speak of the ferry Halcyon. They contradict each other on 3 claims and agree on 1;"
    )


def test_copies_of_one_story_are_one_column(archive: Archive) -> None:
    copy = WIRE.replace("Selby ferry toll rises", "Toll of ferry rises")
    assistant = archive({"herald.txt": HERALD, "wire.txt": WIRE, "copy.txt": copy})
    answer = assistant.answer("How do the articles differ on the ferry Halcyon?")
    assert answer.table is not None
    assert len(answer.table.columns) == 3
    assert answer.text.startswith("2 articles speak of the ferry Halcyon")
    assert "has the same story as" in answer.sentences[0].text


def test_a_brief_denial_contradicts_what_tells_more(archive: Archive) -> None:
    opens = (
        "Mill shuts\n\nTOLEN, May 3 (Corvo) - The mill of Tolen will close for two weeks from Monday for repairs to \
its old boiler, manager Ruth Osei said on Tuesday. Farmers met.\n"
    )
    denies = (
        "Mill open\n\nThe mill of Tolen will not close, Mayor Ida Holm said, contradicting the manager. Shops opened.\n"
    )
    answer = archive({"opens.txt": opens, "denies.txt": denies}).answer(
        "How do the articles differ on the closure of the mill?"
    )
    closure = cells(answer, "will not close")
    assert {closure["opens.txt"].stance, closure["denies.txt"].stance} == {"says", "contradicts"}


def test_a_toll_is_spoken_of_by_who_counts_the_dead(archive: Archive) -> None:
    union = "Blast at mine\n\nAn explosion at the Tolen mine killed 12 miners, the union said. Trade was slow.\n"
    state = "Mine report\n\nNine miners died in an explosion at the Tolen mine, revising an earlier toll of 12.\n"
    answer = archive({"union.txt": union, "state.txt": state}).answer("How do the articles differ on the death toll?")
    toll = cells(answer, "killed 12")
    assert {toll["union.txt"].stance, toll["state.txt"].stance} == {"says", "contradicts"}


def test_its_quotes_stand_where_they_are_said_to(ferry: Answer, press: tuple[Assistant, Path]) -> None:
    assert check_places(press[1], ferry, []) > 5


def test_one_article_alone_has_nothing_to_be_compared_with(press: tuple[Assistant, Path]) -> None:
    answer = press[0].answer("Where do the articles contradict each other on the loan for Varnholm?")
    assert answer.text.startswith("Only 1 article found speaks of the loan for Varnholm")


def test_silence_on_a_topic_is_no_answer(press: tuple[Assistant, Path]) -> None:
    answer = press[0].answer("How do the articles differ on the election in Peru?")
    assert answer.status == "abstained"
    assert answer.reason is not None
    assert "election in Peru" in answer.reason.message


def test_another_number_of_another_week_is_no_contradiction_and_has_its_date(press: tuple[Assistant, Path]) -> None:
    answer = press[0].answer("Compare the coverage of the rice exports of Siam.")
    assert answer.table is not None
    assert {cell.stance for row in answer.table.rows for cell in row.cells} == {"says", "silent", None}
    assert {row.cells[-1].text for row in answer.table.rows} == {"2016-05-02", "2016-06-13"}
    assert answer.table.columns[-1].name == "since"


def test_two_who_speak_are_compared_by_what_each_says(press: tuple[Assistant, Path]) -> None:
    answer = press[0].answer("Compare what Ana Lobo and the coastguard say about the ferry Halcyon.")
    assert answer.table is not None
    assert [column.name for column in answer.table.columns] == ["claim", "Ana Lobo", "the coastguard"]
    by_side = [[row.cells[side].text for row in answer.table.rows] for side in (1, 2)]
    assert any("Eighteen people drowned" in text for text in by_side[0])
    assert any("25 people drowned" in text for text in by_side[1])


@pytest.mark.parametrize(
    "question",
    [
        "How do cats differ from dogs?",
        "Do the two countries agree on sanctions?",
        "What did the report say about the ferry?",
        "How many people drowned?",
        "Compare the prices of tea.",
        "Who disagrees with the mayor?",
    ],
)
def test_other_questions_are_left_to_others(question: str) -> None:
    assert comparison_asked(question) is None


def test_questions_for_a_comparison_are_known() -> None:
    asked = [
        "How do the outlets differ on de-escalation zones?",
        "Do the articles agree on the number of dead?",
        "Where do the papers contradict each other about the congress?",
        "Compare Presstv and SANA on terrorism.",
    ]
    topics = [found.topic for question in asked if (found := comparison_asked(question))]
    assert topics == ["de-escalation zones", "the number of dead", "the congress", "terrorism"]
    assert all(form_of(question) is not None for question in asked)


@pytest.mark.parametrize(
    ("one", "other", "stance"),
    [
        ("About 900 dockers have joined the strike.", "About 400 dockers have joined the strike.", "contradicts"),
        (
            "The army had withdrawn its guns from Tolen.",
            "The army has not withdrawn its guns from Tolen.",
            "contradicts",
        ),
        ("A defender, he began his career with City.", "A forward, he began his career with City.", "contradicts"),
        ("Exporters lost 12 million euros a day.", "Exporters are losing 12 million euros a day.", "says"),
        ("TWA offered to buy the airline for 52 dlrs.", "The airline rejected the 52 dlr offer of TWA.", None),
        ("Alba shipped 30 tonnes of rice to Oman.", "Alba shipped 80 tonnes of rice to Egypt for Corvo.", None),
    ],
)
def test_what_one_claim_does_to_another(one: str, other: str, stance: str | None, meaning: Meaning) -> None:
    (cosine,) = meaning.similarities(one, [other])
    assert stance_of(one, other, cosine, meaning) == stance


def test_who_says_it_is_no_part_of_a_claim() -> None:
    assert core("Three people were killed, according to a hospital doctor.") == "Three people were killed."
    assert core("The union said that three people were killed.") == "three people were killed."
    assert not conflicts("Three people were killed.", "three people were killed")
