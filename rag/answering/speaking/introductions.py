"""Everyone whom a sentence names, with what it says of them: "Ali Velayati, a senior advisor to Iran's leader"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.speaking.figures import PARTICLES, Figure, figure_in
from rag.answering.speaking.offices import BODIES, OFFICES, TITLES
from rag.answering.verifying.claims import names
from rag.places import known_place, same_people
from rag.schema import Span
from rag.words import Word, words

_LONGEST = 12  # words before a name that may tell what somebody is
_BEHIND = 12  # the same behind it, in an apposition


def figures_of(text: str, flat: str) -> list[Figure]:
    """Everyone whom a sentence names, in order, with what is said of them before and behind the name."""
    run = words(flat)
    places = {word.start: place for place, word in enumerate(run)}
    found: list[Figure] = []
    for first, last in _joined(flat, run, [(places[n.words[0].start], places[n.words[-1].start]) for n in names(flat)]):
        before = first
        if last - first > 1 and _after_office(run, first):
            before = first = first + 1  # "Secretary of State George Shultz"
        else:
            before = _office_of_what(run, first)
            while before > 0 and first - before < _LONGEST and _leads_to(flat, run, before - 1):
                before -= 1
        figure = figure_in(text, flat, Span(run[before].start, run[last].end))
        if figure is None or figure.kind in ("role", "pronoun"):
            continue
        behind = _apposition(flat, run, last)
        roles = figure.roles | {other for word in behind if not word.stop for other in same_people(word.stem)}
        kind = figure.kind
        if kind == "unknown" and any(word.folded in OFFICES or word.folded == "who" for word in behind):
            kind = "person"
        if kind == "unknown" and re.match(r"\s*(?:\([A-Z]{2,}\)|<[A-Z.]+>)", text[run[last].end : run[last].end + 14]):
            kind = "body"
        found.append(Figure(re.sub(r"['’]s?$", "", figure.name), kind, frozenset(roles), figure.span))
    return found


def _joined(flat: str, run: Sequence[Word], runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Names that particles and "of" join: "Staffan de Mistura", "Bank of Japan", "Standard and Poor's"."""
    found: list[tuple[int, int]] = []
    for first, last in runs:
        if found:
            begun, end = found[-1]
            between = [word.folded for word in run[end + 1 : first]]
            gap = flat[run[end].end : run[first].start]
            plain = not re.search(r"[,;:.!?“”\"–—]", gap)
            if plain and (
                (between and all(word in PARTICLES for word in between))
                or (between in (["of"], ["of", "the"]) and run[end].folded in BODIES)
            ):
                found[-1] = begun, last
                continue
        while last + 1 < len(run) and flat[run[last].end : run[last + 1].start] == "-" and run[last].capital:
            last += 1  # "Chang Chi-cheng"
        found.append((first, last))
    return found


def _office_of_what(run: Sequence[Word], first: int) -> int:
    """Where an office begins that tells of what: "Minister for Arab and African Affairs Hossein Jaberi Ansari"."""
    place = first - 1
    while place > 0 and first - place < _LONGEST and (run[place].capital or run[place].folded in ("and", "the")):
        place -= 1
    return (
        place - 1
        if place > 0 and run[place].folded in ("for", "of", "to") and run[place - 1].folded in TITLES
        else first
    )


def _after_office(run: Sequence[Word], first: int) -> bool:
    """Whether a name begins with what an office is of: "Minister of State for Trade Ada Lind"."""
    before = [word for word in run[max(0, first - 6) : first] if word.folded != "the"]
    if len(before) < 2 or before[-1].folded not in ("of", "for"):
        return False
    return before[-2].folded in TITLES or (before[-2].capital and any(word.folded in TITLES for word in before[:-2]))


def _leads_to(flat: str, run: Sequence[Word], place: int) -> bool:
    """Whether a word before a name may tell who bears it."""
    gap = flat[run[place].end : run[place + 1].start]
    word = run[place]
    if re.search(r"[^\s’'-]", gap):
        return False
    return (
        word.folded in TITLES or word.folded in OFFICES or known_place(word.folded) or (word.capital and not word.stop)
    )


def _apposition(flat: str, run: Sequence[Word], last: int) -> Sequence[Word]:
    """What stands behind a name between commas: ", a senior advisor to Iran's Supreme Leader"."""
    if last + 1 >= len(run) or not re.fullmatch(r"[’'s]*\s*,\s*", flat[run[last].end : run[last + 1].start]):
        return ()
    found: list[Word] = []
    for place in range(last + 1, min(last + 1 + _BEHIND, len(run))):
        found.append(run[place])
        if place + 1 < len(run) and re.search(r"[,;.“”\"]", flat[run[place].end : run[place + 1].start]):
            break
    opening = found[0]
    return (
        found
        if opening.folded in ("a", "an", "the", "who")
        or opening.folded in OFFICES
        or any(word.folded in OFFICES for word in found[:5])
        else ()
    )
