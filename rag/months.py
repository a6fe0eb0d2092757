"""The months by the names that English, French, German and Spanish texts write."""

from __future__ import annotations

import unicodedata

_ENGLISH = "january february march april may june july august september october november december".split()
_SHORT = {**{name[:3]: number for number, name in enumerate(_ENGLISH, start=1)}, "sept": 9}
_OTHERS = (
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janner februar maerz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
)
_FOREIGN = {name: number for names in _OTHERS for number, name in enumerate(names.split(), start=1)}
_NUMBERS = _FOREIGN | {name: number for number, name in enumerate(_ENGLISH, start=1)} | _SHORT

FOREIGN_MONTH = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"
    r"|januar|jänner|februar|m(?:ä|ae)rz|juni|juli|oktober|dezember"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sept?iembre|octubre|noviembre|diciembre)(?!\w)"
)
"""A month's name in French, German or Spanish where it is not the English one; to be matched in any case."""


def month_number(name: str) -> int:
    """1 for January, in any of the languages, an English one also cut short. Raises KeyError for no month.

    >>> month_number("Sept."), month_number("März"), month_number("août"), month_number("juillet")
    (9, 3, 8, 7)
    """
    letters = unicodedata.normalize("NFD", name.casefold().rstrip("."))
    return _NUMBERS["".join(letter for letter in letters if not unicodedata.combining(letter))]
