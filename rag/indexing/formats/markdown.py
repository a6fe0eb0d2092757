"""Markdown and plain text: the file as it is, and what its front matter states."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from rag.indexing.formats import Reading
from rag.indexing.formats.stated import Stated, field_names, stated_in
from rag.settings import Settings

_FENCE = re.compile(r"\ufeff?(?:---|\+\+\+)[ \t]*\r?\n")
_LONGEST = 65_536  # characters of front matter; what is longer is text
_FRONT = re.compile(
    r"\ufeff?(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<fields>(?:.*\r?\n)*?)(?:(?P=fence)|\.\.\.)[ \t]*(?:\r?\n|$)"
)


def read_markdown(text: str, *, settings: Settings) -> Reading:
    """The whole text; the body starts after front matter in YAML (---) or TOML (+++), if there is any."""
    match = _FRONT.match(text[:_LONGEST])
    fields = None if match is None else _fields(match["fence"], match["fields"])
    if match is None or fields is None:
        return Reading(text)
    return _reading(text, stated_in(fields, names=field_names(settings.fields)), match.end())


def read_text(text: str, *, settings: Settings) -> Reading:
    """The same for plain text, where a rule opens an article more often: front matter states what is known."""
    reading = read_markdown(text, settings=settings) if _FENCE.match(text) else Reading(text)
    said = (reading.title, reading.byline, reading.published, reading.publisher, reading.url)
    # A body that is empty would leave nothing to read: then it was no front matter.
    fronted = any(value is not None for value in said) and text[reading.body_start :].strip()
    return reading if fronted else Reading(text)


def _reading(text: str, stated: Stated, body_start: int) -> Reading:
    return Reading(
        text,
        title=stated.title,
        byline=stated.byline,
        published=stated.published,
        publisher=stated.publisher,
        url=stated.url,
        body_start=body_start,
    )


def _fields(fence: str, written: str) -> Mapping[str, object] | None:
    """The fields of front matter, None for what is none: a rule (---) may open an article, too."""
    try:
        fields = tomllib.loads(written) if fence == "+++" else yaml_in(written)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def yaml_in(written: str) -> object:
    """The value that YAML stands for, None where it has aliases. Raises ValueError for what is no YAML."""
    import yaml

    try:
        # Through aliases a few lines could stand for gigabytes.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(written, yaml.SafeLoader)):
            return None
        return yaml.safe_load(written)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
