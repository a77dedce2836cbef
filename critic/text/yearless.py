"""Days whose year is stated elsewhere: 04.03. in a statement of account for 2024, March 4 in a letter of that year.

Which year was meant is not known; that the text names the year that is sought is all that is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

import regex

from critic.text.months import MONTH_NAME, MONTHS

__all__ = ["yearless"]

_Days: TypeAlias = dict[tuple[int, int], list[tuple[int, int]]]
"""Where days stand, by their month and their day."""

_ISO = regex.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR = regex.compile(r"(?<!\d)\d{4}(?!\d)")
_NO_YEAR = r"(?!\s?[.,/-]?\s?(?:\d{4}|\d{2})(?!\d|[:.,]\d))"
"""What follows is no year, in four figures or two; it may be a time, or a sum."""
_NOT_WITHIN = r"(?<![\d.,/-])"
_NO_SECTION = r"(?<!\b(?:sections?|articles?|clauses?|paragraphs?|exhibit|schedule|sec\.|art\.|no\.|nr\.)\s?|§\s?)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_NAME = rf"\b(?P<name>{MONTH_NAME})\b\.?"
_DOTTED = regex.compile(r"(?<![\d.])(?:0[1-9]\.\s?(?:0[1-9]|1[0-2])\.(?!\d)|\d\d?\.\s?\d\d?\.\s?(?:19|20)\d\d(?!\d))")
"""Tells a text that writes days as 14.3. from one whose sections are numbered so."""
_DOTTED_DAY = regex.compile(
    # 13.1.2, 1.01. and 04.3. are sections: who writes a zero before the one number writes it before the other.
    rf"(?=\d){_NOT_WITHIN}{_NO_SECTION}(?!\d\.\s?0|0\d\.\s?\d\.){_DAY}\.\s?{_MONTH}\.(?!\d){_NO_YEAR}",
    regex.IGNORECASE,
)
_FORMS = tuple(
    regex.compile(form, regex.IGNORECASE)
    for form in (
        rf"(?=\d){_NOT_WITHIN}(?P<a>\d\d?)/(?P<b>\d\d?)(?![\d/]){_NO_YEAR}",
        rf"(?=\d){_NOT_WITHIN}{_DAY}(?:st|nd|rd|th|\.)?\s?(?:of\s|de\s)?{_NAME}{_NO_YEAR}",
        rf"(?=\d)(?<![\d年]|年\s){_MONTH}\s?月\s?{_DAY}\s?[日号號]",
        rf"{_NAME}\s?{_DAY}(?:st|nd|rd|th)?\b{_NO_YEAR}",
    )
)


def yearless(text: str, value: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges between two places of a text that state the day and the month of an ISO date, and no year.

    There are none where the text does not name the year, and none of any other value.
    """
    if (found := _ISO.fullmatch(value)) is None:
        return
    years, days = _stated(text)
    if found[1] in years:
        places = days.get((int(found[2]), int(found[3])), ())
        yield from ((start, end) for start, end in places if low <= start and end <= high)


@lru_cache(maxsize=8)
def _stated(text: str) -> tuple[frozenset[str], _Days]:
    """Return the years that a text names, and its days without one; many dates may be sought in the same text."""
    days: _Days = {}
    forms = (_DOTTED_DAY, *_FORMS) if _DOTTED.search(text) else _FORMS
    for found in sorted((found for form in forms for found in form.finditer(text)), key=lambda found: found.span()):
        for places in (days.setdefault(reading, []) for reading in _readings(found.groupdict())):
            if not places or places[-1][1] <= found.start():
                places.append(found.span())
    return frozenset(_YEAR.findall(text)), days


def _readings(parts: Mapping[str, str]) -> set[tuple[int, int]]:
    """Return the months and days that a printed day may mean."""
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        return {(first, second), (second, first)}
    month = MONTHS.get(parts["name"].casefold(), 0) if "name" in parts else int(parts["month"])
    return {(month, int(parts["day"]))}
