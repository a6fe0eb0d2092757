"""People, places and organisations by capitals and a small gazetteer; misses many, mistakes few."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

NameKind = Literal["person", "country", "city", "company", "institution", "nationality"]

# Before the stroke a country's names, after it places within it that are named in its stead.
_SAME_PLACE = """
United States,America/Washington; Japan/Tokyo,Osaka; Britain,United Kingdom,UK,England,Scotland,Wales/London,Manchester
France/Paris; West Germany,Germany/Bonn,Frankfurt,Berlin,Hamburg; Soviet Union,Russia,USSR/Moscow; China/Peking,Beijing
Taiwan/Taipei; South Korea/Seoul; Brazil/Brasilia,Rio de Janeiro; Argentina/Buenos Aires; Canada/Ottawa,Toronto,Montreal
Australia/Canberra,Sydney,Melbourne; New Zealand/Wellington; Italy/Rome,Milan; Spain/Madrid; Switzerland/Zurich,Geneva
Netherlands,Holland/Amsterdam,Rotterdam,Hague; Belgium/Brussels,Antwerp; Sweden/Stockholm; Norway/Oslo; Greece/Athens
Denmark/Copenhagen; Turkey/Ankara; Iran/Tehran; Iraq/Baghdad; Syria/Damascus,Aleppo,Homs,Idlib; Lebanon/Beirut
Israel/Jerusalem; Jordan/Amman; Saudi Arabia/Riyadh; Egypt/Cairo; Libya/Tripoli; Algeria/Algiers; Nigeria/Lagos
Kenya/Nairobi; South Africa/Pretoria,Johannesburg; India/New Delhi; Pakistan/Islamabad; Bangladesh/Dhaka
Thailand/Bangkok; Malaysia/Kuala Lumpur; Indonesia/Jakarta; Philippines/Manila; Vietnam/Hanoi; Colombia/Bogota
Venezuela/Caracas; Ecuador/Quito; Peru/Lima; Chile/Santiago; Cuba/Havana; Poland/Warsaw; Hungary/Budapest
Portugal/Lisbon; Ireland/Dublin; Austria/Vienna; Finland/Helsinki; Kazakhstan/Astana; Ukraine/Kiev; Afghanistan/Kabul
Mexico/Mexico City; Kuwait/; /Texas,Houston,Dallas; /California,Los Angeles,San Francisco; /Illinois,Chicago
/Michigan,Detroit; /Boston; /Philadelphia; /Denver; /Atlanta; /Seattle; /Florida; /Ohio; /Louisiana; /Alaska; /Oklahoma
"""
_SAME_PEOPLE = """
American|U.S.; Japanese; British|English; French; German|West German; Soviet|Russian; Chinese; Taiwanese; Brazilian
Canadian; Mexican; Australian; Italian; Spanish; Dutch; Belgian; Swiss; Swedish; Norwegian; Danish; Greek; Turkish
Iranian; Iraqi; Syrian; Lebanese; Israeli; Jordanian; Saudi; Kuwaiti; Egyptian; Libyan; Nigerian; Indian; Pakistani
Indonesian; Malaysian; Korean|South Korean; Argentine; Colombian; Venezuelan; Polish; Hungarian; Portuguese; Irish
"""
_GIVEN = frozenset(
    "James John Robert Michael William David Richard Charles Joseph Thomas George Donald Paul Ronald Kenneth Edward "
    "Brian Anthony Kevin Jason Jeff Jeffrey Gary Timothy Larry Frank Scott Eric Stephen Steven Andrew Raymond Gregory "
    "Jerry Dennis Walter Patrick Peter Harold Douglas Henry Carl Arthur Roger Joe Jack Albert Jonathan Justin Terry "
    "Gerald Keith Samuel Ralph Lawrence Nicholas Roy Benjamin Bruce Fred Alan Howard Carlos Juan Jose Luis Pedro "
    "Mario Alexander Philip Phillip Martin Allen Clayton Nigel Margaret Mary Barbara Elizabeth Susan Dorothy Lisa "
    "Nancy Karen Helen Sandra Carol Ruth Sharon Michelle Laura Sarah Kimberly Deborah Jessica Caspar Manuel Edwin "
    "Marlin Alfred Kiichi Yasuhiro Noboru Satoshi Hajime Makoto Tadashi Gerhard Karl Otto Hans Helmut Rolf "
    "Wolfgang Juergen Jacques "
    "Pierre Jean Edouard Francois Michel Willy Henri Giovanni Carlo Franco Guido Rafael Miguel Fernando Antonio Dilson "
    "Bashar Walid Abbas Staffan Mikhail Nikolai Yuri Vladimir Andrei Ali Hassan Ahmed Mohammed Hisham Hossein Corazon "
    "Jaime Cesar Jesus Bob Bill Jim Tom Dick Don Ron Ken Mike Dan Ted Sam Steve Stanley Leonard Norman Russell "
    "Warren Harry Louis Lewis Eugene Victor Ernest Clifford Maurice Neil Derek Graham Geoffrey Ian Malcolm Colin "
    "Trevor Rupert Preston Beryl Wayne Jake Lyle Lloyd Dale Daniel Mark Matthew Christopher Craig Wim Frits "
    "Onno Yves Rene Bernard".split()
)
_TITLES = frozenset(
    "President Minister Secretary Chairman Senator Sen Sen. Representative Rep Rep. Governor Gov Gov. Mr Mr. Mrs Mrs. "
    "Dr Dr. Premier Chancellor Ambassador Congressman General Gen. Professor King Prince Sheikh Director Spokesman "
    "Treasurer".split()
)
_LAST_OF_COMPANY = frozenset(
    "Corp Inc Ltd Co Group Industries Airlines Partners Bancorp Holdings Plc SA AG NV Oil Petroleum Securities "
    "Brothers Company Corporation".split()
)
_LAST_OF_INSTITUTION = frozenset(
    "Bank Ministry Department Association Union Commission Committee Board Agency Council Exchange Institute "
    "Federation Organization Party Administration Authority Reserve".split()
)
_LAST_OF_ORG = _LAST_OF_COMPANY | _LAST_OF_INSTITUTION
_FIRST_OF_ORG = ("Bank of ", "Ministry of ", "Department of ", "Bundesbank", "Federal Reserve")
_KNOWN_ORGS = frozenset(
    "OPEC GATT IMF USDA EPA EC NATO OECD SEC IBM ICO ICCO ITC Bundesbank Congress Daesh UN ISIS".split()
)
_OPENERS = frozenset(
    "The A An In On At But And He She It They We I For From By With As If When While Under Its His Her Their This That "
    "These Those There Two Three Both Some Most Many After Before Since Although However Meanwhile Last Earlier Also "
    "According One Of To Not No Other Only".split()
)
_WORD = r"(?:[A-Z]\.)+|[A-Z]['’][A-Z][a-z]+|[A-Z][A-Za-z&]+(?:-[A-Za-z]+)*"
_RUN = re.compile(rf"(?<![\w<.&-])(?:{_WORD})(?:(?: | of | de | al-| Al )(?:{_WORD}))*(?![\w>-])")


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands in a text; titles are not part of a person's."""

    text: str
    kind: NameKind
    start: int

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.text)


def _groups(table: str) -> list[list[str]]:
    """The groups of names of a table; those of one group stand for each other in news, so none replaces another."""
    groups = [re.split(r"[|,/]", group.strip()) for group in re.split(r"[;\n]", table.strip())]
    return [[name for name in group if name] for group in groups]


_GROUP_OF = {
    name: number for number, group in enumerate([*_groups(_SAME_PLACE), *_groups(_SAME_PEOPLE)]) for name in group
}
_PLACE_KINDS: tuple[NameKind, NameKind] = ("country", "city")
_PLACE_KIND: dict[str, NameKind] = {
    name: kind
    for group in re.split(r"[;\n]", _SAME_PLACE.strip())
    for kind, part in zip(_PLACE_KINDS, group.strip().split("/"), strict=True)
    for name in part.split(",")
    if name
}
_PEOPLE_NAMES = {name for group in _groups(_SAME_PEOPLE) for name in group} - {"U.S."}


def names(text: str, surnames: Iterable[str] = ()) -> list[Name]:
    """The names in a text that are surely of one kind; `surnames` are of people known from around it."""
    known = set(surnames)
    found = []
    for run in _RUN.finditer(text):
        name = _classified(*_trimmed(run.group(), run.start()), known, text)
        if name is not None:
            found.append(name)
    return found


def _trimmed(run: str, start: int) -> tuple[str, int]:
    """The run without an opening word that is only a capital because a sentence opens with it."""
    first, _, rest = run.partition(" ")
    while rest and first in _OPENERS:
        run, start = rest, start + len(first) + 1
        first, _, rest = run.partition(" ")
    return run, start


def _classified(run: str, start: int, surnames: set[str], text: str) -> Name | None:
    words = run.split(" ")
    after = text[start + len(run) :]
    if run in _PLACE_KIND and not re.match(r"(?:-based|['’]s? [A-Z]|, [A-Z]| and Co\b)", after):
        return Name(run, _PLACE_KIND[run], start)
    if run in _PEOPLE_NAMES:
        return Name(run, "nationality", start)
    if run in _KNOWN_ORGS or run.startswith(_FIRST_OF_ORG):
        return Name(run, "institution", start)
    if len(words) > 1 and words[-1] in _LAST_OF_ORG and not set(words[:-1]) <= _LAST_OF_ORG and words[0] not in _TITLES:
        return Name(run, "company" if words[-1] in _LAST_OF_COMPANY else "institution", start)
    if run in surnames:
        return Name(run, "person", start)
    return _person(words, start)


def _person(words: list[str], start: int) -> Name | None:
    """The part after the last title, or from a given name on."""
    if "of" in words or set(words) & _LAST_OF_ORG:
        return None
    for place, word in enumerate(words):
        rest = words[place + 1 :] if word in _TITLES else words[place:]
        offset = len(" ".join(words[:place])) + (place > 0) + (len(word) + 1 if word in _TITLES else 0)
        titled = word in _TITLES and rest and not set(rest) & _TITLES
        given = word in _GIVEN and len(rest) in (2, 3)
        if (titled or given) and 1 <= len(rest) <= 3 and all(w[1:2].islower() or w.endswith(".") for w in rest):
            return Name(" ".join(rest), "person", start + offset) if rest[-1][1:2].islower() else None
    return None


def surnames_of(found: Iterable[Name]) -> set[str]:
    """The last words of people's names."""
    return {name.text.split(" ")[-1] for name in found if name.kind == "person"}


def may_be_same(one: str, other: str) -> bool:
    """Whether two names may stand for one: a shared word, a capital and its country, letters and what they spell."""
    if one in _GROUP_OF and _GROUP_OF[one] == _GROUP_OF.get(other, -1):
        return True
    ours, theirs = ({w.strip(".") for w in re.split(r"[ -]", name) if w not in ("of", "and")} for name in (one, other))
    spelt = ["".join(w[0] for w in re.split(r"[ -]", name) if w[0].isupper()) for name in (one, other)]
    ours, theirs = ours - _LAST_OF_ORG, theirs - _LAST_OF_ORG
    return not ours.isdisjoint(theirs) or one.replace(".", "") == spelt[1] or other.replace(".", "") == spelt[0]
