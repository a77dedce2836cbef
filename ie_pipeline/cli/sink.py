"""Where records go: a file that is complete or as complete as it could be, or stdout. One JSON line each."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from ie_pipeline.errors import UsageError

if TYPE_CHECKING:
    from types import TracebackType

    from ie_pipeline.record import Record

__all__ = ["RecordSink"]


class RecordSink:
    """Write each record as soon as it is done.

    A file is written aside as ``NAME.partial`` and renamed when the sink is closed, also after an interrupt or an
    error, so that what is finished is kept and an earlier output stands until then. When there is not one record to
    keep, an error leaves the earlier output alone. A process that is killed leaves the partial file.

    Args:
        target: a path, or ``-`` for stdout.

    Raises:
        UsageError: on entering, if the file cannot be written.

    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.written = 0
        self._stack = ExitStack()
        self._stream: IO[bytes] | None = None
        self._partial: Path | None = None

    def __enter__(self) -> Self:
        """Open the file."""
        try:
            self._stream = self._open()
        except OSError as error:
            message = f"cannot write {self.target}: {error.strerror}"
            raise UsageError(message, hint="name a file in a folder that exists, or - for stdout") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file and put it in its place."""
        self._stack.close()
        if self._partial is None:
            return
        if error is None or self.written:
            self._partial.replace(self._final)
        else:
            self._partial.unlink(missing_ok=True)

    def write(self, record: Record) -> None:
        """Write one record and hand it to the operating system."""
        if self._stream is None:
            message = "the sink is not open; use it in a with statement"
            raise ValueError(message)
        self._stream.write(record.to_json().encode() + b"\n")
        self._stream.flush()
        self.written += 1

    @property
    def _final(self) -> Path:
        """The file itself, where the target is a link to it."""
        return Path(os.path.realpath(self.target))

    def _open(self) -> IO[bytes]:
        if self.target == "-":
            return sys.stdout.buffer
        if self._final.exists() and not self._final.is_file():
            return self._stack.enter_context(self._final.open("wb"))  # a pipe or a device has no aside
        partial = self._final.with_name(self._final.name + ".partial")
        stream = self._stack.enter_context(partial.open("wb"))
        self._partial = partial
        return stream
