"""Drafts that some other extractor made, played back: the critic and the loop in front of any system.

Knows no model; it can answer, and it can be contradicted, but it cannot think again.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import finalize

from critic.pointers import scalars
from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Answer, Request
from ie_pipeline.shape import fit, is_blank, nest

__all__ = ["ReplayGenerator"]

_LOG = logging.getLogger("ie_pipeline")


class ReplayGenerator:
    """Answer each document with the draft that a file holds for it.

    The file has one JSON object a line, with ``id`` (the document's) and ``data`` (the draft, nested as the schema
    is); other keys are ignored, so that an earlier output file can be played back as it is.

    Args:
        path: the JSON Lines file, UTF-8.

    Raises:
        UsageError: if the file cannot be read, a line is no such object, or two lines bear one id.

    """

    whole_document = True

    def __init__(self, path: str | Path) -> None:
        """Read all drafts."""
        self.path = Path(path)
        self.name = f"replay:{self.path.name}"
        self.passage_chars = sys.maxsize
        self._drafts = _read(self.path)
        self._told: set[str] = set()

    def __repr__(self) -> str:
        """Show the file."""
        return f"{type(self).__name__}({str(self.path)!r})"

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request with its document's draft; a complaint is answered with an error."""
        return [self._answer(request) for request in requests]

    def _answer(self, request: Request) -> Answer:
        if request.complaints:
            return Answer(error="a replay cannot be asked again")
        draft = self._drafts.find(request.document)
        if draft is None:
            return Answer(error=f"{self.path.name} has no draft with the id {request.document!r}")
        data = fit(draft, nest(request.fields))
        self._tell_what_does_not_fit(request.document, draft, data)
        return Answer(data)

    def _tell_what_does_not_fit(self, document: str, draft: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        """Warn of properties of a draft that the schema has no place for, of each once."""
        lost = {name for name, part in draft.items() if _stated(part) > _stated(data.get(name))}
        if new := ", ".join(sorted(lost - self._told)):
            self._told |= lost
            _LOG.warning("%s: of the draft of %r the schema does not take all of %s", self.path.name, document, new)


def _stated(part: Any) -> int:
    """Count the values of a part of a draft; one that says nothing is none."""
    return sum(not is_blank(value) for _, value in scalars(part))


class _Drafts:
    """Drafts by id, in a temporary file: a hundred thousand of them would weigh more than all else in a run."""

    def __init__(self) -> None:
        """Begin with none."""
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute("CREATE TABLE drafts (id BLOB PRIMARY KEY, data TEXT NOT NULL)")
        self._db.execute("BEGIN")  # never committed: nobody else reads it
        self._lock = Lock()
        finalize(self, self._db.close)

    def add(self, name: str, data: Mapping[str, Any]) -> bool:
        """Take a draft; say whether it is the first with this id."""
        row = (_key(name), json.dumps(data))
        with self._lock:
            return self._db.execute("INSERT OR IGNORE INTO drafts VALUES (?, ?)", row).rowcount == 1

    def find(self, name: str) -> dict[str, Any] | None:
        """Return the draft with this id, if there is one."""
        with self._lock:
            row = self._db.execute("SELECT data FROM drafts WHERE id = ?", (_key(name),)).fetchone()
        return None if row is None else dict(json.loads(row[0]))


def _key(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _read(path: Path) -> _Drafts:
    """Read the drafts of a file by id, a line at a time."""
    drafts = _Drafts()
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                name, data = _parse(line, f"{path}, line {number}")
                if not drafts.add(name, data):
                    message = f"{path}, line {number}: a second draft with the id {name!r}; keep one draft a document"
                    raise UsageError(message)
    except (OSError, UnicodeDecodeError, sqlite3.Error) as error:
        reason = (
            "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else getattr(error, "strerror", None) or error
        )
        message = f"{path}: the drafts to replay cannot be read ({reason})"
        raise UsageError(message) from error
    return drafts


def _parse(line: str, place: str) -> tuple[str, dict[str, Any]]:
    """Read one line; ``place`` names it in errors."""
    try:
        draft = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"{place}: not JSON ({error}); a line is an object with id and data"
        raise UsageError(message) from error
    if not isinstance(draft, dict) or not isinstance(draft.get("id"), str | int) or isinstance(draft["id"], bool):
        message = f'{place}: no "id"; a line is an object with id and data'
        raise UsageError(message)
    if not isinstance(draft.get("data"), dict):
        message = f'{place}: "data" is missing or no object; a line is an object with id and data'
        raise UsageError(message)
    return str(draft["id"]), draft["data"]
