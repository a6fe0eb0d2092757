"""What an ingest does not read or refuses to do, and what stays then."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from counting import ARTICLES, CountingEmbedder, paths_in, read_in, write

from rag.errors import EmbeddingError, IndexMismatchError, ReadingError
from rag.indexing.formats import FORMATS
from rag.indexing.ingest import FailedFile
from rag.settings import Settings
from vectorstore import Filters, open_store


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
