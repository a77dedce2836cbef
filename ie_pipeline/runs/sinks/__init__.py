"""Where the records of a run go: JSON lines, Parquet, CSV or a table of a database.

Whatever the place, a reader sees the earlier output until the new one is complete. A run that is interrupted or breaks
off keeps the records that are finished; when the writing itself fails, the earlier output stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from ie_pipeline.errors import UsageError
from ie_pipeline.runs.sinks.files import FileSink
from ie_pipeline.runs.sinks.jsonl import JsonlWriter

if TYPE_CHECKING:
    from types import TracebackType

    from ie_pipeline.record import Record

__all__ = ["Sink", "open_sink"]


class Sink(Protocol):
    """A place for records, open within a ``with`` statement.

    ``name`` is what to call the place in front of people; it holds no credentials. ``written`` counts the records.
    """

    name: str
    written: int

    def __enter__(self) -> Self:
        """Make sure that the place can be written to.

        Raises:
            UsageError: if it cannot be meant: a folder that does not exist, a table of another shape.
            OutputError: if a database cannot be reached or refuses.

        """
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the records in their place: all of them, or on an error those that are finished, if there are any.

        Raises:
            OutputError: if they cannot be written; the earlier output is still there.

        """
        ...

    def write(self, record: Record) -> None:
        """Take one record.

        Raises:
            OutputError: if it cannot be written; the sink then leaves the earlier output as it was.

        """
        ...


def open_sink(target: str, schema: Mapping[str, Any], *, fingerprint: str) -> Sink:
    """Return the sink for a place; nothing is touched until it is entered.

    Args:
        target: ``-`` for JSON lines on stdout; a file that ends in ``.jsonl``, ``.parquet`` or ``.csv``; a pipe or a
            device, which gets JSON lines; or the URL of a SQLite or PostgreSQL database as SQLAlchemy writes it, with
            the table behind a ``#`` where it is not ``records``: ``postgresql://localhost/shop#contracts``.
        schema: what the records were extracted under; it gives Parquet and CSV their columns.
        fingerprint: what makes two runs the same; part of a row's key in a database.

    Raises:
        UsageError: if the format is not known, cannot hold records of this schema, or needs a package that is not
            installed.

    """
    if "://" in target:
        from ie_pipeline.runs.sinks.sql import SqlSink

        return SqlSink(target, fingerprint)
    path = Path(target)
    suffix = path.suffix.lower()
    if target == "-" or suffix == ".jsonl" or (path.exists() and not path.is_file()):
        return FileSink(target, JsonlWriter)
    if suffix == ".parquet":
        from ie_pipeline.runs.sinks.parquet import parquet_format

        return FileSink(target, parquet_format(schema, fingerprint))
    if suffix == ".csv":
        from ie_pipeline.runs.sinks.table import csv_format

        return FileSink(target, csv_format(schema))
    message = f"cannot tell the format of {target} from its name"
    hint = "name a file that ends in .jsonl, .parquet or .csv, a database such as sqlite:///records.db, or - for stdout"
    raise UsageError(message, hint=hint)
