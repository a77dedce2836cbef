"""How long something takes: "1 hour 30 minutes" and "90 min" state PT1H30M.

Twelve months are a year and seven days a week; how many days a month has is not known. Knows the units in English and
in the languages of the months' names, and of numbers in words the small English ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias
from unicodedata import numeric

__all__ = ["Length", "as_duration", "durations", "lasting"]

Length: TypeAlias = tuple[Decimal, Decimal]
"""Months and seconds."""

_ISO = re.compile(
    r"P(?=[\dT])(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:[.,]\d+)?)S)?)?"
)
_LENGTHS = {"Y": (12, 0), "M": (1, 0), "W": (0, 604_800), "D": (0, 86_400), "h": (0, 3600), "m": (0, 60), "s": (0, 1)}
"""Months and seconds of each unit, the longest first."""
_NAMES = {
    "Y": "year years yr yrs yr. yrs. jahr jahre jahren an ans année années año años anno anni ano anos jaar 年",
    "M": "month months monat monate monaten mois mes meses mese mesi mês maand maanden 个月 個月",
    "W": "week weeks wk wks wk. wks. woche wochen semaine semaines semana semanas settimana settimane weken 周",
    "D": "day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen 天",
    "h": "hour hours hr hrs h hr. hrs. stunde stunden std std. heure heures hora horas ora ore uur 小时 小時",
    "m": "minute minutes min mins min. mins. minuten minuto minutos minuti m 分钟 分鐘",
    "s": "second seconds sec secs sekunde sekunden sek seconde secondes segundo segundos secondi s 秒",
}
_UNITS = {name: unit for unit, names in _NAMES.items() for name in names.split()}
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
"""1,000 hours are a thousand."""
_PART = re.compile(
    r"(?:(?<![\w.,:/])|(?<=\dh))"
    rf"(?:(?:\((?=\d+\)))?(?P<whole>{_GROUPED.pattern}|\d+(?:[.,]\d+)?)(?:\s?(?P<part>[¼½¾]))?|(?P<half>[¼½¾])"
    rf"|(?P<word>{'|'.join(_WORDS)}))(?:\)?\s?|-)"
    rf"(?P<unit>{'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![^\W\d_])",
    re.IGNORECASE,
)
_ALIKE = str.maketrans("\u0130\u0131\u017f", "iis")
"""Letters that a pattern without regard to case takes for an i or an s."""
_AND = re.compile(r",?\s{0,2}(?:(?:and|und|et|y|e|en|&)\s)?", re.IGNORECASE)


def as_duration(text: str) -> Length | None:
    """Return the duration that is all of a text, in ISO 8601; None for any other text."""
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return None
    stated = {unit: Decimal(number.replace(",", ".")) for unit, number in found.groupdict().items() if number}
    return _sum(stated)


def durations(text: str, low: int, high: int) -> Iterator[tuple[Length, int, int]]:
    """Yield the durations between two places of a text, each with the range where it stands.

    What is said in several units, the longer first, is one: 2 h 35 m. Metres and minutes are told apart by that.
    """
    stated: dict[str, Decimal] = {}
    start = end = low
    for found in _PART.finditer(text, low, high):
        unit, number = _UNITS[_small(found["unit"])], _number(found)
        goes_on = stated and list(_LENGTHS).index(unit) > list(_LENGTHS).index(list(stated)[-1])
        if not (goes_on and _AND.fullmatch(text, end, found.start())):
            if stated:
                yield _sum(stated), start, end
            stated, start = {}, found.start()
        if stated or found["unit"].lower() != "m":
            stated[unit], end = number, found.end()
    if stated:
        yield _sum(stated), start, end


def lasting(text: str, value: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges between two places of a text that state a duration in ISO 8601; none for any other value."""
    if (length := as_duration(value)) is not None:
        yield from ((start, end) for start, end in _by_length(text).get(length, ()) if low <= start and end <= high)


@lru_cache(maxsize=8)
def _by_length(text: str) -> dict[Length, list[tuple[int, int]]]:
    """Return where a text states each duration; many may be sought in the same text."""
    places: dict[Length, list[tuple[int, int]]] = {}
    for length, start, end in durations(text, 0, len(text)):
        places.setdefault(length, []).append((start, end))
    return places


def _small(text: str) -> str:
    return text.translate(_ALIKE).lower()


def _number(found: re.Match[str]) -> Decimal:
    """Return how many of a unit are stated."""
    if found["word"]:
        return Decimal(_WORDS.index(_small(found["word"])) + 1)
    part, whole = found["part"] or found["half"], found["whole"] or "0"
    plain = re.sub("[.,]", "" if _GROUPED.fullmatch(whole) else ".", whole)
    return Decimal(plain) + Decimal(str(numeric(part) if part else 0))


def _sum(stated: dict[str, Decimal]) -> Length:
    """Return months and seconds of what is stated in some units."""
    months, seconds = (sum(number * _LENGTHS[unit][at] for unit, number in stated.items()) for at in (0, 1))
    return Decimal(months), Decimal(seconds)
