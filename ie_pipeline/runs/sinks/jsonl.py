"""Records as JSON lines: the format that loses nothing and that others are made from."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from ie_pipeline.record import Record

__all__ = ["JsonlWriter"]


class JsonlWriter:
    """Write each record as a line and hand it to the operating system at once."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, record: Record) -> None:
        """Write one line."""
        self._stream.write(record.to_json().encode() + b"\n")
        self._stream.flush()

    def finish(self) -> None:
        """Do nothing: the last line is the end."""

    def abandon(self) -> None:
        """Do nothing: nothing is held."""
