"""Faithful rewordings: the same said in other words, formats, marks or order."""

from __future__ import annotations

import re

from evals.mutations.cases import Chance
from evals.mutations.names import names
from evals.mutations.stated import Alter, Change, Stated, first_that, in_quotes, put, quoted_spans

_SYNONYMS = (
    ("said", ("stated",)), ("said that", ("stated that",)), ("told reporters", ("said to reporters",)),
    ("purchase", ("buy",)), ("purchased", ("bought",)), ("nearly", ("almost",)), ("because of", ("due to",)),
    ("prior to", ("before",)), ("began", ("started",)), ("several", ("a number of",)),
    ("approximately", ("about", "around")),
    ("about", ("around", "roughly")), ("additional", ("further",)), ("received", ("got",)),
    ("previously", ("earlier",)),
    ("attempt", ("effort",)), ("requires", ("needs",)), ("large", ("big",)), ("permit", ("allow",)),
    ("assist", ("help",)),
    ("said it", ("said that it",)), ("but", ("although",)), ("in order to", ("to",)), ("although", ("though",)),
    ("while", ("whereas",)), ("firm", ("company",)), ("terminate", ("end",)), ("ended", ("finished",)),
    ("largest", ("biggest",)), ("chairman", ("head",)), ("per share", ("a share",)), ("obtain", ("get",)),
    ("currently", ("at present", "now")), ("following", ("after",)), ("in addition", ("moreover",)),
)  # fmt: skip
_OPENER = re.compile(
    r"^(?:However|Meanwhile|In addition|Also|But|And|Earlier|At the same time|In a statement|Moreover|Separately|"
    r"Nevertheless|As a result|On the other hand|Furthermore|For his part|For example|In fact|Instead|Overall|"
    r"Still|Yet),? (?!of )(?=[A-Za-z“\"])"
)
_WORDED = dict(enumerate("zero one two three four five six seven eight nine ten eleven twelve".split()))
_SPELT = {word: str(number) for number, word in _WORDED.items() if number > 1}
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH_DAY = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?![\d/,-]|\w| to | and | or )(?:, (?=\d{{4}}\b))?")
_SHORT_MONTH = re.compile(r"\b(Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.? (?=\d{1,2}\b)")
_LONG = {
    "Jan": "January",
    "Feb": "February",
    "Aug": "August",
    "Sept": "September",
    "Oct": "October",
    "Nov": "November",
    "Dec": "December",
}
_FUNCTION = frozenset(
    "the a an it he she they we there this that these those its his her their in on at for by with as all both some "
    "many most no any".split()
)
_SPEAKER = r"(?:(?:the |a |an )?(?:[a-z]+ ){0,2})?(?:[A-Z][\w.&'-]*(?: of| and)? ){0,5}(?:[A-Z][\w&'-]+|[a-z]+)"
_SAID_LAST = re.compile(rf"^(?P<what>[^\"“”]{{30,}}?), (?P<who>{_SPEAKER}) said\.$")
_SAID_FIRST = re.compile(
    rf"^(?P<who>{_SPEAKER}) said (?:that )?(?P<what>(?!in |on |at |to |by |after |today|yesterday|last|earlier|"
    rf"during|of|for|its |as |while|when|if|under|there had)[^\"“”]{{25,}})\.$"
)
_NO_SPEAKER = re.compile(
    r"^(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Ii]|[Ww]e|who|which|also|but|and)\b|\b(?:also|but|and|who|which|that)$|\b(?:he|it|they|she)$"
)
_TICKER = re.compile(r"\s?<[A-Z]+(?:\.[A-Z]+)?>|\s?\([A-Z]{2,5}\)(?=[ ,.])")
_SAYS = r"(?:said|told|added|announced|stated)"


def synonym(text: str, stated: Stated, chance: Chance) -> Change | None:
    """One plain word exchanged for another that means the same; never within quotation marks."""
    found = [
        (place.start(), old, new)
        for old, new in _SYNONYMS
        for place in re.finditer(rf"(?<![\w-]){old}(?![\w-])", text)
        if not in_quotes(text, place.start()) and _means(old, text, place.start(), place.end())
    ]
    if not found:
        return None
    start, old, new = chance.pick(found)
    return Change(put(text, start, start + len(old), chance.pick(new)), "synonym")


def _means(old: str, text: str, start: int, end: int) -> bool:
    """Whether the word has the meaning here that its synonym has."""
    before, after = text[:start], text[end:]
    if old in ("about", "approximately"):
        return bool(re.match(r" [$£]?\d", after))
    if old == "said" or old == "said that":
        return bool(re.match(r" (?:the|a|it|he|she|they|in|on|that)\b|\.$", after)) and not re.search(
            r"\b(?:is|was|are|were|be) $", before
        )
    if old in ("but", "while", "although"):
        return before.endswith(", ") and bool(re.match(r" (?:the|it|he|they|she|there)\b", after))
    if old == "firm":
        return bool(re.search(r"\b(?:the|a) (?:[a-z]+ )?$", before)) and not re.match(
            r" [a-z]+s?\b(?<!said)(?<!is)", after
        )
    if old == "following":
        return (
            before.endswith(" ")
            and bool(re.match(r" (?:a|the|its|his) ", after))
            and not re.search(r"\b(?:the|is|was|are|be) $", before)
        )
    if old == "chairman":
        return bool(re.match(r" of ", after))
    if old in ("purchase", "attempt", "permit", "assist", "obtain", "terminate"):
        noun = old == "attempt"
        return bool(re.search(r"\b(?:an) $" if noun else r"\b(?:to|will|would|may) $", before)) and (
            not noun or after.startswith(" to ")
        )
    if old == "ended":
        return (
            bool(re.search(r"\b[a-z]+s? $", before))
            and not re.search(r"\b(?:year|months?|week|quarter|period|half) $", before)
            and bool(re.match(r" (?:at|in|with)\b", after))
        )
    return not before.endswith(("year ", "months "))


def number_format(text: str, stated: Stated, chance: Chance) -> Change | None:
    """One number written another way; a whole number of one digit may become a word and the other way round."""
    found: list[tuple[int, int, str]] = []
    for number in re.finditer(r"(?<![\w.,/<$£-])(\d{1,3}(?:,\d{3})+)(?![\w/,-]|\.\d)", text):
        found.append((number.start(), number.end(), number.group().replace(",", "")))
    for number in re.finditer(r"(?<![\w.,/<$£-])(\d{5,6})(?![\w/,-]|\.\d)", text):
        found.append((number.start(), number.end(), f"{int(number.group()):,}"))
    for number in re.finditer(r"(?<![\w.,/<$£-])(\d{1,2})(?= [a-z]{3,})(?! (?:to|and|or) )", text):
        if int(number.group()) in range(2, 13) and not re.search(
            rf"(?:{_MONTH}|\b[A-Z]\w+|\bto|\bor|\band) $", text[: number.start()]
        ):
            found.append((number.start(), number.end(), _WORDED[int(number.group())]))
    for word in re.finditer(rf"(?<![\w-])({'|'.join(_SPELT)})(?= [a-z]{{3,}})", text):
        if word.start() > 4 and not in_quotes(text, word.start()):
            found.append((word.start(), word.end(), _SPELT[word.group()]))
    for year in re.finditer(r"(?<=\d) (mln|bln)\b", text):
        found.append((year.start(1), year.end(1), {"mln": "million", "bln": "billion"}[year.group(1)]))
    return first_that(chance, text, found, "number format")


def unit_format(text: str, stated: Stated, chance: Chance) -> Change | None:
    """Every such unit of the sentence in another usual spelling: pct, percent, per cent or %; dlrs, dollars or $."""
    ways = []
    if re.search(r"\d pct\b", text):
        new = chance.pick((" percent", " per cent", "%"))
        ways.append(re.sub(r"(?<=\d) pct\b", new, text))
    if re.search(r"\d (?:percent|per cent)\b", text):
        ways.append(re.sub(r"(?<=\d) (?:percent|per cent)\b", chance.pick(("%", " pct")), text))
    if re.search(r"\d%", text):
        ways.append(re.sub(r"(?<=\d)%", chance.pick((" percent", " per cent")), text))
    for place in re.finditer(r"(?<![\w$.,-])(\d[\d,.]*) ((?:mln|bln|million|billion) )?dlrs\b(?! per| a )", text):
        size = {"mln": " million", "bln": " billion"}.get(
            (place.group(2) or "").strip(), " " + (place.group(2) or "").strip()
        )
        ways.append(put(text, place.start(), place.end(), f"${place.group(1)}{size.rstrip()}"))
    if re.search(r"\bdlrs\b", text):
        ways.append(re.sub(r"\bdlrs\b", "dollars", text))
    if re.search(r"\d cts\b", text):
        ways.append(re.sub(r"(?<=\d) cts\b", " cents", text))
    return Change(chance.pick(ways), "unit format") if ways else None


def date_format(text: str, stated: Stated, chance: Chance) -> Change | None:
    """April 3 as 3 April or Apr 3; short months in full."""
    short = [(m.start(), m.end(), _LONG[m.group(1)] + " ") for m in _SHORT_MONTH.finditer(text)]
    found = [
        (m.start(), m.end(), chance.pick((f"{m[2]} {m[1]}", f"{m[2]} {m[1]}", f"{m[1][:3]} {m[2]}")))
        for m in _MONTH_DAY.finditer(text)
        if not in_quotes(text, m.start()) and (m.end() == len(text) or text[m.end() - 1] != " ")
    ]
    return first_that(chance, text, found + short, "date format")


def shortened_name(text: str, stated: Stated, chance: Chance) -> Change | None:
    """A person by surname alone, or without the title; U.S. without its stops."""
    found: list[tuple[int, int, str]] = []
    for name in names(text, stated.surnames):
        if name.kind == "person" and not in_quotes(text, name.start):
            words = name.text.split(" ")
            if len(words) > 1 and text.count(words[-1]) == 1:
                particle = words[-2].lower() in {"de", "van", "von", "der", "al"}
                found.append(
                    (name.start, name.end, " ".join(words[-2:] if particle and len(words) > 2 else words[-1:]))
                )
            titled = re.search(
                r"(?:(?<=^)|(?<=, )|(?<=and )|(?<=that ))(?:[A-Z][a-z]+ ){0,3}"
                r"(?:President|Minister|Secretary|Chairman|Senator|Governor) $",
                text[: name.start],
            )
            if titled and len(words) > 1:
                found.append((titled.start(), name.start, ""))
    found += [(m.start(), m.end(), "US") for m in re.finditer(r"\bU\.S\.(?= [a-z])", text)]
    return first_that(chance, text, found, "name")


def quote_marks(text: str, stated: Stated, chance: Chance) -> Change | None:
    """The same words between marks of another kind."""
    spans = quoted_spans(text)
    if not spans or "‘" in text:
        return None
    opening, closing = chance.pick([one for one in ("“”", "‘’", "''", "«»", '""') if one[0] != text[spans[0][0] - 1]])
    for start, end in reversed(spans):
        if opening in "'‘" and "'" in text[start:end]:
            return None
        text = put(text, start - 1, end + 1, f"{opening}{text[start:end]}{closing}")
    return Change(text, "quotation marks")


def opener_dropped(text: str, stated: Stated, chance: Chance) -> Change | None:
    """Without an opening "However," or "Meanwhile,"."""
    opener = _OPENER.match(text)
    if opener is None or len(text.split()) < 8:
        return None
    rest = text[opener.end() :]
    return Change(rest[0].upper() + rest[1:], "opener dropped")


def reported(text: str, stated: Stated, chance: Chance) -> Change | None:
    """ "P, X said." as "According to X, p." or "X said p.", and the other way round."""
    found = _SAID_LAST.match(text) or _SAID_FIRST.match(text)
    if found is None or _NO_SPEAKER.search(found["who"]):
        return None
    who, what = found["who"], found["what"]
    inner = who[0].lower() + who[1:] if who.split(" ")[0].lower() in _FUNCTION else who
    first = what.split(" ")[0]
    if first.lower() in _FUNCTION:
        what = what[0].lower() + what[1:]
    ways = [f"According to {inner}, {what}."]
    if found.re is _SAID_FIRST:
        ways.append(f"{what[0].upper()}{what[1:]}, {inner} said.")
    else:
        ways.append(f"{who[0].upper()}{who[1:]} said that {what}.")
    return Change(chance.pick(ways), "reported")


def apposition_dropped(text: str, stated: Stated, chance: Chance) -> Change | None:
    """Without a ticker, or what a pair of commas puts in apposition."""
    ticker = _TICKER.search(text)
    if ticker and ticker.start() > 0 and text[ticker.end() : ticker.end() + 1] in {" ", ",", "."}:
        return Change(put(text, ticker.start(), ticker.end(), ""), "ticker dropped")
    found = re.search(rf"(?<=[a-z]), (?:a|an|the) [a-z][^,\"“;:<]{{5,60}}, (?={_SAYS}|is |was |will |has |had )", text)
    if found and not re.search(r"\b(?:and|or)\b", found.group()) and "," not in text[: found.start()]:
        return Change(put(text, found.start(), found.end(), " "), "apposition dropped")
    return None


def tail_dropped(text: str, stated: Stated, chance: Chance) -> Change | None:
    """The first of two statements that ", while" joins."""
    found = re.search(r", (?:while|whereas) (?:the|it|he|they|its|[A-Z])[^\"“]+\.$", text)
    first = text[: found.start()] if found else ""
    if (
        found is None
        or re.search(_SAYS, found.group())
        or len(first.split()) < 7
        or first.count('"') % 2
        or re.match(r"(?:If|When|While|Although|As|Since)\b", first)
    ):
        return None
    return Change(first + ".", "tail dropped")


def contracted(text: str, stated: Stated, chance: Chance) -> Change | None:
    """did not as didn't."""
    found = re.search(r"\b(did|does|do|is|are|was|were|has|have|had|would|could|should) not\b", text)
    if found is None or in_quotes(text, found.start()):
        return None
    return Change(put(text, found.start(), found.end(), f"{found.group(1)}n't"), "contracted")


def who_he_is(text: str, stated: Stated, chance: Chance) -> Change | None:
    """ "He said" with the name of the only person of the sentence before, which is evidence too."""
    if not re.match(rf"He (?:also )?{_SAYS}\b", text) or len(stated.evidence) < 2:
        return None
    people = {name.text for name in names(stated.evidence[1], stated.surnames) if name.kind == "person"}
    others = re.findall(r"[A-Z][a-z]+", text[2:])
    if len(people) != 1 or not re.search(rf"{re.escape(next(iter(people)))}[^.]*\b{_SAYS}\b", stated.evidence[1]):
        return None
    name = people.pop()
    surname = name.split(" ")[-1]
    return None if surname in others else Change(chance.pick((name, surname)) + text[2:], "name for he")


REWORDINGS: tuple[Alter, ...] = (
    synonym, number_format, unit_format, date_format, shortened_name, quote_marks,
    opener_dropped, reported, apposition_dropped, tail_dropped, contracted, who_he_is,
)  # fmt: skip
