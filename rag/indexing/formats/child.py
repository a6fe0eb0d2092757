"""The child process in which files from strangers are parsed: it may hang, crash or run out of memory there.

Started by `apart`; reads one request after the other from its standard input until that ends.
A request and a reply are each a line of JSON with the length of the bytes that follow it.
"""

from __future__ import annotations

import json
import re
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import BinaryIO

from rag.errors import ReadingError
from rag.indexing.formats import Reading
from rag.settings import Settings

_MEGABYTE = 1_000_000
_SETTINGS = ("document_chars", "archive_members", "archive_mb", "archive_ratio")


def request(format: str, content: bytes, *, settings: Settings, seconds: float) -> bytes:
    """What asks a child for the reading of these bytes; it ends itself after so many seconds."""
    limits = {name: getattr(settings, name) for name in _SETTINGS}
    head = {"format": format, "length": len(content), "limits": limits, "seconds": seconds}
    return json.dumps(head).encode() + b"\n" + content


def main() -> None:
    """Serve requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    _limit_memory(int(sys.argv[1]) * _MEGABYTE)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a parser that prints must not end up in a reply
    replies.write(b"ready\n")
    replies.flush()
    while line := requests.readline():
        _serve(json.loads(line), requests, replies)


def _serve(head: dict[str, object], requests: BinaryIO, replies: BinaryIO) -> None:
    # Should the parent be gone, a parser that hangs ends all the same.
    signal.setitimer(signal.ITIMER_REAL, float(str(head["seconds"])))
    try:
        content = requests.read(int(str(head["length"])))
        limits = head["limits"]
        assert isinstance(limits, dict)
        reading = _reader(str(head["format"]))(content, settings=replace(Settings(), **limits))
        text = clean(reading.text).encode("utf-8")
        stated = {name: value for name, value in asdict(reading).items() if name != "text"}
        reply: dict[str, object] = {"reason": None, "length": len(text), "stated": stated}
    except ReadingError as error:
        reply, text = _fault(str(error)), b""
    except MemoryError:
        reply, text = _fault("takes more memory to read than is allowed (DATELINE_PARSER_MB)"), b""
    except RecursionError:
        reply, text = _fault("nested too deeply"), b""
    except Exception as error:  # noqa: BLE001 (whatever a parser raises on a damaged file is its fault)
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        reply, text = _fault(f"damaged, or not {str(head['format']).upper()}: {reason}"), b""
    signal.setitimer(signal.ITIMER_REAL, 0)
    replies.write(json.dumps(reply).encode() + b"\n" + text)
    replies.flush()


def _fault(reason: str) -> dict[str, object]:
    return {"reason": reason, "length": 0}


def clean(text: str) -> str:
    """The text without what no text can hold: NULs and halves of characters."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


def _reader(format: str) -> Callable[..., Reading]:
    match format:
        case "html":
            from rag.indexing.formats.html import read_html as reader
        case "pdf":
            from rag.indexing.formats.pdf import read_pdf as reader
        case "docx":
            from rag.indexing.formats.docx import read_docx as reader
        case "epub":
            from rag.indexing.formats.epub import read_epub as reader
        case "mail":
            from rag.indexing.formats.mail import read_mail as reader
        case "markup":
            from rag.indexing.formats.pages import read_markup as reader
        case "json":
            from rag.indexing.formats.dumps import read_json as reader
        case _:
            raise ReadingError(f"no reader for {format}")
    return reader


def _limit_memory(limit: int) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ValueError, OSError):  # macOS has no such limit; the time limit holds there
        return


if __name__ == "__main__":
    main()
