"""A sentence in its place in an article, with what the rules of alteration may draw on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from evals.mutations.cases import Chance
from evals.mutations.names import Name

_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)‘([^’]+)’(?!\w)")


@dataclass(frozen=True, slots=True)
class Stated:
    """One sentence of an article, its evidence, and the names that stand in the rest of the article."""

    article_id: str
    evidence: tuple[str, ...]  # the sentence, and for some cases the one after it
    elsewhere: tuple[Name, ...]  # names of the article, outside the evidence
    surnames: frozenset[str]  # of the people of the article
    strangers: tuple[Name, ...]  # names of other articles, for want of one in this


@dataclass(frozen=True, slots=True)
class Change:
    """A text with one change, and the rule that made it."""

    text: str
    how: str


Alter = Callable[[str, Stated, Chance], Change | None]


def put(text: str, start: int, end: int, words: str) -> str:
    """`text` with other words between start and end."""
    return text[:start] + words + text[end:]


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """What stands between quotation marks, without them."""
    return [found.span(found.lastindex or 0) for found in _QUOTED.finditer(text)]


def in_quotes(text: str, place: int) -> bool:
    """Whether this place lies within quotation marks."""
    return any(start <= place < end for start, end in quoted_spans(text))


def first_that(chance: Chance, text: str, found: list[tuple[int, int, str]], how: str) -> Change | None:
    """One of these replacements (start, end, words), by chance; None without any."""
    if not found:
        return None
    start, end, words = chance.pick(found)
    article = re.search(r"\b[Aa]n? $", text[:start])
    if article and words[:1].isalpha():
        right = article.group()[0] + ("n " if words[0].lower() in "aeio" else " ")
        text, start, end = _with_article(text, article.start(), start, end, right)
    return Change(put(text, start, end, words), f"{how}: {text[start:end]} → {words}")


def _with_article(text: str, place: int, start: int, end: int, article: str) -> tuple[str, int, int]:
    """The text with "a" or "an" as the next word wants it, and where that word stands now."""
    moved = len(article) - (start - place)
    return put(text, place, start, article), start + moved, end + moved
