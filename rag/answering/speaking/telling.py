"""What one sentence of an article tells as somebody's words: who says it, and who carries it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.speaking.cast import Cast
from rag.answering.speaking.figures import Figure, figure_in
from rag.answering.speaking.introductions import figures_of
from rag.answering.speaking.offices import CARRIERS, OFFICES, PUBLISHED
from rag.answering.speaking.speaker_phrases import JOINS
from rag.answering.speaking.tellers import Teller, tellers
from rag.places import known_land, same_people
from rag.schema import Span
from rag.words import words

_COLON = re.compile(r"^(?P<who>(?:[^\W\d_][\w.’'-]*\s){0,4}[^\W\d_][\w.’'-]*):\s")
_SOURCE = re.compile(r"\s(?:--?|–|—)\s(?P<who>[\w.’'& -]{2,40})$")
_RELATIVE = re.compile(r"\b(?:which|what|who|whom|whose)\s+(?:the\s+|an?\s+)?$")
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*\s+\d")
_OF_A_PEOPLE = re.compile(r"(?:an|ese|ish|i|ch|ic)$")
_NO_LAST = JOINS | frozenset("over the a an and or that into against about under between as than".split())
_NOBODY = frozenset("press media although though himself herself itself themselves it".split())
_PARTS_CLAUSES = re.compile(r"[;:“”\"–—]|\s--\s|,\s|\b(?:but|and|while|after|before|when|because|as|if)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an article with its place in it; `flat` as `speaker_phrases.flattened` makes it."""

    number: int
    span: Span
    text: str
    flat: str
    headline: bool
    quoted: tuple[Span, ...]  # in its own characters
    whole: bool  # nothing but quotation

    @property
    def capitals(self) -> bool:
        """Whether it is a headline in capitals, in which every word looks like a name."""
        return self.headline and self.text.isupper()


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody's words in a sentence: no speaker where nobody can be told, no verb where a quotation goes on."""

    speaker: Figure | None  # its span in the article's characters
    verb: str
    via: str | None = None

    @property
    def name(self) -> str | None:
        """The speaker's name."""
        return None if self.speaker is None else self.speaker.name


@dataclass(frozen=True, slots=True)
class _Heard:
    """One verb of speech with whom it is resolved to; `told` has one entry for each of "the two"."""

    teller: Teller
    told: tuple[Told, ...]


def told_in(line: Line, cast: Cast) -> list[Told]:
    """Whose words a sentence tells, each speaker once; the cast is told who spoke."""
    heard: list[_Heard] = []
    for teller in _tellers_of(line, cast):
        if teller.phrase is None and heard:
            continue  # "…, adding that": who speaks already
        figure = _subject(line) if teller.phrase is None else figure_in(line.text, line.flat, teller.phrase)
        if figure is None or (heard and _goes_on(line, heard[-1].teller, teller, figure)):
            continue
        heard.append(_heard(teller, _in_article(figure, line), line, cast))
    return _quoted_report(line, cast, _merged(_carried(line, heard)))


def _names_somebody(figure: Figure) -> bool:
    """Whether these words can be somebody: no "dispute over", "offered by the senate", "1.6 1.6" nor "Canadian"."""
    own = words(figure.name)
    if not own or _NUMBERS.match(figure.name):
        return False
    if own[-1].folded in _NO_LAST and (len(own) == 1 or not own[-1].capital):
        return False
    if figure.kind == "role" and len(own) > 1 and own[0].folded.endswith("ed") and own[1].folded in JOINS | {"over"}:
        return False
    if len(own) > 1 or figure.kind == "pronoun":
        return True
    people = len(same_people(own[0].stem)) > 1 and not known_land(figure.name) and _OF_A_PEOPLE.search(own[0].folded)
    return not people and own[0].folded not in _NOBODY


def _goes_on(line: Line, outer: Teller, inner: Teller, figure: Figure) -> bool:
    """Whether a pronoun is whoever speaks already: "Minorco said it expects"."""
    return figure.kind == "pronoun" and not figure.plural and _within(line, outer, inner)


def _heard(teller: Teller, figure: Figure, line: Line, cast: Cast) -> _Heard:
    figures = (
        (_from_headline(figure, cast),)
        if line.capitals
        else cast.resolve(figure, line.number, closing=_closing(line, teller))
    )
    verb = " ".join(line.text[teller.verb.start : teller.verb.end].split())
    via = None if teller.carrier is None else _carrier(teller.carrier, figures, line, cast)
    figures = tuple(one for one in figures if _names_somebody(one))
    for one in figures:
        cast.spoken.append((line.number, one))
    return _Heard(teller, tuple(Told(one, verb, via) for one in figures) or (Told(None, verb, via),))


def _carrier(place: Span, quoted: Sequence[Figure], line: Line, cast: Cast) -> str | None:
    """Who quotes somebody; "his office" is the quoted one's."""
    carrier = figure_in(line.text, line.flat, place)
    if carrier is None:
        return None
    whose, _, rest = carrier.name.partition(" ")
    if whose.lower() in ("his", "her", "its", "their") and len(quoted) == 1:
        return f"{quoted[0].name}’s {rest}"
    return next((one.name for one in cast.resolve(carrier, line.number)), None)


def _closing(line: Line, teller: Teller) -> bool:
    """Whether somebody stands behind what is said: "…, it said, adding"."""
    before = "" if teller.phrase is None else line.flat[: teller.phrase.start]
    return teller.closing or before.rstrip()[-1:] in (",", "”", '"', "»")


def _in_article(figure: Figure, line: Line) -> Figure:
    return replace(figure, span=Span(figure.span.start + line.span.start, figure.span.end + line.span.start))


def _from_headline(figure: Figure, cast: Cast) -> Figure:
    """A name in capitals as the article writes it below."""
    own = [word.folded for word in words(figure.name)]
    for _, other in (*cast.spoken, *cast.named):
        theirs = [word.folded for word in words(other.name)]
        if theirs[-len(own) :] == own or theirs[: len(own)] == own:
            return other
    return figure


def _tellers_of(line: Line, cast: Cast) -> Iterator[Teller]:
    """The verbs of speech; in a headline also "Assad: War continues" and "BRAZIL NOT SELLING - TRADE"."""
    yield from tellers(line.flat, line.quoted, headline=line.headline)
    if line.headline:
        for pattern in (_COLON, _SOURCE):
            match = pattern.search(line.flat)
            if match is not None and _speaks_below(match["who"], cast):
                yield Teller(Span(match.end("who"), match.end("who")), Span(*match.span("who")), pattern is _SOURCE)


def _speaks_below(name: str, cast: Cast) -> bool:
    """Whether a headline's name is of somebody who speaks in the article, and no place: "Torvik: the quay closes"."""
    last = [word.stem for word in words(name)][-1:]
    return any(set(last) <= {word.stem for word in words(one.name)} for _, one in cast.spoken)


def _subject(line: Line) -> Figure | None:
    """Who does what the sentence tells, as far as a name, a pronoun or "a spokesman" opens it."""
    begun = max((match.end() for match in re.finditer(r"[.;]\s", line.flat)), default=0)
    run = [word for word in words(line.flat) if word.start >= begun]
    if run and run[0].folded in ("he", "she", "it", "they"):
        return figure_in(line.text, line.flat, Span(run[0].start, run[0].end))
    office = next((word for word in run[:6] if word.folded in OFFICES and not word.capital), None)
    if office is not None and run[0].folded in ("a", "an", "the", "one", "another"):
        return figure_in(line.text, line.flat, Span(run[0].start, office.end))
    return next((one for one in figures_of(line.text, line.flat) if one.span.start >= begun), None)


def _within(line: Line, outer: Teller, inner: Teller) -> bool:
    """Whether somebody's words stand within what another says: "IRNA said Araghchi had said"."""
    if inner.phrase is None or inner.phrase.start < outer.verb.end:
        return False
    clause = line.flat[outer.verb.end : inner.phrase.start]
    return _PARTS_CLAUSES.search(clause) is None and _RELATIVE.search(clause) is None


def _carried(line: Line, heard: Sequence[_Heard]) -> list[Told]:
    """Who says what, with who carries it: behind all of it, or before it."""
    told = [one for each in heard for one in each.told]
    if len(heard) < 2:
        return told
    *earlier, last = heard
    speaker = last.told[0].name
    if last.teller.closing and speaker is not None and not _parted(line, earlier[-1].teller, last.teller):
        inner = [one for each in earlier for one in each.told]
        if speaker not in {one.name for one in inner}:
            return [replace(one, via=one.via or speaker) for one in inner]
    outer, inside = heard[0], heard[1]
    opens = outer.told[0].verb.lower().startswith("according") and not line.flat[: outer.teller.verb.start].strip()
    opens = opens and ";" not in line.flat[outer.teller.verb.end : inside.teller.verb.start]
    if (opens or _within(line, outer.teller, inside.teller)) and outer.told[0].name not in (None, inside.told[0].name):
        return [
            *(replace(one, via=one.via or outer.told[0].name) for one in inside.told),
            *(one for each in heard[2:] for one in each.told),
        ]
    return told


def _parted(line: Line, earlier: Teller, last: Teller) -> bool:
    """Whether a speaker at the end tells another clause than the one before."""
    if last.phrase is None:
        return False
    return re.search(r"[;,]\s+(?:but|while|and|whereas)\s", line.flat[earlier.verb.end : last.phrase.start]) is not None


def _quoted_report(line: Line, cast: Cast, told: list[Told]) -> list[Told]:
    """Whom a quotation quotes, carried by who is quoted: "“Sudani said that …,” his office said"."""
    outer = told[0].speaker if len(told) == 1 else None
    if outer is None or not line.quoted or words(outer.name)[-1].folded not in CARRIERS | PUBLISHED:
        return told
    first = line.quoted[0]
    inner = next(iter(tellers(line.flat[: first.end], ())), None)
    if inner is None or inner.phrase is None or inner.phrase.start != first.start:
        return told
    figure = figure_in(line.text, line.flat, inner.phrase)
    if figure is None or figure.kind in ("role", "pronoun"):
        return told
    (speaker,) = cast.resolve(_in_article(figure, line), line.number)
    return [Told(speaker, line.text[inner.verb.start : inner.verb.end], outer.name)]


def _merged(told: Sequence[Told]) -> list[Told]:
    """One for each speaker, the first verb kept; nobody only where nobody else can be told."""
    found: dict[str | None, Told] = {}
    for one in told:
        known = found.setdefault(one.name, one)
        if known.via is None:
            found[one.name] = replace(known, via=one.via)
    if len(found) > 1:
        found.pop(None, None)
    return list(found.values())
