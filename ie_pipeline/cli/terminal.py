"""What a person sees on stderr: the bar while documents are read, and what is safe to print of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from ie_pipeline.documents.folders import named_paths, walk
from ie_pipeline.record import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["WORDS", "DocumentBar", "count_documents", "duration", "plain", "stderr"]

WORDS = {Status.ACCEPTED: "accepted", Status.NEEDS_REVIEW: "needs review", Status.FAILED: "failed"}
"""How the ends of a document are called in front of people."""

_SECONDS_APART = 30
"""Between two lines in a log."""

_STYLES = {Status.ACCEPTED: "green", Status.NEEDS_REVIEW: "yellow", Status.FAILED: "red"}


def stderr() -> Console:
    """Return a console on stderr."""
    return Console(stderr=True, highlight=False)


def plain(text: str) -> str:
    """Return a text without characters that a terminal would act on; a document may be named anything."""
    return "".join(character if character.isprintable() or character == "\n" else "\ufffd" for character in text)


def duration(seconds: float) -> str:
    """Write a time in the largest units that say something."""
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{seconds / 3600:,.1f} h"  # noqa: PLR2004 - two hours


class DocumentBar:
    """A progress bar over documents: how many, how they ended, how fast, how long still.

    Off a terminal, as in the log of a scheduler, the same is a plain line now and then, and nothing in a short run.

    Args:
        console: where to draw.
        total: the number of documents; None where it cannot be known.
        clock: seconds, from any beginning.

    """

    def __init__(self, console: Console, total: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._counts: Counter[Status] = Counter()
        self._console = console
        self._clock = clock
        self._told = (clock(), 0)
        """When the last line was printed, and how many documents were done then."""
        self._progress = Progress(
            TextColumn("documents"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[ends]}"),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            redirect_stdout=False,  # records that go to stdout are not the bar's business
            transient=True,
        )
        self._task = self._progress.add_task("", total=total, ends="")

    def __enter__(self) -> Self:
        """Draw the bar."""
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self._progress.stop()

    def advance(self, status: Status | None = None) -> None:
        """Count one document, and how it ended where that is worth telling."""
        if status is not None:
            self._counts[status] += 1
        ends = [(status, f"{self._counts[status]:,} {word}") for status, word in WORDS.items() if self._counts[status]]
        drawn = " · ".join(f"[{_STYLES[status]}]{said}[/]" for status, said in ends)
        self._progress.update(self._task, advance=1, ends=drawn)
        if not self._console.is_terminal:
            self._tell([said for _, said in ends])

    def _tell(self, ends: Sequence[str]) -> None:
        """Print a line, if the last was long ago. The rate is that since then: what a journal knows counts once."""
        now, (before, done_before) = self._clock(), self._told
        if now - before < _SECONDS_APART:
            return
        task = self._progress.tasks[self._task]
        done, total = int(task.completed), task.total
        rate = (done - done_before) / (now - before)
        parts = [f"{done:,} of {total:,.0f}" if total else f"{done:,}", *ends, f"{60 * rate:,.1f}/min"]
        if total and total > done:
            parts.append(f"about {duration((total - done) / rate)} left")
        self._console.print(f"Documents: {' · '.join(parts)}", soft_wrap=True)
        self._told = (now, done)


class _Rate(ProgressColumn):
    """Documents a minute."""

    def render(self, task: Task) -> Text:
        """Write the rate; nothing before the first document is done."""
        return Text(f"{60 * task.speed:.1f}/min" if task.speed else "", style="cyan")


def count_documents(inputs: Sequence[str]) -> int | None:
    """Return about how many documents the inputs hold, for the bar; None where stdin is among them.

    Nothing is parsed: files are counted by their names and JSONL by its lines.
    """
    return None if "-" in inputs else sum(_count(Path(path)) for name in inputs for path in named_paths(name))


def _count(path: Path) -> int:
    """Count what one path holds; what holds nothing gives one record, which says so."""
    count = 1
    with suppress(OSError):  # what cannot be opened is one failed record
        if path.is_dir():
            count = sum(1 for _ in walk(path))
        elif path.suffix.lower() == ".jsonl" and path.is_file():
            with path.open("rb") as lines:
                count = sum(1 for line in lines if line.strip())
    return count or 1
