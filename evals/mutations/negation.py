"""Alterations that deny what is said, say what is denied, or make sure what is possible."""

from __future__ import annotations

import re

from evals.mutations.cases import Chance
from evals.mutations.stated import Change, Stated, first_that, in_quotes

_PAST = {
    "rose": "rise", "fell": "fall", "agreed": "agree", "announced": "announce", "reported": "report", "made": "make",
    "took": "take", "gave": "give", "began": "begin", "sold": "sell", "bought": "buy", "held": "hold", "signed": "sign",
    "approved": "approve", "accepted": "accept", "received": "receive", "completed": "complete", "acquired": "acquire",
    "offered": "offer", "proposed": "propose", "called": "call", "met": "meet", "won": "win", "lost": "lose",
    "raised": "raise", "increased": "increase", "reached": "reach", "filed": "file", "ordered": "order",
    "closed": "close",
    "opened": "open", "paid": "pay", "attacked": "attack", "launched": "launch", "visited": "visit", "urged": "urge",
    "produced": "produce", "imposed": "impose", "joined": "join", "praised": "praise", "became": "become",
    "declined": "decline", "decided": "decide", "ended": "end", "started": "start", "cut": "cut",
}  # fmt: skip
_PRESENT = {
    "expects": "expect", "plans": "plan", "wants": "want", "believes": "believe", "intends": "intend", "owns": "own",
    "holds": "hold", "includes": "include", "produces": "produce", "requires": "require", "remains": "remain",
    "supports": "support", "operates": "operate", "provides": "provide", "calls": "call", "needs": "need",
    "faces": "face",
}  # fmt: skip
_REMOVED = {
    "no longer": "still", "refused to": "agreed to", "declined to": "agreed to", "failed to": "managed to",
    "unable to": "able to", "unlikely to": "likely to", "denied": "confirmed", "rejected": "accepted",
    "without": "with",
    "does not": "does", "do not": "do", "did not": "did", "will not": "will", "would not": "would",
    "could not": "could",
    "cannot": "can", "is not": "is", "are not": "are", "was not": "was", "were not": "were", "has not": "has",
    "had not": "had", "have not": "have", "should not": "should", "never": "often", "there is no": "there is a",
    "there was no": "there was a", "has no": "has", "have no": "have", "had no": "had", "opposed": "supported",
}  # fmt: skip
_TURNED = {
    "agreed to": "refused to", "likely to": "unlikely to", "able to": "unable to", "accepted": "rejected",
    "confirmed": "denied", "approved": "rejected", "managed to": "failed to", "decided to": "declined to",
    "plans to": "has no plans to", "wants to": "does not want to", "there is a": "there is no", "supported": "opposed",
}  # fmt: skip
_AUXILIARY = re.compile(r"(?<![\w'’-])(will|would|could|can|is|are|was|were|has|have|had|should)(?= [a-z])")
_PARTICIPLE = re.compile(
    r"^ (?:(?:already|also|recently|since) )?(?:\w+ed|\w+en|been|made|sold|held|cut"
    r"|become|set|met|had|begun|bought|paid|put|won|led|lost|told) "
)
_SAID_NOT = re.compile(
    r"\bsaid (it|he|she|they|the [a-z]+) (does|did|will|would|could|has|had|is|was|were|are|do) not "
)
_SURE = {
    "may": "will", "might": "will", "probably": "certainly", "possible": "certain", "likely to": "certain to",
    "expected to": "certain to", "is considering": "has decided on", "are considering": "have decided on",
    "plans to": "has begun to", "possibly": "certainly", "hopes to": "will", "proposed": "final", "reportedly ": "",
    "allegedly ": "", "apparently ": "", "almost certain": "certain", "seeking to": "certain to", "tentatively ": "",
    "hoped to": "was certain to", "would like to": "will", "potential": "certain",
}  # fmt: skip


def alter_negation(text: str, stated: Stated, chance: Chance) -> Change | None:
    """A negation added, removed or moved; what stands within quotation marks and after "whether" is left alone."""
    del stated
    removed = _exchanged(text, _REMOVED)
    moved = [
        (m.start(), m.end(), f"did not say {m.group(1)} {m.group(2)} ")
        for m in _SAID_NOT.finditer(text)
        if _free(text, m.start())
    ]
    added = [*_negated(text), *_exchanged(text, _TURNED)]
    never = [(end, end, " never") for _, end, word in _auxiliaries(text) if word in ("has", "had", "have")]
    ways = {"negation removed": removed, "negation moved": moved, "negation added": added, "never added": never}
    for how in chance.mixed([name for name, found in ways.items() if found]):
        return first_that(chance, text, ways[how], how)
    return None


def alter_modality(text: str, stated: Stated, chance: Chance) -> Change | None:
    """What may be or is hoped for, told as certain."""
    del stated
    found = [
        one
        for one in _exchanged(text, _SURE)
        if not re.match(r" (?:not|as|or|also not)\b", text[one[1] :])
        and not re.search(r"\b(?:more|less|as|how|not|if|un|most|best|when|where|only)\s$", text[: one[0]])
    ]
    return first_that(chance, text, found, "made sure")


def _exchanged(text: str, table: dict[str, str]) -> list[tuple[int, int, str]]:
    found = []
    for old, new in table.items():
        edge = "" if old.endswith(" ") else r"(?![\w-])"
        for word in re.finditer(rf"(?<![\w-]){old}{edge}", text):
            if _free(text, word.start()) and not re.search(r"\b(?:not|n't|no|never) $", text[: word.start()]):
                found.append((word.start(), word.end(), new))
    return found


def _free(text: str, place: int) -> bool:
    """Whether a negation here turns the sentence: not in quotation marks, a question, a condition or a limit."""
    before = text[:place]
    asked = re.search(r"\b(?:whether|if|unless|until|than|as|or|before|should)\b[^,.]*$", before)
    return not in_quotes(text, place) and asked is None


def _auxiliaries(text: str) -> list[tuple[int, int, str]]:
    found = []
    for word in _AUXILIARY.finditer(text):
        after = text[word.end() :]
        has = word.group() in ("has", "have", "had")
        idle = re.match(r" (?:not|no|never|to be \w+ only|only|nothing|none|neither|hardly|little|few)\b", after)
        if _free(text, word.start()) and not idle and (not has or _PARTICIPLE.match(after)):
            found.append((word.start(), word.end(), word.group()))
    return found


def _negated(text: str) -> list[tuple[int, int, str]]:
    """The first auxiliaries with "not", plain verbs with "did not" and "does not"."""
    found = [(end, end, " not") for _, end, word in _auxiliaries(text) if word != "can"]
    for table, denial in ((_PAST, "did not"), (_PRESENT, "does not")):
        for old, plain in table.items():
            for word in re.finditer(rf"(?<![\w-]){old}(?![\w-])", text):
                if _free(text, word.start()) and _is_main_verb(text, word.start(), word.end()):
                    found.append((word.start(), word.end(), f"{denial} {plain}"))
    return found


def _is_main_verb(text: str, start: int, end: int) -> bool:
    """After a noun or a pronoun and before its object: not a participle, not a noun in the plural."""
    before = re.search(
        r"(?:\b(?:he|she|it|they|who|which)|\b(?:Inc|Corp|Co|Ltd|company|government|bank|ministry|group)"
        r"|\b[A-Z][a-z]+) $",
        text[:start],
    )
    after = re.match(r" (?:that|to|the|a|an|its|his|their|\d|in|on|by|it|all|with|for|[A-Z])\b", text[end:])
    return before is not None and after is not None and not re.match(r" by\b(?! \d)", text[end:])
