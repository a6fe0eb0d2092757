"""A real Chromium before a real server over a real index."""

from __future__ import annotations

import json
import os
import re
import shutil
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, cast

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PROJECT = Path(__file__).resolve().parents[2]
SECONDS = 60  # the first answer loads the embedding model
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1280,800",
]


class Browser:
    """A window, with the few gestures of a reader."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        """Go there and wait until the page can be used; earlier logs are dropped."""
        self.driver.get("about:blank")
        self.log("browser")
        self.log("performance")
        self.driver.get(address)
        self.until(lambda: self.all("#dl-question textarea") and self.all(".dl-welcome") and self.all(".dl-panel"))

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def js(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def until(self, condition: Callable[[], object], seconds: float = SECONDS) -> None:
        WebDriverWait(self.driver, seconds, poll_frequency=0.05).until(lambda _: condition())

    def ask(self, question: str) -> None:
        """Type a question, press Enter, and wait for the finished answer."""
        box = self.one("#dl-question textarea")
        box.clear()
        box.send_keys(question)
        box.send_keys(Keys.ENTER)
        self.finished(question)

    def finished(self, question: str) -> None:
        """Wait until this question's answer is whole."""

        def done() -> bool:
            asked = [element.text for element in self.all("#dl-current .dl-question")]
            return asked == [question] and bool(self.all('#dl-current [aria-busy="false"]'))

        self.until(done)

    def click(self, element: WebElement) -> None:
        self.js("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        element.click()

    def log(self, kind: str) -> list[dict[str, str]]:
        """Entries of Chromium's log since the last call."""
        return cast(list[dict[str, str]], self.driver.get_log(kind))  # type: ignore[no-untyped-call]

    def errors(self) -> list[str]:
        """Console messages that are errors or warnings since the page was opened."""
        entries = self.log("browser")
        return [entry["message"] for entry in entries if entry["level"] in ("SEVERE", "WARNING")]

    def requests(self) -> list[str]:
        """Addresses that the page asked for since it was opened, whether or not they were let through."""
        entries = self.log("performance")
        sent = [json.loads(entry["message"])["message"] for entry in entries]
        asked = [event["params"]["request"]["url"] for event in sent if event["method"] == "Network.requestWillBeSent"]
        return [url for url in asked if not url.startswith(("data:", "blob:", "chrome:", "about:"))]


def _missing() -> str | None:
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            return f"{program} is missing; on Debian and Ubuntu: apt-get install chromium chromium-driver"
    return None


@contextmanager
def windows() -> Iterator[Callable[..., Browser]]:
    """Opens windows, `dark` or `narrow` (a phone's) on request, and closes them all at the end."""
    opened: list[webdriver.Chrome] = []
    folders: list[str] = []

    def window(*, dark: bool = False, narrow: bool = False) -> Browser:
        folders.append(tempfile.mkdtemp(prefix="chromium-"))
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for flag in [*FLAGS, f"--user-data-dir={folders[-1]}"]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        opened.append(driver)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        size = (390, 844) if narrow else (1280, 800)
        screen = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": narrow}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        return Browser(driver)

    try:
        yield window
    finally:
        for driver in opened:
            driver.quit()
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Callable[..., Browser]]:
    """Opens windows for tests; without Chromium they skip, and fail where CI runs them."""
    missing = _missing()
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    with windows() as window:
        yield window


@pytest.fixture(scope="session")
def browser(chromium: Callable[..., Browser]) -> Browser:
    """The window most tests share."""
    return chromium()


@contextmanager
def served(*module: str) -> Iterator[str]:
    """The address that a server prints on stderr, run as `python -m …` in a process of its own."""
    command = [sys.executable, "-m", *module]
    with subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        for line in process.stderr:
            said.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                break
        else:
            raise AssertionError(f"{module} said: {''.join(said)}")
        drain = threading.Thread(target=process.stderr.read, daemon=True)
        drain.start()
        try:
            yield found[0]
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            finally:
                process.kill()
            drain.join(timeout=5)


def dateline_serve(index: Path) -> tuple[str, ...]:
    """What `served` runs for the page over an index."""
    return ("rag", "serve", "--index", str(index), "--port", "0")


@pytest.fixture(scope="session")
def seeds_page(seeds_index: Path) -> Iterator[str]:
    """The page over the five articles."""
    with served(*dateline_serve(seeds_index)) as address:
        yield address


class Listener(socketserver.ThreadingTCPServer):
    """A stranger's server on this machine; remembers every path it is asked for."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hit)
        self.hits: list[str] = []
        self.address = f"http://127.0.0.1:{self.server_address[1]}"

    def settled(self) -> list[str]:
        """What was asked for, after a moment in which more could come."""
        time.sleep(1.0)
        return list(self.hits)


class _Hit(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        cast(Listener, self.server).hits.append(self.path)
        self.send_response(404)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A stranger's server for one test."""
    with Listener() as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield listening
        listening.shutdown()
