"""Articles that attack the page: no request leaves, no script runs. About 30 seconds with Chromium.

51 vectors; the first test shows that they do fire on a page without defences.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.conftest import Browser, Listener, dateline_serve, served
from tests.browser.hostile import VECTORS, aimed

pytestmark = pytest.mark.browser
QUESTION = "What did the harbour master announce about the Kestrel ferry?"


def outside(browser: Browser, page: str) -> list[str]:
    """Requests that went, or tried to go, to another host or port than the page's."""
    return [url for url in browser.requests() if urlsplit(url).netloc != urlsplit(page).netloc]


def test_the_vectors_do_fire_on_a_page_without_defences(
    chromium: Callable[..., Browser], listener: Listener, tmp_path: Path
) -> None:
    page = tmp_path / "careless.html"
    parts = [f"<iframe srcdoc='{html.escape(vector)}'></iframe>" for vector in aimed(listener.address)]
    page.write_text("".join(parts), encoding="utf-8")
    chromium().driver.get(page.as_uri())
    assert len({hit.split("#")[0] for hit in listener.settled()}) >= 20


def open_article(browser: Browser, opener: WebElement) -> None:
    """Open an article and wait until it is the one in the panel."""
    browser.js("arguments[0].click()", opener)
    attack = browser.js("return arguments[0].querySelector('.dl-title').textContent", opener)
    browser.until(lambda: browser.js("return document.querySelector('.dl-panel h2')?.textContent") == attack)


@pytest.mark.timeout(240)
def test_attacks_in_every_word_of_an_answer_reach_nobody(browser: Browser, listener: Listener) -> None:
    with served("tests.browser.hostile_archive_server", listener.address) as page:
        browser.open(page)
        browser.ask(QUESTION)
        assert len(browser.all("#dl-current .dl-sentences .dl-chip")) == len(VECTORS)
        for more in browser.all("#dl-current .dl-more"):
            browser.click(more)
        assert len([row for row in browser.all("#dl-current .dl-table tbody tr") if row.is_displayed()]) == len(VECTORS)
        assert browser.all("#dl-current .dl-source")[-1].is_displayed()
        browser.ask("Timeline of the Kestrel ferry")
        assert browser.all("#dl-current .dl-plot svg text")
        browser.ask("And an abstention, after an earlier turn drawn again?")
        assert len(browser.all("#dl-current .dl-source")) == len(VECTORS)
        for opener in browser.all('#dl-past [data-turn="1"] .dl-source'):
            open_article(browser, opener)
        shown = browser.js("return document.querySelector('.dl-text').textContent")
        assert "<script>window.ran=1;" in shown
        assert browser.js("return window.ran") is None
        assert listener.settled() == []
        assert outside(browser, page) == []
        assert browser.errors() == []


@pytest.fixture
def hostile_page(tmp_path: Path, listener: Listener) -> Iterator[str]:
    """The page over articles whose titles, sentences and names are attacks."""
    from rag.embedding import open_embedder
    from rag.indexing.ingest import ingest
    from rag.settings import Settings

    folder = tmp_path / "articles"
    folder.mkdir()
    for number, vector in enumerate(aimed(listener.address)):
        text = f"{vector}\n\nThe harbour master announced that the Kestrel ferry stops {vector} on pier {number}.\n"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    (folder / "<img src=x: onerror=window.ran=1>.txt").write_text(
        "The harbour master announced that the Kestrel ferry is sold.\n", encoding="utf-8"
    )
    index = tmp_path / "index"
    settings = Settings(index=index)
    ingest([folder], settings=settings, index=index, embedder=open_embedder("minilm", settings), sync=False)
    with served(*dateline_serve(index)) as address:
        yield address


@pytest.mark.timeout(240)
def test_hostile_articles_are_shown_as_text_and_reach_nobody(
    browser: Browser, hostile_page: str, listener: Listener
) -> None:
    browser.open(hostile_page)
    browser.ask(QUESTION)
    for vector in aimed(listener.address)[::5]:
        browser.ask(f"{vector} {QUESTION}".replace("\n", " "))
    openers = browser.all("[data-article]")
    assert openers
    for opener in openers[:: max(1, len(openers) // 25)]:
        browser.js("arguments[0].click()", opener)
        browser.until(lambda: browser.all(".dl-panel:not([hidden]) .dl-text p"))
    assert browser.js("return window.ran") is None
    assert listener.settled() == []
    assert outside(browser, hostile_page) == []
    assert browser.errors() == []


@pytest.mark.timeout(240)
def test_were_an_attack_ever_drawn_as_markup_the_policy_still_stops_it(
    browser: Browser, seeds_page: str, listener: Listener
) -> None:
    browser.open(seeds_page)
    drawn = [v for v in aimed(listener.address) if not v.startswith(("<meta", "<base"))]
    browser.js("for (const v of arguments[0]) document.querySelector('#dl-current').innerHTML += v", drawn)
    assert browser.js("return window.ran") is None
    assert listener.settled() == []
    assert len(drawn) > 45 and len(VECTORS) > 50
