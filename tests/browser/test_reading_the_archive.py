"""What a reader does on the page, over the five articles. About 30 seconds with Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Browser

pytestmark = pytest.mark.browser
ANSWERABLE = "Who did Assad host when he said victories will not end in Deir ez-Zor?"
DATED = "What did Lavrov deny in November 2017?"
COUNTED = "How many articles mention Velayati?"
UNANSWERABLE = "How many goals did Brazil score in the 1958 World Cup final?"


def open_first_citation(browser: Browser) -> None:
    browser.click(browser.one("#dl-current .dl-chip"))
    browser.until(lambda: browser.all(".dl-panel:not([hidden]) mark"))


def test_a_question_is_answered_with_citations_that_open_at_their_quote(
    browser: Browser, seeds_page: str, seeds: Path
) -> None:
    browser.open(seeds_page)
    browser.ask(ANSWERABLE)
    chip = browser.one("#dl-current .dl-chip")
    quote = browser.one("#dl-current .dl-quote").text
    assert "Velayati" in browser.one("#dl-current .dl-sentences").text
    open_first_citation(browser)
    marked = "".join(mark.text for mark in browser.all(".dl-panel mark"))
    assert marked == quote
    start, end = int(chip.get_dom_attribute("data-start") or -1), int(chip.get_dom_attribute("data-end") or -1)
    file = seeds / browser.one(".dl-panel-place").text.rpartition("seeds/")[2]
    assert file.read_bytes().decode("utf-8")[start:end] == quote
    visible = browser.js(
        "const m = document.querySelector('.dl-panel mark').getBoundingClientRect();"
        "const t = document.querySelector('.dl-text').getBoundingClientRect();"
        "return m.top >= t.top && m.bottom <= t.bottom && m.left >= t.left && m.right <= t.right"
    )
    assert visible
    assert browser.errors() == []


def test_escape_closes_the_article_and_focus_returns_to_the_citation(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    browser.ask(ANSWERABLE)
    open_first_citation(browser)
    assert browser.js("return document.activeElement.textContent") == "Close"
    browser.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    browser.until(lambda: not browser.all(".dl-panel:not([hidden])"))
    assert browser.js("return document.activeElement.className") == "dl-chip"


def test_citations_can_be_opened_with_the_keyboard_alone(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    browser.ask(ANSWERABLE)
    browser.js("arguments[0].focus()", browser.one("#dl-current .dl-chip"))
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    browser.driver.switch_to.active_element.send_keys(Keys.SHIFT)  # a key press makes focus visible
    assert browser.js(outline) == "solid"
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    browser.until(lambda: browser.all(".dl-panel:not([hidden]) mark"))


def test_a_question_the_archive_does_not_answer_is_refused_with_the_nearest_evidence(
    browser: Browser, seeds_page: str
) -> None:
    browser.open(seeds_page)
    browser.ask(UNANSWERABLE)
    assert "The archive does not say" in browser.one("#dl-current .dl-abstained").text
    assert not browser.all("#dl-current .dl-chip")
    nearest = browser.all("#dl-current .dl-source")
    if nearest:
        browser.click(nearest[0])
        browser.until(lambda: browser.all(".dl-panel:not([hidden]) mark"))
    assert browser.errors() == []


def test_a_filter_read_from_the_question_is_removed_by_a_click(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    browser.ask(DATED)
    assert "published: from 2017-11-01 up to 2017-11-30" in browser.one("#dl-current .dl-filter").text
    browser.click(browser.one("#dl-current .dl-without"))
    browser.until(lambda: browser.all('#dl-current [data-turn="2"][aria-busy="false"]'))
    assert browser.one("#dl-current .dl-question").text == DATED
    assert not browser.all("#dl-current .dl-filter")
    assert browser.all("#dl-past .dl-filter")
    assert browser.errors() == []


def test_a_table_stands_under_the_sentences_and_its_cells_open_their_quotes(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    browser.ask(COUNTED)
    rows = browser.all("#dl-current .dl-table tbody tr")
    assert f"{len(rows)} of 5 articles" in browser.one("#dl-current .dl-sentences").text
    browser.click(rows[0].find_element("css selector", ".dl-chip"))
    browser.until(lambda: browser.all(".dl-panel:not([hidden]) mark"))
    assert browser.errors() == []


def test_an_example_question_is_asked_by_a_click(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    example = browser.one(".dl-example")
    question = example.text
    example.click()
    browser.finished(question)
    assert browser.all("#dl-current .dl-sentences")


def test_earlier_turns_stay_and_a_new_conversation_clears_them(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    browser.ask(ANSWERABLE)
    browser.ask(UNANSWERABLE)
    assert [element.text for element in browser.all(".dl-question")] == [ANSWERABLE, UNANSWERABLE]
    browser.click(browser.one("#dl-new"))
    browser.until(lambda: browser.all(".dl-welcome"))
    assert not browser.all(".dl-question")


def test_the_copy_button_copies_the_answer_with_its_sources(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    granted = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": seeds_page}
    browser.driver.execute_cdp_cmd("Browser.grantPermissions", granted)
    browser.ask(ANSWERABLE)
    browser.click(browser.one("#dl-current .dl-copy"))
    browser.until(lambda: browser.one(".dl-toast").text == "Copied")
    copied = browser.driver.execute_async_script(
        "const done = arguments[0]; navigator.clipboard.readText().then(done, () => done(null))"
    )
    assert copied.startswith(ANSWERABLE)
    assert "[1]" in copied and "Sources\n[1] " in copied
    assert f'"{browser.one("#dl-current .dl-quote").text}"' in copied


def test_the_page_says_how_large_the_archive_is_and_that_nothing_leaves_this_machine(
    browser: Browser, seeds_page: str
) -> None:
    browser.open(seeds_page)
    head = browser.one(".dl-head").text
    assert "5 articles, as of" in head
    assert "Answers are made on this machine; nothing leaves it." in head


def test_a_whole_conversation_asks_no_other_host(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    browser.ask(ANSWERABLE)
    open_first_citation(browser)
    hosts = {urlsplit(url).netloc for url in browser.requests()}
    assert hosts == {urlsplit(seeds_page).netloc}


@pytest.mark.parametrize("dark", [False, True])
def test_text_is_readable_in_light_and_dark(chromium: Callable[..., Browser], seeds_page: str, dark: bool) -> None:
    browser = chromium(dark=dark)
    browser.open(seeds_page)
    browser.ask(ANSWERABLE)
    open_first_citation(browser)
    ratios = browser.js(CONTRASTS)
    assert len(ratios) > 8
    assert {selector: ratio for selector, ratio in ratios.items() if ratio < 4.5} == {}


def test_on_a_phone_nothing_is_cut_off_and_the_article_covers_the_page(
    chromium: Callable[..., Browser], seeds_page: str
) -> None:
    browser = chromium(narrow=True)
    browser.open(seeds_page)
    browser.ask(ANSWERABLE)
    assert browser.js("return document.documentElement.scrollWidth <= innerWidth")
    open_first_citation(browser)
    panel = browser.one(".dl-panel").rect
    assert (panel["width"], panel["height"]) == (390, 844)
    browser.one(".dl-close").click()
    assert not browser.one(".dl-panel").is_displayed()


# WCAG 2.2 contrast of each kind of text against the nearest painted background behind it.
CONTRASTS = """
const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
const light = (c) => {
  const [r, g, b] = rgb(c).slice(0, 3).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (e) => {
  for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor, parts = rgb(c);
    if (parts.length === 3 || parts[3] === 1) return c;
  }
  return "rgb(255, 255, 255)";
};
const kinds = ["h1", ".dl-tagline", ".dl-archive", ".dl-goes", ".dl-question", ".dl-sentences", ".dl-chip", ".dl-title",
  ".dl-place", ".dl-quote", ".dl-foot", ".dl-copy", "#dl-ask", ".dl-panel h2", ".dl-panel-place", ".dl-text p",
  ".dl-text mark", ".dl-close"];
const found = {};
for (const kind of kinds) {
  const e = document.querySelector(kind);
  if (!e) continue;
  const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
  found[kind] = Math.round(((a + 0.05) / (b + 0.05)) * 100) / 100;
}
return found;
"""
