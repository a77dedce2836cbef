"""Every write, flush, renaming and model call of a batch fails in its turn: once, and from then on.

SQLite's own system calls cannot be made to fail from here; its statements can, each as if the disk had failed it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ie_pipeline.errors import IEPipelineError, JournalError, OutputError
from ie_pipeline.runs.directory import open_run
from ie_pipeline.runs.run import Run
from ie_pipeline.runs.sinks import open_sink
from ie_pipeline.runs.sinks.jsonl import JsonlWriter
from tests.runs.worlds import FINGERPRINT, SCHEMA, Drafting, documents, pipeline

DOCUMENTS = 3
YESTERDAY = b"yesterday\n"


class Trouble:
    """Counts operations and lets one of them fail, or that one and all after it.

    Args:
        number: which operation fails, from 1; 0 for none.
        lasting: whether all later ones fail too.

    """

    def __init__(self, number: int = 0, *, lasting: bool = False) -> None:
        self.number = number
        self.lasting = lasting
        self.count = 0

    def due(self) -> bool:
        """Count one operation and say whether it fails."""
        self.count += 1
        return self.number > 0 and (self.count == self.number or (self.lasting and self.count > self.number))

    def ask(self) -> None:
        """Stand before a model call."""
        if self.due():
            raise RuntimeError("the model broke down")

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Stand before an operation on files."""

        def failing(*arguments: Any, **options: Any) -> Any:
            if self.due():
                raise OSError(28, "No space left on device")
            return function(*arguments, **options)

        return failing

    def connection(self) -> type[sqlite3.Connection]:
        """Stand before every statement of SQLite."""
        due = self.due

        class Failing(sqlite3.Connection):
            def execute(self, *arguments: Any) -> sqlite3.Cursor:
                if due():
                    raise sqlite3.OperationalError("disk I/O error")
                return super().execute(*arguments)

            def executescript(self, script: str) -> sqlite3.Cursor:
                if due():
                    raise sqlite3.OperationalError("database or disk is full")
                return super().executescript(script)

        return Failing


def batch(folder: Path, trouble: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the batch under a trouble."""
    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=trouble.connection()))
        for place, name in ((os, "fsync"), (Path, "replace"), (JsonlWriter, "write")):
            patch.setattr(place, name, trouble.around(getattr(place, name)))
        with (
            open_run(folder / "run", FINGERPRINT) as journal,
            open_sink(str(folder / "out.jsonl"), SCHEMA, fingerprint=FINGERPRINT.digest) as sink,
        ):
            run = Run(journal, lambda: pipeline(Drafting(lambda _: trouble.ask())), retry_failed=True)
            for _, record in run.records(documents(DOCUMENTS)):
                sink.write(record)


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_promise_2_whatever_fails_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lasting: bool
) -> None:
    """A reason or all records, in the output whole lines or yesterday's, and a next run that completes it."""
    whole = tmp_path / "whole"
    whole.mkdir()
    smooth = Trouble()
    batch(whole, smooth, monkeypatch)
    expected = (whole / "out.jsonl").read_bytes()
    reasons = set()
    for number in range(1, smooth.count + 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        out = folder / "out.jsonl"
        out.write_bytes(YESTERDAY)
        try:
            batch(folder, Trouble(number, lasting=lasting), monkeypatch)
            records = out.read_bytes()
            assert records.count(b"\n") == DOCUMENTS
            assert records == expected or b"the model broke down" in records
        except (JournalError, OutputError) as error:
            reasons.add(str(error).replace(str(folder), ""))
            written = out.read_bytes()
            assert written == YESTERDAY or (expected.startswith(written) and written.endswith(b"\n"))
        batch(folder, Trouble(), monkeypatch)
        assert out.read_bytes() == expected
    assert smooth.count > 40
    assert any("disk I/O error" in reason for reason in reasons)
    assert any("out.jsonl: No space left on device" in reason for reason in reasons)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits the files of a process of its own")
@pytest.mark.parametrize("kilobytes", [4, 20, 40, 60, 80, 100, 140])
def test_promise_2_a_disk_that_is_full_at_any_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kilobytes: int
) -> None:
    """The system's own refusals, in SQLite's files too: a reason, no half line, and a next run that completes."""
    import resource

    (tmp_path / "out.jsonl").write_bytes(YESTERDAY)
    child = os.fork()
    if not child:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes << 10, kilobytes << 10))
            batch(tmp_path, Trouble(), monkeypatch)
            os._exit(0)
        except IEPipelineError as error:
            os._exit(3 if "cannot be used" in str(error) or "cannot write" in str(error) else 4)
        finally:
            os._exit(5)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 3)
    written = (tmp_path / "out.jsonl").read_bytes()
    batch(tmp_path, Trouble(), monkeypatch)
    expected = (tmp_path / "out.jsonl").read_bytes()
    assert expected.count(b"\n") == DOCUMENTS
    assert written == YESTERDAY or (expected.startswith(written) and written.endswith(b"\n"))
    assert code or written == expected
