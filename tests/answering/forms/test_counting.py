"""How many articles mention something, and which: exact, with the place in each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.forms import form_of
from rag.answering.forms.asked_phrases import phrases_in
from rag.answering.forms.counting import Counting, recognise
from rag.assistant import Assistant
from rag.embedding.none import NoEmbedder
from rag.schema import Answer
from tests.archives import indexed

COPY = (
    "Ferry sinks\n\nThe ferry Halcyon sank off Port Selby on 3 May 2016. Eighteen people drowned when the old ship "
    "rolled over in a storm that had been forecast for days. The harbour master of Port Selby had warned all captains."
)
FILES = {
    "a.txt": COPY,
    "b.txt": COPY.replace("Ferry sinks", "Ferry lost"),
    "c.txt": "Bank lends\n\nNorbank lent the port of Varnholm 4.2 million euros.\n\n"
    "Published on 7 November 2017\nSource: Harbour Times",
    "d.txt": "Norbank profit\n\nNorbank’s profit fell. A spokesman for NORBANK said the U.S. market was weak. "
    "“We are sorry,” Ada Quill said.",
    "e.txt": "Two towns\n\nVarnholm and Selby signed a pact. The ferry is back, as Quill had hoped.",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = indexed(tmp_path_factory.mktemp("counted"), FILES, NoEmbedder())
    yield opened
    opened.close()


def rows(answer: Answer) -> list[str]:
    assert answer.table is not None
    return [row.found.path for row in answer.table.rows if row.found is not None]


@pytest.mark.parametrize(
    ("question", "sentence", "articles"),
    [
        ("How many articles mention Norbank?", "2 of 5 articles mention “Norbank”.", ["c.txt", "d.txt"]),
        ("In how many articles does the U.S. appear?", "1 of 5 articles mentions “U.S.”.", ["d.txt"]),
        (
            "How often is Norbank mentioned?",
            "“Norbank” is mentioned 4 times in 2 of 5 articles.",
            ["c.txt", "d.txt"],
        ),
        (
            'List all articles that mention "port selby".',
            "2 of 5 articles mention “port selby” (1, counting copies of one story once).",
            ["a.txt", "b.txt"],
        ),
        ("Which articles mention Selby but not Varnholm?", None, ["a.txt", "b.txt"]),
        ("Which articles talk about both the ferry and Varnholm?", None, ["e.txt"]),
        ("Which articles mention Norbank or pact?", None, ["c.txt", "d.txt", "e.txt"]),
        (
            "How many articles mention Norbank or Varnholm but not Selby?",
            "2 of 5 articles mention “Norbank” or “Varnholm” but not “Selby”.",
            ["c.txt", "d.txt"],
        ),
        ("Which articles mention both ferry and Selby but not Varnholm?", None, ["a.txt", "b.txt"]),
        ("Which articles don't mention Selby?", "2 of 5 articles do not mention “Selby”.", ["c.txt", "d.txt"]),
        ("Which articles mention neither Norbank nor pact?", None, ["a.txt", "b.txt"]),
        (
            "Which outlets mention Varnholm?",
            "1 outlet (Harbour Times) mentions “Varnholm”, in 2 of 5 articles; 1 of these names none.",
            ["c.txt", "e.txt"],
        ),
        (
            "Which outlets don't mention ferry?",
            "1 outlet (Harbour Times) does not mention “ferry” in its only article.",
            ["c.txt"],
        ),
        ("In which outlets is Varnholm mentioned?", None, ["c.txt", "e.txt"]),
        ("Which articles quote Quill?", "1 of 5 articles quotes “Quill”.", ["d.txt"]),
        ("Which articles are from Harbour Times?", "There is 1 article from Harbour Times.", ["c.txt"]),
        (
            "How many articles from Harbour Times mention Norbank?",
            "1 of 1 article from Harbour Times mentions “Norbank”.",
            ["c.txt"],
        ),
        ("How many articles are there?", "There are 5 articles.", sorted(FILES)),
    ],
)
def test_every_article_is_counted_and_listed(
    archive: Assistant, question: str, sentence: str | None, articles: list[str]
) -> None:
    answer = archive.answer(question)
    assert answer.status == "answered"
    assert sentence is None or answer.sentences[0].text == sentence
    assert sorted(rows(answer)) == articles
    assert {citation.path for citation in answer.citations} == set(articles)


def test_each_row_has_the_exact_place_and_the_number_it_is_cited_by(archive: Assistant, tmp_path: Path) -> None:
    answer = archive.answer("Which articles mention Norbank?")
    assert answer.table is not None
    cited = {citation.number: citation for citation in answer.citations}
    for row in answer.table.rows:
        found = row.found
        assert found is not None and cited[found.number] == found
        assert FILES[found.path][found.start : found.end] == found.quote
        assert "norbank" in found.quote.casefold()
        assert found.quote != FILES[found.path].split("\n")[0]  # a sentence says more than the title


def test_what_no_article_mentions_is_refused_after_looking_through_all(archive: Assistant) -> None:
    answer = archive.answer("How many articles mention Atlantis?")
    assert (answer.status, answer.table) == ("abstained", None)
    assert answer.reason is not None and answer.reason.code == "nothing_found"
    assert answer.text == "None of the 5 articles mentions “Atlantis”; every one was looked through."


def test_what_may_be_one_name_or_two_is_counted_both_ways(archive: Assistant) -> None:
    answer = archive.answer("How many articles mention Varnholm and Selby?")
    assert [sentence.text for sentence in answer.sentences] == ["1 of 5 articles mentions “Varnholm and Selby”."]
    answer = archive.answer("How many articles mention ferry and Selby?")
    assert answer.sentences[0].text.startswith("3 of 5 articles mention both “ferry” and “Selby”")


def test_filters_are_counted_within(archive: Assistant) -> None:
    answer = archive.answer("How many articles mention Norbank?", since="2017-01-01")
    assert answer.sentences[0].text == "1 of 1 article that passes the filters mentions “Norbank”."
    assert [entry.part for entry in answer.degraded] == ["filters"]


def test_more_than_twenty_are_all_listed_and_the_first_twenty_cited(tmp_path: Path) -> None:
    files = {f"{n:03}.txt": f"Story {n}\n\nThe council met for the {n}th time." for n in range(103)}
    archive = indexed(tmp_path, files, NoEmbedder())
    answer = archive.answer("How many articles mention council?")
    assert answer.sentences[0].text.startswith("103 of 103 articles mention “council”")
    assert rows(answer) == sorted(files)
    assert answer.table is not None
    assert [row.found.number for row in answer.table.rows if row.found] == [*range(1, 21), *[None] * 83]
    (tmp_path / "news" / "000.txt").write_text("Other words.", encoding="utf-8")
    again = archive.answer("How many articles mention council?")
    assert again.sentences[0].text.startswith("102 of 103 articles mention “council”")
    assert [entry.part for entry in again.degraded] == ["files"]
    archive.close()


@pytest.mark.parametrize(
    "question",
    [
        "How many people died in Aleppo?",
        "How many articles of impeachment did Congress pass?",
        "How many articles are in the constitution?",
        "How many articles mention whether the talks will go on?",
        "How many times did Assad meet Putin?",
        "How often did the ferry sail?",
        "List the ministers who resigned.",
        "Which article of the treaty mentions defence?",
        "What did the report say about Norbank?",
        "How many stories does the tower have?",
    ],
)
def test_questions_for_anything_else_are_not_taken_for_counts(question: str) -> None:
    assert recognise(question) is None


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("How many articles mention O'Neill?", "O'Neill"),
        ("how many stories contain the phrase interest rates in the archive", "interest rates"),
        ("How many articles mention the Bundesbank?", "Bundesbank"),
        ("How many articles mention The Hague?", "The Hague"),
        ("List all articles that mention the U.S.", "U.S."),
        ("How many articles mention 'O'Neill'?", "O'Neill"),
        ("How many articles are there about de-escalation zones?", "de-escalation zones"),
        ("How many mentions of S&P are there?", "S&P"),
        ("Does any article mention Geneva?", "Geneva"),
        ('How many articles mention "Geneva', "Geneva"),
        ("How many articles mention (Geneva)?", "Geneva"),
    ],
)
def test_the_phrase_is_read_as_it_is_written(question: str, phrase: str) -> None:
    form = form_of(question)
    assert isinstance(form, Counting)
    assert form.wanted.phrases is not None and form.wanted.phrases.all == (phrase,)


def test_words_in_quotation_marks_are_not_read() -> None:
    phrases = phrases_in("“oil and gas” or “the U.S.”")
    assert phrases is not None
    assert (phrases.all, phrases.how, phrases.apart) == (("oil and gas", "the U.S."), "either", ())
    phrases = phrases_in('‹oil and gas›, „gas“ and "coal"')
    assert phrases is not None
    assert (phrases.all, phrases.how) == (("oil and gas", "gas", "coal"), "both")
    for whole in ("“oil and gas”", "the phrase oil and gas"):
        phrases = phrases_in(whole)
        assert phrases is not None
        assert (phrases.all, phrases.apart) == (("oil and gas",), ())
