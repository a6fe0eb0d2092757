"""What an ingest adds, updates and skips, and how it tells of it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from counting import ARTICLES, CountingEmbedder, paths_in, read_in, write

from rag.indexing.ingest import FailedFile, IngestSummary, ingest
from rag.settings import Settings
from vectorstore import Filters, open_store


def test_a_folder_is_read_with_the_files_below_it(tmp_path: Path) -> None:
    desk = write(tmp_path / "desk", ARTICLES | {"notes.xyz": "no", "north/.hidden.txt": "no", ".git/x.txt": "no"})
    summary = read_in(tmp_path / "index", desk)
    assert summary == IngestSummary(3, 0, 0, 0, failed=(), documents=3, chunks=3, vectors=3)
    assert paths_in(tmp_path / "index") == ["desk/ferry.txt", "desk/north/bridge.MD", "desk/north/wind.text"]


def test_the_five_articles_are_five_documents_with_exact_offsets(seeds: Path, tmp_path: Path) -> None:
    summary = read_in(tmp_path / "index", seeds)
    assert (summary.added, summary.documents, summary.failed) == (5, 5, ())
    store = open_store(tmp_path / "index")
    for document in store.documents([head.id for head in store.heads()]).values():
        text = (seeds / document.path).read_bytes().decode("utf-8")
        assert document.text == text
        chunks = store.chunks([f"{document.id}#{n}" for n in range(100)])
        assert chunks
        assert all(text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
        assert all(chunk.start <= span.start < span.end <= chunk.end for chunk in chunks for span in chunk.sentences)
    store.close()


def test_unchanged_files_are_skipped_and_nothing_is_embedded_twice(tmp_path: Path) -> None:
    desk, index = write(tmp_path / "desk", ARTICLES), tmp_path / "index"
    embedder = CountingEmbedder()
    read_in(index, desk, embedder=embedder)
    before = list(embedder.texts)
    assert len(before) == len(set(before)) == 3
    for file in desk.rglob("*.*"):
        os.utime(file)
    again = read_in(index, desk, embedder=embedder)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3)
    write(desk, {"twin.txt": ARTICLES["ferry.txt"]})
    assert read_in(index, desk, embedder=embedder).added == 1
    assert embedder.texts == before


def test_a_changed_file_is_replaced_even_at_the_same_size_and_time(tmp_path: Path) -> None:
    desk, index = write(tmp_path / "desk", ARTICLES), tmp_path / "index"
    read_in(index, desk)
    times = (desk / "ferry.txt").stat()
    write(desk, {"ferry.txt": str(ARTICLES["ferry.txt"]).replace("noon", "nine")})
    os.utime(desk / "ferry.txt", ns=(times.st_atime_ns, times.st_mtime_ns))
    summary = read_in(index, desk)
    assert (summary.added, summary.updated, summary.unchanged, summary.documents) == (0, 1, 2, 3)
    store = open_store(index)
    assert [head.title for head in store.heads() if head.path == "ferry.txt"] == ["Ferry stops at nine"]
    assert store.lexical("noon", 3, Filters()) == []
    store.close()


def test_only_what_changed_of_an_article_is_embedded(tmp_path: Path) -> None:
    paragraphs = [f"Paragraph {n} says that the harbour has {n} ships. " * 4 for n in range(6)]
    desk = write(tmp_path / "desk", {"a.txt": "\n".join(["Ships", *paragraphs])})
    embedder = CountingEmbedder()
    settings = Settings(chunk_tokens=60)
    chunks = read_in(tmp_path / "index", desk, embedder=embedder, settings=settings).chunks
    assert len(embedder.texts) == chunks > 4
    write(desk, {"a.txt": "\n".join(["Ships", *paragraphs[:-1], "The end is another one."])})
    read_in(tmp_path / "index", desk, embedder=embedder, settings=settings)
    assert len(embedder.texts) - chunks <= 2


def test_sync_removes_what_is_gone_below_these_paths_only(tmp_path: Path) -> None:
    desk, other, index = (
        write(tmp_path / "desk", ARTICLES),
        write(tmp_path / "other", {"x.txt": "Other\n\nText."}),
        tmp_path / "index",
    )
    read_in(index, desk, other)
    (desk / "ferry.txt").unlink()
    (other / "x.txt").unlink()
    assert read_in(index, desk).removed == 0
    assert len(paths_in(index)) == 4
    assert read_in(index, desk, sync=True).removed == 1
    assert paths_in(index) == ["desk/north/bridge.MD", "desk/north/wind.text", "other/x.txt"]


def test_two_folders_of_one_name_keep_their_own_roots(tmp_path: Path) -> None:
    one = write(tmp_path / "a" / "desk", {"x.txt": "One\n\nText one."})
    two = write(tmp_path / "b" / "desk", {"x.txt": "Two\n\nText two."})
    index = tmp_path / "index"
    read_in(index, one)
    read_in(index, two, one)
    assert paths_in(index) == ["desk-2/x.txt", "desk/x.txt"]
    assert read_in(index, one / "x.txt").unchanged == 1  # the root of a single file is its parent folder
    assert paths_in(index) == ["desk-2/x.txt", "desk/x.txt"]


def test_documents_are_reported_as_they_are_done(tmp_path: Path) -> None:
    desk = write(tmp_path / "desk", {f"{n}.txt": f"Title {n}\n\nText {n}." for n in range(150)})
    calls: list[tuple[str, int, int]] = []
    ingest(
        [desk],
        settings=Settings(),
        index=tmp_path / "index",
        embedder=CountingEmbedder(),
        progress=lambda stage, done, total: calls.append((stage, done, total)),
    )
    articles = [(done, total) for stage, done, total in calls if stage == "articles"]
    assert articles == [(done, 150) for done in range(1, 151)]
    assert {"dense", "lexical"} <= {stage for stage, _, _ in calls}


def test_the_summary_is_the_contracts_json() -> None:
    summary = IngestSummary(1, 2, 3, 4, (FailedFile("desk/x.txt", "empty"),), documents=5, chunks=6)
    assert summary.to_dict() == {
        "added": 1,
        "updated": 2,
        "unchanged": 3,
        "removed": 4,
        "failed": [{"path": "desk/x.txt", "reason": "empty"}],
        "documents": 5,
        "chunks": 6,
        "moved": 0,
        "duplicates": 0,
        "vectors": 0,
    }
    assert replace(summary, added=0, updated=0, unchanged=0, removed=0).nothing_read


def test_progress_is_told_while_one_long_article_is_embedded(tmp_path: Path) -> None:
    long = "\n\n".join(f"The ferry number {n} left at noon with {n} people and came back at night." for n in range(600))
    calls: list[tuple[str, int, int]] = []
    summary = ingest(
        [write(tmp_path / "desk", {"long.txt": long})],
        settings=Settings(chunk_tokens=30),
        index=tmp_path / "index",
        embedder=CountingEmbedder(),
        progress=lambda stage, done, total: calls.append((stage, done, total)),
    )
    counts = [(done, total) for stage, done, total in calls if stage == "vectors"]
    assert len(counts) >= 3 and counts == sorted(counts)
    assert counts[-1] == (summary.chunks, summary.chunks) == (summary.vectors, summary.vectors)
