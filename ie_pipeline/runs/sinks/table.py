"""Records as CSV, for schemas that are flat: a header and one row each, as RFC 4180 has it, in UTF-8.

The columns are those of Parquet without ``record``. A list is a JSON array in its cell. Text is quoted, numbers are
not, and an absent value is an empty cell. A text that a spreadsheet would take for a formula is led by an apostrophe,
as OWASP advises: documents come from strangers, and a table is opened by a double click. So a CSV file is for looking
and for simple tools; who needs every character as it was reads JSON lines or Parquet.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any

from critic.fields import Field
from ie_pipeline.errors import UsageError
from ie_pipeline.runs.sinks.columns import Columns, storable
from ie_pipeline.shape import ListShape

if TYPE_CHECKING:
    from ie_pipeline.record import Record
    from ie_pipeline.runs.sinks.files import Format

__all__ = ["CsvWriter", "csv_format"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that some spreadsheet evaluates; see OWASP, "CSV Injection"."""


class CsvWriter:
    """Write each record as a row and hand it to the operating system at once."""

    def __init__(self, stream: IO[bytes], columns: Columns) -> None:
        self._stream = stream
        self._columns = columns
        self._write_row(["id", "status", "coverage", "error", *(column.name for column in columns.columns)])

    def write(self, record: Record) -> None:
        """Write one row."""
        self._write_row([*self._columns.own(record).values(), *self._columns.values(record).values()])
        self._stream.flush()

    def finish(self) -> None:
        """Do nothing: the last row is the end."""

    def abandon(self) -> None:
        """Do nothing: nothing is held."""

    def _write_row(self, cells: list[Any]) -> None:
        row = io.StringIO(newline="")
        csv.writer(row, quoting=csv.QUOTE_NONNUMERIC).writerow(map(_cell, cells))
        self._stream.write(row.getvalue().encode())


def csv_format(schema: Mapping[str, Any]) -> Format:
    """Return the format for records of a schema.

    Raises:
        UsageError: if a field holds a list of objects or of lists, or two fields would share a column.

    """
    columns = Columns(schema)
    for column in columns.columns:
        if isinstance(column.shape, ListShape) and not isinstance(column.shape.item, Field):
            message = f"CSV has no place for {column.name}: it is a list of more than single values"
            raise UsageError(message, hint="name a .parquet or .jsonl file")
    return lambda stream: CsvWriter(stream, columns)


def _cell(value: Any) -> Any:
    """Return what the csv module writes for a value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return storable(json.dumps(value, ensure_ascii=False))
    if isinstance(value, str):
        text = storable(value)
        return f"'{text}" if text.startswith(_FORMULA) else text
    return value
