"""Dumps: articles as the records of one file, in CSV, JSON, JSON Lines or mbox."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from rag.errors import ReadingError
from rag.indexing.formats import Reading
from rag.indexing.formats.apart import read_apart
from rag.indexing.formats.bounds import read_whole
from rag.indexing.formats.child import clean
from rag.indexing.formats.stated import field_names, stated_in
from rag.indexing.formats.text import BOM, checked_length, decode_any
from rag.settings import Settings

_MEGABYTE = 1_000_000
_SMALL = _MEGABYTE  # bytes of a record of JSON that is parsed here: it can take no more than some 40 times that
_MOST_FIELDS, _LONGEST_PART = 1000, 10_000
LISTS = ("articles", "documents", "records", "items", "data", "results", "docs", "stories", "rows", "entries")
_MARKUP = re.compile(
    r"\s*<(?:!doctype|html|body|article|section|div|p|h[1-6]|ul|ol|blockquote|figure)\b[^>]*>", re.IGNORECASE
)
_MAIL_START = re.compile(rb"From \S+ .*\d{4}")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a dump: the name it states for itself, its bytes, and how its article is read."""

    name: str | None
    content: bytes
    read: Callable[[], Reading]  # raises ReadingError
    alone: bool = False  # the file is this one article


def records_of(opened: IO[bytes], format: str, *, path: str, settings: Settings) -> Iterator[Record]:
    """The records of a dump of this format, one after the other. Raises ReadingError where it is damaged."""
    match format:
        case "csv":
            return _csv(opened, settings=settings, tabs=path.lower().endswith(".tsv"))
        case "mbox":
            return _mbox(opened, settings=settings)
        case "jsonl":
            return _lines(opened, settings=settings)
    return _json(opened, settings=settings)


def _lines(opened: IO[bytes], *, settings: Settings) -> Iterator[Record]:
    for line in _bounded_lines(opened, settings=settings):
        if line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield _record(line.rstrip(b"\r\n"), settings=settings)


def _record(line: bytes, *, settings: Settings, alone: bool = False) -> Record:
    """A record of JSON; what can't be read of it is said when its article is asked for."""
    try:
        values = _parsed(line, settings=settings)
    except ReadingError as error:
        return Record(None, line, _failing(str(error)), alone)
    stated = stated_in(values, names=field_names(settings.fields))
    return Record(stated.id, line, lambda: _article(values, settings=settings), alone)


def _failing(reason: str) -> Callable[[], Reading]:
    def read() -> Reading:
        raise ReadingError(reason)

    return read


def _parsed(line: bytes, *, settings: Settings) -> Mapping[str, object]:
    if len(line) > _SMALL:
        line = read_apart("json", line, settings=settings).text.partition("\n")[2].encode()
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except ValueError as error:
        raise ReadingError(f"no JSON in UTF-8: {error}"[:200]) from None
    except RecursionError:
        raise ReadingError("nested too deeply") from None
    if not isinstance(values, dict):
        raise ReadingError("a record that is no object")
    return values


def _article(values: Mapping[str, object], *, settings: Settings) -> Reading:
    names = field_names(settings.fields)
    stated = stated_in(values, names=names)
    if stated.text is None:
        known = ", ".join(clean(str(name))[:40] for name in list(values)[:12])
        raise ReadingError(f"no text field among {known}; name it: DATELINE_FIELDS=text=NAME")
    text = clean(stated.text)
    if _MARKUP.match(text):
        text = read_apart("markup", text.encode(), settings=settings).text
    return Reading(
        checked_length(text, settings=settings),
        title=stated.title and clean(stated.title),
        byline=stated.byline and clean(stated.byline),
        published=stated.published,
        publisher=stated.publisher and clean(stated.publisher),
        url=stated.url and clean(stated.url),
    )


def _json(opened: IO[bytes], *, settings: Settings) -> Iterator[Record]:
    content = read_whole(opened, settings=settings)
    kind, _, lines = read_apart("json", content, settings=settings).text.partition("\n")
    if kind == "one":
        yield Record(None, content, _record(lines.encode(), settings=settings).read, alone=True)
        return
    for line in io.StringIO(lines):
        yield _record(line.rstrip("\n").encode(), settings=settings)


def read_json(content: bytes, *, settings: Settings) -> Reading:
    """Run in the child process: "one" or "many", then a line of JSON for each record."""
    try:
        values = json.loads(content.decode("utf-8-sig") if content[:2] not in (b"\xff\xfe", b"\xfe\xff") else content)
    except UnicodeDecodeError as error:
        raise ReadingError(f"no JSON in UTF-8: {error}"[:200]) from None
    except json.JSONDecodeError as error:
        raise ReadingError(f"no JSON: {error}"[:200]) from None
    if isinstance(values, dict):
        listed = [values[name] for name in LISTS if isinstance(values.get(name), list)]
        values = listed[0] if len(listed) == 1 and isinstance(next(iter(listed[0]), None), dict) else values
    if isinstance(values, dict):
        return Reading("one\n" + json.dumps(_plain(values)))
    if not isinstance(values, list):
        raise ReadingError("JSON without a list or object of articles")
    return Reading("many\n" + "".join(json.dumps(_plain(value)) + "\n" for value in values))


def _plain(value: object) -> object:
    """A record without the lists and records in it that are too long to state anything."""
    if not isinstance(value, dict):
        return value if isinstance(value, str | int | float) else None
    some = itertools.islice(value.items(), _MOST_FIELDS)
    return {name: part for name, part in some if not isinstance(part, list | dict) or len(repr(part)) <= _LONGEST_PART}


def _csv(opened: IO[bytes], *, settings: Settings, tabs: bool) -> Iterator[Record]:
    names = field_names(settings.fields)
    taken: list[str] = []  # the lines of the record at hand
    lines = _text_lines(opened, taken, settings=settings)
    first = next(lines, "")
    delimiter = "\t" if tabs else max(",;\t", key=first.count)
    csv.field_size_limit(settings.document_chars + 1)
    try:
        header = next(csv.reader([first], delimiter=delimiter), [])
        taken.clear()
        for row in csv.reader(lines, delimiter=delimiter):
            if taken and not taken[-1]:
                raise ReadingError(
                    f"a quotation mark that is never closed, in the record that begins {taken[0][:40]!r}"
                )
            content = "".join(taken).encode()
            taken.clear()
            if any(row):
                values = dict(zip(header, row, strict=False))
                name = stated_in(values, names=names).id
                yield Record(name, content, lambda values=values: _article(values, settings=settings))  # type: ignore[misc]
    except csv.Error as error:
        raise ReadingError(f"no CSV: {error}") from None


def _text_lines(opened: IO[bytes], taken: list[str], *, settings: Settings) -> Iterator[str]:
    """Lines of text, each put into `taken`, too, and "" behind the last; up to `file_mb` of them if not in UTF-8."""
    start = opened.tell()
    utf8 = _is_utf8(opened)
    opened.seek(start)
    lines: Iterable[str]
    if utf8:
        lines = (line.decode("utf-8") for line in _bounded_lines(opened, settings=settings))
    else:
        lines = io.StringIO(decode_any(read_whole(opened, settings=settings)), newline="")
    length = 0
    for number, line in enumerate(lines):
        length = len(line) + (length if taken else 0)
        if length > 2 * settings.document_chars:
            raise ReadingError(f"a record of over {2 * settings.document_chars:,} characters")
        line = line.removeprefix(BOM) if number == 0 else line
        taken.append(line)
        yield line
    taken.append("")


def _is_utf8(opened: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := opened.read(_MEGABYTE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mbox(opened: IO[bytes], *, settings: Settings) -> Iterator[Record]:
    message: list[bytes] = []
    length = 0
    blank = True
    for line in _bounded_lines(opened, settings=settings):
        if blank and _MAIL_START.match(line):
            if message:
                yield _mail(message, settings=settings)
            message, length = [], 0
            continue
        blank = not line.strip()
        length += len(line)
        if length > settings.file_mb * _MEGABYTE:
            raise ReadingError(f"a message of over {settings.file_mb} MB (DATELINE_FILE_MB)")
        message.append(line[1:] if line.startswith(b">From ") else line)
    if message:
        yield _mail(message, settings=settings)


def _mail(lines: list[bytes], *, settings: Settings) -> Record:
    content = b"".join(lines)
    named = re.search(rb"(?im)^Message-ID:\s*<([^<>\s]{1,200})>", content[:20_000])
    name = named[1].decode("utf-8", "replace") if named else None
    return Record(name, content, lambda: read_apart("mail", content, settings=settings))


def _bounded_lines(opened: IO[bytes], *, settings: Settings) -> Iterator[bytes]:
    most = settings.file_mb * _MEGABYTE
    while line := opened.readline(most + 1):
        if len(line) > most:
            raise ReadingError(f"a line of over {settings.file_mb} MB (DATELINE_FILE_MB)")
        yield line
