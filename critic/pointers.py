"""JSON Pointers (RFC 6901) into a record, and pure edits: each returns a new record and leaves the given one alone.

Knows no schema; a path says where lists are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import pairwise
from typing import Any

__all__ = ["add", "escape", "get", "join", "parts", "remove", "replace", "scalars"]


def escape(part: str) -> str:
    """Return a property name as it is written in a pointer."""
    return part.replace("~", "~0").replace("/", "~1")


def join(path: Sequence[str | int]) -> str:
    """Return the pointer that leads along a path."""
    return "".join(f"/{escape(str(part))}" for part in path)


def parts(pointer: str) -> tuple[str, ...]:
    """Return the unescaped steps of a pointer.

    Raises:
        ValueError: if it is neither empty nor begins with a slash.

    """
    if pointer and not pointer.startswith("/"):
        message = f"not a JSON Pointer: {pointer!r}"
        raise ValueError(message)
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def get(record: Any, pointer: str) -> Any:
    """Return what stands at a pointer.

    Raises:
        KeyError: if nothing does.

    """
    node = record
    for part in parts(pointer):
        node = _step(node, part, pointer)
    return node


def scalars(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what stands below a node at any depth but null, objects and lists: the pointer of each, and itself."""
    if isinstance(node, Mapping):
        for name, child in node.items():
            yield from scalars(child, f"{pointer}/{escape(str(name))}")
    elif isinstance(node, list | tuple):
        for index, item in enumerate(node):
            yield from scalars(item, f"{pointer}/{index}")
    elif node is not None:
        yield pointer, node


def replace(record: Mapping[str, Any], pointer: str, value: Any) -> tuple[dict[str, Any], str]:
    """Put another value in the place of one that is there.

    Raises:
        KeyError: if nothing stands at the pointer.

    """
    get(record, pointer)
    edited = deepcopy(dict(record))
    *above, last = parts(pointer)
    parent = get(edited, join(above))
    parent[int(last) if isinstance(parent, list) else last] = deepcopy(value)
    return edited, pointer


def remove(record: Mapping[str, Any], pointer: str) -> tuple[dict[str, Any], str]:
    """Take a value out: a list loses the item, an object the property.

    A list or an object that is left without any value goes too. The pointer returned names all that was taken out: the
    value itself, or what went with it.

    Raises:
        KeyError: if nothing stands at the pointer.

    """
    get(record, pointer)
    edited = deepcopy(dict(record))
    path = list(parts(pointer))
    _delete(edited, path)
    removed = path
    while (path := path[:-1]) and _is_hollow(get(edited, join(path))):
        _delete(edited, path)
        removed = path
    return edited, join(removed)


def add(
    record: Mapping[str, Any], path: tuple[str, ...], value: Any, item: int | None = None
) -> tuple[dict[str, Any], str]:
    """Put in a value that is not there yet, and return the pointer at which it now stands.

    ``path`` is that of a field (``*`` for a list). A scalar is set; a list of scalars gets one more, before its item
    numbered ``item`` or, where that is None, at the end; a field of a list of objects goes into the object numbered
    ``item`` or into a new one at the end. ``item`` counts in the outermost list; lists inside that one get a new item.

    Raises:
        IndexError: if the list has no item numbered ``item``.
        ValueError: if the record is not shaped as the path says, or has a value there.

    """
    edited = deepcopy(dict(record))
    node: Any = edited
    done: list[str | int] = []
    for part, following in pairwise((*path, None)):
        blank = deepcopy(value) if following is None else [] if following == "*" else {}
        step: str | int
        if part == "*":
            _require(node, list, done)
            step = len(node) if item is None else item
            if item is not None and not 0 <= item < len(node):
                message = f"{join(done)} has no item {item}"
                raise IndexError(message)
            if item is None or following is None:
                node.insert(step, blank)
            item = None
        else:
            _require(node, dict, done)
            step = str(part)
            if node.get(step) is None:
                node[step] = blank
            elif following is None:
                message = f"{join([*done, step])} has a value already"
                raise ValueError(message)
        node = node[step]
        done.append(step)
    return edited, join(done)


def _require(node: Any, kind: type, done: Sequence[str | int]) -> None:
    """Refuse a node that is not of the kind that the path asks for."""
    if not isinstance(node, kind):
        message = f"{join(done) or 'the record'} is {type(node).__name__}, not {kind.__name__}"
        raise ValueError(message)  # noqa: TRY004 - the record is at fault, not the caller's types


def _step(node: Any, part: str, pointer: str) -> Any:
    """Return the child of a node that one step of a pointer names."""
    if isinstance(node, Mapping) and part in node:
        return node[part]
    if isinstance(node, list) and part.isdecimal() and int(part) < len(node):
        return node[int(part)]
    raise KeyError(pointer)


def _delete(record: dict[str, Any], path: Sequence[str]) -> None:
    """Take out of a record, in place, what stands at a path."""
    parent = get(record, join(path[:-1]))
    del parent[int(path[-1]) if isinstance(parent, list) else path[-1]]


def _is_hollow(node: Any) -> bool:
    """Say whether a node holds no value at all."""
    if isinstance(node, Mapping):
        return all(_is_hollow(child) for child in node.values())
    if isinstance(node, list):
        return all(_is_hollow(child) for child in node)
    return node is None
