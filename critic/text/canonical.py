"""A text as the network reads it: what people write in many ways is written in one.

A date is a date, however it is printed, in whatever year, and an address is one, wherever its owner has it; a network
that has read a few hundred documents knows the forms and the years that those had. So 14.03.2004 and "the 14th day of
March, 2004" are read as March 14, 2004, a document of 2024 as if it were of 1996, and every e-mail address as one that
ends in ``com``. Values keep their own spelling: this is for tokens, each of which has its place in the source. Knows no
tokenizer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from critic.text.months import ENGLISH
from critic.text.normalise import StatedDate, find_dates
from critic.text.words import address_endings

__all__ = ["WORDS", "Canonical", "Place", "canonical"]

WORDS = " ".join((*ENGLISH, "com"))
"""What is written for other words; a tokenizer that lacks one of them reads the source as it stands."""
UNREAD_FROM, BACK = 2022, 28
"""From this year on the encoders of 2018 have no word for a year, nor has what was learned from; so many years earlier
they have, and the days of the week are the same."""
_YEAR = re.compile(r"(?<![^\W_])(?:19|20)\d{2}(?![^\W_])")
_COMMON = re.compile(rf"(?:{'|'.join(ENGLISH)})\s+(?:\d{{1,2}}\s*,\s*)?[12]\d{{3}}", re.IGNORECASE)
"""A date, or a month, that is in this form already."""
_YEAR_LAST = re.compile(r"(?<!\d)\d{4}\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of the canonical text stands in the source, and whether a value may begin and end with it."""

    start: int
    end: int
    may_begin: bool = True
    may_end: bool = True


@dataclass(frozen=True, slots=True)
class _Change:
    """A run of the canonical text and the run of the source that it is written for."""

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Canonical:
    """A text written in one way, what of it stands otherwise in the source, in order, and how much older it is read."""

    text: str
    changes: tuple[_Change, ...] = ()
    years_back: int = 0

    def places(self, runs: Sequence[tuple[int, int]]) -> Iterator[Place | None]:
        """Yield where runs of ``text``, (start, end) in order, stand in the source.

        Those of a changed part share its characters, of which each has at least one; None for what finds no room.
        """
        starts = [change.start for change in self.changes]
        for before, group in groupby(runs, key=lambda run: bisect_right(starts, run[0])):
            last = self.changes[before - 1] if before else _Change(0, 0, 0, 0)
            until = self.changes[before] if before < len(starts) else None
            here = list(group)
            inside = sum(start < last.end for start, _ in here)
            yield from _shared(last, inside)
            shift = last.source_end - last.end
            for start, end in here[inside:]:
                yield Place(start + shift, end + shift if until is None or end <= until.start else until.source_end)


def _shared(change: _Change, runs: int) -> Iterator[Place | None]:
    """Yield the places of so many runs that share the characters of a change."""
    first, length = change.source_start, change.source_end - change.source_start
    count = min(runs, length)
    for number in range(count):
        low, high = (first + length * step // count for step in (number, number + 1))
        yield Place(low, high, may_begin=number == 0, may_end=number == count - 1)
    yield from [None] * (runs - count)


def canonical(text: str, *, years_back: int | None = None) -> Canonical:
    """Write a text in one way; what is not written in another is left character by character.

    Its years are written ``years_back`` years earlier; without it, as many as a document that names recent ones asks.
    """
    dates = find_dates(text, months=True)
    years = [(found.start(), found.end(), int(found[0])) for found in _YEAR.finditer(text)]
    if years_back is None:
        named = {*(year for _, _, year in years), *(int(date.readings[0][:4]) for date in dates)}
        years_back = BACK if any(UNREAD_FROM <= year < UNREAD_FROM + BACK for year in named) else 0
    written = [*_dates(text, dates, years_back), *_addresses(text)]
    if years_back:
        written += [(start, end, str(year - years_back)) for start, end, year in years]
    parts: list[str] = []
    changes: list[_Change] = []
    reached = length = 0
    for start, end, words in sorted(written, key=lambda change: (change[0], -change[1])):
        if start < reached:
            continue
        parts += [text[reached:start], words]
        begin = length + start - reached
        length = begin + len(words)
        changes.append(_Change(begin, length, start, end))
        reached = end
    return Canonical("".join([*parts, text[reached:]]), tuple(changes), years_back)


def _addresses(text: str) -> Iterator[tuple[int, int, str]]:
    return ((start, end, "com") for start, end in address_endings(text))


def _dates(text: str, dates: Iterable[StatedDate], years_back: int) -> Iterator[tuple[int, int, str]]:
    """Yield what is to be written of each date in another form, but for the year where it ends with that.

    A month whose year comes first stays: 2010-12 may be two years.
    """
    for found in dates:
        printed = text[found.start : found.end]
        if _COMMON.fullmatch(printed) or "年" in printed or not _is_apart(text, found.start, found.end):
            continue
        year, month, *day = map(int, found.readings[0].split("-"))
        words = f"{ENGLISH[month - 1]} {day[0]}, " if day else f"{ENGLISH[month - 1]} "
        last = _YEAR_LAST.search(printed)
        if last:
            yield found.start, found.start + last.start(), words
        elif day:
            yield found.start, found.end, f"{words}{year - years_back}"


def _is_apart(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
