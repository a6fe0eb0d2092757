"""The claim of a question that asks by whom it is carried: "How many outlets report that …?"."""

from __future__ import annotations

import re

_CARRIERS = (
    r"(?:of (?:the|these|those|your|our) )?(?:news )?(?:(?:other|different|independent|separate|more) )*"
    r"(?:articles?|outlets?|sources?|stories|reports?|documents?|texts?|papers?|newspapers?|publishers?|agencies"
    r"|news agencies|media(?: outlets)?|origins?)"
)
_TELL = (
    r"(?:reports?|reported|says?|said|claims?|claimed|states?|stated|confirms?|confirmed|writes?|wrote|carry|carries"
    r"|carried|assert(?:s|ed)?|support(?:s|ed)?|corroborate[sd]?|back(?:s|ed)? up|mentions?|mentioned|agrees?|agreed)"
)
_THE_CLAIM = r"(?:the )?(?:claims?|reports?|news|statement|assertion|allegation|story)"
_THAT = rf"(?:(?<=say )|(?<=says )|(?<=said )|(?:{_THE_CLAIM} )?that )(?!that )"
_KNOWN = r"(?:corroborated|confirmed|reported|supported|backed up|borne out|carried|verified|claimed|said)"
_BY_OTHERS = (
    r"(?: (?:also|else(?:where)?|independently|widely|anywhere))*"
    r"(?: (?:by|in|from) (?:any |many |several |all |more than one |at least \w+ |two |three )?(?:the )?"
    rf"{_CARRIERS}"
    r"|(?: by (?:anyone|anybody|someone|somebody) else)| elsewhere| independently)?"
)
_NEWS = "(?!articles? state)"  # those of a treaty do
_DO = r"(?:do|does|did|have|has)"
_QUESTIONS = tuple(
    re.compile(rf"^(?:and |so |but )?{pattern}(?P<claim>.+?)(?P<end>{end})[?!.\s]*$", re.IGNORECASE)
    for pattern, end in (
        (rf"(?:how many|which|what) {_NEWS}{_CARRIERS} (?:{_DO} )?(?:also |independently )?{_TELL} {_THAT}", ""),
        (rf"(?:in|by|from) (?:how many|which|what) {_CARRIERS} (?:is|was|are|were) (?:it )?{_KNOWN} {_THAT}", ""),
        (rf"(?:in|by|from) (?:how many|which|what) {_CARRIERS} (?:is|was) {_THE_CLAIM} that ", rf" {_KNOWN}"),
        (rf"(?:is|was|has) it (?:been )?(?:also |independently |really |ever )?{_KNOWN}{_BY_OTHERS} that ", _BY_OTHERS),
        (rf"(?:is|was|has) {_THE_CLAIM} that ", rf" (?:been )?(?:also |independently )?{_KNOWN}{_BY_OTHERS}"),
        (rf"who else (?:{_DO} )?(?:also )?{_TELL} {_THAT}", ""),
        (rf"{_DO} (?:any |many |several |the )?(?:other )?{_CARRIERS} (?:also )?{_TELL} {_THAT}", ""),
        (rf"{_DO} (?:anyone|anybody) else (?:also )?{_TELL} {_THAT}", ""),
        (
            r"how (?:well |widely )?(?:corroborated|supported|reported|confirmed) is (?:it|the (?:claim|report)) that ",
            "",
        ),
    )
)
_QUOTED = re.compile(r"^[“\"„«](?P<claim>[^“”\"„«»]+)[”\"“»]$")
_SAYS_NOTHING = re.compile(
    r"^(?:(?:the )?(?:same|opposite|contrary)|so|this|that|it|no|yes|what|who|anything|something)\b"
)
_LONGEST = 60  # words


def claim_of(question: str) -> str | None:
    """The claim, as a sentence of its own, of which a question asks who carries it; None for any other question.

    >>> claim_of("How many outlets report that the ferry sank?")
    'The ferry sank.'
    >>> claim_of("Is it confirmed by other outlets that Assad left Damascus?")
    'Assad left Damascus.'
    >>> claim_of("How many people report that the ferry sank?")
    """
    asked = " ".join(question.split())
    found = next((match for match in (pattern.match(asked) for pattern in _QUESTIONS) if match is not None), None)
    if found is None:
        return None
    quoted = _QUOTED.match(found["claim"])
    claim = (quoted["claim"] if quoted else found["claim"]).strip(" ,;:")
    if len(claim.split()) < 2 or len(claim.split()) > _LONGEST or _SAYS_NOTHING.match(claim):
        return None
    return f"{claim[0].upper()}{claim[1:].rstrip('.')}."
