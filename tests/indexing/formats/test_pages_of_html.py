"""A page's date and outlet are those it states; what merely looks like one is not taken."""

from __future__ import annotations

import pytest

from rag.indexing.reading import document_from
from rag.schema import Document
from rag.settings import Settings

BODY = (
    "<article><h1>Ferry stops</h1><p>The ferry stopped at noon on 7 April 2018, the harbour master said.</p></article>"
)


def page(head: str = "", body: str = BODY, *, encoding: str = "utf-8") -> Document:
    content = f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding)
    return document_from(content, root="desk", path="page.html", settings=Settings())


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2017-03-04T10:00:00Z">', BODY),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2017-03-04"}</script>', BODY),
        ("", '<time itemprop="datePublished" datetime="2017-03-04">Saturday</time>' + BODY),
        ("", '<time class="entry-date" datetime="2017-03-04">Saturday</time>' + BODY),
    ],
    ids=["meta", "json-ld", "microdata", "hentry"],
)
def test_a_stated_date_is_taken(head: str, body: str) -> None:
    assert page(head, body).published == "2017-03-04"


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<link rel="canonical" href="https://ferry.example/2017/03/04/ferry">',
        '<meta property="article:modified_time" content="2017-03-04">',
        '<meta name="date" content="03/04/2017">',
        '<script type="application/ld+json">[{"@type": "NewsArticle", "headline": "A", "datePublished": "2017-03-04"}, '
        '{"@type": "NewsArticle", "headline": "B", "datePublished": "2018-03-04"}]</script>',
        '<script type="application/ld+json">{"@type": "Event", "datePublished": "2017-03-04"}</script>',
        '<script type="application/ld+json">{broken</script>',
    ],
    ids=["none", "address", "modified", "two meanings", "two articles", "no article", "broken"],
)
def test_a_date_that_is_not_stated_is_not_guessed(head: str) -> None:
    assert page(head).published is None


def test_the_outlet_is_never_made_from_the_address() -> None:
    document = page('<link rel="canonical" href="https://www.ferry.example/1">')
    assert (document.publisher, document.url) == (None, "https://www.ferry.example/1")


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "utf-8"])
def test_a_page_is_read_in_the_encoding_it_states(encoding: str) -> None:
    document = page(f'<meta charset="{encoding}">', "<p>Паром остановился в полдень.</p>", encoding=encoding)
    assert document.text == "Паром остановился в полдень."


def test_a_page_without_a_main_text_gives_all_of_its_text() -> None:
    assert page(body="<div>One line<br>and another</div><script>no()</script>").text == "One line\n\nand another"
