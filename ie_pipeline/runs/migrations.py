"""A journal's file: how it is opened, and its tables as numbered migrations from one version to the next.

A migration that has shipped is never changed; what a later version needs is one more at the end.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

__all__ = ["MIGRATIONS", "NewerFormatError", "connected"]

MIGRATIONS = (
    """
    CREATE TABLE run (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        fingerprint TEXT NOT NULL,
        settings TEXT NOT NULL                -- JSON: what the fingerprint is made of, by part
    ) STRICT;

    CREATE TABLE documents (
        number INTEGER PRIMARY KEY,           -- in the order in which they came to the journal
        key BLOB NOT NULL UNIQUE,             -- SHA-256 of the id and of all that is read
        position INTEGER NOT NULL,            -- place among the run's documents, from 0
        id TEXT NOT NULL,
        text_sha256 TEXT,                     -- of the text in UTF-8; null where nothing could be read
        state TEXT NOT NULL CHECK (state IN ('begun', 'deferred', 'done')),
        status TEXT,                          -- of the record
        record TEXT,                          -- JSON: one line as in the output
        draft TEXT,                           -- JSON: the record before the first round
        review TEXT                           -- JSON: what the critic found in the draft
    ) STRICT;
    CREATE INDEX documents_by_position ON documents (position);

    CREATE TABLE steps (
        number INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents (number),
        step INTEGER NOT NULL,                -- 0 is the draft
        digest BLOB NOT NULL,                 -- SHA-256 of the requests
        calls INTEGER NOT NULL,
        prompt_tokens INTEGER NOT NULL,
        completion_tokens INTEGER NOT NULL,
        requests TEXT NOT NULL,               -- JSON: places, fields and complaints; no text of the document
        answers TEXT NOT NULL                 -- JSON: data, usage and error of each
    ) STRICT;
    CREATE INDEX steps_by_document ON steps (document, step);
    """,
    """
    ALTER TABLE run ADD COLUMN schema TEXT;   -- JSON: under which records are written
    CREATE TABLE texts (
        sha256 TEXT PRIMARY KEY,              -- as in documents
        text BLOB NOT NULL                    -- UTF-8, zlib
    ) STRICT;
    """,
    """
    ALTER TABLE steps ADD COLUMN mark BLOB;   -- random: asked twice is told from merged twice; null in earlier versions
    """,
)


class NewerFormatError(ValueError):
    """A journal that a newer version wrote."""


def connected(path: Path) -> sqlite3.Connection:
    """Open a journal at the newest version, in autocommit and WAL mode; one that may only be read, as it is.

    Raises:
        NewerFormatError: if the journal was written by a newer version than this one.
        sqlite3.Error: if it cannot be used.

    """
    if path.exists() and not all(os.access(place, os.W_OK) for place in (path, path.parent)):
        # Beside a log, SQLite reads what a run that is on lets it see; where there is none, it must not look for one.
        how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)
    else:
        connection = sqlite3.connect(path, isolation_level=None)
    try:
        _refuse_foreign(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_foreign(connection: sqlite3.Connection) -> None:
    """Leave a database alone that has tables, and none of ours: others may call a file so.

    Raises:
        sqlite3.Error: if it is such a one, or cannot be read.

    """
    query = "SELECT user_version, EXISTS (SELECT 1 FROM sqlite_master) FROM pragma_user_version"
    if connection.execute(query).fetchone() == (0, 1):
        message = "it is the database of another program"
        raise sqlite3.OperationalError(message)


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring a journal to the newest version, one transaction a migration.

    Args:
        connection: in autocommit mode.

    Raises:
        NewerFormatError: if the journal was written by a newer version than this one.
        sqlite3.Error: if it cannot be written.

    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        message = f"it has format {version}, this version of ie-pipeline knows {len(MIGRATIONS)}"
        raise NewerFormatError(message)
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        try:
            connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
        except sqlite3.Error:
            if connection.in_transaction:
                connection.rollback()
            raise
