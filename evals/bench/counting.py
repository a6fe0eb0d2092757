"""Whether counts and lists are exact: fifty questions over the stories of reuters21578, beside a plain scan."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, get_args

from evals.bench.counted import SEED, Counted, Kind, questions, starts
from evals.bench.ingest import SET, written
from evals.bench.output import Measured, tell
from evals.bench.process import BenchError, dateline
from evals.bench.sets import set_file
from rag.schema import Answer, Citation

if TYPE_CHECKING:
    from rag.assistant import Assistant

_COUNT = re.compile(r"^([\d,]+) of [\d,]+ articles? |\bin ([\d,]+) of [\d,]+ articles?\b")
_TIMES = re.compile(r"is mentioned (?:(once|twice)|([\d,]+) times)")
_NONE = re.compile(r"^None of the [\d,]+ articles mentions ")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was answered to one question, and whether it is what the plain scan found."""

    counted: Counted
    text: str
    wrong: tuple[str, ...]  # in what
    seconds: float  # on the wall clock
    processor: float  # which other work disturbs less


def measure(*, sets: Path, work: Path) -> Measured:
    """Ask and compare. Raises SetMissingError, BenchError."""
    corpus = set_file(sets / SET, "corpus.jsonl")
    folder, count = written(corpus, work, None)
    stories = {path.name: path.read_bytes().decode("utf-8") for path in sorted(folder.iterdir())}
    tell("a plain scan for each question")
    began = time.perf_counter()
    counted = questions(stories)
    plain = time.perf_counter() - began
    assistant = _indexed(folder)
    try:
        assistant.answer("How many articles mention anything?")  # the first reads every file once
        asked = []
        for number, one in enumerate(counted, start=1):
            asked.append(_ask(one, stories, assistant))
            tell(f"{number} of {len(counted)}: {one.question} {'; '.join(asked[-1].wrong) or 'exact'}")
    finally:
        assistant.close()
    return _tabulated(asked, stories=count, plain=plain)


def _indexed(folder: Path) -> Assistant:
    """An assistant over the stories, by words alone: counting needs no vectors."""
    from rag.assistant import Assistant

    index = folder.with_name("index-none")
    tell(f"indexing {folder}")
    command = [*dateline(), "ingest", str(folder), "--index", str(index), "--embedder", "none"]
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if ran.returncode:
        raise BenchError(f"dateline ingest ended with {ran.returncode}; see above")
    return Assistant.open(index=index)


def _ask(counted: Counted, stories: Mapping[str, str], assistant: Assistant) -> _Asked:
    began, before = time.perf_counter(), time.process_time()
    answer = assistant.answer(counted.question, llm="none")
    seconds, processor = time.perf_counter() - began, time.process_time() - before
    return _Asked(counted, answer.text.split(" [")[0], tuple(wrong_in(answer, counted, stories)), seconds, processor)


def wrong_in(answer: Answer, counted: Counted, stories: Mapping[str, str]) -> list[str]:
    """In what an answer differs from the plain scan: its number, its occurrences, its list, a place in it."""
    if not counted.paths:
        none = answer.status == "abstained" and _NONE.match(answer.text) is not None
        return [] if none else ["none stands there, and something is told"]
    if answer.status != "answered":
        return [f"{len(counted.paths)} stand there, and none is told"]
    first = answer.sentences[0].text
    told, times = _COUNT.search(first), _TIMES.search(first)
    wrong = []
    if told is None or _number(told[1] or told[2]) != len(counted.paths):
        wrong.append(f"{len(counted.paths)} stand there: {first}")
    if times is not None and ({"once": 1, "twice": 2}.get(times[1] or "") or _number(times[2])) != counted.times:
        wrong.append(f"{counted.times} times: {first}")
    places = [row.found for row in answer.table.rows if row.found is not None] if answer.table is not None else []
    if {place.path for place in places} != counted.paths or len(places) != len(counted.paths):
        wrong.append("the list is not that of the plain scan")
    misplaced = [place for place in places if not _in_place(place, counted, stories[place.path])]
    return wrong + ([f"{len(misplaced)} places are wrong"] if misplaced else [])


def _in_place(place: Citation, counted: Counted, text: str) -> bool:
    """Whether the quote stands at its characters, and one of the phrases begins in it."""
    begins = any(place.start <= start < place.end for phrase in counted.phrases for start in starts(phrase, text))
    return text[place.start : place.end] == place.quote and begins


def _number(written: str) -> int:
    return int(written.replace(",", ""))


def _tabulated(asked: list[_Asked], *, stories: int, plain: float) -> Measured:
    rows = []
    for kind in get_args(Kind):
        some = [one for one in asked if one.counted.kind == kind]
        if some:
            rows.append([kind, *_row(some)])
    rows.append(["**all**", *_row(asked)])
    exact = sum(not one.wrong for one in asked)
    failed = [f"- {one.counted.question} {'; '.join(one.wrong)}" for one in asked if one.wrong]
    return Measured(
        name="counting",
        about={
            "set": f"{SET}, {stories} stories",
            "questions": f"{len(asked)}, drawn with seed {SEED}",
            "index": "--embedder none",
            "plain scan": f"one regular expression over every story, {plain:.0f} s for all with their drawing",
        },
        titles=[
            "kind",
            "questions",
            "exact",
            "stories found",
            "median s",
            "longest s",
            "processor, median s",
            "longest s",
        ],
        rows=rows,
        numbers={
            "exact": exact,
            "questions": [
                {
                    "question": one.counted.question,
                    "stories": len(one.counted.paths),
                    "told": one.text,
                    "wrong": list(one.wrong),
                    "seconds": round(one.seconds, 3),
                    "processor": round(one.processor, 3),
                }
                for one in asked
            ],
        },
        notes=[f"{exact} of {len(asked)} are exact: the number, every article of the list, every place.", *failed],
    )


def _row(some: list[_Asked]) -> list[str]:
    found = [len(one.counted.paths) for one in some]
    times = [sorted(one.seconds for one in some), sorted(one.processor for one in some)]
    return [
        str(len(some)),
        str(sum(not one.wrong for one in some)),
        f"{min(found):,} to {max(found):,}",
        *(f"{figure:.2f}" for seconds in times for figure in (median(seconds), seconds[-1])),
    ]
