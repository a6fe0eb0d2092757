"""What can go wrong, for callers to catch.

DatelineError
├── SettingsError        a setting or option is unknown or has a value that can't be used
├── QuestionError        the question is empty or too long
├── IndexMissingError    there is no index where one was named
├── IndexMismatchError   the index was made with another embedder, chunking or schema
├── IndexLockedError     another process is writing to the index
├── IndexReadOnlyError   the index can be read but not written
├── IndexDamagedError    the catalog itself can't be read
├── ReadingError         one file could not be read; ingest isolates it and goes on
├── NotInIndexError      a path that the index does not hold
├── EmbeddingError       the embedder is unavailable or failed
├── ModelError           the LLM endpoint failed; `kind` says how
└── PlotError            a plot can't be written under this name or to this place

Every message is one line: what happened, with the value, and what to do next.
"""

from __future__ import annotations

from typing import Literal

ModelErrorKind = Literal[
    "unreachable",
    "refused_key",
    "rate_limited",
    "server_error",
    "timeout",
    "broken_stream",
    "malformed",
    "content_filter",
    "declined",
    "context_overflow",
    "rejected",
]


class DatelineError(Exception):
    """Base of every error a person using Dateline can act on; `str(error)` is one line."""


class SettingsError(DatelineError):
    """A setting or option is unknown or has a value that can't be used."""


class QuestionError(DatelineError):
    """The question is empty or longer than the limit."""


class IndexMissingError(DatelineError):
    """There is no index at the place that was named."""


class IndexMismatchError(DatelineError):
    """The index was made with another embedder, chunking or schema."""


class IndexLockedError(DatelineError):
    """Another process is writing to the index."""


class IndexReadOnlyError(DatelineError):
    """The index can be read but not written."""


class IndexDamagedError(DatelineError):
    """The catalog itself can't be read."""


class ReadingError(DatelineError):
    """One file could not be read; the message is the reason `status` shows."""


class NotInIndexError(DatelineError):
    """A path that the index does not hold."""


class EmbeddingError(DatelineError):
    """The embedder is unavailable or failed."""


class ModelError(DatelineError):
    """The LLM endpoint failed; the answer falls back to the extractive reader and says so."""

    def __init__(self, message: str, *, kind: ModelErrorKind, fits: float | None = None) -> None:
        super().__init__(message)
        self.kind: ModelErrorKind = kind
        self.fits = fits
        """Of a prompt that is too long, the share that the endpoint says it can read; None where it does not say."""


class PlotError(DatelineError):
    """A plot can't be written: its file is named neither .svg nor .png, or its folder can't be written to."""
