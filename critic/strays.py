"""What of a record the schema has no place for: no field leads to it, so nobody can say whether it is right.

Knows the shape of records alone, and no source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from critic.fields import Field, leaves
from critic.findings import Judgement, Verdict
from critic.pointers import escape

__all__ = ["strays"]


def strays(record: Any, fields: Sequence[Field]) -> tuple[Judgement, ...]:
    """Return an ``unknown`` judgement, whose pattern is empty, for each value but null to which no field leads.

    Raises:
        TypeError: the record is not an object.

    """
    if not isinstance(record, Mapping):
        message = f"a record is an object of fields and their values, not {type(record).__name__}"
        raise TypeError(message)
    led = {leaf.pointer for leaf in leaves(record, fields)}
    return tuple(
        Judgement(pointer, "", value, Verdict.UNKNOWN, None, None)
        for pointer, value in _scalars(record, "")
        if pointer not in led
    )


def _scalars(node: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """Yield the values below a node, at any depth, with their pointers."""
    if isinstance(node, Mapping):
        for name, child in node.items():
            yield from _scalars(child, f"{pointer}/{escape(str(name))}")
    elif isinstance(node, list | tuple):
        for index, item in enumerate(node):
            yield from _scalars(item, f"{pointer}/{index}")
    elif node is not None:
        yield pointer, node
