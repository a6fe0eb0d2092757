"""How results look: JSON for programs, plain lines for people, progress on stderr."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from rag.schema import Answer, Citation, Degradation, Passage, Table

QUIET_SECONDS = 5.0  # between two lines of progress where stderr is not a terminal


def write_json(value: Any) -> None:
    """One JSON value on one line of stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def notice(message: str) -> None:
    """One line on stderr."""
    click.echo(f"dateline: {' '.join(plain(message).split())}", err=True)


def plain(text: str) -> str:
    """The text without what a terminal would obey: control and direction-changing characters.

    >>> plain("a\\x1b[31mb\\u202ec")
    'a\\ufffd[31mb\\ufffdc'
    """
    return _OBEYED.sub("\ufffd", text)


def escaped(text: str) -> str:
    """The text on one line, with the characters `plain` takes out, and line ends and tabs, written as escapes.

    >>> escaped("a\\r\\n[1] b\\u2028.txt")
    'a\\\\r\\\\n[1] b\\\\u2028.txt'
    """
    return _OBEYED_OR_SPACE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


# Control characters, line and paragraph separators, and what changes the direction of text.
_SEPARATING = "\u2028\u2029\u202a-\u202e\u2066-\u2069"
_OBEYED = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_SEPARATING}]")
_OBEYED_OR_SPACE = re.compile(rf"[\x00-\x1f\x7f-\x9f{_SEPARATING}]")


def print_answer(answer: Answer) -> None:
    """The answer with its table and its sources, or the abstention with its reason and the nearest evidence.

    Statements and events are told once, entry by entry; a comparison by its table.
    """
    print_degraded(answer.degraded)
    entries = _entries(answer)
    _line(entries or _summary(answer) or answer.text)
    if entries is not None:
        _print_citations(answer.citations)
    else:
        _print_body(answer)
    _print_foot(answer)


def _entries(answer: Answer) -> str | None:
    table = answer.table
    if answer.status != "answered" or table is None or table.kind not in ("statements", "timeline"):
        return None
    from rag.cli.entries import entries_text

    return entries_text(answer, table)


def _summary(answer: Answer) -> str | None:
    """What opens a comparison: the count; its table and the sources tell the rest."""
    if answer.table is None or answer.table.kind != "comparison":
        return None
    first = next(sentence for sentence in answer.sentences if sentence.shown)
    return f"{first.text} {''.join(f'[{number}]' for number in first.citations)}"


def _print_body(answer: Answer) -> None:
    if answer.status == "answered":
        if answer.table is not None:
            from rag.cli.tables import table_text

            _line(f"\n{table_text(answer.table)}")
        _print_citations(answer.citations, told=_told(answer.table))
        return
    if answer.reason is not None and answer.reason.message != answer.text:
        _line(f"Why: {answer.reason.message}")
    if answer.nearest:
        _line("\nNearest in the archive:")
        _print_citations(answer.nearest)


def _told(table: Table | None) -> str:
    """The words of a comparison, which its sources need not repeat."""
    rows = table.rows if table is not None and table.kind == "comparison" else ()
    return "\n".join(cell.text for row in rows for cell in row.cells)


def _print_foot(answer: Answer) -> None:
    """The filters that the question states, and how old the archive is."""
    from rag.answering.narrowing import described

    read = [limit for limit in answer.filters if limit.origin == "question"]
    if read:
        _line(f"\nOnly articles {escaped(described(read))}, as the question says; --no-question-filters asks without.")
    _line(f"\nArchive as of {answer.index.as_of[:16].replace('T', ' ')} UTC.")


def _print_citations(citations: Sequence[Citation], *, told: str = "") -> None:
    from rag.answering.citations import displayed

    for citation in citations:
        _line(f"\n{_cited(citation)}")
        if displayed(citation.quote) not in told:
            _line(f"    “{displayed(citation.quote)}”")
        stated = [part for part in (citation.speaker, citation.publisher, citation.published) if part]
        if stated:
            _line(f"    {displayed(', '.join(stated))}")


def _cited(citation: Citation) -> str:
    from rag.answering.citations import displayed

    marker = f"[{citation.number}]" if citation.number is not None else "-"
    place = escaped(f"{citation.root}/{citation.path}:{citation.start}–{citation.end}")
    # Brackets with a number stand for citations alone, not for what an article has of them.
    return f"{marker} {_titled(displayed(citation.title) if citation.title else None, place)}"


def print_passages(passages: Sequence[Passage], degraded: Sequence[Degradation]) -> None:
    """The passages, best first, each with its place."""
    print_degraded(degraded)
    for passage in passages:
        place = escaped(f"{passage.root}/{passage.path}:{passage.start}–{passage.end}")
        _line(f"{passage.rank}. {_titled(passage.title, place)}  ({passage.score:.3f})")
        _line(f"   {_one_line(passage.text)}\n")


def print_degraded(degraded: Sequence[Degradation]) -> None:
    """What was not as it should be, on stderr."""
    for degradation in degraded:
        notice(f"degraded: {degradation.part}: {degradation.message}")


def print_table(rows: Sequence[tuple[str, object]]) -> None:
    """Name and value, one a line; values that are None are left out."""
    width = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        if value is not None:
            _line(f"{name:<{width}}  {escaped(str(value))}")


def _titled(title: str | None, place: str) -> str:
    return f"{_one_line(title)} — {place}" if title else place


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _line(text: str) -> None:
    click.echo(plain(text))


@contextmanager
def progress_on_stderr() -> Iterator[Callable[[str, int, int], None]]:
    """A progress callback: a bar with rate and time left on a terminal, else a line now and then."""
    if not sys.stderr.isatty():
        yield _sparse_lines()
        return
    from tqdm import tqdm

    bar: tqdm[Any] | None = None

    def report(stage: str, done: int, total: int) -> None:
        nonlocal bar
        if bar is None or bar.desc != f"{stage}: ":
            if bar is not None:
                bar.close()
            bar = tqdm(total=total or None, desc=stage, file=sys.stderr, leave=False, dynamic_ncols=True)
        bar.total = total or None
        bar.update(done - bar.n)

    try:
        yield report
    finally:
        if bar is not None:
            bar.close()


def _duration(seconds: float) -> str:
    """
    >>> _duration(42.3), _duration(250), _duration(9000)
    ('42 s', '4 min', '2 h 30 min')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


def _sparse_lines() -> Callable[[str, int, int], None]:
    told = seen = time.monotonic()
    counts: dict[str, tuple[float, int]] = {}  # of each stage: since when it counts, and how far it is

    def report(stage: str, done: int, total: int) -> None:
        nonlocal told, seen
        now = time.monotonic()
        since, before = counts.get(stage, (seen, 0))
        since = seen if done < before else since
        counts[stage] = (since, done)
        seen = now
        if now - told < QUIET_SECONDS:
            return
        told = now
        rate = done / (now - since)
        of = f" of {total}" if total else ""
        left = f", {_duration((total - done) / rate)} left" if rate and total > done else ""
        notice(f"{stage} {done}{of}, {rate:.1f}/s{left}")

    return report
