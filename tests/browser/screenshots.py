"""Run as a program: takes the pictures of docs/images/ from the real page over the five articles."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.browser.conftest import PROJECT, Browser, dateline_serve, served, windows

IMAGES = PROJECT / "docs" / "images"
ANSWERED = "What did Assad say about victory?"
ABSTAINED = "How many people live in Deir ez-Zor?"


def main() -> None:
    """Write answer.png, abstention.png, dark.png and narrow.png."""
    from rag.embedding import open_embedder
    from rag.indexing.ingest import ingest
    from rag.settings import Settings

    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, windows() as window:
        index = Path(folder) / "index"
        settings = Settings(index=index)
        ingest(
            [PROJECT / "seeds"],
            settings=settings,
            index=index,
            embedder=open_embedder("minilm", settings),
            sync=False,
        )
        with served(*dateline_serve(index)) as page:
            answered(window(), page, "answer.png")
            abstained(window(), page)
            answered(window(dark=True), page, "dark.png")
            answered(window(narrow=True), page, "narrow.png", article=False)


def answered(browser: Browser, page: str, name: str, *, article: bool = True) -> None:
    """An answer, with the article of its first citation beside it."""
    browser.open(page)
    browser.ask(ANSWERED)
    if article:
        browser.one("#dl-current .dl-chip").click()
        browser.until(lambda: browser.all(".dl-panel:not([hidden]) mark"))
    save(browser, name)


def abstained(browser: Browser, page: str) -> None:
    """A question that the archive does not answer."""
    browser.open(page)
    browser.ask(ABSTAINED)
    save(browser, "abstention.png")


def save(browser: Browser, name: str) -> None:
    """The window as it is, once nothing moves."""
    browser.js("document.activeElement.blur(); window.scrollTo(0, 0)")
    browser.js("document.querySelector('.gradio-container').scrollTop = 0")
    browser.driver.execute_async_script("setTimeout(arguments[0], 600)")
    browser.driver.save_screenshot(str(IMAGES / name))


if __name__ == "__main__":
    main()
