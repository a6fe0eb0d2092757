"""Who stands beside a verb of speech: the words of one sentence that name who says something in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.speaking.offices import OFFICES
from rag.answering.speaking.saying import PARTICIPLES, speaks
from rag.answering.speaking.speaker_phrases import (
    HARD,
    between,
    closes,
    phrase_after,
    phrase_ending,
    phrase_stops,
    span_of,
)
from rag.answering.speaking.subjects import phrase_before
from rag.schema import Span
from rag.words import Word, words

_INVERTED = frozenset(
    "said says added adds explained noted warned argued insisted replied remarked commented wrote stressed declared "
    "continued announced tweeted posted joked quipped claimed recalled admitted conceded".split()
)
_CITED = frozenset("cited quoted".split())
_SMALL = frozenset("the a an of for and de la von van der bin al senior top chief".split())


@dataclass(frozen=True, slots=True)
class Teller:
    """A verb of speech and the words of the sentence for who says it; none where it is the sentence's subject."""

    verb: Span
    phrase: Span | None
    closing: bool = False  # stands behind all that is said: "…, dealers said."
    carrier: Span | None = None  # "quoted by Tasnim", "his office quoted him"


def tellers(flat: str, hidden: Sequence[Span], *, headline: bool = False) -> list[Teller]:
    """Everyone who says something in a flattened sentence, in order; what stands in `hidden`, quoted, is not read."""
    run = words(flat)
    found: list[Teller] = []
    for place, word in enumerate(run):
        if any(span.start <= word.start < span.end for span in hidden):
            continue
        if word.folded == "according" and place + 2 < len(run) and run[place + 1].folded == "to":
            found += _according(flat, run, place)
        elif word.folded == "quoted":
            found += _quoting(flat, run, place)
        elif speaks(flat, run, place, capitals=headline):
            teller = _beside(flat, run, place)
            if teller is not None:
                found.append(teller)
        elif word.folded in PARTICIPLES and not word.capital and _opens_aside(flat, run, place):
            found.append(Teller(Span(word.start, word.end), _antecedent(flat, run, place)))
    return found


def _according(flat: str, run: Sequence[Word], place: int) -> Iterator[Teller]:
    """ "according to X", "according to X, cited by Y"."""
    phrase = phrase_after(flat, run, place + 2)
    if phrase is None:
        return
    first, last = phrase
    closing = closes(flat, run, last) or "," in flat[: run[place].start][-3:]
    cited = next((n for n in range(first + 1, last) if run[n].folded in _CITED and run[n + 1].folded == "by"), None)
    carrier = None if cited is None or cited + 2 > last else span_of(run, (cited + 2, last))
    if cited is not None:
        last = cited - 1
    yield Teller(Span(run[place].start, run[place + 1].end), span_of(run, (first, last)), closing, carrier)


def _beside(flat: str, run: Sequence[Word], verb: int) -> Teller | None:
    """The speaker before the verb, or behind it: "said Lavrov"."""
    word = run[verb]
    at = Span(word.start, word.end)
    gap = flat[run[verb - 1].end : word.start] if verb else flat[: word.start]
    quoted = re.search(r"[”\"’»]", gap) is not None
    before = phrase_before(flat, run, verb)
    opens = before is not None and before[0] == 0 and any(one.capital for one in run[1 : before[1] + 1])
    if word.folded in _INVERTED and re.search(r"[,”\"’»]\s*$", gap) and (quoted or not opens):
        behind = _inverted(flat, run, verb, quoted=quoted)
        if behind is not None:
            return Teller(at, span_of(run, behind), closes(flat, run, behind[1]))
    if before is None:
        return None
    first, last = before
    if run[last].folded in ("and", "but", "or"):  # "praised it and said": whoever did the first
        return Teller(at, None)
    return Teller(
        at, span_of(run, (first, last)), first > 0 and closes(flat, run, verb) and "," in flat[: run[first].start]
    )


def _inverted(flat: str, run: Sequence[Word], verb: int, *, quoted: bool) -> tuple[int, int] | None:
    """Who stands behind the verb, where what follows can't be what they say."""
    first = verb + 1
    if first >= len(run) or HARD.search(between(flat, run, verb)) or "," in between(flat, run, verb):
        return None
    opening = run[first]
    if opening.folded in ("he", "she", "they", "it"):
        return (first, first) if quoted or phrase_stops(flat, run, first) else None
    if not (opening.capital or opening.folded in ("the", "a", "an", "one", "another") or quoted):
        return None
    last = first
    while last + 1 < len(run) and last - first < 10 and not phrase_stops(flat, run, last):
        last += 1
    if not phrase_stops(flat, run, last) or not (quoted or _is_somebody(run[first : last + 1])):
        return None
    return _named_behind(flat, run, last) or (first, last)


def _named_behind(flat: str, run: Sequence[Word], last: int) -> tuple[int, int] | None:
    """The name behind an office: "said its chief executive, Kjell Nilsson"."""
    end = last
    while end + 1 < len(run) and run[end + 1].capital and not HARD.search(between(flat, run, end)):
        if end > last and "," in between(flat, run, end):
            break
        end += 1
    office = run[last].folded in OFFICES and not run[last].capital and "," in between(flat, run, last)[:2]
    return (last + 1, end) if office and end - last > 1 else None


def _is_somebody(phrase: Sequence[Word]) -> bool:
    """Whether words can only be somebody: a name, an office, "a spokesman for the bank"."""
    return all(word.capital or word.folded in OFFICES or word.folded in _SMALL for word in phrase) and any(
        word.capital or word.folded in OFFICES for word in phrase
    )


def _quoting(flat: str, run: Sequence[Word], place: int) -> Iterator[Teller]:
    """ "X was quoted by Y as saying", "Y quoted X as saying"."""
    end = next((n for n in range(place + 1, min(place + 12, len(run))) if run[n].folded == "as"), None)
    if end is None or end + 1 >= len(run) or not run[end + 1].folded.endswith("ing"):
        return
    verb = Span(run[place].start, run[end + 1].end)
    subject = phrase_before(flat, run, place)
    if subject is None:
        return
    if run[place - 1].folded in ("was", "were", "is", "are", "been", "being"):
        by = place + 2 if place + 1 < end and run[place + 1].folded == "by" else None
        carrier = span_of(run, (by, end - 1)) if by is not None and by < end else None
        yield Teller(verb, span_of(run, subject), carrier=carrier)
    elif place + 1 < end:
        yield Teller(verb, span_of(run, (place + 1, end - 1)), carrier=span_of(run, subject))


def _opens_aside(flat: str, run: Sequence[Word], place: int) -> bool:
    """Whether a participle follows a comma or dash, as in ", saying that"."""
    gap = flat[run[place - 1].end : run[place].start] if place else ""
    return re.search(r"[,–—”\"]", gap) is not None or (place > 0 and run[place - 1].folded in ("while", "and"))


def _antecedent(flat: str, run: Sequence[Word], participle: int) -> Span | None:
    """Who "who" stands for before a participle: "met Haidar, who briefed them, asserting"."""
    for place in range(participle - 1, 0, -1):
        if re.search(r"[;:]|\.\s", between(flat, run, place)):
            return None
        if run[place].folded == "who" and "," in between(flat, run, place - 1):
            found = phrase_ending(flat, run, place - 1)
            return None if found is None else span_of(run, found)
    return None
