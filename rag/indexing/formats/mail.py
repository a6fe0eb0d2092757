"""E-mail: the text of one message, and what its header states."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from email.utils import parseaddr

from rag.errors import ReadingError
from rag.indexing.formats import Reading
from rag.indexing.formats.pages import text_of, tree_of
from rag.indexing.formats.stated import day_in, line_of
from rag.indexing.formats.text import checked_length, decode
from rag.settings import Settings

_LONGEST_HEADER = 2000  # characters; folding and unfolding longer ones was seen to take minutes


def read_mail(content: bytes, *, settings: Settings) -> Reading:
    """The plain text of a message, else that of its HTML; attachments are left out. Raises ReadingError."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    if not message.keys():
        raise ReadingError("no e-mail: it has no header")
    text = _text(message, settings)
    if not text.strip():
        raise ReadingError("no text in this message")
    sender = _header(message, "From")
    return Reading(
        checked_length(text.replace("\r\n", "\n"), settings=settings),
        title=line_of(_header(message, "Subject")),
        byline=line_of(parseaddr(sender)[0]) if sender else None,
        published=day_in(_header(message, "Date")),
    )


def _text(message: EmailMessage, settings: Settings) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    content = body.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    text = decode(content, settings=settings, stated=body.get_content_charset()) if content else ""
    return text_of(tree_of(text)) if body.get_content_type() == "text/html" and text.strip() else text


def _header(message: EmailMessage, name: str) -> str | None:
    """One line of the header, decoded; None where it is missing, or longer than any is."""
    if any(len(value) > _LONGEST_HEADER for key, value in message.raw_items() if key.lower() == name.lower()):
        return None
    value = message[name]
    return None if value is None else str(value)
