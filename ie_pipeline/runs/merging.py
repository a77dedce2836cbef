"""Several journals of one run: each worker writes its own, and they are merged when the run is next opened.

A worker's journal is named by nothing but its place, below the run's directory. Knows tables, and nothing of what a
worker is. SQLite wants all who have a journal open at one time to be on one machine.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from critic.findings import Review
from ie_pipeline.errors import JournalError, UsageError
from ie_pipeline.generators.base import Answer, Request, Usage
from ie_pipeline.record import Record
from ie_pipeline.runs.fingerprint import Fingerprint
from ie_pipeline.runs.journal import Entry, Journal, Key, State

__all__ = ["WorkerJournal", "forget_workers", "merge_workers"]

_JOURNAL, _LOCK, _WORKERS = "journal.sqlite", "worker.lock", "workers"
_DYING_S = 10.0
"""How long a worker that was told to end may hold on to its journal."""

_DOCUMENTS = """
INSERT INTO main.documents (key, position, id, text_sha256, state, status, record, draft, review)
SELECT key, position, id, text_sha256, state, status, record, draft, review FROM worker.documents WHERE true
ON CONFLICT (key) DO UPDATE SET position = excluded.position, state = excluded.state, status = excluded.status,
    record = excluded.record, draft = excluded.draft, review = excluded.review
WHERE excluded.state <> 'begun' AND (main.documents.state <> 'done' OR main.documents.status = 'failed')
"""
# A step may be here already, where a process died between the merging and the removal of the worker's journal.
_STEPS = """
INSERT INTO main.steps (document, step, digest, calls, prompt_tokens, completion_tokens, requests, answers, mark)
SELECT here.number, s.step, s.digest, s.calls, s.prompt_tokens, s.completion_tokens, s.requests, s.answers, s.mark
FROM worker.steps AS s JOIN worker.documents AS there ON there.number = s.document
    JOIN main.documents AS here ON here.key = there.key
WHERE NOT EXISTS (
    SELECT 1 FROM main.steps AS known WHERE known.document = here.number AND known.step = s.step
        AND known.digest = s.digest AND known.answers = s.answers AND known.mark IS s.mark
) ORDER BY s.number
"""
_TEXTS = "INSERT OR IGNORE INTO main.texts (sha256, text) SELECT sha256, text FROM worker.texts"


@dataclass(frozen=True, slots=True)
class _Entry(Entry):
    """A document as a worker knows it: from its own journal, from the run's, or from both."""

    own: Entry | None
    earlier: Entry | None


class WorkerJournal(Journal):
    """One worker's journal, which also recalls what the run's journal held when the worker began.

    ``positions`` are the places among the run's documents of those that the worker is at, to be set for each batch. It
    is locked while it is open.

    Args:
        directory: the run's; the journal of the whole run is read where there is one.
        worker: the worker's name, the same when it is started again.
        fingerprint: the run's.

    Raises:
        UsageError: if another process is this worker.
        JournalError: if a journal cannot be used.

    """

    def __init__(self, directory: str | Path, worker: str, fingerprint: Fingerprint) -> None:
        folder = Path(directory) / _WORKERS / worker
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / _LOCK)
            lock.acquire(timeout=_DYING_S)
        except Timeout:
            message = f"another process is at work in {folder}"
            raise UsageError(message) from None
        except OSError as error:
            message = f"cannot write {folder}: {error.strerror}"
            raise JournalError(message) from error
        with ExitStack() as held:
            held.callback(lock.release)
            super().__init__(folder / _JOURNAL)
            held.callback(super().close)
            if self.fingerprint is None:
                self.begin(fingerprint)
            whole = Path(directory) / _JOURNAL
            self._run = held.enter_context(Journal(whole)) if whole.is_file() else None
            self._held = held.pop_all()
        self.positions: Sequence[int] = ()

    def close(self) -> None:
        """Close both files."""
        self._held.close()

    def find(self, key: Key) -> Entry | None:
        """Return what is known of a document here or in the run's journal."""
        own = super().find(key)
        earlier = self._run.find(key) if self._run else None
        telling = earlier if own is None or (own.state is State.BEGUN and earlier) else own
        return telling and _Entry(telling.number, telling.state, telling.line, own, earlier)

    def recall(self, entry: Entry, step: int, requests: Sequence[Request]) -> list[Answer] | None:
        """Return the last answers to a step, from whichever journal has them."""
        own, earlier = (entry.own, entry.earlier) if isinstance(entry, _Entry) else (entry, None)
        answers = super().recall(own, step, requests) if own else None
        if answers is None and self._run and earlier:
            return self._run.recall(earlier, step, requests)
        return answers

    def keep(
        self, key: Key, position: int, step: int, requests: Sequence[Request], answers: Sequence[Answer], spent: Usage
    ) -> None:
        """Write a step down; ``position`` counts within the batch."""
        super().keep(key, self.positions[position], step, requests, answers, spent)

    def end(
        self, key: Key, position: int, state: State, record: Record, draft: Mapping[str, Any], review: Review | None
    ) -> Record:
        """Write down how a document ended; ``position`` counts within the batch."""
        return super().end(key, self.positions[position], state, record, draft, review)

    def usage(self, entry: Entry | None = None) -> Usage:
        """Return what was spent on a document in both journals, or on all in this one."""
        if not isinstance(entry, _Entry):
            return super().usage(entry)
        spent = super().usage(entry.own) if entry.own else Usage()
        return spent + self._run.usage(entry.earlier) if self._run and entry.earlier else spent


def merge_workers(directory: str | Path, journal: Journal) -> None:
    """Move what the workers of a run have written into its journal. Those that are still at work are left alone.

    Raises:
        UsageError: if a worker was part of another run.
        JournalError: if a journal cannot be used.

    """
    for path in sorted(Path(directory).glob(f"{_WORKERS}/*/{_JOURNAL}")):
        lock = FileLock(path.with_name(_LOCK))
        try:
            lock.acquire(timeout=_DYING_S)
        except Timeout:
            continue
        try:
            with Journal(path) as worker:
                theirs, ours = worker.fingerprint, journal.fingerprint
            if theirs and ours and theirs.digest != ours.digest:
                message = (
                    f"{path.parent} was part of a run with another {' and another '.join(theirs.differences(ours))}"
                )
                raise UsageError(message, hint="start anew, or name another directory")
            _move(path, journal.path)
        finally:
            lock.release()
        shutil.rmtree(path.parent, ignore_errors=True)


def forget_workers(directory: str | Path) -> None:
    """Remove what workers have written, and no other folder: a run may have been given a directory of other things."""
    workers = Path(directory) / _WORKERS
    for path in [path for name in (_JOURNAL, _LOCK) for path in workers.glob(f"*/{name}")]:
        shutil.rmtree(path.parent, ignore_errors=True)
    with suppress(OSError):  # it is not there, or holds what is none of ours
        workers.rmdir()


def _move(worker: Path, journal: Path) -> None:
    """Copy documents, steps and texts in one transaction.

    Raises:
        JournalError: if that cannot be done.

    """
    try:
        with closing(sqlite3.connect(journal, isolation_level=None)) as connection:
            connection.execute("ATTACH ? AS worker", (str(worker),))
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_DOCUMENTS)
            connection.execute(_STEPS)
            connection.execute(_TEXTS)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        message = f"the journal {worker} cannot be merged: {error}"
        raise JournalError(message, hint="mend this and run the same command again, without --fresh") from error
