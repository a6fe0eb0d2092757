"""What an ingest adds, updates, skips, removes and refuses."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from counting import CountingEmbedder, read_in, write

from rag.errors import EmbeddingError, IndexMismatchError, NotInIndexError, ReadingError
from rag.indexing.formats import FORMATS
from rag.indexing.ingest import FailedFile, IngestSummary, ingest, remove
from rag.settings import Settings
from vectorstore import Filters, open_store

ARTICLES: dict[str, str | bytes] = {
    "ferry.txt": "Ferry stops at noon\n\nThe ferry stopped at the pier. Nobody was hurt.",
    "north/bridge.MD": "# Bridge opens\n\nThe bridge opened on Monday.",
    "north/wind.text": "Wind rises\n\nThe wind rose at night.",
}


def paths_in(index: Path) -> list[str]:
    store = open_store(index)
    try:
        return sorted(f"{head.root}/{head.path}" for head in store.heads())
    finally:
        store.close()


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


def test_links_that_leave_the_folder_and_the_index_itself_are_not_read(tmp_path: Path) -> None:
    write(tmp_path / "outside", {"secret.txt": "Secret\n\nText."})
    desk = write(tmp_path / "desk", {"a.txt": "A\n\nText."})
    (desk / "out.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (desk / "far").symlink_to(tmp_path / "outside")
    (desk / "loop").symlink_to(desk)
    (desk / "broken.txt").symlink_to(desk / "nothing.txt")
    (desk / "in.txt").symlink_to(desk / "a.txt")
    index = desk / "index"
    read_in(index, desk)
    write(index, {"lexical/x.txt": "no"})
    assert read_in(index, desk).failed == ()
    assert paths_in(index) == ["desk/a.txt", "desk/in.txt"]


BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.txt": ("\ufeff \r\n\t\n".encode(), "empty"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary, not text (a NUL at byte 8)"),
    "controls.txt": (b"\x01\x02\x03\x04 binary", "binary, not text (control characters)"),
    "big.txt": (b"x" * 1_000_001, "1,000,001 bytes, over the limit of 1 MB (DATELINE_FILE_MB)"),
    "long.txt": ("é".encode() * 5001, "5,001 characters, over the limit of 5,000 (DATELINE_DOCUMENT_CHARS)"),
}


def test_files_that_cannot_be_read_are_named_with_the_reason_and_the_rest_goes_on(tmp_path: Path) -> None:
    desk = write(
        tmp_path / "desk", {name: content for name, (content, _) in BAD.items()} | {"good.txt": "Good\n\nText."}
    )
    os.mkfifo(desk / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        with contextlib.chdir(desk):  # the address of a socket is short
            listening.bind("socket.txt")
        os.close(os.open(os.fsencode(desk) + b"/name\xff.txt", os.O_CREAT))
        settings = Settings(file_mb=1, document_chars=5000)
        summary = read_in(tmp_path / "index", desk, settings=settings)
    reasons = {failed.path.removeprefix("desk/"): failed.reason for failed in summary.failed}
    assert {name: reasons.pop(name) for name in BAD} == {name: reason for name, (_, reason) in BAD.items()}
    assert reasons.pop("pipe.txt") == "not a regular file"
    assert reasons.pop("socket.txt").startswith("can't be opened")
    assert reasons.pop("name\\udcff.txt") == "its name is not valid UTF-8; rename it"
    assert reasons == {}
    assert paths_in(tmp_path / "index") == ["desk/good.txt"]
    store = open_store(tmp_path / "index")
    assert {failure.path for failure in store.failures()} == {
        failed.path.removeprefix("desk/") for failed in summary.failed
    }
    store.close()
    write(desk, {"empty.txt": "Not empty\n\nany more."})
    (desk / "pipe.txt").unlink()
    assert read_in(tmp_path / "index", desk, settings=settings, sync=True).added == 1
    store = open_store(tmp_path / "index")
    assert not {"empty.txt", "pipe.txt"} & {failure.path for failure in store.failures()}
    store.close()


UNREADABLE = """
import sys
from pathlib import Path
from counting import read_in
summary = read_in(Path(sys.argv[1]), Path(sys.argv[2]))
print(summary.added, [(failed.path, failed.reason) for failed in summary.failed])
"""


def test_a_file_or_folder_without_permission_is_named(tmp_path: Path) -> None:
    desk = write(tmp_path / "desk", ARTICLES)
    (desk / "ferry.txt").chmod(0)
    (desk / "north").chmod(0)
    (tmp_path / "index").mkdir()
    # Root reads everything, unless it gives up that right.
    prefix = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    project = Path(__file__).resolve().parents[2]
    write(desk, {"wind.txt": "Wind\n\nText."})
    done = subprocess.run(
        [*prefix, sys.executable, "-c", UNREADABLE, str(tmp_path / "index"), str(desk)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(project), str(Path(__file__).parent)])},
    )
    (desk / "north").chmod(0o755)
    failed = [
        ("desk/ferry.txt", "can't be opened: Permission denied"),
        ("desk/north", "the folder can't be read: Permission denied"),
    ]
    assert done.stdout.strip() == f"1 {failed}", done.stderr


def test_when_nothing_can_be_read_no_index_is_made(tmp_path: Path) -> None:
    desk = write(tmp_path / "desk", {"empty.txt": "", "notes.xyz": "x"})
    for given, failed in (
        (desk, (FailedFile("desk/empty.txt", "empty"),)),
        (
            desk / "notes.xyz",
            (FailedFile("desk/notes.xyz", f"unknown format .xyz; read are {', '.join(FORMATS)}"),),
        ),
    ):
        summary = read_in(tmp_path / "index", given)
        assert summary.nothing_read and summary.failed == failed
        assert not (tmp_path / "index").exists()


def test_a_missing_path_changes_nothing(tmp_path: Path) -> None:
    desk = write(tmp_path / "desk", ARTICLES)
    with pytest.raises(ReadingError, match="no file or folder"):
        read_in(tmp_path / "index", desk, tmp_path / "nowhere")
    assert not (tmp_path / "index").exists()


def test_another_embedder_or_chunking_is_refused_before_anything_is_embedded(tmp_path: Path) -> None:
    desk, index = write(tmp_path / "desk", ARTICLES), tmp_path / "index"
    read_in(index, desk)
    other = CountingEmbedder()
    other.name = "minilm"
    with pytest.raises(IndexMismatchError, match="--embedder counting"):
        read_in(index, desk, embedder=other)
    with pytest.raises(IndexMismatchError, match="DATELINE_CHUNK_TOKENS"):
        read_in(
            index,
            desk,
            embedder=other if other.name == "counting" else CountingEmbedder(),
            settings=Settings(chunk_tokens=77),
        )
    assert other.texts == []


@pytest.mark.parametrize("fail_at", [1, 2])
def test_when_the_embedder_fails_all_text_is_searchable_and_the_next_ingest_goes_on(
    tmp_path: Path, fail_at: int
) -> None:
    desk, index = tmp_path / "desk", tmp_path / "index"
    read_in(index, write(desk, {f"{n}.txt": f"Old {n}\n\nThe old ferry {n} sailed." for n in range(150)}))
    write(desk, {f"{n}.txt": f"New {n}\n\nThe new bridge {n} opened." for n in range(150)})
    failing = CountingEmbedder(fail_at=fail_at)
    with pytest.raises(EmbeddingError, match="out of order; try again; the articles can be searched by their words"):
        read_in(index, desk, embedder=failing)
    store = open_store(index)
    assert {(head.title or "")[:3] for head in store.heads()} == {"New"}
    assert len(store.lexical("bridge", 500, Filters())) == 150 and store.lexical("ferry", 5, Filters()) == []
    assert round(store.state().dense_coverage * 150) == len(failing.texts) < 150
    store.close()
    again = read_in(index, desk)
    assert (again.updated, again.unchanged, again.vectors) == (0, 150, 150 - len(failing.texts))
    store = open_store(index)
    assert store.state().dense_coverage == 1.0
    store.close()


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


def test_articles_are_removed_by_any_of_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, index = write(tmp_path / "desk", ARTICLES), tmp_path / "index"
    monkeypatch.chdir(tmp_path)
    for names, left in (
        (["ferry.txt"], 2),
        (["desk/ferry.txt", "north/wind.text"], 1),
        ([str(desk / "ferry.txt")], 2),
        (["desk/north"], 1),
        (["north"], 1),
        ([str(desk)], 0),
    ):
        read_in(index, desk)
        assert remove(names, index=index) == 3 - left
        assert len(paths_in(index)) == left
    read_in(index, desk)
    with pytest.raises(NotInIndexError, match=r"nothing\.txt"):
        remove(["ferry.txt", "nothing.txt"], index=index)
    assert len(paths_in(index)) == 3


def test_a_dump_is_removed_by_its_path_and_read_again_by_the_next_ingest(tmp_path: Path) -> None:
    lines = '{"id": "a/1", "text": "One."}\n{"id": "a/2", "text": "Two."}\n'
    desk, index = (
        write(tmp_path / "desk", ARTICLES | {"feed.jsonl": lines, "feed.jsonl.txt": "Feed"}),
        tmp_path / "index",
    )
    for name in ("feed.jsonl", "desk/feed.jsonl", str(desk / "feed.jsonl"), "desk/feed.jsonl!/a"):
        assert read_in(index, desk).documents == 6
        assert remove([name], index=index) == 2
        assert len(paths_in(index)) == 4


def test_a_name_that_fits_two_articles_is_asked_about(tmp_path: Path) -> None:
    index = tmp_path / "index"
    read_in(index, write(tmp_path / "a", {"x.txt": "One\n\nText."}), write(tmp_path / "b", {"x.txt": "Two\n\nText."}))
    with pytest.raises(NotInIndexError, match=r"a/x\.txt, b/x\.txt"):
        remove(["x.txt"], index=index)
    assert remove(["b/x.txt"], index=index) == 1


def test_a_purged_article_is_in_no_file_of_the_index(tmp_path: Path) -> None:
    index = tmp_path / "index"
    desk = write(tmp_path / "desk", ARTICLES | {"secret.txt": "Secret\n\nThe zanzibarquartz was hidden."})
    read_in(index, desk)
    assert remove(["secret.txt"], index=index, erase=True) == 1
    assert [file for file in index.rglob("*") if file.is_file() and b"zanzibarquartz" in file.read_bytes()] == []


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
