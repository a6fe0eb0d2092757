"""Statements as an answer: the articles' own sentences, and a table of who says what, when and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.citations import citation, displayed, quote_spans, without_markup
from rag.answering.evidence import Draft, EvidenceSentence
from rag.answering.forms import Formed
from rag.answering.forms.saying_days import Day, said_on
from rag.answering.forms.told import Told, before, is_title, numbered
from rag.answering.reader.cues import OPENS_BACK
from rag.indexing.sentences import ends_as_a_sentence
from rag.schema import Cell, Citation, Column, Degradation, Document, Row, Table
from rag.words import words

NOT_STATED = "not stated"
MOST = 12  # statements told as sentences; the table has the others too
_HE_SAYS = frozenset("he she they his her their the".split())


@dataclass(frozen=True, slots=True)
class _Line:
    """One row in the making."""

    told: Told
    day: Day | None


def arranged(
    found: Sequence[Told],
    best: Sequence[Told],
    *,
    days: bool,
    degraded: Sequence[Degradation] = (),
    counted: str = "statements",
) -> Formed:
    """The answer that tells `best` of `found` as sentences, and has all of `found` in its table.

    With `days` the sentence that tells when something was said comes along, and what has no day is counted.
    """
    shown = sorted(best, key=found.index)
    lines = [_Line(told, said_on(told)) for told in found]
    spoken = _with_leads(shown, {line.told.place: line.day for line in lines} if days else {})
    evidence = numbered(spoken)
    by_place = {(sentence.document.id, sentence.start): sentence for sentence in evidence}
    drafts = [Draft(sentence.text, (sentence.number,)) for sentence in evidence]
    drafts += _about(found, shown, lines, by_place, days=days, counted=counted)
    return Formed(evidence, tuple(drafts), _table(lines, by_place), degraded=tuple(degraded), worded=True)


def carrier(document: Document) -> str:
    """Who carries an article: the outlet it names; else its title, else its path."""
    return document.publisher or document.title or document.path


def _with_leads(shown: Sequence[Told], days: dict[tuple[str, int], Day | None]) -> list[Told]:
    """Each sentence after the one it is not understood without, and with the one that tells its day."""
    spoken: list[Told] = []
    places: set[tuple[str, int]] = {told.place for told in shown}
    for told in shown:
        lead = _lead(told)
        if lead is not None and lead.place not in places:
            places.add(lead.place)
            spoken.append(lead)
        spoken.append(told)
        day = days.get(told.place)
        if day is not None and (told.document.id, day.span.start) not in places:
            places.add((told.document.id, day.span.start))
            spoken.append(Told(told.document, day.span))
    return spoken


def _lead(told: Told) -> Told | None:
    """The sentence before one that leans on it: "This policy …", or a quotation that goes on without its speaker."""
    opening = words(told.text)[:1]
    leans = bool(OPENS_BACK.match(told.text)) and not (opening and opening[0].folded in _HE_SAYS)
    goes_on = (
        not told.names_speaker
        and told.text[:1] in "“\"‘'«„"
        and not any(word.folded in _HE_SAYS - {"the"} for word in words(told.text))
    )
    if not (leans or goes_on):
        return None
    whole = [span for span in before(told) if ends_as_a_sentence(told.document.text[span.start : span.end])]
    return Told(told.document, whole[-1]) if whole and not is_title(told.document, whole[-1]) else None


def _about(
    found: Sequence[Told],
    shown: Sequence[Told],
    lines: Sequence[_Line],
    by_place: dict[tuple[str, int], EvidenceSentence],
    *,
    days: bool,
    counted: str,
) -> list[Draft]:
    """What is said of the archive: how many more there are, and which of those told have no day."""
    drafts = []
    if len(found) > len(shown):
        more = len(found) - len(shown)
        articles = len({told.document.id for told in found})
        text = f"The archive has {more} more {counted}, in {articles} articles altogether; the table lists them."
        drafts.append(Draft(text, (by_place[shown[0].place].number,), about_archive=True))
    undated = [line.told for line in lines if line.day is None and line.told.document.published is None]
    undated = [told for told in undated if told in shown] if days else []
    if undated:
        many = f"{len(undated)} of these statements" if len(undated) > 1 else "one of these statements"
        text = f"For {many} no day is given." if len(shown) > 1 else "No day is given for it."
        drafts.append(Draft(text, tuple(by_place[told.place].number for told in undated), about_archive=True))
    return drafts


def _table(lines: Sequence[_Line], by_place: dict[tuple[str, int], EvidenceSentence]) -> Table:
    second_hand = any(line.told.said is not None and line.told.said.via for line in lines)
    columns = ["who", "says", "when", *(["according to"] if second_hand else []), "in"]
    return Table("statements", tuple(map(Column, columns)), tuple(_row(line, by_place, second_hand) for line in lines))


def _row(line: _Line, by_place: dict[tuple[str, int], EvidenceSentence], second_hand: bool) -> Row:
    told, said = line.told, line.told.said
    sentence = by_place.get(told.place)
    cites = (sentence.number,) if sentence else ()
    when, date = _when(line)
    day_cited = by_place.get((told.document.id, line.day.span.start)) if line.day else None
    who = said.speaker if said and said.speaker else ""
    cells = [Cell(displayed(who), cites if who else ()), Cell(without_markup(displayed(told.text)), cites)]
    cells.append(Cell(when, (day_cited.number,) if day_cited else cites) if when else Cell(NOT_STATED))
    if second_hand:
        via = displayed(said.via or "") if said else ""
        cells.append(Cell(via, cites if via else ()))
    cells.append(Cell(displayed(carrier(told.document)), cites))
    return Row(tuple(cells), date=date, found=None if sentence else _found(told))


def _when(line: _Line) -> tuple[str, str | None]:
    """The words for when it was said, and the date as far as it is known; else when it was published, said as such."""
    published = line.told.document.published
    if line.day is None:
        return (f"published {published}" if published else ""), None
    known = line.day.date
    return (f"{line.day.written} ({known})" if known and known not in line.day.written else line.day.written), known


def _found(told: Told) -> Citation:
    (evidence,) = numbered([told])
    return citation(evidence, quote_spans(evidence)[0], number=None)
