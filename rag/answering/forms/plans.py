"""Who is said to be about to do something to somebody: "Kerry will meet Lavrov". What is denied is no plan."""

from __future__ import annotations

from collections.abc import Iterator

from rag.answering.forms.acts import Act, acts_like, doers_before, whom_behind
from rag.answering.forms.scenes import Scene, scenes_of
from rag.answering.forms.told import is_title
from rag.answering.speaking.saying import passes
from rag.schema import Document

_PLANS = frozenset(
    "is are was were plans plan planned scheduled due expected set going agreed intends hopes wants wanted".split()
)
_BE = frozenset("is are was were has have had been be".split())
_DENIED = frozenset("not never no longer refuse refused refuses decline declined declines without nor".split())
_FAR = 5  # words from "is expected" to the "to" behind it


def plans_in(document: Document, verb: str) -> Iterator[Act]:
    """Each act like the verb's that a sentence of the article tells as still to come; its title is left out."""
    acts = acts_like(verb)
    for scene in scenes_of(document):
        for place, word in enumerate(scene.run if not is_title(document, scene.span) else ()):
            alike = word.folded in acts or word.stem in acts
            if not alike or word.folded.endswith(("ed", "ing")) or word.capital:
                continue
            first = _announced(scene, place)
            if first is None:
                continue
            act = Act(doers_before(scene, first), whom_behind(scene, place + 1), scene.span, mutual="meet" in acts)
            if act.doers and act.others:
                yield act


def _announced(scene: Scene, verb: int) -> int | None:
    """Where the words begin that say that the act is to come: "will", "is expected to"; None where none do."""
    last = verb - 1
    while last >= 0 and passes(scene.run[last]):
        last -= 1
    if last < 0:
        return None
    first: int | None = None
    if scene.run[last].folded == "will":
        first = last
    elif scene.run[last].folded == "to":
        near = range(last - 1, max(-1, last - 1 - _FAR), -1)
        first = next((place for place in near if scene.run[place].folded in _PLANS), None)
    while first is not None and first > 0 and scene.run[first - 1].folded in _BE:
        first -= 1
    if first is None or any(word.folded in _DENIED or word.folded.endswith("n't") for word in scene.run[first:verb]):
        return None
    return first
