"""A JSON Schema seen as a flat list of fields, and a record seen as a flat list of leaves.

Knows draft 2020-12 as far as extraction needs it; judges no value and validates no record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Any

from critic.inlining import SchemaError, inline
from critic.nodes import (
    alternatives,
    choice,
    described,
    enumerated,
    holds_fields,
    is_array,
    is_null,
    is_object,
    is_structure,
    kind_of,
    kinds_of,
    may_be_null,
    meaning,
    spread,
    title,
)
from critic.pointers import escape, join, parts

__all__ = ["Field", "Leaf", "SchemaError", "dotted", "field_of", "flatten", "leaves", "pattern_of", "subset"]

_SCALARS = ("string", "integer", "number", "boolean")
_KEPT_OF_OBJECTS = ("$schema", "title", "description", "type", "additionalProperties")


@dataclass(frozen=True, slots=True)
class Field:
    """One leaf of a schema.

    ``path`` holds property names and ``*`` for "any item of this list": ``("positions", "*", "company")``. ``required``
    is what the object that holds the field says, unless null may stand there. ``owed`` has the lengths of those
    beginnings of ``path``, itself included, that lead to something required: 2 and 3 where positions are, and in each
    of them a company. ``numeric`` marks a text in whose place a number may stand, as Pydantic writes a ``Decimal``.
    ``within`` has the descriptions of what the field stands in, each with the length of the beginning that leads there,
    0 for the whole record; what is said of its surroundings makes no field another one. ``named`` has the values that
    the schema names beside a type that it leaves open, as "unlimited" beside a number.
    """

    path: tuple[str, ...]
    type: str = "string"
    description: str = ""
    verbatim: bool = False
    required: bool = False
    owed: tuple[int, ...] = ()
    enum: tuple[Any, ...] = ()
    format: str | None = None
    numeric: bool = False
    within: tuple[tuple[int, str], ...] = dataclass_field(default=(), compare=False)
    named: tuple[Any, ...] = ()

    @property
    def name(self) -> str:
        """The last property name: ``company``."""
        return next(part for part in reversed(self.path) if part != "*")

    @property
    def pattern(self) -> str:
        """The JSON Pointer with ``*`` for every index: ``/positions/*/company``."""
        return join(self.path)

    @property
    def many(self) -> bool:
        """Whether a record may hold several values of this field."""
        return "*" in self.path

    @property
    def is_text(self) -> bool:
        """Whether its values are texts of any wording."""
        return self.type == "string" and not self.enum

    @property
    def copied(self) -> bool:
        """Whether a value would stand in the source in so many words."""
        return self.verbatim or self.is_text


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a record: ``/positions/0/company`` and what stands there."""

    pointer: str
    field: Field
    value: Any


def flatten(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    """List the fields of a schema in the order in which it names them.

    A field may be absent whether or not the schema says ``required``; ``Field.required`` only reports what it says.
    The keyword ``x-verbatim: true`` marks a value that must be copied from the source.

    Raises:
        SchemaError: if a reference is recursive or remote, or if a part of the schema has no fields to extract.

    """
    tree = inline(schema)
    if "object" not in kinds_of(tree) and "properties" not in tree and not alternatives(tree):
        message = "the top of the schema is not an object with properties; put a list under a property of one"
        raise SchemaError(message)
    fields: dict[tuple[str, ...], Field] = {}
    for field in _walk(tree, (), "", verbatim=False, required=False, owed=()):
        fields[field.path] = _either(fields.get(field.path, field), field)
    if not fields:
        message = "the schema has no fields: give it properties"
        raise SchemaError(message)
    for path in fields:
        if above := next((path[:depth] for depth in range(len(path)) if path[:depth] in fields), None):
            message = f"{_place(above)}: is a scalar in one alternative and not in another; choose one of them"
            raise SchemaError(message)
    beginnings = dict.fromkeys(path[:depth] for path in fields for depth in range(1, len(path) + 1))
    if mixed := next((path for path in beginnings if path[-1] != "*" and (*path[:-1], "*") in beginnings), None):
        message = f"{_place(mixed[:-1])}: is a list in one alternative and an object in another; choose one of them"
        raise SchemaError(message)
    said: dict[tuple[str, ...], list[str]] = {}
    for path, description in described(tree):
        said.setdefault(path, []).append(description)
    return tuple(replace(field, within=_within(field, said)) for field in fields.values())


def leaves(record: Any, fields: Sequence[Field]) -> tuple[Leaf, ...]:
    """List the values of a record: field by field in schema order, and within a field item by item.

    Nulls and values where the record departs from the schema's shape are left out.
    """
    return tuple(
        Leaf(pointer, field, value) for field in fields for pointer, value in _values(record, field.path, pointer="")
    )


def dotted(field: Field) -> str:
    """Return a field's name with those of its parents: ``positions.company``."""
    return ".".join(part for part in field.path if part != "*")


def field_of(pointer: str, fields: Sequence[Field]) -> Field | None:
    """Return the field that a pointer into a record belongs to; ``-`` counts as an index, as in JSON Patch."""
    path = parts(pointer)
    for field in fields:
        if len(field.path) == len(path) and all(
            part == step or (step == "*" and (part.isdecimal() or part == "-"))
            for part, step in zip(path, field.path, strict=True)
        ):
            return field
    return None


def pattern_of(pointer: str, fields: Sequence[Field]) -> str:
    """Return the pattern of the field that a pointer belongs to: ``/positions/*/company``.

    Raises:
        KeyError: if the pointer leads to none of the fields.

    """
    field = field_of(pointer, fields)
    if field is None:
        raise KeyError(pointer)
    return field.pattern


def subset(schema: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return the schema restricted to some of its fields, with references inlined.

    A field is named by its name (``company``), its dotted path (``positions.company``) or its pattern
    (``/positions/*/company``). A name that several fields bear keeps them all.

    Raises:
        SchemaError: if the schema cannot be flattened.
        ValueError: if a name is that of no field.

    """
    fields = flatten(schema)
    aliases = {field.path: {field.name, dotted(field), field.pattern} for field in fields}
    unknown = sorted(set(names) - set().union(*aliases.values()))
    if unknown:
        known = ", ".join(dotted(field) for field in fields)
        message = f"no such field: {', '.join(unknown)} (the schema has {known})"
        raise ValueError(message)
    wanted = {path for path, named in aliases.items() if named & set(names)}
    if not wanted:
        message = "no field was named; name at least one"
        raise ValueError(message)
    kept: dict[str, Any] = _prune(inline(schema), (), wanted)
    return kept


def _walk(
    node: Any, path: tuple[str, ...], inherited: str, *, verbatim: bool, required: bool, owed: tuple[int, ...]
) -> Iterator[Field]:
    """Yield the fields below a node; ``inherited`` describes them where they do not describe themselves."""
    if node is False:
        return
    node = {} if node is True else node
    _demand_one_kind(node, path)
    description = node.get("description") or inherited
    verbatim = node.get("x-verbatim", verbatim)
    required = required and not may_be_null(node)
    choices = alternatives(node)
    here = (*owed, len(path)) if required else owed
    for part in node.get("allOf", ()):  # what could not be merged, such as alternatives beside others
        if holds_fields(part):
            yield from _walk(part, path, description, verbatim=verbatim, required=required, owed=owed)
    structures = [c for c in choices if is_structure(c)]
    if structures:
        if "properties" in node:  # what is said beside the alternatives holds in each
            yield from _walk_object(node, path, verbatim=verbatim, owed=here)
            choices = [c for c in structures if not is_object(c) or "properties" in c]
        found = [list(_walk(c, path, description, verbatim=verbatim, required=required, owed=owed)) for c in choices]
        yield from _owed_in_all(found)
    elif is_object(node):
        yield from _walk_object(node, path, verbatim=verbatim, owed=here)
    elif is_array(node):
        if "prefixItems" in node or isinstance(node.get("items"), list):
            message = f"{_place(path)}: a tuple (prefixItems) has no field names; use an object"
            raise SchemaError(message)
        below = (*path, "*")
        said = description or title(node, below[-2])
        yield from _walk(node.get("items", {}), below, said, verbatim=verbatim, required=required, owed=owed)
    else:
        field = _leaf(list(spread(node)), path, inherited, verbatim=verbatim, required=required)
        yield replace(field, owed=here)


def _owed_in_all(alternatives: Sequence[Sequence[Field]]) -> Iterator[Field]:
    """Yield the fields of alternatives, of which a record fits one: it owes what all of them demand."""
    demanded = [{field.path[:length] for field in fields for length in field.owed} for fields in alternatives]
    for field in (field for fields in alternatives for field in fields):
        owed = tuple(length for length in field.owed if all(field.path[:length] in paths for paths in demanded))
        yield replace(field, required=len(field.path) in owed, owed=owed)


def _demand_one_kind(node: Any, path: tuple[str, ...]) -> None:
    """Refuse what is no schema, and what may be both a scalar and something that holds scalars."""
    if not isinstance(node, Mapping):
        message = f"{_place(path)}: is {type(node).__name__}, and no schema"
        raise SchemaError(message)
    kinds = set(kinds_of(node))
    if len(kinds) > 1 and kinds & {"object", "array"}:
        message = f"{_place(path)}: is of several kinds ({', '.join(sorted(kinds))}); choose one of them"
        raise SchemaError(message)


def _walk_object(
    node: Mapping[str, Any], path: tuple[str, ...], *, verbatim: bool, owed: tuple[int, ...]
) -> Iterator[Field]:
    """Yield the fields of an object's properties."""
    properties = node.get("properties") or {}
    if not properties and path:
        message = f"{_place(path)}: an object without properties has no fields to extract; list its properties"
        raise SchemaError(message)
    if "*" in properties:
        message = f"{_place(path)}: has a property called '*', which stands for list items; give it another name"
        raise SchemaError(message)
    demanded = node.get("required", ())
    for name, part in properties.items():
        yield from _walk(part, (*path, name), "", verbatim=verbatim, required=name in demanded, owed=owed)


def _leaf(
    nodes: Sequence[Mapping[str, Any]], path: tuple[str, ...], inherited: str, *, verbatim: bool, required: bool
) -> Field:
    """Return the field of a scalar node, given with its alternatives."""
    kinds = [kind for part in nodes for kind in kinds_of(part)]
    named = [value for part in nodes for value in enumerated(part)]
    kinds += [kind_of(value) for value in named]
    allowed = choice(nodes[0]) if named else []
    # What may be a text or an integer is a reference such as 4711; beside named words an integer is a number.
    number = "number" in kinds or ("integer" in kinds and bool(named))
    if any(kind not in _SCALARS for kind in kinds):
        message = f"{_place(path)}: unknown type {', '.join(kind for kind in kinds if kind not in _SCALARS)}"
        raise SchemaError(message)
    copied = bool(verbatim or any(part.get("x-verbatim") for part in nodes))
    format_ = next((part["format"] for part in nodes if "format" in part), None)
    return Field(
        path=path,
        type=_type_of(kinds),
        description=meaning(nodes, next((part for part in reversed(path) if part != "*"), ""), inherited),
        verbatim=copied,
        required=required,
        enum=_distinct(allowed),
        named=() if allowed else _distinct(named),
        format=format_,
        numeric=number and "string" in kinds and not (copied or allowed or format_),
    )


def _within(field: Field, said: Mapping[tuple[str, ...], Sequence[str]]) -> tuple[tuple[int, str], ...]:
    """Return what is said of the objects and lists that a field stands in, save what is its own description."""
    texts = ((length, " ".join(said.get(field.path[:length], ()))) for length in range(len(field.path)))
    return tuple((length, text) for length, text in texts if text and text != field.description)


def _either(one: Field, other: Field) -> Field:
    """Return a field of two alternatives, described by the first: it takes what either allows."""
    closed = bool(one.enum and other.enum)
    words = _distinct((*one.enum, *one.named, *other.enum, *other.named))
    enum, named = (words, ()) if closed else ((), words)
    return replace(one, type=_type_of((one.type, other.type)), enum=enum, named=named)


def _type_of(kinds: Sequence[str]) -> str:
    """Return the type that holds values of all these types; a string where there is no other."""
    distinct = set(kinds)
    return kinds[0] if len(distinct) == 1 else "number" if distinct == {"integer", "number"} else "string"


def _distinct(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return each value once; True is not 1, although Python calls them equal."""
    return tuple({(type(value), value): value for value in values}.values())


def _place(path: tuple[str, ...]) -> str:
    """Name a place in the schema for a message."""
    return "field " + ".".join(part for part in path if part != "*") if path else "the schema"


def _values(node: Any, path: tuple[str, ...], pointer: str) -> Iterator[tuple[str, Any]]:
    """Yield the scalars that a path leads to, with their pointers."""
    if not path:
        if isinstance(node, str | int | float):
            yield pointer, node
    elif path[0] == "*":
        if isinstance(node, list):
            for index, item in enumerate(node):
                yield from _values(item, path[1:], f"{pointer}/{index}")
    elif isinstance(node, Mapping) and path[0] in node:
        yield from _values(node[path[0]], path[1:], f"{pointer}/{escape(path[0])}")


def _prune(node: Any, path: tuple[str, ...], wanted: Collection[tuple[str, ...]]) -> Any:
    """Return a node with nothing but the wanted fields below it; None where none is."""
    if path in wanted or not isinstance(node, Mapping):
        return node if path in wanted else None
    if not any(target[: len(path)] == path for target in wanted):
        return None
    pruned = {key: value for key, value in node.items() if key in _KEPT_OF_OBJECTS}
    for keyword in ("anyOf", "oneOf"):
        if keyword in node:
            parts_kept = [part if is_null(part) else _prune(part, path, wanted) for part in node[keyword]]
            pruned[keyword] = [part for part in parts_kept if part is not None]
    if "properties" in node:
        properties = {name: _prune(part, (*path, name), wanted) for name, part in node["properties"].items()}
        pruned["properties"] = {name: part for name, part in properties.items() if part is not None}
        required = [name for name in node.get("required", ()) if name in pruned["properties"]]
        pruned |= {"required": required} if required else {}
    if is_array(node):
        items = _prune(node.get("items", {}), (*path, "*"), wanted)
        pruned |= {key: node[key] for key in ("uniqueItems", "minItems", "maxItems", "x-verbatim") if key in node}
        pruned["items"] = items
    elif "x-verbatim" in node:
        pruned["x-verbatim"] = node["x-verbatim"]
    return pruned
