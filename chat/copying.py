"""An answer as plain text that keeps its sources when it is pasted elsewhere."""

from __future__ import annotations

from rag.answering.citations import cell_text, displayed, found_uncited
from rag.schema import Answer, Citation, Row, Table


def copy_text(answer: Answer) -> str:
    """The question, the answer with its markers, its table, and the numbered sources with title, file and quote."""
    parts = [answer.question, answer.text]
    if answer.citations:
        parts += [_tabbed(answer.table)] if answer.table is not None else []
        parts.append("\n".join(["Sources", *(_listed(citation) for citation in answer.citations)]))
    return "\n\n".join(parts) + "\n"


def _tabbed(table: Table) -> str:
    """The table with tabs between its cells, as spreadsheets take it; in a last column where rows were found."""
    places = any(found_uncited(row) for row in table.rows)
    head = [displayed(column.name) for column in table.columns] + (["Found in"] if places else [])
    rows = [[cell_text(cell) for cell in row.cells] + ([_found(row)] if places else []) for row in table.rows]
    return "\n".join("\t".join(line) for line in [head, *rows])


def _found(row: Row) -> str:
    found = found_uncited(row)
    return _place(found) if found is not None else ""


def _place(citation: Citation) -> str:
    return displayed(f"{citation.root}/{citation.path}, characters {citation.start}-{citation.end}")


def _listed(citation: Citation) -> str:
    file = f"{citation.root}/{citation.path}"
    stated = [part for part in (citation.title, citation.publisher, citation.published, file) if part]
    place = f"{', '.join(stated)}, characters {citation.start}-{citation.end}"
    return f'[{citation.number}] {place}\n    "{citation.quote}"'
