"""What a question asks to be counted or listed, told from its own words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.forms.asked_phrases import Phrases, ends_in_initials, phrases_in


@dataclass(frozen=True, slots=True)
class Wanted:
    """Articles that are to be counted or listed."""

    phrases: Phrases | None  # None: all there are
    publisher: str | None = None  # that they are from, in the question's words
    times: bool = False  # how often, not only in how many articles
    listed: bool = False  # which they are, not only how many
    outlets: bool = False  # not articles, but who carries them
    quoted: bool = False  # articles that quote whom the phrase names, not all that mention them


_THINGS = r"(?:news )?(?:articles?|stories|story|documents?|texts?|reports?|pieces?)"
_SOME = rf"(?:of (?:the|these|those|your|our|all(?: the)?) )?{_THINGS}"
_OUTLETS = (
    r"(?:of (?:the|these|our) )?(?:(?:news|different|other) )*"
    r"(?:outlets?|publishers?|publications?|newspapers?|agencies|media)"
)
_NOT = r"(?P<no>(?:do|does|did|have|has)(?: not|n['’]t) |fails? to |never )"
_THAT = rf"(?:(?:that|which|who) )?(?:{_NOT}|(?:do|does|did|have|has) )?(?:ever )?"
_QUOTE = r"quot(?:es?|ed|ing)"
_MENTION = (
    r"(?:mention(?:s|ed|ing)?|contain(?:s|ed|ing)?|refer(?:s|red|ring)? to|names?|naming|cit(?:e|es|ed|ing)"
    r"|talk(?:s|ed|ing)? about|speak(?:s|ing)? (?:of|about)|spoke (?:of|about)|writ(?:e|es|ing) about|wrote about"
    r"|discuss(?:es|ed|ing)?|deal(?:s|t|ing)? with|cover(?:s|ed|ing)?|(?:are |is |were |was )?about"
    r"|(?:use[sd]?|have|has|include|includes|with)(?= the (?:exact )?(?:words?|phrase|term|name)))"
)
_MENTIONED = r"(?:mentioned|named|referred to|talked about|written about|cited|discussed|found)"
_COME_UP = r"(?:(?:appear|occur|stand|come up|feature|turn up|figure|get mentioned)s?)"
_ARCHIVE = r"(?:archive|index|collection|corpus|database|articles|documents|stories|texts)"
_HERE = rf"(?:(?:in|of|from|across|throughout|among) (?:(?:the|this|your|our|these|all|whole|entire) )*{_ARCHIVE}|here)"
_THERE = rf"(?: (?:are|is|were) there)?(?: there)?(?: {_HERE})?"
_END = (
    rf"(?:,? (?:anywhere )?(?:{_HERE}|in total|in all|altogether|overall|at all|anywhere|exactly|please))*\s*[?!]*\s*$"
)
_BE, _DO = r"(?:is|are|was|were|has|have)", r"(?:does|do|did)"
_OFTEN = r"^how (?:often|frequently|many times)"
_LIST = (
    r"^(?:please )?(?:(?:can|could) you )?(?:please )?(?:list|show|give|find|name|print|enumerate)(?: me| us)?"
    r"(?: a list of)?(?: (?:all|every|each|any))?(?: of)?(?: (?:the|these|those))?"
)
_QUOTATION = r"(?:(?:the )?(?:word|phrase|term|name) .+?|[“\"„«].+[”\"“»])"
_WHAT = "(?P<what>.+?)"
_NAME = r"(?P<by>(?-i:[A-Z0-9]).*?)"
_FROM = rf"(?: (?:(?:published|written|printed|carried) )?(?:from|by|in) (?:the )?{_NAME})?"


def _patterns(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"{pattern}{_END}", re.IGNORECASE) for pattern in patterns)


_TIMES = _patterns(
    rf"{_OFTEN} {_BE} {_WHAT} (?:been )?(?:mentioned|named|referred to|cited)",
    rf"{_OFTEN} {_DO} (?:the )?{_THINGS} {_MENTION} {_WHAT}",
    rf"{_OFTEN} {_DO} {_WHAT} {_COME_UP}(?= {_HERE})",
    rf"{_OFTEN} {_DO} (?P<what>{_QUOTATION}) {_COME_UP}",
    rf"^how many (?:mentions|occurrences) of {_WHAT}(?: are there)?",
)
_COUNTS = _patterns(
    rf"^(?:exactly )?how many {_SOME}{_THERE}{_FROM} {_THAT}{_MENTION} {_WHAT}(?: are there| exist)?",
    rf"^how many {_NAME} {_THINGS}{_THERE} {_THAT}{_MENTION} {_WHAT}",
    rf"^in how many {_SOME}{_FROM} (?:{_DO}|{_BE}) {_WHAT} (?:been )?(?:{_COME_UP}|{_MENTIONED})",
    rf"^by how many {_SOME} {_BE} {_WHAT} {_MENTIONED}",
    rf"^{_DO} any {_SOME} (?:ever )?{_MENTION} {_WHAT}",
    rf"^{_BE} there an(?:y)? {_SOME}{_THERE} {_THAT}{_MENTION} {_WHAT}",
    rf"^{_BE} {_WHAT} (?:ever )?(?:mentioned|named)(?= (?:anywhere|at all|{_HERE}))",
    rf"^how many (?P<outlets>{_OUTLETS}){_THERE} {_THAT}(?:{_MENTION}|(?P<quote>{_QUOTE})) {_WHAT}",
    rf"^how many {_SOME}{_THERE}{_FROM} {_THAT}(?P<quote>{_QUOTE}) {_WHAT}",
)
_LISTS = _patterns(
    rf"{_LIST} {_SOME}{_THERE}{_FROM} {_THAT}{_MENTION} {_WHAT}",
    rf"{_LIST} {_SOME}{_THERE} (?:where|in which) {_WHAT} (?:{_BE} )?(?:{_COME_UP}|{_MENTIONED})",
    rf"^(?:which|what) {_SOME}{_THERE}{_FROM} {_THAT}{_MENTION} {_WHAT}",
    rf"^(?:which|what) {_NAME} {_THINGS} {_MENTION} {_WHAT}",
    rf"^in (?:which|what) {_SOME} (?:{_DO}|{_BE}) {_WHAT} (?:{_COME_UP}|{_MENTIONED})",
    rf"^(?:in|by) (?:which|what) (?P<outlets>{_OUTLETS}) (?:{_DO}|{_BE}) {_WHAT} (?:{_COME_UP}|{_MENTIONED})",
    rf"^(?:which|what) (?P<outlets>{_OUTLETS}){_THERE} {_THAT}(?:{_MENTION}|(?P<quote>{_QUOTE})) {_WHAT}",
    rf"^(?:which|what) {_SOME}{_THERE}{_FROM} {_THAT}(?P<quote>{_QUOTE}) {_WHAT}",
    rf"{_LIST} {_SOME}{_THERE}{_FROM} {_THAT}(?P<quote>{_QUOTE}) {_WHAT}",
)
_ARTICLES = r"(?:news )?(?:articles?|stories|documents?)"
_PUBLISH = r"(?:publish(?:ed)?|write|written|print(?:ed)?|carry|carried)"
_ALL_COUNTED = _patterns(
    rf"^how many {_ARTICLES}(?: (?:are|is)(?: there| indexed)?)?{_FROM}",
    rf"^how many {_ARTICLES}(?: are)?(?: there)?{_FROM}(?: are there)?(?= {_HERE})",
    rf"^how many {_ARTICLES} {_DO} (?:you|we|it|this|the archive) (?:have|hold|know){_FROM}",
    rf"^how many {_ARTICLES} (?:{_DO}|has|have) (?:the )?{_NAME} {_PUBLISH}",
)
_ALL_LISTED = _patterns(
    rf"{_LIST} {_ARTICLES}{_FROM}",
    rf"^(?:which|what) {_ARTICLES} (?:are|were)(?: there)?{_FROM}",
    rf"^(?:which|what) {_ARTICLES} (?:{_DO}|has|have) (?:the )?{_NAME} {_PUBLISH}",
)


def wanted(question: str) -> Wanted | None:
    """What the question asks to be counted or listed; None for any other question.

    >>> wanted("In how many articles does the word “truce” appear?")
    Wanted(phrases=Phrases(all=('truce',), how='one', apart=(), without=()), publisher=None, times=False, \
listed=False, outlets=False, quoted=False)
    >>> wanted("How many people died in Aleppo?")
    """
    asked = " ".join(question.split())
    asked = asked if ends_in_initials(asked) else asked.rstrip(".")
    for patterns, times, listed in ((_TIMES, True, False), (_COUNTS, False, False), (_LISTS, False, True)):
        if (found := _first(patterns, asked)) is not None:
            return _with_phrases(found, times=times, listed=listed)
    for patterns, listed in ((_ALL_COUNTED, False), (_ALL_LISTED, True)):
        if (found := _first(patterns, asked)) is not None:
            return Wanted(None, found.get("by"), listed=listed)
    return None


def _with_phrases(found: dict[str, str], *, times: bool, listed: bool) -> Wanted | None:
    """What is wanted of articles with phrases; None where no phrase is named, or more is asked than is told here."""
    what, outlets = found["what"], bool(found.get("outlets"))
    phrases = phrases_in(what, denied=bool(found.get("no")))
    if phrases is None or (found.get("quote") and (not phrases.all or phrases.without)):
        return None
    quoted = bool(found.get("quote")) and len(phrases.all) == 1 and what[0].isupper()
    return Wanted(phrases, found.get("by"), times=times, listed=listed, outlets=outlets, quoted=quoted)


def _first(patterns: Sequence[re.Pattern[str]], asked: str) -> dict[str, str] | None:
    match = next((match for match in (pattern.match(asked) for pattern in patterns) if match is not None), None)
    return None if match is None else match.groupdict()
