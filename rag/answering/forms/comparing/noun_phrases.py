"""Noun phrases that name what is asked about: the noun with the words before it that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.dating.dates import MONTH_FORMS, WEEKDAYS
from rag.answering.forms.comparing.other_names import groups, one_or_more
from rag.answering.reader.question import SPEECH_STEMS
from rag.answering.verifying.claims import NEGATIONS
from rag.schema import Span
from rag.words import Word, irregular_past, words

MOST_BEFORE = 4  # words, or words joined by hyphens, before a noun that are taken for its own
_OPENS = "“\"‘'«„"
_CLOSES = "”\"’'»“"
_DETERMINERS = frozenset("the a an this that these those its his her their our your my such any no some".split())
_AFTER = _DETERMINERS | frozenset("of in by for with against from between among and or on about over".split())
_COUNTING = frozenset(
    "many several some most few more all other another both two three four five six seven eight nine ten dozens "
    "hundreds thousands various numerous certain different much less last next final initial additional former latter "
    "same individual total entire whole main major key recent early new old own local early latest previous "
    "only also even still just then now again already".split()
)
_ADJECTIVAL = re.compile(r"(?:[^aeiou]al|ic|ive|ous|ish|ist|ian|ern|ary|ful|less|ant|ile|ane|ar|ese|ial|ual|ite|ite)$")
_ADJECTIVES = frozenset(
    "armed foreign moderate hardline secular illegal violent young unarmed peaceful hostile alien extreme Sunni shia "
    "shiite kurdish arab united wildcat unofficial jobless poor black white left right rogue holy bloody brutal "
    "terror terrorist rebel".split()
)
_FOLLOWS = frozenset("since without within like unlike upon via per though although whether yet if or nor".split())


@dataclass(frozen=True, slots=True)
class Names:
    """The words by which what is asked about is known, folded; a tuple of several is one name of several words."""

    names: frozenset[tuple[str, ...]]
    with_another: frozenset[str]
    beside: frozenset[str]  # stems


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase in a text: `text[start:end]`; `key` is the same for the same words."""

    start: int
    end: int
    key: tuple[str, ...]

    @property
    def span(self) -> Span:
        """Its place."""
        return Span(self.start, self.end)


def phrases(text: str, known: Names) -> Iterator[Phrase]:
    """The noun phrases of a text that name what is known by these words, in order; none overlaps another."""
    tokens = words(text)
    titled = _all_capitals(tokens)
    taken = -1
    for place, word in enumerate(tokens):
        length = _names(tokens, place, known.names)
        if place <= taken or not (length or word.folded in known.with_another):
            continue
        first = _first(text, tokens, place, known, titled)
        if not length and not any(before.stem in known.beside for before in tokens[first:place]):
            continue
        last = head = place + max(length, 1) - 1
        if head + 1 < len(tokens) and tokens[head + 1].folded in known.with_another:
            head += _joined(text, tokens[head], tokens[head + 1])  # "rebel groups": the noun that it makes a name
        if (
            head == last
            and length
            and (_stands_before_a_noun(text, tokens, last) or (not titled and _opens_a_name(text, tokens, last)))
        ):
            continue
        taken = head
        run = tokens[first : head + 1]
        if not _another_name(run, known):
            yield _phrase(text, run)


def key_of(run: Sequence[Word]) -> tuple[str, ...]:
    """The words of a phrase in the singular: the same for one rebel group and for many."""
    return tuple(min(one_or_more(word.folded), key=len) for word in run)


def describes(word: Word) -> bool:
    """Whether a word is an adjective, as far as its ending or the list tells: "Islamist", "western"."""
    return word.folded in _ADJECTIVES or _ADJECTIVAL.search(word.folded) is not None


def within_quotation_marks(text: str, span: Span) -> Span:
    """The span with the quotation marks that stand right around it."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    marked = before and before in _OPENS and after and after in _CLOSES
    return Span(span.start - 1, span.end + 1) if marked else span


def _names(tokens: Sequence[Word], place: int, names: frozenset[tuple[str, ...]]) -> int:
    """How many words from this place on are one of these names, the longest; 0 where none is."""
    found = (
        len(name)
        for name in names
        if all(_is(form, word.folded) for form, word in zip(name, tokens[place : place + len(name)], strict=False))
        and place + len(name) <= len(tokens)
    )
    return max(found, default=0)


def _all_capitals(tokens: Sequence[Word]) -> bool:
    """Whether a line is a title that writes every word with a capital."""
    matter = [word for word in tokens if not word.stop]
    return len(matter) > 2 and all(word.capital or word.number for word in matter)


def _another_name(run: Sequence[Word], known: Names) -> bool:
    """Whether the last two words together name something else: "armed forces", an "air strike"."""
    ends = tuple(word.folded for word in run[-2:])
    return any(ends in group.names and not group.names <= known.names for group in groups())


def _is(form: str, written: str) -> bool:
    """Whether a noun stands in the form it has in the names, or as more of it; "talk" is no "talks"."""
    return written == form or (not form.endswith("s") and written in one_or_more(form))


def _joined(text: str, one: Word, other: Word) -> bool:
    return text[one.end : other.start] in (" ", "-", "\n")


def _stands_before_a_noun(text: str, tokens: Sequence[Word], place: int) -> bool:
    """Whether a name only describes the noun after it: "rebel leader", "terrorist-led forces", "merger talks"."""
    if place + 1 == len(tokens):
        return False
    word, after = tokens[place], tokens[place + 1]
    if text[word.end : after.start] == "-":
        return True
    plural = word.folded.endswith("s") and not word.folded.endswith("ss")
    if plural or text[word.end : after.start] != " " or text[word.start : word.end].endswith(("'s", "’s")):
        return False
    finite = (
        after.folded.endswith("s") and place + 2 < len(tokens) and tokens[place + 2].folded in _DETERMINERS | NEGATIONS
    )
    verb = (
        finite
        or after.folded.endswith(("ed", "ing", "ly"))
        or after.stem in SPEECH_STEMS
        or irregular_past(after.folded)
    )
    return not (
        after.stop or verb or after.folded in _FOLLOWS or after.capital or after.number or after.folded in _COUNTING
    )


def _opens_a_name(text: str, tokens: Sequence[Word], place: int) -> bool:
    """Whether a noun is the beginning of a name: the "Dockers Voice"."""
    if place == 0 or place + 1 == len(tokens):
        return False
    word, after = tokens[place], tokens[place + 1]
    day = after.folded in WEEKDAYS or after.folded in MONTH_FORMS
    return word.capital and after.capital and not day and text[word.end : after.start] == " "


def _first(text: str, tokens: Sequence[Word], place: int, known: Names | None, titled: bool) -> int:
    """The first of the words before this one that belong to it."""
    first = place
    for _ in range(MOST_BEFORE):
        before = first - 1
        if before < 0 or not _joined(text, tokens[before], tokens[first]):
            break
        run = before
        while run > 0 and text[tokens[run - 1].end : tokens[run].start] == "-":
            run -= 1
        if run == before and text[tokens[before].end : tokens[first].start] == "-":
            pass  # joined to what follows by a hyphen: always its own
        elif run == before and not _belongs(text, tokens, before, known, titled):
            break
        first = run
    return first


def _belongs(text: str, tokens: Sequence[Word], place: int, known: Names | None, titled: bool) -> bool:
    word = tokens[place]
    form = word.folded
    if word.stop or word.number or form in _COUNTING | _AFTER | _FOLLOWS | NEGATIONS:
        return False
    if form in WEEKDAYS or (form in MONTH_FORMS and word.capital):
        return False
    possessive = text[word.start : word.end].endswith(("'s", "’s"))
    if possessive:
        return False
    opens = place == 0 or text[tokens[place - 1].end : word.start].strip() != ""
    if known is not None and (word.stem in known.beside or (word.folded,) in known.names):
        return True
    if word.capital:
        return not (titled or (opens and place == 0)) or form.endswith(("an", "ish", "ese", "ic"))
    if form in _ADJECTIVES or (describes(word) and word.stem not in SPEECH_STEMS):
        return True
    led = tokens[place - 1] if place and not opens else None
    follows = led is not None and (led.folded in _AFTER or led.capital)
    if form.endswith("ed"):
        return follows and led is not None and led.folded not in ("that", "this", "and", "or")
    if led is None or form.endswith(("ly", "ing")) or irregular_past(form):
        return False
    if known is not None and (led.folded,) in known.names:
        return False  # "rebels attack militants"
    # "the dock strike", "a planned peace congress": a noun before the noun
    return led.folded in _DETERMINERS or (not led.capital and _belongs(text, tokens, place - 1, known, titled))


def _phrase(text: str, run: Sequence[Word]) -> Phrase:
    end = run[-1].end
    written = text[run[-1].start : end]
    for mark in ("'s", "’s"):
        if written.endswith(mark):
            end -= len(mark)
    return Phrase(run[0].start, end, key_of(run))
