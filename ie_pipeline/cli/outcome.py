"""What became of the documents of a command: counted as they end, told at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from ie_pipeline.cli.exits import ExitCode
from ie_pipeline.cli.terminal import WORDS, plain
from ie_pipeline.record import Record, Status

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Outcome"]

_FAILURES_SHOWN = 10


@dataclass(slots=True)
class Outcome:
    """What became of the documents so far; of the failures the first few."""

    statuses: Counter[Status] = field(default_factory=Counter)
    findings: int = 0
    failures: list[str] = field(default_factory=list)
    interrupted: bool = False

    def add(self, record: Record) -> None:
        """Count one document."""
        self.statuses[record.status] += 1
        self.findings += len(record.findings)
        if record.status is Status.FAILED and len(self.failures) < _FAILURES_SHOWN:
            self.failures.append(f"{record.id}: {record.error}")

    @property
    def exit_code(self) -> ExitCode:
        """What to tell the shell."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        accepted = self.statuses.total() == self.statuses[Status.ACCEPTED]
        return ExitCode.ACCEPTED if accepted else ExitCode.REVIEW

    def tell(self, console: Console) -> None:
        """Say how the documents ended, and why where they failed."""
        table = Table("", "documents", title="interrupted" if self.interrupted else None)
        table.columns[1].justify = "right"
        for status, word in WORDS.items():
            table.add_row(word, str(self.statuses[status]))
        table.add_section()
        table.add_row("all", str(self.statuses.total()))
        table.add_row("findings left open", str(self.findings))
        console.print(table)
        for failure in self.failures:
            console.print(Text(f"Failed: {plain(failure)}"), soft_wrap=True)
        more = self.statuses[Status.FAILED] - len(self.failures)
        if more:
            console.print(f"... and {more} more; the records say why")
