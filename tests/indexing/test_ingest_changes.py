"""What an ingest makes of files that moved, changed, doubled, failed before, or stand in an archive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from counting import CountingEmbedder, read_in, write

from rag.embedding.none import NoEmbedder
from rag.errors import ReadingError
from rag.indexing import texts
from rag.indexing.files import Scope
from rag.indexing.ingest import ingest
from rag.settings import Settings
from vectorstore import Filters, open_store

FERRY = "Ferry stops at noon\n\nThe ferry stopped at the pier. Nobody was hurt."
BRIDGE = "Bridge opens\n\nThe bridge opened on Monday."
PROJECT = Path(__file__).resolve().parents[2]


def found(index: Path, words: str) -> list[str]:
    """Paths of the articles that have one of these words."""
    store = open_store(index)
    try:
        ids = [hit.chunk_id.partition("#")[0] for hit in store.lexical(words, 50, Filters())]
        return sorted(document.path for document in store.documents(ids).values())
    finally:
        store.close()


def test_a_renamed_file_is_moved_and_nothing_is_embedded_again(tmp_path: Path) -> None:
    desk, index = write(tmp_path / "desk", {"a.txt": FERRY, "b.txt": BRIDGE}), tmp_path / "index"
    embedder = CountingEmbedder()
    read_in(index, desk, embedder=embedder)
    made = len(embedder.texts)
    (desk / "2017").mkdir()
    (desk / "a.txt").rename(desk / "2017" / "ferry.txt")
    summary = read_in(index, desk, embedder=embedder, sync=True)
    assert (summary.added, summary.removed, summary.moved, summary.unchanged) == (1, 1, 1, 1)
    assert (summary.vectors, len(embedder.texts)) == (0, made)
    assert found(index, "ferry") == ["2017/ferry.txt"]


def test_one_text_at_two_paths_is_two_articles_that_share_their_vectors(tmp_path: Path) -> None:
    desk = write(tmp_path / "desk", {"a.txt": FERRY, "b/a.txt": FERRY, "c.txt": BRIDGE})
    embedder = CountingEmbedder()
    summary = read_in(tmp_path / "index", desk, embedder=embedder)
    assert (summary.added, summary.documents, summary.duplicates) == (3, 3, 1)
    assert summary.vectors == len(embedder.texts) == 2
    assert found(tmp_path / "index", "ferry") == ["a.txt", "b/a.txt"]
    write(desk, {"d.txt": BRIDGE})
    assert read_in(tmp_path / "index", desk).duplicates == 1


def test_what_an_article_said_before_is_kept_but_never_found(tmp_path: Path) -> None:
    desk, index = write(tmp_path / "desk", {"a.txt": FERRY}), tmp_path / "index"
    read_in(index, desk)
    write(desk, {"a.txt": FERRY.replace("Nobody was hurt", "Two sailors drowned")})
    read_in(index, desk)
    store = open_store(index)
    (before,) = store.versions("desk", "a.txt")
    assert before.text == FERRY and before.indexed_at <= before.replaced_at
    store.close()
    assert found(index, "nobody hurt") == [] and found(index, "drowned") == ["a.txt"]


def test_files_that_failed_are_tried_again_on_request_and_no_others(tmp_path: Path) -> None:
    desk = write(tmp_path / "desk", {"a.txt": FERRY, "b.txt": b"\0", "north/c.txt": ""})
    index = tmp_path / "index"
    assert len(read_in(index, desk).failed) == 2
    write(desk, {"b.txt": BRIDGE, "north/c.txt": "Wind\n\nThe wind rose.", "new.txt": "New\n\nText."})

    def again(*paths: Path) -> tuple[int, int, int]:
        settings = Settings()
        summary = ingest(paths, settings=settings, index=index, embedder=CountingEmbedder(), failed_only=True)
        return summary.added, summary.unchanged, len(summary.failed)

    assert again(desk / "north") == (1, 0, 0)
    assert again() == (1, 0, 0)
    assert again() == (0, 0, 0)
    store = open_store(index)
    assert store.failures() == [] and len(store.heads()) == 3
    store.close()


def zipped(file: Path, members: dict[str, str]) -> Path:
    """Write a ZIP archive of these members."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file


def test_an_archive_is_read_once_and_of_a_changed_one_only_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, index = tmp_path / "desk", tmp_path / "index"
    zipped(desk / "may.zip", {"a.txt": FERRY, "b/c.txt": BRIDGE})
    summary = read_in(index, desk)
    assert (summary.added, summary.documents) == (2, 2)
    assert found(index, "ferry") == ["may.zip!/a.txt"]

    with monkeypatch.context() as patched:
        patched.setattr(texts, "prepare", lambda job, settings: pytest.fail(f"opened {job.path}"))
        assert read_in(index, desk).unchanged == 2
    zipped(desk / "may.zip", {"a.txt": FERRY, "b/c.txt": BRIDGE + " It closed.", "d.txt": "Wind\n\nWind rose."})
    summary = read_in(index, desk)
    assert (summary.added, summary.updated, summary.unchanged, summary.removed) == (1, 1, 1, 0)
    zipped(desk / "may.zip", {"d.txt": "Wind\n\nWind rose."})
    assert read_in(index, desk).documents == 3, "without --sync nothing is taken out"
    zipped(desk / "may.zip", {"d.txt": "Wind\n\nWind rose. It fell."})
    summary = read_in(index, desk, sync=True)
    assert (summary.updated, summary.removed, summary.documents) == (1, 2, 1)
    (desk / "may.zip").unlink()
    assert read_in(index, desk, sync=True).removed == 1


def test_a_bad_member_is_named_and_forgotten_once_it_is_good(tmp_path: Path) -> None:
    desk, index = tmp_path / "desk", tmp_path / "index"
    zipped(desk / "may.zip", {"a.txt": FERRY, "b.txt": ""})
    assert [failed.path for failed in read_in(index, desk).failed] == ["desk/may.zip!/b.txt"]
    zipped(desk / "may.zip", {"a.txt": FERRY, "b.txt": BRIDGE})
    assert read_in(index, desk).failed == ()
    store = open_store(index)
    assert store.failures() == []
    store.close()


def test_below_a_folder_that_cannot_be_read_nothing_is_taken_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, index = write(tmp_path / "desk", {"a.txt": FERRY, "north/b.txt": BRIDGE}), tmp_path / "index"
    read_in(index, desk)
    (desk / "a.txt").unlink()
    scandir = os.scandir

    def failing(place: Path | int) -> Iterator[os.DirEntry[str]]:
        if place == desk / "north":
            raise PermissionError(13, "Permission denied")
        return scandir(place)

    with monkeypatch.context() as patched:
        patched.setattr("rag.indexing.files.os.scandir", failing)
        summary = read_in(index, desk, sync=True)
    assert (summary.removed, [failed.path for failed in summary.failed]) == (1, ["desk/north"])
    assert found(index, "ferry bridge") == ["north/b.txt"]
    assert read_in(index, desk).failed == ()
    store = open_store(index)
    assert store.failures() == []
    store.close()


def test_a_folder_that_vanished_is_refused_and_keeps_its_articles(tmp_path: Path) -> None:
    desk, index = write(tmp_path / "desk", {"north/b.txt": BRIDGE}), tmp_path / "index"
    read_in(index, desk)
    desk.rename(tmp_path / "aside")
    with pytest.raises(ReadingError, match="is gone; nothing was changed"):
        read_in(index, Scope(desk, None), sync=True)
    (tmp_path / "aside").rename(desk)
    (desk / "north" / "b.txt").unlink()
    assert read_in(index, Scope(desk, "north"), sync=True).removed == 1


def test_many_files_are_read_by_child_processes_with_the_same_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = write(tmp_path / "desk", {f"{n}.txt": f"Title {n}\n\nThe ferry {n} sailed." for n in range(40)})
    write(desk, {"bad.txt": "", "may.md": "# May\n\nSpring."})
    here = read_in(tmp_path / "one", desk)
    monkeypatch.setattr(texts, "_WORTH_CHILDREN", 10)
    monkeypatch.setattr(texts, "prepare", lambda job, settings: pytest.fail("read in this process"))
    assert read_in(tmp_path / "two", desk) == here
    stores = [open_store(tmp_path / name) for name in ("one", "two")]
    assert stores[0].state().fingerprint == stores[1].state().fingerprint
    for store in stores:
        store.close()


def test_without_an_embedder_nothing_is_pending_and_nothing_is_amiss(tmp_path: Path) -> None:
    desk, index = write(tmp_path / "desk", {"a.txt": FERRY}), tmp_path / "index"
    summary = ingest([desk], settings=Settings(), index=index, embedder=NoEmbedder())
    assert (summary.added, summary.vectors) == (1, 0)
    store = open_store(index)
    assert store.refresh() == () and found(index, "ferry") == ["a.txt"]
    store.close()


SLOW = """
import sys, time
from pathlib import Path
from counting import CountingEmbedder, read_in
class Slow(CountingEmbedder):
    def embed(self, texts):
        print("embedding", flush=True)
        time.sleep(0.05)
        return super().embed(texts)
read_in(Path(sys.argv[1]), Path(sys.argv[2]), embedder=Slow())
"""


@pytest.mark.parametrize("after", [0, 2])
def test_an_ingest_that_was_killed_while_embedding_goes_on_although_no_file_changed(tmp_path: Path, after: int) -> None:
    desk = write(tmp_path / "desk", {f"{n}.txt": f"Title {n}\n\nThe ferry {n} sailed." for n in range(900)})
    index = tmp_path / "index"
    child = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(index), str(desk)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), str(Path(__file__).parent)])},
    )
    assert child.stdout is not None
    for _ in range(after + 1):
        assert child.stdout.readline() == "embedding\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert len(found(index, "ferry")) == 50, "all text is searchable"
    again = read_in(index, desk)
    assert (again.added, again.unchanged) == (0, 900)
    assert again.vectors == 900 if after == 0 else 0 < again.vectors < 900
    store = open_store(index)
    assert store.state().dense_coverage == 1.0
    store.close()


READING = """
import sys
from pathlib import Path
from counting import CountingEmbedder
from rag.indexing import texts
from rag.indexing.ingest import ingest
from rag.settings import Settings
texts._ENTRIES_AT_ONCE = 20
texts._WORTH_CHILDREN = 50
def tell(stage, done, total):
    print(stage, done, flush=True)
ingest([Path(sys.argv[2])], settings=Settings(), index=Path(sys.argv[1]), embedder=CountingEmbedder(), progress=tell)
"""


def test_an_ingest_that_is_killed_while_reading_leaves_whole_articles_and_goes_on(tmp_path: Path) -> None:
    desk = write(tmp_path / "desk", {f"{n}.txt": f"Title {n}\n\nThe ferry {n} sailed." for n in range(300)})
    index = tmp_path / "index"
    held = 0
    for after in (60, 130, 200):
        child = subprocess.Popen(
            [sys.executable, "-c", READING, str(index), str(desk)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), str(Path(__file__).parent)])},
        )
        assert child.stdout is not None
        while not (line := child.stdout.readline()).startswith("articles") or int(line.split()[1]) < after - held:
            pass
        child.kill()
        child.wait()
        child.stdout.close()
        store = open_store(index)
        heads = store.heads()
        assert len(heads) >= held, "nothing that was acknowledged is lost"
        held = len(heads)
        documents = store.documents(head.id for head in heads).values()
        assert all((desk / document.path).read_text() == document.text for document in documents)
        assert len(store.chunks([f"{head.id}#0" for head in heads])) == held
        store.close()
    assert 0 < held < 300
    summary = read_in(index, desk)
    assert (summary.added + summary.unchanged, summary.documents) == (300, 300)
    assert len(found(index, "ferry")) == 50
