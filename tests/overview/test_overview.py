"""An archive at a glance: what is counted in all of it, what in a sample, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.embedding import open_embedder
from rag.indexing.ingest import ingest
from rag.overview.overview import Count, overview_of
from rag.overview.plots import plot_overview, plots_of
from rag.settings import Settings
from vectorstore import ChunkStore, open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChunkStore]:
    folder = tmp_path_factory.mktemp("archive") / "desk"
    folder.mkdir()
    for number in range(1, 10):
        outlet = "The Ferry" if number < 4 else None
        front = f"---\ndate: 2017-11-0{number}\n" + (f"publisher: {outlet}\n" if outlet else "") + "---\n"
        (folder / f"{number}.md").write_text(f"{front}# Day {number} Of The Ferry\n\nIt was said that Ann Berg left.\n")
    story = "The ferry of Harbour Works stopped at noon because of a storm, and 240 people waited in the old hall.\n"
    (folder / "a.txt").write_text(f"Ferry\n\n{story * 5}")
    (folder / "b.txt").write_text(f"Ferry\n\n{story * 5}")
    (folder / "bad.txt").write_bytes(b"\0\1")
    index = folder.parent / "index"
    ingest([folder], settings=Settings(), index=index, embedder=open_embedder("none", Settings()))
    with closing(open_store(index)) as opened:
        yield opened


def test_everything_is_counted_in_all_articles(store: ChunkStore) -> None:
    found = overview_of(store)
    assert (found.articles, found.undated, found.first, found.last) == (11, 2, "2017-11-01", "2017-11-09")
    assert (found.unit, [period.articles for period in found.over_time]) == ("day", [1] * 9)
    assert found.outlets == (Count("The Ferry", 3), Count(None, 8))
    assert found.formats == (Count("markdown", 9), Count("text", 2))
    assert (found.failed.files, found.failed.named[0].path) == (1, "bad.txt")
    assert found.index.documents == 11 and not found.sampled


def test_copies_are_counted_by_story(store: ChunkStore) -> None:
    copies = overview_of(store, publisher=None).duplicates
    assert ("a.txt", 2) in {(origin.path, origin.articles) for origin in copies.largest}


def test_names_come_from_the_story_and_not_from_its_title_or_front_matter(store: ChunkStore) -> None:
    names = {named.name: named.articles for named in overview_of(store).people_and_organisations}
    assert names == {"Ann Berg": 9, "Harbour Works": 2}


def test_of_a_large_archive_names_are_counted_in_a_sample_and_that_is_said(store: ChunkStore) -> None:
    seen: list[tuple[str, int, int]] = []
    found = overview_of(store, names_read=5, progress=lambda *told: seen.append(told))
    assert found.sampled and found.names_read == 5 and found.articles == 11
    assert seen[-1] == ("names", 5, 5)


def test_filters_hold_for_all_that_is_counted(store: ChunkStore) -> None:
    found = overview_of(store, since="2017-11-03", until="2017-11-05")
    assert (found.articles, found.undated, found.excluded_undated, found.names_read) == (3, 0, 2, 3)


def test_there_is_a_picture_for_each_thing_there_is_to_see(store: ChunkStore, tmp_path: Path) -> None:
    found = overview_of(store)
    titles = [plot.title for plot in plots_of(found)]
    assert titles[:2] == ["Articles by day", "Articles by outlet"]
    plot_overview(found).write(tmp_path / "overview.svg")
    drawn = (tmp_path / "overview.svg").read_text(encoding="utf-8")
    assert all(title in drawn for title in titles) and "Ann Berg" in drawn


def test_an_empty_archive_has_an_overview(store: ChunkStore) -> None:
    found = overview_of(store, publisher="nobody")
    assert (found.articles, found.unit, found.places) == (0, None, ())
    assert plot_overview(found).svg()
