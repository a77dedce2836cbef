"""What can be interrupted between two documents: gently once, and at once the second time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import TypeVar

__all__ = ["Interruptible"]

Item = TypeVar("Item")


class Interruptible:
    """A base for runs: an interrupt lets what is at work end, and cuts short what nothing is lost by."""

    def __init__(self) -> None:
        self._stop = Event()
        self._idle = False

    @property
    def interrupted(self) -> bool:
        """Whether no more documents are taken."""
        return self._stop.is_set()

    def interrupt(self) -> None:
        """Take no more documents; those under way are finished. The second call stops at once, also in their midst.

        To be called by the handler of a signal.

        Raises:
            KeyboardInterrupt: to stop at once, or to cut short what nothing is lost by, such as reading the next
                document or loading the models.

        """
        again = self._stop.is_set()
        self._stop.set()
        if again or self._idle:
            raise KeyboardInterrupt

    def _taken(self, items: Iterator[Item]) -> Iterator[Item]:
        """Yield items until there are no more or an interrupt, which also cuts short the wait for one."""
        while not self._stop.is_set():
            try:
                with self._idling():
                    item = next(items)
            except StopIteration:
                return
            except KeyboardInterrupt:
                if self._stop.is_set():
                    return
                raise
            yield item

    @contextmanager
    def _idling(self) -> Iterator[None]:
        """Mark that nothing would be lost if the run were cut off here."""
        self._idle = True
        try:
            yield
        finally:
            self._idle = False
