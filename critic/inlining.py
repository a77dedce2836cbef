"""A JSON Schema with its references followed: the same schema as one tree without ``$ref`` and ``$defs``.

What drafts 4 to 7 and OpenAPI 3.0 say in other words is said in those of draft 2020-12.

Only references inside the schema are followed; nothing is ever fetched. Knows nothing of fields or records.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012, specification_with

if TYPE_CHECKING:
    from referencing import Specification
    from referencing._core import Resolver

__all__ = ["SchemaError", "inline"]

_ONE = (
    "additionalProperties",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_LISTS = ("anyOf", "oneOf", "prefixItems")
_MAPS = ("dependentSchemas", "patternProperties", "properties")
_DROPPED = ("$ref", "$defs", "definitions", "$id", "$anchor", "allOf")
_LIMITS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_JOINED = ("allOf", "enum", "items", "patternProperties", "properties", "required", "type")
_OF_THE_FIRST = (
    *("$comment", "$schema", "default", "deprecated", "description", "examples", "readOnly", "title", "writeOnly"),
    *("additionalProperties", "unevaluatedItems", "unevaluatedProperties"),  # elsewhere they would say another thing
)
_CONDITION = ("if", "then", "else")
_MAX_NODES = 20_000  # references that double at every step would otherwise unfold without end


class SchemaError(ValueError):
    """Say why a JSON Schema cannot be used: which reference or field, and what to do about it."""


def inline(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema as one tree: local references replaced by what they name, ``allOf`` merged.

    Under ``allOf`` stays what one node cannot say twice, such as a second ``pattern``.
    Keywords beside a ``$ref`` win over those of its target, as an annotation there is the more particular one.

    Raises:
        SchemaError: if it is no object, if a reference is recursive, remote or names nothing, or if it unfolds too far.

    """
    whole: Any = schema
    if not isinstance(whole, Mapping):
        message = (
            f"a schema is an object with properties, not {type(whole).__name__}; "
            "a Pydantic class has it in model_json_schema()"
        )
        raise SchemaError(message)
    specification = specification_with(str(whole.get("$schema")), default=DRAFT202012)
    resource = specification.create_resource(dict(whole))
    registry: Registry[Any] = Registry()
    inlined = _Inliner(specification).node(
        dict(whole), registry.resolver_with_root(resource), trail=(("#", id(whole)),)
    )
    if not isinstance(inlined, dict):
        message = "the schema allows nothing"
        raise SchemaError(message)
    return inlined


class _Inliner:
    """Unfolds one schema, counting what it has unfolded."""

    def __init__(self, specification: Specification[Any]) -> None:
        self.specification = specification
        self.nodes = 0

    def node(self, schema: Any, resolver: Resolver[Any], trail: tuple[tuple[str, int], ...]) -> Any:
        """Unfold a subschema; ``trail`` holds the references on the way here, each with its target's identity."""
        if not isinstance(schema, Mapping):
            return schema
        self.nodes += 1
        if self.nodes > _MAX_NODES:
            message = f"the schema unfolds to more than {_MAX_NODES} subschemas; use fewer nested references"
            raise SchemaError(message)
        if "$dynamicRef" in schema or "$recursiveRef" in schema:
            message = "dynamic references are not supported; use $ref to an entry of $defs"
            raise SchemaError(message)
        if schema.get("not") in ({}, True):
            return False  # how zod writes what is left undefined: nothing may stand there
        if "$id" in schema:
            resolver = resolver.in_subresource(self.specification.create_resource(dict(schema)))
        merged: Any = {
            keyword: self.below(keyword, value, resolver, trail)
            for keyword, value in _modern(schema).items()
            if keyword not in _DROPPED
        }
        for part in schema.get("allOf", ()):
            merged = merge(merged, self.node(part, resolver, trail))
        if "$ref" in schema:
            merged = merge(merged, self.reference(schema["$ref"], resolver, trail))
        if not isinstance(merged, dict):
            return merged
        return _nullable(merged) if merged.pop("nullable", False) is True else merged

    def below(self, keyword: str, value: Any, resolver: Resolver[Any], trail: tuple[tuple[str, int], ...]) -> Any:
        """Unfold the subschemas under a keyword, if it is one that holds any."""
        if keyword in _ONE:
            return self.node(value, resolver, trail)
        if keyword in _LISTS:
            return [self.node(part, resolver, trail) for part in value]
        if keyword in _MAPS:
            return {name: self.node(part, resolver, trail) for name, part in value.items()}
        return value

    def reference(self, ref: str, resolver: Resolver[Any], trail: tuple[tuple[str, int], ...]) -> Any:
        """Unfold what a reference names."""
        try:
            found = resolver.lookup(ref)
        except Unresolvable as error:
            reason = (
                "names nothing in this schema"
                if ref.startswith("#")
                else "is remote and is not fetched; copy its target into $defs"
            )
            message = f"$ref {ref!r} {reason}"
            raise SchemaError(message) from error
        step = (ref, id(found.contents))
        if ref == "#" or step[1] in {target for _, target in trail}:
            path = " -> ".join([name for name, _ in trail] + [ref])
            message = f"recursive $ref: {path}; a record needs a fixed depth, so write the levels out"
            raise SchemaError(message)
        return self.node(found.contents, found.resolver, (*trail, step))


def merge(first: Any, second: Any) -> Any:
    """Return the schema that asks for both; annotations of the first win, rules that clash stand under ``allOf``."""
    if not isinstance(first, Mapping) or not isinstance(second, Mapping):
        return first if second is True else second if first is True else False
    apart = {keyword: rule for keyword, rule in second.items() if _clashes(keyword, first, second)}
    merged = {**{keyword: rule for keyword, rule in second.items() if keyword not in apart}, **first}
    if rest := [*first.get("allOf", ()), *second.get("allOf", ()), *([apart] if apart else [])]:
        merged["allOf"] = rest
    for name in ("properties", "patternProperties"):
        if name in first and name in second:
            both = {key: merge(part, second[name][key]) for key, part in first[name].items() if key in second[name]}
            merged[name] = {**first[name], **second[name], **both}
    if "items" in first and "items" in second:
        merged["items"] = merge(first["items"], second["items"])
    if "required" in first and "required" in second:
        merged["required"] = list(dict.fromkeys([*first["required"], *second["required"]]))
    if "enum" in first and "enum" in second:
        merged["enum"] = [value for value in first["enum"] if value in second["enum"]]
    if "type" in first and "type" in second:
        merged["type"] = _common_types(first["type"], second["type"])
    return merged


def _modern(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return a node with the limits and dependencies of older drafts in today's words."""
    modern = dict(node)
    for keyword, limit in _LIMITS.items():
        if isinstance(node.get(keyword), bool):
            excluded = modern.pop(keyword)
            modern |= {keyword: modern.pop(limit)} if excluded and limit in node else {}
    for name, demand in modern.pop("dependencies", {}).items():
        keyword = "dependentRequired" if isinstance(demand, list) else "dependentSchemas"
        modern[keyword] = {**modern.get(keyword, {}), name: demand}
    return modern


def _nullable(node: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that OpenAPI 3.0 calls ``nullable`` as JSON Schema says it."""
    if "anyOf" in node or "oneOf" in node:
        keyword = "anyOf" if "anyOf" in node else "oneOf"
        node[keyword] = [*node[keyword], {"type": "null"}]
    if isinstance(node.get("type"), str):
        node["type"] = [node["type"], "null"]
    if "enum" in node:
        node["enum"] = [*node["enum"], None]
    return node


def _clashes(keyword: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Say whether a rule of the second schema can stand neither beside those of the first nor for them."""
    if keyword in _JOINED or keyword in _OF_THE_FIRST or keyword.startswith("x-"):
        return False
    together = _CONDITION if keyword in _CONDITION else (keyword,)
    return any(name in first and first[name] != second.get(name) for name in together)


def _common_types(first: str | list[str], second: str | list[str]) -> str | list[str]:
    """Return the types that both allow."""
    ours = [first] if isinstance(first, str) else first
    theirs = [second] if isinstance(second, str) else second
    common = [kind for kind in ours if kind in theirs or (kind == "integer" and "number" in theirs)]
    common += [kind for kind in theirs if kind == "integer" and "number" in ours and kind not in common]
    if not common:
        message = f"allOf asks for types that exclude each other: {first} and {second}"
        raise SchemaError(message)
    return common[0] if len(common) == 1 else common
