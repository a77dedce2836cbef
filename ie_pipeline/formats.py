"""The formats of JSON Schema that are checked: those that ``jsonschema`` knows by itself, moments and addresses.

For these it wants further packages, and without them it takes any text. Here the standard library reads them. A time
need not say where it is that late: documents seldom do, and classes of Pydantic ask for none.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from jsonschema import FormatChecker

__all__ = ["format_checker"]

_DATE = len("2020-05-01")


def format_checker() -> FormatChecker:
    """Return a checker of formats; what is no text has every format."""
    checker: FormatChecker = deepcopy(Draft202012Validator.FORMAT_CHECKER)
    checker.checks("time", ValueError)(_is_time)
    checker.checks("date-time", ValueError)(_is_date_time)
    checker.checks("uri", ValueError)(_is_address)
    checker.checks("iri", ValueError)(_is_address)
    return checker


def _is_time(value: object) -> bool:
    return not isinstance(value, str) or (value[2:3] == ":" and time.fromisoformat(value.upper()) is not None)


def _is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return _is_time(value[_DATE + 1 :]) and datetime.fromisoformat(value.upper()) is not None


def _is_address(value: object) -> bool:
    """Say whether a text is a whole address: ``www.example.org`` lacks what to do with it."""
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return bool(parts.scheme and (parts.netloc or parts.path)) and not any(map(str.isspace, value))
