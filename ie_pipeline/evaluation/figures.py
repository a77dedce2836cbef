"""Measured figures beside what was asked of them, as rows of a Markdown table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Figure", "Unit", "table"]


class Unit(StrEnum):
    """What a figure counts, and so which way is better."""

    SHARE = "share"
    GAIN = "gain"
    RATIO = "ratio"
    SECONDS = "s"
    GIGABYTES = "GB"

    @property
    def falling(self) -> bool:
        """Whether less is better, as with time and memory."""
        return self in (Unit.RATIO, Unit.SECONDS, Unit.GIGABYTES)

    def write(self, value: float) -> str:
        """Return a value as it stands in the table."""
        if self in (Unit.SECONDS, Unit.GIGABYTES):
            return f"{value:.1f} {self}"
        return f"{value:+.3f}" if self is Unit.GAIN else f"{value:.3f}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    ``value`` is None where there was nothing to measure, ``interval`` where none can be given, ``asked`` where nothing
    is asked. A value is compared as it was measured, not as it is written.
    """

    what: str
    documents: int
    value: float | None
    interval: Sequence[float] | None = None
    unit: Unit = Unit.SHARE
    asked: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the figure is what was asked, or better; None where nothing is asked. No value meets nothing."""
        if self.asked is None:
            return None
        if self.value is None:
            return False
        return self.value <= self.asked if self.unit.falling else self.value >= self.asked

    def cells(self) -> tuple[str, ...]:
        """Return documents, name, value, interval, what was asked, and whether it was met."""
        write = self.unit.write
        return (
            str(self.documents),
            self.what,
            "none" if self.value is None else write(self.value),
            " to ".join(write(bound) for bound in self.interval or ()),
            "" if self.asked is None else f"{'≤' if self.unit.falling else '≥'} {write(self.asked)}",
            "" if self.met is None else "met" if self.met else "missed",
        )


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown, ending in a line end."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
