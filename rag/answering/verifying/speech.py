"""Who says what: speakers beside their verbs of speech, and whether the same one says it in the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.verifying.claims import names
from rag.answering.verifying.naming import GENERIC, may_be_same
from rag.words import Word, words

_SAYING = frozenset(
    "say said tell told state add claim deni announc stress affirm assert declar argu insist warn explain "
    "note comment remark report conclud estim predict suggest admit acknowledg confirm think believ forecast "
    "repli recal".split()
)
_FORMS = frozenset(
    "say says said tell tells told think thinks thought believe believes warns argues insists adds".split()
)
_SAID_BY = frozenset({"say", "said", "add", "note", "explain", "report"})  # may stand before who speaks: "said Lavrov"
_BETWEEN = frozenset(
    "also has have had later earlier then further again now still today yesterday been is was were are be that".split()
)
_CHUNK_END = re.compile(r"[,;:!?“”\"]|\.\s|—|–| -- ")
_CLAUSE_WORDS = frozenset(
    "and but that which who while because although though when as if whereas after before".split()
)
_AFTER_END = frozenset("that in on at to for from with during after before while when as by late early".split())
_PRONOUNS = frozenset("he she it they i we this these those who".split())
_ANOTHER = re.compile(r"\b(?:an?|another|one|some)\s+(?:\w+\s+)?$", re.IGNORECASE)
OWNS = re.compile(r"['’]s?$")
_ASIDE = re.compile(r"\([^()]*\)|<[^<>]*>")
_ALIKE_ROLES = tuple(
    frozenset(group.split())
    for group in (
        "offici author govern ministri administr spokesman spokeswoman spokesperson repres sourc minist depart "
        "diplomat",
        "compani firm corpor group concern manufactur spokesman spokeswoman offici execut manag bank airlin carrier "
        "maker",
        "analyst economist expert observ sourc",
        "banker trader dealer broker sourc oper",
        "agenc associ organ organis offici institut bodi",
        "research scientist studi author survey report expert poll paper team find",
        "agenc statement report offici bureau",
        "newspap paper report daili magazin journal",
        "polic offic author investig",
        "court judg justic",
        "lawyer attorney counsel",
        "mp lawmak politician legisl senat congressman",
        "resid wit peopl villag local",
        "rebel milit insurg fighter group",
    )
)
_CLOSE = 6  # words from a verb of speech within which its speaker stands
_WINDOW = 14  # words on either side of the verb that count as what is said


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker with the verb, and the stems of what is said around it."""

    speaker: tuple[Word, ...]  # without articles; empty where only a pronoun stands
    said: frozenset[str]
    text: str

    @property
    def label(self) -> str:
        """The speaker as written."""
        return self.text[self.speaker[0].start : self.speaker[-1].end] if self.speaker else ""


def attributions(text: str) -> list[Attribution]:
    """The speakers of a text; asides in brackets are passed over.

    >>> [a.label for a in attributions("Turkey had claimed it, said Sergei Lavrov. According to the UN, it has not.")]
    ['Turkey', 'Sergei Lavrov', 'UN']
    """
    plain = _ASIDE.sub(lambda match: " " * len(match.group()), text)
    tokens = words(plain)
    found = []
    for place, word in enumerate(tokens):
        following = tokens[place + 1].folded if place + 1 < len(tokens) else ""
        if word.folded == "according" and following == "to":
            speaker = _after(plain, tokens, place + 1)
        elif word.stem in _SAYING and _finite(word) and following not in ("in", "by"):
            speaker = _before(plain, tokens, place)
            if speaker is None and word.stem in _SAID_BY:
                speaker = _after(plain, tokens, place)
        else:
            continue
        if speaker is None:
            continue
        own = {one.start for one in speaker}
        around = tokens[max(0, place - _WINDOW) : place + _WINDOW + 1]
        said = frozenset(
            one.stem for one in around if not one.stop and one.start not in own and one.stem not in _SAYING
        )
        found.append(Attribution(speaker, said, text))
    return found


def _finite(word: Word) -> bool:
    """Whether it is a verb that somebody says something with; "estimates" and "reports" are nouns as often."""
    return not word.capital and (word.folded.endswith("ed") or word.folded in _FORMS)


def _before(text: str, tokens: Sequence[Word], verb: int) -> tuple[Word, ...] | None:
    """Who stands before the verb, an apposition between commas passed; None where nobody does."""
    chunks: list[list[Word]] = [[]]
    later = tokens[verb]
    for place in range(verb - 1, max(-1, verb - 16), -1):
        word = tokens[place]
        if _CHUNK_END.search(text[word.end : later.start].replace("U.S.", "U S ")):
            closed = "," in text[word.end : later.start] and not re.search(r"[“”\"]", text[word.end : later.start])
            if not chunks[-1] and len(chunks) == 1 and not closed:
                break
            if not closed or len(chunks) == 3:
                break
            chunks.append([])
        later = word
        if not any(chunks) and len(chunks) == 1 and (word.folded in _BETWEEN or word.folded.endswith("ly")):
            continue
        if word.folded in _CLAUSE_WORDS and not (word.folded == "and" and chunks[-1] and chunks[-1][-1].capital):
            break
        chunks[-1].append(word)
    nearest = chunks[0]
    if not nearest:  # "Wilkinson, president of the company, said": the comma stands right before the verb
        nearest = [word for chunk in chunks[1:] for word in chunk] if len(chunks) == 3 and len(chunks[1]) <= 10 else []
    return _speaking(nearest[::-1])


def _after(text: str, tokens: Sequence[Word], verb: int) -> tuple[Word, ...] | None:
    found: list[Word] = []
    earlier = tokens[verb]
    for word in tokens[verb + 1 : verb + 9]:
        if (found and _CHUNK_END.search(text[earlier.end : word.start])) or (found and word.folded in _AFTER_END):
            break
        if word.folded in _CLAUSE_WORDS and not word.capital and not (word.folded == "and" and found):
            break
        found.append(word)
        earlier = word
    return _speaking(found)


def _speaking(chunk: Sequence[Word]) -> tuple[Word, ...] | None:
    matter = tuple(word for word in chunk if not word.stop)
    if matter:
        return matter
    return () if any(word.folded in _PRONOUNS for word in chunk) else None


def wrong_speakers(sentence: str, evidence: Sequence[str], background: str = "") -> Iterator[tuple[str, str]]:
    """(speaker of the sentence, who says the same in the evidence) where these can't be one and the same."""
    there = [attribution for text in evidence for attribution in attributions(text)]
    told = " ".join([*evidence, background])
    for ours in attributions(sentence):
        if not ours.speaker or not ours.said:
            continue
        shares = [(len(ours.said & theirs.said) / len(ours.said), theirs) for theirs in there]
        best = max((share for share, _ in shares), default=0.0)
        same = [theirs for share, theirs in shares if share >= 0.8 * best]
        if any(_stands_by_a_verb(ours, text) for text in {theirs.text for theirs in same}):
            continue
        if best >= 0.3 and not any(_may_be(ours, theirs, told) for theirs in same):
            yield ours.label, same[0].label


def _stands_by_a_verb(ours: Attribution, text: str) -> bool:
    """Whether the words for the speaker stand next to a verb of speech in a text, however its sentence is built.

    Whom somebody "told" is no speaker, nor is whose words are spoken of: "said Lobo's call was heard".
    """
    run = words(text)
    wanted = {word.stem for word in ours.speaker}
    for place, word in enumerate(run):
        if word.stem not in _SAYING:
            continue
        behind = [] if word.folded == "told" else run[place + 1 : place + _CLOSE + 1]
        near = [
            *run[max(0, place - _CLOSE) : place],
            *(one for one in behind if not OWNS.search(text[one.start : one.end])),
        ]
        if wanted <= {one.stem for one in near}:
            return True
    return False


def _may_be(ours: Attribution, theirs: Attribution, told: str) -> bool:
    if not theirs.speaker:
        return True
    one, other = own_names(ours), own_names(theirs)
    if one and other:
        return may_be_same(_written(one), _written(other), told)
    shared = {word.stem for word in ours.speaker} & {word.stem for word in theirs.speaker}
    if shared:
        return True
    if one and _ANOTHER.search(theirs.text[: theirs.speaker[0].start]) and _stands(one[-1], theirs.text):
        return False  # "a delegate said Lobo's call": nobody who is named beside
    if one or other:
        return True  # a name for a role, or a role for a name
    heads = [{word.stem for word in found.speaker} for found in (ours, theirs)]
    return any(heads[0] & group and heads[1] & group for group in _ALIKE_ROLES)


def _stands(name: Word, text: str) -> bool:
    return any(word.stem == name.stem and word.capital for word in words(text))


def own_names(attribution: Attribution) -> list[Word]:
    """The words that name this speaker and no other: no titles, no "Corp", no "Bankers" that opens a sentence."""
    capitals = {word.start for name in names(attribution.text) for word in name.words}
    own = [word for word in attribution.speaker if word.start in capitals and word.folded not in GENERIC]
    if len(attribution.speaker) == 1 and any(word.stem in group for word in own for group in _ALIKE_ROLES):
        return []
    return own


def _written(found: Sequence[Word]) -> str:
    return " ".join(word.folded for word in found)
