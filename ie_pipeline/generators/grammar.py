"""The grammar of a compact answer, so that what a small model writes always parses and never invents a string.

An answer is any subset of the fields, in order, each with a list of values. A verbatim field's value is a run of the
passage's own words: the grammar has the passage in it. Written in llguidance's dialect of Lark; knows neither model
nor tokens.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import regex

from critic.fields import Field

__all__ = ["MAX_STRING", "chunks", "compact_grammar"]

MAX_STRING = 400
"""The longest value in characters as JSON writes them: a long sentence. Without a bound a small model runs on."""

_MANY = 24
"""The most values of a list that one passage may state."""
_RIVALS = 2
"""The most values of a single-valued field that one passage may state."""

# Scripts without spaces between words count character by character, others word by word. What is neither, such as
# punctuation or an emoji with all that is joined to it, is a chunk of its own.
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_CHUNK = regex.compile(rf"{_UNSPACED}\p{{M}}*|[[\p{{L}}\p{{M}}\p{{N}}]--{_UNSPACED}]+|\X", regex.V1)

_COPIED = f"/\\S(.{{0,{MAX_STRING - 2}}}\\S)?/"
_STRING = r'"\"" /([^"\\\x00-\x1F\x7F]|\\["\\\/bfnrt]){1,' + str(MAX_STRING) + r'}/ "\""'
_TYPES = {
    "boolean": '"true" | "false"',
    "integer": "/-?(0|[1-9][0-9]{0,17})/",
    "number": r"/-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?/",
}


def chunks(passage: str) -> list[str]:
    """Split a passage into words, spaces and marks; joined again they are the passage."""
    return _CHUNK.findall(passage)


def compact_grammar(labels: Sequence[str], fields: Sequence[Field], passage: str, *, copy: bool = True) -> str:
    """Return the Lark grammar of the answers that are possible for a passage.

    Every text of the language is what ``json.dumps`` writes of an object with lists of values, the empty object among
    them. ``labels`` are the fields' names in the answer; ``passage`` has its whitespace collapsed. Without ``copy``
    verbatim strings are as free as others.
    """
    stated = [
        (label, field, _value(field, copy=copy))
        for label, field in zip(labels, fields, strict=True)
        if passage.strip() or not _copies(field, copy=copy)
    ]
    names = {value: f"VALUE_{number}" for number, value in enumerate(dict.fromkeys(value for _, _, value in stated))}
    lines = [_start(len(stated)), *(f"{name}: {value}" for value, name in names.items())]
    for number, (label, field, value) in enumerate(stated):
        last = number + 1 == len(stated)
        rest, other = ("", "") if last else (f" more_{number + 1}", f" | first_{number + 1}")
        more = (_MANY if field.many else _RIVALS) - 1
        lines += [
            f'item_{number}: {_quote(_json(label) + ": [")} {names[value]} (", " {names[value]}){{0,{more}}} "]"',
            f"first_{number}: item_{number}{rest}{other}",
            f'more_{number}: (", " item_{number})?{rest}',
        ]
    if any(_copies(field, copy=copy) for _, field, _ in stated):
        pieces = [_json(chunk)[1:-1] for chunk in chunks(passage)]
        lines.append(f'SOURCE: %regex {{"substring_chunks": {_json(pieces)}}}')
    return "\n".join(lines) + "\n"


def _start(count: int) -> str:
    """Return the rule of the whole answer.

    The fields are a chain of rules: ``first_i`` is what may come while nothing has been stated, ``more_i`` after that.
    """
    return 'start: "{" first_0? "}"' if count else 'start: "{}"'


def _copies(field: Field, *, copy: bool) -> bool:
    """Say whether a field's values are runs of the passage."""
    return copy and field.verbatim and not field.enum and field.type == "string"


def _value(field: Field, *, copy: bool) -> str:
    """Return the Lark expression of one value of a field."""
    if field.enum:
        return " | ".join(_quote(_json(value)) for value in field.enum)
    if _copies(field, copy=copy):
        return f'"\\"" (SOURCE & {_COPIED}) "\\""'
    return _TYPES.get(field.type, _STRING)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _quote(literal: str) -> str:
    """Write a literal as a Lark string, which is written as a JSON string is."""
    return _json(literal)
