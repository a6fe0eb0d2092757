"""Ingests killed at random moments, over and over: what was there stays whole, and the index opens and answers."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from evals.bench.output import Measured, tell
from evals.bench.process import BenchError, dateline, run_timed
from evals.metrics.statistics import percentile
from rag.assistant import Assistant
from rag.indexing.chunking import chunk_document
from rag.settings import Settings
from vectorstore import DocumentHead, open_store

ARTICLES = 150
CHANGED = 30  # files written anew, and as many added and deleted, before each ingest
LONGEST = 6.0  # seconds until a kill: imports take the first, the text phase the second, vectors the rest
_WORDS = "ferry harbour strike budget council minister bridge flood vote market rail school port treaty tower".split()


@dataclass(slots=True)
class _Desk:
    """A folder of articles that keeps changing; what every file said in each of its versions is known."""

    folder: Path
    chance: random.Random
    said: dict[str, set[str]] = field(default_factory=dict)
    written: int = 0

    def change(self, count: int) -> None:
        """Write some files anew, add as many and delete as many."""
        there = sorted(path.name for path in self.folder.iterdir())
        for name in self.chance.sample(there, min(count, len(there) // 4)):
            self._write(name)
        for name in self.chance.sample(there, min(count, len(there) // 4)):
            (self.folder / name).unlink()
        for _ in range(count):
            self._write(f"{self.written:06}.txt")

    def _write(self, name: str) -> None:
        self.written += 1
        words = [self.chance.choice(_WORDS) for _ in range(self.chance.randint(5, 30))]
        body = " ".join(f"The {word} number {self.written} of {place} stood." for place, word in enumerate(words))
        text = f"Report {self.written} on the {words[0]}\n\n{body}\n"
        (self.folder / name).write_text(text, encoding="utf-8")
        self.said.setdefault(name, set()).add(text)


def measure(*, cycles: int, seed: int, embedder: str, work: Path) -> Measured:
    """Kill that many ingests; raises BenchError with the cycle in which something was lost, torn or not opened."""
    place = work / "crash"
    shutil.rmtree(place, ignore_errors=True)
    (place / "desk").mkdir(parents=True)
    index = place / "index"
    chance = random.Random(seed)
    desk = _Desk(place / "desk", chance)
    desk.change(ARTICLES)
    command = [*dateline(), "ingest", str(desk.folder), "--sync", "--index", str(index), "--embedder", embedder]
    run_timed(command)
    opened: list[float] = []
    answered: list[float] = []
    killed = 0
    for cycle in range(1, cycles + 1):
        before = {head.path: head.sha256 for head in _heads(index)}
        desk.change(CHANGED)
        killed += _killed(command, after=chance.uniform(0.5, LONGEST))
        try:
            _check_whole(index, desk, before)
            opened.append(_timed(lambda: _heads(index)))
            answered.append(_timed(lambda: _ask(index)))
        except Exception as exc:
            raise BenchError(f"cycle {cycle} of seed {seed}: {type(exc).__name__}: {exc}") from exc
        if cycle % 10 == 0:
            tell(f"{cycle} of {cycles}: {killed} killed, the index holds {len(_heads(index))} articles")
    run_timed(command)
    held = {head.path for head in _heads(index)}
    if held != {path.name for path in desk.folder.iterdir()}:
        raise BenchError("after a last, whole ingest the index does not hold what the folder does")
    _check_whole(index, desk, {})
    return Measured(
        name="crash",
        about={
            "folder": f"{ARTICLES} articles at first; {CHANGED} changed, added and deleted before each ingest",
            "ingest": f"--sync --embedder {embedder}, kill -9 after 0.5 to {LONGEST:.0f} s; seed {seed}",
        },
        titles=["what", "found"],
        rows=[
            ["ingests begun", str(cycles)],
            ["of them killed; the others had ended", str(killed)],
            ["articles lost, torn or from no version of their file", "0"],
            ["opening, p50 / p95 / slowest s", _spread(opened)],
            ["opening and a first question, p50 / p95 / slowest s", _spread(answered)],
            ["articles at the end, as in the folder", str(len(held))],
        ],
        numbers={"cycles": cycles, "killed": killed, "opened": opened, "answered": answered},
    )


def _killed(command: list[str], *, after: float) -> bool:
    """Whether the ingest still ran when its time was up, and was killed with all its children."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        child.wait(timeout=after)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        child.wait()
        return True
    return False


def _check_whole(index: Path, desk: _Desk, before: dict[str, str]) -> None:
    """Every article says what its file said once, in chunks that are slices of it; none that stayed is lost."""
    with closing(open_store(index)) as store:
        store.refresh()
        heads = {head.path: head for head in store.heads()}
        stayed = {path for path in before if (desk.folder / path).exists()}
        assert stayed <= heads.keys(), f"lost: {sorted(stayed - heads.keys())[:3]}"
        for document in store.documents(head.id for head in heads.values()).values():
            assert document.text in desk.said[document.path], f"{document.path} says what its file never said"
            made = chunk_document(document, max_tokens=Settings().chunk_tokens)
            assert store.chunks([chunk.id for chunk in made]) == made, f"{document.path} has other chunks"
            assert heads[document.path].chunks == len(made), f"{document.path} has chunks too many"


def _heads(index: Path) -> list[DocumentHead]:
    with closing(open_store(index)) as store:
        store.refresh()
        return store.heads()


def _ask(index: Path) -> None:
    with closing(Assistant.open(index=index, settings=Settings(llm="none"))) as assistant:
        answer = assistant.answer("How many articles mention the ferry?")
        assert answer.status == "answered", answer.text
        assert assistant.search("the harbour and the bridge", k=3)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _spread(seconds: list[float]) -> str:
    return " / ".join(f"{percentile(seconds, share):.2f}" for share in (50, 95, 100))
