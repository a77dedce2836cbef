"""Dates, money and numbers as values, in English and Chinese: "11th day of March, 1999" is 1999-03-11.

Of other languages it knows the months (3. März 2019) and the marks of numbers.

The general date parsers guess (they take "May" or "10" for a date) and do not say where in a text a date stands, so
this module holds a small grammar instead: a date has a day, a month and a year, or it is none; only in Chinese, where
2007年10月 can be nothing else, and where the caller asks for months, a month and a year are enough. It reads no time of
day, no relative date ("three years thereafter"), no year of an era (民国) and no amount in words save Chinese numerals
with a currency (三千万元).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from critic.text.currencies import ALL_SCALES, CURRENCIES, POINTS_GROUP, SCALES, SHORT_SCALES
from critic.text.months import MONTH_NAME, MONTHS
from critic.text.numerals import DIGITS, UNITS, decimal_numeral, numeral

__all__ = [
    "Amount",
    "StatedDate",
    "as_date",
    "as_money",
    "as_number",
    "dates",
    "dates_or_months",
    "find_amounts",
    "find_dates",
    "is_day_first",
    "same_currency",
]


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date in a text, and how it may be read: ISO 8601 dates (of a month: ``2007-10``), the likelier first."""

    start: int
    end: int
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a sum of money in a text.

    ``value`` of 5 % is 0.05 and of $2 million is 2000000. ``currency`` is an ISO 4217 code, ``¥`` where yen and yuan
    cannot be told apart, and None for a plain number.
    """

    start: int
    end: int
    value: Decimal
    currency: str | None
    percent: bool


_MONTH = rf"(?<![a-z\d])(?P<month>{MONTH_NAME})\b\.?"
_ONES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS = ("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth")
_ORDINALS = (
    *(*_ONES, "tenth", *_TEENS, "nineteenth"),
    *("twentieth", *(f"twenty-{one}" for one in _ONES)),
    *("thirtieth", "thirty-first"),
)
_HYPHEN = r"[-\s\u2010-\u2013]+"  # within an ordinal: "twenty-first", "twenty first", "twenty-" at the end of a line
_ORDINAL = "|".join(reversed(_ORDINALS)).replace("-", _HYPHEN)
# A space before or within "th" is what remains of a superscript in many a PDF.
_DAY = rf"(?<!\d)(?P<day>\d{{1,2}}(?:\s*(?:s\s?t|n\s?d|r\s?d|t\s?h|er|º)\b)?|\b(?:{_ORDINAL})\b)"
_YEAR = r"(?P<year>[12]\d{3})(?!\d)"
_IN_YEAR = rf"(?:(?:of|del?)\s+|in\s+the\s+year\s+(?:of\s+)?)?{_YEAR}"
_AGAIN = rf"\(\s*(?:\d{{1,2}}\s?(?:st|nd|rd|th)?|{_ORDINAL})\s*\)"  # the first (1st) day
_NOT_LUNAR = r"(?<![农農阴陰旧舊][历曆])"
_HAN_SMALL = rf"\d{{1,2}}|[{DIGITS}十拾廿卅]{{1,3}}"
_HAN_YEAR = rf"{_NOT_LUNAR}(?<!\d)(?P<year>[12一二壹贰貳][\d{DIGITS}]{{3}})\s*年"
_HAN_MONTH = rf"\s*(?P<month>{_HAN_SMALL})\s*月"
_APART = r"(?<!\d)(?<!\d[-/.])"  # not within a longer run of numbers, such as a version or an IP address
_ALONE = r"(?![-/]?\d)(?!\.\d)"
_DATE_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_DAY}(?:\s*{_AGAIN})?(?:\s*day)?(?:\s*(?:of|de\b))?[\s,.]*{_MONTH}[\s,]*{_IN_YEAR}",
        rf"{_MONTH}[\s,]*{_DAY}[\s,]*{_YEAR}",
        rf"{_APART}(?P<day>\d{{1,2}})(?P<mark>[-/]){_MONTH}(?P=mark)(?P<year>[12]\d{{3}}|\d{{2}}){_ALONE}",
        rf"{_MONTH}(?P<mark>[-/])(?P<day>\d{{1,2}})(?P=mark)(?P<year>[12]\d{{3}}|\d{{2}}){_ALONE}",
        rf"{_APART}(?P<year>[12]\d{{3}})(?P<mark>[-/]){_MONTH}(?P=mark)(?P<day>\d{{1,2}}){_ALONE}",
        rf"{_APART}(?P<year>[12]\d{{3}})(?P<mark>\s?[-/.]\s?)(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_ALONE}",
        rf"{_APART}(?P<a>\d{{1,2}})(?P<mark>\s?[-/.]\s?)(?P<b>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){_ALONE}",
        rf"{_HAN_YEAR}{_HAN_MONTH}\s*(?P<day>{_HAN_SMALL})\s*[日号號]",
        rf"{_HAN_YEAR}{_HAN_MONTH}份?(?!\s*[\d{DIGITS}十拾廿卅初])",  # what follows may be the day, in another form
    )
)
_NUMERIC = next(form for form in _DATE_FORMS if "a" in form.groupindex)  # the one that has two readings
_MONTH_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_MONTH}[\s,]*{_IN_YEAR}",
        rf"{_APART}(?P<month>\d{{1,2}})\s?[-/.]\s?(?P<year>[12]\d{{3}}){_ALONE}",
        rf"{_APART}(?P<year>[12]\d{{3}})[-/.](?P<month>\d{{2}}){_ALONE}",
    )
)
# What may stand beside the date in a value that is a date: "this 11th day of March, 1999", "Monday, 5 May 2003".
# Midnight is no time of day that anyone wrote, but what a program that knows no dates makes of one.
_BESIDE_DATE = re.compile(
    r"(?:[\W_]|\b(?:the|this|on|as|of|dated?|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|公元|(?:星期|周|週|礼拜)[一二三四五六日天]|T?00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?)\b)*",
    re.IGNORECASE,
)
_LONGEST_DATE = 80
_MONTHS_A_YEAR = 12
_PIVOT = 69  # POSIX: the two-digit years 69 to 99 are of the last century

_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[.,:/-])(?!0\d)"  # no part of a date, a time or a longer number, and no code such as 007
    r"(?:\d{1,3}(?P<mark>[,.'’\u00a0\u2009\u202f])\d{3}(?:(?P=mark)\d{3})*(?:(?!(?P=mark))[.,]\d+)?"
    # A space may also stand between two numbers, but not where a decimal comma and a currency follow.
    r"|(?<!\d )\d{1,3}(?: \d{3}){1,5},\d{2}(?=\s?(?:€|EUR\b|[Ee]uro\b|CHF\b|kr\b|zł))"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"  # lakh and crore
    r"|(?:(?<=[$€£=<>≤≥])|(?<=[$€£=<>≤≥]\s))\.\d+"  # a par value of $.001, p = .72
    r"|\d+(?:[.,]\d+)?)"
    r"(?![.,:/-]?\d)(?!st\b|nd\b|rd\b|th\b|s\b)"
)


def _any_of(words: dict[str, str] | dict[str, int]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_SIGN = "[$€£₹₩¥￥]"
_DASH = re.compile(r"\s*[-−]\s")  # of a range, after an amount
_BEFORE = re.compile(
    rf"(?:(?<![^\s(])(?P<minus>[-−])\s?)?"
    rf"(?:(?<![A-Za-z])(?P<currency>{_any_of(CURRENCIES)})(?:\s?\n?|(?<={_SIGN})(?P<inner>[-−])))?\Z",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?P<percent>\s?(?:[%‰]|per\s?cent\b))"
    rf"|(?:\s?(?P<scale>{_any_of(ALL_SCALES)})(?![a-z]))?"
    rf"(?:\s?(?P<currency>{_any_of(CURRENCIES)})(?![a-z])整?)?",
    re.IGNORECASE,
)
_OF_NEXT = re.compile(r"\s[a-z$€£₹₩¥￥]{1,4}\d", re.IGNORECASE)  # in 3 $15.00 the sign is that of the 15
_HAN_DECIMAL = rf"(?<![{DIGITS}{UNITS}])[{DIGITS}{UNITS}]{{1,40}}+(?:[点點][{DIGITS}{UNITS}]{{1,40}}+)?"
_HAN_NUMBER = re.compile(
    rf"(?P<whole>[百千万萬])分之(?P<parts>{_HAN_DECIMAL})"
    rf"|(?P<before>{_any_of(CURRENCIES)})?(?<!\d)(?<!\d[点點])"
    rf"(?P<number>{_HAN_DECIMAL})(?P<currency>{_any_of(CURRENCIES)})整?"
)
_FULL_WIDTH = {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# A full-width comma of the sentence, not of a number.
_FULL_WIDTH_COMMA = re.compile(r"，(?![０-９]{3}(?![０-９]))|(?<![０-９])，")
_GROUPING = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")  # NFKC makes mere spaces of them
_LONGEST_BEFORE = 14
_LONGEST_NUMBER = 28  # the precision of decimals; more digits are a key or a checksum


def find_dates(text: str, *, months: bool = False) -> tuple[StatedDate, ...]:
    """Return the complete dates in ``text``, in order and without overlap; ``months`` are added that have no day.

    Where one shows whether the day or the month comes first, as 25/12/2021 does, that is the likelier reading of all.
    """
    text = _half_width(text)
    found: list[StatedDate] = []
    forms = (*_DATE_FORMS, *_MONTH_FORMS) if months else _DATE_FORMS
    matches = [match for form in forms for match in form.finditer(text)]
    day_first = _is_day_first(matches)
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if (not found or match.start() >= found[-1].end) and (readings := _readings(match, day_first=day_first)):
            found.append(StatedDate(match.start(), match.end(), readings))
    return tuple(found)


@lru_cache(maxsize=16_384)
def dates(text: str) -> frozenset[str]:
    """Return every ISO date that ``text``, as a whole, may mean: two for 11/03/1999, none where it is no full date."""
    return frozenset(_whole_date(text))


@lru_cache(maxsize=16_384)
def dates_or_months(text: str) -> frozenset[str]:
    """Return every ISO date, or month where no day is stated, that ``text``, as a whole, may mean."""
    return frozenset(_whole_date(text, months=True))


@lru_cache(maxsize=16_384)
def as_date(text: str, *, day_first: bool = False) -> str | None:
    """Return the ISO date that ``text``, as a whole, states; None where a day, month or year is wanting.

    A numeric date that can be read in two ways has its month first, unless it is written with points or the text that
    it stands in has its days first (`is_day_first`).
    """
    readings = _whole_date(text)
    return next(iter(reversed(readings) if day_first and "." not in text else readings), None)


def is_day_first(text: str) -> bool:
    """Return whether dates such as 05/03/2019 have their day first in a text, as one shows that has but one reading."""
    return _is_day_first(_NUMERIC.finditer(_half_width(text)))


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Return the numbers and sums of money in ``text``, in order; no parts of dates, times or codes."""
    text = _half_width(text)
    found: list[Amount] = []
    for match in _NUMBER.finditer(text):
        amount = _amount(text, match)
        if amount and found and amount.value.is_signed() and (dash := _DASH.match(text, found[-1].end)):
            amount = _amount(text, match, dash.end())
        if amount and found and _goes_on(found[-1], amount, text):
            first = found.pop()
            amount = replace(amount, start=first.start, value=first.value + amount.value.copy_sign(first.value))
        found += [amount] if amount else []
    found += [amount for match in _HAN_NUMBER.finditer(text) if (amount := _han_amount(match))]
    return tuple(sorted(found, key=lambda amount: amount.start))


@lru_cache(maxsize=16_384)
def as_money(text: str) -> tuple[Decimal, str | None] | None:
    """Return the sum that ``text``, as a whole, states, and its currency where it names one; None if it is no sum.

    Parentheses mean a negative sum, as accountants write it.
    """
    amount = _whole_amount(text)
    return (amount.value, amount.currency) if amount and not amount.percent else None


@lru_cache(maxsize=16_384)
def as_number(text: str) -> Decimal | None:
    """Return the number that ``text``, as a whole, states, a percentage as its hundredth; None for anything else."""
    amount = _whole_amount(text)
    return amount.value if amount and amount.currency is None else None


def same_currency(one: str | None, other: str | None) -> bool:
    """Return whether two currencies may be the same: where one is not named, or ``¥``, the other may be what it is."""
    yen_or_yuan = {"¥", "CNY", "JPY"}
    return one is None or other is None or one == other or ("¥" in {one, other} and {one, other} <= yen_or_yuan)


def _half_width(text: str) -> str:
    """Return ``text`` with full-width signs as the ASCII that they stand for, each at its place."""
    if text.isascii():
        return text
    return _FULL_WIDTH_COMMA.sub("\x00", text).translate(_FULL_WIDTH)


def _amount(text: str, match: re.Match[str], low: int = 0) -> Amount | None:
    """Return the amount from ``low`` on around a number, with its sign, scale and currency; None for part of a code."""
    if len(match[0]) > _LONGEST_NUMBER:
        return None
    before = _BEFORE.search(text[max(low, match.start() - _LONGEST_BEFORE) : match.start()])
    after = _AFTER.match(text, match.end())
    prefix = before["currency"] if before else None
    if not prefix and re.match(r"[A-Za-z]", text[match.start() - 1 : match.start()]):
        return None  # A4, MP3
    suffix, scale = (after["currency"], after["scale"]) if after else (None, None)
    end = after.end() if after else match.end()
    if after and suffix and _OF_NEXT.match(text, scaled := after.end("scale") if scale else match.end()):
        suffix, end = None, scaled
    currency = CURRENCIES.get((prefix or suffix or "").lower())
    if scale and scale.lower() in SHORT_SCALES and not currency:
        scale, end = None, match.end()
    part = after["percent"] if after else None
    exponent = (-3 if "‰" in part else -2) if part else ALL_SCALES.get((scale or "").lower(), 0)
    value = _decimal(match[0], points_group=currency in POINTS_GROUP).scaleb(exponent)
    if before and (before["minus"] or before["inner"]):
        value = -value
    return Amount(match.start() - (len(before[0]) if before else 0), end, value, currency, part is not None)


def _goes_on(first: Amount, second: Amount, text: str) -> bool:
    """Return whether two amounts are one that is written with two Chinese scales: 1亿2千万元."""
    scale = SCALES.get(text[first.end - 1], 0)
    return first.end == second.start and scale > SCALES["千"] and second.value < 10**scale


def _han_amount(match: re.Match[str]) -> Amount | None:
    """Return a sum or a percentage in Chinese numerals: 三千万元, 百分之五."""
    number = decimal_numeral(match["parts"] or match["number"])
    if number is None:
        return None
    percent = match["parts"] is not None
    value = number / (numeral(f"一{match['whole']}") or 1) if percent else number
    return Amount(
        match.start(), match.end(), value, CURRENCIES.get(match["before"] or match["currency"] or ""), percent
    )


def _whole_date(text: str, *, months: bool = False) -> tuple[str, ...]:
    if len(text) > _LONGEST_DATE:
        return ()
    text = unicodedata.normalize("NFKC", text)
    stated = find_dates(text, months=months)
    if len(stated) != 1:
        return ()
    rest = text[: stated[0].start] + " " + text[stated[0].end :]
    return stated[0].readings if _BESIDE_DATE.fullmatch(rest) else ()


def _is_day_first(matches: Iterable[re.Match[str]]) -> bool:
    """Return whether the day comes first in numeric dates with slashes or dashes, as one shows and none denies."""
    shown = {
        int(match["a"]) > _MONTHS_A_YEAR
        for match in matches
        if match.re is _NUMERIC and "." not in match["mark"] and match["a"] != match["b"] and len(_readings(match)) == 1
    }
    return shown == {True}


def _readings(match: re.Match[str], *, day_first: bool = False) -> tuple[str, ...]:
    """Return the ISO dates that a match of one of the forms may mean, without the impossible ones."""
    parts = match.groupdict()
    year = _year(parts["year"])
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        orders: list[tuple[int, int | None]] = [(first, second), (second, first)]  # month and day
        if "." in parts["mark"] or day_first:
            orders.reverse()
    else:
        orders = [(_month(parts["month"]), _day(parts["day"]) if "day" in parts else None)]
    return tuple(dict.fromkeys(iso for month, day in orders if (iso := _iso(year, month, day))))


def _iso(year: int, month: int, day: int | None) -> str | None:
    """Return an ISO date, of a month where no day is stated; None where the calendar has no such date."""
    try:
        iso = date(year, month, 1 if day is None else day).isoformat()
    except ValueError:
        return None
    return iso if day is not None else iso[: len("2007-10")]


def _year(text: str) -> int:
    year = numeral(text) or 0
    century = 0 if len(text) > len("99") else 1900 if year >= _PIVOT else 2000
    return century + year


def _month(text: str) -> int:
    return MONTHS.get(text.lower()) or _small_number(text)


def _day(text: str) -> int:
    name = re.sub(_HYPHEN, "-", text.lower())
    return _ORDINALS.index(name) + 1 if name in _ORDINALS else _small_number(text)


def _small_number(text: str) -> int:
    """Read ``11``, ``11th`` or ``十一``; 0, which no calendar has, where it is none."""
    digits = re.match(r"\d+", text)
    return int(digits[0]) if digits else numeral(text) or 0


def _whole_amount(text: str) -> Amount | None:
    plain = unicodedata.normalize("NFKC", _GROUPING.sub("'", text)).strip()
    inner = plain[1:-1].strip() if plain.startswith("(") and plain.endswith(")") else plain
    amounts = find_amounts(inner)
    if len(amounts) != 1 or (amounts[0].start, amounts[0].end) != (0, len(inner)):
        return None
    only = amounts[0]
    value = only.value if inner is plain else -only.value
    return Amount(only.start, only.end, value, only.currency, only.percent)


def _decimal(number: str, *, points_group: bool = False) -> Decimal:
    """Read a number whose decimal mark may be a point or a comma; a lone comma before three digits groups them.

    With ``points_group`` so does a lone point.
    """
    plain = re.sub(r"['’\s]", "", number)
    marks = [sign for sign in plain if sign in ",."]
    groups_only = len(marks) > 1 and len(set(marks)) == 1
    grouped = plain[-4:-3] == "," and len(marks) == 1 and not plain.startswith("0")
    grouped = grouped or (points_group and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain) is not None)
    if groups_only or grouped:
        return Decimal(re.sub(r"[,.]", "", plain))
    whole, mark, fraction = plain.rpartition(marks[-1]) if marks else (plain, "", "")
    return Decimal(re.sub(r"[,.]", "", whole) + ("." + fraction if mark else ""))
