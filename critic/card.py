"""A critic's card: what it learned from, what it finds, what its probabilities are worth, where not to trust it.

The format is that of model cards (Mitchell et al. 2019, arXiv 1810.03993) on model hubs; every figure comes from the
run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor

from critic.calibration import Calibration
from critic.decisions import (
    Unreachable,
    accepted_from,
    false_alarms,
    risk_coverage,
    threshold_for,
    threshold_for_precision,
)
from critic.evaluation import Evaluation
from critic.examination import Costs
from critic.heldout import HeldOut, Judged
from critic.mistakes.detection import Detection
from critic.reliability import expected_calibration_error

__all__ = ["PAPERS", "PLOT", "UNSAID", "Card", "card"]

PLOT = "calibration.png"
"""The reliability diagram that lies beside the card."""
PAPERS = ("README.md", PLOT, "thresholds.json", "metrics.json")
"""What tells of a critic, beside its weights."""
UNSAID = "unknown"
"""What model hubs call the licence of a model of which none is stated."""
_OPEN = (
    "Under which licence it may be passed on is for whoever trained it to say; the licences of its base and of what it "
    "learned from bear on that."
)
_INFERRED = (
    "A value that is not copied from the source (an inferred class, a sum, a yes or no) is `unknown` to it at best, "
    "not right, and a record that holds one waits for a person, whatever share of records could be accepted otherwise."
)
FOUND = (0.5, 0.8, 0.9, 0.95)
WANTED = (0.9, 0.95, 0.98)


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says of one training.

    ``base`` and ``licence`` are those of the encoder or the language model, ``own_licence`` is the critic's where it is
    another one, and ``UNSAID`` where nobody has said which. ``network`` says in a sentence or two what learned and how
    it reads, ``trained`` what on and for how long, and ``sources`` has a line for each data set with its licence and
    hash. ``held_out`` says what was calibrated on, or why nothing was. ``evaluation`` is left out where there
    is none.
    """

    base: str
    licence: str
    network: str
    trained: str
    sources: Sequence[str]
    held_out: str
    calibration: Calibration
    hardware: str
    seconds: float | None = None
    evaluation: Evaluation | None = None
    limits: Sequence[str] = ()
    own_licence: str | None = None


def card(facts: Card) -> str:
    """Return the card as Markdown with the front matter of a model card."""
    parts = [
        _head(facts),
        _training(facts),
        _evaluation(facts.evaluation) if facts.evaluation else "",
        _probabilities(facts),
        _thresholds(facts.calibration.held_out),
        _limits(facts),
    ]
    return "\n".join(part for part in parts if part)


def _head(facts: Card) -> str:
    licence = facts.own_licence or facts.licence
    return f"""---
license: {licence if licence.replace("-", "").replace(".", "").isalnum() else "other"}
base_model: {facts.base}
library_name: peft
---

# A critic of extracted records

{facts.network}
"""


def _training(facts: Card) -> str:
    took = "" if facts.seconds is None else f", {_duration(facts.seconds)}"
    return f"""## What it learned from

{facts.trained}, on {facts.hardware}{took}.

{_list(facts.sources)}
{f"{chr(10)}{_OPEN}{chr(10)}" if facts.own_licence == UNSAID else ""}"""


def _evaluation(found: Evaluation) -> str:
    kinds = "\n".join(
        f"| {name} | {its.tp + its.fn} | {_rates(its)} |"
        for name, its in (("redundant", found.redundant), ("missing", found.missing))
    )
    mistakes = "\n".join(f"| {kind} | {total} | {hits / total:.0%} |" for kind, (hits, total) in found.mistakes.items())
    by_kind = f"""
| kind of mistake | number | found |
|---|---|---|
{mistakes}
"""
    return f"""## What it finds

In {found.rows} held-out drafts:

| findings | mistakes | precision | recall | F1 |
|---|---|---|---|---|
{kinds}
{by_kind if mistakes else ""}
They had a say in the training, when to stop it or what its probabilities are worth, so in others it may find less:
`ie-pipeline critic compare` tells, on a set of others.
"""


def _rates(its: Detection) -> str:
    """Return precision, recall and F1 as cells: no precision of nothing found, and no recall of nothing to find."""
    precision = f"{its.precision:.0%}" if its.tp + its.fp else "–"
    recall = f"{its.recall:.0%}" if its.tp + its.fn else "–"
    return f"{precision} | {recall} | {f'{its.f1:.2f}' if its.tp + its.fp + its.fn else '–'}"


def _probabilities(facts: Card) -> str:
    calibration, held_out = facts.calibration, facts.calibration.held_out
    if not held_out.records:
        return f"""## What its probabilities are worth

Not measured: {facts.held_out}. {_acceptance(calibration)}
"""
    rows = "\n".join(
        f"| {name} | {_worth(values)} |"
        for name, values in (
            ("written by the generator", held_out.drafted),
            ("only pointed at", held_out.pointed),
        )
    )
    drawn = held_out.drafted or held_out.pointed
    plot = f"\n![Probability of being right against the share that is right]({PLOT})\n" if drawn else ""
    return f"""## What its probabilities are worth

Measured on {facts.held_out}; each probability comes from a fit to other documents.

| values | number | right | expected calibration error |
|---|---|---|---|
{rows}
{plot}
Counted are values that stand in the source. The error is the mean gap between the probability and the share that is
right. Of the drafts' values {calibration.error_rate:.0%} were wrong. {_acceptance(calibration)}
"""


def _acceptance(calibration: Calibration) -> str:
    if calibration.accept >= 1.0:
        return (
            "No record is accepted: those that were held out are too few, or too often wrong, to promise that nine in "
            "ten of its values are right."
        )
    passed = accepted_from(calibration.held_out, Costs().keep, calibration.accept)
    promised = floor(100 * passed.bound)  # 99.7 % is not all of them
    return (
        f"A record without findings is accepted from a mean probability of {calibration.accept:.3f}: from there on "
        f"{passed.share:.0%} of the values are right, and nine times in ten {promised}% or more."
    )


def _thresholds(held_out: HeldOut) -> str:
    alarms = [found for share in FOUND if (found := false_alarms(held_out, share))]
    if not alarms:
        return ""
    rows = "\n".join(f"| {one.found:.0%} | {one.threshold:.3f} | {one.rate:.1%} |" for one in alarms)
    usual = threshold_for(held_out, Costs())
    passed = "\n".join(
        f"| {one.coverage:.0%} | {one.accept:.3f} | {one.precision.share:.1%} | {one.precision.bound:.1%} |"
        for one in risk_coverage(held_out, usual.keep, rows=5)
    )
    return f"""## Its thresholds

Counted are the drafts' values that stand in the source, as above.

| wrong values found | up to the probability | false alarms |
|---|---|---|
{rows}

Unless told what mistakes cost, a review flags what lies below {usual.doubt:.2f}: of the drafts' wrong values
{usual.found:.0%}, of their right ones {usual.false_alarms:.1%}. The loop drops what lies below {usual.keep:.2f}.

Which share of right values it promises, and keeps nine times in ten:

{_list(_promise(held_out, target) for target in WANTED)}

| records accepted | from the mean probability | values right in them | at least, nine times in ten |
|---|---|---|---|
{passed}
"""


def _promise(held_out: HeldOut, target: float) -> str:
    try:
        decision = threshold_for_precision(held_out, target)
    except Unreachable as error:
        return f"{target:.0%}: {error}."
    return (
        f"{target:.0%}: keep values from probability {decision.keep:.3f}; {decision.right_kept:.0%} of the "
        "right ones stay."
    )


def _limits(facts: Card) -> str:
    common = (_INFERRED, "Which item of a list a value belongs to: a right value in the wrong item counts as right.")
    return f"""## Where not to trust it

{_list((*facts.limits, *common))}
"""


def _worth(values: Sequence[Judged]) -> str:
    if not values:
        return "0 | – | –"
    right = [value.right for value in values]
    error = expected_calibration_error([value.probability for value in values], right)
    return f"{len(right)} | {sum(right) / len(right):.0%} | {error:.3f}"


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else f"{seconds:.0f} seconds"
