"""Schemas from wherever a user keeps them, checked before anything is read under them.

Knows where the shipped schemas lie; what the fields of a schema are is `critic.fields`' business.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex
from jsonschema import Draft3Validator, Draft202012Validator
from jsonschema.exceptions import SchemaError as InvalidSchemaError
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend, validator_for

from critic.fields import SchemaError, flatten
from critic.inlining import inline
from ie_pipeline.errors import UsageError
from ie_pipeline.formats import format_checker

if TYPE_CHECKING:
    from jsonschema import FormatChecker
    from jsonschema.protocols import Validator

__all__ = ["DEMANDS", "Rules", "load_schema", "relax", "rules", "shipped_schemas"]

_PACKAGED = Path(__file__).parent / "schemas"
_IN_SOURCE_TREE = Path(__file__).parents[1] / "schemas"
DEMANDS = ("required", "dependentRequired", "minProperties", "minItems", "minContains", "contains")
"""The keywords that ask for something to be there."""
_PATIENCE = 1.0
"""Seconds in which a pattern must be found; some take minutes over eighty characters, which any document may hold."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a schema asks of a record: ``values`` of what is there, formats included, ``whole`` also what must be."""

    values: Validator
    whole: Validator


def shipped_schemas() -> tuple[str, ...]:
    """List the names of the schemas that come with the package."""
    return tuple(sorted(path.stem for path in _shipped_folder().glob("*.json")))


def load_schema(source: str | Path | Mapping[str, Any] | type) -> dict[str, Any]:
    """Load a schema by the name of a shipped one, from a JSON Schema file, a dict or a Pydantic model class.

    A string that names a shipped schema means that one; write ``./contract`` for a file of that name. What stands in
    the envelope of an OpenAI request, ``{"name": …, "schema": …}`` or a ``response_format``, is taken out of it.

    Raises:
        UsageError: if there is no such schema, or it is not valid JSON Schema (of the draft that it names, else
            2020-12), has no fields, or has a recursive or remote reference. Nothing is ever fetched.

    """
    name, schema = _read(source)
    for envelope in ("json_schema", "schema"):
        if "properties" not in schema and isinstance(schema.get(envelope), Mapping):
            schema = dict(schema[envelope])
    try:
        json.dumps(schema)
    except (TypeError, ValueError, RecursionError) as error:
        message = f"{name} is not JSON: {error}"
        raise UsageError(message) from error
    try:
        _dialect(schema).check_schema(schema, format_checker=_checker())
    except InvalidSchemaError as error:
        cause = error.context[0] if error.context else error  # such as: that a type is none of the seven
        message = f"{name} is not a valid JSON Schema: at {error.json_path}: {cause.message}"
        raise UsageError(message, hint="see https://json-schema.org/draft/2020-12") from error
    try:
        flatten(schema)
    except SchemaError as error:
        message = f"{name} cannot be extracted: {error}"
        raise UsageError(message) from error
    return schema


def relax(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema with every absent value expressible, so that no record has to invent one.

    Nothing is required any more, under no condition, lists may be empty and every field may be null; where that makes
    alternatives alike, several may fit. All else that the schema demands of a value that is there stands, but for the
    ``format`` of one that must be copied as it is printed (``x-verbatim``). References are inlined.

    Raises:
        SchemaError: if the schema cannot be flattened.

    """
    copied = {field.path for field in flatten(schema) if field.verbatim}
    relaxed: dict[str, Any] = _relaxed(inline(schema), (), copied, nullable=False)
    return relaxed


def rules(schema: Mapping[str, Any]) -> Rules:
    """Return the validators of a schema.

    Raises:
        SchemaError: if the schema cannot be flattened.

    """
    exact: type[Validator] = extend(  # type: ignore[no-untyped-call] # the library leaves it without types
        Draft202012Validator,
        {"multipleOf": _multiple_of, "pattern": _pattern, "patternProperties": _properties, "required": _required},
    )
    return Rules(exact(relax(schema), format_checker=format_checker()), exact(inline(schema)))


def _dialect(schema: Mapping[str, Any]) -> Any:
    """Return the validators of the draft that a schema names, if that is 4 or later, else of 2020-12."""
    named = validator_for({"$schema": str(schema.get("$schema"))}, default=Draft202012Validator)
    return Draft202012Validator if named is Draft3Validator else named


def _checker() -> FormatChecker:
    """Return a checker that takes what regular expressions of JavaScript have and ``re`` has not: letters by class."""
    checker: FormatChecker = deepcopy(Draft202012Validator.FORMAT_CHECKER)
    checker.checks("regex", regex.error)(lambda pattern: not isinstance(pattern, str) or bool(regex.compile(pattern)))
    return checker


def _read(source: str | Path | Mapping[str, Any] | type) -> tuple[str, dict[str, Any]]:
    """Return a schema not yet checked, and what to call it in a message."""
    if isinstance(source, Mapping):
        return "the schema", dict(source)
    if isinstance(source, str | Path):
        return _read_file(source)
    make, name = getattr(source, "model_json_schema", None), getattr(source, "__name__", None)
    if make is None or name is None:
        message = f"{source!r} is no schema" if make is None else f"an instance of {type(source).__name__} is no schema"
        raise UsageError(message, hint="pass a shipped name, a file, a dict or a Pydantic model class")
    try:
        return f"the model {name}", dict(make())
    except Exception as error:  # Pydantic's errors have no class in common, and it may not be there to name them
        message = f"the model {name} has no JSON Schema: {str(error).partition(chr(10))[0]}"
        raise UsageError(message) from error


def _read_file(source: str | Path) -> tuple[str, dict[str, Any]]:
    """Read a schema by its shipped name or its path."""
    shipped = shipped_schemas()
    path = _shipped_folder() / f"{source}.json" if str(source) in shipped else Path(source)
    try:
        schema = json.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, IsADirectoryError) as error:
        message = f"no such schema: {source}{', which is a folder' if path.is_dir() else ''}"
        raise UsageError(message, hint=f"pass {', '.join(shipped)} or the path of a JSON Schema file") from error
    except OSError as error:
        message = f"cannot read the schema {source}: {error.strerror}"
        raise UsageError(message) from error
    except (ValueError, RecursionError) as error:
        message = f"the schema {source} is not JSON: {error}"
        raise UsageError(message) from error
    if not isinstance(schema, dict):
        message = f"the schema {source} is not a JSON object"
        raise UsageError(message)
    return f"the schema {source}", schema


def _shipped_folder() -> Path:
    """Return the folder of the shipped schemas, in an installed package or in a source tree."""
    return _PACKAGED if _PACKAGED.is_dir() else _IN_SOURCE_TREE


def _relaxed(node: Any, path: tuple[str, ...], copied: Collection[tuple[str, ...]], *, nullable: bool) -> Any:
    """Relax a node and all below it, ``nullable`` where null may stand in its place; ``copied`` has paths of fields."""
    if not isinstance(node, dict):
        return node
    dropped = (*DEMANDS, "format") if path in copied else DEMANDS
    relaxed = {keyword: value for keyword, value in node.items() if keyword not in dropped}
    for keyword in {"properties", "patternProperties"} & relaxed.keys():
        parts = relaxed[keyword].items()
        relaxed[keyword] = {name: _relaxed(part, (*path, name), copied, nullable=True) for name, part in parts}
    if "items" in relaxed:
        relaxed["items"] = _relaxed(relaxed["items"], (*path, "*"), copied, nullable=False)
    for keyword in {"then", "else"} & relaxed.keys():
        relaxed[keyword] = _relaxed(relaxed[keyword], path, copied, nullable=False)
    if "dependentSchemas" in relaxed:
        parts = relaxed["dependentSchemas"].items()
        relaxed["dependentSchemas"] = {name: _relaxed(part, path, copied, nullable=False) for name, part in parts}
    for keyword in {"allOf", "anyOf", "oneOf"} & relaxed.keys():
        relaxed[keyword] = [_relaxed(part, path, copied, nullable=False) for part in relaxed[keyword]]
    if relaxed.get("oneOf") != node.get("oneOf"):  # what tells the alternatives apart may have been a demand
        relaxed["allOf"] = [*relaxed.get("allOf", ()), {"anyOf": relaxed.pop("oneOf")}]
    return _with_null(relaxed) if nullable else relaxed


def _multiple_of(validator: Validator, divisor: float, value: Any, _: Any) -> Iterator[ValidationError]:
    """Yield an error for a number that is no multiple as both are written: 19.99 is one of 0.01, but not as floats."""
    number = validator.is_type(value, "number") and isfinite(value)
    if number and Fraction(str(value)) % Fraction(str(divisor)):
        yield ValidationError(f"{value} is not a multiple of {divisor}")


def _pattern(validator: Validator, pattern: str, value: Any, _: Any) -> Iterator[ValidationError]:
    """Yield an error for a text in which a pattern is not found, or not in time."""
    if not validator.is_type(value, "string"):
        return
    try:
        found = regex.search(pattern, value, timeout=_PATIENCE)
    except TimeoutError:
        found = None
    if not found:
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _properties(validator: Validator, parts: Mapping[str, Any], value: Any, _: Any) -> Iterator[ValidationError]:
    """Yield the errors of an object's properties whose names have a pattern."""
    if validator.is_type(value, "object"):
        for (pattern, part), (name, held) in product(parts.items(), value.items()):
            if regex.search(pattern, name):
                yield from validator.descend(held, part, name, pattern)  # type: ignore[attr-defined] # all have it


def _required(
    validator: Validator, names: Sequence[str], value: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Yield an error that has the names of what is absent, save what may be null: a record leaves that out."""
    described = schema.get("properties", {})
    if absent := [
        name
        for name in names
        if validator.is_type(value, "object")
        and name not in value
        and not validator.evolve(schema=described.get(name, False)).is_valid(None)
    ]:
        yield ValidationError(f"{', '.join(absent)} must be there", validator_value=absent)


def _with_null(node: dict[str, Any]) -> dict[str, Any]:
    """Allow null where a node stands, and leave its annotations on top."""
    if Draft202012Validator(node).is_valid(None):
        return node
    null = {"type": "null"}
    for keyword in ("anyOf", "oneOf"):
        widened = {**node, keyword: [*node.get(keyword, ()), null]}
        if keyword in node and Draft202012Validator(widened).is_valid(None):
            return widened
    widened = dict(node)
    if "type" in node:
        kinds = node["type"]
        widened["type"] = [*([kinds] if isinstance(kinds, str) else kinds), "null"]
    if "enum" in widened:
        widened["enum"] = [*widened["enum"], None]
    if Draft202012Validator(widened).is_valid(None):
        return widened
    annotations: dict[str, Any] = {key: node[key] for key in ("title", "description", "x-verbatim") if key in node}
    return {**annotations, "anyOf": [node, null]}
