"""The phrases that a question names, in quotation marks or not, and how they go together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

How = Literal["one", "both", "either", "without"]
"""Articles that mention the one phrase, all phrases, any of them, the first but not the second."""

MOST_WORDS = 6  # of a phrase that is not in quotation marks; a longer one describes, and stands nowhere word for word

_QUOTED = re.compile(r"[“\"„«]\s*([^“”\"„«»]+?)\s*[”\"“»]|(?<!\w)['‘]\s*(.+?)\s*['’](?!\w)")
_HELD = "\0"  # in place of what stands in quotation marks, which is not read
_CALLED = re.compile(r"^(?:the )?(?:exact )?(?:words?|phrases?|terms?|names?|expressions?)\s+(?!of\b)", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an|any|some)\s+(?=\S)")  # never of "The Hague"
_CLAUSE = re.compile(
    r"^(?:that|whether|how|why|what|who|whom|whose|when|where|which|if|it|its|he|she|they|him|her|them|his|their|this"
    r"|these|those|us|me|you|one|something|anything|anyone|someone|each other|neither|nothing|both|more|most|at least"
    r"|between|from|by|in)\b(?!\.)",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:^|[\s.])[^\W\d_]\.$")  # U.S.
_EITHER = re.compile(r"\s*,?\s+or\s+", re.IGNORECASE)
_BOTH = re.compile(r"\s*,?\s+(?:and also|and|as well as|together with|along with)\s+", re.IGNORECASE)
_WITHOUT = re.compile(
    r"\s*,?\s+(?:but|and|yet)\s+(?:(?:do|does|did)(?: not|n['’]t)(?: mention)?|not|never)\s+|\s+without mentioning\s+",
    re.IGNORECASE,
)
_OPENS_BOTH = re.compile(r"^both\s+(?:of\s+)?", re.IGNORECASE)
_OPENS_EITHER = re.compile(r"^either\s+(?:of\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrases:
    """What articles are asked to mention."""

    all: tuple[str, ...]
    how: How
    apart: tuple[str, ...] = ()  # what "Iran and Iraq" may mean, too, where nothing says that it is one phrase


def phrases_in(text: str) -> Phrases | None:
    """The phrases in these words of a question; None where they describe something rather than name it.

    >>> phrases_in('"oil" but not "gas"'), phrases_in("the Bundesbank")
    (Phrases(all=('oil', 'gas'), how='without', apart=()), Phrases(all=('Bundesbank',), how='one', apart=()))
    >>> phrases_in("oil and gas")
    Phrases(all=('oil and gas',), how='one', apart=('oil', 'gas'))
    >>> phrases_in("whether it will rain")
    """
    quoted = iter([one or other for one, other in _QUOTED.findall(text)])
    bare = _QUOTED.sub(_HELD, text)
    how, parts = _parted(bare)
    named = [_phrase(part, quoted) for part in parts]
    kept = tuple(phrase for phrase in named if phrase is not None)
    if len(kept) < len(parts):
        return None
    if how != "one" or _HELD in bare or _CALLED.match(bare):
        return Phrases(kept, how)
    each = tuple(phrase for phrase in (_phrase(part, quoted) for part in _BOTH.split(bare)) if phrase is not None)
    return Phrases(kept, how, each if len(each) > 1 else ())


def ends_in_initials(text: str) -> bool:
    """Whether the full stop at the end belongs to the last word: "the U.S."."""
    return _INITIALS.search(text) is not None


def _parted(text: str) -> tuple[How, list[str]]:
    """How phrases go together, and the words of each."""
    if len(parts := _WITHOUT.split(text)) == 2:
        return "without", parts
    if _OPENS_BOTH.match(text) and len(parts := _BOTH.split(_OPENS_BOTH.sub("", text))) > 1:
        return "both", parts
    if text.count(_HELD) > 1 and len(parts := _BOTH.split(text)) > 1:
        return "both", parts
    if len(parts := _EITHER.split(_OPENS_EITHER.sub("", text))) > 1:
        return "either", [part for joined in parts for part in joined.split(", ")]
    return "one", [text]


def _phrase(text: str, quoted: Iterator[str]) -> str | None:
    bare = _CALLED.sub("", text.strip(" ,;:"))
    bare = _ARTICLE.sub("", bare)
    if bare == _HELD:
        return next(quoted)
    while _HELD in bare:
        bare = bare.replace(_HELD, next(quoted), 1)
    bare = bare if ends_in_initials(bare) else bare.rstrip(".")
    named = any(map(str.isalnum, bare)) and len(bare.split()) <= MOST_WORDS and not _CLAUSE.match(bare)
    return bare if named else None
