"""Which database and table a target means, and what may be said of them: never a password.

A URL that is not quite right may show its password where nobody looks for one, such as in the host or the port. So
nothing of a URL is shown but its dialect, its host and its database, and no message of a parser is passed on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ie_pipeline.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

__all__ = ["Place", "connect", "reason", "sqlite_file"]

DIALECTS = ("sqlite", "postgresql")
"""The databases whose way to insert or update a row is known here."""

_DRIVERS = "write sqlite:///file.db, or postgresql://... for the driver of the extra `sql`"
_PATIENCE_S = 60
"""How long a locked SQLite file is waited for, unless its URL has a ``timeout``: a run's work may depend on it."""
_TABLE = re.compile(r"(?:(?P<schema>[A-Za-z_]\w*)\.)?(?P<table>[A-Za-z_]\w*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A table of a database: ``url`` is as the user wrote it, with its password; ``schema`` is None for the default."""

    url: str
    schema: str | None
    table: str

    @classmethod
    def of(cls, target: str) -> Place:
        """Read ``URL``, ``URL#table`` or ``URL#schema.table``.

        Raises:
            UsageError: if what stands behind the ``#`` is no name of a table.

        """
        head, slash, tail = target.rpartition("/")
        database, mark, name = tail.rpartition("#")
        if not mark:
            return cls(target, None, "records")
        match = _TABLE.fullmatch(name)
        if match is None:
            message = "what follows the # of the database's URL is not the name of a table"
            raise UsageError(message, hint="use letters, digits and _; write # as %23 within a password")
        return cls(f"{head}{slash}{database}", match["schema"], match["table"])


def connect(place: Place) -> tuple[Engine, str]:
    """Return an engine that keeps no connection open, and what to call the place in a message.

    Raises:
        UsageError: if the URL cannot be meant, or a package that it needs is not installed.

    """
    url = _parse(place.url)
    import sqlalchemy

    waits = url.get_backend_name() == "sqlite" and "timeout" not in url.query
    try:
        engine = sqlalchemy.create_engine(
            url,
            connect_args={"timeout": _PATIENCE_S} if waits else {},
            poolclass=sqlalchemy.NullPool,
            hide_parameters=True,  # they are documents
            json_serializer=str,  # JSON comes as text
        )
    except sqlalchemy.exc.NoSuchModuleError:
        message = f"there is no driver {url.drivername}"
        raise UsageError(message, hint=_DRIVERS) from None
    except ImportError as error:
        message = f"the driver {url.drivername} needs a package that is not installed: {error.name}"
        raise UsageError(message, hint=_DRIVERS) from error
    if engine.dialect.is_async:
        message = f"the driver {url.drivername} is asynchronous"
        raise UsageError(message, hint=_DRIVERS)
    table = f"{place.schema}.{place.table}" if place.schema else place.table
    return engine, f"{url.get_backend_name()}://{url.host or ''}/{url.database}#{table}"


def sqlite_file(place: Place) -> str | None:
    """Return the file of a SQLite database, its percent-encoded characters decoded; None where ``file:`` names it.

    Raises:
        UsageError: if the URL cannot be meant, or the package that reads it is not installed.

    """
    path = _parse(place.url).database or ""
    return None if path.startswith((":", "file:")) else path


def _parse(text: str) -> URL:
    """Read a URL, and refuse what cannot be meant without showing it.

    Raises:
        UsageError: if so, or if the package that reads it is not installed.

    """
    try:
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError as error:
        message = "writing to a database needs the package sqlalchemy"
        raise UsageError(message, hint="install the extra `sql`, or name a .jsonl file") from error
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or "@" in (url.host or "") or (url.host and "@" in (url.database or "")):
        message = "this is not the URL of a database (it is not shown, since it may hold a password)"
        hint = "write it as postgresql://user@host/database, with special characters of a password percent-encoded"
        raise UsageError(message, hint=hint)
    dialect = url.get_backend_name()
    if dialect not in DIALECTS:
        message = f"records cannot be written to {dialect}://, only to sqlite:// and postgresql://"
        raise UsageError(message, hint="write a .jsonl file and load it from there")
    if dialect == "sqlite" and url.database in {None, "", ":memory:"}:
        message = "a SQLite database in memory is gone when the program ends"
        raise UsageError(message, hint="name a file: sqlite:///records.db")
    return url


def reason(error: Exception) -> str:
    """Return what a database says in one line: later ones may quote the statement, and with it a document."""
    from sqlalchemy.exc import DBAPIError

    said = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    primary = getattr(getattr(said, "diag", None), "message_primary", None)
    return str(primary or next(iter(str(said).splitlines()), "") or type(said).__name__)
