"""Warnings of the package, shown to whoever watches a command: a run that pauses, an endpoint that is back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.text import Text

from ie_pipeline.cli.terminal import plain

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["notices"]


@contextmanager
def notices(console: Console) -> Iterator[None]:
    """Print what the logger ``ie_pipeline`` warns of, above a progress bar that the console may show."""
    logger, handler = logging.getLogger("ie_pipeline"), _Handler(console)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _Handler(logging.Handler):
    """Prints each message as a line, without characters that a terminal would act on."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.WARNING)
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        """Print one message."""
        self._console.print(Text(plain(record.getMessage()), style="yellow"), soft_wrap=True)
