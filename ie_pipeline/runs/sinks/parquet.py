"""Records as Parquet: a column for each field beside the record itself, as pandas, DuckDB and Spark read them.

A list of values is a list column, a list of objects a list of structs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING, Any

from ie_pipeline.errors import UsageError
from ie_pipeline.runs.sinks.columns import Columns, storable
from ie_pipeline.shape import ListShape, ObjectShape, Shape

if TYPE_CHECKING:
    import pyarrow as pa

    from ie_pipeline.record import Record
    from ie_pipeline.runs.sinks.files import Format

__all__ = ["ParquetWriter", "parquet_format"]

GROUP_RECORDS = 1_000
"""Records in a row group: enough to be read by column, few enough to be held in memory."""
GROUP_CHARS = 16_000_000
"""Characters of JSON in a row group, where records are long."""

_INT64 = range(-(2**63), 2**63)


class ParquetWriter:
    """Write records in row groups; between two of them no more than one is held in memory."""

    def __init__(self, stream: IO[bytes], columns: Columns, schema: pa.Schema) -> None:
        from pyarrow.parquet import ParquetWriter as ArrowWriter

        self._columns = columns
        self._schema = schema
        self._writer: Any = ArrowWriter(stream, schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._chars = 0

    def write(self, record: Record) -> None:
        """Take one record; write a row group when there is enough for one."""
        line = record.to_json()
        values = self._columns.values(record)
        cells = {column.name: _cell(values[column.name], column.shape) for column in self._columns.columns}
        self._rows.append({**self._columns.own(record), **cells, "record": line})
        self._chars += len(line)
        if len(self._rows) >= GROUP_RECORDS or self._chars >= GROUP_CHARS:
            self._write_group()

    def finish(self) -> None:
        """Write the last row group and the footer, without which no reader opens the file."""
        if self._rows:
            self._write_group()
        self._writer.close()

    def abandon(self) -> None:
        """Keep the library from writing a footer when its writer is collected."""
        self._writer.is_open = False

    def _write_group(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_pylist(self._rows, self._schema), row_group_size=len(self._rows))
        self._rows, self._chars = [], 0


def parquet_format(schema: Mapping[str, Any], fingerprint: str) -> Format:
    """Return the format for records of a schema; the file's metadata holds the run's ``fingerprint``.

    Raises:
        UsageError: if pyarrow is not installed, or two fields would share a column.

    """
    try:
        import pyarrow as pa
    except ImportError as error:
        message = "Parquet needs the package pyarrow"
        raise UsageError(message, hint="install the extra `parquet`, or name a .jsonl file") from error
    columns = Columns(schema)
    arrow = pa.schema(
        [
            pa.field("id", pa.string(), nullable=False),
            pa.field("status", pa.string(), nullable=False),
            pa.field("coverage", pa.float64(), nullable=False),
            pa.field("error", pa.string()),
            *(pa.field(column.name, _arrow_type(column.shape)) for column in columns.columns),
            pa.field("record", pa.string(), nullable=False),
        ],
        metadata={"ie_pipeline.fingerprint": fingerprint},
    )
    return lambda stream: ParquetWriter(stream, columns, arrow)


def _arrow_type(shape: Shape) -> pa.DataType:
    """Return the type of a column or of a part of one."""
    import pyarrow as pa

    if isinstance(shape, ListShape):
        return pa.list_(_arrow_type(shape.item))
    if isinstance(shape, ObjectShape):
        return pa.struct([(name, _arrow_type(part)) for name, part in shape.properties.items()])
    return {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}[shape.type]


def _cell(value: Any, shape: Shape) -> Any:
    """Return a value in its column's type; None for a number that its type cannot hold, which ``record`` still has."""
    if value is None:
        return None
    if isinstance(shape, ListShape):
        return [_cell(item, shape.item) for item in value]
    if isinstance(shape, ObjectShape):
        return {name: _cell(value.get(name), part) for name, part in shape.properties.items()}
    return _CASTS[shape.type](value)


def _text(value: Any) -> str:
    """Return a text, or what JSON writes for a number or a truth value among the choices of a schema."""
    return storable(value if isinstance(value, str) else json.dumps(value))


def _int64(value: Any) -> int | None:
    return value if value in _INT64 else None


def _float64(value: Any) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None


_CASTS: Mapping[str, Callable[[Any], Any]] = {
    "string": _text,
    "integer": _int64,
    "number": _float64,
    "boolean": bool,
}
