"""A record as one flat row: the columns that a schema gives, and the cells that a record has in them.

A value stands in a column of its own, named by its dotted path; a list is one cell, also where its items are objects.
Knows no file format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from critic.fields import Field, flatten
from ie_pipeline.errors import UsageError
from ie_pipeline.record import Record
from ie_pipeline.shape import ListShape, ObjectShape, fit, nest

__all__ = ["OWN", "Column", "Columns", "storable"]

OWN = ("id", "status", "coverage", "error", "record")
"""What a record brings of its own; a field of such a name, in whatever case, stands in ``data.NAME``: to SQL, and so to
Spark, ``ID`` and ``id`` are one column."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, where its value stands in a record's data, and what shape the value has."""

    name: str
    path: tuple[str, ...]
    shape: Field | ListShape


class Columns:
    """The columns of a schema's fields, in schema order.

    Raises:
        UsageError: if two fields would share a column.

    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._shape = nest(flatten(schema))
        self.columns = tuple(_walk(self._shape, ()))
        paths: dict[str, tuple[str, ...]] = {}
        for column in self.columns:
            other = paths.setdefault(column.name, column.path)
            if other != column.path:
                message = f"two fields would share the column {column.name}: {list(other)} and {list(column.path)}"
                raise UsageError(message, hint="rename one of them, or write the records as .jsonl")

    def own(self, record: Record) -> dict[str, Any]:
        """Return a record's own cells but for ``record``: text, and ``coverage`` as a share in [0, 1]."""
        bare = Record(storable(record.id), record.status, coverage=record.coverage, error=record.error).to_dict()
        error = None if record.error is None else storable(record.error)
        return {"id": bare["id"], "status": bare["status"], "coverage": bare["coverage"], "error": error}

    def values(self, record: Record) -> dict[str, Any]:
        """Return the cells of a record's data, None where it has no value; what does not fit the schema is left out."""
        data = fit(record.data, self._shape)
        return {column.name: _get(data, column.path) for column in self.columns}


def storable(text: str) -> str:
    """Replace, one for one, what tables cannot hold: NUL and halves of surrogate pairs."""
    return _UNSTORABLE.sub("\ufffd", text)


def _walk(shape: ObjectShape, path: tuple[str, ...]) -> Iterator[Column]:
    """Yield the columns below an object."""
    for name, part in shape.properties.items():
        place = (*path, name)
        if isinstance(part, ObjectShape):
            yield from _walk(part, place)
        else:
            dotted = ".".join(place)
            yield Column(f"data.{dotted}" if dotted.casefold() in OWN else dotted, place, part)


def _get(data: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at a path; None where it ends early."""
    for name in path:
        if not isinstance(data, Mapping):
            return None
        data = data.get(name)
    return data
