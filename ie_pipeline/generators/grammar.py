"""The grammar of a compact answer, so that what a small model writes always parses and never invents a string.

An answer has every field, in order, each with a list of values, empty where nothing is stated. A verbatim field's
value is a run of the passage's own words: the grammar has the passage in it. Written in llguidance's dialect of Lark;
knows neither model nor tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

from critic.causal.lark import COPIED, MAX_STRING, dumps, literal, source_terminal
from critic.fields import Field

__all__ = ["compact_grammar"]

_MANY = 24
"""The most values of a list that one passage may state."""
_RIVALS = 2
"""The most values of a single-valued field that one passage may state."""

_STRING = r'"\"" /([^"\\\x00-\x1F\x7F]|\\["\\\/bfnrt]){1,' + str(MAX_STRING) + r'}/ "\""'
_TYPES = {
    "boolean": '"true" | "false"',
    "integer": "/-?(0|[1-9][0-9]{0,17})/",
    "number": r"/-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?/",
}


def compact_grammar(labels: Sequence[str], fields: Sequence[Field], passage: str, *, copy: bool = True) -> str:
    """Return the Lark grammar of the answers that are possible for a passage.

    Every text of the language is what ``json.dumps`` writes of an object with a list of values for every field.
    ``labels`` are the fields' names in the answer; ``passage`` has its whitespace collapsed. Without ``copy`` verbatim
    strings are as free as others.
    """
    stated = [
        None if _copies(field, copy=copy) and not passage.strip() else _value(field, copy=copy) for field in fields
    ]
    names = {value: f"VALUE_{number}" for number, value in enumerate(dict.fromkeys(stated)) if value}
    items = [
        _item(label, field, names.get(value or "")) for label, field, value in zip(labels, fields, stated, strict=True)
    ]
    lines = [
        "start: " + " ".join(['"{"', ' ", " '.join(f"item_{number}" for number in range(len(items))), '"}"']),
        *(f"{name}: {value}" for value, name in names.items()),
        *(f"item_{number}: {item}" for number, item in enumerate(items)),
    ]
    if passage.strip() and any(_copies(field, copy=copy) for field in fields):
        lines.append(source_terminal(passage))
    return "\n".join(lines) + "\n"


def _item(label: str, field: Field, value: str | None) -> str:
    """Return the rule of one field; without a ``value`` that could be written its list is empty."""
    more = (_MANY if field.many else _RIVALS) - 1
    values = "" if value is None else f' ({value} (", " {value}){{0,{more}}})?'
    return f'{literal(dumps(label) + ": [")}{values} "]"'


def _copies(field: Field, *, copy: bool) -> bool:
    """Say whether a field's values are runs of the passage."""
    return copy and field.verbatim and field.is_text


def _value(field: Field, *, copy: bool) -> str:
    """Return the Lark expression of one value of a field."""
    if field.enum:
        return " | ".join(literal(dumps(value)) for value in field.enum)
    if _copies(field, copy=copy):
        return COPIED
    return _TYPES.get(field.type, _STRING)
