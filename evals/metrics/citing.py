"""Whether citations lie in the right file and quote what stands there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

PLAIN_TEXT = frozenset({"", ".txt", ".text", ".md", ".markdown"})
"""Suffixes of files whose offsets count characters of the file itself, not of a text made from it."""


def in_file(path: str, files: Collection[str]) -> bool:
    """Whether a cited path names one of these files, in whatever folder it lies.

    >>> in_file("2017/may/talks.txt", ["talks.txt"]), in_file("peacetalks.txt", ["talks.txt"])
    (True, False)
    """
    return any(path == file or path.endswith("/" + file) for file in files)


def citation_correctness(paths: Sequence[str], files: Collection[str]) -> float | None:
    """Share of an answer's citations that lie in an accepted file, 0 to 1; None without citations.

    share = citations in an accepted file / citations: citation precision at the level of files
    (per sentence it is that of Gao et al. 2023, arXiv 2305.14627).
    """
    if not paths:
        return None
    return sum(in_file(path, files) for path in paths) / len(paths)


def all_citations_right(paths: Sequence[str], files: Sequence[str], *, all_files: bool) -> bool:
    """Whether an answer cites, and only accepted files, and with `all_files` each of them.

    An answer without a citation is not right: it can't be checked by who reads it.
    """
    if not paths or not all(in_file(path, files) for path in paths):
        return False
    return not all_files or all(any(in_file(path, [file]) for path in paths) for file in files)


def citation_exactness(folder: Path, path: str, start: int, end: int, quote: str) -> bool | None:
    """Whether the quote stands at these characters of the file, recomputed from its bytes now.

    exact = [folder/path read as bytes, decoded as UTF-8, [start:end] == quote], the invariant of the
    public contract; offsets count Unicode code points. An empty quote quotes nothing and a missing
    file holds nothing: False. None for formats whose offsets do not count the file's own characters
    (members of archives, pages, other encodings): `dateline show --text` has their text.
    """
    if "!/" in path or Path(path).suffix.lower() not in PLAIN_TEXT:
        return None
    try:
        text = Path(folder, path).read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None
    except OSError:
        return False
    return bool(quote) and 0 <= start < end and text[start:end] == quote
