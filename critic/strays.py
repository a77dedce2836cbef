"""What of a record the schema has no place for: no field leads to it, so nobody can say whether it is right.

Knows the shape of records alone, and no source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from critic.fields import Field, leaves
from critic.findings import Judgement, Verdict
from critic.pointers import scalars

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
        for pointer, value in scalars(record)
        if pointer not in led
    )
