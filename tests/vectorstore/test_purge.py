"""What is purged is gone from every byte of the index."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up import document_of, filled, many_texts, put, python, vector_of

from vectorstore import Filters, open_store
from vectorstore.dense import _blank_unused

SECRET = "Zanzibarquartz confession\nThe zanzibarquartz was hidden under the pier."


def files_with(index: Path, needle: bytes) -> list[str]:
    return [str(file.relative_to(index)) for file in index.rglob("*") if file.is_file() and needle in file.read_bytes()]


def vector_bytes() -> list[bytes]:
    return [vector_of(line).tobytes()[:32] for line in SECRET.split("\n")]


@pytest.mark.parametrize("others", [3, 150])
def test_text_and_vectors_of_a_purged_article_are_in_no_file(tmp_path: Path, others: int) -> None:
    index = tmp_path / "index"
    store = filled(index, many_texts(others) | {"secret.txt": SECRET})
    assert files_with(index, b"anzibarquartz")
    assert all(files_with(index, needle) for needle in vector_bytes())
    with store.writer() as writer:
        assert writer.delete([document_of("secret.txt", SECRET).id], erase=True) == 1
    assert files_with(index, b"anzibarquartz") == []
    assert [files_with(index, needle) for needle in vector_bytes()] == [[], []]
    assert store.state().documents == others
    assert store.refresh() == ()
    assert store.lexical("zanzibarquartz", 3, Filters()) == []
    store.close()
    assert files_with(index, b"anzibarquartz") == []


def test_what_chroma_s_files_hold_behind_the_last_vector_is_blank_and_not_needed(tmp_path: Path) -> None:
    index = tmp_path / "index"
    filled(index, many_texts(3)).close()
    (file,) = index.glob("dense/*/*/data_level0.bin")
    held = file.read_bytes()
    used = len(held.rstrip(b"\0"))
    assert used < len(held) // 2, "there is room behind the last vector"
    secret = vector_bytes()[0]
    file.write_bytes(held[: -len(secret)] + secret)
    _blank_unused(file.parents[1])
    assert file.read_bytes() == held
    store = open_store(index)
    assert store.refresh() == ()
    store.warm()
    assert len(store.dense(vector_of("text 1"), 3, Filters())) == 3
    store.close()


def test_purging_also_erases_what_was_removed_before(tmp_path: Path) -> None:
    index = tmp_path / "index"
    store = filled(index, {"a.txt": SECRET, "b.txt": "one", "c.txt": "two"})
    with store.writer() as writer:
        writer.delete([document_of("a.txt", SECRET).id])
        writer.delete([document_of("b.txt", "one").id], erase=True)
    assert files_with(index, b"anzibarquartz") == []
    assert [head.path for head in store.heads()] == ["c.txt"]


def test_what_a_purged_article_said_before_is_erased_with_it(tmp_path: Path) -> None:
    index = tmp_path / "index"
    store = filled(index, {"a.txt": SECRET, "b.txt": "one"})
    newer = document_of("a.txt", "nothing to see")
    with store.writer() as writer:
        put(writer, newer)
    assert [version.text for version in store.versions("desk", "a.txt")] == [SECRET]
    assert files_with(index, b"Zanzibarquartz confession")  # its title
    with store.writer() as writer:
        writer.delete([newer.id], erase=True)
    assert store.versions("desk", "a.txt") == []
    assert files_with(index, b"anzibarquartz") == []


def test_a_text_that_a_twin_still_holds_stays(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", {"a.txt": SECRET, "b.txt": SECRET})
    with store.writer() as writer:
        writer.delete([document_of("a.txt", SECRET).id], erase=True)
    assert store.dense(vector_of(SECRET.split("\n")[1]), 1, Filters())[0].score == pytest.approx(1.0)


KILLED = """
import os, sys
from pathlib import Path
from made_up import document_of
from vectorstore import open_store
import vectorstore.changes
vectorstore.changes.Changes._wipe = lambda self: os._exit(9)
from test_purge import SECRET
with open_store(Path(sys.argv[1])).writer() as writer:
    writer.delete([document_of("a.txt", SECRET).id], erase=True)
"""


def test_a_purge_that_was_killed_is_finished_by_the_next_writer(tmp_path: Path) -> None:
    index = tmp_path / "index"
    filled(index, {"a.txt": SECRET, "b.txt": "one"}).close()
    assert python(KILLED, index).returncode == 9
    assert files_with(index, b"anzibarquartz")
    store = open_store(index)
    with store.writer():
        pass
    assert files_with(index, b"anzibarquartz") == []
    assert store.state().documents == 1
