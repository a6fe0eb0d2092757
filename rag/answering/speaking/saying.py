"""Verbs of speech: where one stands in a sentence and somebody says something with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.speaking.offices import PUBLISHED
from rag.words import Word

# By what must follow before the verb is one of speech: nothing; a clause or the end; certain objects.
_ALWAYS = frozenset(
    "said says say told tells stated claimed claims stressed stresses affirmed affirms asserted asserts argued argues "
    "insisted insists warned warns explained explains noted notes remarked remarks commented predicted predicts "
    "suggested suggests admitted admits acknowledged acknowledges confirmed confirms believes believed recalled "
    "replied emphasised emphasized emphasises emphasizes underlined underlines underscored underscores highlighted "
    "highlights reiterated reiterates vowed vows pledged pledges praised praises lauded lauds hailed hails welcomed "
    "welcomes condemned condemns criticised criticized criticises criticizes urged urges thanked thanks accused "
    "accuses blamed blames denounced denounces contended contends conceded concedes cautioned cautions complained "
    "complains hoped alleged alleges testified reaffirmed reaffirms lamented deplored stressing saying congratulated "
    "voiced attributed hinted quipped expressed denied denies".split()
)
_WITH_CLAUSE = frozenset(
    "added adds announced announces reported reports report declared declares concluded concludes estimated estimates "
    "estimate disclosed revealed reveals indicated indicates observed observes wrote writes tweeted posted maintained "
    "maintains forecast forecasts agreed expects expected expect proposed continued responded show shows showed "
    "believe argue warn think thinks thought add hope note hopes fear fears feared".split()
)
_WITH_OBJECT = {
    "rejected": "possibility idea suggestion suggestions accusation accusations claim claims allegation allegations "
    "criticism notion charge charges report reports call calls plan plans",
    "rejects": "possibility idea suggestion suggestions accusation accusations claim claims criticism notion calls",
    "called": "for on upon",
    "calls": "for on upon",
    "pointed": "out",
    "points": "out",
    "quoted": "as",
    "made": "remarks remark comment comments statement",
    "offered": "congratulations condolences",
}
_WITH_QUOTATION = frozenset("called calls described describes dismissed dismisses branded".split())
_QUOTED_OBJECT = re.compile(
    r"\s+(?:it|him|her|them|this|that|(?:[\w’'-]+\s+){1,7}?[\w’'-]+)(?:\s+as)?\s+(?:an?\s+)?[\"“‘'](?=\w)"
)
_NOTHING = re.compile(r"\s+nothing\s*(?:[,.;!?]|$|(?:about|of|on|to|more|in|when|and)\b)")
_QUOTED_BEFORE = re.compile(r"[,.!?][”\"]\s*$|[”\"],\s*$")
_NOT_DENYING = frozenset(
    "application request petition appeal motion bail access entry permission approval visa visas license licence loan "
    "credit".split()
)
_SHOWING = frozenset("show shows showed".split())
_MEDIA = frozenset(
    "agency newspaper daily paper weekly magazine journal radio television tv media press network website".split()
)
# In a headline only these: "OIL SHORTAGE SAID INEVITABLE", "FARM HIGHLIGHTS" tell of nobody's words.
_HEADLINED = frozenset(
    "says say tells warns denies vows urges admits confirms insists pledges praises hails condemns criticises "
    "criticizes welcomes claims accuses blames rejects calls believes argues predicts acknowledges".split()
)
_SUBJECTS = frozenset("he she it they dealers traders analysts economists bankers officials sources".split())
_AUXILIARIES = frozenset("is are was were be been being isn't aren't wasn't weren't".split())
_NOT_FINITE = frozenset(
    "to will would could can may might must should shall not cannot can't won't wouldn't couldn't didn't don't doesn't "
    "did do does let having by of without".split()
)
_PASSED = frozenset(
    "also has have had later earlier then further again now still today yesterday already never once both all since "
    "just only even".split()
)
_OPENS_CLAUSE = frozenset(
    "that it he she they we i there this these those its his her their he'd it's no his the".split()
)
_MARK = r"\s*(?:[,.:;?!”\"“»«]|--|[–—])"
_APART = re.compile(_MARK)
_END = re.compile(rf"{_MARK}|\s*$")
# Nouns as often: verbs behind a name or pronoun only, "Tasnim reports".
_NOUN_LIKE = frozenset(
    "reports report remarks claims estimates estimate thanks hopes hope fears fear shows show notes note forecasts "
    "forecast calls points argues comments".split()
)
PARTICIPLES = frozenset(
    "saying adding stating stressing noting emphasising emphasizing asserting claiming warning arguing insisting "
    "explaining affirming vowing declaring announcing confirming denying".split()
)
"""Said by whoever does what the sentence tells: "He left, saying that …"."""


def passes(word: Word) -> bool:
    """Whether a word may stand between who speaks and the verb: "has also", "repeatedly"."""
    return word.folded in _PASSED or (word.folded.endswith("ly") and not word.capital and len(word.folded) > 4)


def speaks(text: str, run: Sequence[Word], place: int, *, capitals: bool = False) -> bool:
    """Whether the word at `place` of a sentence is a verb with which somebody says something, there and then.

    Not "to say", "would say", "was told", "said Holdings", "added five points" nor "denied bail". `capitals`
    are for headlines.
    """
    word = run[place]
    form = word.folded
    if capitals and form not in _HEADLINED:
        return False
    if word.capital and not capitals and not (form in ("said", "says") and _after_stops(text, word)):
        return False
    if not (form in _ALWAYS or form in _WITH_CLAUSE or form in _WITH_OBJECT or form in _WITH_QUOTATION):
        return False
    before = place - 1
    while before >= 0 and passes(run[before]):
        before -= 1
    previous = run[before].folded if before >= 0 and not _APART.match(text[run[before].end : word.start]) else ""
    if form in ("saying", "stressing"):
        return previous in _AUXILIARIES
    if form == "thanks" and place + 1 < len(run) and run[place + 1].folded == "to":
        return False
    if place + 1 < len(run) and run[place + 1].folded == "by":
        return False
    if (form in _NOUN_LIKE and not _behind_a_name(run, before)) or _tells_nothing(text, run, place, before):
        return False
    if previous in _NOT_FINITE or previous in _AUXILIARIES or previous in ("n't",):
        return False
    if form == "made" or form == "quoted" or form == "offered":
        return _object_follows(run, place, _WITH_OBJECT[form], within=5) and run[place + 1].folded != "no"
    if form in _WITH_QUOTATION and _quotes_a_name_for(text, run, place, before):
        return True
    if form in _WITH_OBJECT:
        return _object_follows(run, place, _WITH_OBJECT[form], within=4 if form.startswith("reject") else 1)
    if form in ("denied", "denies"):
        return not any(after.folded in _NOT_DENYING for after in run[place + 1 : place + 6])
    if form in ("said", "says") and place + 1 < len(run) and run[place + 1].folded == "to":
        return previous != ""  # "is said to" is no speech, "he said to them" is
    behind = bool(before == place - 1 and before >= 0 and re.search(r"[,”\"]\s*$", text[run[before].end : word.start]))
    if form in ("added", "adds") and (behind or (previous in ("he", "she", "they") and _may_be_told(run, place))):
        return True
    if form in _WITH_CLAUSE and _QUOTED_BEFORE.search(text[max(0, word.start - 4) : word.start]):
        return True
    return form in _ALWAYS or _clause_follows(text, run, place)


def _tells_nothing(text: str, run: Sequence[Word], place: int, before: int) -> bool:
    """Whether it is "said nothing", "a newspaper report that", "the alleged raid" or "Press reports"."""
    word = run[place]
    following = run[place + 1].folded if place + 1 < len(run) else ""
    if word.folded in ("said", "says"):
        return _NOTHING.match(text[word.end :]) is not None
    if word.folded == "alleged":
        named = before >= 0 and (run[before].capital or run[before].folded in _SUBJECTS)
        return following not in _OPENS_CLAUSE and not (named and place + 1 < len(run) and run[place + 1].capital)
    if word.folded == "reports" and before == 0:
        return run[0].folded in ("press", "media", "news")
    return word.folded == "report" and before >= 0 and not run[before].folded.endswith(("s", "we", "they", "media"))


def _quotes_a_name_for(text: str, run: Sequence[Word], place: int, before: int) -> bool:
    """Whether somebody gives something a name in quotation marks: "has called the claim 'a fairy tale'"."""
    if before < 0 or not (run[before].capital or run[before].folded in _SUBJECTS):
        return False
    return _QUOTED_OBJECT.match(text[run[place].end :]) is not None


def _may_be_told(run: Sequence[Word], place: int) -> bool:
    """Whether what follows "he added" may be a clause, and no sum."""
    following = run[place + 1] if place + 1 < len(run) else None
    return following is None or not (following.number or following.folded in ("about", "a", "an", "to", "some", "more"))


def _clause_follows(text: str, run: Sequence[Word], place: int) -> bool:
    """Whether what follows is told, and no mere object: "reported that", "he added.", "the agency reported today"."""
    word = run[place]
    if _END.match(text[word.end :]):
        return (
            (place > 0 and run[place - 1].folded in PUBLISHED)
            if word.folded in _SHOWING
            else _closes_a_report(text, word)
        )
    following = run[place + 1] if place + 1 < len(run) else None
    if following is None:
        return True
    if word.folded in _SHOWING:
        return run[place - 1].folded in PUBLISHED
    if following.folded in _OPENS_CLAUSE - {"the", "his", "its", "their", "her", "no", "this", "these", "those"}:
        return True
    if word.folded in ("today", "yesterday") or following.folded in ("today", "yesterday", "on", "earlier", "late"):
        return place > 0 and any(before.folded in _MEDIA for before in run[max(0, place - 4) : place])
    if word.folded.startswith(("estimate", "expect", "fear", "believe", "think", "thought")):
        return following.folded in _OPENS_CLAUSE or following.capital or following.folded in ("a", "an")
    return False


def _closes_a_report(text: str, verb: Word) -> bool:
    """Whether a verb ends what was told before a comma: ", the agency reported.", not "2.5 pct reported."."""
    stretches = re.split(r"[,”\"]", text[: verb.start])
    if len(stretches) < 2 and not re.match(r"\s*[:“\"]", text[verb.end :]):
        return bool(re.match(r"\s*,", text[verb.end :]))
    return not re.search(r"\d|\b(?:was|were|is|are|be|been|will|would)\b", stretches[-1])


def _behind_a_name(run: Sequence[Word], before: int) -> bool:
    if before < 0:
        return False
    word = run[before]
    return word.capital or word.folded in _SUBJECTS or word.folded in _MEDIA or word.folded in PUBLISHED


def _object_follows(run: Sequence[Word], place: int, objects: str, *, within: int) -> bool:
    wanted = objects.split()
    return any(after.folded in wanted for after in run[place + 1 : place + 1 + within])


def _after_stops(text: str, word: Word) -> bool:
    """Whether a capital is one for the stop before it: "in the U.K., Said it is arranging"."""
    return re.search(r"(?:\.|ǀ),?\s+$", text[max(0, word.start - 5) : word.start]) is not None
