"""Rows of a mistake dataset as plain JSON values and back.

A row is read whole or not at all: what is no row, or does not hold together, is refused. Lone surrogates, which
broken PDF files and broken answers of models hold and UTF-8 does not, become U+FFFD one for one, so that offsets stay
true.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from critic.mistakes.checking import RowError, check
from critic.mistakes.rows import Mistake, MistakeRow, Origin, Passage, RightValue, Truth

__all__ = ["from_plain", "scrubbed", "to_plain"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_T = TypeVar("_T", Passage, Truth, RightValue, MistakeRow)


def to_plain(row: MistakeRow) -> dict[str, Any]:
    """Return a row as dicts, lists, strings and numbers, named as its attributes are; they are the row's own."""
    parts = {name: [_attributes(part) for part in getattr(row, name)] for name in ("passages", "truths", "right")}
    return {**_attributes(row), **parts, "judged": list(row.judged)}


def from_plain(plain: Any) -> MistakeRow:
    """Return the row that `to_plain` made plain, checked.

    Raises:
        RowError: it lacks a key, has one too many, or does not hold together.

    """
    row = _object(MistakeRow, _scrub(plain), "the row")
    check(row)
    return row


def scrubbed(row: MistakeRow) -> MistakeRow:
    """Return a row with each lone surrogate replaced by U+FFFD, checked.

    Raises:
        RowError: it does not hold together.

    """
    plain = to_plain(row)
    try:
        json.dumps(plain, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return from_plain(plain)
    except (TypeError, ValueError, RecursionError):
        pass  # no plain JSON, which the check says better
    check(row)
    return row


def _attributes(part: Passage | Truth | RightValue | MistakeRow) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _object(kind: type[_T], plain: Any, what: str) -> _T:
    """Return a dataclass of what is given for it, with the lists and enums within it made anew."""
    if not isinstance(plain, Mapping):
        message = f"{what} is not an object"
        raise RowError(message)
    known = {field.name: field for field in fields(kind)}
    if unknown := sorted(str(key) for key in plain if key not in known):
        message = f"{what} has an unknown key: {', '.join(unknown)}"
        raise RowError(message)
    optional = {name for name, field in known.items() if (field.default, field.default_factory) != (MISSING, MISSING)}
    if lacking := [name for name in known if name not in plain and name not in optional]:
        message = f"{what} lacks {', '.join(lacking)}"
        raise RowError(message)
    return kind(**{key: _part(key, value) for key, value in plain.items()})


def _part(key: str, value: Any) -> Any:
    """Return an attribute of a row, a truth or a right value."""
    if kind := {"passages": Passage, "truths": Truth, "right": RightValue}.get(key):
        return tuple(_object(kind, each, f"an entry of {key}") for each in _list(value, key))
    if key == "judged":
        return tuple(_list(value, key))
    if key in ("mistake", "origin"):
        return _member(Mistake if key == "mistake" else Origin, value)
    return value


def _list(value: Any, key: str) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        message = f"{key} is not a list"
        raise RowError(message)
    return value


def _member(kind: type[Mistake | Origin], value: Any) -> Mistake | Origin:
    try:
        return kind(value)
    except ValueError as error:
        message = f"{value!r} is none of {', '.join(kind)}"
        raise RowError(message) from error


def _scrub(plain: Any) -> Any:
    if isinstance(plain, str):
        return plain if plain.isascii() else _SURROGATE.sub("\ufffd", plain)
    if isinstance(plain, Mapping):
        return {_scrub(key): _scrub(value) for key, value in plain.items()}
    if isinstance(plain, list | tuple):
        return [_scrub(value) for value in plain]
    return plain
