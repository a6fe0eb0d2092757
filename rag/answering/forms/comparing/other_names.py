"""Nouns that news uses for the same people, acts and things, from several sides.

One group a line, which may run on, in four parts: names that say it alone; nouns that say it only with a word of the
group beside them ("rebel groups", "armed men"); words that only stand beside; and names of what the
group does ("insurgency" of insurgents). A hyphen joins what is written in two words. Hand-written
for what general news tells from more than one side; a noun that is not here has no other names.
Meaning can't stand in for it: to MiniLM rebels are as near to troops (cosine 0.55) and soldiers (0.54)
as to terrorists (0.54).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rag.words import stem, words

PEOPLE = frozenset("groups people men".split())  # what only names people with another word beside it

_GROUPS = """
rebels insurgents guerrillas guerillas militants terrorists extremists radicals jihadists jihadis islamists
    separatists secessionists partisans mujahideen mujahedin mujahidin insurrectionists mutineers opposition
    freedom-fighters resistance-fighters | fighters groups group faction factions forces gunmen militias militiamen
    men elements organisations organizations organisation organization gangs bands movement movements networks
    mercenaries | armed anti-government takfiri | militancy insurgency terrorism terror rebellion
protesters protestors demonstrators rioters marchers agitators hooligans looters vandals troublemakers mob mobs
    crowd crowds provocateurs | youths people students groups men activists thugs masses | protesting rioting
    protest angry violent peaceful | protest protests demonstration demonstrations riot riots rally rallies marches
    disturbances unrest disorder
dissidents critics opponents detractors activists campaigners troublemakers subversives | groups figures voices |
    opposition dissident critical | dissent criticism
migrants refugees immigrants aliens illegals newcomers deportees asylum-seekers boat-people displaced-people
    displaced-persons undocumented-workers economic-migrants | people families workers arrivals foreigners seekers |
    migrant refugee displaced undocumented illegal irregular stateless asylum | migration immigration influx exodus
strike walkout stoppage work-stoppage industrial-action job-action labour-action labor-action go-slow work-to-rule
    lockout | action dispute protest stoppage unrest conflict trouble | industrial labour labor strike pay work
    wildcat | strikes walkouts stoppages
strikers pickets picketers unionists | workers men members crews staff | striking picketing locked-out blockading |
    strike
dockers dockworkers longshoremen stevedores | workers men | dock port striking blockading |
miners mineworkers pitmen colliers | workers men | mine mining pit striking trapped |
takeover merger acquisition buyout buy-out amalgamation tie-up absorption | bid offer deal transaction proposal
    purchase agreement combination approach | takeover merger tender hostile unsolicited friendly leveraged
    acquisition buyout | takeovers mergers acquisitions
government regime administration junta leadership authorities rulers cabinet | officials forces | ruling military
    interim | rule
dictator strongman despot autocrat tyrant ruler leader president | leader | autocratic authoritarian | rule
war conflict fighting hostilities crisis bloodshed uprising revolution insurrection revolt civil-war | violence
    strife | civil armed | wars
invasion incursion intervention occupation aggression offensive onslaught liberation military-operation
    special-operation peacekeeping-operation | operation campaign action | military ground |
annexation reunification accession seizure occupation takeover | |  |
massacre slaughter atrocity atrocities bloodbath genocide killings ethnic-cleansing pogrom murders executions |
    deaths violence | mass civilian | killing
assassination murder execution killing liquidation slaying targeted-killing | | extrajudicial |
bombing attack blast explosion assault raid shelling bombardment air-strike air-strikes air-raid air-raids
    missile-strike drone-strike airstrike airstrikes | strike strikes campaign | air bomb missile drone terrorist |
    bombings attacks blasts
attacker assailant gunman bomber shooter perpetrator killer murderer martyr suspect terrorist | man youth | armed
    suicide lone | attackers assailants gunmen bombers shooters
prisoners detainees hostages captives inmates internees political-prisoners prisoners-of-war | people men women |
    jailed imprisoned detained | captivity detention
settlements colonies outposts neighbourhoods neighborhoods | communities homes | settler settlement illegal jewish |
    settlement
settlers colonists colonisers residents | groups communities | settler |
barrier wall fence separation-barrier security-fence | | separation security border |
layoffs lay-offs redundancies dismissals sackings firings job-cuts job-losses cutbacks downsizing retrenchment |
    cuts losses reductions | job jobs staff workforce |
austerity cuts savings retrenchment spending-cuts reforms consolidation belt-tightening | measures programme program
    package | austerity spending budget fiscal |
tax levy duty tariff surcharge surtax excise | charge fee contribution increase | import tax | taxes levies duties
    tariffs
recession downturn slump slowdown contraction depression stagnation | crisis decline | economic |
subsidies bailout bail-out rescue handout handouts | aid package support | rescue state public |
tycoon oligarch magnate billionaire mogul raider corporate-raider financier | investor businessman | wealthy |
coup coup-d'etat putsch overthrow mutiny power-grab revolution ouster | attempt plot | military palace |
ceasefire cease-fire truce armistice cessation-of-hostilities lull | deal agreement pause | humanitarian |
talks negotiations dialogue consultations discussions | meeting meetings process | peace |
sanctions embargo blockade boycott restrictions penalties | measures | punitive economic trade |
scandal affair controversy row | case allegations | corruption |
disaster catastrophe tragedy accident mishap crash collision incident | | industrial nuclear |
epidemic outbreak pandemic plague | |  |
storm hurricane typhoon cyclone tempest | | tropical |
flood floods flooding inundation deluge | waters | flash |
quake earthquake tremor temblor | |  |
global-warming climate-change climate-crisis climate-emergency | warming | climate global |
torture abuse mistreatment ill-treatment enhanced-interrogation | methods techniques treatment | interrogation
    coercive |
deportation expulsion removal repatriation | | forced | deportations expulsions removals
spies agents operatives informants moles | | undercover secret | espionage spying
smugglers traffickers people-smugglers dealers cartel cartels | gangs groups | drug smuggling trafficking |
    smuggling trafficking
drugs narcotics controlled-substances | | illicit illegal |
cult sect | group movement | religious |
police security-forces policemen gendarmes officers | forces officers | riot security police |
troops soldiers army servicemen peacekeepers invaders occupiers armed-forces | forces contingent | military army
    occupying government foreign |
drop fall decline slump plunge slide tumble | | sharp steep | drops falls declines
rise gain surge jump increase climb rally | | sharp steep | rises gains
glut surplus oversupply overhang stockpile | stocks supplies | surplus excess |
moratorium default suspension standstill rescheduling | payments | debt |
reforms overhaul shake-up liberalisation liberalization restructuring privatisation privatization | plan programme
    program measures package | reform economic |
abortion termination terminations feticide | |  |
euthanasia mercy-killing assisted-dying assisted-suicide | |  |
gang gangs mafia mob syndicate cartel | | criminal crime |
homeless rough-sleepers vagrants beggars | people | homeless street |
"""


@dataclass(frozen=True, slots=True)
class OtherNames:
    """The words by which one group of people, acts or things goes, as written; a name of two words as a pair."""

    names: frozenset[tuple[str, ...]]
    with_another: frozenset[str]  # only with a word of the group beside them
    beside: frozenset[str]  # stems of what makes such a noun a name, the one-word names among them
    doings: frozenset[tuple[str, ...]]


@cache
def groups() -> tuple[OtherNames, ...]:
    """Every group, in the table's order."""
    return tuple(_group(line) for line in re.split(r"\n(?! )", _GROUPS.strip("\n")))


def _group(line: str) -> OtherNames:
    names, with_another, beside, doings = (
        [tuple(word.folded for word in words(name)) for name in part.split()] for part in line.split("|")
    )
    alone = [name[0] for name in (*names, *doings) if len(name) == 1]
    return OtherNames(
        names=frozenset(names),
        with_another=frozenset(word for (word,) in with_another),
        beside=frozenset(stem(word) for word in (*alone, *(word for name in beside for word in name))),
        doings=frozenset(doings),
    )


def one_or_more(word: str) -> frozenset[str]:
    """A noun's forms, as singular and as plural, as far as they are regular.

    >>> sorted(one_or_more("rebels")), sorted(one_or_more("atrocity"))
    (['rebel', 'rebels'], ['atrocities', 'atrocity'])
    """
    if word.endswith("ies"):
        return frozenset({word, f"{word[:-3]}y"})
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return frozenset({word, f"{word[:-1]}ies"})
    if re.search(r"(?:s|x|ch|sh)es$", word):
        return frozenset({word, word[:-2]})
    if word.endswith("s") and not word.endswith("ss"):
        return frozenset({word, word[:-1]})
    return frozenset({word, f"{word}{'es' if word.endswith(('s', 'x', 'ch', 'sh')) else 's'}"})


def groups_of(head: str, before: str | None = None) -> tuple[OtherNames, ...]:
    """The groups that a noun belongs to; with the word before it, those where the two are one name.

    >>> any(("militants",) in group.names for group in groups_of("rebel"))
    True
    >>> [("air", "raid") in group.names for group in groups_of("strike", "air")]
    [True]
    """
    forms = one_or_more(head)
    pair = [group for group in groups() if before and {(before, form) for form in forms} & (group.names | group.doings)]
    alone = [group for group in groups() if {(form,) for form in forms} & group.names]
    doing = [group for group in groups() if {(form,) for form in forms} & group.doings]
    beside = [group for group in groups() if forms & group.with_another and before and stem(before) in group.beside]
    return tuple(pair or alone or doing or beside)
