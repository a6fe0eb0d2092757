"""Which questions ask for a comparison of articles, or for what they call something; and of what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Wanted = Literal["all", "contradictions", "agreements"]

_WHO = (
    r"(?:(?:the|these|those|all|all the|all of the|different|various|both|two|several|other|my|our|your) )*"
    r"(?:(?:news|media|press|different|various|five|four|three|two) )*"
    r"(?:outlets?|articles?|papers?|newspapers?|media|agencies|stories|reports|publications?|publishers?|press|accounts|"
    r"websites|sites|documents|texts|archive|coverage|reporting|sources)(?: in (?:the|this|our|my) archive)?"
)
_ON = r"(?:on|about|over|regarding|concerning|as to|when it comes to|with (?:regard|respect) to)"
_HOW_TOLD = (
    r"(?:(?:in )?(?:their|the|its) (?:\w+ )?(?:coverage|reporting|accounts?|reports?|treatment|portrayals?|views?|"
    r"descriptions?|stor(?:y|ies)|versions?|articles) (?:of|on|about|over)"
    r"|in (?:how|what) they (?:report|cover|describe|portray|tell|present|say|write)(?: of| on| about)?"
    r"|in (?:covering|reporting|describing)(?: on)?)"
)
_ABOUT = rf"(?: {_ON}| {_HOW_TOLD}| in)+ "
_TOPIC = r"(?P<topic>.+?)\W*$"
_DO = r"(?:do|does|did|have|has)"
_BE = r"(?:are|is|were|was)"
_TERMS = r"(?:what|which) (?:\w+ )?(?:terms?|words?|names?|labels?|expressions?)"
_NAMINGS = tuple(
    re.compile(rf"^\W*{pattern}", re.IGNORECASE)
    for pattern in (
        rf"(?:what|how) {_DO} {_WHO} (?:call|name|term|label|dub|brand)(?:ed|led|d)? {_TOPIC}",
        rf"how {_DO} {_WHO} (?:refer to|describe|characteri[sz]e|depict|portray) {_TOPIC}",
        rf"{_TERMS} {_DO} {_WHO} (?:use|give|have|apply)(?: for| to| of| to describe| when describing) {_TOPIC}",
        rf"{_TERMS} {_BE} (?:used|given|applied|there) (?:in|by) {_WHO} (?:for|to|to describe|of) {_TOPIC}",
        rf"(?:what|which) (?:different )?(?:terms|words|names|labels) are used (?:for|to describe|of) {_TOPIC}",
        rf"(?:what|how) {_BE} (?P<topic>.+?) (?:called|named|described|referred to|labelled|termed)(?: as)?"
        rf" (?:in|by|across) {_WHO}\W*$",
    )
)
# One who has a name, or several: outlets, and people who speak.
_NAMED = r"(?:[Tt]he )?[A-Z][\w.’'-]*(?: (?:of )?[A-Z][\w.’'-]*){0,4}"
_NAMING_BY = re.compile(
    rf"^\W*(?i:what|how) (?:do|does|did) (?P<who>{_NAMED}(?:(?:,|,? and) {_NAMED})*) "
    r"(?:call|label|term|refer to|brand) (?!for\b|on\b|upon\b|off\b|it\b)(?P<topic>.+?)\W*$"
)
_EACH = r"(?:each other|one another)"
_PARTIES = r"(?P<one>[^,?]{2,60}?),? (?:and|with|versus|vs\.?|against|to) (?P<other>[^,?]{2,60}?)"
_COMPARE = r"(?:please )?(?:compare|contrast)"
_SAY = r"(?:say|report|write|tell|claim|think|cover|describe|present)(?:s|ed)?(?: on| of| about)?"
_DIFFER = rf"(?:differ|diverge|vary)(?: from {_EACH})?"
_COVERAGE = (
    r"(?:coverage|reporting|reports|articles|accounts|stories|versions|news|outlets|papers|statements|claims|views)"
)
_CONTRADICTION = r"(?:contradict|disagree with|conflict with)"
_CONTRADICTIONS = r"(?:contradictions?|disagreements?|conflicts?|discrepanc(?:y|ies)|inconsistenc(?:y|ies))"
_WHERE = r"(?:where|how|what|in what|on what|about what|on which points?)"
_PATTERNS: tuple[tuple[Wanted, str], ...] = (
    ("contradictions", rf"(?:{_WHERE} )?{_DO} (?:any of )?{_WHO} {_CONTRADICTION} {_EACH}{_ABOUT}{_TOPIC}"),
    ("contradictions", rf"(?:{_WHERE} )?{_DO} {_WHO} (?:disagree|conflict|clash){_ABOUT}{_TOPIC}"),
    (
        "contradictions",
        rf"(?:(?:what|which) {_CONTRADICTIONS} {_BE} there|{_BE} there (?:any )?{_CONTRADICTIONS})"
        rf" (?:between|among|in|across) {_WHO} {_ON} {_TOPIC}",
    ),
    ("agreements", rf"(?:(?:where|what|how far|on what) )?{_DO} {_WHO} agree{_ABOUT}{_TOPIC}"),
    ("all", rf"(?:(?:how|where|in what) )?{_DO} {_WHO} {_DIFFER}{_ABOUT}{_TOPIC}"),
    (
        "all",
        rf"how (?:{_DO}|{_BE}) (?:the )?(?:\w+ )?{_COVERAGE} (?:of|on|about) (?P<topic>.+?)"
        r" (?:differ|diverge|vary|compare|different)(?: (?:between|among|across|from) .+)?\W*$",
    ),
    (
        "all",
        rf"(?:what|which) (?:are )?(?:the )?differences? (?:are there |is there )?(?:between|among|in|across)"
        rf" (?:how )?{_WHO}(?: {_ON}| {_HOW_TOLD}| {_SAY}) {_TOPIC}",
    ),
    ("all", rf"{_COMPARE} (?:what|how) {_WHO} {_SAY} {_TOPIC}"),
    ("all", rf"{_COMPARE} (?:the )?(?:\w+ )?{_COVERAGE}(?: (?:in|by) {_WHO})? (?:{_ON}|of) {_TOPIC}"),
    ("all", rf"{_COMPARE} (?:what|how) {_PARTIES} {_SAY} {_TOPIC}"),
    ("all", rf"{_COMPARE} (?:the )?{_COVERAGE} of {_PARTIES} (?:{_ON}|of) {_TOPIC}"),
    ("all", rf"{_COMPARE} {_PARTIES} {_ON} {_TOPIC}"),
    ("all", rf"(?:how|where|in what) {_DO} {_PARTIES} {_DIFFER}{_ABOUT}{_TOPIC}"),
    ("contradictions", rf"{_WHERE} {_DO} {_PARTIES} (?:disagree|contradict {_EACH}){_ABOUT}{_TOPIC}"),
    ("agreements", rf"{_DO} {_PARTIES} agree{_ABOUT}{_TOPIC}"),
)
_COMPARISONS = tuple((wanted, re.compile(rf"^\W*{pattern}", re.IGNORECASE)) for wanted, pattern in _PATTERNS)
_ARTICLES = re.compile(rf"^{_WHO}$", re.IGNORECASE)
_TRAILING = re.compile(rf"\s+(?:(?:differently )?(?:in|by|across|between) {_WHO}|differently)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants compared: the topic, and the two who are named, where two are."""

    topic: str
    wanted: Wanted = "all"
    parties: tuple[str, ...] = ()


def naming_asked(question: str) -> str | None:
    """What the articles' names are asked for; None for any other question.

    >>> naming_asked("What do the outlets call the rebels?")
    'the rebels'
    >>> naming_asked("What do doctors call the illness?")
    """
    for pattern in _NAMINGS:
        match = pattern.match(question.strip())
        if match is not None:
            return _trimmed(match["topic"])
    return None


def naming_by(question: str) -> tuple[str, tuple[str, ...]] | None:
    """What is called something, and who is named to call it so; None for any other question.

    >>> naming_by("What do SANA and Presstv call the rebels?")
    ('the rebels', ('SANA', 'Presstv'))
    >>> naming_by("What did Lavrov call for?")
    """
    match = _NAMING_BY.match(question.strip())
    if match is None:
        return None
    who = tuple(re.split(r",? and |, ", match["who"]))
    return (_trimmed(match["topic"]), who) if not any(_ARTICLES.match(one) for one in who) else None


def comparison_asked(question: str) -> Asked | None:
    """What is to be compared; None for a question that asks for no comparison of articles.

    >>> comparison_asked("How do the outlets differ on de-escalation zones?")
    Asked(topic='de-escalation zones', wanted='all', parties=())
    >>> comparison_asked("Compare what Assad and Lavrov say about the war.").parties
    ('Assad', 'Lavrov')
    >>> comparison_asked("How do cats differ from dogs?")
    """
    for wanted, pattern in _COMPARISONS:
        match = pattern.match(question.strip())
        if match is None:
            continue
        named = [match.groupdict().get(side) for side in ("one", "other")]
        parties = tuple(_trimmed(name) for name in named if name is not None)
        if any(_ARTICLES.match(party) for party in parties):
            parties = ()
        return Asked(_trimmed(match["topic"]), wanted, parties)
    return None


def _trimmed(topic: str) -> str:
    return _TRAILING.sub("", topic.strip()).strip(" \t\r\n?.!,;:")
