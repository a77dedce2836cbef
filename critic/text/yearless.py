"""Days whose year is stated elsewhere: 04.03. in a statement of account for 2024, March 4 in a letter of that year.

Which year was meant is not known; that the text names the year that is sought is all that is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from critic.text.months import MONTHS

__all__ = ["yearless"]

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NO_YEAR = r"(?!\s?[.,/-]?\s?(?:\d{4}|\d{2})(?!\d|[:.,]\d))"
"""What follows is no year, in four figures or two; it may be a time, or a sum."""


def yearless(text: str, value: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges between two places of a text that state the day and the month of an ISO date, and no year.

    There are none where the text does not name the year, and none of any other value.
    """
    found = _ISO.fullmatch(value)
    if found is None or re.search(rf"(?<!\d){found[1]}(?!\d)", text) is None:
        return
    month, day = int(found[2]), int(found[3])
    names = "|".join(re.escape(name) for name, number in MONTHS.items() if number == month)
    forms = (
        rf"(?<![\d.,/-])0?{day}\.\s?0?{month}\.{_NO_YEAR}",
        rf"(?<![\d.,/-])(?:0?{day}/0?{month}|0?{month}/0?{day})(?![\d/]){_NO_YEAR}",
        rf"\b(?:{names})\b\.?\s?0?{day}(?:st|nd|rd|th)?\b{_NO_YEAR}",
        rf"(?<![\d.,/-])0?{day}(?:st|nd|rd|th|\.)?\s?(?:of\s|de\s)?(?:{names})\b\.?{_NO_YEAR}",
        rf"(?<!年)(?<![\d年])0?{month}\s?月\s?0?{day}\s?[日号號]",
    )
    pattern = re.compile("|".join(forms), re.IGNORECASE)
    yield from (place.span() for place in pattern.finditer(text, low, high))
