"""How many tokens a text has, with no network: cl100k_base, as chunks and prompts are budgeted."""

from __future__ import annotations

import importlib.util
import os
import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

ENCODING = "cl100k_base"
# The name under which tiktoken caches that encoding: sha1 of the address it would download it from.
TABLE = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
CACHE_VARIABLE = "TIKTOKEN_CACHE_DIR"

# cl100k_base's own pieces (tiktoken 0.14), written for ASCII, where Python's `re` can say them.
_ASCII_PIECES = re.compile(
    r"'(?:[sdmtSDMT]|[lL][lL]|[vV][eE]|[rR][eE])|[^\r\n0-9A-Za-z]?+[A-Za-z]++|[0-9]{1,3}+"
    r"| ?[^\t-\r 0-9A-Za-z]++[\r\n]*+|[\t-\r ]++\Z|[\t-\r ]*[\r\n]|[\t-\r ]+(?![^\t-\r ])|[\t-\r ]"
)
_LONGEST_KEPT = 24  # characters; longer pieces are seldom met twice
_MOST_KEPT = 200_000  # pieces, about 20 MB

_loading = Lock()


class _PieceTokens(dict[str, int]):
    """Tokens of a piece, remembered: news repeats its words, and looking one up takes a fiftieth of encoding it."""

    def __missing__(self, piece: str) -> int:
        count = len(encoding().encode_ordinary(piece))
        if len(piece) <= _LONGEST_KEPT and len(self) < _MOST_KEPT:
            self[piece] = count
        return count


_tokens_of = _PieceTokens().__getitem__


def count_tokens(text: str) -> int:
    """Tokens of `text`; 0.1 to 0.5 s for a million characters, in a line of any length.

    Text that looks like a special token is counted as the text it is.

    >>> count_tokens("Lavrov denied it.")
    6
    >>> count_tokens("<|endoftext|>") > 1
    True
    """
    if text.isascii():
        return sum(map(_tokens_of, _ASCII_PIECES.findall(text)))
    return len(encoding().encode_ordinary(text))


def encoding() -> Encoding:
    """The one encoding in use, loaded at first call (0.2 s), safe to share between threads."""
    with _loading:
        return _load()


@cache
def _load() -> Encoding:
    import tiktoken

    before = os.environ.get(CACHE_VARIABLE)
    if before is None or not Path(before, TABLE).is_file():
        bundled = bundled_tables()
        if bundled is not None:
            os.environ[CACHE_VARIABLE] = str(bundled)
    try:
        return tiktoken.get_encoding(ENCODING)
    finally:
        if before is None:
            os.environ.pop(CACHE_VARIABLE, None)
        else:
            os.environ[CACHE_VARIABLE] = before


def bundled_tables() -> Path | None:
    """The folder of tables that llama-index-core ships, found without importing it (seconds)."""
    package = importlib.util.find_spec("llama_index")
    for folder in (package.submodule_search_locations or ()) if package else ():
        tables = Path(folder, "core", "_static", "tiktoken_cache")
        if (tables / TABLE).is_file():
            return tables
    return None
