"""One writer at a time, none into a read-only index, and nothing lost when one is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from made_up import STAMP, document_of, filled, put, python, vector_of

from rag.errors import IndexLockedError, IndexReadOnlyError
from vectorstore import Filters, create_store, open_store

HOLD = """
import sys, time
from pathlib import Path
from vectorstore import open_store
with open_store(Path(sys.argv[1])).writer():
    print("held", flush=True)
    time.sleep(60)
"""


def holder(index: Path) -> subprocess.Popen[str]:
    """A process that holds the writer lock of this index."""
    project = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(index)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(project)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_refused_at_once_and_told_by_whom(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", {"a.txt": "one\ntwo"})
    with holder(tmp_path / "index") as process:
        started = time.monotonic()
        with pytest.raises(IndexLockedError, match=f"process {process.pid} is writing"), store.writer():
            pass
        assert time.monotonic() - started < 1.0
        assert store.refresh() == ()
        assert store.dense(vector_of("two"), 1, Filters())[0].score == pytest.approx(1.0)
        process.kill()
    with store.writer() as writer:  # the lock went with its process
        put(writer, document_of("b.txt", "three"))
    assert store.state().documents == 2


def test_a_reader_behind_a_running_writer_answers_and_says_so(tmp_path: Path) -> None:
    store = filled(tmp_path / "index", {"a.txt": "one\ntwo"})
    with store.writer() as writer:
        put(writer, document_of("b.txt", "A lighthouse\nstands there."))
        reader = open_store(tmp_path / "index")
        said = reader.refresh()
        assert [degradation.part for degradation in said] == ["lexical"]  # vectors are found at once
        assert all(f"process {os.getpid()} is writing" in degradation.message for degradation in said)
        assert reader.dense(vector_of("stands there."), 1, Filters())[0].score == pytest.approx(1.0)
        assert reader.lexical("two", 3, Filters())
    assert reader.refresh() == ()
    assert reader.lexical("lighthouse", 3, Filters())


READ_ONLY = """
import sys
from pathlib import Path
from made_up import vector_of, put, document_of
from rag.errors import IndexReadOnlyError
from vectorstore import Filters, open_store
store = open_store(Path(sys.argv[1]))
for degradation in store.refresh():
    print("degraded", degradation.part, degradation.message)
print(round(store.dense(vector_of("stands there."), 1, Filters())[0].score, 3))
print(round(store.dense(vector_of("stands there."), 1, Filters(path_prefix="a"))[0].score, 3))
print(len(store.lexical("lighthouse", 3, Filters())))
for degradation in store.refresh():
    print("degraded", degradation.part, degradation.message)
try:
    with store.writer() as writer:
        put(writer, document_of("b.txt", "no"))
except IndexReadOnlyError as error:
    print("refused:", error)
"""


def set_writable(index: Path, writable: bool) -> None:
    for path in [index, *index.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755 if writable else 0o555)
        else:
            path.chmod(0o644 if writable else 0o444)


@pytest.mark.parametrize("lacking", ["nothing", "dense", "lexical", "dense and lexical"])
def test_a_read_only_index_answers_and_refuses_only_writing(tmp_path: Path, lacking: str) -> None:
    index = tmp_path / "index"
    filled(index, {"a.txt": "A lighthouse\nstands there.", "c.txt": "three"}).close()
    for part in ("dense", "lexical"):
        if part in lacking:
            for file in (index / part).rglob("seal.json"):
                file.unlink()
    set_writable(index, False)
    try:
        before = {path: path.stat().st_mtime_ns for path in index.rglob("*")}
        done = python(READ_ONLY, index, obey_permissions=True)
        after = {path: path.stat().st_mtime_ns for path in index.rglob("*")}
    finally:
        set_writable(index, True)
    said = [line for line in done.stdout.splitlines() if line.startswith("degraded")]
    found = [line for line in done.stdout.splitlines() if not line.startswith("degraded")]
    assert found[:3] == ["1.0", "1.0", "2"], done.stderr
    assert found[3].startswith("refused: the index") and "can't be written" in found[3]
    missing = [part for part in ("dense", "lexical") if part in lacking]
    assert [line.split()[1] for line in said] == missing * 2
    assert all("missing" in line and "read-only" in line for line in said)
    assert after == before


def test_making_an_index_where_nothing_can_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IndexReadOnlyError, match="--index"):
        create_store(tmp_path / "file" / "index", STAMP)


def test_a_read_only_reader_follows_what_others_write(tmp_path: Path) -> None:
    index = tmp_path / "index"
    filled(index, {"a.txt": "one\ntwo"}).close()
    code = """
import sys, time
from pathlib import Path
from vectorstore import Filters, open_store
store = open_store(Path(sys.argv[1]))
print(store.refresh(), len(store.lexical("lighthouse", 3, Filters())), flush=True)
sys.stdin.readline()
print(store.refresh(), len(store.lexical("lighthouse", 3, Filters())), store.state().documents, flush=True)
"""
    from made_up import PROJECT, without_root_rights

    set_writable(index, False)
    try:
        with subprocess.Popen(
            [*without_root_rights(), sys.executable, "-c", code, str(index)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        ) as reader:
            assert reader.stdin is not None and reader.stdout is not None
            assert reader.stdout.readline() == "() 0\n"
            set_writable(index, True)
            store = open_store(index)
            with store.writer() as writer:
                put(writer, document_of("b.txt", "A lighthouse\nstands there."))
            store.close()
            set_writable(index, False)
            reader.stdin.write("go\n")
            reader.stdin.flush()
            assert reader.stdout.readline() == "() 2 2\n"
    finally:
        set_writable(index, True)


WRITE = """
import sys, random
from pathlib import Path
from made_up import STAMP, document_of, put
from vectorstore import create_store
seed = int(sys.argv[2])
store = create_store(Path(sys.argv[1]), STAMP)
print("open", flush=True)
n = 0
while True:
    with store.writer() as writer:
        writer.root(Path("/somewhere/desk"))
        for _ in range(4):
            path = f"{seed}-{n % 30}.txt"
            put(writer, document_of(path, f"version {seed} {n}\\nferry {n}\\nlast line {n}"))
            print(path, n, flush=True)
            n += 1
"""


@pytest.mark.timeout(400)
def test_nothing_acknowledged_is_lost_when_a_writer_is_killed_twenty_times(tmp_path: Path) -> None:
    index = tmp_path / "index"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).resolve().parents[2]), str(Path(__file__).parent)]),
    }
    acknowledged: dict[str, tuple[int, int]] = {}
    for seed in range(20):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE, str(index), str(seed)], stdout=subprocess.PIPE, text=True, env=environment
        )
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(1 + seed * 3 % 11)]
        time.sleep(seed * 0.7919 % 0.05)
        process.send_signal(signal.SIGKILL)
        rest = process.communicate()[0]
        for line in "".join([*lines, rest]).splitlines()[1:]:
            path, number = line.rsplit(" ", 1)
            if number.isdigit() and path.endswith(".txt"):
                acknowledged[path] = (seed, int(number))
        check_whole(index, acknowledged)
    assert len(acknowledged) > 20


def check_whole(index: Path, acknowledged: dict[str, tuple[int, int]]) -> None:
    started = time.monotonic()
    store = create_store(index, STAMP)
    store.refresh()
    assert time.monotonic() - started < 5.0
    documents = {d.path: d for d in store.documents([head.id for head in store.heads()]).values()}
    for path, (seed, number) in acknowledged.items():
        # The one in flight when it was killed may have been committed too.
        versions = [f"version {seed} {n}\nferry {n}\nlast line {n}" for n in (number, number + 30)]
        assert documents[path].text in versions
    chunk_ids = [f"{head.id}#{n}" for head in store.heads() for n in range(3)]
    assert len(store.chunks(chunk_ids)) == len(chunk_ids) == store.state().chunks
    for path in list(acknowledged)[::17]:
        last = documents[path].text.split("\n")[2]
        best = store.dense(vector_of(last), 1, Filters())
        assert best[0].score == pytest.approx(1.0)
        assert documents[path].id in {
            hit.chunk_id.partition("#")[0] for hit in store.lexical(documents[path].text, 100, Filters())
        }
    assert store.refresh() == ()
    store.close()
