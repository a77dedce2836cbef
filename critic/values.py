"""What is printed, in the type of its field: people and networks point at texts, and schemas ask for numbers and dates.

Knows no source; whether a value is true is decided elsewhere.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from critic.fields import Field
from critic.text.clock import as_clock, moment_stated
from critic.text.folding import fold
from critic.text.normalise import as_date, as_money, dates

__all__ = ["in_iso", "is_iso_date", "json_number", "may_be_number", "read_as", "truth"]

_ISO_TIME = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)


def read_as(field: Field, printed: str, *, day_first: bool = False) -> Any:
    """Return the value of a field that a text states, or None where it can be none.

    A word is no number, and nothing that is printed is a truth value. ``day_first`` says how the text writes dates.
    """
    if field.enum:
        plain = printed.strip()
        alike = [allowed for allowed in field.enum if fold(str(allowed)) == fold(plain)]
        return next((allowed for allowed in alike if str(allowed) == plain), alike[0] if alike else None)
    if (word := next((word for word in field.named if fold(str(word)) == fold(printed)), None)) is not None:
        return word
    if field.type == "boolean":
        return None
    if field.type in ("integer", "number") or may_be_number(field, printed):
        stated = as_money(printed)
        number = None if stated is None else json_number(stated[0])
        if number is None and field.numeric:
            return printed
        return None if field.type == "integer" and isinstance(number, float) else number
    return as_date(printed, day_first=day_first) if is_iso_date(field) else in_iso(field, printed, day_first=day_first)


def truth(text: str) -> bool | None:
    """Return the truth value of a word that JSON and forms have for one; None for any other."""
    return {"true": True, "yes": True, "false": False, "no": False}.get(text.strip().casefold())


def may_be_number(field: Field, value: object) -> bool:
    """Whether a field's text may stand as a number: not if a zero leads it, as in the postal code 01067."""
    return field.numeric and not (isinstance(value, str) and value[:1] == "0" and value[1:2].isdecimal())


def is_iso_date(field: Field) -> bool:
    """Whether a field is a date in ISO 8601, and not the copy of one as it is printed."""
    return field.type == "string" and field.format == "date" and not field.verbatim


def in_iso(field: Field, text: str, *, day_first: bool | None) -> str:
    """Return a text as a date, a time of day or a moment in ISO 8601, where its field has that format and is no copy.

    Any other text stays as it is, and so does a date of two readings where ``day_first`` does not say which is meant.
    """
    if field.verbatim or field.type != "string":
        return text
    if field.format == "date" and (day_first is not None or len(dates(text)) == 1):
        return as_date(text, day_first=bool(day_first)) or text
    if field.format == "date-time":
        return moment_stated(text, day_first=day_first) or text
    if field.format == "time" and not _ISO_TIME.fullmatch(text):
        clock = as_clock(text)
        return clock.isoformat() if clock else text
    return text


def json_number(number: Decimal) -> int | float:
    """Return a number as JSON has it, a whole one without a point."""
    return int(number) if number == number.to_integral_value() else float(number)
