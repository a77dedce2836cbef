"""What probabilities are worth: how often what is said to be right with 80 % is right, as a number and as a picture."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from critic.heldout import Judged

__all__ = ["Bin", "bins", "expected_calibration_error", "reliability_diagram"]

_INK, _FILL, _GRID = "#1f4e79", "#9ec1e0", "#d9d9d9"


@dataclass(frozen=True, slots=True)
class Bin:
    """Values whose probabilities are near each other: their mean probability, the share that is right, and how many."""

    probability: float
    frequency: float
    count: int


def bins(probabilities: Sequence[float], right: Sequence[bool], count: int = 10) -> list[Bin]:
    """Return ``count`` bins, filled as equally as may be, in order of probability; equal probabilities share a bin."""
    ordered = sorted(zip(probabilities, right, strict=True))
    said = [probability for probability, _ in ordered]
    edges = sorted(
        {len(said), *(bisect_left(said, said[at * len(said) // count]) for at in range(count if said else 0))}
    )
    parts = (ordered[start:end] for start, end in pairwise(edges))
    return [Bin(sum(p for p, _ in part) / len(part), sum(r for _, r in part) / len(part), len(part)) for part in parts]


def expected_calibration_error(probabilities: Sequence[float], right: Sequence[bool], count: int = 10) -> float:
    """Return the mean gap between probability and frequency over the bins (Naeini et al. 2015)."""
    gaps = [abs(one.probability - one.frequency) * one.count for one in bins(probabilities, right, count)]
    return sum(gaps) / max(len(probabilities), 1)


def reliability_diagram(panels: Mapping[str, Sequence[Judged]], path: Path) -> None:
    """Draw probability against frequency, a panel for each kind of value, as a PNG (DeGroot and Fienberg 1983).

    Needs no display.

    Raises:
        ModuleNotFoundError: matplotlib, of the extra ``train``, is not installed.
        OSError: the file cannot be written.

    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.2 * len(panels), 5.2), layout="constrained")
    grid = figure.subplots(2, len(panels), squeeze=False, sharex=True, height_ratios=(1, 5))
    for (counts, curve), (title, values) in zip(grid.T, panels.items(), strict=True):
        probabilities, right = [value.probability for value in values], [value.right for value in values]
        error = expected_calibration_error(probabilities, right)
        counts.set_title(f"{title}\n{len(values):,} values, expected calibration error {error:.3f}", fontsize=10)
        _histogram(counts, probabilities)
        _curve(curve, bins(probabilities, right))
    # A figure made without pyplot draws PNG by Agg. No version of the library in it: alike values give alike bytes.
    figure.savefig(path, format="png", dpi=150, metadata={"Software": None})


def _histogram(axes: Axes, probabilities: Sequence[float]) -> None:
    axes.hist(probabilities, bins=20, range=(0, 1), color=_FILL)
    axes.set_ylabel("values")
    axes.locator_params(axis="y", nbins=2, integer=True)
    axes.spines[["top", "right"]].set_visible(False)


def _curve(axes: Axes, found: Sequence[Bin]) -> None:
    """Draw the bins as points on a curve, and each one's gap to the diagonal as a bar."""
    said, seen = [one.probability for one in found], [one.frequency for one in found]
    axes.plot([0, 1], [0, 1], color=_GRID, linewidth=1.2)
    axes.vlines(said, said, seen, color=_FILL, linewidth=4)
    axes.plot(said, seen, color=_INK, marker="o", markersize=4.5, linewidth=1.2)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="probability of being right", ylabel="share that is right")
    axes.spines[["top", "right"]].set_visible(False)
