"""How many articles, outlets and stories carry a claim, whose word it is, and who says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answering.forms import form_of
from rag.answering.forms.corroborated import claim_of
from rag.answering.forms.corroboration import Carried
from rag.assistant import Assistant
from rag.embedding.none import NoEmbedder
from rag.schema import Answer
from tests.archives import indexed

WIRE = (
    "Ferry lost\n\nThe ferry Halcyon sank off Port Selby in heavy fog. Eighteen people drowned when the old ship "
    "rolled over in a storm that had been forecast for days, and the harbour master had warned captains.\n\nSource: {}"
)
FILES = {
    "lens.txt": WIRE.format("Harbour Times"),
    "copy.txt": WIRE.format("Selby Gazette"),
    "own.txt": "Fog\n\nRescuers came late. On Tuesday the ferry Halcyon sank off Port Selby.\n\nSource: Coast News",
    "may.txt": "Fears\n\nOwners warned last week that the ferry Halcyon might sink off Port Selby.",
    "town.txt": "Council dropped the harbour levy\n\n"
    "The mayor, Ada Quill, said the town council has dropped the harbour levy.",
    "quill.txt": "Mayor on levy\n\n“The town council has dropped the harbour levy,” Ada Quill said on Friday.",
    "union.txt": "Blast\n\n"
    "SALTON, 3 May 2016 - A blast at the Corran Hill pit killed 12 miners, the union said on Monday.",
    "state.txt": "Toll falls\n\n"
    "SALTON, 4 May 2016 - Nine miners died in the blast at the Corran Hill pit, the ministry said, "
    "revising an earlier toll of 12. Union leader Ida Falk said the number was ten.",
    "north.txt": "Fire\n\nFive sailors died in a fire at Norhavn, the coast guard said on Monday. Reuter",
    "south.txt": "Storm\n\nSix sailors died when a trawler sank off Selby in a gale, the owners said on Monday. Reuter",
    "far.txt": "Abroad\n\nFour miners died when a tunnel in Ostrava fell in, police said. Help came at once.",
    "talks.txt": "No delay\n\nLars Holm denied that the planned Varnholm summit had been postponed. "
    "Selby’s mayor Ada Quill had claimed that the meeting was postponed at her request.",
    "visit.txt": "A visit\n\nThe mayor, Ada Quill, said the bridge was sound. She met Lars Holm on Friday.",
    "row.txt": "Row\n\nKarin Moll accused Lena Hartog of lying. Ida Falk was not invited to the hearing on Tuesday.",
    "bank.txt": "Norbank denies\n\nNorbank did not buy the port of Varnholm, its spokesman Lars Holm said.",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = indexed(tmp_path_factory.mktemp("carried"), FILES, NoEmbedder())
    yield opened
    opened.close()


def test_articles_outlets_and_stories_that_carry_a_claim_are_counted_copies_once(archive: Assistant) -> None:
    answer = archive.answer("How many outlets report that the ferry Halcyon sank off Port Selby?")
    assert answer.status == "answered"
    first = answer.sentences[0].text
    assert first.startswith("3 articles were found that say “The ferry Halcyon sank off Port Selby”, from 3 outlets (")
    assert first.endswith("counting copies of one story once, 2.")
    assert {citation.path for citation in answer.citations} == {"lens.txt", "copy.txt", "own.txt"}  # not what may be
    assert answer.table is not None
    assert [row.found.path for row in answer.table.rows if row.found] == ["copy.txt", "lens.txt", "own.txt"]
    assert answer.text.count("The ferry Halcyon sank off Port Selby in heavy fog.") == 1  # both copies behind it
    for citation in answer.citations:
        assert FILES[citation.path][citation.start : citation.end] == citation.quote


def test_several_articles_that_have_it_from_one_person_are_one_speakers_word(archive: Assistant) -> None:
    answer = archive.answer("Is it confirmed by other sources that the town council has dropped the harbour levy?")
    assert answer.sentences[1].text == "Both have it from Ada Quill: 2 articles, but one speaker."


def test_what_the_archive_denies_is_refused_with_its_own_words(archive: Assistant) -> None:
    answer = archive.answer("Which articles report that Norbank bought the port of Varnholm?")
    assert answer.reason is not None and answer.reason.code == "premise_conflict"
    assert [citation.path for citation in answer.nearest] == ["bank.txt"]


def test_a_claim_that_nobody_makes_is_told_as_such(archive: Assistant) -> None:
    answer = archive.answer("Who else reports that the lighthouse of Selby burned?")
    assert answer.reason is not None and answer.reason.code == "nothing_found"
    assert answer.text == "No article was found that says “The lighthouse of Selby burned”."


def stances(answer: Answer) -> list[tuple[str, str, str | None]]:
    """Path, speaker and stance of each row."""
    assert answer.table is not None
    where, who = -1, [column.name for column in answer.table.columns].index("speaker")
    rows = answer.table.rows
    return [(row.found.path, row.cells[who].text, row.cells[where].stance) for row in rows if row.found]


def test_another_number_of_the_same_is_dissent_and_names_its_speaker(archive: Assistant) -> None:
    answer = archive.answer("How many outlets report that 12 miners died?")
    assert answer.sentences[0].text.startswith("1 article was found that says “12 miners died”")
    assert "1 article says otherwise." in answer.text
    assert stances(answer) == [("union.txt", "union", "says"), ("state.txt", "ministry", "contradicts")]


def test_an_article_that_says_so_may_also_have_who_says_otherwise(archive: Assistant) -> None:
    answer = archive.answer("Is it confirmed that nine miners died?")
    assert "2 articles say otherwise, 1 of them beside the claim." in answer.text
    assert ("state.txt", "Ida Falk", "contradicts") in stances(answer)
    assert "far.txt" not in {citation.path for citation in answer.citations}  # another blast


def test_as_many_dead_elsewhere_are_no_dissent(archive: Assistant) -> None:
    answer = archive.answer("Is it confirmed that five sailors died?")
    assert {citation.path for citation in answer.citations} == {"north.txt"}
    assert archive.answer("Is it confirmed that eight sailors died?").text.startswith(
        "No article was found that says “"
    )


def test_whoever_claims_what_is_denied_is_shown_beside_the_denial(archive: Assistant) -> None:
    answer = archive.answer("Is it confirmed that the Varnholm summit was postponed?")
    assert answer.reason is not None and answer.reason.code == "premise_conflict"
    assert "Lars Holm denied" in answer.reason.message and "Ada Quill had claimed" in answer.reason.message


def test_an_act_is_found_in_other_words_and_whoever_he_or_she_is(archive: Assistant) -> None:
    answer = archive.answer("How many articles report that Holm met Quill?")
    assert [citation.quote for citation in answer.citations] == ["She met Lars Holm on Friday."]
    assert archive.answer("How many articles report that Holm praised Quill?").status == "abstained"


def test_who_does_it_is_told_from_whom_it_is_done_to(archive: Assistant) -> None:
    assert archive.answer("Is it confirmed that Hartog was accused of lying?").status == "answered"
    assert archive.answer("Is it confirmed that Moll was accused of lying?").status == "abstained"


def test_a_short_claim_that_an_article_denies_is_refused_with_its_words(archive: Assistant) -> None:
    answer = archive.answer("Is it confirmed that Falk was invited?")
    assert answer.reason is not None and answer.reason.code == "premise_conflict"


def test_a_sentence_with_its_speaker_stands_for_an_article_before_its_headline(archive: Assistant) -> None:
    answer = archive.answer("Is it confirmed that the council dropped the harbour levy?")
    assert all(row[1] == "Ada Quill" for row in stances(answer))


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("How many outlets report that the ferry sank?", "The ferry sank."),
        ("Which outlets carry the claim that the ferry sank?", "The ferry sank."),
        ("Is it corroborated that the ferry sank?", "The ferry sank."),
        ("Is it confirmed that the ferry sank by any other article?", "The ferry sank."),
        ("Has the report that the ferry sank been confirmed?", "The ferry sank."),
        ("Who else says “the ferry sank”?", "The ferry sank."),
        ("Do other sources report that the ferry sank?", "The ferry sank."),
    ],
)
def test_the_claim_is_read_from_the_question(question: str, claim: str) -> None:
    assert claim_of(question) == claim
    assert isinstance(form_of(question), Carried)


@pytest.mark.parametrize(
    "question",
    [
        "How many people report that they were hurt?",
        "What did the report say?",
        "Who said that the ferry sank?",
        "Which articles state that powers stay with member states?",
        "Is it true that the ferry sank?",
        "How many articles say the same?",
    ],
)
def test_other_questions_have_no_claim_to_look_for(question: str) -> None:
    assert claim_of(question) is None
