"""What somebody said, told by another: "Lavrov held calls with both ministers, expressing concern, Moscow said"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.answering.evidence import sentences_of
from rag.answering.forms.named import Named, is_named
from rag.answering.forms.scenes import Scene, known_as, persons_of, scenes_of
from rag.answering.forms.told import Told, is_title
from rag.answering.speaking.attribution import Said, attributions_of, within
from rag.schema import Document
from rag.words import stem

_EXPRESSES = frozenset(
    "expressed expressing voiced voicing conveyed conveying stressed stressing emphasised emphasising emphasized "
    "emphasizing affirmed affirming reaffirmed reaffirming urged urging warned warning praised praising condemned "
    "condemning rejected rejecting welcomed welcoming".split()
)
_VERBS = re.compile(rf"\b(?:{'|'.join(sorted(_EXPRESSES))})\b")
_TOGETHER = re.compile(r"\b(?:both (?:sides|men|women|leaders|ministers|parties)|the two(?: \w+)?)\b", re.IGNORECASE)
_OCCASIONS = frozenset(stem(word) for word in "call conversation meeting talks phone summit".split())


def conveyed_in(document: Document, named: Named) -> Iterator[Told]:
    """The sentences in which somebody else says that the one who is meant expressed something."""
    if not _may_convey(document, named):
        return
    before: Scene | None = None
    for scene in scenes_of(document):
        place = next((n for n, word in enumerate(scene.run) if word.folded in _EXPRESSES), None)
        here = _said_in(scene) if place is not None and not is_title(document, scene.span) else ()
        # What a person says is that person's, not told of another.
        if place is not None and here and persons_of(document).isdisjoint(said.speaker for said in here):
            name = _who_expresses(scene, place, named) or _who_took_part(scene, place, before, named)
            if name is not None:
                carrier = here[0].via or here[0].speaker
                said = replace(here[0], speaker=name, verb=scene.run[place].folded, via=carrier, named_at=None)
                yield Told(document, scene.span, said)
        before = scene


def _may_convey(document: Document, named: Named) -> bool:
    """Whether somebody else is said to say a sentence with such a verb, to spare reading the article more closely."""
    telling = [span for span in sentences_of(document) if _VERBS.search(document.text[span.start : span.end])]
    said = attributions_of(document)
    return any(not is_named(named, one.speaker, document) for span in telling for one in within(said, span))


def _said_in(scene: Scene) -> tuple[Said, ...]:
    return within(attributions_of(scene.document), scene.span)


def _who_expresses(scene: Scene, place: int, named: Named) -> str | None:
    """The full name of the first person of the sentence, where it is the one who is meant and expresses it."""
    earlier = scene.named(figure for figure in scene.figures if figure.span.end <= scene.run[place].start)
    first = next((figure for figure in earlier if known_as(figure, scene.document) is not None), None)
    return first.name if first is not None and is_named(named, first.name, scene.document) else None


def _who_took_part(scene: Scene, place: int, before: Scene | None, named: Named) -> str | None:
    """The one who is meant, where "both sides" express it in a call or meeting that the sentence before tells of."""
    if before is None or not _TOGETHER.search(scene.flat[: scene.run[place].start]):
        return None
    occasions = [{word.stem for word in one.run} & _OCCASIONS for one in (scene, before)]
    spoken = [said.speaker for said in _said_in(before) if is_named(named, said.speaker, scene.document)]
    return spoken[0] if occasions[0] & occasions[1] and spoken else None
