"""Dates of articles: where they stand, and which day, month or year they are where that is certain."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.dating.when import DateMention, mentions_of
from rag.schema import Document

NEWS_OF_THE_WEEK = "2017-11-08"  # a Wednesday


def mentions(text: str, published: str | None = None, body_start: int = 0) -> list[DateMention]:
    document = Document("a", "news", "a.txt", "", len(text), text, published=published, body_start=body_start)
    return list(mentions_of(document))


def told(text: str, published: str | None = NEWS_OF_THE_WEEK) -> list[tuple[str, str | None]]:
    """What is mentioned, and when it is: "2017-10..2017-11" for what lasts."""
    return [(one.written, f"{one.date}..{one.until}" if one.until else one.date) for one in mentions(text, published)]


@pytest.mark.parametrize(
    ("text", "written", "date"),
    [
        ("It opened on 2017-11-07.", "2017-11-07", "2017-11-07"),
        ("It opened on 18 November 2017.", "18 November 2017", "2017-11-18"),
        ("Le port fermera le 6 mars 2024.", "6 mars 2024", "2024-03-06"),
        ("Der Hafen schließt am 5. August 2024.", "5. August 2024", "2024-08-05"),
        ("Cerró en marzo de 2024.", "marzo de 2024", "2024-03"),
        ("The Mars 2020 mission landed.", "2020", "2020"),
        ("It opened on Nov. 18, 2017.", "Nov. 18, 2017", "2017-11-18"),
        ("It opened on Tuesday, May 2nd, 2017.", "Tuesday, May 2nd, 2017", "2017-05-02"),
        ("He was born on the 4th of July 1956.", "the 4th of July 1956", "1956-07-04"),
        ("The war began in March 2011.", "March 2011", "2011-03"),
        ("It folded in March of\n1985.", "March of\n1985", "1985-03"),
        ("Moscow intervened in 2015.", "2015", "2015"),
        ("The 1987 budget was cut.", "1987", "1987"),
        ("The crop of 1986/87 failed.", "1986/87", "1986..1987"),
        ("Built in the 1980s, it stands.", "the 1980s", "1980..1989"),
        ("Output rose in the second quarter of 1987.", "second quarter of 1987", "1987-04..1987-06"),
        ("From March 3 to March 9, 1987 it was shut.", "March 3 to March 9, 1987", "1987-03-03..1987-03-09"),
        ("It rained from 3 to 9 March 1987.", "3 to 9 March 1987", "1987-03-03..1987-03-09"),
        ("A deal of 30/11/2016 held.", "30/11/2016", "2016-11-30"),
        ("A deal of 03/04/2017 held.", "03/04/2017", "2017"),  # of March or of April
    ],
)
def test_a_date_with_its_year_is_stated(text: str, written: str, date: str) -> None:
    assert told(text, None) == [(written, date)]
    assert mentions(text)[0].basis == "stated"


def test_a_day_in_a_language_whose_months_are_unknown_stays_as_written() -> None:
    assert told("Het was 6 maart 2024.") == [("6 maart 2024", None)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The council met on Tuesday.", "2017-11-07"),
        ("The council met on Wednesday.", "2017-11-08"),
        ("The council will vote on Friday.", "2017-11-10"),
        ("The vote is due Tuesday.", "2017-11-14"),
        ("They met last Friday.", "2017-11-03"),
        ("They will meet next Monday.", "2017-11-13"),
        ("It sank yesterday.", "2017-11-07"),
        ("It sails tomorrow.", "2017-11-09"),
        ("He spoke last night.", "2017-11-07"),
        ("It sank last week.", "2017-10-30..2017-11-05"),
        ("It opened last month.", "2017-10"),
        ("It opened earlier this month.", "2017-11"),
        ("Next year it closes.", "2018"),
        ("It opened in February last year.", "2016-02"),
        ("It opened last December.", "2016-12"),
        ("It may open in mid-September.", "2017-09"),
        ("It may open in October or November.", "2017-10..2017-11"),
        ("The army attacked on August 19.", "2017-08-19"),
        ("The peace congress is planned for November 18.", "2017-11-18"),
        ("It opened two weeks ago.", "2017-10-23..2017-10-29"),
        ("It opened three years ago.", "2014"),
        ("The truce expires on April 30.", "2018-04-30"),
        ("Profits rose in the year ended June 30.", "2017-06-30"),
        ("He resigned on Saturday, 19 August.", "2017-08-19"),
    ],
)
def test_a_date_without_its_year_is_counted_from_the_day_of_publication(text: str, date: str) -> None:
    [(written, found)] = told(text)
    assert found == date
    assert mentions(text, NEWS_OF_THE_WEEK)[0].basis == "resolved"
    assert told(text, None) == [(written, None)]  # and stays as it is written without one
    assert mentions(text, None)[0].basis is None


@pytest.mark.parametrize(
    "text",
    [
        "They met last Tuesday.",  # yesterday, or a week before
        "They will meet next Friday.",
        "Profits rose in the fourth quarter.",  # of whose year
        "The March agreement is in doubt.",  # eight months ago, or in four
        "It opened more than two years ago and closed in the past decade.",
    ],
)
def test_what_may_mean_two_times_is_not_resolved(text: str) -> None:
    assert all(date is None for _, date in told(text))


@pytest.mark.parametrize(
    "text",
    [
        "May the strike end, Mr May told Ms April Jones on the march to June Brown's house.",
        "Some 2000 people ran the 1500 metres for $1987 or 1,987 pounds, 2015 dollars or 20170 points.",
        "The Sunday Telegraph asked whether shops open on a Saturday or every Monday.",
        "She may march; the mar in the paint was seen in dec. meters.",
        "He called 2017-13-45 and 555-2017-99 in vain, in section 3.2015.",
    ],
)
def test_names_amounts_and_habits_are_no_dates(text: str) -> None:
    assert told(text) == []


def test_mentions_stand_in_order_where_the_article_has_them() -> None:
    text = "\ufeffFerry sinks\r\n\r\nOn 3 May\r\n2016 it sank; on 5 May it was found. “In 2015 …”"
    found = mentions(text)
    assert [one.written for one in found] == ["3 May\r\n2016", "5 May", "2015"]
    assert all(text[one.start : one.end] == one.written for one in found)


def test_a_paragraph_parts_what_a_line_does_not() -> None:
    assert told("It was in March\n\n2016 was a good year.", None) == [("March", None), ("2016", "2016")]


def test_front_matter_is_not_looked_at() -> None:
    text = "published: 2016-05-03\n\nIt sank in 2015."
    assert [one.written for one in mentions(text, body_start=23)] == ["2015"]


def test_a_published_day_that_is_none_counts_as_unknown() -> None:
    assert told("It sank yesterday.", "2017") == [("yesterday", None)]


PIECES = st.sampled_from(
    [
        "on ",
        "March ",
        "3",
        "2016",
        " ",
        "Tuesday",
        ", ",
        "last ",
        "week",
        "\r\n",
        "–",
        "1980s",
        "é",
        "ago",
        "\n\n",
        "🚢",
    ]
)


@given(st.lists(PIECES, max_size=24), st.sampled_from([None, NEWS_OF_THE_WEEK]))
def test_whatever_the_text_places_hold_and_nothing_overlaps(pieces: list[str], published: str | None) -> None:
    text = "".join(pieces)
    found = mentions(text, published)
    assert all(text[one.start : one.end] == one.written for one in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    assert published or all(one.basis != "resolved" for one in found)
    assert all((one.date is None) == (one.basis is None) for one in found)
