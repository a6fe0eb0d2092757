"""What a question asks for: its matter, its names, the kind of answer it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.words import Word, fold, words

AnswerType = Literal["person", "time", "place", "number", "reason", "yes_no", "statement", "thing"]
ANSWER_TYPES: tuple[AnswerType, ...] = ("person", "time", "place", "number", "reason", "yes_no", "statement", "thing")

SPEECH_STEMS = frozenset(
    "say said tell told claim deni announc stress affirm assert declar add argu insist warn vow pledg prais accus "
    "denounc condemn describ call explain express emphasis emphas highlight report state note comment remark respond "
    "repli think believ hope reject welcom laud underlin confirm suggest promis demand urg propos predict mention "
    "admit acknowledg convey quot write wrote".split()
)

# The first that matches decides; "what year" before "what", "how many" before "how".
_PATTERNS: tuple[tuple[AnswerType, str], ...] = (
    (
        "number",
        r"^how (?:many|much|often|old|tall|long|far|big|large|high|fast|deep|wide)\b"
        r"(?! (?:does|do|did) \w+ (?:intend|plan|want))",
    ),
    ("number", r"^(?:what|which) (?:number|percentage|percent|share|proportion|amount|population|price)\b"),
    (
        "number",
        r"^what(?:'s| is| was| are| were) (?:the|its|his|her|their) (?:(?:total|average|median|estimated|projected|"
        r"approximate|exact|current|overall|net|annual) )*(?:number|percentage|percent|share|proportion|amount|"
        r"population|price|cost|age|height|length|width|depth|weight|area|size|distance|speed|death toll|turnout)\b",
    ),
    ("time", r"^when\b"),
    (
        "time",
        r"^what(?:'s| is| was) (?:the|its|his|her) (?:\w+ )?(?:date|year|day|month|birth ?date|birthday|anniversary)\b",
    ),
    ("time", r"^(?:what|which|wich) (?:\w+ )?(?:year|month|day|date|time|week|weekday|century|decade|era|season)\b"),
    ("person", r"^(?:who|whom|whose|according to whom)\b"),
    (
        "place",
        r"^where\b|^(?:what|which|wich) (?:\w+ )?(?:city|country|countries|town|region|place|state|province|"
        r"village|location|capital|continent|island|river)\b"
        r"|^what(?:'s| is| was) (?:the|its|his|her) (?:\w+ )?(?:location|birth ?place|place of birth|hometown)\b",
    ),
    ("reason", r"^(?:why|how come|what (?:made|caused|led|prompted)|for what (?:reason|purpose))\b"),
    ("yes_no", r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b"),
)
_OPENING = re.compile(r"\b(?:according to whom|who|whom|whose|what|which|wich|when|where|why|how)\b")
_YES_NO = re.compile(r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b")
_SECOND_QUESTION = re.compile(
    r"(?:[,;?]\s+and|[,;?]|\s+and)\s+(?=(?:(?:on|in|at|by|from|to|for|with) )?"
    r"(?:what|who|whom|when|where|why|which|how)\b(?!\s*\?))",
    re.IGNORECASE,
)
_DO = frozenset({"did", "does", "do"})
_AUXILIARIES = _DO | frozenset("will would can could should has have had is are was were".split())
_QUESTION_WORDS = frozenset("what which who whom whose when where why how".split())
_GOING = frozenset("going about said".split())
_PLURALS = frozenset("people men women children police troops".split())
_LIGHT = frozenset(
    "want plan intend give take make get go come have happen let put hope try use need start hold play agre credit "
    "regard react respond look seem mean do".split()
)
_ADJECTIVAL = ("an", "ian", "ish", "ese", "i", "ch", "ern")
_TYPES = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart; stems are compared, never shown."""

    text: str
    matter: tuple[Word, ...]  # words that carry matter, in order, none twice
    kind: AnswerType
    asked_noun: str | None  # the stem counted or picked: "towns" in "how many towns"
    speaker: frozenset[str]  # stems of X in "what did X say about Y"
    verb: Word | None  # the act that is asked about: "cancel" in "why did X cancel …", "led" in "who led …"


def understand(text: str) -> Question:
    """The question taken apart.

    >>> q = understand("How many towns did the rebels seize?")
    >>> q.kind, q.asked_noun, [w.stem for w in q.matter]
    ('number', 'town', ['town', 'rebel', 'seiz'])
    >>> sorted(understand("What did Lavrov say about Sochi?").speaker)
    ['lavrov']
    >>> understand("Why did the rebels attack Aleppo?").verb.stem
    'attack'
    """
    found = words(text)
    speaker = _speaker(found)
    matter: list[Word] = []
    for word in found:
        if not word.stop and word.stem not in {known.stem for known in matter}:
            matter.append(word)
    return Question(
        text=text,
        matter=tuple(matter),
        kind="statement" if speaker else _kind(text),
        asked_noun=_asked_noun(text, found),
        speaker=speaker,
        verb=None if speaker else _verb(found),
    )


def parts(text: str) -> list[str]:
    """A question that asks two things, as two; any other as it is.

    >>> parts("How many came, and on what day did they leave?")
    ['How many came?', 'on what day did they leave?']
    """
    halves = _SECOND_QUESTION.split(text, maxsplit=1)
    if len(halves) == 1 or len(words(halves[0])) < 3:
        return [text]
    return [halves[0].strip().rstrip("?,;") + "?", halves[1].strip()]


def _kind(text: str) -> AnswerType:
    plain = fold(text).strip()
    opening = _OPENING.search(plain)
    if opening is not None and not _YES_NO.match(plain):
        plain = plain[opening.start() :]  # a later "who" or "when" opens a clause, not the question
        plain = plain[: opening.end() - opening.start() + 40]
    for kind, pattern in _TYPES:
        if pattern.search(plain):
            return kind
    return "thing"


def _asked_noun(text: str, found: tuple[Word, ...]) -> str | None:
    """The noun that is counted or picked: the first plural of "how many Lebanese soldiers", else its first word."""
    opening = re.search(r"\b(?:how many|how much|which|wich|what)\s+(?:of\s+the\s+|other\s+)?", fold(text))
    if opening is None:
        return None
    phrase: list[Word] = []
    for word in found:
        if word.start < opening.end() - 1:
            continue
        if word.stop or len(phrase) == 4:
            break
        phrase.append(word)
    plurals = [word for word in phrase if word.folded in _PLURALS or (word.folded[-1] == "s" and not word.capital)]
    return next((word.stem for word in [*plurals, *phrase]), None)


def _speaker(found: tuple[Word, ...]) -> frozenset[str]:
    """X of "what did X say", "how does X describe": what stands between the auxiliary and a speech verb."""
    if not found or found[0].folded not in {"what", "how", "wat"}:
        return frozenset()
    aux = next((i for i, w in enumerate(found[:3]) if w.folded in {"did", "does", "do", "has", "have", "had"}), None)
    if aux is None:
        return frozenset()
    verb = next((i for i, w in enumerate(found) if i > aux + 1 and w.stem in SPEECH_STEMS), None)
    if verb is None or verb - aux > 8:
        return frozenset()
    return frozenset(word.stem for word in found[aux + 1 : verb] if not word.stop)


def _verb(found: tuple[Word, ...]) -> Word | None:
    """What is said to be done or held: None where it can't be told or means little.

    "led" in "who led …", "chair" in "who is going to chair …", "commander" in "who is the
    commander of …", "cancel" in "why did X cancel …", "carry" in "which networks will carry …".
    """
    place = next((i for i, word in enumerate(found[:6]) if word.folded in _AUXILIARIES), None)
    if found and found[0].folded == "who":
        verb = next((word for word in found[1:] if not word.stop and word.folded not in _GOING), None)
    elif place is None:
        return None
    elif (
        place > 0
        and found[place - 1].folded not in {*_QUESTION_WORDS, "many", "much"}
        and found[place].folded not in _DO
    ):
        # "which networks will carry": the subject stood before
        verb = next((word for word in found[place + 1 :] if not word.stop), None)
    else:
        verb = _after_subject(found[place + 1 :])
    means_little = verb is None or verb.stop or verb.capital or verb.stem in _LIGHT or verb.stem in SPEECH_STEMS
    return None if means_little else verb


def _after_subject(found: tuple[Word, ...]) -> Word | None:
    rest = list(found)
    determined = bool(rest) and rest[0].stop
    if determined:
        rest = rest[1:]
    named = False
    while rest and (rest[0].capital or (named and rest[0].folded in {"and", "of", "the"})):
        # "the Kremlin" is whole, "the Syrian leader" has its noun after it
        named = not rest[0].folded.endswith(_ADJECTIVAL)
        rest = rest[1:]
    if determined and not named and rest:
        rest = rest[1:]  # "the rebels": its noun
    return next((word for word in rest[:2] if not word.stop), None)
