"""``ie-pipeline extract``: documents in, one record each out, and at the end what became of them."""

from __future__ import annotations

import functools
import os
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from ie_pipeline.cli.budgets import BudgetOptions, budget_options, estimate_table
from ie_pipeline.cli.engine import Batch, EngineOptions, engine_options
from ie_pipeline.cli.interrupts import goes_on, graceful
from ie_pipeline.cli.notices import notices
from ie_pipeline.cli.options import PipelineOptions, pipeline_options
from ie_pipeline.cli.outcome import Outcome
from ie_pipeline.cli.places import check_apart, check_file
from ie_pipeline.cli.terminal import DocumentBar, count_documents, plain, stderr
from ie_pipeline.documents import read_inputs
from ie_pipeline.documents.folders import named_paths, passed_over, would_read
from ie_pipeline.errors import UsageError
from ie_pipeline.generators.base import Usage
from ie_pipeline.report import write_report
from ie_pipeline.runs.sinks.files import is_stream, writing
from ie_pipeline.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ie_pipeline.documents import Document, Unreadable
    from ie_pipeline.pipeline import Pipeline
    from ie_pipeline.record import Record
    from ie_pipeline.runs.sinks import Sink

__all__ = ["extract"]

_INPUTS_NAMED = 3


@click.command(short_help="Turn documents into records.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--schema", required=True, metavar="NAME-OR-FILE", help="What to extract: contract, resume or a JSON Schema file."
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="OUTPUT",
    help="Where the records go: a file that ends in .jsonl, .parquet or .csv, a database such as sqlite:///records.db "
    "or postgresql://host/db#table, or - for JSON lines on stdout.",
)
@click.option("--html", metavar="REPORT.html", help="Also write a page that shows each document beside its record.")
@click.option(
    "--run",
    "directory",
    metavar="DIR",
    help="Where the run keeps its journal, which lets it go on after an interruption; for an output file OUTPUT.run "
    "unless named here, for other outputs nowhere.",
)
@click.option("--fresh", is_flag=True, help="Forget the journal of an earlier run.")
@click.option("--retry-failed", is_flag=True, help="Work on documents again that failed in an earlier run.")
@click.option(
    "--no-texts",
    is_flag=True,
    help="Do not keep the documents' texts in the journal, only what was asked, answered and found; no mistakes can be "
    "mined from it then.",
)
@pipeline_options
@engine_options
@budget_options
@click.pass_context
def extract(  # noqa: PLR0913 - one for each option
    context: click.Context,
    *,
    inputs: tuple[str, ...],
    schema: str,
    output: str,
    html: str | None,
    directory: str | None,
    fresh: bool,
    retry_failed: bool,
    no_texts: bool,
    options: PipelineOptions,
    engine: EngineOptions,
    budgets: BudgetOptions,
) -> None:
    """Turn documents into records, one each.

    INPUT is a file (.txt .md .html .pdf .docx), a directory, a glob, a .jsonl file with `id` and `text` a line, or -
    for such lines on stdin.

    A file that cannot be read becomes a `failed` record and the run goes on. A run that was cut off, in whatever
    way, goes on where it was when the same command is given again. Ctrl-C finishes the documents that are under way;
    a second one stops at once. The exit code is 0 if all records were accepted and 3 if some need review or failed.
    """
    from ie_pipeline.runs.directory import open_run
    from ie_pipeline.runs.run import Run
    from ie_pipeline.runs.sinks import open_sink

    loaded = load_schema(schema)
    documents = read_inputs(inputs)
    kind, _, drafts = options.generator.partition(":")
    others = {"the schema": schema, "the file of drafts": drafts if kind == "replay" else ""}
    _check_places(inputs, others, output, html)
    engine.check(budgets)
    budgets.budget(options.generator)  # refuses what cannot be meant before anything is touched
    options.tell(stderr())
    folder = _run_directory(directory, output, needed=fresh or retry_failed)
    load = functools.cache(lambda: options.build(loaded))
    if budgets.dry_run:
        _rehearse(budgets, options, load(), documents, count_documents(inputs))
        return
    fingerprint = options.fingerprint(loaded)
    sink = open_sink(output, loaded, fingerprint=fingerprint.digest)
    if fresh and not engine.is_ray:
        load()  # what cannot be had should not cost the earlier run
    console, outcome = stderr(), Outcome()
    with ExitStack() as stack:
        stack.enter_context(notices(console))
        journal = stack.enter_context(open_run(folder, fingerprint, fresh=fresh)) if folder else None
        stack.enter_context(sink)
        budget = budgets.budget(options.generator, journal.usage() if journal else Usage())

        def build() -> Pipeline:
            pipeline = load()
            budgets.apply(pipeline, budget)
            return pipeline

        run: Batch = (
            engine.on_ray(journal, options.spec(loaded), retry_failed=retry_failed, keep_texts=not no_texts)
            if engine.is_ray
            else Run(journal, build, retry_failed=retry_failed, budget=budget, keep_texts=not no_texts)
        )
        stack.enter_context(graceful(run, console))
        bar = stack.enter_context(DocumentBar(console, count_documents(inputs)))
        pairs = _write(run, documents, sink, outcome, bar)
        _report(html, pairs, f"{loaded.get('title', schema)}: {_named(inputs)}", loaded)
    outcome.tell(console)
    _tell_passed_over(console, inputs, [_database(output) or output, *filter(None, (html, directory))])
    _tell_places(console, sink.name, html, run if folder else None, fresh=fresh)
    context.exit(outcome.exit_code)


def _write(
    run: Batch, documents: Iterable[Document | Unreadable], sink: Sink, outcome: Outcome, bar: DocumentBar
) -> Iterator[tuple[Document | Unreadable, Record]]:
    """Write each record as it comes and pass it on with its document; an interrupt ends the run early.

    Raises:
        KeyboardInterrupt: on one that comes before there is a record; an earlier output then stays.

    """
    try:
        for document, record in run.records(documents):
            sink.write(record)
            outcome.add(record)
            bar.advance(record.status)
            yield document, record
    except KeyboardInterrupt:
        outcome.interrupted = True
    outcome.interrupted |= run.interrupted
    if outcome.interrupted and not sink.written:
        raise KeyboardInterrupt


def _named(inputs: Sequence[str]) -> str:
    """Name the inputs for a heading; a shell writes a glob out in a thousand names."""
    more = len(inputs) - _INPUTS_NAMED
    return ", ".join(inputs[:_INPUTS_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _report(
    html: str | None, pairs: Iterable[tuple[Document | Unreadable, Record]], title: str, schema: Mapping[str, Any]
) -> None:
    """Take all pairs, and write the page where one is wanted.

    Raises:
        OutputError: if it cannot be written.

    """
    if html is None:
        deque(pairs, maxlen=0)
        return
    with writing(html):
        write_report(html, pairs, title=title, schema=schema)


def _rehearse(
    budgets: BudgetOptions,
    options: PipelineOptions,
    pipeline: Pipeline,
    documents: Iterable[Document | Unreadable],
    total: int | None,
) -> None:
    """Say on stdout what a run would take.

    Raises:
        UsageError: if it cannot be known how many documents there are.

    """
    if total is None:
        message = "what comes on stdin cannot be counted beforehand"
        raise UsageError(message, hint="name files for a dry run")
    budgets.apply(pipeline)
    found = budgets.rehearse(pipeline, documents, total, budgets.price(options.generator))
    Console(highlight=False).print(estimate_table(found))


def _run_directory(named: str | None, output: str, *, needed: bool) -> Path | None:
    """Return where the journal is: where it was named, else beside an output file.

    Raises:
        UsageError: if it is ``needed`` and there is no place for it.

    """
    if named is not None:
        return Path(named)
    if "://" not in output and not is_stream(output):
        return Path(f"{output}.run")
    if needed:
        message = "--fresh and --retry-failed are about an earlier run, and this output keeps none"
        raise UsageError(message, hint="name its place with --run")
    return None


def _check_places(inputs: Sequence[str], others: Mapping[str, str], output: str, html: str | None) -> None:
    """Refuse to write over what is read, or among the inputs of the next run, or to find out late that a place is none.

    Args:
        inputs: as named on the command line.
        others: the paths of other files that are read, by what they are called.
        output: where the records go.
        html: where the report goes, if there is one.

    Raises:
        UsageError: if so.

    """
    database = _database(output)
    if html == "-":
        message = "the report is a page and does not go to stdout"
        raise UsageError(message, hint="name a file that ends in .html")
    for file in filter(None, (database, html)):
        check_file(file)
    records = database or output
    if html is not None and os.path.realpath(html) == os.path.realpath(records):
        message = f"records and report cannot both be written to {html}"
        raise UsageError(message, hint="name another file")
    named = [name for name in inputs if name != "-"]
    sources = {os.path.realpath(path) for name in named for path in named_paths(name)}
    for place in (records, html):
        if place is None or place == "-":
            continue
        check_apart(place, others)
        if _is_read(place, sources, named):
            if os.path.lexists(place):
                message = f"{place} is an input; it would be overwritten"
                raise UsageError(message, hint="name another file")
            message = f"the next run would read {place} as a document"
            raise UsageError(message, hint="name a file outside of the inputs")


def _database(output: str) -> str | None:
    """Return the file that the URL of a SQLite database names; None for any other place."""
    dialect, mark, _ = output.partition("://")
    if not mark or dialect.partition("+")[0] != "sqlite":
        return None
    from ie_pipeline.runs.sinks.database import Place, sqlite_file

    return sqlite_file(Place.of(output))


def _is_read(place: str, sources: Collection[str], named: Sequence[str]) -> bool:
    """Say whether a file, or what it links to, is one of the inputs, matches a glob or is a document below an input."""
    return any(
        str(file) in sources or any(would_read(name, file) for name in named)
        for file in (Path(os.path.realpath(place)), Path(os.path.realpath(Path(place).parent), Path(place).name))
    )


def _tell_passed_over(console: Console, inputs: Sequence[str], written: Collection[str]) -> None:
    """Say how many files of the directories are of kinds that are not read; what a run has written is none of them."""
    own = set(map(os.path.realpath, written))
    for root in map(Path, filter(os.path.isdir, inputs)):
        kinds = [
            path.suffix or "no suffix"
            for path in passed_over(root)
            if own.isdisjoint(map(os.path.realpath, (path, path.parent)))
            and ".run" not in {folder.suffix for folder in path.parents}
        ]
        if kinds:
            files = "1 file of a kind that is" if len(kinds) == 1 else f"{len(kinds):,} files of kinds that are"
            said = f"Skipped in {root}: {files} not read ({', '.join(sorted(set(kinds)))})"
            console.print(Text(plain(said)), soft_wrap=True)


def _tell_places(console: Console, output: str, html: str | None, run: Batch | None, *, fresh: bool) -> None:
    """Say where everything is, and how to go on with a run that was cut off."""
    if run and run.recalled:
        console.print(f"Documents that were done before: {run.recalled:,}")
    if output != "stdout":
        console.print(Text(f"Records: {plain(output)}"), soft_wrap=True)
    if html is not None:
        console.print(Text(f"Report:  {plain(html)}"), soft_wrap=True)
    if run and run.interrupted:
        console.print(goes_on(fresh=fresh))
