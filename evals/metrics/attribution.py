"""Whether an answer says who says it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.metrics.correctness import normalised

_POSSESSIVE = re.compile(r"['’]s\b")


def speakers_named(text: str, speakers: Sequence[str]) -> bool | None:
    """Whether the text names each of these speakers, as whole words, normalised; None where none is asked for.

    >>> speakers_named("It was set, Sergei Lavrov said.", ["Lavrov"]), speakers_named("It was set.", ["Lavrov"])
    (True, False)
    """
    held = normalised(_POSSESSIVE.sub("", text))
    return all(normalised(speaker) in held for speaker in speakers) if speakers else None
