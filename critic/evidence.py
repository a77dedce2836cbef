"""Where in a text a value stands: verbatim, else in another spelling, else nearly so; never without a true offset.

Knows no fields and no network: it says that "Java" is printed at 120, not that Java is a skill of the candidate.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import time
from decimal import Decimal
from functools import cached_property
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING

import regex
from rapidfuzz import fuzz

from critic.findings import Evidence, EvidenceKind
from critic.text.clock import as_clock, as_moment, clocks
from critic.text.currencies import CURRENCIES
from critic.text.durations import lasting
from critic.text.folding import Folded
from critic.text.languages import Language, language_of
from critic.text.normalise import (
    Amount,
    as_money,
    as_number,
    dates_or_months,
    find_amounts,
    find_dates,
    is_day_first,
    same_currency,
)
from critic.text.respelling import (
    grade_sign,
    is_email,
    regrouped,
    same_address,
    spaced,
    unaccented,
    undotted,
    within_address,
)
from critic.text.standing import stands_alone, whole_places
from critic.text.yearless import yearless

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_OCCURRENCES", "Source", "locate", "occurrences"]

MAX_OCCURRENCES = 64
"""The most places of one value that ``occurrences`` returns."""

_ENOUGH = 90.0  # rapidfuzz.fuzz.ratio, in percent: one wrong letter in ten
_SHORTEST_FUZZY = 6  # folded characters; one slip in a shorter word makes another word
_LONGEST_FUZZY = 2_000  # characters; a tenth of a longer value is whole sentences, which may be made up
_CURRENCY_CHARS = 4  # the most before a number: a code of three letters, and a space
_BESIDE = 30  # characters from a date to the time of day that belongs to it
_WINDOWS = 24  # the most places compared letter by letter
# A minus or an accountant's parenthesis before a number. Other dashes and parentheses are those of a list, a range or
# an apposition, or of the foot of a page: "3-5 years", "2010 -2012", "five thousand (5,000) shares", "-7-".
_MINUS = regex.compile(r"(?<=\A|[(\p{Sc}]|[^\d\s][^\S\n])[-\u2212](?!\d+-|(?:19|20)\d\d(?!\d))")
_BEFORE_SUM = regex.compile(r"(?:\p{Sc}|(?<![A-Z])[A-Z]{3})[^\S\n]?\Z")
_DEBIT = regex.compile(r"(?<=\A|[:=\p{Sc}]\s?|\b(?:of|to|is|was|are|were)\s)\((?=\d{1,3}(?:,\d{3})+(?:\.\d+)?\))")
_CURRENCY_SIGN = regex.compile(r"(?<![A-Za-z])\p{Sc}")
_ADDRESS = regex.compile(r"https?://(?:www\.)?(\S+?)/?", regex.IGNORECASE)
_FIGURES = regex.compile(r"\d+[\d.]*[,'’\s](?:.*\d)", regex.DOTALL)


class Source:
    """A text prepared once, so that many values are found in it quickly."""

    def __init__(self, text: str) -> None:
        """Keep ``text``; it is folded and searched for dates and amounts when a value first needs it."""
        self.text = text

    @cached_property
    def folded(self) -> Folded:
        """The text without differences of case, whitespace, punctuation and hyphenation."""
        return Folded(self.text)

    @cached_property
    def undotted(self) -> Folded:
        """The folded text without the points of abbreviations."""
        plain = undotted(self.text)
        return self.folded if plain == self.text else Folded(plain)

    @cached_property
    def unaccented(self) -> str:
        """The folded text without the accents of Latin letters; each character stays at its place."""
        return unaccented(self.folded.text)

    @cached_property
    def language(self) -> Language:
        """The language that the text is written in, as far as explanations can be given in it."""
        return language_of(self.text)

    @cached_property
    def dates(self) -> dict[str, list[tuple[int, int]]]:
        """The places of each ISO date, or month without a day; one that may be read in two ways is under both."""
        places: dict[str, list[tuple[int, int]]] = {}
        for stated in find_dates(self.text, months=True):
            for reading in stated.readings:
                places.setdefault(reading, []).append((stated.start, stated.end))
        return places

    @cached_property
    def day_first(self) -> bool:
        """Whether the text's numeric dates have their day before their month."""
        return is_day_first(self.text)

    @cached_property
    def amounts(self) -> dict[Decimal, list[Amount]]:
        """The numbers and sums of money in the text, by value."""
        places: dict[Decimal, list[Amount]] = {}
        for amount in find_amounts(self.text):
            places.setdefault(amount.value, []).append(amount)
        return places

    def cuts_number(self, start: int, end: int) -> bool:
        """Whether a place is but a part of the figures of a number: the 12 of 12,50."""
        at = bisect_right(self._figures, (start, len(self.text))) - 1
        low, high = self._figures[at] if at >= 0 else (start, end)
        return low <= start and end <= high and (low, high) != (start, end)

    @cached_property
    def sums(self) -> list[Amount]:
        """The sums of money and percentages in the text, in order."""
        amounts = (amount for found in self.amounts.values() for amount in found)
        return sorted((one for one in amounts if one.currency or one.percent), key=lambda one: one.start)

    @cached_property
    def _figures(self) -> list[tuple[int, int]]:
        """The places of the figures of sums and percentages with a comma or a space, in order; 12,13 may be two."""
        return [figures.span() for one in self.sums if (figures := _FIGURES.search(self.text, one.start, one.end))]


def locate(text: str | Source, value: object, *, within: tuple[int, int] | None = None) -> Evidence | None:
    """Return the best place in ``text`` where ``value`` stands, or None.

    Verbatim places come before normalised ones (case, whitespace, punctuation, hyphenation; dates, money and numbers by
    value, moments by date and clock, durations by length, web addresses without their scheme, the name of a currency by
    sums in it; failing those, the spelling of abbreviations, units, phone numbers and codes) and these before the fuzzy
    one (a day without its year, where the text names that year; ``rapidfuzz.fuzz.ratio`` of at least 90 without accents
    and with the same digits, of anything but an amount); among equals, the first in the text. A value is found as whole
    words: "Java" not in "JavaScript", 5 not in 1.5 nor, where it is a number and no text, in -5, and an e-mail address
    not in a longer one; scripts without spaces have no such limit. A value longer than 2,000 characters has no fuzzy
    place. ``within`` is a half-open range of characters that must hold the whole place.

    Values are strings and numbers. A boolean, null, list or object has no place of its own, so the answer is None.
    """
    source = text if isinstance(text, Source) else Source(text)
    low, high = _clip(source, within)
    return next(_found(source, value, low, high), None)


def occurrences(text: str | Source, value: object, *, within: tuple[int, int] | None = None) -> tuple[Evidence, ...]:
    """Return the places where ``value`` stands verbatim or normalised, in order; else the fuzzy ones, if there are any.

    Places do not overlap; there are at most ``MAX_OCCURRENCES``, verbatim ones first. ``within`` is a half-open range
    of characters that must hold them.
    """
    source = text if isinstance(text, Source) else Source(text)
    places = islice(_found(source, value, *_clip(source, within)), MAX_OCCURRENCES)
    return tuple(sorted(places, key=lambda place: place.start))


def _clip(source: Source, within: tuple[int, int] | None) -> tuple[int, int]:
    low, high = within or (0, len(source.text))
    return max(low, 0), min(high, len(source.text))


def _spelling(value: object) -> str:
    """Return how a value is most plainly written, the empty string for what has no spelling."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float):
        return format(Decimal(str(value)), "f") if isfinite(value) else ""  # 0.00001, not 1e-05
    return str(value).strip()


def _found(source: Source, value: object, low: int, high: int) -> Iterator[Evidence]:
    """Yield the exact places of a value, the best kind first; else the fuzzy ones, if there are any."""
    spelling = _spelling(value)
    if not spelling:
        return
    positive = isinstance(value, int | float) and value > 0
    email = is_email(spelling)
    for search in (_exact, _respelled, _fuzzy):
        found = False
        for place in search(source, spelling, low, high):
            below = positive and _negative(source.text, place.start)
            if not (below or (email and _of_another(source.text, place, spelling))):
                found = True
                yield place
        if found:
            return


def _of_another(text: str, place: Evidence, email: str) -> bool:
    """Return whether somebody else's e-mail address stands at a place; a near match may well be one, but whole."""
    exact = place.kind is not EvidenceKind.FUZZY
    return within_address(text, place.start, place.end) or (exact and not same_address(place.quote, email))


def _negative(text: str, start: int) -> bool:
    """Return whether the number that begins at ``start`` stands behind a minus or in an accountant's parentheses."""
    currency = _BEFORE_SUM.search(text, max(0, start - _CURRENCY_CHARS), start)
    at = (currency.start() if currency else start) - 1
    return start > 0 and bool((at >= 0 and _MINUS.match(text, at)) or _DEBIT.match(text, start - 1))


def _exact(source: Source, spelling: str, low: int, high: int) -> Iterator[Evidence]:
    """Yield the places of a value that do not overlap: verbatim, then folded, then equal by value."""
    taken: list[tuple[int, int]] = []
    for kind, start, end in _places(source, spelling, low, high):
        if all(end <= other_start or other_end <= start for other_start, other_end in taken):
            taken.append((start, end))
            yield Evidence(start, end, source.text[start:end], kind)


def _places(source: Source, spelling: str, low: int, high: int) -> Iterator[tuple[EvidenceKind, int, int]]:
    number, money = as_number(spelling), as_money(spelling)
    for start, end in whole_places(source.text, spelling, low, high):
        if number is None or not source.cuts_number(start, end):
            yield EvidenceKind.VERBATIM, start, end
    if number is None and money is None:
        for start, end in _folded_places(source, spelling, low, high):
            yield EvidenceKind.NORMALISED, start, end
    meant = (*_by_clock(source, spelling, low, high), *lasting(source.text, spelling, low, high))
    for start, end in (*meant, *_pages(source, spelling, low, high), *_by_currency(source, spelling, low, high)):
        yield EvidenceKind.NORMALISED, start, end
    by_date = [place for iso in sorted(dates_or_months(spelling)) for place in source.dates.get(iso, ())]
    for start, end in (*by_date, *_by_amount(source, number, money)):
        if low <= start and end <= high:
            yield EvidenceKind.NORMALISED, start, end


def _by_clock(source: Source, spelling: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the places of a time of day, or of a moment: its date with the clock beside it, alone at midnight."""
    moment, clock = as_moment(spelling), as_clock(spelling)
    if clock is not None:
        yield from ((start, end) for read, start, end in clocks(source.text, low, high) if read == clock)
    if moment is None:
        return
    day, hour = moment
    for begin, stop in source.dates.get(day, ()):
        beside = clocks(source.text, max(begin - _BESIDE, low), min(stop + _BESIDE, high))
        spans = [(min(begin, start), max(stop, end)) for read, start, end in beside if read == hour]
        if spans or hour == time.min:
            yield min(spans, key=lambda span: span[1] - span[0], default=(begin, stop))


def _pages(source: Source, spelling: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the places of a web address without its scheme; the end of an e-mail address is nobody's page."""
    if address := _ADDRESS.fullmatch(spelling):
        places = whole_places(source.text, address[1], low, high)
        yield from ((start, end) for start, end in places if source.text[start - 1 : start] != "@")


def _by_amount(
    source: Source, number: Decimal | None, money: tuple[Decimal, str | None] | None
) -> Iterator[tuple[int, int]]:
    """Yield the amounts that a value may be; a plain 5 is also 5.00 %, for which schemas ask in either way."""
    wanted, currency = money or (number, None)
    if wanted is None:
        return
    for amount in source.amounts.get(wanted, ()):
        if same_currency(currency, amount.currency):
            yield amount.start, amount.end
    if money and currency is None:
        for amount in source.amounts.get(wanted.scaleb(-2), ()):
            if amount.percent:
                yield amount.start, amount.end


def _respelled(source: Source, spelling: str, low: int, high: int) -> Iterator[Evidence]:
    """Yield the places of a value that is printed with other points, spaces or groups of figures."""
    if len(spelling) > _LONGEST_FUZZY:
        return
    plain = as_number(spelling) is None and as_money(spelling) is None
    spans = [*(_folded_places(source, spelling, low, high, respelled=True) if plain else ())]
    for start, end in spans or regrouped(source.text, spelling, low, high):
        yield Evidence(start, end, source.text[start:end], EvidenceKind.NORMALISED)


def _by_currency(source: Source, spelling: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the sums in a currency that is all of a value; without any its sign alone, as above a column of sums."""
    currency = CURRENCIES.get(spelling.casefold())
    if currency is None:
        return
    first, last = (bisect_left(source.sums, at, key=lambda one: one.start) for at in (low, high))
    named = (one for one in source.sums[first:last] if one.currency and one.end <= high)
    within = [(one.start, one.end) for one in named if same_currency(currency, one.currency)]
    signs = (found.span() for found in _CURRENCY_SIGN.finditer(source.text, low, high))
    yield from within or (at for at in signs if same_currency(currency, CURRENCIES.get(source.text[slice(*at)])))


def _folded_places(
    source: Source, spelling: str, low: int, high: int, *, respelled: bool = False
) -> Iterator[tuple[int, int]]:
    value = Folded(spelling)
    if not value.text:
        return
    # A final full stop or a bracket has no folded image; where the text prints it too, it belongs to the quote.
    core_start, core_end = value.origin(0, len(value.text))
    head, tail, grade = spelling[:core_start], spelling[core_end:], grade_sign(spelling)
    folded = source.undotted if respelled else source.folded
    wanted = spaced(spelling) if respelled else value.text
    for folded_start, folded_end in whole_places(folded.text, wanted, *folded.image(low, high)):
        start, end = folded.origin(folded_start, folded_end)
        if head and source.text.endswith(head, low, start):
            start -= len(head)
        if tail and source.text.startswith(tail, end, high):
            end += len(tail)
        elif grade:
            end += 1
            if grade_sign(source.text[start:end]) != grade:
                continue
        if stands_alone(source.text, start, end):
            yield start, end


def _fuzzy(source: Source, spelling: str, low: int, high: int) -> Iterator[Evidence]:
    """Yield the days of a date whose year stands elsewhere, and the place most like a text, if it is like enough.

    An amount is the very same or another one. A place with few slips holds at least one of some fragments of the value
    unchanged. So only the surroundings of the rarest fragments are compared, which bounds the work; a place with many
    slips all over may be missed.
    """
    for start, end in yearless(source.text, spelling, low, high):
        yield Evidence(start, end, source.text[start:end], EvidenceKind.FUZZY)
    value = unaccented(Folded(spelling).text)
    if not _SHORTEST_FUZZY <= len(value) <= _LONGEST_FUZZY or as_money(spelling) is not None:
        return
    text = source.unaccented
    floor, ceiling = source.folded.image(low, high)
    best, best_score = None, 0.0
    for begin in _likely_begins(value, text, floor, ceiling):
        slack = len(value) // 8 + 2
        place = _align(value, text, max(floor, begin - slack), min(ceiling, begin + len(value) + slack))
        if place and place[2] > best_score:
            best, best_score = place[:2], place[2]
    if best:
        start, end = source.folded.origin(*best)
        yield Evidence(start, end, source.text[start:end], EvidenceKind.FUZZY)


def _likely_begins(value: str, text: str, low: int, high: int) -> list[int]:
    """Return where ``value`` may begin in ``text``, as its fragments suggest; the rarest fragments speak first."""
    pieces = min(len(value) // 10 + 2, 2 * _WINDOWS)
    step = -(-len(value) // pieces)
    fragments = [(at, value[at : at + step]) for at in range(0, len(value) - step + 1, step)]
    counted = sorted((text.count(fragment, low, high), at, fragment) for at, fragment in fragments)
    begins: dict[int, int] = {}
    for _, at, fragment in counted:
        found = text.find(fragment, low, high)
        while found >= 0 and len(begins) < _WINDOWS:
            begins.setdefault((found - at) // (len(value) // 8 + 2), found - at)
            found = text.find(fragment, found + 1, high)
    return list(begins.values())


def _align(value: str, text: str, low: int, high: int) -> tuple[int, int, float] | None:
    """Return the range between ``low`` and ``high`` that is most like ``value`` and its score, if it is enough."""
    window = text[low:high]
    if len(window) <= len(value):
        rough = (low, high)
    else:
        alignment = fuzz.partial_ratio_alignment(value, window, score_cutoff=_ENOUGH - 15)
        if alignment is None:
            return None
        rough = (low + alignment.dest_start, low + alignment.dest_end)
    ranges = [
        (fuzz.ratio(value, text[start:end], score_cutoff=_ENOUGH), start, end)
        for start in _word_edges(text, rough[0], low, high)
        for end in _word_edges(text, rough[1], low, high)
        if start < end
    ]
    score, start, end = max(ranges, key=lambda found: found[0], default=(0.0, 0, 0))
    if not score:
        return None
    start, end = start + (text[start] == " "), end - (text[end - 1] == " ")
    same_digits = _digits(value) == _digits(text[start:end])
    return (start, end, score) if same_digits and stands_alone(text, start, end) else None


def _word_edges(text: str, at: int, low: int, high: int) -> set[int]:
    """Return the ends of the word that ``at`` falls in, with and without the space before it; else ``at`` itself."""
    before = text.rfind(" ", low, at)
    after = text.find(" ", at, high)
    edges = {at, max(low, before), max(low, before + 1), after if after >= 0 else high}
    return {edge for edge in edges if abs(edge - at) <= _SHORTEST_FUZZY}


def _digits(text: str) -> str:
    """Return the figures of a text, Chinese ones too: the first company (第一) is not the second (第二)."""
    return "".join(filter(str.isnumeric, text))
