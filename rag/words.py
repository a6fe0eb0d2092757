"""Words as the readers and the verifier compare them: folded, stemmed, with their places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*|[^\W_]+")
_DOUBLED = re.compile(r"(.)\1")
_QUOTE_MARKS = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "‘": "'"})

STOP_WORDS = frozenset(
    "a about after again all also many much am an and any are as at be because been before being both but by can "
    "could did do does doing happen happened happening happens down during each few for from further had has have "
    "having he her here hers him his how i if in into is it its itself just me more most my no nor not of off on "
    "once only or other our out over own same she should so some such than that the their them then there these "
    "they this those through to too under until up very was we were what when where which while who whom whose "
    "why will with would you your s t don doesn didn isn wasn there's it's he's she's according tell told say "
    "said says article articles report reports reported".split()
)
"""Words that carry a question's form, not its matter."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: `text[start:end]`, its folded form and its stem."""

    start: int
    end: int
    folded: str  # lower case, no accents, no possessive
    stem: str
    capital: bool  # begins with a capital letter

    @property
    def stop(self) -> bool:
        """Whether it carries form, not matter."""
        return self.folded in STOP_WORDS

    @property
    def number(self) -> bool:
        """Whether it is written in digits."""
        return self.folded[0].isdigit()


def fold(text: str) -> str:
    """`text` in lower case, without accents, with straight apostrophes.

    >>> fold("Müller’s")
    "muller's"
    """
    if text.isascii():
        return text.replace("`", "'").lower()
    plain = unicodedata.normalize("NFKD", text.translate(_QUOTE_MARKS))
    return "".join(character for character in plain if not unicodedata.combining(character)).lower()


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words of `text` in order; hyphens part words, a possessive is dropped.

    >>> [w.stem for w in words("Assad’s allies, al-Nusra")]
    ['assad', 'alli', 'al', 'nusra']
    """
    found = []
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        folded = folded.removesuffix("'s").removesuffix("'")
        found.append(
            Word(
                start=match.start(),
                end=match.end(),
                folded=folded or match.group().lower(),
                stem=stem(folded or match.group().lower()),
                capital=match.group()[0].isupper(),
            )
        )
    return tuple(found)


@lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """The English (Porter 2) stem of a folded word; irregular verbs by their infinitive.

    >>> stem("held"), stem("meeting"), stem("began")
    ('hold', 'meet', 'begin')
    """
    return str(_stemmer().stemWord(_irregular().get(folded, folded)))


def irregular_past(folded: str) -> bool:
    """Whether this is the past of an irregular verb, as a form of its own: "began", "sent"."""
    return folded in _irregular()


@cache
def _irregular() -> dict[str, str]:
    """Past forms -> infinitive; forms that are common words of another meaning are left out."""
    table = (
        "arise arose arisen,become became,begin began begun,bind bound,bite bit bitten,blow blew blown,break broke "
        "broken,bring brought,build built,burn burnt,buy bought,catch caught,choose chose chosen,come came,creep crept,"
        "deal dealt,dig dug,draw drew drawn,drink drank drunk,drive drove driven,eat ate eaten,fall fell fallen,"
        "feed fed,feel felt,fight fought,find found,flee fled,fly flew flown,forbid forbade forbidden,forget forgot "
        "forgotten,freeze froze,get got gotten,give gave given,go went gone,grow grew grown,hang hung,hear heard,"
        "hide hid hidden,hold held,keep kept,know knew known,lay laid,lead led,leave left,lend lent,lose lost,"
        "make made,mean meant,meet met,pay paid,ride rode ridden,ring rang rung,rise rose risen,run ran,see seen,"
        "seek sought,sell sold,send sent,shake shook shaken,shoot shot,show shown,shrink shrank,sing sang sung,sink "
        "sank sunk,sit sat,sleep slept,speak spoke spoken,spend spent,stand stood,steal stole stolen,stick stuck,"
        "strike struck,swear sworn,sweep swept,swim swam,swing swung,take took taken,teach taught,tear tore torn,"
        "think thought,throw threw thrown,understand understood,wake woke woken,wear wore worn,weep wept,win won,"
        "withdraw withdrew withdrawn,write wrote written,overrun overran,overthrow overthrew overthrown,"
        "oversee oversaw overseen,undergo underwent undergone,undertake undertook undertaken,uphold upheld,"
        "withstand withstood"
    )
    return {past: verb for entry in table.split(",") for verb, *pasts in [entry.split()] for past in pasts}


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry matter."""
    return frozenset(word.stem for word in words(text) if not word.stop)


@lru_cache(maxsize=65536)
def alike(one: str, other: str) -> bool:
    """Whether two stems are the same word but for a slip of the keyboard.

    One edit (or swap of neighbours) from 5 letters on, two from 8 on, a letter doubled or
    halved from 4 on; same first letter; never for digits.

    >>> alike("kharazi", "kharrazi"), alike("asad", "assad"), alike("iran", "iraq")
    (True, True, False)
    """
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < 4 or one[0] != other[0] or not (one.isalpha() and other.isalpha()):
        return False
    if shorter == 4:
        return _DOUBLED.sub(r"\1", one) == _DOUBLED.sub(r"\1", other)
    return _edits(one, other) <= (2 if shorter >= 8 else 1)


def _edits(one: str, other: str) -> int:
    """Optimal string alignment distance, given up past two.

    >>> _edits("wich", "which"), _edits("teh", "the")
    (1, 1)
    """
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def shortened(text: str, most: int = 120) -> str:
    """The text on one line of at most `most` characters, cut between words.

    >>> shortened("The war began  in March 2011", 14)
    'The war began…'
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut[:-1]).rstrip(",;:–- ") + "…"
