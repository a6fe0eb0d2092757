"""The checkable parts of a sentence: names, quoted words, negations; numbers and dates are beside.

Pure functions over text; what they find is compared in verification.py.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from rag.answering.dating.dates import MONTH_FORMS, WEEKDAYS
from rag.answering.verifying.numbers import SMALL_NUMBERS
from rag.schema import Span
from rag.words import STOP_WORDS, Word, words

_QUOTED = re.compile(
    r"„([^„“”]+)[“”]|“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|»([^«»]+)«"
    r"|(?<![\w])[‘']([^‘’'\n]+(?:['’](?=\w)[^‘’'\n]+)*)[’'](?!\w)"
)
QUOTATION_MARKS = '“”„«»"‘'
NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot can't couldn't didn't doesn't don't hadn't hasn't "
    "haven't isn't wasn't weren't won't wouldn't shouldn't ain't aren't".split()
)
_DENIALS = frozenset("deni reject refus fail lack absenc unabl unlik oppos halt declin".split())
# "It is not true that …", "Nobody believed that …": the negation reaches what is told, not the telling.
_TELLING = frozenset("true believ think thought case evid".split())
_IDIOMS = frozenset({("no", "matter"), ("not", "only"), ("not", "just"), ("no", "doubt"), ("nothing", "but")})
_ADVERBS = frozenset("yet still ever already even actually really currently".split())
_PASSIVE = frozenset("is are was were be been being".split())
_AUXILIARIES = _PASSIVE | frozenset("has have had will would can could may might should must".split())
DENIED_WITHIN = 4  # words after a denial within which "that" opens what it denies: "denied recent reports that"
_CLAUSE_END = re.compile(r"[,;:.!?–—“”\"]")
# Words that open sentences with a capital without being names.
_OPENERS = frozenset(
    "according officials official authorities police rebels troops forces government governments people "
    "experts analysts residents witnesses reports sources leaders ministers negotiations talks fighting "
    "fighters militants countries states president minister foreign prime deputy state yes meanwhile however "
    "earlier later last next since despite although though during following instead also moreover "
    "additionally furthermore overall today yesterday tomorrow peace war victory reconciliation support two "
    "three four five six seven eight nine ten many several some most few another neither either both each "
    "every such any all one first second third western eastern northern southern civil military security "
    "political terrorism terrorists rebel opposition supporting hundreds thousands millions dozens perhaps "
    "like unlike even due maybe let let's thus hence therefore still yet".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words, e.g. "Ali Akbar Velayati"."""

    words: tuple[Word, ...]
    text: str


def names(text: str) -> list[Name]:
    """Runs of capitalised words; a capital that only opens the sentence is left out where it is no name.

    >>> [n.text for n in names("Officials told Ali Velayati of the United Nations plan.")]
    ['Ali Velayati', 'United Nations']
    """
    tokens = words(text)
    opening = _opening_places(text, tokens)
    runs: list[list[Word]] = []
    previous_end = -1
    for place, word in enumerate(tokens):
        is_name = word.capital and not word.number and not _calendar(word)
        if place in opening and (word.stop or word.folded in _OPENERS or word.folded in SMALL_NUMBERS):
            is_name = False
        if word.folded in STOP_WORDS and len(word.folded) > 1:
            is_name = False
        if not is_name:
            continue
        if (
            runs
            and previous_end == place - 1
            and not re.search(r"[,;:!?“”\"()]|\.\s", text[runs[-1][-1].end : word.start])
        ):
            runs[-1].append(word)
        else:
            runs.append([word])
        previous_end = place
    return [Name(tuple(run), text[run[0].start : run[-1].end]) for run in runs]


def _opening_places(text: str, tokens: tuple[Word, ...]) -> set[int]:
    """Places of the words that open the text, a sentence in it or a quotation."""
    return {
        place
        for place, word in enumerate(tokens)
        if place == 0 or re.search(r"[.!?:;“\"‘«…]\s*[“\"‘«']?\s*$", text[max(0, word.start - 4) : word.start])
    }


def _calendar(word: Word) -> bool:
    return word.folded in WEEKDAYS or word.folded in MONTH_FORMS


def quoted_words(text: str) -> list[str]:
    """What stands between quotation marks, without punctuation at its ends.

    >>> quoted_words('He said “the war, goes on,” and called it "illegal".')
    ['the war, goes on', 'illegal']
    """
    found = (text[span.start : span.end] for span in quoted_spans(text))
    return [stripped for quote in found if (stripped := quote.strip(" \t\r\n.,;:!?…"))]


def quoted_spans(text: str) -> list[Span]:
    """Where quotation marks stand around words; the marks are outside."""
    found = (
        match.span(next(n for n, group in enumerate(match.groups(), 1) if group)) for match in _QUOTED.finditer(text)
    )
    return [Span(start, end) for start, end in found]


@dataclass(frozen=True, slots=True)
class Negation:
    """A negating word and the matter it reaches, nearest first."""

    word: str
    reach: tuple[str, ...]  # stems
    denial: bool  # "denied", "refused": it reaches a whole clause
    before: tuple[str, ...] = ()  # stems of the matter before it in its clause: its subject, nearest first
    core: str | None = None  # stem of what is denied, where a clause tells it: "denied that X had been postponed"


def negations(text: str) -> list[Negation]:
    """The negating words of a text, each with the stems of the matter that follows in its clause.

    >>> [(n.word, n.reach) for n in negations("The war had not yet been won, but the army gained. No matter.")]
    [('not', ('win',))]
    """
    tokens = words(text)
    found = []
    for place, word in enumerate(tokens):
        following = tokens[place + 1].folded if place + 1 < len(tokens) else ""
        denial = word.stem in _DENIALS or (word.stem == "rule" and following == "out")
        if (word.folded in NEGATIONS or denial) and not _idiom(word.folded, following):
            reach = _reach(text, tokens[place:], 8)
            if not denial and reach and reach[0] in _TELLING:
                denial, reach = True, reach[1:]
            before = _reach_back(text, tokens[: place + 1], 6)
            if denial:  # "calls were rejected", or "the bank left it, rejecting calls"
                reach, before = (before, reach) if place and tokens[place - 1].folded in _PASSIVE else (reach, ())
            core = _denied(tokens[place + 1 :]) if denial else None
            found.append(Negation(word.folded, reach if denial else reach[:4], denial, before, core))
    return found


def _denied(following: tuple[Word, ...]) -> str | None:
    """The verb of the clause that a denial is followed by: "reports that the talks had been *postponed*"."""
    that = next((place for place, word in enumerate(following[:DENIED_WITHIN]) if word.folded == "that"), None)
    if that is None:
        return None
    run = following[that + 1 :]
    aux = next((place for place, word in enumerate(run) if word.folded in _AUXILIARIES and not word.capital), len(run))
    verbs = (word for word in run[aux:] if not word.stop and word.folded not in _ADVERBS | _AUXILIARIES)
    verb = next(verbs, None)
    return None if verb is None else verb.stem


def _idiom(negation: str, following: str) -> bool:
    return ("not" if negation.endswith("n't") else negation, following) in _IDIOMS


def _reach(text: str, tokens: tuple[Word, ...], limit: int) -> tuple[str, ...]:
    reach: list[str] = []
    for before, after in itertools.pairwise(tokens):
        if reach and _CLAUSE_END.search(text[before.end : after.start]):
            break
        if not after.stop and after.folded not in _ADVERBS:
            reach.append(after.stem)
        if len(reach) == limit:
            break
    return tuple(reach)


def _reach_back(text: str, tokens: tuple[Word, ...], limit: int) -> tuple[str, ...]:
    reach: list[str] = []
    for after, before in itertools.pairwise(tokens[::-1]):
        if reach and _CLAUSE_END.search(text[before.end : after.start]):
            break
        if not before.stop and before.folded not in _ADVERBS:
            reach.append(before.stem)
        if len(reach) == limit:
            break
    return tuple(reach)
