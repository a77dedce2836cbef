"""The names of the months, in English and in the languages that most of Europe writes its contracts in.

A name that is a common word of another language (the Portuguese "out" and "set") is left out. Knows no dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from unicodedata import combining, normalize

__all__ = ["ENGLISH", "MONTHS", "MONTH_NAME"]

ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
"""The English names in their order, whatever the language of this process is."""
_NAMES = (
    "jan january januar janvier janv enero ene gennaio janeiro januari",
    "feb february februar février févr febrero febbraio fevereiro februari",
    "mar march märz mär mrz mars marzo março maart mrt",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio maio mei",
    "jun june juni juin junio giugno junho",
    "jul july juli juillet juil julio luglio julho",
    "aug august août agosto augustus",
    "sep sept september septembre septiembre settembre setembro",
    "oct october oktober okt octobre octubre ottobre outubro",
    "nov november novembre noviembre novembro",
    "dec december dezember dez décembre déc diciembre dic dicembre dezembro",
)


def _spellings(name: str) -> Iterator[str]:
    """Yield a name with its accents, composed and apart, and without them."""
    apart = normalize("NFD", name)
    yield from (name, apart, "".join(sign for sign in apart if not combining(sign)))


MONTHS = {
    spelling: number
    for number, names in enumerate(_NAMES, 1)
    for name in names.split()
    for spelling in _spellings(name)
}
"""The number of each month by its names and abbreviations, in small letters."""

_LONGEST_FIRST = sorted(MONTHS, key=lambda name: (name[0], -len(name)))
MONTH_NAME = "|".join(
    f"{initial}(?:{'|'.join(name[1:] for name in names)})"
    for initial, names in groupby(_LONGEST_FIRST, key=lambda name: name[0])
)
"""Any of these names, for a regular expression; by their first letters, as most words begin with none of them."""
