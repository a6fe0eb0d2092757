"""An answer as plain text that keeps its sources when it is pasted elsewhere."""

from __future__ import annotations

from rag.schema import Answer, Citation


def copy_text(answer: Answer) -> str:
    """The question, the answer with its markers, and the numbered sources with title, file and quote."""
    if not answer.citations:
        return f"{answer.question}\n\n{answer.text}\n"
    listed = "\n".join(_listed(citation) for citation in answer.citations)
    return f"{answer.question}\n\n{answer.text}\n\nSources\n{listed}\n"


def _listed(citation: Citation) -> str:
    file = f"{citation.root}/{citation.path}"
    stated = [part for part in (citation.title, citation.publisher, citation.published, file) if part]
    place = f"{', '.join(stated)}, characters {citation.start}-{citation.end}"
    return f'[{citation.number}] {place}\n    "{citation.quote}"'
