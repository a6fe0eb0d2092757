"""A file beside an article that states more of it: `ferry.txt.json`, `ferry.txt.yaml`.

It is named after the whole file, so that it belongs to one article only, whatever else stands
beside; programs that save articles or pictures do the same. `ferry.json` may be a dump, or an article
by itself, and is never taken for one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from rag.errors import ReadingError
from rag.indexing.formats import ARTICLES, format_of
from rag.indexing.formats.dumps import LISTS
from rag.indexing.formats.markdown import yaml_in
from rag.indexing.formats.stated import Stated, field_names, stated_in
from rag.indexing.reading import open_file
from rag.schema import Document
from rag.settings import Settings

_SUFFIXES = (".json", ".yaml", ".yml")
_LARGEST = 65_536  # bytes; what is larger states more than an article says of itself
_SINGLE = frozenset(ARTICLES.values())


def described_by(path: str) -> str | None:
    """The path of the article that a file of this name would state more of.

    >>> described_by("2017/ferry.txt.json"), described_by("ferry.json"), described_by("dump.jsonl.json")
    ('2017/ferry.txt', None, None)
    """
    if not path.endswith(_SUFFIXES):
        return None
    article = path.rpartition(".")[0]
    return article if format_of(article) in _SINGLE else None


def sidecar_of(name: str, names: Collection[str]) -> str | None:
    """The name among these of what may be the sidecar of the article of this name; JSON goes before YAML."""
    return next((name + suffix for suffix in _SUFFIXES if name + suffix in names), None)


def is_sidecar(file: Path, *, settings: Settings) -> bool:
    """Whether a file named like one is one; JSON that holds an article's text, or a list, is read as before.

    Raises ReadingError for YAML that can't be read, which nobody else would name.
    """
    try:
        return _stated(file, settings) is not None
    except ReadingError:
        if file.suffix.lower() == ".json":
            return False
        raise


def with_sidecar(document: Document, file: Path, *, settings: Settings) -> Document:
    """The article with what the file beside it states, which goes before all else. Raises ReadingError."""
    stated = _stated(file, settings)
    if stated is None:
        return document
    return replace(
        document,
        title=stated.title or document.title,
        publisher=stated.publisher or document.publisher,
        published=document.published if stated.published is None else stated.published or None,
        byline=stated.byline or document.byline,
        url=stated.url or document.url,
    )


def _stated(file: Path, settings: Settings) -> Stated | None:
    """What it states; None for a JSON file that is an article, or holds some, or states nothing known."""
    values = _values(file, settings)
    stated = stated_in(values, names=field_names(settings.fields))
    if file.suffix.lower() == ".json" and (
        stated.text is not None or any(isinstance(values.get(n), list) for n in LISTS)
    ):
        return None
    said = (stated.title, stated.publisher, stated.published, stated.byline, stated.url)
    return stated if any(value is not None for value in said) else None


def _values(file: Path, settings: Settings) -> Mapping[str, object]:
    with open_file(file, settings=settings) as opened:
        content = opened.read(_LARGEST + 1)
    try:
        text = content.decode("utf-8-sig")
        values = json.loads(text) if file.suffix.lower() == ".json" else yaml_in(text)
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"states nothing that can be read: {error}".partition("\n")[0][:200]) from error
    if len(content) > _LARGEST or not isinstance(values, dict):
        raise ReadingError("states nothing that can be read: no fields with values")
    return values
