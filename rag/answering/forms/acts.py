"""Who does what to whom in an article: meetings, visits, praise. What is denied or still to come is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.forms.scenes import Scene, known_as, scenes_of
from rag.answering.forms.told import is_title
from rag.answering.speaking.figures import Figure
from rag.answering.speaking.offices import BODIES
from rag.answering.speaking.speaker_phrases import phrase_ending
from rag.answering.verifying.claims import quoted_spans
from rag.places import known_place
from rag.schema import Document, Span
from rag.words import stem, words

_MEETINGS = frozenset("meeting meetings talks discussions negotiations".split())
_MEETS = frozenset("met meets hosted hosts hosting received receives receiving".split())
_MEETING = _MEETINGS | _MEETS | frozenset({"meet", "host", "receive"})
_CALLING = frozenset("call calls called calling phoned phones telephoned telephones rang".split())
_CALLS = frozenset("call calls conversation conversations".split())
_BY_PHONE = frozenset("phone telephone video".split())
_ALIKE = tuple(
    group.split()
    for group in (
        "praise laud commend hail applaud",
        "condemn denounce criticize criticise slam",
        "support back endorse",
        "visit tour",
        "accuse blame",
        "oppose reject",
        "congratulate",
        "thank",
        "invite",
    )
)
_PASSED = frozenset(
    "also has have had later then again separately already recently personally earlier both just today".split()
)
_STOPS = frozenset("in at on during after before while when where who which that as by until since over amid".split())
_TURNS = frozenset("who which that what whose while when where said says but and".split())  # to another subject
_OF_OTHERS = frozenset("and to from for".split())
_CALLED = _CALLING | _CALLS
_HARD = re.compile(r"[;:!?“”\"]|\.\s|\s[–—-]\s|--")
_NOT_DONE = frozenset(
    "not never no without cancel cancelled canceled postpone postponed plan plans planned schedule scheduled refuse "
    "refused refuses decline declined will would may might could can propose proposed proposes request requested urge "
    "urged hope hopes hoped expect expected seek sought due want wanted wants ahead avoid prepare "
    "prepares asked".split()
)
_NOT_YET = frozenset("next coming upcoming tomorrow scheduled planned forthcoming".split())
_BEHIND_CALLED = re.compile(  # "called Maas a liar" is no call
    rf"\W*(?:$|[.,;]|(?:{'|'.join(sorted(_STOPS - {'as'}))}|to|and|from|yesterday|today|earlier|late|again)\b)"
)
_REACH = {"verb": 4, "noun": 14}  # words before an act within which it may be said that it was not done
_AFTER = 10  # the same behind a meeting
_FAR = 12  # words behind an act within which whom it is done to is named
_BY = frozenset("was were been being is are".split())
_HOLDS = frozenset("hold holding held have has had holds conducted opened began started concluded".split())


@dataclass(frozen=True, slots=True)
class Act:
    """One act: who does it, to whom, and the sentence that tells it."""

    doers: tuple[Figure, ...]
    others: tuple[Figure, ...]
    span: Span
    mutual: bool  # both do it: a meeting


def acts_like(verb: str) -> frozenset[str]:
    """Words that tell the act that a verb tells: of a meeting all its words, else stems; none of an unknown verb.

    >>> sorted(acts_like("lauded")), sorted(acts_like("founded"))
    (['applaud', 'commend', 'hail', 'laud', 'prais'], [])
    """
    if verb.lower() in _MEETING:
        return _MEETING
    if verb.lower() in _CALLING | {"phone", "telephone", "ring"}:
        return _CALLED
    groups = (frozenset(map(stem, group)) for group in _ALIKE)
    return next((group for group in groups if stem(verb.lower()) in group), frozenset())


def may_tell(acts: frozenset[str], text: str) -> bool:
    """Whether a stretch of text may tell one of these acts, to spare reading it more closely."""
    return any((word.stem if _by_stem(acts) else word.folded) in acts for word in words(text))


def acts_in(document: Document, acts: frozenset[str]) -> Iterator[Act]:
    """Each act of these (`acts_like`) that a sentence of the article tells; its title is left out."""
    for scene in scenes_of(document):
        if is_title(document, scene.span):
            continue
        for place, word in enumerate(scene.run):
            if (word.stem if _by_stem(acts) else word.folded) not in acts or (word.capital and place):
                continue
            act = _deed(scene, place) if _by_stem(acts) else (_call if acts is _CALLED else _meeting)(scene, place)
            if act is not None and act.doers and act.others:
                yield act


def _by_stem(acts: frozenset[str]) -> bool:
    return acts is not _MEETING and acts is not _CALLED


def _call(scene: Scene, place: int) -> Act | None:
    """A call on the phone: "called Assad on Sunday", "held phone calls with both"; never "called him a liar"."""
    word = scene.run[place].folded
    if word in _CALLS:
        beside = {other.folded for other in scene.run[max(0, place - 3) : place]}
        following = scene.run[place + 1].folded if place + 1 < len(scene.run) else ""
        if following != "with" or beside.isdisjoint(_BY_PHONE) or _not_done(scene, place, _REACH["noun"]):
            return None
        return Act(_whose_meeting(scene, place), whom_behind(scene, place + 2), scene.span, mutual=True)
    act = None if word == "calling" else _deed(scene, place)
    if act is None or not act.others:
        return None
    last = max(figure.span.end for figure in act.others) - scene.span.start
    plain = not word.startswith("call") or _BEHIND_CALLED.match(scene.flat, last) is not None
    return act if plain else None


def _meeting(scene: Scene, place: int) -> Act | None:
    """A meeting told by a verb ("met", "received") or as a noun ("a meeting with", "talks between")."""
    word = scene.run[place].folded
    following = scene.run[place + 1].folded if place + 1 < len(scene.run) else ""
    if word in _MEETINGS and following in ("between", "with"):
        if _not_done(scene, place, _REACH["noun"]) or _for_it(scene, place):
            return None
        everyone = whom_behind(scene, place + 2)
        if following == "between":
            return Act(everyone, everyone, scene.span, mutual=True)
        return Act(_whose_meeting(scene, place), everyone, scene.span, mutual=True)
    if word not in _MEETS or _not_done(scene, place, _REACH["verb"]):
        return None
    if following == "by" and scene.run[place - 1].folded in _BY:
        return Act(whom_behind(scene, place + 2), doers_before(scene, place - 1), scene.span, mutual=True)
    return Act(doers_before(scene, place), whom_behind(scene, place + 1), scene.span, mutual=True)


def _deed(scene: Scene, place: int) -> Act | None:
    """An act told by a verb; "was praised by" turns it round."""
    word, before = scene.run[place], scene.run[place - 1].folded if place else ""
    following = scene.run[place + 1].folded if place + 1 < len(scene.run) else ""
    if _not_done(scene, place, _REACH["verb"]) or not word.folded.endswith(("ed", "s", "ing")):
        return None
    if before in _BY and word.folded.endswith("ed"):
        if following != "by":
            return None
        return Act(whom_behind(scene, place + 2), doers_before(scene, place - 1), scene.span, mutual=False)
    return Act(doers_before(scene, place), whom_behind(scene, place + 1), scene.span, mutual=False)


def _not_done(scene: Scene, place: int, reach: int) -> bool:
    """Whether an act is denied or still to come: "refused to meet", "hopes for talks with … next week"."""
    for earlier in range(place - 1, max(-1, place - 1 - reach), -1):
        if _HARD.search(scene.between(earlier, earlier + 1)):
            break
        word = scene.run[earlier].folded
        if word in _NOT_DONE or word.endswith("n't") or (word == "to" and earlier == place - 1):
            return True
    behind = scene.run[place + 1 : place + 1 + _AFTER] if reach == _REACH["noun"] else ()
    return any(word.folded in _NOT_YET for word in behind)


def _for_it(scene: Scene, place: int) -> bool:
    """Whether somebody comes for a meeting, or before it: nothing says that it was held."""
    near = [word.folded for word in scene.run[max(0, place - 3) : place]]
    owned = any(
        re.search(r"['’]s?$", scene.flat[word.start : word.end]) for word in scene.run[max(0, place - 4) : place]
    )
    return bool({"for", "before", "to"} & set(near)) or (owned and "for" in [w.folded for w in scene.run[:place]][-8:])


def doers_before(scene: Scene, verb: int) -> tuple[Figure, ...]:
    """Who stands before a verb, adverbs and auxiliaries passed; "who" is whom it follows."""
    last = verb - 1
    while last >= 0 and (scene.run[last].folded in _PASSED or scene.run[last].folded.endswith("ly")):
        last -= 1
    if last >= 0 and scene.run[last].folded in ("who", "which"):
        last -= 1
    if last < 0 or _HARD.search(scene.between(last, verb)):
        return ()
    if scene.run[last].folded == "and":  # "Assad praised the army and met Velayati"
        return _opening(scene, last + 1)
    if "," in scene.between(last, verb):  # "Maas, leader of the dockers, met"
        last = next((place for place in range(last - 1, -1, -1) if "," in scene.between(place, place + 1)), last)
    phrase = phrase_ending(scene.flat, scene.run, last)
    if phrase is None:
        return ()
    found = scene.behind(*phrase)
    listed = phrase[0] > 1 and scene.run[phrase[0] - 1].folded == "and" and scene.run[phrase[0] - 2].capital
    if listed:  # "Kharrazi and the delegation met"
        found = (*doers_before(scene, phrase[0] - 1), *found)
    return found


def _opening(scene: Scene, verb: int) -> tuple[Figure, ...]:
    """Who opens the sentence, where nobody else may have become its subject before the verb."""
    first = next(iter(scene.figures), None)
    if first is None or known_place(first.name):
        return ()
    before = [word for word in scene.run[:verb] if word.end <= first.span.start]
    between = [word.folded for word in scene.run[: verb - 1] if word.start >= first.span.end]
    plain = all(word.capital or word.folded == "the" for word in before) and _TURNS.isdisjoint(between)
    return scene.named([first]) if plain else ()


def _whose_meeting(scene: Scene, noun: int) -> tuple[Figure, ...]:
    """Who has "a meeting with" somebody: whose it is, who holds it, else who is told of first, else who speaks."""
    owner = scene.run[noun - 1] if noun else None
    if owner is not None and owner.capital and re.search(r"['’]s?$", scene.flat[owner.start : owner.end]):
        return scene.behind(noun - 1, noun - 1)
    for place in range(noun - 1, max(-1, noun - 5), -1):
        if scene.run[place].folded in _HOLDS:
            return doers_before(scene, place)
    start = scene.run[noun].start
    text = scene.document.text[scene.span.start : scene.span.end]
    quoted = [quote for quote in quoted_spans(text) if quote.end <= start]
    told = [
        figure
        for figure in scene.figures
        if figure.span.end <= start and not any(quote.start <= figure.span.start < quote.end for quote in quoted)
    ]
    before = scene.named(told)
    first = next((figure for figure in before if known_as(figure, scene.document) is not None), scene.speaker)
    return () if first is None else (first,)


def whom_behind(scene: Scene, first: int) -> tuple[Figure, ...]:
    """Everyone named behind an act in one phrase, "Khamis and Haidar"; where no name is, whom a description means."""
    place = first
    while place < min(len(scene.run), first + _FAR):
        word = scene.run[place]
        if place > first and (_HARD.search(scene.between(place - 1, place)) or word.folded in _STOPS | {"from"}):
            break
        if any(one.span.start <= word.start < one.span.end for one in scene.figures):
            return scene.named(tuple(_listed(scene, place)))
        place += 1
    end = first
    while end + 1 < len(scene.run) and end - first < 5 and scene.run[end + 1].folded not in _STOPS | _OF_OTHERS:
        if re.search(r"\W\s", scene.between(end, end + 1)):
            break
        end += 1
    return scene.behind(first, end) if first < len(scene.run) else ()


def _listed(scene: Scene, place: int) -> Iterator[Figure]:
    """The figure at this word, and those that commas and "and" join to it, with what they are."""
    joined = True
    while place < len(scene.run):
        word = scene.run[place]
        gap = scene.between(place - 1, place) if place else ""
        joined = joined or "," in gap or word.folded == "and"
        if _HARD.search(gap) or (not joined and word.folded in _STOPS):
            return
        figure = next((one for one in scene.figures if one.span.start <= word.start < one.span.end), None)
        if figure is not None and joined:
            joined = _titles(scene, figure)
            if not joined:
                yield figure
            place += sum(figure.span.start <= other.start < figure.span.end for other in scene.run[place:])
            continue
        of_a_body = word.folded == "of" and scene.run[place - 1].folded in BODIES  # "Bank of France Governor"
        if word.folded in ("for", "on", "to") or (joined and word.folded == "of" and not of_a_body):
            return  # an apposition: "Kharrazi, Head of the Council"
        if not joined and figure is None and word.folded not in ("of", "the"):
            return
        place += 1


def _titles(scene: Scene, figure: Figure) -> bool:
    """Whether a body is only named in a title: "Bank of France Governor Jacques de Larosiere"."""
    after = next((other for other in scene.figures if other.span.start >= figure.span.end), None)
    if figure.kind != "body" or after is None:
        return False
    return all(word.capital for word in scene.run if figure.span.end <= word.start < after.span.start)
