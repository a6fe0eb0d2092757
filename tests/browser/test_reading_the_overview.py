"""The overview as a reader opens it from the chat. About 6 seconds with Chromium."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import Browser

pytestmark = pytest.mark.browser


def open_overview(browser: Browser, address: str) -> None:
    browser.driver.get(f"{address.rstrip('/')}/overview")
    browser.until(lambda: browser.all("section table"))


def test_the_overview_opens_from_the_head_of_the_chat_and_leads_back(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    browser.until(lambda: browser.all("a.dl-overview"))
    browser.one("a.dl-overview").send_keys(Keys.ENTER)
    browser.until(lambda: browser.all("section table"))
    assert browser.one("h1").text == "Overview of the archive"
    words = browser.one("main").text
    assert all(told in words for told in ("Presstv", "SANA", "Bashar al-Assad", "Damascus", "5 text"))
    assert all(figure.rect["width"] > 300 for figure in browser.all("figure svg"))
    browser.one("header a").click()
    browser.until(lambda: browser.all("#dl-question textarea"))


def test_the_overview_asks_for_nothing_from_elsewhere_and_breaks_no_policy(browser: Browser, seeds_page: str) -> None:
    browser.open(seeds_page)
    open_overview(browser, seeds_page)
    assert browser.errors() == []
    assert browser.js("return document.querySelectorAll('script').length") == 0
    loaded = browser.js("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert loaded and all(name.startswith(seeds_page.rstrip("/")) for name in loaded)


def test_the_overview_follows_the_dark_of_the_readers_system(browser: Browser, seeds_page: str) -> None:
    def brightness(selector: str, property: str) -> float:
        colour = browser.js(
            "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]", selector, property
        )
        return sum(int(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]) / 3

    features = {"media": "", "features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
    try:
        open_overview(browser, seeds_page)
        assert brightness("body", "backgroundColor") < 60 < 180 < brightness("figure svg text", "fill")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert brightness("body", "backgroundColor") > 180 > 60 > brightness("figure svg text", "fill")


def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Browser, seeds_page: str) -> None:
    browser.driver.set_window_size(500, 800)
    try:
        open_overview(browser, seeds_page)
        assert browser.js("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    finally:
        browser.driver.set_window_size(1280, 800)
