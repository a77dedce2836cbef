"""Flat fields nested again as their schema nested them: what an answer must look like, and what of it fits.

Knows the shape alone: whether a value is true is the critic's business.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from critic.fields import Field
from critic.nodes import kind_of
from critic.text.normalise import as_money
from critic.text.sameness import same
from critic.values import in_iso, json_number, may_be_number, truth

__all__ = ["ListShape", "ObjectShape", "Shape", "fit", "is_blank", "json_schema", "nest"]


_SPACED = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
"""A space that groups figures; in a text it may stand between two numbers, in a value that is but one it cannot."""

_DASH = re.compile(r"[-\u2010-\u2015\u2212]{1,2}")
"""What stands in the empty cell of a table, and in the answer of a model that has found nothing."""


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """An object and the shapes of its properties, in schema order."""

    properties: Mapping[str, Shape]


@dataclass(frozen=True, slots=True)
class ListShape:
    """A list and the shape that all of its items share."""

    item: Shape


Shape: TypeAlias = Field | ObjectShape | ListShape


def nest(fields: Sequence[Field]) -> ObjectShape:
    """Nest fields by their paths; of two fields with one path the first stands."""
    shape = _nest([(field.path, field) for field in fields])
    return shape if isinstance(shape, ObjectShape) else ObjectShape({})


def json_schema(shape: Shape) -> dict[str, Any]:
    """Write a shape as a JSON Schema in the dialect that constrained decoding back ends call *strict*.

    Every property is named as required and none other is allowed, and every leaf allows null: an absent value is
    null or an empty list, so that no model is forced to invent one.
    """
    if isinstance(shape, ObjectShape):
        return {
            "type": "object",
            "properties": {name: json_schema(part) for name, part in shape.properties.items()},
            "required": list(shape.properties),
            "additionalProperties": False,
        }
    if isinstance(shape, ListShape):
        return {"type": "array", "items": json_schema(shape.item)}
    kinds = dict.fromkeys(map(kind_of, shape.enum)) or [*(["number"] if shape.numeric else []), shape.type]
    leaf: dict[str, Any] = {"type": [*kinds, "null"]}
    if shape.description:
        leaf["description"] = shape.description
    if shape.enum:
        leaf["enum"] = [*shape.enum, None]
    return leaf


def fit(data: object, shape: Shape, *, day_first: bool | None = None) -> Any:
    """Keep what of ``data`` has the given shape, and mend what differs only in form.

    A lone value becomes a list of one, and a list of one the lone value, a number or a sum in quotes a number, a number
    for a string its digits, unless a number may stand there as well, a choice in another spelling the one that the
    schema names (``Full-time`` for ``FULL_TIME``), and a date or a time one of ISO 8601 where the schema has such a
    ``format``. Which part of 05/03/2019 is the day is told by ``day_first``; where that is None such a date stays as it
    is. Unknown properties, nulls, empty strings, lone dashes, empty lists and values of another type are dropped.
    Returns None where nothing fits, except that an object that is empty stays an empty object.
    """
    if isinstance(shape, ObjectShape):
        data = _only(data)
        if not isinstance(data, Mapping):
            return None
        kept = {name: fit(data.get(name), part, day_first=day_first) for name, part in shape.properties.items()}
        return {name: value for name, value in kept.items() if value not in (None, [], {})}
    if isinstance(shape, ListShape):
        items = [fit(item, shape.item, day_first=day_first) for item in (data if isinstance(data, list) else [data])]
        return [item for item in items if item not in (None, [], {})]
    return _fit_leaf(data, shape, day_first=day_first)


def is_blank(value: object) -> bool:
    """Return whether a value says nothing: a blank text, a lone dash, or the NaN that pandas has for nothing."""
    if isinstance(value, str):
        return not value.strip() or _DASH.fullmatch(value.strip()) is not None
    return isinstance(value, float) and math.isnan(value)


def _nest(paths: Sequence[tuple[tuple[str, ...], Field]]) -> Shape:
    """Nest fields by what is left of their paths."""
    if paths and not paths[0][0]:
        return paths[0][1]
    groups: dict[str, list[tuple[tuple[str, ...], Field]]] = {}
    for path, field in paths:
        if path:
            groups.setdefault(path[0], []).append((path[1:], field))
    if list(groups) == ["*"]:
        return ListShape(_nest(groups["*"]))
    return ObjectShape({name: _nest(group) for name, group in groups.items() if name != "*"})


def _fit_leaf(value: object, field: Field, *, day_first: bool | None) -> Any:
    """Return a value in its field's type, or the only one of a list; None where it has another."""
    value = _only(value)
    if isinstance(value, bool) and any(value is allowed for allowed in field.enum):
        return value
    folded = str(value).strip().casefold()
    if (word := next((word for word in field.named if str(word).casefold() == folded), None)) is not None:
        return word
    number = _number(value) if may_be_number(field, value) else None
    converted = _CONVERTERS.get(field.type, _string)(value) if number is None else number
    if isinstance(converted, str):
        converted = in_iso(field, converted, day_first=day_first)
    if not field.enum and is_blank(converted):
        return None
    if converted is None or not field.enum:
        return converted
    if converted in field.enum:
        return converted
    folded = str(converted).casefold()
    alike = [allowed for allowed in field.enum if str(allowed).casefold() == folded]
    alike = alike or [allowed for allowed in field.enum if same(str(allowed), str(converted))]
    return alike[0] if alike else None


def _only(data: object) -> Any:
    """Return the only item of a list of one, and all else as it is."""
    return data[0] if isinstance(data, list) and len(data) == 1 else data


def _string(value: object) -> str | None:
    """Return a text without lone surrogates, which no UTF-8 file can hold; what pandas has for nothing is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip() or None


def _number(value: object) -> int | float | None:
    """Return a finite number, also from a text that is nothing but one, or a sum of money."""
    if isinstance(value, str):
        value = _stated_number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def _stated_number(text: str) -> int | float | None:
    """Return the number that a text states as JSON writes it or as people do (``$1,200.50``); no percentage."""
    if "_" in text:
        return None
    try:
        return float(text) if any(mark in text for mark in ".eE") else int(text)
    except ValueError:
        stated = as_money(_SPACED.sub("\u202f", text.strip()))
    return None if stated is None else json_number(stated[0])


def _integer(value: object) -> int | None:
    """Return a whole number."""
    number = _number(value)
    return int(number) if number is not None and number == int(number) else None


def _boolean(value: object) -> bool | None:
    """Return a truth value, also from the words that JSON and forms have for it."""
    if isinstance(value, str):
        return truth(value)
    return value if isinstance(value, bool) else None


_CONVERTERS = {"string": _string, "number": _number, "integer": _integer, "boolean": _boolean}
