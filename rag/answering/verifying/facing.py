"""Which parts of a sentence stand where its evidence has others.

A sentence that follows its evidence word for word but for one word says that word in its
evidence's place: "fell to 80 from 90" faces "rose to 80 from 92". What stands elsewhere in the
evidence is no excuse, unless it stands there among as many of the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.answering.verifying.parts import Part, parts

NEIGHBOURS = 6  # parts on either side of a gap that are compared
SHORT = 8  # parts of a gap beyond which its two sides are no counterparts


@dataclass(frozen=True, slots=True)
class Facing:
    """A gap between matching runs: our parts, the evidence's parts in their place, and how firmly it is held."""

    ours: tuple[Part, ...]
    theirs: tuple[Part, ...]
    before: tuple[Part, ...]  # the matching parts next to it, of the sentence, nearest last
    after: tuple[Part, ...]  # nearest first
    evidence: int  # which of the cited sentences
    anchored: bool  # on either side it borders on matching parts, or both texts begin or end there
    share: float  # of the parts next to it, how many are matched
    cover: float  # of the whole sentence, how much is matched in this evidence sentence
    at: int  # how many parts of the sentence stand before it
    excused: bool  # our parts stand elsewhere among as many of the same words

    @property
    def hold(self) -> int:
        """Matching parts around the gap, at most NEIGHBOURS on either side."""
        return len(self.before) + len(self.after)

    @property
    def held_by_matter(self) -> bool:
        """Whether a word that carries meaning is among those parts."""
        return any(part.matter for part in self.before + self.after)


@dataclass(frozen=True, slots=True)
class _Lined:
    """The sentence beside one evidence sentence: which of its parts are matched, and the gaps between the runs."""

    theirs: tuple[Part, ...]
    matched: frozenset[int]
    gaps: tuple[tuple[int, int, int, int], ...]  # ours from, to; theirs from, to


def line_up(sentence: str, evidence: Sequence[str]) -> list[Facing]:
    """The gaps between the runs that the sentence shares with each evidence sentence, longest runs taken first."""
    ours = parts(sentence)
    lined = [_lined(ours, parts(text)) for text in evidence]
    found = []
    for place, line in enumerate(lined):
        cover = len(line.matched) / max(1, len(ours))
        for a, to_a, b, to_b in line.gaps:
            before = tuple(ours[at] for at in _near(a, to_a, len(ours)) if at < a and at in line.matched)
            after = tuple(ours[at] for at in _near(a, to_a, len(ours)) if at >= to_a and at in line.matched)
            begins, ends = a == 0 and b == 0, to_a == len(ours) and to_b == len(line.theirs)
            anchored = (a - 1 in line.matched or begins) and (to_a in line.matched or ends)
            matter = [at for at in range(a, to_a) if ours[at].matter]
            hold = len(before) + len(after)
            share = hold / max(1, len(_near(a, to_a, len(ours))))
            excused = bool(matter) and any(
                all(at in other.matched for at in matter)
                and sum(at in other.matched for at in _near(a, to_a, len(ours))) >= hold
                for other in lined
            )
            found.append(
                Facing(ours[a:to_a], line.theirs[b:to_b], before, after, place, anchored, share, cover, a, excused)
            )
    return found


def _lined(ours: Sequence[Part], theirs: tuple[Part, ...]) -> _Lined:
    matcher = SequenceMatcher(None, [part.key for part in ours], [part.key for part in theirs], autojunk=False)
    blocks = [(block.a, block.b, block.size) for block in matcher.get_matching_blocks()]
    gaps = []
    a = b = 0
    for to_a, to_b, size in blocks:  # the last is empty and ends both
        if (to_a > a or to_b > b) and to_a - a <= SHORT and to_b - b <= SHORT:
            gaps.append((a, to_a, b, to_b))
        a, b = to_a + size, to_b + size
    return _Lined(theirs, frozenset(a + i for a, _, size in blocks for i in range(size)), tuple(gaps))


def _near(start: int, end: int, length: int) -> list[int]:
    """The places next to a gap, the gap left out."""
    return [*range(max(0, start - NEIGHBOURS), start), *range(end, min(length, end + NEIGHBOURS))]
