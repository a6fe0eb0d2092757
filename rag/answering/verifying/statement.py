"""Whether words are a statement at all: no scrap of a sentence, and nothing said of itself."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.answering.reader.question import SPEECH_STEMS
from rag.answering.verifying.claims import NEGATIONS
from rag.answering.verifying.content import CALENDAR
from rag.answering.verifying.parts import parts
from rag.indexing.agencies import AGENCY
from rag.words import Word, alike, fold, irregular_past, words

TWICE = 3  # parts with meaning in a row that say the same twice; chosen on dev, docs/evaluation.md has what it costs
PLAIN = 2  # of these that must be words: the full name of a company often stands twice

_AUXILIARIES = frozenset(
    "is are was were am be been being has have had having do does did will would can could shall should may might "
    "must says say said told tells tell according".split()
)
_WITH_VERBS = frozenset("he she they we i you it this there who what which that if when because".split())
"""Words that seldom stand without a verb."""
_SAME_IN_PAST = frozenset("put set cut hit let shut hurt cost quit spread burst beat".split())
_MANY = frozenset("people police men women children".split())  # "people want peace": a verb may follow that shows none
_ENGLISH = frozenset("the of".split())
_TWO_NAMES = re.compile(r"\b[A-Z][\w'’-]* and (?:[A-Z][\w'’-]* )+[a-z]{3,}")
_LIST = re.compile(r",\s+(?:and|or)\s+|[,;:•]\s+|\s+(?:and|or)\s+")
_TEXT = (
    r"(?:the|this|that|these|those|any|provided|given) (?:\w+ )?"
    r"(?:text|article|passage|evidence|document|excerpt|context)s?\b"
)
_SAID = r"(?:mentioned|stated|specified|given|provided|named|described|discussed|included|found|available|clear)"
_OF_THE_TEXT = re.compile(
    rf"(?:\b(?:not|never|nowhere)|n['’]t) (?:\w+ ){{0,2}}{_SAID} (?:in|by|from) {_TEXT}"
    rf"|\b{_TEXT} (?:do|does|did|has|have) (?:not|n['’]t)\b"
    rf"|\b{_TEXT} (?:is|are|was) (?:about|titled|called|on)\b",
    re.IGNORECASE,
)
_CAPITALS = 0.8  # share of its words of matter that a headline writes with one
_NAMED = 3  # words that a problem names
_HEADLINE = re.compile(
    r"\b[A-Z][\w’'-]+ "
    r"(?:Is|Are|Was|Were|Has|Have|Will|Would|Can|Could|Should|To|By|With|From|As|On|In|For) [A-Z][\w’'-]+"
)
_FRAME = re.compile(
    r"^\W*(?:according to (?:the|this) (?:article|text|passage|evidence|document|excerpt),\s+"
    r"|(?:the|this) (?:\w+ )?(?:article|text|passage|evidence|document|excerpt) (?:also )?"
    r"(?:state|say|mention|note|add|explain|indicate|report|suggest)s? that\s+)",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"(?<=[\w.,;]\s)(?:{AGENCY.pattern})\W*$")


def faults(sentence: str, evidence: Sequence[str], background: str) -> Iterator[str]:
    """What makes a text no statement of its evidence, whatever it says."""
    cited = " ".join(evidence)
    if is_scrap(sentence, evidence, background):
        yield "no sentence, and not in the evidence in these words"
    if (twice := said_twice(sentence, cited)) is not None:
        yield f"“{twice}” stands twice"
    if (new := beyond_headlines(sentence, evidence)) is not None:
        yield f"{new}: only headlines are cited, which do not say it"
    if (headline := headline_in(sentence, cited)) is not None:
        yield f"“{headline}” is a headline's, not the evidence's"
    if (told := of_the_text(sentence, cited)) is not None:
        yield f"“{told}” is no word of the evidence"


def is_scrap(sentence: str, evidence: Sequence[str], background: str) -> bool:
    """Whether a text has no verb, and what it lists does not stand in its evidence in these words.

    "Sergei Lavrov." answers who it was; a headline or a name that a model put together says nothing.

    >>> is_scrap("Mayor Ana Lobo.", ["Mayor Ana Lobo told reporters of the harbour."], "")
    False
    >>> is_scrap("The Harbour Mayor Ana Lobo", ["Mayor Ana Lobo told reporters of the harbour."], "")
    True
    """
    if not has_no_verb(sentence):
        return False
    told = [_keys(_SIGNED.sub("", text)) for text in (*evidence, background)]
    return not _stands(sentence, told) and not all(_stands(piece, told) for piece in _LIST.split(sentence) if piece)


def of_the_text(sentence: str, cited: str) -> str | None:
    """Words that say what the text before a model is or lacks, which no evidence tells; None where there are none.

    >>> of_the_text("The ferry is not mentioned in the article.", "The ferry sank.")
    'not mentioned in the article'
    >>> of_the_text("Lobo said the article is about her.", "Lobo said the article is about her.")
    """
    found = _OF_THE_TEXT.search(sentence)
    return None if found is None or found.group().lower() in cited.lower() else found.group()


def headline_in(sentence: str, cited: str) -> str | None:
    """Words of a headline put into a sentence, capitals and all, that its evidence does not have; None where none are.

    >>> headline_in("According to Dockers Angered By Sale, Norbank bought it.", "Norbank bought it.")
    'Angered By Sale'
    """
    plain = " ".join(cited.split())
    return next((run.group() for run in _HEADLINE.finditer(sentence) if run.group() not in plain), None)


def beyond_headlines(sentence: str, evidence: Sequence[str]) -> str | None:
    """Words that only headlines are cited for and that none of them has, names apart; None for one word at most.

    A headline bears its own words: likeness in meaning, by which others are judged, is high for whatever repeats it.

    >>> beyond_headlines("The Varnholm Harbour Sale is on the website of the port.", ["Varnholm Harbour Sale Opposed"])
    'website and port'
    """
    if not all(_is_headline(text) for text in evidence):
        return None
    held = {word.stem for text in evidence for word in words(text)}
    own = [word for word in words(sentence) if not word.stop and not word.capital and word.stem not in SPEECH_STEMS]
    new = [word for word in own if not any(alike(word.stem, other) for other in held)]
    return " and ".join(sentence[word.start : word.end] for word in new[:_NAMED]) if len(new) > 1 else None


def _is_headline(text: str) -> bool:
    """Whether a text is written as headlines are: capitals nearly throughout, and no stop at its end."""
    matter = [word for word in words(text) if not word.stop and not word.number]
    capitals = sum(word.capital for word in matter)
    return len(matter) > 2 and capitals >= _CAPITALS * len(matter) and text.rstrip()[-1:] not in '.!?”"'


def without_frame(sentence: str) -> str:
    """The sentence without "The article also states that", which would hide who does what behind it.

    >>> without_frame("The article also states that Norbank bought it."), without_frame("The report was late.")
    ('Norbank bought it.', 'The report was late.')
    """
    kept = _FRAME.sub("", sentence, count=1)
    return kept[:1].upper() + kept[1:]


def has_no_verb(text: str) -> bool:
    """Whether a text is only a name, a number or a headline, which says something beside its question alone.

    >>> has_no_verb("Mayor Ana Lobo."), has_no_verb("Ana Lobo resigned.")
    (True, False)
    """
    found = words(text)
    return any(not word.stop for word in found) and not _may_hold_a_verb(text, found)


def _may_hold_a_verb(sentence: str, found: Sequence[Word]) -> bool:
    plain = [word for place, word in enumerate(found) if not word.capital or place == 0 or word.folded == "i"]
    if any(word.folded in _AUXILIARIES | NEGATIONS | _WITH_VERBS for word in plain):
        return True
    lower = [word for word in found if not word.stop and not word.capital and not word.number]
    if not lower:
        return False  # a name, a number, or a headline
    return (
        not any(word.folded in _ENGLISH for word in found)  # of other languages nothing is known
        or any(_looks_like_one(word) for word in lower)
        or _TWO_NAMES.search(sentence) is not None
    )


def _looks_like_one(word: Word) -> bool:
    form = word.folded
    return (
        form.endswith("ed")
        or (form.endswith("s") and not form.endswith("ss"))
        or irregular_past(form)
        or form in _SAME_IN_PAST | _MANY
        or word.stem in SPEECH_STEMS
    )


def _stands(piece: str, told: Sequence[Sequence[str]]) -> bool:
    """Whether a piece is a run of some text, its leading "the" or "in" apart; or only a date, which others check."""
    run = list(itertools.dropwhile(lambda part: not part.matter, parts(piece)))
    if all(part.kind in ("date", "number") or part.key in CALENDAR for part in run):
        return True
    keys = _keys(piece[run[0].start :])
    return any(keys == text[at : at + len(keys)] for text in told for at in range(len(text) - len(keys) + 1))


def _keys(text: str) -> list[str]:
    """The parts of a text; its capitals in their own letters, as one people's name is not another's in a title."""
    written = [(part, text[part.start : part.end]) for part in parts(text)]
    return [fold(letters) if letters[0].isupper() else part.key for part, letters in written]


def said_twice(sentence: str, cited: str) -> str | None:
    """Words that stand twice in a sentence and once in its evidence: "the battle for the port was the battle …".

    A list of the evidence may repeat its words, and is known by two of them that it repeats.

    >>> said_twice("The end of the port strike talks is the port strike talks.", "The port strike talks end.")
    'port strike talks'
    """
    own = [part for part in parts(sentence) if part.matter]
    keys = [part.key for part in own]
    known = Counter(itertools.pairwise(part.key for part in parts(cited) if part.matter))
    first: dict[tuple[str, ...], int] = {}
    for at in range(len(own) - TWICE + 1):
        before = first.setdefault(tuple(keys[at : at + TWICE]), at)
        if at - before < TWICE or sum(part.kind == "word" for part in own[at : at + TWICE]) < PLAIN:
            continue
        start, end = _widest(keys, before, at)
        if all(known[pair] < 2 for pair in itertools.pairwise(keys[start:end])):
            return sentence[own[start].start : own[end - 1].end]
    return None


def _widest(keys: Sequence[str], before: int, at: int) -> tuple[int, int]:
    """How far the run at `at` is the same as the one before it, from and to."""
    start, end, apart = at, at + TWICE, at - before
    while start > max(apart, before + TWICE) and keys[start - 1] == keys[start - 1 - apart]:
        start -= 1
    while end < len(keys) and keys[end] == keys[end - apart]:
        end += 1
    return start, end
