"""The overview behind the page: counted once for each state of the index, told while it is counted."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

from rag.errors import IndexDamagedError
from rag.overview.overview import Overview
from rag.schema import IndexState
from serving.overview import OverviewPage
from tests.chat.fake_assistant import OVERVIEW, STATE
from tests.serving.conftest import Server
from vectorstore import Progress


class Counting:
    """An archive that counts how often it is counted, and waits until it may finish."""

    def __init__(self) -> None:
        self.now = STATE
        self.counted = 0
        self.may_finish = threading.Event()
        self.may_finish.set()
        self.error: Exception | None = None

    def state(self) -> IndexState:
        return self.now

    def overview(self, *, progress: Progress | None = None) -> Overview:
        self.counted += 1
        if progress is not None:
            progress("names", 3, 9)
        assert self.may_finish.wait(10)
        if self.error is not None:
            raise self.error
        return OVERVIEW


def test_one_state_of_the_index_is_counted_once() -> None:
    archive = Counting()

    async def asked() -> None:
        page = OverviewPage(archive, patience=60)
        first, second = await asyncio.gather(page.page(), page.page())
        assert first == second and first[0] == 200 and "Ann Berg" in first[1]
        assert archive.counted == 1
        archive.now = replace(STATE, as_of="2026-11-23T00:00:00+00:00")
        assert (await page.page())[0] == 200
        assert archive.counted == 2

    asyncio.run(asked())


def test_long_counting_says_how_far_it_is_and_then_shows_what_it_found() -> None:
    archive = Counting()
    archive.may_finish.clear()

    async def asked() -> None:
        page = OverviewPage(archive, patience=0.2)
        assert "3 of 9 articles" in (await page.page())[1]
        archive.may_finish.set()
        while "9 articles" in (told := (await page.page())[1]):
            pass
        assert "Ann Berg" in told and archive.counted == 1

    asyncio.run(asked())


def test_a_fault_is_told_without_the_folders_of_the_operator_and_tried_again() -> None:
    archive = Counting()
    archive.error = IndexDamagedError("the catalog /srv/secret/catalog.db can't be read")

    async def asked() -> None:
        page = OverviewPage(archive, patience=60)
        status, told = await page.page()
        assert status == 503 and "catalog.db" in told and "/srv" not in told
        archive.error = None
        assert (await page.page())[0] == 200

    asyncio.run(asked())


def test_the_page_is_served_with_a_policy_that_lets_no_script_run(server: Server) -> None:
    while b"being counted" in (answer := server.get("/overview")).body:
        pass  # drawing the first plot takes a second or two
    assert answer.status == 200 and b"Ann Berg" in answer.body
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert server.get("/page/overview.css").status == 200
