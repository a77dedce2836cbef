"""``ie-pipeline mistakes``: sets of mistakes to train critics from, out of runs, corrections and labelled documents."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from ie_pipeline.cli.drafting import Drafting
from ie_pipeline.cli.options import PipelineOptions, generator_options
from ie_pipeline.cli.places import check_folder
from ie_pipeline.cli.sets import load_set, tell
from ie_pipeline.cli.terminal import plain, stderr
from ie_pipeline.errors import OutputError, UsageError
from ie_pipeline.schema import load_schema

if TYPE_CHECKING:
    from critic.mistakes.dataset import MistakeSet
    from critic.mistakes.rows import MistakeRow

__all__ = ["mistakes"]

_OUTPUT = click.option(
    "-o", "--output", required=True, metavar="DIR", help="Where the set goes; one that is there is replaced."
)


@click.group(short_help="Gather mistakes to train critics from.")
def mistakes() -> None:
    """Gather mistakes to train critics from.

    A set of mistakes is a directory with drafts of records, what is wrong with each, and a datasheet.
    """


@mistakes.command(short_help="Take mistakes out of runs and corrections.")
@click.argument("runs", metavar="RUN...", nargs=-1, required=True)
@click.option(
    "--corrections",
    metavar="FILE.jsonl",
    help="Records as people corrected them: `id`, `data` and, where they gave reasons, `explanation` (JSON Pointer to "
    "words) a line.",
)
@_OUTPUT
def mine(*, runs: tuple[str, ...], corrections: str | None, output: str) -> None:
    """Take mistakes out of runs and corrections.

    RUN is the directory of a run, as in records.jsonl.run; all must be of one schema, the latest last: where they have
    other texts under one id, a correction is about the last. A corrected document shows all mistakes of its draft and
    of its record; of the others only what generator and critic came to agree on is taken.
    """
    from ie_pipeline.learning.corrections import read_corrections
    from ie_pipeline.learning.mining import mine as mined
    from ie_pipeline.runs.directory import read_run

    _check_place(output)
    corrected = read_corrections(Path(corrections), tell) if corrections else {}
    _check_schemas(runs)
    used: dict[str, str | None] = {}
    understood: set[str] = set()
    rows: list[MistakeRow] = []
    for run in reversed(runs):  # the last has what the last correction of an id is about
        with read_run(run) as journal:
            rows += mined(journal, corrected, tell, used=used, understood=understood)
    for name in [name for name in corrected if name not in used]:
        tell(f"{corrected[name].place}: no run has a document {name!r} that ended; skipped")
    if corrected and not used:
        message = f"{corrections}: none of its corrections is of a document of {', '.join(runs)}"
        raise UsageError(message, hint="name the runs whose records were corrected")
    if not rows:
        message = f"no row to learn from: of no document of {', '.join(runs)} did generator and critic come to agree"
        hint = "correct some of the records and name the file with --corrections"
        if corrections:
            message, hint = f"{message}, and no correction in {corrections} fits", "mend its lines as told above"
        raise UsageError(message, hint=hint)
    _save(rows, output, ", ".join(runs))


@mistakes.command(short_help="Draft labelled documents, and see what is wrong with the drafts.")
@click.argument("data", metavar="DATA.jsonl", type=click.Path(dir_okay=False))
@click.option(
    "--schema", required=True, metavar="NAME-OR-FILE", help="What to extract: contract, resume or a JSON Schema file."
)
@click.option(
    "--folds",
    type=click.IntRange(min=2),
    metavar="K",
    help="Tune the embedded generator anew for each of K parts of the documents, on the others, so that it drafts all "
    "of them; about an hour and a half a part on two cores. Else it drafts those that it was not tuned on.",
)
@click.option(
    "--synthetic",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="Add N drafts of each document that a program made from its labels; with --generator none these are all.",
)
@click.option("--fresh", is_flag=True, help="Forget the drafts of an earlier command.")
@_OUTPUT
@generator_options
def make(
    *, data: str, schema: str, folds: int | None, synthetic: int, fresh: bool, output: str, options: PipelineOptions
) -> None:
    """Draft labelled documents, and see what is wrong with the drafts.

    DATA.jsonl has `id`, `text` and `gold` (field name to values) a line, as for `evaluate`; with the nested right
    `record` beside them, the drafts of --synthetic have values in the wrong items of lists of objects too. Drafts are
    kept in DIR.run: a command that was cut off goes on where it was when it is given again.
    """
    from critic.mistakes.labelled import Labelling
    from ie_pipeline.evaluation import read_labelled
    from ie_pipeline.learning.making import synthetic_rows, without_contradicted

    _check_place(output)
    if options.generator == "none" and not synthetic:
        message = "without a generator nobody drafts the documents"
        raise UsageError(message, hint="name one, or let a program make drafts of their labels: --synthetic 3")
    loaded = load_schema(schema)
    documents = read_labelled(data, tell)
    labelling = Labelling.of(loaded, documents)
    if not labelling.labels:
        message = f"{data}: its labels and the schema share no field"
        raise UsageError(message, hint="name the schema that the documents were labelled by")
    documents = without_contradicted(documents, labelling, tell)
    place = Path(output)
    drafting = Drafting(labelling, options, place.with_name(f"{place.name}.run"), stderr(), folds, fresh)
    rows = list(drafting.rows(documents))
    rows += synthetic_rows(documents, labelling, synthetic, random.Random(0))
    _save(rows, output, data)


@mistakes.command(short_help="Put several sets together.")
@click.argument("sets", metavar="DIR...", nargs=-1, required=True)
@_OUTPUT
def merge(*, sets: tuple[str, ...], output: str) -> None:
    """Put several sets together; what is in more than one is taken once."""
    _check_place(output)
    loaded = [load_set(Path(name)) for name in sets]
    _save((row for one in loaded for row in (*one.train, *one.dev)), output, ", ".join(sets))


@mistakes.command(short_help="Show what a set holds.")
@click.argument("directory", metavar="DIR")
@click.option(
    "--rows", "count", type=click.IntRange(min=0), default=3, show_default=True, metavar="N", help="Show N drafts."
)
def show(*, directory: str, count: int) -> None:
    """Show what a set holds: counts, and some drafts with their mistakes beside the evidence."""
    from ie_pipeline.cli.mistake_pages import pages

    for line in pages(load_set(Path(directory)), count):
        click.echo(plain(line))


def _check_schemas(runs: Iterable[str]) -> None:
    """Refuse runs of several schemas: it is more likely a slip than meant.

    Raises:
        UsageError: if so, or as of `schema_of`.

    """
    from ie_pipeline.learning.mining import schema_of
    from ie_pipeline.runs.directory import read_run

    first = None
    for run in runs:
        with read_run(run) as journal:
            schema = schema_of(journal)
        if first is None:
            first = run, schema
        elif schema != first[1]:
            message = f"{run} is a run of another schema than {first[0]}"
            raise UsageError(message, hint="mine them into sets of their own and put these together: mistakes merge")


def _check_place(output: str) -> None:
    """Find out before the work whether its outcome has a place.

    Raises:
        UsageError: if it has none.

    """
    place = Path(output)
    if importlib.util.find_spec("datasets") is None:
        message = "a set of mistakes is kept with the library datasets"
        raise UsageError(message, hint="pip install 'ie-pipeline[train]'")
    check_folder(output)
    if obstacle := _obstacle(place):
        message = f"cannot write {output}: {obstacle}"
        raise UsageError(message, hint="name a directory in a folder that exists")


def _obstacle(place: Path) -> str | None:
    """Say what is in the way of a set at a place; None if nothing is."""
    if place.is_file():
        return "it is a file"
    if not place.parent.is_dir():
        return f"there is no {place.parent}"
    strange = place.is_dir() and any(place.iterdir()) and not (place / "dataset_dict.json").is_file()
    return "it holds something else than a set of mistakes" if strange else None


def _save(rows: Iterable[MistakeRow], output: str, place: str) -> None:
    """Build a set of rows from a ``place``, write it, and say what it is.

    Raises:
        UsageError: if there is nothing to learn from in the rows.
        OutputError: if the set cannot be written.

    """
    from critic.mistakes.dataset import MistakeSet, MistakeSetError

    try:
        built = MistakeSet.build(rows, place=place, report=tell)
    except MistakeSetError as error:
        raise UsageError(str(error)) from error
    try:
        built.save(Path(output))
    except MistakeSetError as error:
        raise OutputError(str(error)) from error
    console = stderr()
    console.print(f"{len(built.train):,} drafts to learn from, {len(built.dev):,} held out.")
    console.print(Text(f"Set: {plain(output)}"), soft_wrap=True)
    console.print(Text(_next_step(built, plain(output))), soft_wrap=True)


def _next_step(built: MistakeSet, output: str) -> str:
    """Say what to do with a set, or what it takes to measure a critic that is trained from it."""
    from critic.fitting import FOLDS
    from critic.mistakes.rows import count_documents

    command = f"ie-pipeline critic train {output} -o my-critic"
    if (held_out := count_documents(built.dev)) >= FOLDS:
        return f"Next: {command}"
    few = (
        f"Held-out documents: {held_out}, too few to say what a critic that learns from this set is worth: that takes "
        f"{FOLDS}, of about five times as many that differ. Add documents"
    )
    return f"{few}; or, without knowing: {command}" if held_out else f"{few} before you train."
