"""What a printed value may lack or have beside the value that is sought, though both are the same to every reader.

The points of an abbreviation (Ph.D., L.L.C.), the space between a number and its unit, the grouping of a phone number,
an account or a code, the line end within an e-mail address. Only where a value is found in no other way is it sought
so. Knows one value and one text; which place proves anything is for ``critic.evidence`` to say.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import regex

from critic.text.folding import fold
from critic.text.normalise import as_money, dates
from critic.text.words import ADDRESS, UNSPACED

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "grade_sign",
    "is_email",
    "regrouped",
    "same_address",
    "spaced",
    "unaccented",
    "undotted",
    "within_address",
]

_UNSEEN = "\u200b"  # folds to nothing, so that what it takes the place of is not there, and no offset moves
_ABBREVIATION = regex.compile(r"(?<![\p{L}\p{N}._@-])\p{L}{1,2}(?:\.\p{L}{1,4})+(?![\p{L}\p{N}_@-])")
_ACCENTED = regex.compile(r"[\u00c0-\u024f\u1e00-\u1eff]|(?<=[A-Za-z])[\u0300-\u036f]+")
_SEAM = regex.compile(r"(?<=\d) ?(?=[\p{L}°])|(?<=[^ ]) ?(?=[&@])|(?<=[&@]) ?(?=[^ ])")  # in folded text
_DECIMAL_MARK = regex.compile(r"(?<=\d)(?:\\\.|,)(?=\d{1,2}(?!\d|\\\.|,))")  # as escaped for a pattern
_CODE = regex.compile(r"[+(]?[\p{Lu}\d][\p{Lu}\d\s().\-/]*")
_FEWEST_FIGURES = 7  # of a phone number or a code; fewer may be grouped so by chance
_BETWEEN_FIGURES = r"[\s().\-/\u2010-\u2013]{0,3}"
_TRUNK = regex.compile(r"(?<=\+[\d\s]{1,5})\s?\(0\)\s?")
_BEFORE_ADDRESS = regex.compile(rf"[[\p{{L}}\p{{N}}]--[{UNSPACED}]][._%+\-]\Z", regex.V1)
_GRADE = regex.compile(r"(?:A{1,3}|B{1,3}|C{1,3}|[DEF])([-\u2010-\u2013\u2212])|[A-F](\*)")
_AFTER_ADDRESS = regex.compile(r"[.\-][a-z\d]")  # Example.org.In is a sentence's end without its space


def undotted(text: str) -> str:
    """Return a text of the same length whose abbreviations fold as if they had no points: Ph.D. as PhD."""
    return _ABBREVIATION.sub(lambda found: found[0].replace(".", _UNSEEN), text)


def unaccented(text: str) -> str:
    """Return a text of the same length whose Latin letters have no accents; those written apart fold to nothing."""
    return _ACCENTED.sub(lambda found: _bare(found[0]), text)


def spaced(value: str) -> regex.Pattern[str]:
    """Return a pattern for folded, undotted text: a value, with or without spaces before a unit and around & and @.

    The mark of a number's one or two decimals may be a point or a comma.
    """
    plain = " ?".join(map(regex.escape, _SEAM.split(fold(undotted(value)))))
    return regex.compile(_DECIMAL_MARK.sub("[.,]", plain))


def regrouped(text: str, value: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield where the figures and capitals of a phone number or a code stand, in whatever groups: +1 (415) 555-0123.

    The zero that is dialled within a country, as in +49 (0)40 555 0123, may be there or not.
    """
    value = _TRUNK.sub("", value)
    signs = [sign for sign in value if sign.isalnum()]
    if not _CODE.fullmatch(value) or sum(map(str.isdecimal, signs)) < _FEWEST_FIGURES:
        return
    if dates(value) or (as_money(value) and not value.isdecimal()):
        return  # the points of 12345.67 and 2019.03.05 are no mere grouping
    apart = rf"(?:{_TRUNK.pattern}|{_BETWEEN_FIGURES})".join(signs)
    grouped = regex.compile(rf"(?<![\p{{L}}\p{{N}}])[+(]{{0,2}}{apart}(?![\p{{L}}\p{{N}}])")
    for found in grouped.finditer(text, low, high):
        if as_money(found[0]) in (None, as_money(value)):
            yield found.span()


def grade_sign(value: str) -> str:
    """Return the sign by which a grade is another one, of BBB- and A*; nothing where a value is no such grade."""
    found = _GRADE.fullmatch(value.strip())
    return ("*" if found[2] else "-") if found else ""


def is_email(value: str) -> bool:
    """Return whether a value is an e-mail address."""
    return ADDRESS.fullmatch(value) is not None


def within_address(text: str, start: int, end: int) -> bool:
    """Return whether the e-mail address at ``text[start:end]`` is a part of somebody else's longer one."""
    before = text[max(0, start - 2) : start]
    return bool(_BEFORE_ADDRESS.search(before) or _AFTER_ADDRESS.match(text, end))


def same_address(printed: str, address: str) -> bool:
    """Return whether an e-mail address is printed, on one line or two; j_doe is not j.doe, though both fold alike."""
    plain = unicodedata.normalize("NFKC", printed).casefold()
    whole = (regex.sub(gap, "", plain) for gap in (r"\s+|\p{Cf}", r"[-\u2010\u00ad]?\s+|\p{Cf}"))
    return address.casefold() in whole


def _bare(signs: str) -> str:
    """Return an accented letter without its accent, and accents as nothing."""
    first = unicodedata.normalize("NFD", signs)[0]
    return _UNSEEN * len(signs) if unicodedata.combining(first) else first
