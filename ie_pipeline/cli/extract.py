"""``ie-pipeline extract``: documents in, one record a line out, and at the end what became of them."""

from __future__ import annotations

import os
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from ie_pipeline.cli.exits import ExitCode
from ie_pipeline.cli.options import PipelineOptions, pipeline_options
from ie_pipeline.cli.sink import RecordSink
from ie_pipeline.cli.terminal import WORDS, DocumentBar, count_documents, named_paths, plain, stderr
from ie_pipeline.documents import read_inputs
from ie_pipeline.errors import UsageError
from ie_pipeline.record import Record, Status
from ie_pipeline.report import write_report
from ie_pipeline.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console

    from ie_pipeline.documents import Document, Unreadable
    from ie_pipeline.pipeline import Pipeline

__all__ = ["extract"]

_FAILURES_SHOWN = 10


@dataclass(slots=True)
class _Outcome:
    """What became of the documents so far."""

    statuses: Counter[Status] = field(default_factory=Counter)
    findings: int = 0
    failures: list[str] = field(default_factory=list)
    interrupted: bool = False

    def add(self, record: Record) -> None:
        self.statuses[record.status] += 1
        self.findings += len(record.findings)
        if record.status is Status.FAILED:
            self.failures.append(f"{record.id}: {record.error}")

    @property
    def exit_code(self) -> ExitCode:
        if self.interrupted:
            return ExitCode.INTERRUPTED
        accepted = self.statuses.total() == self.statuses[Status.ACCEPTED]
        return ExitCode.ACCEPTED if accepted else ExitCode.REVIEW


@click.command(short_help="Turn documents into records.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--schema", required=True, metavar="NAME-OR-FILE", help="What to extract: contract, resume or a JSON Schema file."
)
@click.option(
    "-o", "--output", required=True, metavar="OUT.jsonl", help="Where the records go, one a line; - is stdout."
)
@click.option("--html", metavar="REPORT.html", help="Also write a page that shows each document beside its record.")
@pipeline_options
@click.pass_context
def extract(
    context: click.Context,
    *,
    inputs: tuple[str, ...],
    schema: str,
    output: str,
    html: str | None,
    options: PipelineOptions,
) -> None:
    """Turn documents into records, one line of JSON each.

    INPUT is a file (.txt .md .html .pdf .docx), a directory, a glob, a .jsonl file with `id` and `text` a line, or -
    for such lines on stdin.

    A file that cannot be read becomes a `failed` record and the run goes on. Ctrl-C keeps what is finished. The exit
    code is 0 if all records were accepted and 3 if some need review or failed.
    """
    loaded = load_schema(schema)
    documents = read_inputs(inputs)
    _check_places(inputs, output, html)
    console = stderr()
    outcome = _Outcome()
    with RecordSink(output) as sink:
        pipeline = options.build(loaded)
        total = count_documents(inputs) if console.is_terminal else None
        with DocumentBar(console, total) as bar:
            pairs = _run(pipeline, documents, sink, outcome, bar)
            if html is None:
                deque(pairs, maxlen=0)
            else:
                title = f"{loaded.get('title', schema)}: {', '.join(inputs)}"
                write_report(html, pairs, title=title, schema=loaded)
    _summarise(outcome, console)
    if output != "-":
        console.print(Text(f"Records: {plain(output)}"), soft_wrap=True)
    if html is not None:
        console.print(Text(f"Report:  {plain(html)}"), soft_wrap=True)
    context.exit(outcome.exit_code)


def _run(
    pipeline: Pipeline,
    documents: Iterable[Document | Unreadable],
    sink: RecordSink,
    outcome: _Outcome,
    bar: DocumentBar,
) -> Iterator[tuple[Document | Unreadable, Record]]:
    """Write each record as it comes and pass it on with its document; an interrupt ends the run early."""
    read: deque[Document | Unreadable] = deque()

    def remembered() -> Iterator[Document | Unreadable]:
        for document in documents:
            read.append(document)
            yield document

    try:
        for record in pipeline.stream(remembered()):
            sink.write(record)
            outcome.add(record)
            bar.advance(record.status)
            yield read.popleft(), record
    except KeyboardInterrupt:
        outcome.interrupted = True


def _check_places(inputs: Sequence[str], output: str, html: str | None) -> None:
    """Refuse to write over an input, or to find out after the last document that the report has no place.

    Raises:
        UsageError: if so.

    """
    if html is not None and not (Path(html).parent.is_dir() and os.access(Path(html).parent, os.W_OK)):
        message = f"cannot write {html}: {Path(html).parent} is not a folder that can be written to"
        raise UsageError(message)
    sources = {os.path.realpath(path) for name in inputs if name != "-" for path in named_paths(name)}
    for place in (output, html):
        if place not in (None, "-") and os.path.realpath(str(place)) in sources:
            message = f"{place} is an input; it would be overwritten"
            raise UsageError(message, hint="name another file")


def _summarise(outcome: _Outcome, console: Console) -> None:
    """Say how the documents ended, and why where they failed."""
    table = Table("", "documents", title="interrupted" if outcome.interrupted else None)
    table.columns[1].justify = "right"
    for status, word in WORDS.items():
        table.add_row(word, str(outcome.statuses[status]))
    table.add_section()
    table.add_row("all", str(outcome.statuses.total()))
    table.add_row("findings left open", str(outcome.findings))
    console.print(table)
    for failure in outcome.failures[:_FAILURES_SHOWN]:
        console.print(Text(f"Failed: {plain(failure)}"), soft_wrap=True)
    if len(outcome.failures) > _FAILURES_SHOWN:
        console.print(f"... and {len(outcome.failures) - _FAILURES_SHOWN} more; the records say why")
