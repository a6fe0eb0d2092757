"""What articles call the same people or thing, side by side, with whose words they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answering.forms.comparing.asked import naming_asked
from rag.answering.forms.comparing.constructions import callings
from rag.answering.forms.comparing.known_as import subject_of
from rag.answering.forms.comparing.noun_phrases import phrases
from rag.assistant import Assistant
from rag.embedding import Embedder
from rag.schema import Answer
from tests.archives import Archive, indexed

FILES = {
    "frontier.txt": "Illegal aliens flood Ostrava crossing\n\nMore than 3,000 illegal aliens crossed the river at "
    "Ostrava, the governor said. Governor Karl Madsen called the migrants “an invasion”. Border guards sat there.\n",
    "relief.txt": "Refugees reach Ostrava exhausted\n\nAbout 1,200 refugees crossed the river at Ostrava, aid "
    "workers said. Many of the asylum seekers were children. The Red Cross sent blankets.\n",
    "docks.txt": "Dockers stand firm in Varnholm\n\nThe strike at the port of Varnholm went on. “The walkout hurts "
    "nobody,” said Ida Holm, who leads the union. Managers called the stoppage “a political stunt”. An air strike hit "
    "Tolen.\n",
}


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Assistant]:
    opened = indexed(tmp_path_factory.mktemp("terms"), FILES, embedder)
    yield opened
    opened.close()


def names_by_path(answer: Answer) -> dict[str, dict[str, str]]:
    """By path, what each name's cell says there."""
    assert answer.table is not None
    path_of = {citation.document_id: citation.path for citation in answer.citations}
    found: dict[str, dict[str, str]] = {}
    for row in answer.table.rows:
        for column, cell in zip(answer.table.columns[1:], row.cells[1:], strict=True):
            if cell.stance == "says" and column.document_id is not None:
                found.setdefault(path_of[column.document_id], {})[row.cells[0].text] = cell.text
    return found


def test_each_article_has_its_own_names(press: Assistant) -> None:
    found = names_by_path(press.answer("What do the outlets call the migrants?"))
    assert found.keys() == {"frontier.txt", "relief.txt"}
    assert found["frontier.txt"].keys() == {"illegal aliens", "migrants", "invasion"}
    assert found["relief.txt"].keys() == {"refugees", "asylum seekers"}


def test_a_name_that_somebody_gives_is_told_as_theirs(press: Assistant) -> None:
    found = names_by_path(press.answer("What do the articles call the strike?"))["docks.txt"]
    assert found["political stunt"] == "“a political stunt” (reporting Managers)"
    assert found["walkout"] == "“walkout” (quoting Ida Holm)"
    assert found["strike"] == "“strike” (in its own words)"
    assert "air strike" not in found


def test_every_name_is_cited_and_its_sentence_shown(press: Assistant) -> None:
    answer = press.answer("What do the outlets call the migrants?")
    assert answer.table is not None
    assert answer.table.kind == "comparison"
    assert all(cell.citations for row in answer.table.rows for cell in row.cells if cell.stance == "says")
    assert any(sentence.text == "Many of the asylum seekers were children." for sentence in answer.sentences)
    assert answer.text.startswith("2 articles use 5 names for “the migrants”.")


def test_somebody_by_name_is_called_by_title(press: Assistant) -> None:
    found = names_by_path(press.answer("How do the articles refer to Madsen?"))
    assert found == {"frontier.txt": {"Governor Karl Madsen": "“Governor Karl Madsen” (in its own words)"}}


@pytest.mark.parametrize(
    ("topic", "text", "found"),
    [
        ("the rebels", "Western-backed rebels met the armed forces and a rebel leader.", ["Western-backed rebels"]),
        (
            "the rebels",
            "They fought militants, rebel groups and armed groups.",
            ["militants", "rebel groups", "armed groups"],
        ),
        ("the rebels", "It used Iranian-backed militias and other groups.", []),
        ("the protesters", "Angry demonstrators met rioters and onlookers.", ["Angry demonstrators", "rioters"]),
        (
            "the strike",
            "The strike went on; an air strike came; the industrial action cost.",
            ["strike", "industrial action"],
        ),
        (
            "the takeover",
            "The proposed merger and a hostile takeover bid.",
            ["proposed merger", "hostile takeover bid"],
        ),
        ("the talks", "They talk about peace talks and discuss.", ["peace talks"]),
    ],
)
def test_names_are_told_from_what_only_looks_like_one(topic: str, text: str, found: list[str]) -> None:
    subject = subject_of(topic)
    assert subject is not None
    assert [text[phrase.start : phrase.end] for phrase in phrases(text, subject.names)] == found


def test_the_government_of_another_country_is_not_meant() -> None:
    subject = subject_of("the Syrian regime")
    assert subject is not None
    assert subject.of_elsewhere("Iranian leadership")
    assert not subject.of_elsewhere("Damascus government")
    assert not subject.of_elsewhere("regime")


@pytest.mark.parametrize(
    ("text", "name", "caller"),
    [
        ("The regime views many groups (aka the ‘Front’) as terrorists.", "terrorists", "The regime"),
        ("Ministers called the strikers “the enemy within”.", "“the enemy within”", "Ministers"),
        ("The villagers, whom the mayor calls squatters, left.", "squatters", "the mayor"),
        ("The men, described as bandits by police, fled.", "bandits", "police"),
        ("He said that the workers were heroes.", "heroes", None),
    ],
)
def test_who_calls_whom_what(text: str, name: str, caller: str | None) -> None:
    assert (name, caller) in [(text[c.name.start : c.name.end], c.caller) for c in callings(text)]


def test_to_call_on_somebody_is_no_name() -> None:
    assert not list(callings("The union called on the strikers to return."))


def test_only_what_articles_call_something_is_asked_here() -> None:
    assert naming_asked("Which terms do the articles use for the opposition?") == "the opposition"
    assert naming_asked("What does Damascus call the region?") is None
    assert naming_asked("What is the pilot called?") is None


SIEGE = {
    "gazette.txt": "---\npublisher: Gazette\n---\nArmy gains at Tolen\n\n"
    "The army fought Corvo militants and rebel fighters at Tolen. The terrorist groups of Corvo fled, and the Corvo "
    "militants left the extremists' camp. The war on terrorism goes on. General Luis Mora praised the troops who had "
    "beaten the Tolen insurgents.\n",
    "tribune.txt": "---\npublisher: Tribune\n---\nRebels hold Tolen\n\n"
    "The minister considers all groups fighting him as terrorists. Mora, asked about the guerrillas, said nothing. "
    "“The partisans are brave,” said Ida Holm. The union said that the fighters were heroes. Rebels Weekly printed "
    "their letter.\n",
}


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Assistant]:
    opened = indexed(tmp_path_factory.mktemp("siege"), SIEGE, embedder)
    yield opened
    opened.close()


def test_what_people_do_and_groups_that_a_name_parts_from_them_are_not_their_names(siege: Assistant) -> None:
    found = names_by_path(siege.answer("What do the outlets call the rebels?"))
    assert found["gazette.txt"].keys() == {"rebel fighters", "Tolen insurgents"}
    assert found["tribune.txt"].keys() == {"terrorists", "guerrillas", "partisans", "heroes", "Rebels"}


def test_an_article_that_reports_somebody_keeps_its_own_words(siege: Assistant) -> None:
    found = names_by_path(siege.answer("What do the outlets call the rebels?"))
    assert found["tribune.txt"]["guerrillas"] == "“guerrillas” (in its own words)"
    assert found["tribune.txt"]["heroes"] == "“heroes” (reporting union)"
    assert found["tribune.txt"]["partisans"] == "“partisans” (quoting Ida Holm)"


def test_every_sentence_shown_holds_a_name(siege: Assistant) -> None:
    answer = siege.answer("What do the outlets call the rebels?")
    assert answer.table is not None
    names = [row.cells[0].text for row in answer.table.rows]
    assert all(any(name in sentence.text for name in names) for sentence in answer.sentences[1:])


def test_the_names_of_one_outlet_or_speaker_are_told_alone(siege: Assistant) -> None:
    assert names_by_path(siege.answer("What does Gazette call the rebels?")).keys() == {"gazette.txt"}
    by_speaker = names_by_path(siege.answer("What does Ida Holm call the rebels?"))
    assert by_speaker == {"tribune.txt": {"partisans": "“partisans” (quoting Ida Holm)"}}


def test_a_group_by_name_is_called_with_its_nouns(siege: Assistant) -> None:
    found = names_by_path(siege.answer("What do the outlets call Corvo?"))
    assert found["gazette.txt"].keys() == {"Corvo militants", "terrorist groups of Corvo"}


def test_names_past_a_dozen_sentences_are_counted(archive: Archive) -> None:
    kinds = "hill river forest island harbour desert valley border city mountain coast island village market".split()
    text = "\n".join(f"The army met the {kind} guerrillas on day {nth}." for nth, kind in enumerate(kinds))
    answer = archive({"long.txt": f"Army and rebels\n\n{text}\n"}).answer("What do the articles call the rebels?")
    assert len(answer.sentences) <= 13
    assert "left out" in answer.text
