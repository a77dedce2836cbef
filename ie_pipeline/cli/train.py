"""``ie-pipeline critic train``: a mistake set in, a critic's directory out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

import click
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from ie_pipeline.cli import gates
from ie_pipeline.cli.exits import ExitCode
from ie_pipeline.cli.options import check_critic
from ie_pipeline.cli.places import check_folder
from ie_pipeline.cli.sets import load_set
from ie_pipeline.cli.terminal import plain, stderr
from ie_pipeline.cli.train_generative import train_generative
from ie_pipeline.errors import TrainingFailed, UsageError, WeightsUnavailable

if TYPE_CHECKING:
    from rich.console import Console

    from critic.mistakes.dataset import MistakeSet
    from critic.publishing import Story
    from critic.recipes import Recipe
    from critic.training import Progress

__all__ = ["train"]


@click.command(short_help="Train a critic from a mistake set.")
@click.argument("mistakes", metavar="MISTAKES", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the critic goes; one that is there is replaced at the end.",
)
@click.option(
    "--from",
    "start_from",
    type=click.Path(path_type=Path),
    metavar="CRITIC",
    help="Go on from this critic; else from the shipped one, unless --base, --size or --full ask for a new one.",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path),
    metavar="MISTAKES",
    help="Mix this set in, so that the critic to go on from forgets nothing; else those that it learned from, where "
    "they still are.",
)
@click.option(
    "--base",
    metavar="DIR|NAME",
    help="The encoder of a new critic: BERT, RoBERTa, XLM-RoBERTa, MPNet, DistilBERT, DeBERTa-v2 or ModernBERT; else "
    "MiniLM.",
)
@click.option(
    "--size", type=click.Choice(["small", "medium", "large"]), help="How much of a new critic can change; else medium."
)
@click.option("--full", is_flag=True, help="Train the whole encoder of a new critic, not an adapter.")
@click.option(
    "--generative",
    is_flag=True,
    help="Tune a causal language model, which explains its findings; --base is then a directory with one, else the "
    "embedded model is taken.",
)
@click.option(
    "--explanations/--labels-only",
    default=None,
    help="Whether a generative critic learns the explanations too; it does unless told otherwise.",
)
@click.option("--steps", type=click.IntRange(min=1), metavar="N", help="How long; else as long as the set deserves.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="The seed of all that is drawn.")
@click.option("--resume", is_flag=True, help="Go on with a training that was cut off; if there is none, begin.")
@click.option(
    "--gate",
    metavar="OLD",
    help="Put the critic in its place only if it is better than this one, else in DIR.rejected.",
)
@click.pass_context
def train(  # noqa: PLR0913 - one for each option
    context: click.Context,
    *,
    mistakes: Path,
    output: Path,
    start_from: Path | None,
    replay: Path | None,
    base: str | None,
    size: str | None,
    full: bool,
    generative: bool,
    explanations: bool | None,
    steps: int | None,
    seed: int,
    resume: bool,
    gate: str | None,
) -> None:
    """Train a critic from a mistake set.

    MISTAKES is a directory that `mistakes make` or `mistakes mine` wrote. The critic learns from its train split, and
    is stopped early, calibrated and measured by its dev split; DIR has a card that says by how much. That takes five
    held-out documents, of about 25: with fewer the old calibration stays, and nothing is accepted. While it trains
    two losses are told, of judging values and of pointing at them, which should fall, and what it scores on the dev
    split, which should rise towards 1. A training that was cut off is kept in DIR.training (with --gate,
    DIR.candidate.training), and refused to begin anew until it is gone on with (--resume) or removed; a generative one
    goes on by itself. So is a critic that was trained and has not passed the gate yet, in DIR.candidate: --resume holds
    it beside the old one without training it again.
    """
    from critic.bases import DEFAULT_BASE
    from critic.critic import directory_of
    from critic.recipes import Recipe, Size
    from ie_pipeline.pipeline import load_critic

    fresh = base is not None or size is not None or full
    if fresh and (start_from is not None or replay is not None):
        message = (
            "--from and --replay go on from a critic, whose base and size stay; --base, --size and --full make one"
        )
        raise UsageError(message, hint="leave out the one or the other")
    if generative and (start_from is not None or replay is not None or size is not None or full):
        message = "--from, --replay, --size and --full are of encoders; --generative tunes a causal model from its base"
        raise UsageError(message, hint="leave out the one or the other")
    if explanations is not None and not generative:
        message = "an encoder cannot learn explanations; --explanations and --labels-only are for --generative"
        raise UsageError(message, hint="add --generative, or leave them out")
    recipe = Recipe(
        base=base or DEFAULT_BASE,
        size=Size(size or "medium"),
        full=full,
        start_from=None if fresh else directory_of(start_from),
        replay=replay,
        steps=steps,
        seed=seed,
    )
    _check_places(output, gate)
    loaded = load_set(mistakes)
    if gate is not None:
        gates.demand_held_out(loaded, mistakes)
    old = load_critic(gate) if gate is not None else None
    place = gates.candidate(output) if gate is not None else output
    asked = gates.fingerprint(loaded, recipe, generative=generative, explanations=explanations)
    story = None
    console = stderr()
    if gate is not None and gates.waits(place, asked, goes_on=resume or generative):
        console.print(plain(f"{place} is trained already, and is held beside the old critic now."), soft_wrap=True)
    elif generative:
        train_generative(
            loaded, place, mistakes, base=base, steps=steps, seed=seed, explained=explanations is not False
        )
    else:
        story = _retrained(loaded, place, recipe, mistakes, resume=resume)
    if gate is not None and old is not None:
        gates.mark(place, asked)
        if not gates.passes(old, directory_of(gate), place, mistakes, loaded):
            left = gates.reject(place, output)
            stands = f"{output} is as it was" if output.exists() else f"Nothing is put in {output}"
            console.print(f"{stands}; the new critic is left in {left}.", soft_wrap=True)
            context.exit(ExitCode.REVIEW)
        gates.move(place, output)
    if story is not None:
        console.print(_summary(story), soft_wrap=True)
    click.echo(output)


def _check_places(output: Path, gate: str | None) -> None:
    """Find out before the work whether the critic has a place, and whether there is one to hold it beside.

    Raises:
        UsageError: if not.

    """
    from critic.publishing import is_taken

    check_folder(str(output))
    if not output.parent.is_dir():
        message = f"cannot write {output}: there is no folder {output.parent}"
        raise UsageError(message)
    for place in (output, gates.candidate(output), gates.rejected(output)) if gate is not None else (output,):
        if is_taken(place):
            message = f"{place}: holds something else than a critic"
            raise UsageError(message, hint="name another directory")
    check_critic(gate)


class _TrainingBar:
    """A bar over the steps of a training, with the time left; off a terminal, a line for each validation."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Bar(
            TextColumn("training"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[losses]}"),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=console,
            disable=not console.is_terminal,
            redirect_stdout=False,
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, losses="")
        self._dev: float | None = None

    def __enter__(self) -> Self:
        """Draw the bar."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        """Show how training goes."""
        self._bar.update(self._task, completed=progress.step, total=progress.steps, losses=progress.figures)
        if not self._console.is_terminal and (progress.dev != self._dev or progress.step == progress.steps):
            self._console.print(str(progress), soft_wrap=True)
        self._dev = progress.dev

    def tell(self, sentence: str) -> None:
        """Say something above the bar."""
        self._console.print(plain(sentence), markup=False, soft_wrap=True)


def _retrained(mistakes: MistakeSet, output: Path, recipe: Recipe, place: Path, *, resume: bool) -> Story:
    """Train, with a bar on stderr.

    Raises:
        UsageError: the set, the base or the critic to go on from cannot serve.
        TrainingFailed: training cannot go on, or its outcome cannot be written.
        WeightsUnavailable: the default base can neither be found nor fetched.

    """
    from critic.mistakes.dataset import MistakeSetError
    from critic.retraining import RetrainingError, retrain
    from critic.training import TrainingError
    from critic.weights import WeightsError

    try:
        with _TrainingBar(stderr()) as bar:
            return retrain(mistakes, output, recipe, place=place, resume=resume, report=bar, tell=bar.tell)
    except (RetrainingError, MistakeSetError) as error:
        raise UsageError(str(error)) from error
    except TrainingError as error:
        raise TrainingFailed(str(error)) from error
    except WeightsError as error:
        raise WeightsUnavailable(str(error)) from error
    except KeyboardInterrupt:
        click.echo("What was trained is kept; --resume goes on with it.", err=True)
        raise


def _summary(story: Story) -> str:
    """Say in a line what came of it."""
    found = story.evaluation
    measured = "nothing was held out to measure it on"
    if found:
        kinds = {"redundant": found.redundant, "missing": found.missing}
        figures = (f"{kind} F1 {its.f1:.2f}" if its.tp + its.fn else f"nothing {kind}" for kind, its in kinds.items())
        measured = f"in {found.rows} held-out drafts, {', '.join(figures)}"
    learned = f"{story.documents} document{'' if story.documents == 1 else 's'}"
    return f"{learned}, {story.outcome.steps} steps, {story.seconds / 60:.1f} minutes; {measured}."
