"""Who says and who does: speakers beside their verbs, and the order of names around what joins them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answering.claims import names
from rag.answering.question import SPEECH_STEMS
from rag.places import same_people
from rag.words import Word, words

_TOLD_AFTER = frozenset({"say", "said", "add"})  # verbs that a speaker's name may follow: "said Lavrov"
_HEDGES = frozenset({"claim", "alleg", "purport"})
_JOINING = frozenset("for from to by against of with over".split())
_TITLES = frozenset(
    "president minister prime foreign deputy secretary general spokesman spokeswoman chairman senator governor mayor "
    "king queen pope judge ambassador envoy special state vice".split()
)
_APART = 8  # words between two names beyond which their order says little


def speakers(text: str) -> set[str]:
    """Stems of the names that stand beside a verb of speech as its subject.

    >>> sorted(speakers("Turkey had claimed it, said Sergei Lavrov."))
    ['lavrov', 'sergei', 'turkey']
    """
    tokens = words(text)
    named = {word.start: name.words for name in names(text) for word in name.words}
    found: set[str] = set()
    for place, verb in enumerate(tokens):
        if verb.stem not in SPEECH_STEMS or verb.capital:
            continue
        before = _nearest(tokens[max(0, place - 3) : place][::-1], named)
        after = _nearest(tokens[place + 1 : place + 4], named) if verb.stem in _TOLD_AFTER else None
        speaking = before if before is not None else after
        found |= {word.stem for word in speaking or ()}
    return found


def _nearest(tokens: Sequence[Word], named: dict[int, tuple[Word, ...]]) -> tuple[Word, ...] | None:
    """The first of these words' names that names somebody: "Syrian President" is a role."""
    found = (named[word.start] for word in tokens if word.start in named)
    return next((name for name in found if not all(_role(word) for word in name)), None)


def _role(word: Word) -> bool:
    return word.folded in _TITLES or (len(same_people(word.stem)) > 1 and word.folded.endswith(("n", "sh", "se", "i")))


def wrong_speakers(sentence: str, cited: str) -> list[str]:
    """Speakers of the sentence who do not speak in evidence that names its own speakers."""
    there = {name for stem in speakers(cited) for name in same_people(stem)}
    here = speakers(sentence)
    if not there or not here or any(not same_people(stem).isdisjoint(there) for stem in here):
        return []
    return sorted(here)


def dropped_hedges(sentence: str, cited: str) -> list[str]:
    """Verbs of the evidence such as "claimed" where the sentence attributes nothing to anybody."""
    here = {word.stem for word in words(sentence)}
    if here & SPEECH_STEMS or "according" in sentence.lower():
        return []
    return sorted({word.folded for word in words(cited) if word.stem in _HEDGES})


def swapped_names(sentence: str, cited: str) -> Iterator[tuple[str, str]]:
    """Pairs of names joined by the same words the other way round: "A told B" for "B told A".

    A passive on one side only ("B was told by A") is the same thing said.

    >>> list(swapped_names("Velayati told Assad.", "Assad told Velayati."))
    [('velayati', 'assad')]
    """
    there = list(_joined(cited))
    for one, other, between in _joined(sentence):
        straight = any({one, other} == {a, b} and (one, other) == (a, b) and joins & between for a, b, joins in there)
        turned = any(
            (one, other) == (b, a) and joins & between and ("by" in joins) == ("by" in between) for a, b, joins in there
        )
        if turned and not straight:
            yield one, other


def _joined(text: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """(name, later name, what stands between) for names close to each other; a name by the stem of its last word."""
    tokens = words(text)
    places = {word.start: place for place, word in enumerate(tokens)}
    runs = [(places[n.words[0].start], places[n.words[-1].start], n.words[-1].stem) for n in names(text)]
    for i, (_, end, one) in enumerate(runs):
        for start, _, other in runs[i + 1 :]:
            if one == other or start - end > _APART:
                continue
            between = tokens[end + 1 : start]
            joins = {word.stem for word in between if not word.stop} | {
                w.folded for w in between if w.folded in _JOINING
            }
            said = {"tell" for word in between if word.folded in ("told", "tells", "tell")}
            if joins | said:
                yield one, other, frozenset(joins | said)
