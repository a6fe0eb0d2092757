"""The overview as a page: everything that was counted is told, and nobody's words become markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import html

from chat.overview import draw_fault, draw_overview, draw_waiting
from rag.overview.frequent import Named
from rag.overview.overview import Count, Duplicates, Failed, Origin
from tests.chat.fake_assistant import OVERVIEW

HOSTILE = '</title><script>alert(1)</script><img src=x onerror="alert(2)">\u202e&'


def test_everything_that_was_counted_is_on_the_page() -> None:
    page = html.fromstring(draw_overview(OVERVIEW))
    headings = [heading.text_content() for heading in page.iter("h2")]
    assert headings == [
        "Articles by outlet",
        "People and organisations, by articles that mention them",
        "Places, by articles that mention them",
        "Longest times without an article",
        "Stories with the most copies",
        "Files that could not be read",
    ]
    text = page.text_content()
    for told in (
        "The Valley Post",
        "not stated",
        "Ann Berg",
        "Berg",
        "Oslo",
        "River rises",
        "empty",
        "2021-03-04",
        "91",
    ):
        assert told in text


def test_each_plot_has_a_name_for_those_who_cannot_see_it() -> None:
    page = draw_overview(OVERVIEW)
    labels = re.findall(r'<svg role="img" aria-label="([^"]+)"', page)
    assert labels[:2] == ["Articles by day", "Articles by outlet"]
    assert len(labels) == page.count("<figure>") == 4


def test_tables_have_headers_for_their_columns() -> None:
    for table in html.fromstring(draw_overview(OVERVIEW)).iter("table"):
        columns = table.findall(".//th[@scope='col']")
        assert columns and all(
            len(row.findall("td")) == len(columns) for row in table.iter("tr") if row.find("td") is not None
        )


def test_words_of_articles_never_become_markup() -> None:
    hostile = replace(
        OVERVIEW,
        outlets=(Count(HOSTILE, 1),),
        formats=(Count(HOSTILE, 1),),
        people_and_organisations=(Named(HOSTILE, 1, (HOSTILE,)),),
        duplicates=Duplicates(1, 1, (Origin("x", 2, None, None, HOSTILE),)),
        failed=Failed(1, (Count(HOSTILE, 1),), ()),
    )
    for page in (draw_overview(hostile), draw_fault(HOSTILE)):
        assert "<script" not in page and "<img" not in page and 'onerror="' not in page
        assert page.count("</title>") == 1
        assert not [found for found in html.fromstring(page).iter() if found.tag in ("script", "img")]


def test_names_counted_in_a_sample_say_so() -> None:
    sampled = replace(OVERVIEW, articles=1_000_000, names_read=25_000)
    assert "Counted in 25,000 articles, spread evenly." in draw_overview(sampled)
    assert "spread evenly" not in draw_overview(OVERVIEW)


@pytest.mark.parametrize(("done", "total", "told"), [(0, 0, "being counted."), (400, 9000, "400 of 9,000 articles")])
def test_while_it_is_counted_the_page_says_how_far_and_asks_again(done: int, total: int, told: str) -> None:
    page = draw_waiting(done, total)
    assert told in page and 'http-equiv="refresh"' in page
    assert "http-equiv" not in draw_overview(OVERVIEW)
