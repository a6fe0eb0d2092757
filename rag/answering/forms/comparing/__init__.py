"""Articles compared: what each says of something beside what the others say, and what each calls it."""

from __future__ import annotations

from rag.answering.forms.comparing import coverage, naming


def recognise(question: str) -> naming.NamesAsked | coverage.CoverageAsked | None:
    """The question, where it asks how articles differ on something, or what they call it."""
    return naming.recognise(question) or coverage.recognise(question)
