"""Probabilities to decisions: from which probability a value is kept and a record accepted, and what that is worth.

The user states what mistakes cost or which precision is wanted; both come down to one threshold on the probability of
a value. What a threshold achieves is read off the held-out records of the critic, with a lower bound. Selective
prediction in the sense of El-Yaniv and Wiener (2010): less is said, and more of it is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from critic.examination import Costs
from critic.heldout import Estimate, HeldOut, Judged, estimate, lower_bound

__all__ = [
    "Decision",
    "FalseAlarms",
    "Kept",
    "Unreachable",
    "accept_from",
    "accepted_from",
    "false_alarms",
    "risk_coverage",
    "threshold_for",
    "threshold_for_precision",
]

SHORT_OF = 0.05
"""By how much the best promise for accepted records may fall short of the wanted one, where nothing reaches that."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a threshold does to the held-out records.

    A value stays from the probability ``keep`` on. ``precision`` is that of the values which stay, ``right_kept`` the
    share of the right ones, drafted or pointed at, that stay. ``found`` and ``false_alarms`` are the shares of the
    wrong and of the right values of the drafts which are flagged, those below ``doubt``.
    """

    keep: float
    doubt: float
    precision: Estimate
    right_kept: float
    found: float
    false_alarms: float

    @property
    def costs(self) -> Costs:
        """The costs whose threshold this is; together as much as the two of `Costs` by default."""
        return _costs(self.keep)


class Unreachable(ValueError):  # noqa: N818 - a fact about the critic, not a fault
    """No threshold is known to give the wanted precision; ``best`` is the one with the highest bound."""

    def __init__(self, target: float, best: Decision) -> None:
        """Say what was wanted and what can be had."""
        super().__init__(
            f"a precision of {target:g} cannot be promised: at best {best.precision.bound:.3f} "
            f"({best.precision.share:.3f} of {best.precision.values} held-out values were right, from probability "
            f"{best.keep:.3f} on)"
        )
        self.target = target
        self.best = best


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """The share ``rate`` of right draft values that is flagged where the share ``found`` of the wrong ones is.

    Both are those whose probability is at most ``threshold``.
    """

    found: float
    threshold: float
    rate: float


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of a risk-coverage table.

    Accepting records from the mean probability ``accept`` on passes the share ``coverage`` of all records, and
    ``precision`` is that of the values in them.
    """

    accept: float
    coverage: float
    precision: Estimate


def threshold_for(held_out: HeldOut, costs: Costs) -> Decision:
    """Return the threshold that costs least where the probabilities are true, and what it achieves (Elkan 2001)."""
    return _decision(held_out, costs.keep, held_out.design_effect(Costs().keep))


def threshold_for_precision(held_out: HeldOut, target: float) -> Decision:
    """Return the lowest threshold, from that of the default costs on, at which the bound on precision is ``target``.

    Raises:
        Unreachable: at none is it.

    """
    floor = Costs().keep
    effect = held_out.design_effect(floor)
    bounds = _bounds(held_out, floor, effect)
    reached = [keep for keep, bound in bounds if bound >= target]
    if reached:
        return _decision(held_out, min(reached), effect)
    best = max(bounds, key=lambda pair: pair[1], default=(floor, 0.0))[0]
    raise Unreachable(target, _decision(held_out, best, effect))


def false_alarms(held_out: HeldOut, found: float = 0.8) -> FalseAlarms | None:
    """Return the false alarms where ``found`` of the wrong values are flagged; None without right and wrong values."""
    wrong = sorted(value.probability for value in held_out.drafted if not value.right)
    right = [value.probability for value in held_out.drafted if value.right]
    if not wrong or not right:
        return None
    threshold = wrong[ceil(found * len(wrong)) - 1]
    return FalseAlarms(found, threshold, sum(p <= threshold for p in right) / len(right))


def risk_coverage(held_out: HeldOut, keep: float, rows: int = 10) -> list[Kept]:
    """Return what share of the records can be accepted at which precision, the surest records first.

    Records are mended with the threshold ``keep`` and sorted by the mean probability of their values; those without a
    value are never accepted.
    """
    effect = held_out.design_effect(keep)
    ordered = _by_mean(held_out, keep)
    counts = sorted({ceil(len(ordered) * row / rows) for row in range(1, rows + 1)} - {0})
    return [
        Kept(
            _mean(ordered[count - 1]),
            count / len(held_out.records),
            estimate([value for values in ordered[:count] for value in values], effect),
        )
        for count in counts
    ]


def accept_from(held_out: HeldOut, keep: float, *, wanted: float) -> float:
    """Return the lowest mean probability from which the bound on the share of right values in records is ``wanted``.

    Where no records reach it, it is the mean from which most can be promised, if there ``wanted`` is kept more likely
    than not and the bound falls short by no more than ``SHORT_OF``. Otherwise 1.0, and nothing will be accepted.
    """
    effect = held_out.design_effect(keep)
    reached, best, most = 1.0, 1.0, wanted - SHORT_OF
    right, total = 0, 0
    for mean, records in groupby(_by_mean(held_out, keep), key=_mean):
        passed = [value.right for values in records for value in values]
        right, total = right + sum(passed), total + len(passed)
        bound = lower_bound(right, total, design_effect=effect)
        if bound >= wanted:
            reached = mean
        if bound >= most and right >= wanted * total:
            best, most = mean, bound
    return reached if reached < 1.0 else best


def accepted_from(held_out: HeldOut, keep: float, accept: float) -> Estimate:
    """Return the share of right values in the records whose mean probability is ``accept`` or more."""
    passed = [value for values in _by_mean(held_out, keep) if _mean(values) >= accept for value in values]
    return estimate(passed, held_out.design_effect(keep))


def _costs(keep: float) -> Costs:
    """Return the costs whose threshold is ``keep``; together as much as the default ones."""
    total = Costs().redundant + Costs().missing
    return Costs(redundant=keep * total, missing=(1 - keep) * total)


def _decision(held_out: HeldOut, keep: float, design_effect: float) -> Decision:
    kept = [value for record in held_out.records for value in record.kept(keep)]
    seen = sum(value.right for record in held_out.records for value in record.mended)
    doubt = _costs(keep).doubt
    flagged = [value for value in held_out.drafted if value.probability < doubt]
    return Decision(
        keep=keep,
        doubt=doubt,
        precision=estimate(kept, design_effect),
        right_kept=sum(value.right for value in kept) / max(seen, 1),
        found=_share(flagged, held_out.drafted, right=False),
        false_alarms=_share(flagged, held_out.drafted, right=True),
    )


def _bounds(held_out: HeldOut, floor: float, design_effect: float) -> list[tuple[float, float]]:
    """Return the thresholds that make a difference, from ``floor`` on, with the bound on precision at each."""
    values = sorted((value for record in held_out.records for value in record.kept(floor)), reverse=True)
    found, right = [], 0
    for number, value in enumerate(values, 1):
        right += value.right
        if number == len(values) or values[number].probability < value.probability:
            last = number == len(values)
            bound = lower_bound(right, number, design_effect=design_effect)
            found.append((floor if last else value.probability, bound))
    return found


def _share(some: Sequence[Judged], every: Sequence[Judged], *, right: bool) -> float:
    return sum(value.right is right for value in some) / max(sum(value.right is right for value in every), 1)


def _by_mean(held_out: HeldOut, keep: float) -> list[tuple[Judged, ...]]:
    """Return the values of each mended record that has any, the surest record first."""
    return sorted(filter(None, (record.kept(keep) for record in held_out.records)), key=_mean, reverse=True)


def _mean(values: Sequence[Judged]) -> float:
    return sum(value.probability for value in values) / len(values)
