"""Articles compared: what each says of something beside what the others say, and what each calls it."""

from __future__ import annotations

from rag.answering.forms.comparing.naming import NamesAsked
from rag.answering.forms.comparing.naming import recognise as names_asked


def recognise(question: str) -> NamesAsked | None:
    """The question, where it asks how articles differ on something, or what they call it."""
    return names_asked(question)
