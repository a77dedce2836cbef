"""The options that say where a batch runs: in this process, or in workers on Ray."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol

import click

from ie_pipeline.cli.budgets import BudgetOptions
from ie_pipeline.cli.packing import packed
from ie_pipeline.errors import UsageError

if TYPE_CHECKING:
    from ie_pipeline.documents import Document, Unreadable
    from ie_pipeline.engines.ray import RayRun
    from ie_pipeline.record import Record
    from ie_pipeline.runs.journal import Journal
    from ie_pipeline.specification import PipelineSpec

__all__ = ["Batch", "EngineOptions", "engine_options"]

_OPTIONS = (
    click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        show_default=True,
        help="Where the batch runs: in this process, or in workers on Ray, with one processor and the models loaded in "
        "each: on the cluster that RAY_ADDRESS names, else on this machine.",
    ),
    click.option("--workers", type=click.IntRange(min=1), metavar="N", help="How many workers Ray is to run; else 2."),
)


class Batch(Protocol):
    """Documents on their way to records, wherever they are worked on: `ie_pipeline.runs.run.Run` is one."""

    recalled: int

    @property
    def interrupted(self) -> bool:
        """Whether no more documents are taken."""
        ...

    def interrupt(self) -> None:
        """Take no more documents; the second time, stop at once."""
        ...

    def records(self, documents: Iterable[Document | Unreadable]) -> Iterator[tuple[Document | Unreadable, Record]]:
        """Yield each document with its record, in order."""
        ...


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What the options say; each field bears its option's name. None of them changes what a record should be."""

    engine: str = "local"
    workers: int | None = None

    @property
    def is_ray(self) -> bool:
        """Whether the batch runs on Ray."""
        return self.engine == "ray"

    def check(self, budgets: BudgetOptions) -> None:
        """Refuse what cannot be had together.

        Raises:
            UsageError: if workers are counted where there are none; if Ray is not installed, or is to hold to what
                only one process can: budgets, pace and a rehearsal.

        """
        if not self.is_ray:
            if self.workers is not None:
                message = "--workers is no option of the engine local"
                raise UsageError(message, hint="leave it out, or ask for --engine ray")
            return
        from ie_pipeline.engines.ray import check_ray

        check_ray()
        for field in fields(budgets):
            if getattr(budgets, field.name) != field.default:
                message = f"--{field.name.replace('_', '-')} is no option of the engine ray"
                hint = "its workers do not count together; leave it out, or run in one process with --engine local"
                raise UsageError(message, hint=hint)

    def on_ray(self, journal: Journal | None, spec: PipelineSpec, *, retry_failed: bool, keep_texts: bool) -> RayRun:
        """Return the batch in workers on Ray."""
        from ie_pipeline.engines.ray import RayOptions, RayRun

        options = RayOptions() if self.workers is None else RayOptions(self.workers)
        return RayRun(journal, spec, options, retry_failed=retry_failed, keep_texts=keep_texts)


engine_options = packed("engine", EngineOptions, _OPTIONS)
"""Give a command the options and hand it what they say as ``engine``, an `EngineOptions`."""
