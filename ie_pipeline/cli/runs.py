"""``ie-pipeline runs``: look into the journals of runs, and take out what they hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import click

from ie_pipeline.cli.terminal import WORDS, plain
from ie_pipeline.errors import JournalError, UsageError
from ie_pipeline.generators.base import Usage
from ie_pipeline.record import Record, Status, json_line
from ie_pipeline.runs.journal import Journal, Logged, State
from ie_pipeline.runs.sinks.files import is_stream, replacing

__all__ = ["runs"]

_FAILURES_SHOWN = 10
_UNFINISHED = {State.BEGUN: "under way", State.DEFERRED: "to go on with"}
"""What documents are called that the next run works on."""


@click.group(short_help="Look into runs, and take out what they hold.")
def runs() -> None:
    """Look into the journals that `extract` keeps, also while it is at work.

    RUN is the directory of a run: OUTPUT.run beside the output, or what --run named.
    """


@runs.command(name="list", short_help="List the runs in a folder.")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(exists=True, file_okay=False))
@click.pass_context
def list_(context: click.Context, folder: str) -> None:
    """List the runs in a folder, one a line: how their documents stand, and what was spent."""
    from ie_pipeline.runs.directory import find_runs, read_run

    unread: list[JournalError] = []
    for path in find_runs(folder):
        try:
            with read_run(path) as journal:
                click.echo(f"{plain(str(path))}: {_standing(journal)}; {_spent(journal.usage())}")
        except JournalError as error:  # as of another account, or of a newer version: the others are none the worse
            unread.append(error)
            click.echo(f"Error: {plain(error.message)}", err=True)
    if unread:
        context.exit(unread[0].exit_code)


@runs.command(short_help="Show what a run was made with and how it stands.")
@click.argument("run", metavar="RUN")
def show(run: str) -> None:
    """Show what a run was made with, how its documents stand, what was spent, and the first failures."""
    from ie_pipeline.runs.directory import read_run

    with read_run(run) as journal:
        known = journal.fingerprint
        if known is not None:
            click.echo(f"fingerprint: {known.digest}")
            for part, setting in known.settings.items():
                click.echo(f"{part}: {plain(setting if isinstance(setting, str) else _words(setting))}")
        click.echo(f"documents: {_standing(journal)}")
        click.echo(f"spent: {_spent(journal.usage())}")
        for line in islice(journal.lines(Status.FAILED), _FAILURES_SHOWN):
            record = Record.from_dict(json.loads(line))
            click.echo(f"failed: {plain(f'{record.id}: {record.error}')}")


@runs.command(short_help="Write out the records of a run, or how they came about.")
@click.argument("run", metavar="RUN")
@click.option("-o", "--output", required=True, metavar="OUT.jsonl", help="Where the lines go; - is stdout.")
@click.option(
    "--steps",
    is_flag=True,
    help="Each document with its draft, what the critic found in that, every question and answer, and its record: the "
    "log of errors that a critic can be trained from.",
)
def export(run: str, output: str, *, steps: bool) -> None:
    """Write out the records of a run, one line of JSON each, in the order of the documents.

    The journal forgets nothing: a document that was changed between two runs is there as it was and as it is.
    """
    from ie_pipeline.runs.directory import read_run

    _check_place(output)
    with read_run(run) as journal, closing(_lines(journal, steps=steps)) as lines, replacing(output) as file:
        for line in lines:
            file.write(f"{line}\n".encode())


def _lines(journal: Journal, *, steps: bool) -> Generator[str]:
    """Yield the records of a run as lines of JSON, or all that is known of its documents."""
    if not steps:
        yield from journal.lines()
        return
    for logged in journal.logged():
        yield _log_line(logged)


def _check_place(output: str) -> None:
    """Refuse what cannot be a file of JSON lines; a pipe or a device can be called anything.

    Raises:
        UsageError: if it cannot.

    """
    place = Path(output)
    if is_stream(output) and not place.is_dir():
        return
    hint = "name a file that ends in .jsonl, or - for stdout"
    if place.suffix.lower() != ".jsonl":
        message = f"{output} does not end in .jsonl, and JSON lines are all that is written"
        raise UsageError(message, hint=hint)
    if place.is_dir() or not place.parent.is_dir():
        message = f"cannot write {output}: " + ("it is a folder" if place.is_dir() else f"there is no {place.parent}")
        raise UsageError(message, hint=hint)


def _log_line(logged: Logged) -> str:
    """Return all that is known of a document as one line of JSON."""
    return json_line(
        {
            "id": logged.id,
            "state": logged.entry.state,
            "text_sha256": logged.text_sha256,
            "draft": logged.draft,
            "review": logged.review,
            "steps": [asdict(step) for step in logged.steps],
            "record": None if logged.entry.line is None else json.loads(logged.entry.line),
        }
    )


def _standing(journal: Journal) -> str:
    """Say in words how the documents of a run stand: those that ended by how, the others by how far they came."""
    totals: Counter[str] = Counter()
    for (state, status), count in journal.counts().items():
        totals[_UNFINISHED[state] if state in _UNFINISHED or status is None else WORDS[status]] += count
    order = [*WORDS.values(), *_UNFINISHED.values()]
    return ", ".join(f"{totals[word]:,} {word}" for word in order if totals[word]) or "no documents"


def _spent(usage: Usage) -> str:
    return f"{usage.calls:,} calls, {usage.prompt_tokens:,} tokens read, {usage.completion_tokens:,} written"


def _words(setting: dict[str, Any]) -> str:
    """Write the settings of one part in one line, without those that were not made."""
    return ", ".join(f"{name} {value}" for name, value in setting.items() if value is not None)
