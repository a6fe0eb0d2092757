"""The sentences that tell a count: so many articles mention this, so many outlets have it, none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.forms.asked_phrases import Phrases
from rag.answering.forms.counted import Wanted
from rag.answering.forms.listing import Found, stories
from rag.words import shortened
from vectorstore import Filters

MOST_NAMED = 20  # outlets that a sentence names


@dataclass(frozen=True, slots=True)
class Among:
    """The articles that are counted among."""

    total: int
    filters: Filters

    def __str__(self) -> str:
        return f"{self.total:,} {'article' if self.total == 1 else 'articles'}{self._such}"

    @property
    def none(self) -> str:
        """None of them, before a verb."""
        return f"None of the {self}" if self.total > 1 else f"The only article{self._such} never"

    @property
    def each(self) -> str:
        """All of them, before a verb in the singular."""
        return f"Every one of the {self}" if self.total > 1 else f"The only article{self._such}"

    @property
    def _such(self) -> str:
        if self.filters == Filters(publisher=self.filters.publisher, undated=self.filters.undated):
            return "" if self.filters.publisher is None else f" from {self.filters.publisher}"
        return f" that {'passes' if self.total == 1 else 'pass'} the filters"


def counted(phrases: Phrases, found: Sequence[Found], among: Among, wanted: Wanted | None = None) -> str:
    """As "37 of 21,578 articles mention “Volcker” (30, counting copies of one story once)."."""
    count, origins = len(found), stories(found)
    once = "" if origins == count else f" ({origins:,}, counting copies of one story once)"
    titled = sum(one.times == 0 for one in found) if phrases.all else 0
    if titled:
        once += f", {titled:,} of these only in the title that {'it states' if titled == 1 else 'they state'}"
    of_all = f"{count:,} of {among}"
    if wanted is not None and wanted.times and phrases.all:
        return f"{_named(phrases)} is mentioned {_times(sum(one.times for one in found))} in {of_all}{once}."
    return f"{of_all} {_do(phrases, count, quoted=wanted is not None and wanted.quoted)}{once}."


def carried(phrases: Phrases, carriers: Sequence[str | None], among: Among, *, quoted: bool) -> str:
    """As "2 outlets (Lens, Gazette) mention “Velm”, in 3 of 21,578 articles; 1 of these names none."."""
    outlets = list({name.casefold(): name for name in carriers if name is not None}.values())
    unnamed, of_all = carriers.count(None), f"{len(carriers):,} of {among}"
    if not outlets:
        names = "it names" if unnamed == 1 else "they name"
        return f"{of_all} {_do(phrases, len(carriers), quoted=quoted)}; {names} no outlet."
    more = f" and {len(outlets) - MOST_NAMED:,} more" if len(outlets) > MOST_NAMED else ""
    text = f"{len(outlets):,} {'outlet' if len(outlets) == 1 else 'outlets'} ({', '.join(outlets[:MOST_NAMED])}{more})"
    text += f" {_do(phrases, len(outlets), quoted=quoted)}"
    if not phrases.all:
        count = len(carriers)
        return f"{text} in any of their {count:,} articles." if count > 1 else f"{text} in its only article."
    text += f", in {of_all}"
    return f"{text}; {unnamed:,} of these {'names' if unnamed == 1 else 'name'} none." if unnamed else f"{text}."


def _do(phrases: Phrases, count: int, *, quoted: bool = False) -> str:
    """What so many articles do: "mention “oil”", "mentions neither “oil” nor “gas”"."""
    if quoted:
        return f"{'quotes' if count == 1 else 'quote'} {in_marks(phrases.all[0])}"
    mention = "mentions" if count == 1 else "mention"
    if phrases.all:
        return f"{mention} {_named(phrases)}"
    if len(phrases.without) == 1:
        return f"{'does' if count == 1 else 'do'} not mention {in_marks(phrases.without[0])}"
    return f"{mention} neither {' nor '.join(map(in_marks, phrases.without))}"


def none_told(phrases: Phrases, among: Among, *, quoted: bool) -> str:
    """That no article does, without a full stop."""
    if not phrases.all:
        return f"{among.each} mentions {any_of(phrases.without)}"
    return f"{among.none} {_do(phrases, 1, quoted=quoted)}"


def _named(phrases: Phrases) -> str:
    """The phrases as an answer names them.

    >>> _named(Phrases(("oil", "gas"), "both")), _named(Phrases(("oil",), "one", without=("gas",)))
    ('both “oil” and “gas”', '“oil” but not “gas”')
    """
    *first, last = map(in_marks, phrases.all)
    joined = f"{', '.join(first)} {'and' if phrases.how == 'both' else 'or'} {last}" if first else last
    if phrases.how == "both" and len(first) == 1:
        joined = f"both {joined}"
    return f"{joined} but not {any_of(phrases.without)}" if phrases.without else joined


def any_of(phrases: Sequence[str]) -> str:
    """As "“oil” or “gas”"."""
    return " or ".join(map(in_marks, phrases))


def in_marks(phrase: str) -> str:
    """The phrase in quotation marks, shortened where it is very long."""
    return f"“{shortened(phrase)}”"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
