"""What may be, is planned or is only said to be, told as what is sure or done."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from rag.answering.verifying.facing import Facing
from rag.words import Word, irregular_past, words

_OPEN = frozenset(
    "may might could would should can possible possibly possibility potential potentially perhaps maybe "
    "probably probable likely unlikely expected expects expect expecting expectations planned plans plan "
    "planning intends intend intended intention hopes hope hoped hoping wants want wanted seek seeks seeking "
    "sought proposed proposes propose proposal considering consider considers considered apparently "
    "reportedly allegedly alleged seems seem seemed appears appear appeared believed thought supposed due "
    "scheduled tentative tentatively preliminary conditional whether if unless try tries trying tried "
    "attempt attempts attempted aims aim aimed ready prepared eventual suspected purported prospective set "
    "agreed going about soon studying discuss discussing discussed rumoured rumored anticipates anticipated "
    "forecast projected feared promised pledged vowed threatened offered".split()
)
_HEDGES = frozenset(
    "apparently reportedly allegedly alleged possibly potentially perhaps maybe probably tentatively supposedly "
    "purportedly purported suspected presumably seemingly".split()
)
_SURE = frozenset(
    "will shall certain certainly definitely definite surely sure final finally actually undoubtedly inevitably "
    "inevitable confirmed proven guaranteed begun began started decided completed did has have had was were".split()
)
_CONDITIONS = frozenset("if unless until before".split())
_PRONOUNS = frozenset("he she it they we you".split())
_AHEAD = frozenset(
    "likely unlikely expected expects plans planned planning intends intended hopes hoped hoping wants wanted seeks "
    "seeking proposes proposed scheduled aims trying attempted attempting".split()
)
_DOUBTFUL = frozenset("may might could".split())
_MODALS = frozenset("would could may might should will shall".split())
_FAR = 12  # words behind a modal within which its purpose stands
_CLAUSE_END = re.compile(r"[,;:.“”\"]|\b(?:and|but|that|which|who)\b")
_NOT_PAST = frozenset("need feed speed proceed exceed succeed seed bleed breed".split())


def _forms(text: str, gap: Facing, *, ours: bool) -> set[str]:
    chosen = gap.ours if ours else gap.theirs
    written = " ".join(text[part.start : part.end] for part in chosen if part.kind not in ("date", "name"))
    return {word.folded.removesuffix("n't") for word in words(written)}


def made_sure(sentence: str, evidence: str, gap: Facing) -> Iterator[str]:
    """Words of the evidence such as "may" and "planned" in whose place the sentence has something sure."""
    here, there = _forms(sentence, gap, ours=True), _forms(evidence, gap, ours=False)
    open_there = there & _OPEN
    if not open_there or here & _OPEN or any(part.kind == "not" for part in gap.ours + gap.theirs):
        return
    if open_there == {"would"} and here <= {"will", "shall"}:
        return  # "he said it would" is "it will"
    if here & _SURE or (not gap.ours and there <= _HEDGES):
        yield min(open_there)


def dropped_modals(sentence: str, cited: str) -> list[str]:
    """Modals of the evidence ("would march") whose verb the sentence tells as done ("marched").

    >>> dropped_modals("They marched on Raqqa.", "He said they would soon march on Raqqa.")
    ['would']
    >>> dropped_modals("It is found in bones.", "It may be found in bones.")
    []
    """
    found = words(sentence)
    past = {word.stem for place, word in enumerate(found) if _told_as_done(found, place)}
    sure = {word.stem for place, word in enumerate(found) if _after(found, place, {"will", "shall"})}
    going_on = {word.stem for place, word in enumerate(found) if _going_on(found, place)}
    finite = {word.stem for place, word in enumerate(found) if not _after(found, place, {"to"})}
    is_open = any(word.folded in _OPEN | {"will", "shall"} for word in found)
    tokens = words(cited)
    elsewhere = {word.stem for place, word in enumerate(tokens) if _told_as_done(tokens, place)}
    dropped = []
    for place, word in enumerate(tokens):
        if word.folded in _MODALS and not word.capital:
            reach = [after for after in tokens[place + 1 : place + 5] if not after.stop and after.folded != "soon"]
            done = past | sure if word.folded in _DOUBTFUL else past
            if word.folded != "will":  # "will meet" may be told as "is meeting"
                done = done | going_on
            purposes = _purposes(cited, tokens[place + 1 : place + _FAR]) if reach else set()
            if reach and (reach[0].stem in done - elsewhere or purposes & past - elsewhere):
                dropped.append(word.folded)
        elif word.folded in _AHEAD and tokens[place + 1 : place + 2] and tokens[place + 1].folded == "to":
            reach = [after for after in tokens[place + 2 : place + 5] if not after.stop]
            if reach and not is_open and reach[0].stem in finite - elsewhere:
                dropped.append(f"{word.folded} to")
        elif word.folded in _CONDITIONS and tokens[place + 1 : place + 2] and tokens[place + 1].folded in _PRONOUNS:
            following = tokens[place + 2 : place + 7]
            reach = [after for after in following if not after.stop and not after.folded.endswith("ly")]
            stems = {other.stem for other in found}
            if reach and reach[0].stem in stems and not {other.folded for other in found} & (_OPEN | _CONDITIONS):
                dropped.append(word.folded)
    return dropped


def _purposes(text: str, following: tuple[Word, ...]) -> set[str]:
    """What is to be done by what may be: "will leave for Lisbon to *deliver* it"."""
    found = set()
    for to, verb in itertools.pairwise(following):
        if _CLAUSE_END.search(text[following[0].start : verb.start]):
            break
        if to.folded == "to" and not verb.stop and not verb.capital:
            found.add(verb.stem)
    return found


def _going_on(tokens: tuple[Word, ...], place: int) -> bool:
    """Whether a verb is told as going on: "is investigating"."""
    before = [word.folded for word in tokens[max(0, place - 2) : place]]
    return (
        tokens[place].folded.endswith("ing") and bool({"is", "are"} & set(before)) and not {"be", "not"} & set(before)
    )


def _after(tokens: tuple[Word, ...], place: int, wanted: set[str]) -> bool:
    return any(word.folded in wanted for word in tokens[max(0, place - 3) : place])


def _told_as_done(tokens: tuple[Word, ...], place: int) -> bool:
    """Whether a verb stands in the past with no modal before it."""
    word = tokens[place]
    past = word.folded.endswith("ed") and word.folded not in _NOT_PAST
    before = {other.folded for other in tokens[max(0, place - 4) : place]}
    if before & {"be", "being", "is", "are"}:
        return False
    return (past or irregular_past(word.folded)) and not before & _OPEN
