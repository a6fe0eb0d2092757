"""Where a text says what somebody calls somebody: "considers them terrorists", "groups (aka the Front)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.schema import Span

_AS = (
    r"consider(?:s|ed|ing)?|regard(?:s|ed|ing)?|view(?:s|ed|ing)?|sees?|saw|seen|describ(?:es?|ed|ing)|label(?:s|l?ed|l?ing)?"
    r"|brand(?:s|ed|ing)?|designat(?:es?|ed|ing)|denounc(?:es?|ed|ing)|condemn(?:s|ed|ing)?|characteri[sz](?:es?|ed|ing)"
    r"|depict(?:s|ed|ing)?|portray(?:s|ed|ing)?|treat(?:s|ed|ing)?|classif(?:ies|y|ied)|dismiss(?:es|ed|ing)?"
    r"|refer(?:s|red|ring)? to|hail(?:s|ed|ing)?|list(?:s|ed|ing)?"
)
_CALLS = (
    r"call(?:s|ed|ing)?|dub(?:s|bed)?|term(?:s|ed)?|label(?:s|l?ed)?|brand(?:s|ed)?|deem(?:s|ed)?|consider(?:s|ed)?"
)
_OBJECT = r"(?P<object>(?:(?!\bas\b)[^,;:.“”\"]){2,110}?)"
_IN_MARKS = r"[“\"‘'«][^“”\"‘’'«»]{2,60}[”\"’'»]"
_ENDS_NAME = (
    r"(?:and|or|in|on|at|by|for|from|with|who|which|that|after|before|because|to|of|have|has|had|is|are|was|were|will|"
    r"would|could|should|may|must)\b"
)
_NAME = (
    rf"(?P<name>(?:(?:an?|the|its|their) )?(?:{_IN_MARKS}|[\w’'-]+(?: (?!{_ENDS_NAME})[\w’'-]+){{0,4}}"
    r"(?: of [\w’'-]+)?))"
)
_BY = r"(?P<by>(?:the |a )?[\w’'-]+(?: (?-i:[A-Z])[\w’'-]*){0,3})"
_QUOTED = rf"(?P<name>(?:(?:an?|the) )?{_IN_MARKS})"
_THEM = r"(?P<object>them|(?:the|those|these|all|its|their|his|her) (?:[\w’'-]+ ){0,3}?[\w’'-]+s)"
_IT = r"(?P<object>them|it|him|her|(?:the|this|that|those|these|all|its|their|his|her) (?:[\w’'-]+ ){0,3}?[\w’'-]+)"
_FEW_WORDS = r"(?P<object>[\w’'-]+(?: [\w’'-]+){0,3}?)"
_KNOWN = r"(?:dubbed|termed|called|known as|described as|referred to as|regarded as|labell?ed(?: as)?|branded(?: as)?)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<verb>{_AS}) {_OBJECT} (?:as|to be) {_NAME}",
        rf"\b(?P<verb>{_CALLS}) {_IT} {_QUOTED}",
        rf"\b(?P<verb>{_CALLS}) {_THEM} {_NAME}",
        r"(?P<object>[\w’'-]+(?: [\w’'-]+){0,5}),? \(?(?:aka|a\.k\.a\.|(?:also|better|otherwise) (?:known as|called)) "
        rf"{_NAME}",
        rf"{_FEW_WORDS},? (?:which|whom|who|that|what) (?P<who>[\w’'-]+(?: [\w’'-]+){{0,4}}?) "
        rf"(?P<verb>{_CALLS}|refers? to as|describes? as) {_NAME}",
        rf"{_FEW_WORDS}(?:,| (?:is|are|was|were|been|being))(?: (?:also|widely|often|now))? {_KNOWN} {_NAME}"
        rf"(?: by {_BY})?",
        rf"\bthat {_THEM} (?:are|were) (?P<name>{_IN_MARKS}|[a-z][\w’'-]+s)(?=[.,;”\"]|$)",
    )
)
_CLAUSE = re.compile(r"[,;:.“”\"(]|\b(?:and|but|that|which|while|as|because|when|although|who)\b", re.IGNORECASE)
_NO_NAME = re.compile(r"(?:on|for|upon|in|at|by|off|it|they|he|she|we|well|much|far|soon|long)\b", re.IGNORECASE)
_LONGEST_SUBJECT = 6  # words


@dataclass(frozen=True, slots=True)
class Called:
    """What is called, the name it is given, and by whom, as places in a text."""

    object: Span
    name: Span
    caller: str | None  # None where nobody is told


def callings(text: str) -> Iterator[Called]:
    """Where a text says what something is called.

    >>> text = "The regime views many groups as terrorists."
    >>> [(text[c.object.start : c.object.end], text[c.name.start : c.name.end], c.caller) for c in callings(text)]
    [('many groups', 'terrorists', 'The regime')]
    """
    taken: list[Span] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            whole = Span(match.start("object"), match.end("name"))
            if _NO_NAME.match(match["name"]) or (
                groups.get("verb") and any(other.start < whole.end and whole.start < other.end for other in taken)
            ):
                continue
            if groups.get("verb"):
                taken.append(whole)
            caller = (
                groups.get("who")
                or groups.get("by")
                or (_subject(text[: match.start("verb")]) if groups.get("verb") else None)
            )
            yield Called(Span(*match.span("object")), Span(*match.span("name")), caller)


def _subject(before: str) -> str | None:
    """What stands between the last clause's beginning and a verb."""
    begins = [match.end() for match in _CLAUSE.finditer(before)]
    subject = before[begins[-1] if begins else 0 :].strip()
    return subject if 0 < len(subject.split()) <= _LONGEST_SUBJECT else None
