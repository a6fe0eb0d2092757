"""A question that leans on the conversation, made to stand alone.

Only words of the conversation are added, and only where the question can't be understood
without them: a question that stands alone is searched for as it was asked.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.cited_texts.markers import take_apart
from rag.answering.followups.leaning import Leaning, asks_of_articles, leaning_words, without_articles
from rag.answering.followups.mentions import PLACED, mentions_in, personal, stems_of
from rag.answering.verifying.claims import names
from rag.places import known_place
from rag.words import content_stems, words

TURNS = 6  # of the conversation that are read, the last ones
READ = 4000  # characters of each question and answer of it
LONGEST_FRAGMENT = 6  # words; more without a verb that asks is an order, or another language
TOLD = 6  # words of an answer that stand for what it told
FOCUS = 3  # names that an answer adds to what its question was about

_NAMES_A_FOCUS = re.compile(r"^\W*(?:who|whom|which|where|what (?:\w+ )?(?:country|city|town|company|group))\b", re.I)
_ASKS_WHO = re.compile(r"^\W*(?:who|whom)\b", re.IGNORECASE)
_WHO_IS = re.compile(r"^\W*(?i:who|what) (?:is|was|are|were) (?:the )?(?=[A-Z])")
_JOINED = re.compile(r"^\s*(?:(?:and|but|or|so|also|okay|ok|well|then)\b[\s,]*)+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how) about\s+|^(?=(?:any\w*|something) about )", re.IGNORECASE)
_COURTESY = re.compile(
    r"^(?:thanks|thank you|hello|hi|hey|great|good|bye|goodbye|please)\b\W*(?:\w+\W*)?$", re.IGNORECASE
)
_OPENS_FRAGMENT = re.compile(
    r"(?:in|on|at|from|for|with|without|about|after|before|during|since|until|by|to|of|near|under|the|a|an|any\w*)\b",
    re.I,
)
_ASKING = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|"
    r"would|should)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:(?:since|by|for|from|with|until|to) )?(?:who|whom|whose|what|which|when|where|why|how)"
    r"(?: (?:not|else|so|come|many|much|long|often|far|old|ones?|exactly|about|then|is that|was that))*\W*$",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"^(?:why|when|where|how)\W*$", re.IGNORECASE)
_INVERTED = re.compile(
    r"^\W*(?:(?:when|where|why|how|what|whom)\s+)?(?P<rest>(?:is|are|was|were|does|do|did|has|have|had|can|will)\s.+?)\W*$",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\s+(?!(?:in|at|on|to|there|about|for|with|after|before|and|or|then|again|say|said)\b)\w")
_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_DATE = re.compile(
    r"\b(?:1[0-9]{3}|20[0-9]{2}|(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)(?: \d{1,2}\b)?)"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question, as it stood alone, with its answer without markers."""

    question: str
    answer: str
    alone: bool = True  # the question did not lean on an earlier one


def stand_alone(question: str, history: Sequence[tuple[str, str]]) -> str:
    """The question as it is understood after this conversation; the question itself where it needs none.

    `history` are (question, answer) texts, oldest first.

    >>> lavrov = [("What did Lavrov deny?", "Lavrov denied reports about Sochi. [1]")]
    >>> stand_alone("When did he meet Assad?", lavrov)
    'When did Lavrov meet Assad?'
    >>> stand_alone("What about Fidan?", lavrov)
    'What did Fidan deny?'
    >>> stand_alone("Who met Assad?", lavrov)
    'Who met Assad?'
    """
    return _understood(question, _turns(history))


def leant_on(question: str, history: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The questions that this one leans on, as they are understood, the nearest first; none where it stands alone.

    >>> leant_on("Why did he deny it?", [("Who denied it in 2017?", "Lavrov. [1]"), ("And why?", "No article says.")])
    ('why? (denied 2017, Lavrov)', 'Who denied it in 2017?')
    """
    turns = _turns(history)
    if _understood(question, turns) == question:
        return ()
    alone = next((place for place in reversed(range(len(turns))) if turns[place].alone), 0)
    return tuple(turn.question for turn in reversed(turns[alone:]))


def leans(question: str, history: Sequence[tuple[str, str]]) -> bool:
    """Whether the question needs the conversation."""
    return stand_alone(question, history) != question


def _turns(history: Sequence[tuple[str, str]]) -> list[Turn]:
    turns: list[Turn] = []
    for asked, answer in history[-TURNS:]:
        if asked.strip() and not _COURTESY.match(asked.strip()):
            understood = _understood(asked[:READ], turns)
            turns.append(Turn(understood, take_apart(answer[:READ]).plain, alone=understood == asked[:READ]))
    return turns


def _understood(question: str, turns: Sequence[Turn]) -> str:
    if not turns:
        return question
    rest = _JOINED.sub("", question).strip()
    last = turns[-1]
    if not words(rest) or _COURTESY.match(rest):
        return question
    if _BARE.match(rest) and not _ABOUT.match(rest):
        return _continued(rest, last)
    if _fragment(rest, joined=rest != question.strip()):
        return _with_another(_ABOUT.sub("", rest), last)
    leaning = leaning_words(rest)
    if leaning:
        return _resolved(rest, leaning, turns)
    if asks_of_articles(last.question) and names(f"x {rest}") and _ASKING.match(rest):
        return rest  # what was counted or compared is no topic of it
    if _thin(rest) or _returns(rest, last):
        return _beside(rest, _topic(last, names_only=not _thin(rest)))
    return question


def _fragment(rest: str, *, joined: bool) -> bool:
    """Whether it is no whole question: "What about Kerry?", "And in 2017?", "In Jordan?", "Kerry?"."""
    if _ABOUT.match(rest):
        return True
    if _ASKING.search(rest) or len(words(rest)) > LONGEST_FRAGMENT:
        return False
    named = all(word.capital or word.number or word.stop for word in words(rest))
    return joined or (rest.endswith("?") and (named or _OPENS_FRAGMENT.match(rest) is not None))


def _resolved(question: str, leaning: Sequence[tuple[object, Leaning]], turns: Sequence[Turn]) -> str:
    """Pronouns of persons as the names they stand for; what other words stand for beside the question."""
    last = turns[-1]
    person = _person(question, turns) if any(kind == "person" for _, kind in leaning) else None
    rewritten = _named(question, person) if person is not None else question
    kinds = {kind for _, kind in leaning}
    beside: list[str] = []
    if "place" in kinds:
        beside += _places(turns)
    if "time" in kinds:
        beside += _times(last)
    if kinds & {"thing", "plural", "time"} or (kinds == {"person"} and (person is None or _thin(question))):
        beside += _topic(last)
    return _beside(rewritten, beside)


def _named(question: str, person: str) -> str:
    """The question with the name where "he", "she" and the like stand; the first as a name, the rest as they are."""
    for span, kind in leaning_words(question):
        if kind != "person":
            continue
        pronoun = question[span.start : span.end].lower()
        after = question[span.end :]
        owns = pronoun in ("his", "hers") or (pronoun == "her" and _OWNED.match(after) is not None)
        name = f"{person}'s" if owns else person
        return question[: span.start] + name + after
    return question


def _continued(rest: str, last: Turn) -> str:
    """ "Why?" after "When did X do Y?" is "Why did X do Y?"."""
    inverted = _INVERTED.match(last.question)
    if re.match(r"^who else\b", rest, re.IGNORECASE) and _ASKS_WHO.match(last.question):
        return _ASKS_WHO.sub("Who else", last.question, count=1)
    if _ADVERB.match(rest) and inverted is not None and not _asks_what(last.question):
        opening = rest.strip(" ?!.")
        return _beside(f"{opening[0].upper()}{opening[1:]} {inverted['rest']}?", _focus(last))
    return _beside(rest, [*_topic(last), *(_told(last) if _asks_what(last.question) else ())])


def _told(last: Turn) -> list[str]:
    """The first words of matter of an answer: what "why?" asks of after "What did X say?"."""
    first = re.split(r"(?<=[.!?])\s", last.answer, maxsplit=1)[0]
    return [first[word.start : word.end] for word in words(first) if not word.stop][:TOLD]


def _asks_what(question: str) -> bool:
    return bool(re.match(r"^\W*(?:what|whom)\b", question, re.IGNORECASE))


def _with_another(fragment: str, last: Turn) -> str:
    """The last question asked of something else: "And in 2017?", "What about Kerry?"."""
    fragment = fragment.strip().rstrip("?!. ").strip()
    if not fragment:
        return _beside(last.question, [])
    asked = last.question.strip()
    year = _YEAR.search(fragment)
    if year is not None and _YEAR.search(asked):
        return _YEAR.sub(year.group(), asked, count=1)
    about = re.search(r"\babout\s+(?P<matter>.+?)\W*$", asked)
    if about is not None and re.match(r"^\w+ about ", fragment):
        return f"{asked[: about.start()]}about {fragment.split(' about ', 1)[1]}?"
    found = names(f"x {fragment}")
    if len(found) == 1 and not year and not content_stems(fragment.replace(found[0].text, "")):
        replaced = _replaceable(found[0].text, fragment, asked)
        if replaced is not None:
            return re.sub(rf"(?<!\w){re.escape(replaced)}(?!\w)", found[0].text, asked, count=1)
    return _beside(asked, [fragment])


def _replaceable(name: str, fragment: str, asked: str) -> str | None:
    """The name of the earlier question in whose place this one stands: a place for a place, else the first other."""
    mentions = mentions_in(asked)
    placed = known_place(name) or fragment.split()[0].lower() in PLACED
    alike = [mention for mention in mentions if (mention.kind == "place") == placed]
    return next((mention.text for mention in [*alike, *mentions]), None)


def _beside(question: str, added: Sequence[str]) -> str:
    """The question with those words in brackets behind it that it does not have."""
    own = {word.stem for word in words(question)}
    missing: list[str] = []
    for text in added:
        stems = {word.stem for word in words(text)}
        if not stems <= own:
            missing.append(text)
            own |= stems
    return f"{question.strip()} ({' '.join(missing).replace(' ,', ',').lstrip(', ')})" if missing else question


def _topic(last: Turn, *, names_only: bool = False) -> list[str]:
    """What the last turn was about: the matter of its question and the names its answer adds."""
    asked = without_articles(last.question)
    named = [mention.text for mention in mentions_in(asked)]
    matter = [asked[word.start : word.end] for word in words(asked) if not word.stop]
    about = named if names_only and named else matter
    return [*about, *_focus(last)]


def _focus(last: Turn) -> list[str]:
    """The names that the answer gives to a question for one, each with a comma before it: who, which, where."""
    if not _NAMES_A_FOCUS.match(last.question) or _WHO_IS.match(last.question):
        return []
    own = {word.stem for word in words(last.question)}
    fresh = [f", {mention.text}" for mention in mentions_in(last.answer) if not stems_of([mention]) & own]
    return list(dict.fromkeys(fresh))[:FOCUS]


def _person(question: str, turns: Sequence[Turn]) -> str | None:
    """Whom "he" or "she" stands for: whom the last question asked for or of, else whom its answer names."""
    own = {word.stem for word in words(question)}
    others = re.search(r"\belse\b", question) is not None  # "Did anyone else meet him?": not who was just named
    for turn in reversed(turns):
        asked, told = mentions_in(turn.question), mentions_in(turn.answer)
        for found in ([*told, *asked] if _asks_for_person(turn) and not others else asked, told):
            fit = [m for m in found if m.kind in ("person", "unknown") and not stems_of([m]) & own]
            known = set() if found is asked or found is told else stems_of(asked)
            best = max([m for m in fit if not stems_of([m]) & known] or fit, key=personal, default=None)
            if best is not None:
                return best.text
    return None


def _asks_for_person(turn: Turn) -> bool:
    return bool(_ASKS_WHO.match(turn.question)) and not _WHO_IS.match(turn.question)


def _places(turns: Sequence[Turn]) -> list[str]:
    for turn in reversed(turns):
        for text in (turn.answer, turn.question):
            found = [mention.text for mention in mentions_in(text) if mention.kind == "place"]
            if found:
                return found[:2]
    return []


def _times(last: Turn) -> list[str]:
    return _DATE.findall(last.question)[:1] or _DATE.findall(last.answer)[:1]


def _thin(question: str) -> bool:
    """Whether it has hardly a word of its own."""
    return len([word for word in words(question) if not word.stop]) <= 1


def _returns(question: str, last: Turn) -> bool:
    """Whether it names nobody and speaks of "the" something that the last turn spoke of."""
    if any(name.words[0].start > 0 for name in names(question)) or _YEAR.search(question):
        return False
    found = words(question)
    if len([word for word in found if not word.stop]) > 3:
        return False
    spoken = {word.stem for word in (*words(last.question), *words(last.answer)) if not word.stop}
    return any(before.folded == "the" and word.stem in spoken for before, word in itertools.pairwise(found))
