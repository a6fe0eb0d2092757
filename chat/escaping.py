"""Text that others wrote, made safe to stand in HTML: articles, questions, models and errors."""

from __future__ import annotations

import html
import re

# Everything that could turn the reading direction of what stands beside it (Unicode UAX 9).
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FOLDERS = re.compile(r"(?<![\w:/.<&])(?:/[^\s/'\"<>()]+)+/(?=[^\s/'\"<>()])")


def shown(text: str) -> str:
    """The text as HTML that shows it as written, isolated from the direction of its surroundings.

    >>> shown('<b>"5" & more</b>')
    '<bdi>&lt;b&gt;&quot;5&quot; &amp; more&lt;/b&gt;</bdi>'
    """
    return f"<bdi>{html.escape(drawable(text))}</bdi>"


def attribute(text: str) -> str:
    """The text for a quoted attribute that is read or shown; direction controls are dropped there.

    >>> attribute('a "title"')
    'a &quot;title&quot;'
    """
    return html.escape(undirected(text))


def exact_attribute(text: str) -> str:
    """The text for a quoted attribute that a script reads back, every drawable character kept."""
    return html.escape(drawable(text)).replace("\n", "&#10;").replace("\r", "&#13;")


def without_folders(message: str) -> str:
    """A message with absolute paths cut to their last name; where files lie is the operator's business.

    >>> without_folders("can't read /srv/archive/2024/a.txt: gone")
    "can't read a.txt: gone"
    >>> without_folders("see https://example.org/a/b")
    'see https://example.org/a/b'
    """
    return _FOLDERS.sub("", message)


def drawable(text: str) -> str:
    """The text with what no page can hold replaced: control characters and lone surrogates."""
    # A lone surrogate can't be sent as UTF-8 and would break the whole page.
    return _CONTROLS.sub("\ufffd", text).encode("utf-8", "replace").decode("utf-8")


def undirected(text: str) -> str:
    """The text as words for a picture: drawable, and without what turns the direction of others."""
    return _BIDI_CONTROLS.sub("", drawable(text))
