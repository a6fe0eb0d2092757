"""How the catalog writes spans and pages, as few bytes as they need, and how many values go into one statement."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import TypeVar

from rag.schema import Span

Value = TypeVar("Value")
_AT_ONCE = 500  # values in one SQL list


def pack_spans(spans: Sequence[Span], base: int) -> bytes:
    """Spans as unsigned 32-bit pairs counted from `base`."""
    numbers = [number for span in spans for number in (span.start - base, span.end - base)]
    return struct.pack(f"<{len(numbers)}I", *numbers)


def unpack_spans(packed: bytes, base: int) -> tuple[Span, ...]:
    """The spans that `pack_spans` packed."""
    return tuple(Span(base + start, base + end) for start, end in struct.iter_unpack("<2I", packed))


def pack_pages(pages: Sequence[int]) -> bytes | None:
    """Offsets of pages as unsigned 32-bit numbers, None for none."""
    return struct.pack(f"<{len(pages)}I", *pages) if pages else None


def unpack_pages(packed: bytes | None) -> tuple[int, ...]:
    """The offsets that `pack_pages` packed."""
    return struct.unpack(f"<{len(packed) // 4}I", packed) if packed else ()


def split_chunk_id(chunk_id: str) -> tuple[str, int] | None:
    """Document id and number of a chunk id, None for what is not one."""
    document_id, _, number = chunk_id.rpartition("#")
    return (document_id, int(number)) if document_id and number.isascii() and number.isdigit() else None


def marks(values: Sequence[object]) -> str:
    """As many question marks as values, for an SQL IN list."""
    return ",".join("?" * len(values))


def slices(values: Sequence[Value]) -> Iterator[list[Value]]:
    """The values in lists that fit into one SQL statement."""
    return (list(values[start : start + _AT_ONCE]) for start in range(0, len(values), _AT_ONCE))
