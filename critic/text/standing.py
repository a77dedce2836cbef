"""Where a value stands in a text as a whole: 5 not in 1.5, Java not in JavaScript, A not in A-, C not in C++.

Knows characters alone; what a value is, and whether it is true, is decided elsewhere.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import regex

from critic.text.respelling import grade_sign
from critic.text.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["stands_alone", "whole_places"]

_GLUE = "\u200d"  # the zero-width joiner of emoji
_DECIMALS = regex.compile(
    r"(?<=\d)(?:\.\d{1,3}|,\d{3})(?!\d)"
    # Four figures and more; but 12.2019 is a month, and what has two points is a date, a phone number or a version.
    r"|(?<=(?<![\d.])\d{1,15})(?!(?<=(?<!\d)\d{1,2})\.(?:19|20)\d\d(?!\d))\.\d{4,}+(?!\.?\d)"
)
_SHARP_OR_PLUS = regex.compile(r"(?<=[A-Za-z])[#+]{1,2}(?!\w)")


def whole_places(text: str, value: str | regex.Pattern[str], low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges where ``value`` stands in ``text`` and is no part of a longer word, number or sign."""
    at = low
    while found := _find(text, value, at, high):
        alone = stands_alone(text, *found)
        if alone:
            yield found
        at = found[1] if alone else found[0] + 1


def _find(text: str, value: str | regex.Pattern[str], low: int, high: int) -> tuple[int, int] | None:
    """Return the first range between ``low`` and ``high`` where a value stands."""
    if not isinstance(value, str):
        match = value.search(text, low, high)
        return match.span() if match else None
    start = text.find(value, low, high)
    return (start, start + len(value)) if start >= 0 else None


def stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a range of a text is no part of a longer word, number, grade or written sign."""
    grade = grade_sign(text[start : end + 1]) and not grade_sign(text[start:end])
    return not (grade or _SHARP_OR_PLUS.match(text, end) or _joined(text, start) or _joined(text, end))


def _joined(text: str, at: int) -> bool:
    """Return whether the characters before and after ``at`` belong to one word, number or written sign."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii() and not (before.isalnum() or after.isalnum()):
        return False
    if unicodedata.category(after)[0] == "M" or _GLUE in (before, after) or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if before.isalnum() and after.isalnum():
        return joined(before, after)
    return bool((after in ".," and _DECIMALS.match(text, at)) or (before in ".," and _DECIMALS.match(text, at - 1)))
