"""What somebody said, and who said something: all of it, in the articles' words, with when and where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.forms import form_of, statements, who_said
from rag.answering.forms.named import called
from rag.assistant import Assistant
from rag.embedding.none import NoEmbedder
from rag.schema import Answer
from tests.archives import check_places, indexed

FRONT = "---\ntitle: {title}\npublisher: {publisher}\npublished: {published}\n---\n\n{text}\n"
STORM = (
    "Harbour Minister Ana Lobo said on Tuesday the old ferry was fit for the sea. "
    "“We have nothing to hide,” she said. "
    "The opposition leader Piet Maas denied that the ferry had been inspected in 2016. "
    "Lobo’s office sold the crane. "
    "Maas also praised the divers."
)
FILES = {
    "a.md": FRONT.format(title="Minister defends ferry", publisher="Selby Post", published="2017-11-08", text=STORM),
    "b.txt": "Ferry inquiry opens\n\nMinister Ana Lobo rejected calls to resign over the ferry. "
    "She made the remarks in Varnholm on Friday. "
    "Piet Maas told Ana Lobo that the dockers wanted a new crane.\n",
    "c.txt": "Quay to be built\n\nNorbank said the quay was too short. "
    "Rosa Lobos, a baker, said bread would cost more.\n",
    "copy.md": FRONT.format(
        title="Minister stands by ferry", publisher="Coast Radio", published="2017-11-09", text=STORM
    ),
    "d.txt": "Talks\n\nForeign Minister Walid al-Muallem said the talks had failed.\n",
    "call.txt": "Calls on the quay\n\nNorwegian Minister Kari Dahl held phone calls with Mayor Ida Krull on Saturday, "
    "expressing concern over the quay, Oslo said. In a call with Judge Tom Berg, both sides expressed support for the "
    "dockers, the Norwegian ministry said. Berg left for Selby.\n",
    "e.txt": "More talks\n\nForeign Minister Walid al-Moallem said the talks would resume in spring.\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("statements")


@pytest.fixture(scope="module")
def archive(folder: Path) -> Iterator[Assistant]:
    opened = indexed(folder, FILES, NoEmbedder())
    yield opened
    opened.close()


def rows(answer: Answer) -> list[dict[str, str]]:
    """The table's rows by column."""
    assert answer.table is not None and answer.table.kind == "statements"
    names = [column.name for column in answer.table.columns]
    return [dict(zip(names, (cell.text for cell in row.cells), strict=True)) for row in answer.table.rows]


def said(answer: Answer) -> list[str]:
    return [row["says"] for row in rows(answer)]


@pytest.mark.parametrize(
    ("question", "name", "topic", "days"),
    [
        ("What did Lobo say?", "lobo", "", False),
        ("What has Minister Ana Lobo said about the ferry?", "lobo", "the ferry", False),
        ("What did Lobo say about the ferry and when?", "lobo", "the ferry", True),
        ("What and when did Lobo say?", "lobo", "", True),
        ("What did Lobo say, and when did she say it?", "lobo", "", True),
        ("What does the White House think of the plan?", "house", "the plan", False),
        ("How did Lobo respond to the strike?", "lobo", "the strike", False),
        ("What was Lobo's reaction to the strike?", "lobo", "the strike", False),
        ("What did Maas tell Lobo?", "maas", "Lobo", False),
        ("What did the report say?", None, "", False),
        ("What did he say about it?", None, "", False),
        ("What did Lobo say the ferry was?", None, "", False),
        ("What did Maas tell Lobo when they met?", None, "", False),
        ("How did the markets react to the news?", None, "", False),
        ("What did Lobo sell?", None, "", False),
    ],
)
def test_only_a_question_for_what_somebody_said_is_taken_for_one(
    question: str, name: str | None, topic: str, days: bool
) -> None:
    asked = statements.recognise(question)
    assert (None if asked is None else asked.named.name) == name
    if asked is not None:
        assert (asked.topic, asked.days) == (topic, days)


def test_all_that_somebody_said_is_told_from_all_articles_once(archive: Assistant, folder: Path) -> None:
    answer = archive.answer("What did Ana Lobo say?")
    assert said(answer) == [
        "Minister Ana Lobo rejected calls to resign over the ferry.",
        "Harbour Minister Ana Lobo said on Tuesday the old ferry was fit for the sea.",
        "“We have nothing to hide,” she said.",
    ]
    assert {row["who"] for row in rows(answer)} == {"Ana Lobo"}
    assert [row["in"] for row in rows(answer)] == ["Ferry inquiry opens", "Selby Post", "Selby Post"]
    assert check_places(folder / "news", answer, []) == 3


def test_when_is_told_as_the_article_tells_it_and_where_it_does_not_the_answer_says_so(archive: Assistant) -> None:
    answer = archive.answer("What did Lobo say, and when?")
    assert [row["when"] for row in rows(answer)] == ["Friday", "Tuesday (2017-11-07)", "Tuesday (2017-11-07)"]
    assert "She" in answer.text and "made the remarks in Varnholm on Friday." in answer.text
    undated = archive.answer("What did Muallem say and when?")
    assert [row["when"] for row in rows(undated)] == ["not stated", "not stated"]
    assert "For 2 of these statements no day is given." in undated.text


def test_a_country_s_ministers_speak_for_it(folder: Path) -> None:
    text = (
        "The quay\n\nNorwegian Deputy Fisheries Minister for Ports Kari Dahl said the quay was too short. "
        "The Norwegian envoy met President Ana Lobo, who said the quay was long enough. Dahl said she would wait.\n"
    )
    opened = indexed(folder / "norway", {"quay.txt": text}, NoEmbedder())
    answer = opened.answer("What did Norway say?")
    opened.close()
    assert {row["who"] for row in rows(answer)} == {"Kari Dahl"}


def test_a_year_counts_right_behind_the_verb_and_one_quotation_has_one_day(folder: Path) -> None:
    text = (
        "The quay\n\nThe quay is safe, Ida Krull said on Monday. “The crane is not safe,” Krull told reporters. "
        "“We closed it. Nobody wanted to hear it,” she added. Krull had said in 2019: “This crane never fails.” "
        "Krull said the ferry of 2016 was lost.\n"
    )
    opened = indexed(folder / "years", {"quay.txt": text}, NoEmbedder())
    answer = opened.answer("What did Krull say?")
    opened.close()
    days = {row["says"].split("”")[0].strip("“"): row["when"] for row in rows(answer)}
    assert days["The quay is safe, Ida Krull said on Monday."] == "Monday"
    assert next(day for says, day in days.items() if says.startswith("Krull had")) == "2019"
    assert next(day for says, day in days.items() if says.startswith("We closed")) == "not stated"


def test_a_statement_of_no_known_day_has_the_day_of_publication_said_as_such(archive: Assistant) -> None:
    answer = archive.answer("What did Piet Maas say about the divers?")
    assert [(row["says"], row["when"]) for row in rows(answer)] == [
        ("Maas also praised the divers.", "published 2017-11-08")
    ]


def test_only_what_was_said_of_the_topic_is_told(archive: Assistant) -> None:
    answer = archive.answer("What did Piet Maas say about the crane?")
    assert said(answer) == ["Piet Maas told Ana Lobo that the dockers wanted a new crane."]


def test_who_is_asked_to_have_denied_something_has_not_only_said_it(archive: Assistant) -> None:
    answer = archive.answer("What did Piet Maas deny?")
    assert said(answer) == ["The opposition leader Piet Maas denied that the ferry had been inspected in 2016."]


def test_what_another_says_that_somebody_expressed_is_told_with_who_says_it(archive: Assistant) -> None:
    answer = archive.answer("What did Kari Dahl say, and when?")
    assert [(row["who"], row["when"], row["according to"]) for row in rows(answer)] == [
        ("Kari Dahl", "Saturday", "Oslo"),
        ("Kari Dahl", "Saturday", "Norwegian ministry"),
    ]


def test_another_spelling_is_the_same_person_under_the_same_given_name_only(archive: Assistant) -> None:
    assert len(said(archive.answer("What did Muallem say?"))) == 2
    assert not any("bread" in text for text in said(archive.answer("What did Lobo say?")))


def test_who_holds_an_office_is_found_by_name(archive: Assistant) -> None:
    answer = archive.answer("What did the Harbour Minister say about the ferry?")
    assert {row["who"] for row in rows(answer)} == {"Ana Lobo"}


def test_who_is_in_no_article_is_named_and_so_is_silence_on_a_topic(archive: Assistant) -> None:
    absent = archive.answer("What did Vladimir Putin say about the ferry?")
    assert absent.reason is not None
    assert (absent.reason.code, "Vladimir Putin" in absent.reason.message) == ("key_part_missing", True)
    silent = archive.answer("What did Ana Lobo say about Kurdistan?")
    assert silent.reason is not None and silent.reason.code == "not_answered"
    assert any("Lobo" in near.quote for near in silent.nearest)


def test_past_twelve_statements_the_answer_counts_the_rest_and_the_table_has_them_all(folder: Path) -> None:
    things = "crane quay ferry bridge light tower tug lock dock rail gate mast keel sail buoy".split()
    text = "Long speech\n\n" + " ".join(
        f"Mayor Ida Krull said the {thing} would cost {n + 2} million euros." for n, thing in enumerate(things)
    )
    opened = indexed(folder / "long", {"speech.txt": text}, NoEmbedder())
    answer = opened.answer("What did Ida Krull say?")
    opened.close()
    assert len(answer.citations) == 12
    assert "The archive has 3 more statements" in answer.text
    assert len(rows(answer)) == 15
    assert answer.table is not None
    assert [row.found is not None for row in answer.table.rows] == [False] * 12 + [True] * 3


@pytest.mark.parametrize(
    ("question", "speakers"),
    [
        ("Who said that the old ferry was fit for the sea?", ["Ana Lobo"]),
        ("Who denied that the ferry had been inspected in 2016?", ["Piet Maas"]),
        ("Who told Lobo that the dockers wanted a new crane?", ["Piet Maas"]),
        ("According to whom was the quay too short?", ["Norbank"]),
    ],
)
def test_who_said_something_is_told_with_their_words(archive: Assistant, question: str, speakers: list[str]) -> None:
    assert sorted({row["who"] for row in rows(archive.answer(question))}) == speakers


def test_what_is_denied_is_not_said_by_who_denies_it(archive: Assistant) -> None:
    answer = archive.answer("Who said that the ferry had been inspected in 2016?")
    assert answer.table is None


def test_words_that_stand_in_a_long_statement_are_found_and_those_asked_about_are_said_by_nobody(folder: Path) -> None:
    text = (
        "The quay\n\nMayor Ida Krull said there were signs of rain, but the “strike goes on, and where we stand in "
        "spring and when it is possible to speak of an end…that is another matter”. "
        "Asked whether the tolls would rise again, Krull said no.\n"
    )
    opened = indexed(folder / "words", {"quay.txt": text}, NoEmbedder())
    found, asked = opened.answer("Who said that the strike goes on?"), opened.answer("Who said the tolls would rise?")
    opened.close()
    assert [row["who"] for row in rows(found)] == ["Ida Krull"]
    assert (asked.status, len(asked.nearest)) == ("abstained", 1)


@pytest.mark.parametrize(
    "question", ["Who met the mayor?", "Who said so?", "Who declared war on France?", "Who said what?", "Who is Lobo?"]
)
def test_other_questions_for_somebody_are_left_to_others(question: str) -> None:
    assert who_said.recognise(question) is None


def test_a_title_is_no_part_of_a_name_and_a_ministry_is_one() -> None:
    minister, ministry = called("Foreign Minister Sergei Lavrov"), called("the Kazakh Foreign Ministry")
    assert minister is not None and ministry is not None
    assert (minister.name, minister.role) == ("lavrov", frozenset())
    assert (ministry.name, sorted(ministry.role)) == ("kazakh", ["foreign", "ministri"])
    assert called("the") is None
    assert form_of("What did the council decide?") is None
