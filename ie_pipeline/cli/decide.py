"""``ie-pipeline critic decide``: what a critic's thresholds are worth, from what was held out when it was trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ie_pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from critic.decisions import Decision, Kept
    from critic.heldout import HeldOut

__all__ = ["achieved", "decide", "decide_by_precision"]


@click.command(short_help="Say what thresholds are worth.")
@click.argument("critic", metavar="[CRITIC]", required=False)
@click.option(
    "--target-precision",
    type=click.FloatRange(0, 1, min_open=True),
    metavar="SHARE",
    help="The share of a record's values that is to be right.",
)
@click.option(
    "--cost-redundant",
    type=click.FloatRange(min=0, min_open=True),
    metavar="X",
    help="What a wrong value costs you, beside ...",
)
@click.option(
    "--cost-missing",
    type=click.FloatRange(min=0, min_open=True),
    metavar="X",
    help="... what a value that is not found costs.",
)
def decide(
    *, critic: str | None, target_precision: float | None, cost_redundant: float | None, cost_missing: float | None
) -> None:
    """Say from which probability a value is kept and a record accepted, and what that is worth.

    CRITIC is the directory of a trained critic; without it, the one that ships. Shares are those of the drafts that
    were held out when it was calibrated, each value with a probability by a fit on other documents. Bounds are
    one-sided; values of one document are not counted as independent.
    """
    from critic.decisions import false_alarms, risk_coverage, threshold_for
    from critic.examination import Costs
    from critic.heldout import CONFIDENCE

    if target_precision is not None and (cost_redundant is not None or cost_missing is not None):
        message = "--target-precision and costs both say where the threshold is"
        raise UsageError(message, hint="leave one of them out")
    held_out = _held_out(critic)
    if target_precision is None:
        usual = Costs()
        costs = Costs(cost_redundant or usual.redundant, cost_missing or usual.missing)
        decision = threshold_for(held_out, costs)
    else:
        decision = decide_by_precision(critic, target_precision)
    console = Console(highlight=False)
    console.print(Text(achieved(decision)), soft_wrap=True)
    alarms = false_alarms(held_out)
    if alarms:
        words = f"at least {alarms.found:.0%} of the drafts' wrong values and {alarms.rate:.1%} of their right ones"
        console.print(Text(f"{words} lie at {alarms.threshold:.3f} or below"), soft_wrap=True)
    console.print(_table(risk_coverage(held_out, decision.keep), CONFIDENCE))


def decide_by_precision(critic: str | None, target: float) -> Decision:
    """Return the threshold at which a critic promises a precision.

    Raises:
        UsageError: if it cannot, or it is not known what its probabilities are worth.

    """
    from critic.decisions import Unreachable, threshold_for_precision

    try:
        return threshold_for_precision(_held_out(critic), target)
    except Unreachable as error:
        reached = int(error.best.precision.bound * 1000) / 1000
        hint = f"ask for {reached:g} or less, or state costs; a critic that was trained on more documents promises more"
        raise UsageError(str(error), hint=hint) from error


def achieved(decision: Decision) -> str:
    """Say in a line what a threshold achieved on the held-out records."""
    from critic.heldout import CONFIDENCE

    precision = decision.precision
    return (
        f"values are kept from probability {decision.keep:.3f} on: {precision.share:.1%} of {precision.values:,} kept "
        f"held-out values were right, at least {precision.bound:.1%} with {CONFIDENCE:.0%} confidence; "
        f"{decision.right_kept:.0%} of the right ones stay; {decision.found:.0%} of the wrong and "
        f"{decision.false_alarms:.1%} of the right values in drafts are flagged, those below {decision.doubt:.3f}"
    )


def _held_out(critic: str | None) -> HeldOut:
    from critic.critic import directory_of
    from critic.heldout import HeldOutError, read_held_out

    if critic == "evidence":
        message = "the critic 'evidence' gives no probabilities"
        raise UsageError(message, hint="name the directory of a trained critic")
    try:
        return read_held_out(directory_of(critic))
    except HeldOutError as error:
        raise UsageError(str(error)) from error


def _table(rows: Sequence[Kept], confidence: float) -> Table:
    table = Table()
    for heading in (
        "records accepted",
        "mean probability from",
        "right values",
        f"at least ({confidence:.0%})",
        "values",
    ):
        table.add_column(heading, justify="right")
    for row in rows:
        share, bound = f"{row.precision.share:.3f}", f"{row.precision.bound:.3f}"
        table.add_row(f"{row.coverage:.0%}", f"{row.accept:.3f}", share, bound, f"{row.precision.values:,}")
    return table
