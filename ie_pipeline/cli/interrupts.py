"""Ctrl-C in a command that works through documents: the first finishes what is under way, the second stops at once.

So does SIGTERM, by which a container or a scheduler asks a process to end.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from ie_pipeline.cli.engine import Batch

__all__ = ["goes_on", "graceful"]


def goes_on(*, fresh: bool) -> str:
    """Say how an interrupted run goes on; one that began afresh would forget itself if it began so again."""
    return f"The same command{' without --fresh' if fresh else ''} goes on from here."


@contextmanager
def graceful(run: Batch, console: Console) -> Iterator[None]:
    """Let a signal interrupt a run as the run sees fit, and say so; elsewhere than in the main thread, do nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(*_: Any) -> None:
        first = not run.interrupted
        run.interrupt()
        if first:
            with suppress(RuntimeError):  # another print may be under way, and cannot be entered twice
                console.print("Finishing the documents that are under way; Ctrl-C again stops at once.")

    previous = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
