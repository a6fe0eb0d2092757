"""Markdown: the file as it is, and what its front matter states."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from rag.indexing.formats import Reading
from rag.indexing.formats.stated import field_names, stated_in
from rag.settings import Settings

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
    stated = stated_in(fields, names=field_names(settings.fields))
    return Reading(
        text,
        title=stated.title,
        byline=stated.byline,
        published=stated.published,
        publisher=stated.publisher,
        url=stated.url,
        body_start=match.end(),
    )


def _fields(fence: str, written: str) -> Mapping[str, object] | None:
    """The fields of front matter, None for what is none: a rule (---) may open an article, too."""
    try:
        fields = tomllib.loads(written) if fence == "+++" else _yaml(written)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _yaml(written: str) -> object:
    import yaml

    try:
        # Through aliases a few lines could stand for gigabytes.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(written, yaml.SafeLoader)):
            return None
        return yaml.safe_load(written)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
