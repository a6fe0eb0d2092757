"""Ask a news archive; every sentence of the answer is quoted, located and checked."""

from typing import TYPE_CHECKING

from rag.answering.cited_texts.cited import CheckedText, Reference
from rag.errors import DatelineError, IndexMissingError, QuestionError
from rag.schema import Answer, Citation, Passage, Sentence
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.once import answer, verify

# In the order of work: settle, open, ask, read the answer, check what others wrote, catch what went wrong.
__all__ = [
    "Settings",
    "Assistant",
    "answer",
    "Answer",
    "Sentence",
    "Citation",
    "Passage",
    "verify",
    "Reference",
    "CheckedText",
    "DatelineError",
    "IndexMissingError",
    "QuestionError",
]


def __getattr__(name: str) -> object:
    # At first use: the assistant needs the store, whose door needs the records of this package.
    if name == "Assistant":
        import rag.assistant

        return rag.assistant.Assistant
    if name in ("answer", "verify"):
        import rag.once

        return getattr(rag.once, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
