"""Records as rows of a database's table, inserted or updated by their keys.

A run's records are held aside and written in one transaction when the sink is closed. So a reader sees yesterday's rows
until today's are all there, no transaction stays open while models think, and a run that is killed leaves nothing
behind. Rows of other runs, and of documents that this run had not, stay.

One row for each record:

    document_id   the record's id, its beginning if it is long    key
    fingerprint   the run's                                       key
    occurrence    1 for the first record with this id, 2 ...      key
    status        accepted, needs_review or failed
    data          the extracted values: jsonb in PostgreSQL, JSON text in SQLite
    record        the whole record as an output file has it: json, JSON text in SQLite
    coverage      the share of the source that was read, in [0, 1]
    error         why the record is not accepted, or null
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from ie_pipeline.errors import OutputError, UsageError
from ie_pipeline.runs.sinks.columns import storable
from ie_pipeline.runs.sinks.database import Place, connect, reason
from ie_pipeline.runs.sinks.spool import Spool

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy import Connection, Table
    from sqlalchemy.engine.interfaces import ReflectedColumn
    from sqlalchemy.types import TypeEngine

    from ie_pipeline.record import Record

__all__ = ["SqlSink"]

KEY = ("document_id", "fingerprint", "occurrence")
"""The primary key; an id may occur more than once in a run."""

_ROWS_AT_ONCE = 100
_LONGEST_ID = 2_000
"""The bytes of an id in a key: PostgreSQL takes no key of more than 2,704, and with that row all would be refused."""


class SqlSink:
    """Write records to a table, which is made if it is not there.

    After an interrupt or an error elsewhere the records that are finished are written; when the writing itself fails,
    none is. Whoever wants rows sooner opens one sink for each part of the records.

    Args:
        target: the database's URL, with ``#table`` or ``#schema.table`` behind it if the table is not ``records``.
        fingerprint: what makes two runs the same: the rows of an earlier one with it are updated.

    Raises:
        UsageError: if the URL cannot be meant, or a package that it needs is not installed.

    """

    def __init__(self, target: str, fingerprint: str) -> None:
        place = Place.of(target)
        self._engine, self.name = connect(place)
        self._table = _table(place)
        self._fingerprint = fingerprint
        self._spool: Spool | None = None
        self._whole = True  # every record that was written is in the spool
        self.written = 0

    def __enter__(self) -> Self:
        """Make the table if it is not there, and see that it is of the right shape.

        Raises:
            UsageError: if it is not.
            OutputError: if the database cannot be reached or refuses.

        """
        with self._told():
            self._make()
            with self._engine.connect() as connection:
                self._check(connection)
            self._spool = Spool()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the rows, all or none."""
        try:
            if self._spool is not None and self._whole and (error is None or self.written):
                with self._told(), self._engine.begin() as connection:
                    self._upsert(connection, self._spool)
        finally:
            if self._spool is not None:
                self._spool.close()
                self._spool = None

    def write(self, record: Record) -> None:
        """Hold one record aside."""
        if self._spool is None:
            message = "the sink is not open; use it in a with statement"
            raise ValueError(message)
        self._whole = False
        with self._told():
            self._spool.add(_identifier(record.id), record)
        self._whole = True
        self.written += 1

    def _make(self) -> None:
        """Make the table unless it is there; whoever makes it at the same moment may win.

        It is looked for first, since a user who may write to a table need not be one who may make one.
        """
        from sqlalchemy import inspect
        from sqlalchemy.exc import DBAPIError

        try:
            with self._engine.begin() as connection:
                self._table.create(connection, checkfirst=True)
        except DBAPIError:
            if not inspect(self._engine).has_table(self._table.name, self._table.schema):
                raise

    def _check(self, connection: Connection) -> None:
        """Refuse a table that is there for something else.

        Raises:
            UsageError: if a column is missing or of another type, the primary key is another, or a row needs more.

        """
        from sqlalchemy import inspect

        inspector, name, schema = inspect(connection), self._table.name, self._table.schema
        there = {column["name"]: column for column in inspector.get_columns(name, schema)}
        key = set(inspector.get_pk_constraint(name, schema)["constrained_columns"])
        wrong = next(self._differences(there, key, connection.dialect.name), None)
        if wrong is not None:
            message = f"cannot write {self.name}: there is such a table already, with {wrong}"
            raise UsageError(message, hint="name another table after a # at the end of the URL")

    def _differences(self, there: Mapping[str, ReflectedColumn], key: Collection[str], dialect: str) -> Iterator[str]:
        """Yield why rows cannot be written to a table as it is there. SQLite takes any value in any column."""
        columns = self._table.columns
        yield from (f"no column {column.name}" for column in columns if column.name not in there)
        if key != set(KEY):
            yield f"another primary key than {', '.join(KEY)}"
        for column in columns if dialect != "sqlite" else ():
            if not _may_hold(kind := there[column.name]["type"], column.type):
                yield f"a column {column.name} of the type {str(kind).lower()}"
        for name in there.keys() - columns.keys():
            more = there[name]
            given = ("default", "identity", "computed")
            if not more["nullable"] and all(more.get(source) is None for source in given):
                yield f"a column {name} that must not be null and has no default"

    def _upsert(self, connection: Connection, spool: Spool) -> None:
        """Insert the rows, and update those whose keys are there."""
        from sqlalchemy.dialects import postgresql, sqlite

        dialects: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
        insert = dialects[connection.dialect.name](self._table)
        others = {column.name: insert.excluded[column.name] for column in self._table.columns if column.name not in KEY}
        upsert = insert.on_conflict_do_update(index_elements=KEY, set_=others)
        rows = (_row(*entry, self._fingerprint) for entry in spool)
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            connection.execute(upsert, some)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say which database cannot be written to, and why, and nothing of a document or a password.

        The driver's own exception may quote them, so it is not shown as the cause either.
        """
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except sqlite3.Error as error:  # the spool's: those of a database come by SQLAlchemy
            message = f"cannot hold records for {self.name} aside, where temporary files are: {reason(error)}"
            raise OutputError(message, hint="name a roomier folder in SQLITE_TMPDIR") from None
        except SQLAlchemyError as error:
            message = f"cannot write {self.name}: {reason(error)}"
            raise OutputError(message) from None


def _table(place: Place) -> Table:
    """Return the table as it should be."""
    from sqlalchemy import JSON, Column, Float, Integer, MetaData, Table, Text
    from sqlalchemy.dialects.postgresql import JSONB

    return Table(
        place.table,
        MetaData(schema=place.schema),
        Column("document_id", Text, primary_key=True),
        Column("fingerprint", Text, primary_key=True),
        Column("occurrence", Integer, primary_key=True, autoincrement=False),
        Column("status", Text, nullable=False),
        Column("data", JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        Column("record", JSON, nullable=False),
        Column("coverage", Float, nullable=False),
        Column("error", Text),
    )


def _may_hold(kind: TypeEngine[Any], wanted: TypeEngine[Any]) -> bool:
    """Say whether a database may keep values of the wanted type in a column of a kind; of its own kinds it may."""
    from sqlalchemy import JSON, Float, Integer, Numeric, String, Uuid

    families: dict[Any, Any] = {JSON: JSON, String: String, Integer: (Integer, Numeric), Float: (Float, Numeric)}
    may = next(others for family, others in families.items() if isinstance(wanted, family))
    return isinstance(kind, may) or not isinstance(kind, (*families, Numeric, Uuid))


def _identifier(text: str) -> str:
    """Return an id as a key can hold it: of a long one the beginning, and a SHA-256 that tells it from others."""
    name = storable(text)
    if len(encoded := name.encode()) <= _LONGEST_ID:
        return name
    digest = sha256(encoded).hexdigest()
    return f"{encoded[: _LONGEST_ID - 65].decode(errors='ignore')}#{digest}"


def _row(identifier: str, occurrence: int, line: str, fingerprint: str) -> dict[str, Any]:
    """Return a record's row. Its JSON is text already: the engine is told to take it as it is."""
    entry = json.loads(line)
    return {
        "document_id": identifier,
        "fingerprint": fingerprint,
        "occurrence": occurrence,
        "status": entry["status"],
        "data": json.dumps(_storable(entry["data"]), ensure_ascii=False),
        "record": line,
        "coverage": entry["coverage"],
        "error": entry["error"] and storable(entry["error"]),
    }


def _storable(value: Any) -> Any:
    """Replace what jsonb cannot hold wherever it stands in a JSON value."""
    if isinstance(value, dict):
        return {storable(name): _storable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_storable(item) for item in value]
    return storable(value) if isinstance(value, str) else value
