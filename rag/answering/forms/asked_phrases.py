"""The phrases that a question names, in quotation marks or not, and how they go together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

How = Literal["one", "both", "either"]
"""Articles that mention the one phrase, all phrases, any of them."""

MOST_WORDS = 6  # of a phrase that is not in quotation marks; a longer one describes, and stands nowhere word for word

_QUOTED = re.compile(r"[“\"„«»‹›]\s*([^“”\"„«»‹›]+?)\s*[”\"“»«‹›]|(?<!\w)['‘]\s*(.+?)\s*['’](?!\w)")
_MARKS = '“”"„«»‹›'  # of a quotation that nothing closes
_HELD = "\0"  # in place of what stands in quotation marks, which is not read
_CALLED = re.compile(r"^(?:the )?(?:exact )?(?:words?|phrases?|terms?|names?|expressions?)\s+(?!of\b)", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an|any|some)\s+(?=\S)")  # never of "The Hague"
_CLAUSE = re.compile(
    r"^(?:that|whether|how|why|what|who|whom|whose|when|where|which|if|it|its|he|she|they|him|her|them|his|their|this"
    r"|these|those|us|me|you|one|something|anything|anyone|someone|each other|neither|nothing|both|more|most|at least"
    r"|between|from|by|in)\b(?!\.)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:but|either|neither|nor|mention(?:s|ing)?)\b", re.IGNORECASE)  # no phrase: more was meant
_INITIALS = re.compile(r"(?:^|[\s.])[^\W\d_]\.$")  # U.S.
_EITHER = re.compile(r"\s*,?\s+n?or\s+", re.IGNORECASE)
_BOTH = re.compile(r"\s*,?\s+(?:and also|and|as well as|together with|along with)\s+", re.IGNORECASE)
_DO_NOT = r"(?:do|does|did)(?: not|n['’]t)"
_WITHOUT = re.compile(
    rf"\s*,?\s+(?:but|and|yet)\s+(?:{_DO_NOT}(?: mention)?|not|never|neither|without)\s+"
    rf"|\s*,?\s+{_DO_NOT}(?: also)? mention\s+|\s+without mentioning\s+",
    re.IGNORECASE,
)
_OPENS_NEITHER = re.compile(r"^neither\s+(?:of\s+)?", re.IGNORECASE)
_OPENS_BOTH = re.compile(r"^both\s+(?:of\s+)?", re.IGNORECASE)
_OPENS_EITHER = re.compile(r"^either\s+(?:of\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrases:
    """What articles are asked to mention."""

    all: tuple[str, ...]
    how: How
    apart: tuple[str, ...] = ()  # what "Iran and Iraq" may mean, too, where nothing says that it is one phrase
    without: tuple[str, ...] = ()  # what they must not mention


def phrases_in(text: str, *, denied: bool = False) -> Phrases | None:
    """The phrases in these words of a question; None where they describe something rather than name it.

    With `denied` they are what articles must not mention.

    >>> phrases_in('"oil" but not "gas"'), phrases_in("the Bundesbank")
    (Phrases(all=('oil',), how='one', apart=(), without=('gas',)), \
Phrases(all=('Bundesbank',), how='one', apart=(), without=()))
    >>> phrases_in("oil and gas")
    Phrases(all=('oil and gas',), how='one', apart=('oil', 'gas'), without=())
    >>> phrases_in("whether it will rain")
    """
    held = iter([one or other for one, other in _QUOTED.findall(text)])
    wanted, *ruled_out = _WITHOUT.split(_unwrapped(_QUOTED.sub(_HELD, text)), maxsplit=1)
    if denied or _OPENS_NEITHER.match(wanted):
        if ruled_out:
            return None
        wanted, ruled_out = "", [_OPENS_NEITHER.sub("", wanted)]
    how, parts = _parted(wanted)
    named = [_phrase(part, held) for part in parts]
    without = [_phrase(part, held) for other in ruled_out for part in _parts(_EITHER, other)]
    if None in named or None in without:
        return None
    kept = tuple(phrase for phrase in named if phrase is not None)
    left_out = tuple(phrase for phrase in without if phrase is not None)
    if how != "one" or not parts or _HELD in wanted or _CALLED.match(wanted):
        return Phrases(kept, how, (), left_out)
    each = tuple(phrase for phrase in (_phrase(part, iter(())) for part in _parts(_BOTH, wanted)) if phrase is not None)
    return Phrases(kept, how, each if len(each) > 1 else (), left_out)


def ends_in_initials(text: str) -> bool:
    """Whether the full stop at the end belongs to the last word: "the U.S."."""
    return _INITIALS.search(text) is not None


def _parted(text: str) -> tuple[How, list[str]]:
    """How phrases go together, and the words of each."""
    if not text:
        return "either", []
    if _OPENS_BOTH.match(text) and len(parts := _parts(_BOTH, _OPENS_BOTH.sub("", text))) > 1:
        return "both", parts
    if text.count(_HELD) > 1 and len(_BOTH.split(text)) > 1:
        return "both", _parts(_BOTH, text)
    if len(_EITHER.split(opened := _OPENS_EITHER.sub("", text))) > 1:
        return "either", _parts(_EITHER, opened)
    return "one", [text]


def _parts(joint: re.Pattern[str], text: str) -> list[str]:
    """What a word joins, and commas before it."""
    joined = joint.split(text)
    return [part for one in joined for part in one.split(", ")] if len(joined) > 1 else joined


def _unwrapped(text: str) -> str:
    """The words without brackets around them all, or a quotation mark that nothing closes."""
    bare = text.strip().strip(_MARKS)
    return bare[1:-1] if re.fullmatch(r"\([^()]*\)|\[[^\[\]]*\]", bare) else bare


def _phrase(text: str, quoted: Iterator[str]) -> str | None:
    bare = _CALLED.sub("", text.strip(" ,;:"))
    bare = _ARTICLE.sub("", bare)
    if bare == _HELD:
        return next(quoted)
    more = _SEVERAL.search(bare) is not None
    while _HELD in bare:
        bare = bare.replace(_HELD, next(quoted), 1)
    bare = bare if ends_in_initials(bare) else bare.rstrip(".")
    named = any(map(str.isalnum, bare)) and len(bare.split()) <= MOST_WORDS and not _CLAUSE.match(bare)
    return bare if named and not more else None
