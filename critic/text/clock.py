"""Times of day and moments: "1 March 2024 at 2:30 p.m." states 2024-03-01T14:30:00.

Clocks are compared as they are read: no zone is added or taken off.
"""

from __future__ import annotations

import re
from datetime import datetime, time

__all__ = ["as_clock", "as_moment", "clocks"]

_CLOCK = re.compile(
    r"(?<![\d:.])(?:(?P<hour>[01]?\d|2[0-3])(?:[:h]|\.(?=\d\d\s?(?:[ap]\.?m\b|uhr\b)))(?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d)(?:\.\d+)?)?(?:\s?(?P<half>[ap])\.?m\b\.?|\s?uhr\b)?"
    r"|(?P<bare>1[0-2]|[1-9])\s?(?P<bare_half>[ap])\.?m\b\.?|(?P<full>[01]?\d|2[0-3])\s?uhr\b)(?![\d:])",
    re.IGNORECASE,
)
_HALF = 12  # hours


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


def clocks(text: str, low: int, high: int) -> list[tuple[time, int, int]]:
    """Return the times of day between two places of a text, each with the range where it stands."""
    return [(_read(found), *found.span()) for found in _CLOCK.finditer(text, low, high)]


def _read(found: re.Match[str]) -> time:
    hour, half = (
        int(found["hour"] or found["bare"] or found["full"]),
        (found["half"] or found["bare_half"] or "").lower(),
    )
    if half and hour <= _HALF:
        hour = hour % _HALF + _HALF * (half == "p")
    return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
