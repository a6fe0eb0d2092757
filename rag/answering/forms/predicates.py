"""Of whom a sentence tells what a claim tells: "he will leave Tehran" is nothing that Iran would do."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.speaking.saying import passes
from rag.answering.speaking.speaker_phrases import flattened, phrase_ending
from rag.places import known_place, same_people
from rag.words import Word, alike, words

_AUXILIARIES = frozenset(
    "is are was were be been being has have had will would shall should can could may might must do does did not "
    "never soon going to".split()
)
_OF_PERSONS = frozenset("he she who i him her".split())
_PRONOUNS = _OF_PERSONS | frozenset("it they we this that which these those you there".split())


def of_another_subject(claim: str, text: str) -> bool:
    """Whether a text has the verb of a claim, and each time of somebody else than the claim does.

    Only where the claim is of somebody named and has an auxiliary before its verb; what stands in another verb,
    or whose subject a pronoun hides that may stand for it, is of no other.

    >>> of_another_subject("Iran would leave Syria", "Araghchi said he will leave Tehran for Syria.")
    True
    >>> of_another_subject("Iran would leave Syria", "Iranian forces will leave Syria, he said.")
    False
    """
    run = words(claim)
    first = next((n for n, word in enumerate(run) if n and word.folded in _AUXILIARIES), None)
    verb = next((n for n, word in enumerate(run) if first and n > first and word.folded not in _AUXILIARIES), None)
    if first is None or verb is None or not run[first - 1].capital:
        return False
    subject = [word for word in run[:first] if word.capital]
    flat = flattened(text)
    there = words(flat)
    places = [n for n, word in enumerate(there) if word.stem == run[verb].stem and not word.capital]
    return bool(places) and not any(_may_be(subject, flat, there, place) for place in places)


def _may_be(subject: Sequence[Word], flat: str, run: Sequence[Word], verb: int) -> bool:
    """Whether what stands before the verb at this place may be the subject."""
    last = verb - 1
    while last >= 0 and (run[last].folded in _AUXILIARIES or passes(run[last])):
        last -= 1
    if last < 0:
        return True
    if run[last].folded in _PRONOUNS:
        return run[last].folded not in _OF_PERSONS or not known_place(subject[-1].folded)
    phrase = phrase_ending(flat, run, last)
    if phrase is None:
        return True
    found = run[phrase[0] : phrase[1] + 1]
    if not any(word.capital for word in found):
        return True  # "the country", "its forces"
    return any(
        not same_people(mine.stem).isdisjoint(same_people(theirs.stem)) or alike(mine.stem, theirs.stem)
        for mine in subject
        for theirs in found
    )
