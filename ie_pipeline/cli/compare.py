"""``ie-pipeline critic compare``: two critics side by side, and whether the new one may replace the old one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console, Group, RenderableType
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from ie_pipeline.cli.exits import ExitCode
from ie_pipeline.cli.sets import load_set
from ie_pipeline.cli.terminal import plain, stderr
from ie_pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from critic.critic import Examiner
    from critic.mistakes.dataset import MistakeSet
    from critic.mistakes.rows import MistakeRow
    from ie_pipeline.evaluation.comparing import Comparison, Contrast

__all__ = ["compare", "compared", "decided", "flattered", "side_by_side"]


@click.command(short_help="Hold two critics side by side.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The mistake set on which the new critic is to be better.",
)
@click.option(
    "--old-data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A mistake set on which it must not be worse: what the old one was made for.",
)
@click.option(
    "--split",
    type=click.Choice(["dev", "train"]),
    default="dev",
    show_default=True,
    help="Which rows: those held out, or those to train on, where neither critic was.",
)
@click.pass_context
def compare(context: click.Context, *, old: str, new: str, data: Path, old_data: Path | None, split: str) -> None:
    """Hold two critics side by side on the same drafts.

    OLD and NEW are directories of critics, `default` for the one that ships, or `evidence`. Each finds the mistakes in
    every draft and mends it. The new one wins if the records it leads to are better on DATA, and if nothing is worse
    there and on the old data, beyond chance: intervals are of a paired bootstrap over documents, of which it takes
    five. The exit code is then 0, and 3 if it does not win.
    """
    from critic.critic import directory_of
    from ie_pipeline.pipeline import load_critic

    console = Console(highlight=False)
    sets = {place: load_set(place) for place in (data, old_data) if place is not None}
    rows = str(data), _rows(sets[data], data, split)
    old_rows = (str(old_data), _rows(sets[old_data], old_data, split)) if old_data is not None else None
    won = decided(console, load_critic(old), load_critic(new), rows, old_rows)
    for place, found in sets.items():
        flattered(console, {"old": directory_of(old), "new": directory_of(new)}, place, found.digest, split)
    context.exit(ExitCode.ACCEPTED if won else ExitCode.REVIEW)


def decided(
    console: Console,
    old: Examiner,
    new: Examiner,
    data: tuple[str, Sequence[MistakeRow]],
    old_data: tuple[str, Sequence[MistakeRow]] | None,
) -> bool:
    """Show two critics side by side on each set, given by name and rows, and say whether the new one wins."""
    from ie_pipeline.evaluation.comparing import verdict

    found = []
    for place, rows in filter(None, (data, old_data)):
        comparison = compared(rows, old, new)
        found.append(comparison)
        title = f"{place}: {comparison.drafts:,} drafts of {comparison.documents:,} documents"
        console.print(side_by_side(comparison, title))
    outcome = verdict(*found)
    words = "The new critic may replace the old one" if outcome.replace else "The old critic stays"
    console.print(Text(f"{words}: {'; '.join(outcome.reasons)}."), soft_wrap=True)
    return outcome.replace


def flattered(console: Console, critics: Mapping[str, Path], place: Path, digest: str, split: str = "dev") -> None:
    """Say of which critics the figures are better than on other documents, for they were made with this set."""
    from critic.lineage import learned_from

    how = "learned from" if split == "train" else "was stopped and calibrated by"
    for which, directory in critics.items():
        if digest in {one.sha256 for one in learned_from(directory)}:
            words = f"The {which} critic {how} the drafts of {plain(str(place))}: on other documents it may do worse."
            console.print(Text(words), soft_wrap=True)


def compared(rows: Sequence[MistakeRow], old: Examiner, new: Examiner) -> Comparison:
    """Compare two critics, with a bar on stderr."""
    from ie_pipeline.evaluation.comparing import compare as run

    console = stderr()
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("drafts", total=len(rows))
        return run(rows, old, new, advance=lambda: progress.advance(task))


def side_by_side(comparison: Comparison, title: str) -> RenderableType:
    """Arrange a comparison for reading."""
    figures = [*comparison.f1, *comparison.rates, comparison.error]
    return Group(Text(plain(title)), _table("", figures), _table("field (F1 in the loop)", comparison.fields))


def _table(first: str, contrasts: Iterable[Contrast]) -> Table:
    table = Table(first)
    for heading in ("old", "new", "new - old", "95 % interval"):
        table.add_column(heading, justify="right")
    for contrast in contrasts:
        low, high = contrast.interval or (None, None)
        interval = "" if low is None else f"{low:+.3f} to {high:+.3f}"
        figures = f"{contrast.old:.3f}", f"{contrast.new:.3f}", f"{contrast.difference:+.3f}"
        table.add_row(Text(plain(contrast.what)), *figures, interval)
    return table


def _rows(found: MistakeSet, place: Path, split: str) -> Sequence[MistakeRow]:
    """Return the rows of a split.

    Raises:
        UsageError: it is empty.

    """
    rows = found.dev if split == "dev" else found.train
    if not rows:
        message = f"{place}: the split {split} has no rows"
        raise UsageError(message, hint="name the other one with --split, or make a set of more documents")
    return rows
