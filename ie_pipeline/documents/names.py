"""Names that were met, in a temporary file: those of a million documents would outweigh all else in a run."""

from __future__ import annotations

import sqlite3
from weakref import finalize

__all__ = ["Names"]


class Names:
    """A set of names that counts how often each was met. What does not fit into a small cache lies on disk."""

    def __init__(self) -> None:
        """Begin with none."""
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA cache_size = -256")  # in KiB
        self._db.execute("CREATE TABLE names (name BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID")
        self._db.execute("BEGIN")  # never committed: nobody else reads it
        finalize(self, self._db.close)

    def add(self, name: str) -> bool:
        """Take a name; say whether it is new. One that is not is left as it was."""
        return self._db.execute("INSERT OR IGNORE INTO names VALUES (?, 1)", (_key(name),)).rowcount == 1

    def again(self, name: str) -> int:
        """Count one more time that a name was met; return how often that makes."""
        query = "UPDATE names SET times = times + 1 WHERE name = ? RETURNING times"
        (times,) = self._db.execute(query, (_key(name),)).fetchone()
        return int(times)

    def __contains__(self, name: str) -> bool:
        """Say whether a name was met."""
        return self._db.execute("SELECT 1 FROM names WHERE name = ?", (_key(name),)).fetchone() is not None


def _key(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
