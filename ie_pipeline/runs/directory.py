"""The directory of a run: its journal, and the lock that keeps a second process out.

Knows when a run may go on in it, and not what a run does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ie_pipeline.errors import JournalError, UsageError
from ie_pipeline.runs.fingerprint import Fingerprint
from ie_pipeline.runs.journal import Journal
from ie_pipeline.runs.merging import forget_workers, merge_workers

__all__ = ["find_runs", "open_run", "read_run"]

_JOURNAL, _LOCK = "journal.sqlite", "run.lock"
_PARTS = {"version": "version of ie-pipeline", "loop": "setting of the loop"}
"""What parts of a fingerprint are called where their names do not say it."""


@contextmanager
def open_run(directory: str | Path, fingerprint: Fingerprint, *, fresh: bool = False) -> Iterator[Journal]:
    """Open the journal in a directory for the run with this fingerprint, and no other; begin one where there is none.

    What workers of an earlier run have left there is part of it. While it is open no other process can open it so. A
    run in which nothing happened leaves nothing behind.

    Args:
        directory: made if its parent is there.
        fingerprint: what the run's records will depend on.
        fresh: forget an earlier run in this directory, whatever it was.

    Raises:
        UsageError: if the directory cannot be made, another process is at it, or it holds another run.
        JournalError: if the journal cannot be used.

    """
    folder = Path(directory)
    with _locked(folder):
        if fresh:
            _forget(folder)
        worth_keeping = True
        try:
            with Journal(folder / _JOURNAL) as journal:
                _admit(journal, fingerprint, folder)
                merge_workers(folder, journal)
                try:
                    yield journal
                finally:
                    with suppress(JournalError):
                        worth_keeping = bool(journal.counts())
        finally:
            if not worth_keeping:
                _forget(folder)


def read_run(directory: str | Path) -> Journal:
    """Open the journal in a directory to look into it, also while a run is on.

    Raises:
        UsageError: if there is none.
        JournalError: if it cannot be used.

    """
    path = Path(directory) / _JOURNAL
    try:
        found = path.is_file()
    except OSError as error:  # as where only its owner may look into the directory
        message = f"the journal {path} cannot be used: {error.strerror}"
        raise JournalError(message) from error
    if not found:
        message = f"{directory} is no run"
        raise UsageError(message, hint="a run lies beside its output, as in records.jsonl.run")
    return Journal(path)


def find_runs(folder: str | Path) -> list[Path]:
    """List the directories of runs in a folder, itself included, by name."""
    root = Path(folder)
    found = {path.parent for pattern in (_JOURNAL, f"*/{_JOURNAL}") for path in root.glob(pattern)}
    return sorted(found)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other processes out; a directory without a journal is removed in the end."""
    lock = FileLock(folder / _LOCK)
    try:
        folder.mkdir(exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        message = f"another process is at work in {folder}"
        raise UsageError(message, hint="wait until it is done, or name another place with --run") from None
    except OSError as error:
        message = f"cannot write {folder}: {error.strerror}"
        raise UsageError(message, hint="name a place in a folder that exists") from error
    try:
        yield
    finally:
        lock.release()
        if not (folder / _JOURNAL).exists():
            with suppress(OSError):  # the directory may hold files that are none of ours
                (folder / _LOCK).unlink()
                folder.rmdir()


def _admit(journal: Journal, fingerprint: Fingerprint, folder: Path) -> None:
    """Let a run go on that is the journal's, and begin one in an empty journal."""
    known = journal.fingerprint
    if known is not None and known.digest != fingerprint.digest:
        parts = " and another ".join(_PARTS.get(part, part) for part in known.differences(fingerprint))
        message = f"{folder} holds a run with another {parts}"
        raise UsageError(message, hint="start anew with --fresh, or name another place with -o or --run")
    if known is None or known.schema is None:
        journal.begin(fingerprint)


def _forget(folder: Path) -> None:
    """Remove a journal, what SQLite keeps beside it, and what workers have written.

    Raises:
        JournalError: if that cannot be done.

    """
    forget_workers(folder)
    try:
        for suffix in ("", "-wal", "-shm"):
            (folder / f"{_JOURNAL}{suffix}").unlink(missing_ok=True)
    except OSError as error:
        message = f"the journal in {folder} cannot be removed: {error.strerror}"
        raise JournalError(message) from error
