"""Statements and events of an answer in a terminal: each told once, with who, when and where."""

from __future__ import annotations

from collections.abc import Iterator

from rag.answering.citations import displayed, found_uncited
from rag.answering.forms.arranging import NOT_STATED
from rag.cli.printing import escaped
from rag.schema import Answer, Row, Sentence, Table

BEFORE = ("when", "who")  # columns that stand before what is told
TOLD = ("says", "what")
LEAST_ALIKE = 12  # characters of a cell or sentence that tell which of them is the other


def entries_text(answer: Answer, table: Table) -> str | None:
    """The answer entry by entry, in the table's order; None for a table that has no column of what is told.

    Sentences that are in no row stand where the answer has them. A model's sentences come first, together.
    """
    names = [column.name for column in table.columns]
    told = next((place for place, name in enumerate(names) if name in TOLD), None)
    if told is None:
        return None
    titles = {displayed(citation.title) for citation in answer.citations if citation.title}
    entries = [_entry(names, row, told, titles) for row in table.rows]
    if answer.mode.startswith("llm:"):
        return "\n\n".join([answer.text, *entries])
    shown = [sentence for sentence in answer.sentences if sentence.shown]
    return "\n\n".join(_in_order(list(zip(table.rows, entries, strict=True)), told, shown))


def _in_order(rows: list[tuple[Row, str]], told: int, shown: list[Sentence]) -> Iterator[str]:
    place = 0
    for row, entry in rows:
        at = next((n for n, sentence in enumerate(shown[place:], place) if _tells(row, told, sentence)), None)
        if at is not None:
            yield from (_marked(sentence.text, sentence.citations) for sentence in shown[place:at])
            place = at + 1
        yield entry
    yield from (_marked(sentence.text, sentence.citations) for sentence in shown[place:])


def _tells(row: Row, told: int, sentence: Sentence) -> bool:
    """Whether a sentence is what a row tells, perhaps with its speaker before it."""
    cell = row.cells[told]
    one, other = displayed(cell.text), displayed(sentence.text)
    alike = one == other or (len(one) >= LEAST_ALIKE and one in other) or (len(other) >= LEAST_ALIKE and other in one)
    return alike and bool(set(cell.citations) & set(sentence.citations))


def _entry(names: list[str], row: Row, told: int, titles: set[str]) -> str:
    """One row: when and who before its words and markers; below where it stands, unless its source says so."""
    words = {name: displayed(cell.text) for name, cell in zip(names, row.cells, strict=True)}
    numbers = tuple(dict.fromkeys(number for cell in row.cells for number in cell.citations))
    before = " · ".join(words[name] for name in BEFORE if words.get(name) not in (None, "", NOT_STATED))
    said = _marked(words[names[told]], numbers)  # as the article has it: quotation marks would be the speaker's words
    rest = [name for name in names if name not in (*BEFORE, *TOLD) and words[name]]
    if numbers and words.get("in") in titles:
        rest.remove("in")
    below = ", ".join(_stated(name, words[name]) for name in rest)
    found = found_uncited(row)
    if found is not None:
        below = f"{below} — {escaped(f'{found.root}/{found.path}:{found.start}–{found.end}')}"
    return (f"{before}\n{said}" if before else said) + (f"\n    {below}" if below else "")


def _stated(name: str, words: str) -> str:
    return words if name == "in" else f"{name} {words}"


def _marked(text: str, numbers: tuple[int, ...]) -> str:
    return " ".join(part for part in (text, "".join(f"[{number}]" for number in numbers)) if part)
