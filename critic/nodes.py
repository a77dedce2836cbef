"""What one node of a JSON Schema says: of which kind it is, which values it allows, and what it means in words.

Knows schemas as one tree without references, and no fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = [
    "alternatives",
    "choice",
    "described",
    "enumerated",
    "holds_fields",
    "is_array",
    "is_null",
    "is_object",
    "is_structure",
    "kind_of",
    "kinds_of",
    "may_be_null",
    "meaning",
    "spread",
    "title",
]


def kinds_of(node: Mapping[str, Any]) -> list[str]:
    """Return the types that a node names, without null."""
    named = node.get("type", [])
    return [kind for kind in ([named] if isinstance(named, str) else named) if kind != "null"]


def alternatives(node: Mapping[str, Any]) -> list[Any]:
    """Return the alternatives of a node other than null."""
    return [part for part in _either(node) if not is_null(part)]


def spread(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield a node and its alternatives, also those of an alternative, which is how an optional choice is written."""
    yield node
    for part in alternatives(node):
        if isinstance(part, Mapping):
            yield from spread(part)


def is_null(node: Any) -> bool:
    """Say whether a schema allows null alone."""
    if not isinstance(node, Mapping):
        return node is False
    return node.get("type") in ("null", ["null"]) or ("const" in node and node["const"] is None)


def may_be_null(node: Any) -> bool:
    """Say whether null may stand where a node does, which a record says by leaving it out."""
    if is_null(node) or not isinstance(node, Mapping):
        return is_null(node)
    if "type" in node:
        return "null" in node["type"]
    return None in node.get("enum", ()) or any(map(may_be_null, _either(node)))


def is_object(node: Mapping[str, Any]) -> bool:
    """Say whether an object stands where a node does."""
    return "properties" in node or "object" in kinds_of(node)


def is_array(node: Mapping[str, Any]) -> bool:
    """Say whether a list stands where a node does."""
    return "array" in kinds_of(node) or "items" in node or "prefixItems" in node


def is_structure(node: Any) -> bool:
    """Say whether an object or a list stands where a node does, or may."""
    return isinstance(node, Mapping) and any(is_object(part) or is_array(part) for part in spread(node))


def holds_fields(node: Any) -> bool:
    """Say whether a part of a node adds fields to it, or only rules."""
    return isinstance(node, Mapping) and any("properties" in part for part in spread(node))


def enumerated(node: Mapping[str, Any]) -> list[Any]:
    """Return the values that a node enumerates, without null."""
    values = [*node.get("enum", ()), *([node["const"]] if "const" in node else ())]
    return [value for value in values if value is not None]


def choice(node: Mapping[str, Any]) -> list[Any]:
    """Return the values among which a node and its alternatives leave the choice, without null.

    Empty where one of them leaves it open, as the number in ``int | Literal["unlimited"]``; a truth value is a choice.
    """
    if values := enumerated(node):
        return values
    parts = [part for part in alternatives(node) if isinstance(part, Mapping)]
    if not parts:
        return [True, False] if kinds_of(node) == ["boolean"] else []
    choices = [choice(part) for part in parts]
    return [value for values in choices for value in values] if all(choices) else []


def kind_of(value: Any) -> str:
    """Return the JSON type of an allowed value."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "string" if isinstance(value, str) else type(value).__name__


def title(node: Mapping[str, Any], name: str) -> str:
    """Return the title of a node where it says more than a property's name, of which Pydantic makes titles."""
    said = str(node.get("title", ""))
    return "" if _letters(said) == _letters(name) else said


def meaning(nodes: Sequence[Mapping[str, Any]], name: str, inherited: str) -> str:
    """Return what the value of a property means, whose node and alternatives these are.

    That is the first description, else what is ``inherited``, else the first title. Where each value has an alternative
    of its own, what is said there is said of that value, and follows in brackets.
    """
    listed = [part for part in nodes if enumerated(part)]
    of_values = listed if len(listed) > 1 else []
    of_all = [part for part in nodes if part not in of_values]
    own = next((part["description"] for part in of_all if part.get("description")), "")
    named = next((said for part in of_all if (said := title(part, name))), "")
    values = [
        f"{', '.join(map(str, enumerated(part)))}: {said}"
        for part in of_values
        if (said := part.get("description") or title(part, str(enumerated(part)[0])))
    ]
    said, listing = own or inherited or named, "; ".join(values)
    return f"{said} ({listing})" if said and listing else said or listing


def described(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the path and the description of each object and each list at or below a node; ``*`` is any item."""
    if not isinstance(node, Mapping):
        return
    if is_structure(node) and node.get("description"):
        yield path, node["description"]
    for part in (*_either(node), *node.get("allOf", ())):
        yield from described(part, path)
    for name, part in (node.get("properties") or {}).items():
        yield from described(part, (*path, name))
    yield from described(node.get("items"), (*path, "*"))


def _either(node: Mapping[str, Any]) -> list[Any]:
    """Return the alternatives of a node."""
    return [*node.get("anyOf", ()), *node.get("oneOf", ())]


def _letters(text: str) -> str:
    """Return the letters and figures of a name, in whatever way its words are put together."""
    return "".join(filter(str.isalnum, text)).casefold()
