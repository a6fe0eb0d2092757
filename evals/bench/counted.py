"""Questions that ask for a count, drawn by a seed from stories, and a plain scan that knows what is right.

It shares no code with the product: a phrase is found by one regular expression, nothing else.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

SEED = 21578
BANDS = ((1, 1), (2, 9), (10, 99), (100, 999), (1000, 20_000))  # stories that a word or name stands in

Kind = Literal["word", "name", "phrase", "odd", "several", "absent"]

_WORD = re.compile(r"(?<![\w&'.-])[A-Za-z]{3,}(?![\w&'-])")
_NAME = re.compile(r"(?<![\w.] )\b[A-Z][a-z]+ [A-Z][a-z]+\b(?!['-])")
_PHRASE = re.compile(r"(?<![\w'.-])[a-z]{3,} [a-z]{2,} [a-z]{3,}(?![\w'-])")
_ODD = (
    re.compile(r"(?<!\S)(?:[A-Z]\.){2,}(?=[\s,])"),  # U.S.
    re.compile(r"(?<!\S)[A-Z]+&[A-Z]+(?=[\s,])"),  # S&P
    re.compile(r"(?<!\S)[OD]'[A-Z][a-z]+(?=[\s,])"),  # O'Neill
    re.compile(r"(?<!\S)[a-z]{3,}-[a-z]{3,}(?=[\s,])"),  # state-owned
    re.compile(r"(?<!\S)\d+-\d/\d(?=[\s,])"),  # 3-1/2
    re.compile(r"(?<!\S)\d{1,3},\d{3}(?=\s)"),  # 155,221
    re.compile(r"(?<!\S)\d+\.\d+(?=\s)"),  # 7.25
    re.compile(r"(?<!\S)19\d\d(?=[\s,])"),
    re.compile(r"(?<!\S)[A-Z][a-z]+ and [A-Z][a-z]+'s(?=[\s,])"),  # Standard and Poor's
    re.compile(r"(?<!\S)[A-Z][a-z]+-[A-Z][a-z]+(?=[\s,])"),
)
_ASKED = (
    "How many articles mention {}?",
    "In how many articles does {} appear?",
    "How often is {} mentioned?",
    "Which articles mention {}?",
    "How many stories contain the phrase {}?",
    "List all articles that mention {}.",
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A question with all that a plain scan found for it."""

    kind: Kind
    question: str
    phrases: tuple[str, ...]
    paths: frozenset[str]  # of the stories
    times: int  # the first phrase stands in them


def questions(stories: Mapping[str, str]) -> list[Counted]:
    """Fifty questions about these stories by path, the same for the same stories."""
    draw = random.Random(SEED)
    words = _drawn(stories, _WORD, draw, per_band=3)
    names = _drawn(stories, _NAME, draw, per_band=2)
    phrases = _drawn(stories, _PHRASE, draw, per_band=2)
    odd = [draw.choice(_common(stories.values(), pattern)) for pattern in _ODD]
    asked: list[tuple[Kind, str]] = [("word", word) for word in words]
    asked += [("name", name) for name in names]
    asked += [("phrase", f"“{phrase}”") for phrase in phrases]
    asked += [("odd", one) for one in odd]
    asked += [
        ("absent", "".join(draw.sample("bcdfghjklmnpqrstvwxz", 9)).capitalize()) for _ in range(50 - len(asked) - 6)
    ]
    found = [_one(kind, text, _ASKED[place % len(_ASKED)], stories) for place, (kind, text) in enumerate(asked)]
    for how in ("both", "or", "not") * 2:
        one, other = draw.sample([*words, *names], 2)
        found.append(_two(how, one, other, stories))
    return found


def holds(phrase: str, text: str) -> int:
    """How often a text has the phrase in whole words, in any case, whatever white space parts its words."""
    return len(_pattern(phrase).findall(text))


def starts(phrase: str, text: str) -> list[int]:
    """The characters at which it begins."""
    return [match.start() for match in _pattern(phrase).finditer(text)]


def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + r"\s+".join(re.escape(word) for word in phrase.split()) + r"(?!\w)", re.IGNORECASE)


def _drawn(stories: Mapping[str, str], pattern: re.Pattern[str], draw: random.Random, *, per_band: int) -> list[str]:
    """Some of what the pattern finds, of every frequency that there is."""
    held = Counter(found for text in stories.values() for found in set(pattern.findall(text)))
    drawn = []
    for least, most in BANDS:
        band = sorted(found for found, count in held.items() if least <= count <= most and not _opens_oddly(found))
        drawn += draw.sample(band, min(per_band, len(band)))
    return drawn


def _opens_oddly(found: str) -> bool:
    """Whether it begins with a word that opens a question's clause, so that nobody would ask so without quotation."""
    return found.split()[0].lower() in _OPENING or found.lower() in _OPENING


_OPENING = frozenset(
    "the a an any some that whether how why what who whom whose when where which if it its he she they him her them "
    "his their this these those one something both more most between from by in phrase word name term".split()
)


def _common(texts: Iterable[str], pattern: re.Pattern[str]) -> list[str]:
    """The forty that stand in the most stories, in order."""
    held = Counter(found for text in texts for found in set(pattern.findall(text)))
    return [found for found, _ in sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))[:40]]


def _one(kind: Kind, asked: str, form: str, stories: Mapping[str, str]) -> Counted:
    phrase = asked.strip("“”")
    found = {path: count for path, text in stories.items() if (count := holds(phrase, text))}
    return Counted(kind, form.format(asked), (phrase,), frozenset(found), sum(found.values()))


def _two(how: str, one: str, other: str, stories: Mapping[str, str]) -> Counted:
    forms: dict[str, tuple[str, Callable[[bool, bool], bool]]] = {
        "both": (f"How many articles mention both {one} and {other}?", lambda a, b: a and b),
        "or": (f"How many articles mention {one} or {other}?", lambda a, b: a or b),
        "not": (f"Which articles mention {one} but not {other}?", lambda a, b: a and not b),
    }
    question, rule = forms[how]
    found = [path for path, text in stories.items() if rule(holds(one, text) > 0, holds(other, text) > 0)]
    phrases: Sequence[str] = (one,) if how == "not" else (one, other)
    return Counted("several", question, tuple(phrases), frozenset(found), 0)
