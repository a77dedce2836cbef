"""Times of day and moments: "1 March 2024 at 2:30 p.m." states 2024-03-01T14:30:00.

Clocks are compared as they are read: no zone is added or taken off.
"""

from __future__ import annotations

import re
from datetime import datetime, time

from critic.text.normalise import as_date, dates

__all__ = ["as_clock", "as_moment", "clocks", "moment_stated"]

_CLOCK = re.compile(
    r"(?=\d)(?<![\d:.])(?:(?P<hour>[01]?\d|2[0-3])(?:[:h]|\.(?=\d\d\s?(?:[ap]\.?m\b|uhr\b)))(?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d)(?:\.\d+)?)?(?:\s?(?P<half>[ap])\.?m\b\.?|\s?uhr\b)?"
    r"|(?P<bare>1[0-2]|[1-9])\s?(?P<bare_half>[ap])\.?m\b\.?|(?P<full>[01]?\d|2[0-3])\s?uhr\b)(?![\d:])",
    re.IGNORECASE,
)
_HALF = 12  # hours
_BETWEEN = re.compile(r"\b(?:at|um|à|alle)\b|\ba las\b", re.IGNORECASE)
"""What stands between a date and its time of day."""


def as_clock(text: str) -> time | None:
    """Return the time of day that is all of a text, without its zone: ``14:30:00`` or ``2:30 p.m.``."""
    plain = text.strip()
    found = _CLOCK.fullmatch(plain)
    if found:
        return _read(found)
    try:
        return time.fromisoformat(plain).replace(microsecond=0, tzinfo=None) if ":" in plain else None
    except ValueError:
        return None


def as_moment(text: str) -> tuple[str, time] | None:
    """Return the ISO date and the time of day of a moment that is all of a text, in ISO 8601, without its zone."""
    plain = text.strip()
    if ":" not in plain:
        return None
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return moment.date().isoformat(), moment.time().replace(microsecond=0)


def moment_stated(text: str, *, day_first: bool | None = None) -> str | None:
    """Return the moment in ISO 8601 that is all of a text as people print it, with one date and one time of day.

    None for any other text, for one in ISO 8601 already, and where ``day_first`` does not say which part is the day.
    """
    found = clocks(text, 0, len(text))
    if len(found) != 1 or as_moment(text):
        return None
    clock, start, end = found[0]
    rest = _BETWEEN.sub(" ", f"{text[:start]} {text[end:]}").strip()
    if day_first is None and len(dates(rest)) > 1:
        return None
    day = as_date(rest, day_first=bool(day_first))
    return day and f"{day}T{clock.isoformat()}"


def clocks(text: str, low: int, high: int) -> list[tuple[time, int, int]]:
    """Return the times of day between two places of a text, each with the range where it stands."""
    return [(_read(found), *found.span()) for found in _CLOCK.finditer(text, low, high)]


def _read(found: re.Match[str]) -> time:
    hour = int(found["hour"] or found["bare"] or found["full"])
    half = (found["half"] or found["bare_half"] or "").lower()
    if half and hour <= _HALF:
        hour = hour % _HALF + _HALF * (half == "p")
    return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
