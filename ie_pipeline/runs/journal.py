"""The journal of a run: what was asked and answered, and how each document ended, in one SQLite file.

It keeps the schema and the texts too, so that it alone is a log of errors to learn from. Knows tables and transactions;
which documents are to be read, and what is worth asking again, is `Run`'s business.

The file is in WAL mode with ``synchronous=NORMAL``: what is committed survives the death of the process at any
instant, and a reader may look while a run writes. A power cut may cost the last transactions, never the file: those
steps are then asked again. ``FULL`` would close that gap at the price of one flush to the disk for each step.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from critic.findings import Review
from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.errors import JournalError
from ie_pipeline.generators.base import Answer, Request, Usage
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.fingerprint import Fingerprint
from ie_pipeline.runs.migrations import NewerFormatError, connected

__all__ = ["Entry", "Journal", "Key", "Logged", "State", "Step"]

_MOST_AHEAD = 64
"""Rows read at once while documents come in the order of the journal."""
_QUICK = 1
"""The level of zlib: half a millisecond for 50,000 characters of contract, which then take 35 % of their bytes."""


class State(StrEnum):
    """How far a document has come."""

    BEGUN = "begun"
    """Some of its steps are answered."""
    DEFERRED = "deferred"
    """It ended without answers that may be had another time: a budget was spent, or an endpoint was down."""
    DONE = "done"
    """It ended."""


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a document the same one in a later run: its id and all that is read of it.

    ``digest`` is a SHA-256; ``text_sha256`` that of the text alone in UTF-8. The text goes along to be kept with the
    document, unless it is not to be; both are None where there is none.
    """

    digest: bytes
    id: str
    text_sha256: str | None
    text: str | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, document: Document | Unreadable, *, keep_text: bool = True) -> Key:
        """Make the key of a document. The reason counts for one that is unreadable, and where pages begin."""
        text = document.text if isinstance(document, Document) else None
        content = None if text is None else sha256(_utf8(text)).hexdigest()
        rest = document.reason if isinstance(document, Unreadable) else [asdict(page) for page in document.pages]
        name = _utf8(document.id).decode("utf-8", "replace")
        return cls(_digest([document.id, content, rest]), name, content, text if keep_text else None)


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as the journal knows it; ``number`` names it in there, ``line`` is its record's line of JSON."""

    number: int
    state: State
    line: str | None

    @property
    def record(self) -> Record | None:
        """The record, if the document has ended."""
        return None if self.line is None else Record.from_dict(json.loads(self.line))

    def settled(self, *, retry_failed: bool) -> Record | None:
        """Return the record of a document that is not to be worked on again; None for the others."""
        record = self.record if self.state is State.DONE else None
        return None if record and retry_failed and record.status is Status.FAILED else record


@dataclass(frozen=True, slots=True)
class Logged:
    """All that is known of one document: how its record came about, as JSON values.

    ``draft`` is the record before the first round, ``review`` what the critic found in that; None where there is none.
    ``text`` is None too where it was not to be kept, or the document ended under a version that did not keep it.
    """

    entry: Entry
    id: str
    text_sha256: str | None
    text: str | None
    draft: dict[str, Any] | None
    review: dict[str, Any] | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it was journalled: requests, their passages by place, and their answers, as JSON values."""

    number: int
    requests: list[dict[str, Any]]
    answers: list[dict[str, Any]]


_RUN = """
INSERT INTO run (id, fingerprint, settings, schema) VALUES (1, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET schema = excluded.schema WHERE run.schema IS NULL
"""
_BEGIN = """
INSERT INTO documents (key, position, id, text_sha256, state) VALUES (?, ?, ?, ?, 'begun')
ON CONFLICT (key) DO UPDATE SET position = excluded.position RETURNING number
"""
_KEEP = """
INSERT INTO steps (document, step, digest, calls, prompt_tokens, completion_tokens, requests, answers, mark)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, randomblob(16))
"""
_END = """
INSERT INTO documents (key, position, id, text_sha256, state, status, record, draft, review)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET position = excluded.position, state = excluded.state, status = excluded.status,
    record = excluded.record, draft = excluded.draft, review = excluded.review
WHERE documents.state <> 'done' OR documents.status = 'failed' RETURNING record
"""
_LOGGED = """
SELECT number, state, record, id, text_sha256, text, draft, review
FROM documents LEFT JOIN texts ON texts.sha256 = documents.text_sha256 ORDER BY position, number
"""


class Journal:
    """Open a journal, or begin one where there is none. One that may only be read can be looked into.

    Not to be shared among threads. Every method writes in one transaction, or not at all.

    Args:
        path: the SQLite file.

    Raises:
        JournalError: here and from every method, if the file cannot be read or written, is no journal, or was
            written by a newer version.

    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with self._told():
            self._db = connected(self.path)
        self._ahead = _Ahead(self._db)

    def __enter__(self) -> Self:
        """Return the journal."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; SQLite then folds the write-ahead log into it."""
        with self._told():
            self._db.close()

    @property
    def fingerprint(self) -> Fingerprint | None:
        """The fingerprint of the run; None before there is one."""
        row = self._row("SELECT settings, schema FROM run")
        return None if row is None else Fingerprint(json.loads(row[0]), json.loads(row[1] or "null"))

    def begin(self, fingerprint: Fingerprint) -> None:
        """Write down which run this is, once a journal; a schema may come later, from a version that keeps it."""
        schema = None if fingerprint.schema is None else json.dumps(fingerprint.schema)
        with self._transaction():
            self._db.execute(_RUN, (fingerprint.digest, json.dumps(fingerprint.settings), schema))

    def find(self, key: Key) -> Entry | None:
        """Return what is known of a document; quickest where documents are asked for in the journal's order."""
        with self._told():
            return self._ahead.find(key.digest)

    def recall(self, entry: Entry, step: int, requests: Sequence[Request]) -> list[Answer] | None:
        """Return the last answers to a step that asked the same; None if there are none."""
        row = self._row(
            "SELECT answers FROM steps WHERE document = ? AND step = ? AND digest = ? ORDER BY number DESC LIMIT 1",
            entry.number,
            step,
            _digest(_asked(requests)),
        )
        return None if row is None else [_answer(answer) for answer in json.loads(row[0])]

    def keep(
        self, key: Key, position: int, step: int, requests: Sequence[Request], answers: Sequence[Answer], spent: Usage
    ) -> None:
        """Write down the answers to a step of the document at a place among the run's, counted from 0.

        ``spent`` is what is added to the bill: the cost of the answers that were not recalled.
        """
        bill = (spent.calls, spent.prompt_tokens, spent.completion_tokens)
        places = json.dumps([_place(request) for request in requests])
        given = json.dumps([asdict(answer) for answer in answers])
        with self._transaction():
            (number,) = self._db.execute(_BEGIN, (key.digest, position, key.id, key.text_sha256)).fetchone()
            self._db.execute(_KEEP, (number, step, _digest(_asked(requests)), *bill, places, given))

    def end(
        self, key: Key, position: int, state: State, record: Record, draft: Mapping[str, Any], review: Review | None
    ) -> Record:
        """Write down how a document ended, with its text, its draft and what the critic found in that.

        Returns the record as every later run will read it. Where an equal document has ended since this one began,
        that one's stands, unless it failed.
        """
        line = record.to_json()
        ended = (state.value, record.status.value, line, json.dumps(draft), json.dumps(_found(review)))
        with self._transaction():
            written = self._db.execute(_END, (key.digest, position, key.id, key.text_sha256, *ended)).fetchone()
            self._keep_text(key)
            other = "SELECT record FROM documents WHERE key = ?"
            (line,) = written or self._db.execute(other, (key.digest,)).fetchone()
        return Record.from_dict(json.loads(line))

    def counts(self) -> dict[tuple[State, Status | None], int]:
        """Count the documents by state and by the status of their records; those under way have none."""
        rows = self._rows("SELECT state, status, count(*) FROM documents GROUP BY state, status")
        return {(State(state), status and Status(status)): count for state, status, count in rows}

    def usage(self, entry: Entry | None = None) -> Usage:
        """Return what was spent on one document or on all, answers that were asked for again included."""
        where, values = ("WHERE document = ?", (entry.number,)) if entry else ("", ())
        total = "coalesce(sum(calls), 0), coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0)"
        row = self._row(f"SELECT {total} FROM steps {where}", *values)  # noqa: S608 - no value is part of the text
        return Usage(*row) if row else Usage()

    def lines(self, status: Status | None = None) -> Iterator[str]:
        """Yield the records as lines of JSON, in the order of the documents; of one status, or all."""
        query = "SELECT record FROM documents WHERE record IS NOT NULL AND status = coalesce(?, status)"
        for (line,) in self._rows(f"{query} ORDER BY position, number", status and status.value):
            yield line

    def logged(self) -> Iterator[Logged]:
        """Yield all that is known of each document, in the order of the documents."""
        for number, state, line, name, text_sha256, text, draft, review in self._rows(_LOGGED):
            steps = self._rows("SELECT step, requests, answers FROM steps WHERE document = ? ORDER BY number", number)
            yield Logged(
                Entry(number, State(state), line),
                name,
                text_sha256,
                None if text is None else zlib.decompress(text).decode("utf-8", "surrogatepass"),
                json.loads(draft or "null"),
                json.loads(review or "null"),
                tuple(Step(step, json.loads(asked), json.loads(answers)) for step, asked, answers in steps),
            )

    def _keep_text(self, key: Key) -> None:
        """Write a text down, once for all documents that have it."""
        if key.text is not None and key.text_sha256 is not None:
            known = self._db.execute("SELECT 1 FROM texts WHERE sha256 = ?", (key.text_sha256,)).fetchone()
            if known is None:
                packed = zlib.compress(_utf8(key.text), _QUICK)
                self._db.execute("INSERT INTO texts (sha256, text) VALUES (?, ?)", (key.text_sha256, packed))

    def _row(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        return next(self._rows(query, *values), None)

    def _rows(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        with self._told(), closing(self._db.execute(query, values)) as cursor:
            yield from cursor

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Write all of what is written within, or nothing."""
        with self._told():
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # some failures, a full disk among them, have rolled back already
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say which journal cannot be used, and why."""
        try:
            yield
        except (sqlite3.Error, NewerFormatError) as error:
            message = f"the journal {self.path} cannot be used: {error}"
            raise JournalError(message, hint=_hint(error)) from error


class _Ahead:
    """Finds documents by key, reading ahead as long as they come in the order of their numbers.

    A run that goes on asks for a million documents in the order in which they were written down; one lookup each costs
    seconds more than reading along.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._last: int | None = None
        self._read = 0
        self._size = 1
        self._rows: deque[tuple[bytes, int, str, str | None]] = deque()

    def find(self, digest: bytes) -> Entry | None:
        """Return the entry with a key, if there is one."""
        if self._last is None:  # what is there before the first question; what comes later is this run's own
            (self._last,) = self._db.execute("SELECT coalesce(max(number), 0) FROM documents").fetchone()
        if not self._rows and self._read < self._last:
            self._size = min(2 * self._size, _MOST_AHEAD)
            self._rows.extend(
                self._db.execute(
                    "SELECT key, number, state, record FROM documents WHERE number > ? AND number <= ? "
                    "ORDER BY number LIMIT ?",
                    (self._read, self._last, self._size),
                ).fetchall()
            )
            self._read = self._rows[-1][1] if self._rows else self._last
        if self._rows and self._rows[0][0] == digest:
            _, number, state, line = self._rows.popleft()
            return Entry(number, State(state), line)
        row = self._db.execute("SELECT number, state, record FROM documents WHERE key = ?", (digest,)).fetchone()
        if row is None:
            return None
        if row[0] <= self._last:  # read along from here
            self._rows.clear()
            self._read, self._size = row[0], 1
        return Entry(row[0], State(row[1]), row[2])


def _asked(requests: Sequence[Request]) -> list[Any]:
    """Return what makes a step the same one, as JSON values; the fields' descriptions are the schema's business."""
    return [
        [r.document, r.start, r.passage, [field.pattern for field in r.fields], [asdict(c) for c in r.complaints]]
        for r in requests
    ]


def _place(request: Request) -> dict[str, Any]:
    """Describe a request by where its passage stands, without the text."""
    return {
        "start": request.start,
        "end": request.start + len(request.passage),
        "fields": [field.pattern for field in request.fields],
        "complaints": [asdict(complaint) for complaint in request.complaints],
    }


def _answer(entry: Mapping[str, Any]) -> Answer:
    return Answer(**{**entry, "usage": Usage(**entry["usage"])})


def _found(review: Review | None) -> dict[str, Any] | None:
    """Return of a review what a critic can learn from."""
    if review is None:
        return None
    return {
        "expected_errors": review.expected_errors,
        "coverage": review.coverage,
        "judgements": [asdict(judgement) for judgement in review.judgements],
        "findings": [asdict(finding) for finding in review.findings],
    }


def _digest(value: Any) -> bytes:
    return sha256(json.dumps(value).encode()).digest()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _hint(error: Exception) -> str:
    if isinstance(error, NewerFormatError):
        return "read it with the version that wrote it"
    if isinstance(error, sqlite3.OperationalError):  # a full disk, a folder that cannot be written, a busy file
        return "what is finished is kept; mend this and run the same command again, without --fresh"
    return "start anew with --fresh"
