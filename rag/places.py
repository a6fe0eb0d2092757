"""Countries under their several names: their people, and what stands for their government; and other places.

One line a country: its name, its people and adjectives; after the bar, its capital and
seats of power. Hand-written for the countries that news names most; a name that is not
here is only itself.
"""

from __future__ import annotations

from functools import cache

from rag.words import stem

_TABLE = """
afghanistan afghan afghans | kabul
algeria algerian | algiers
argentina argentine argentinian
armenia armenian | yerevan
australia australian | canberra
austria austrian | vienna
azerbaijan azerbaijani | baku
bangladesh bangladeshi | dhaka
belarus belarusian | minsk
belgium belgian | brussels
brazil brazilian | brasilia
britain british uk england english | london
bulgaria bulgarian | sofia
canada canadian | ottawa
chile chilean | santiago
china chinese | beijing peking
colombia colombian | bogota
croatia croatian | zagreb
cuba cuban | havana
cyprus cypriot | nicosia
denmark danish | copenhagen
egypt egyptian | cairo
ethiopia ethiopian
finland finnish | helsinki
france french | paris elysee
georgia georgian | tbilisi
germany german | berlin bonn
greece greek | athens
hungary hungarian | budapest
india indian | delhi
indonesia indonesian | jakarta
iran iranian persian | tehran teheran
iraq iraqi | baghdad
ireland irish | dublin
israel israeli | jerusalem
italy italian | rome
japan japanese | tokyo
jordan jordanian | amman
kazakhstan kazakh | astana
kenya kenyan | nairobi
kurdistan kurdish kurd kurds
kuwait kuwaiti
lebanon lebanese | beirut
libya libyan | tripoli
malaysia malaysian
mexico mexican
morocco moroccan | rabat
netherlands dutch | hague
nigeria nigerian | abuja
norway norwegian | oslo
pakistan pakistani | islamabad
palestine palestinian | ramallah
peru peruvian | lima
philippines philippine filipino | manila
poland polish | warsaw
portugal portuguese | lisbon
qatar qatari | doha
romania romanian | bucharest
russia russian | moscow kremlin
saudi | riyadh
serbia serbian | belgrade
spain spanish | madrid
sudan sudanese | khartoum
sweden swedish | stockholm
switzerland swiss | bern
syria syrian | damascus
taiwan taiwanese | taipei
thailand thai | bangkok
tunisia tunisian
turkey turkish turks | ankara
ukraine ukrainian | kyiv kiev
us u.s usa america american americans | washington pentagon
venezuela venezuelan | caracas
vietnam vietnamese | hanoi
yemen yemeni | sanaa
"""
# Places under one name: the other countries, and what lies in one.
_ALONE = frozenset(
    "albania angola bahrain barbados benin bolivia bosnia botswana brunei burma burundi cambodia cameroon chad congo"
    " ecuador eritrea estonia fiji gabon gambia ghana grenada guatemala guinea guyana haiti honduras iceland jamaica"
    " kosovo kyrgyzstan laos latvia lesotho liberia liechtenstein lithuania luxembourg macedonia madagascar malawi"
    " maldives mali malta mauritania mauritius moldova monaco mongolia montenegro mozambique myanmar namibia nepal"
    " nicaragua niger oman panama paraguay rwanda senegal singapore slovakia slovenia somalia suriname swaziland"
    " tajikistan tanzania togo turkmenistan uganda uruguay uzbekistan zaire zambia zimbabwe"
    " africa asia europe antarctica korea gaza kashmir tibet".split()
) | frozenset(  # states and provinces, and cities that news names most without being capitals
    "alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana"
    " iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana"
    " nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming"
    " alberta manitoba ontario quebec saskatchewan bavaria catalonia scotland wales crimea siberia"
    " aleppo atlanta bangalore barcelona boston calcutta chicago dallas denver detroit dubai frankfurt geneva hamburg"
    " houston istanbul johannesburg karachi lagos melbourne miami milan montreal mosul mumbai munich osaka philadelphia"
    " raqqa seattle shanghai sydney toronto vancouver zurich".split()
) | {
    "new york", "new jersey", "new mexico", "new hampshire", "north carolina", "south carolina", "north dakota",
    "south dakota", "west virginia", "rhode island", "british columbia", "nova scotia", "new brunswick", "los angeles",
    "san francisco", "rio de janeiro", "sao paulo",
    "united states", "united kingdom", "soviet union", "saudi arabia", "new zealand", "sri lanka", "costa rica",
    "el salvador", "sierra leone", "ivory coast", "burkina faso", "hong kong", "united arab emirates",
    "dominican republic", "czech republic", "papua new guinea", "middle east", "west bank",
}  # fmt: skip


@cache
def _groups() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    people: dict[str, frozenset[str]] = {}
    state: dict[str, frozenset[str]] = {}
    for line in _TABLE.strip().split("\n"):
        names, _, seats = line.partition("|")
        own = frozenset(stem(name) for name in names.split())
        whole = own | {stem(seat) for seat in seats.split()}
        people.update(dict.fromkeys(own, own))
        state.update(dict.fromkeys(whole, whole))
    return people, state


def same_people(word: str) -> frozenset[str]:
    """Stems that name the same country or its people, this one included; never its capital.

    >>> sorted(same_people(stem("turkish")))
    ['turk', 'turkey', 'turkish']
    """
    return _groups()[0].get(word, frozenset({word}))


def same_state(word: str) -> frozenset[str]:
    """Stems under which news may mean the same state, capital and seat of power among them; to search by, not to quote.

    >>> stem("russian") in same_state(stem("kremlin")), same_state("lavrov")
    (True, frozenset({'lavrov'}))
    """
    return _groups()[1].get(word, frozenset({word}))


def known_place(name: str) -> bool:
    """Whether a name is a country, its people or its capital; or has one of them as its last word.

    >>> known_place("Russia"), known_place("Northern Syria"), known_place("Lavrov")
    (True, True, False)
    """
    return stem(name.split()[-1].lower()) in _groups()[1] if name.strip() else False


@cache
def _lands() -> frozenset[str]:
    return frozenset(line.split()[0] for line in _TABLE.strip().split("\n"))


def known_land(word: str) -> bool:
    """Whether a word is a country's own name, rather than its people's or its capital's.

    >>> known_land("Turkey"), known_land("Turkish"), known_land("Ankara"), known_land("U.S.")
    (True, False, False, True)
    """
    return word.lower().replace(".", "") in _lands()


def lone_place(name: str) -> bool:
    """Whether a name in lower case is a place of one name: a smaller country, a state or province, a city.

    >>> lone_place("aleppo"), lone_place("new york"), lone_place("russia")
    (True, True, False)
    """
    return name in _ALONE
