"""What an article says of itself, each with the characters it was read from."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from rag.embedding import open_embedder
from rag.indexing.credits import Fact, carrier_of, stated_facts
from rag.indexing.documents import document_from
from rag.indexing.ingest import ingest
from rag.schema import Document
from rag.settings import Settings
from vectorstore import open_store


def article(text: str, path: str = "ferry.txt") -> Document:
    return document_from(text.encode(), root="desk", path=path, settings=Settings())


def story(opening: str = "On Monday", closing: str = "Nobody was hurt.") -> Document:
    return article(f"Ferry stops at noon\n\n{opening} the ferry stopped at the pier.\n\nNo one waited.\n\n{closing}\n")


def said(document: Document, field: str) -> list[str]:
    return [fact.value for fact in stated_facts(document) if fact.field == field]


def test_the_five_articles_say_where_and_by_whom(seeds: Path) -> None:
    found = {}
    for file in seeds.iterdir():
        document = document_from(file.read_bytes(), root="seeds", path=file.name, settings=Settings())
        facts = stated_facts(document)
        assert all(document.text[fact.start : fact.end] == fact.value for fact in facts)
        found[file.name[:3]] = {fact.field: fact.value for fact in facts if fact.field != "title"}
    assert found == {
        "000": {"place": "ERBIL, Kurdistan Region"},
        "001": {"publisher": "Presstv"},
        "002": {"photo": "AFP/Getty Images"},
        "003": {
            "publisher": "SANA",
            "agency": "SANA",
            "place": "Damascus",
            "byline": "H. Said/Manal / Hazem Sabbagh",
        },
        "004": {"place": "DAMASCUS"},
    }


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("LONDON (Reuters) - On Monday", "LONDON"),
        ("NEW YORK/LONDON, March 3 (Reuters) - On Monday", "NEW YORK/LONDON"),
        ("Springfield, XNWS – On Monday", "Springfield"),
        ("OSLO: On Monday", "OSLO"),
        ("OSLO, Østlandet — On Monday", "OSLO, Østlandet"),
    ],
)
def test_a_dateline_says_where_a_story_comes_from(opening: str, place: str) -> None:
    assert said(story(opening), "place") == [place]


@pytest.mark.parametrize(
    "opening",
    [
        "BREAKING: On Monday",
        "Assad – who rules – said that",
        "M/A-Com Inc said that on Monday",
        "NET – 2.3 mln",
        "On Monday, the IRNA state news agency reported,",
    ],
)
def test_other_words_before_a_dash_are_no_place(opening: str) -> None:
    assert said(story(opening), "place") == []


def test_a_word_that_the_story_too_writes_in_capitals_is_no_place() -> None:
    closing = "The index of the NASDAQ fell as well."
    assert said(article(f"Shares fall\n\nNASDAQ – The index fell two percent on Monday.\n\n{closing}"), "place") == []


def test_who_speaks_in_an_interview_is_no_place() -> None:
    text = "A talk\n\nBERG: Good evening to you all.\n\nNORD: Thank you for having me here tonight."
    assert said(article(text), "place") == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Berg", "Ann Berg"),
        ("By ANN BERG and Kari al-Nord | Oslo", "ANN BERG and Kari al-Nord"),
        ("Written by J. R. Hall", "J. R. Hall"),
        ("By Ann Berg and Kari Nord, Chief Political Correspondents, BBC News", "Ann Berg and Kari Nord"),
        ("By Mary O'Neill-Smith in Cairo", "Mary O'Neill-Smith"),
    ],
)
def test_a_byline_under_the_title_names_the_writers(line: str, names: str) -> None:
    document = article(f"Ferry stops at noon\n\n{line}\n\nThe ferry stopped.")
    assert document.byline == names
    assert said(document, "byline") == [names]


@pytest.mark.parametrize("line", ["By contrast", "By Monday Morning", "By Reuters", "by House Speaker Jim Wright"])
def test_other_lines_that_open_with_by_are_no_byline(line: str) -> None:
    assert article(f"Ferry stops at noon\n\n{line}\n\nThe ferry stopped.").byline is None


def test_a_closing_line_names_the_reporters_but_names_alone_do_not() -> None:
    assert story(closing="(Reporting by Ann Berg in Oslo; editing by Kari Nord)").byline == "Ann Berg"
    assert story(closing="Manal / Hazem Sabbagh").byline is None


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Photo: AFP/Getty Images", "AFP/Getty Images"),
        ("(Image credit: Ann Berg)", "Ann Berg"),
        ("AP Photo/Hassan Ammar", "AP Photo/Hassan Ammar"),
        ("REUTERS/Omar Sanadiki", "REUTERS/Omar Sanadiki"),
    ],
)
def test_who_took_the_photo_did_not_publish_the_story(line: str, credit: str) -> None:
    document = story(closing=line)
    assert said(document, "photo") == [credit]
    assert carrier_of(document) is None


@pytest.mark.parametrize("line", ["Reuters", "— AFP", "(AFP)", "REUTER", "reuter"])
def test_an_agency_that_signs_the_last_line_carries_the_story(line: str) -> None:
    assert carrier_of(story(closing=line)) == line.strip("—() ")


def test_an_agency_that_is_quoted_carries_nothing() -> None:
    assert carrier_of(story("Tasnim reported that")) is None


def test_a_date_is_read_from_the_characters_that_say_it() -> None:
    document = article("Ferry\n\nPublished: 7 November 2017\n\nThe ferry stopped.")
    assert Fact("published", "2017-11-07", 18, 33) in stated_facts(document)
    assert document.text[18:33] == "7 November 2017"


def test_what_front_matter_states_has_no_characters_of_the_article() -> None:
    document = article("---\ntitle: Ferry stops\npublisher: The Ferry\n---\nOSLO, SANA – It stopped.\n", "a.md")
    facts = {fact.field: fact for fact in stated_facts(document)}
    assert facts["publisher"] == Fact("publisher", "The Ferry", None, None, "front matter")
    assert facts["title"].start is None
    assert (facts["agency"].start, facts["agency"].end) == (54, 58)
    assert document.text[54:58] == "SANA"


@pytest.mark.parametrize(
    ("field", "line", "day"),
    [
        ("03/04/2024", "Date: 2024-01-01", None),
        ("2024-03-05", "Date: 2024-01-01", None),
        ("2024-03-05", "Published: 2024-03-04", "2024-03-05"),  # late in the evening, elsewhere
        ("2024-03-05", "OSLO, March 1, 2024 (AFP) - It left.", "2024-03-05"),
        ("soon", "Date: 2024-01-01", "2024-01-01"),
    ],
)
def test_of_two_days_that_are_stated_none_is_taken(field: str, line: str, day: str | None) -> None:
    assert (
        article(f"---\ntitle: Ferry\ndate: {field}\n---\n# Ferry\n\n{line}\n\nIt stopped.\n", "a.md").published == day
    )


def test_offsets_count_a_byte_order_mark_and_both_characters_of_a_line_end() -> None:
    document = article("\ufeff# Ferry stops #\r\n\r\nOSLO (Reuters) - It stopped.\r\n", "a.md")
    for fact in stated_facts(document):
        assert document.text[fact.start : fact.end] == fact.value
    assert said(document, "title") == ["Ferry stops"]


def test_an_article_out_of_the_index_says_the_same_of_itself(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "a.md").write_text("---\npublisher: The Ferry\n---\n# Stops\n\nOSLO, SANA – It stopped.\n")
    (tmp_path / "desk" / "b.md").write_text("---\n\nOSLO, SANA – A rule opens it.\n")
    embedder = open_embedder("none", Settings())
    ingest([tmp_path / "desk"], settings=Settings(), index=tmp_path / "index", embedder=embedder)
    with closing(open_store(tmp_path / "index")) as store:
        held = store.documents([head.id for head in store.heads()]).values()
    for document in held:
        file = tmp_path / "desk" / document.path
        read = document_from(file.read_bytes(), root="desk", path=document.path, settings=Settings())
        assert stated_facts(document) == stated_facts(read)
        assert document.body_start == read.body_start
