"""Where a phrase begins and ends that names who speaks: before a verb, behind it, behind "according to"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.offices import COMPANY_SUFFIXES, OFFICES, TITLES
from rag.answering.saying import passes, speaks
from rag.schema import Span
from rag.words import Word

_TICKER = re.compile(r"<[A-Z0-9][A-Z0-9.=\- ]{0,11}>")
_ASIDE = re.compile(r"\([^()]*\)")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}")
_TITLE_STOP = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Gov|Sen|Rep|Rev|St|Alex|[A-Z])\.(?=\s)")
_ABBREVIATED = re.compile(r"\.(?=,|\s+[a-z])")
JOINED = "ǀ"  # in place of the stops of "U.S.": a letter, so that it is one word of the same length

HARD = re.compile(r"[;:!?“”\"«»]|\.\s|\s[–—-]\s|[–—]|--|\.{3}|…")
_DASH = re.compile(r"^\s*[–—]\s*$|^\s+--?\s+$")
_STARTS_CLAUSE = frozenset(
    "that which but because while although though when as if whereas after before since until where who whom whose "
    "how why what whether so than unless".split()
)
_FINITE = frozenset(
    "is was were are will would has have had can could may might must should do does did been be not".split()
)
_DETERMINERS = frozenset("the a an his her its their our some one this that these those another".split())
_OPENERS = frozenset("but and however meanwhile also yet so then nor out that".split())
_JOINS = frozenset("of for at in from to with on by close within near".split())
_LEADS = frozenset(
    "including in at on during after before by for under with from following despite since as until about amid last earlier "
    "later yesterday today tomorrow meanwhile however but and also then still separately nevertheless instead "
    "although monday tuesday wednesday thursday friday saturday sunday today's this".split()
)
_PRONOUNS = frozenset("he she it they i we".split())
AFTER_NAME = frozenset(
    "in on at during after before when while as to who whose which by with from late early yesterday today monday "
    "tuesday wednesday thursday friday saturday sunday last this following and but".split()
)
_LONGEST = 18  # words of a phrase that names a speaker


def flattened(text: str) -> str:
    """The text at the same length, without asides, tickers and the stops of abbreviations.

    >>> flattened("The U.S. (USA) firm <FOO> Inc. said")
    'The UǀSǀ       firm       Inc  said'
    """
    text = _TICKER.sub(_blank, _ASIDE.sub(_blank, text)).replace("<", " ").replace(">", " ")
    text = _INITIALS.sub(lambda match: match.group().replace(".", JOINED), text)
    text = _TITLE_STOP.sub(r"\1 ", text)
    return _ABBREVIATED.sub(" ", text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def phrase_before(flat: str, run: Sequence[Word], verb: int) -> tuple[int, int] | None:
    last = verb - 1
    while (
        last >= 0
        and (passes(run[last]) or run[last].folded in ("is", "are", "was", "were"))
        and not HARD.search(between(flat, run, last))
    ):
        last -= 1
    if last < 0:
        return None
    if _DASH.search(between(flat, run, last)):
        return _before_dashes(flat, run, last)
    if HARD.search(between(flat, run, last)):
        return None
    if run[last].folded == "who":  # "including Mitchell, who urged"
        found = phrase_ending(flat, run, last - 1) if last else None
        return None if found is None else (_last_noun_phrase(flat, run, *found), found[1])
    if run[last].folded in _STARTS_CLAUSE - {"but"}:
        return None
    if "," in between(flat, run, last):
        return before_aside(flat, run, last)
    return phrase_ending(flat, run, last)


def _before_dashes(flat: str, run: Sequence[Word], last: int) -> tuple[int, int] | None:
    """Who stands before what is set between dashes."""
    for place in range(last - 1, max(-1, last - 25), -1):
        gap = between(flat, run, place)
        if _DASH.search(gap):
            return phrase_ending(flat, run, place)
        if HARD.search(gap):
            return None
    return None


def between(flat: str, run: Sequence[Word], place: int) -> str:
    """What stands between the word at `place` and the next."""
    return flat[run[place].end : run[place + 1].start if place + 1 < len(run) else None]


def before_aside(flat: str, run: Sequence[Word], last: int) -> tuple[int, int] | None:
    """Who stands before what is set between commas and ends with the word at `last`.

    "Carvalho, head of the port, said"; in "the head of the port, Ines Carvalho, said" it is the aside that names her.
    """
    stretches = _between_commas(flat, run, last)
    if stretches == [(0, last)] and all(word.capital for word in run[: last + 1]):
        return 0, last  # "Champlin Petroleum, said"
    for k in range(len(stretches) - 2, -1, -1):
        phrase = phrase_ending(flat, run, stretches[k][1])
        if phrase is None:
            continue
        if k and _tells_of(run, stretches[k]) and run[stretches[k - 1][1]].capital:
            continue  # itself an aside to a name before it
        nearest = stretches[-1]
        return nearest if _is_name(run, nearest) and _is_office(run, phrase) else phrase
    return None


def _between_commas(flat: str, run: Sequence[Word], last: int) -> list[tuple[int, int]]:
    """The stretches between commas of a clause, up to the word at `last`; at most six, first and last word of each."""
    found: list[tuple[int, int]] = []
    end = place = last
    while place > 0 and len(found) < 5:
        gap = between(flat, run, place - 1)
        if HARD.search(gap):
            break
        if "," in gap:
            found.insert(0, (place, end))
            end = place - 1
        place -= 1
    return [(place, end), *found]


def _tells_of(run: Sequence[Word], stretch: tuple[int, int]) -> bool:
    """Whether words between commas tell of the name before them: "a senior advisor", "head of the port", "who left"."""
    return any(not word.capital for word in run[stretch[0] : stretch[1] + 1])


def _is_office(run: Sequence[Word], phrase: tuple[int, int]) -> bool:
    """Whether a phrase tells an office and nobody's name: "the head of the port", "Minister of State for Finance"."""
    found = run[phrase[0] : phrase[1] + 1]
    last = max((place for place, word in enumerate(found) if word.folded in TITLES), default=None)
    return last is not None and (last + 1 == len(found) or found[last + 1].folded in _JOINS)


def _is_name(run: Sequence[Word], stretch: tuple[int, int]) -> bool:
    found = run[stretch[0] : stretch[1] + 1]
    return len(found) > 1 and all(word.capital or word.folded in ("de", "al", "van", "von") for word in found)


def phrase_ending(flat: str, run: Sequence[Word], last: int) -> tuple[int, int] | None:
    """The phrase that ends with this word, back to where its clause begins."""
    if run[last].folded in _PRONOUNS or run[last].folded in ("and", "but", "or"):
        return last, last
    first = last
    while first > 0 and last - first < _LONGEST:
        gap = between(flat, run, first - 1)
        earlier = run[first - 1]
        if HARD.search(gap) or "," in gap:
            break
        if earlier.folded in _STARTS_CLAUSE or earlier.folded in _FINITE or speaks(flat, run, first - 1):
            break
        if earlier.folded in ("and", "or") and not _coordinates(run, first - 1):
            break
        first -= 1
    if first and "," in between(flat, run, first - 1) and _lists(run, first, last):
        return None  # the last of several: "Mexico, China and Egypt"
    named = _set_apart(flat, run, first, last)
    return named or _without_lead(flat, run, first, last)


def _set_apart(flat: str, run: Sequence[Word], first: int, last: int) -> tuple[int, int] | None:
    """The name before an aside that no comma closes: "Carvalho, head of the port said"."""
    if first == 0 or "," not in between(flat, run, first - 1) or HARD.search(between(flat, run, first - 1)):
        return None
    if (
        not any(word.folded in OFFICES for word in run[first : last + 1])
        or run[first].folded == "the"
        or run[last].capital
    ):
        return None
    name = _between_commas(flat, run, first - 1)[-1]
    return name if _is_name(run, name) or (name[0] == name[1] and run[name[0]].capital) else None


def _lists(run: Sequence[Word], first: int, last: int) -> bool:
    """Whether a comma before these words makes them the last of a list of names."""
    joined = [place for place in range(first, last) if run[place].folded == "and"]
    return (
        bool(joined)
        and all(word.capital for word in run[first:last] if word.folded != "and")
        and not any(word.folded in COMPANY_SUFFIXES for word in run[first : last + 1])
        and run[first - 1].capital
    )


def _coordinates(run: Sequence[Word], place: int) -> bool:
    """Whether "and" joins two parts of a name or phrase, not two clauses."""
    after = run[place + 1]
    before = run[place - 1] if place else None
    if before is not None and before.folded in OFFICES and not after.capital:
        return True
    return before is not None and (before.capital == after.capital) and after.folded not in _DETERMINERS | _PRONOUNS


def _without_lead(flat: str, run: Sequence[Word], first: int, last: int) -> tuple[int, int] | None:
    """The phrase without what leads its clause: "In a statement the company", "Last week Velayati"."""
    while first <= last and run[first].folded in _OPENERS:
        first += 1
    if first > last:
        return None
    opening = run[first].folded
    if opening in _LEADS or passes(run[first]) or opening == "asked" or (opening.endswith("ing") and last > first):
        first = _last_noun_phrase(flat, run, first, last)
    return (first, last) if first <= last else None


def _last_noun_phrase(flat: str, run: Sequence[Word], first: int, last: int) -> int:
    """Where the last noun phrase of these words begins."""
    place = last
    while place > first:
        if run[place].folded in _DETERMINERS and not (run[place - 1].folded == "of" and place - 1 > first):
            return place
        if (
            run[place].capital
            and not run[place - 1].capital
            and run[place - 1].folded not in ("of", "and", "de", "al", "for")
        ):
            return place
        if run[place - 1].folded in _LEADS:
            return place
        place -= 1
    return place + 1 if run[place].folded in _LEADS else place


def phrase_after(flat: str, run: Sequence[Word], first: int) -> tuple[int, int] | None:
    """The phrase after "according to"."""
    last = first
    while last + 1 < len(run) and last - first < _LONGEST:
        gap, following = between(flat, run, last), run[last + 1]
        if "," in gap or HARD.search(gap):
            break
        if following.folded in _STARTS_CLAUSE or following.folded in _FINITE:
            break
        last += 1
    return (first, last)


def phrase_stops(flat: str, run: Sequence[Word], place: int) -> bool:
    """Whether a phrase ends with this word: at a comma, the sentence's end, or words that tell when and where."""
    if place + 1 == len(run):
        return True
    gap, following = between(flat, run, place), run[place + 1]
    if "," in gap or HARD.search(gap):
        return True
    return following.folded in AFTER_NAME and not following.capital and run[place].folded not in _DETERMINERS


def closes(flat: str, run: Sequence[Word], last: int) -> bool:
    """Whether nothing is told after this word but when, where and to whom."""
    rest = run[last + 1 :]
    if not rest:
        return True
    gap = flat[run[last].end : rest[0].start]
    return len(rest) <= 12 and not HARD.search(gap) and rest[0].folded in AFTER_NAME - {"which", "who", "and", "but"}


def span_of(run: Sequence[Word], places: tuple[int, int]) -> Span:
    return Span(run[places[0]].start, run[places[1]].end)
