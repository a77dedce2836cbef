"""Records held on the disk until there are all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ie_pipeline.record import Record

__all__ = ["Spool"]


class Spool:
    """A private file that goes away when it is closed, or with the process.

    It lies where SQLite keeps temporary files: in ``SQLITE_TMPDIR``, ``TMPDIR`` or ``/var/tmp``.
    """

    def __init__(self) -> None:
        self._records = sqlite3.connect("", check_same_thread=False)  # of a job that writes beside its event loop
        self._records.execute("CREATE TABLE record (number INTEGER PRIMARY KEY, id TEXT NOT NULL, line TEXT NOT NULL)")

    def add(self, identifier: str, record: Record) -> None:
        """Take a record under an id that SQLite can hold.

        Raises:
            sqlite3.Error: if it cannot be written, as when the disk is full.

        """
        self._records.execute("INSERT INTO record (id, line) VALUES (?, ?)", (identifier, record.to_json()))

    def __iter__(self) -> Iterator[tuple[str, int, str]]:
        """Yield each record's id, how many there have been with that id, and its line; those of one id in their order.

        Sorted by id: two runs that write the same rows at once then wait for each other and cannot deadlock.
        """
        yield from self._records.execute(
            "SELECT id, row_number() OVER (PARTITION BY id ORDER BY number), line FROM record ORDER BY id, number"
        )

    def close(self) -> None:
        """Throw the records away."""
        self._records.close()
