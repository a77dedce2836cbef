"""A file that is complete or as it was before; the formats are other modules' business."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from shutil import copymode
from typing import IO, TYPE_CHECKING, Protocol, Self, TypeAlias

from ie_pipeline.errors import OutputError, UsageError

if TYPE_CHECKING:
    from types import TracebackType

    from ie_pipeline.record import Record

__all__ = ["FileSink", "Format", "Writer", "is_stream", "replacing", "writing"]

_UNSYNCED = frozenset({errno.EACCES, errno.EBADF, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
"""How systems say that they sync no folders, as mounted buckets do, or not one that may not be listed."""


class Writer(Protocol):
    """Records as the bytes of one format, written to a stream that someone else opens, syncs and closes."""

    def write(self, record: Record) -> None:
        """Write one record, or hold it back for a block of several."""
        ...

    def finish(self) -> None:
        """Write what was held back and what the format has at its end."""
        ...

    def abandon(self) -> None:
        """Let go of the stream; what it holds will be thrown away."""
        ...


Format: TypeAlias = Callable[[IO[bytes]], Writer]
"""Begins a format in a stream."""


class FileSink:
    """Write records to a file, or to a pipe, a device or stdout.

    A file is written aside as ``NAME.partial``. When the sink is closed it is synced to the disk and renamed, also
    after an interrupt or an error elsewhere, so that what is finished is kept and an earlier output stands until then.
    Who may read that may read the new one, and nobody else.
    When there is not one record to keep, or when the writing itself fails, the earlier output stays. A process that is
    killed leaves the partial file. While one sink is open no other can be opened for the same file, where the system
    has locks for that.

    Args:
        target: a path, or ``-`` for stdout.
        format: how records become bytes.

    """

    def __init__(self, target: str, format: Format) -> None:  # noqa: A002 - the word for it
        self.written = 0
        self._format = format
        self._whole = True  # the stream ends with a whole record
        self._file = _File(target)
        self.name = self._file.name
        self._writer: Writer | None = None

    def __enter__(self) -> Self:
        """Open the file aside and begin the format."""
        stream = self._file.open()
        try:
            with writing(self.name):
                self._writer = self._format(stream)
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Complete the file and put it in its place, or throw it away."""
        try:
            if self._writer is not None and self._whole and (error is None or self.written):
                with writing(self.name):
                    self._writer.finish()
                    self._file.commit()
        finally:
            self._discard()

    def write(self, record: Record) -> None:
        """Write one record."""
        if self._writer is None:
            message = "the sink is not open; use it in a with statement"
            raise ValueError(message)
        self._whole = False
        with writing(self.name):
            self._writer.write(record)
        self._whole = True
        self.written += 1

    def _discard(self) -> None:
        """Let go of the stream and remove what was not renamed."""
        if self._writer is not None:
            self._writer.abandon()
            self._writer = None
        self._file.discard()


class _File:
    """A file that is written aside until it is whole; or stdout, a pipe or a device, written to as it is."""

    def __init__(self, target: str) -> None:
        self.name = "stdout" if target == "-" else target
        self._target = target
        self._stack = ExitStack()
        self._stream: IO[bytes] | None = None
        self._partial: Path | None = None
        self._claim = ExitStack()  # is let go of last: until the file is in its place, or removed

    def open(self) -> IO[bytes]:
        """Return the stream to write to.

        Raises:
            UsageError: if the file cannot be written, or somebody else is writing it.

        """
        try:
            self._stream = self._open()
        except OSError as error:
            self.discard()
            message = f"cannot write {self.name}: {error.strerror}"
            raise UsageError(message, hint="name a file in a folder that exists, or - for stdout") from error
        return self._stream

    @property
    def _final(self) -> Path:
        """The file itself, where the target is a link to it."""
        return Path(os.path.realpath(self._target))

    def _open(self) -> IO[bytes]:
        if self._target == "-":
            if sys.stdout is None:
                message = "standard output is closed; name a file with -o"
                raise OutputError(message)
            return sys.stdout.buffer
        if is_stream(self._target):
            return self._stack.enter_context(Path(self._target).open("wb"))  # it has no aside
        partial = self._final.with_name(self._final.name + ".partial")
        self._claim.enter_context(_claimed(partial, self.name))
        stream = self._stack.enter_context(partial.open("wb"))
        self._partial = partial
        with suppress(OSError):  # most often there is no earlier output
            # Its owner may write to it even so: one that a killed process left would keep every later run out.
            partial.chmod(stat.S_IMODE(self._final.stat().st_mode) | stat.S_IWUSR)
        return stream

    def commit(self) -> None:
        """Put the file in its place; it is on the disk before it takes that of an earlier one, and stays there."""
        if self._stream is None:
            return
        self._stream.flush()
        if self._partial is None:
            return
        with suppress(OSError):
            copymode(self._final, self._partial)
        os.fsync(self._stream.fileno())
        self._stack.close()
        self._partial.replace(self._final)
        self._partial = None
        _sync_folder(self._final.parent)

    def discard(self) -> None:
        """Close what is open and remove what was not renamed."""
        with suppress(OSError):  # as when the disk is full, which has been said
            self._stack.close()
        if self._partial is not None:
            with suppress(OSError):
                self._partial.unlink(missing_ok=True)
            self._partial = None
        self._claim.close()


@contextmanager
def replacing(target: str) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of an earlier one when all is written; on any error the earlier one stays.

    Stdout (``-``), a pipe or a device is written to as it is.

    Raises:
        UsageError: on entering, if the file cannot be written, or somebody else is writing it.
        OutputError: if the writing fails.

    """
    file = _File(target)
    stream = file.open()
    try:
        with writing(file.name):
            yield stream
            file.commit()
    finally:
        file.discard()


def is_stream(target: str) -> bool:
    """Say whether a target is stdout or anything else that is there and no regular file: a pipe, a device, a folder.

    The target itself is asked: what ``/dev/stdout`` or ``>(gzip > out.gz)`` leads to may be a pipe without a path.
    """
    place = Path(target)
    return target == "-" or (place.exists() and not place.is_file())


@contextmanager
def writing(name: str) -> Iterator[None]:
    """Say which file cannot be written, and why.

    That the reader of a pipe has left is no failure to report: it passes as it is.

    Raises:
        OutputError: for any other failure of the operating system within.

    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"cannot write {name}: {error.strerror or error}"
        raise OutputError(message) from error


@contextmanager
def _claimed(partial: Path, name: str) -> Iterator[None]:
    """Keep others from writing to a file aside: of two who write there at once, neither would have a whole file.

    Raises:
        UsageError: if somebody writes there already.

    """
    try:
        import fcntl
    except ImportError:  # not on Windows, which lets nobody rename a file that is open elsewhere
        yield
        return
    while True:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT, 0o666)
        try:
            with suppress(OSError):  # some network file systems know no locks
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    message = f"another process is writing {name}"
                    raise UsageError(message, hint="wait until it is done, or name another file") from None
            if _is_at(handle, partial):
                yield
                return
        finally:
            os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    """Say whether an open file is still the one at a path, and has not been renamed or removed since it was opened."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Make a renaming last, where folders can be synced."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _UNSYNCED:
            raise
