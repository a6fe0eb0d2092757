"""Words for who speaks where no name stands: offices that people hold, bodies, and what they publish."""

from __future__ import annotations

OFFICES = frozenset(
    "president minister chairman chairwoman chairperson secretary executive officer spokesman spokeswoman spokesperson "
    "director governor general ambassador envoy king queen prince princess emir sultan pope judge justice senator "
    "chancellor economist analyst commissioner congressman congresswoman mayor captain colonel major professor leader "
    "head chief treasurer attorney administrator manager premier sheikh ayatollah cardinal bishop archbishop "
    "representative deputy adviser advisor aide official diplomat lawyer prosecutor commander strategist planner "
    "trader dealer broker banker lawmaker legislator politician scientist researcher author expert specialist "
    "source coordinator negotiator delegate inspector sheriff partner owner founder editor boss doctor "
    "candidate activist resident witness farmer consultant head".split()
)
"""What one person is, or calls themselves: "the minister", "Treasury Secretary"."""

TITLES = OFFICES | frozenset(
    "mr mrs ms dr sir lord lady prime vice foreign gen col lt capt sgt maj prof sen rep gov affairs designate rev "
    "saint superintendent speaker".split()
)
"""What stands before a person's name and is no part of it."""

BODIES = frozenset(
    "ministry department agency bank board commission committee council association federation union office government "
    "administration authority authorities embassy parliament court police army navy military company corp corporation "
    "inc ltd plc co sa ag nv spa bv oy as kk gmbh group holdings holding institute institution organisation "
    "organization exchange service services bureau center centre university party front force forces league fund "
    "trust foundation conference congress senate house cabinet delegation mission firm industries international "
    "stores systems airlines airways motors laboratories radio television tv times post news press newspaper daily "
    "magazine journal media network website regime coalition alliance kingdom states nations community utility airline "
    "unit insurer maker producer retailer publisher concern carrier subsidiary partnership cooperative society".split()
)
"""What people act together as: "the ministry", "Norbank Corp"."""

COMPANIES = frozenset(
    "company corp corporation inc ltd plc co sa ag nv spa bv oy kk gmbh group holdings holding industries airlines "
    "airways motors stores laboratories systems".split()
)
COMPANY_NOUNS = frozenset(
    "company firm utility airline unit insurer maker producer retailer publisher concern carrier subsidiary "
    "manufacturer supplier corporation conglomerate brokerage group lender".split()
)
"""A company by what it is: "the airline" is the one that spoke, whatever its name."""

PUBLISHED = frozenset(
    "statement report communique release survey poll study figures data statistics memorandum document documents "
    "letter readout announcement review assessment records filing article".split()
)
"""What somebody puts out: whose it is, is told beside it."""

CARRIERS = frozenset(
    "agency media news radio television tv press newspaper daily magazine journal office statement report network "
    "website paper ministry secretariat bureau".split()
)
"""Who passes on what another said."""

COMPANY_SUFFIXES = frozenset("corp corporation inc ltd plc co sa ag nv spa bv oy kk gmbh".split())
