"""Ask a news archive; every sentence of the answer is quoted, located and checked."""

from rag.errors import DatelineError
from rag.schema import Answer, Citation, Passage, Sentence

__all__ = ["Answer", "Citation", "DatelineError", "Passage", "Sentence"]
