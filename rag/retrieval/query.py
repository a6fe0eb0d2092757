"""What a question says of the articles it wants: published when and by whom.

A time is a bound on when articles were published only as far as that follows. Nobody reports what has
not happened, so "Who won in 2012?" wants articles from 2012 on, also those of 2013 that look back;
only a question for reports or words of a time ends with it. Articles without a date always stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Literal

from rag.places import known_place
from rag.retrieval.periods import Placed, placed_times
from rag.schema import Filter, Span
from rag.words import fold

FilterField = Literal["publisher", "published"]
Sense = Literal["reports", "words", "events"]

TOLD_WITHIN = 7  # days in which what was said on a day is reported

# "articles from 1987", "what was reported in May": the articles of that time are asked for.
_ARTICLES = re.compile(
    r"\b(?:articles|stories|coverage|headlines|editorials|dispatches|news)\b(?! (?:conference|agency|agencies))"
    r"|\breports (?:from|of|in|since|before|after|until|between|dated|published|on|about)\b"
    r"|\b(?:what|anything|something|it) (?:is|was|were|has been|had been|being) (?:\w+ )?"
    r"(?:reported|written|published)\b"
    r"|\b(?:published|printed|written|dated) (?:in|on|since|before|after|until|between|during|by)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:did|has|have|had)\b[^?]{0,200}?\b(?:say|said|tell|told|state|stated|announced?|den(?:y|ied)|claim(?:ed)?|warn(?:ed)?|"
    r"declared?|vow(?:ed)?|call(?:ed)? for|demand(?:ed)?|accused?|condemn(?:ed)?|comment(?:ed)?)\b"
    r"|\bwho (?:said|denied|claimed|announced|stated|warned|declared|told)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|going to|plan(?:s|ned|ning)?|schedul(?:e|ed)|expect(?:s|ed)?|due|forecasts?|"
    r"predict(?:s|ed)?|projec(?:ts?|ted|tions?)|propos(?:es?|ed|als?)|targets?|upcoming|intends?|intended|aims?|promised?|next|budgets?|"
    r"to be|estimates?|estimated|prospects?|outlook|deadline)\b",
    re.IGNORECASE,
)
_NOW = re.compile(r"^\W*(?:\w+\W+){0,3}?(?:is|are|does|do|can|should|must)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:did|was|were|had|has|have|been)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:others?|else|besides|except|apart from|rather than|not (?:by|in|from|according)|compare[ds]?|comparison|"
    r"differ\w*|contradict\w*|outlets?|publishers?|newspapers|papers|agencies)\b",
    re.IGNORECASE,
)
# Where a publisher is asked as one: "What did X say?" may want what others quote it with.
_BY = (
    r"(?:according to|as (?:reported|published|told) by|(?:reported|published|written|carried|printed) (?:by|in))"
    r" (?:the )?{name}",
    r"\b(?:did|does|do|has|have|had) (?:the )?{name} (?:\w+ly )?"
    r"(?:report|publish|write|written|print|carry|carried|cover)(?:ed)?\b",
    r"\b(?:articles?|reports?|stories|story|coverage|news) (?:of|by|from|in) (?:the )?{name}",
    r"\b(?:the )?{name}(?:['’]s?)? (?:articles?|reports?|stories|story|coverage|accounts?)\b",
)
_REPORTING = re.compile(r"report|publish|writ|print|carr|cover|article|stor|news", re.IGNORECASE)
_IN = r"\bin (?:the )?{name}"  # of a name with a capital, since many are words: "in time"


@dataclass(frozen=True, slots=True)
class Limit:
    """A filter that a question states, where it does, and whether it says all that those words say."""

    filter: Filter
    span: Span | None  # None for a filter kept from an earlier question
    whole: bool
    ends: str | None = None  # of a day or month: until when what happened then is reported as news
    later: bool = False  # it ends some days after the time that is named: what is said on a day is told then


def stated_limits(question: str, publishers: Sequence[str]) -> list[Limit]:
    """The filters that the question states; `publishers` are those that the archive has.

    >>> [limit.filter.value for limit in stated_limits("What has Lavrov denied since March 2017?", ())]
    ['2017-03-01']
    """
    of_publisher = _of_publisher(question, publishers)
    reported = any(
        _REPORTING.search(question[limit.span.start : limit.span.end]) for limit in of_publisher if limit.span
    )
    return [*of_publisher, *_of_time(question, "reports" if reported else _sense(question))]


def without(question: str, spans: Sequence[Span]) -> str:
    """The question without these words; what they say is in force as filters.

    >>> without("Who met Assad in 2017, and why?", [Span(14, 21)])
    'Who met Assad, and why?'
    """
    for span in sorted(set(spans), key=lambda span: -span.start):
        question = f"{question[: span.start].rstrip()} {question[span.end :].lstrip()}"
    question = re.sub(r"\(\s*\)", "", re.sub(r"\(\s+", "(", question))
    return re.sub(r"\s+([?,.;!)])", r"\1", question).strip(" ,;")


def _of_publisher(question: str, publishers: Sequence[str]) -> list[Limit]:
    """The one publisher of the archive that is asked for by name."""
    if _SEVERAL.search(question):
        return []
    plain = _even(question)
    letters = _letters(question)
    named = {_letters(name): name for name in publishers if _letters(name) and _letters(name) in letters}
    several = [name for name in publishers if _letters(name) in named and name not in named.values()]
    longest = max(named, key=len, default="")
    if several or any(other not in longest for other in named):
        return []  # of two, or of one that is written in two ways, neither may leave out the other
    name = r"[\W_]{0,2}".join(map(re.escape, longest)) + r"(?!\w)"
    for form in (*_BY, *([] if known_place(named.get(longest, "")) else [_IN])):
        match = re.search(form.format(name=name), plain) if longest else None
        if match is not None and (form is not _IN or any(map(str.isupper, question[match.start() : match.end()]))):
            found = Filter("publisher", "is", named[longest], "question")
            whole = match[0].startswith(("according", "as "))
            return [Limit(found, Span(match.start(), match.end()), whole)]
    return []


@lru_cache(maxsize=10_000)
def _letters(text: str) -> str:
    """What tells one name from another: "Press TV" is "Presstv", "The Herald" is "Herald"."""
    return re.sub(r"[\W_]+", "", re.sub(r"^the ", "", _even(text)))


def _even(text: str) -> str:
    """The text without case and accents, as long as it was, so that places in it hold."""
    return "".join(folded if len(folded := fold(character)) == 1 else character for character in text)


def _of_time(question: str, sense: Sense) -> list[Limit]:
    times = placed_times(question)
    if sense != "reports":
        times = [time for time in times if time.opening not in ("of", "dated")]
    if len(times) != 1 and [time.relation for time in times] not in (["since", "until"], ["after", "before"]):
        return []
    ahead, past = _AHEAD.search(question) is not None, _is_past(question)
    return [
        Limit(
            Filter("published", op, day, "question"),
            Span(time.start, time.end),
            sense != "events",
            _ends(time),
            later=sense == "words" and op == "until" and day > time.period.last.isoformat(),
        )
        for time in times
        for op, day in _bounds(time, sense, ahead=ahead, past=past)
    ]


def _sense(question: str) -> Sense:
    if _ARTICLES.search(question):
        return "reports"
    return "words" if _WORDS.search(question) else "events"


def _is_past(question: str) -> bool:
    """Whether what is asked has happened: "is held in May" may lie ahead of the article that says so."""
    return _PAST.search(question) is not None or _NOW.search(question) is None


def _bounds(time: Placed, sense: Sense, *, ahead: bool, past: bool) -> list[tuple[Literal["since", "until"], str]]:
    """On which days articles may be published, as (op, day); nothing where the time bounds no publication."""
    first, last = time.period.first, time.period.last
    if sense != "reports" and (ahead or (time.relation == "in" and not past)):
        return []
    if time.relation == "since":
        return [("since", first.isoformat())]
    if time.relation == "after":
        return [("since", (last + timedelta(days=1)).isoformat())]
    begin: list[tuple[Literal["since", "until"], str]] = [("since", first.isoformat())] if time.relation == "in" else []
    if sense == "events":
        return begin
    end = first - timedelta(days=1) if time.relation == "before" else last
    if sense == "words" and first == last:
        end += timedelta(days=TOLD_WITHIN)
    return [*begin, ("until", end.isoformat())]


def _ends(time: Placed) -> str | None:
    first, last = time.period.first, time.period.last
    near = time.relation == "in" and last - first < timedelta(days=31)
    return (last + timedelta(days=TOLD_WITHIN)).isoformat() if near else None
