"""The formats an archive comes in, one module each; `rag.indexing.reading` is the door.

Single articles: text, Markdown, HTML, PDF, DOCX, EPUB and e-mail. Many in one file: ZIP, TAR and
gzip archives, and dumps (CSV, JSON, JSON Lines, mbox).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ARTICLES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
    ".eml": "mail",
}
"""Suffixes of files that are one article, and the format of each."""

ARCHIVES = {
    ".zip": "zip",
    ".tar": "tar",
    ".tar.gz": "tar",
    ".tgz": "tar",
    ".tar.bz2": "tar",
    ".tbz2": "tar",
    ".tar.xz": "tar",
    ".txz": "tar",
}
"""Suffixes of files that hold files; any other file may be packed by itself, as `.gz`."""

DUMPS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".mbox": "mbox",
}
"""Suffixes of files that hold articles as records, and the format of each."""

FORMATS = {**ARTICLES, **ARCHIVES, **DUMPS}

INSIDE = "!/"
"""What stands between the path of a container and the name of what is in it."""

_SINGLE = frozenset({None, *ARTICLES.values()})
_CUT = re.compile(re.escape(INSIDE))


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read out of one article: its text, and what it states of itself (None where it does not)."""

    text: str
    title: str | None = None
    byline: str | None = None
    published: str | None = None  # ISO date; "" where a day is stated that could be two
    publisher: str | None = None
    url: str | None = None
    pages: Sequence[int] = ()  # where each page starts in the text
    body_start: int = 0  # what stands before is front matter


def format_of(path: str) -> str | None:
    """The format that a file's name says it has, None for one that is not read.

    >>> format_of("2024/Ferry.TXT"), format_of("desk.tar.gz"), format_of("notes.txt.gz"), format_of("image.png")
    ('text', 'tar', 'gzip', None)
    """
    name = path.lower().rpartition("/")[2]
    stem, _, last = name.rpartition(".")
    for suffix in (f".{stem.rpartition('.')[2]}.{last}", f".{last}"):  # ".tar.gz" before ".gz"
        if suffix in FORMATS and name != suffix and name.endswith(suffix):
            return FORMATS[suffix]
    return "gzip" if last == "gz" and format_of(stem) is not None else None


def is_container(path: str) -> bool:
    """Whether a file of this name may hold many articles, to be read with `documents_from`."""
    return format_of(path) not in _SINGLE


def container_paths(path: str) -> list[str]:
    """Where the file of a document may be, if that is inside a container: its path up to each "!/".

    >>> container_paths("old/desk.zip!/2024.tar!/ferry.txt")
    ['old/desk.zip', 'old/desk.zip!/2024.tar']
    """
    return [path[: match.start()] for match in _CUT.finditer(path) if is_container(path[: match.start()])]
