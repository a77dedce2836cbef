"""How well a review finds the mistakes that a row knows of: right findings, false alarms and what was overlooked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from critic.fields import field_of, leaves
from critic.findings import Finding, FindingKind, Review
from critic.mistakes.rows import MistakeRow, Truth
from critic.text.sameness import same

__all__ = ["Detection", "detect", "paired"]


@dataclass(frozen=True, slots=True)
class Detection:
    """Counts of mistakes of one kind: found (tp), false alarms (fp) and overlooked (fn)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Detection) -> Detection:
        """Add the counts of two rows."""
        return Detection(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        """The share of the findings that are mistakes; 1 where nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """The share of the mistakes that were found; 1 where there are none."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 1 where there was nothing to find and nothing was."""
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else 1.0


def detect(row: MistakeRow, review: Review) -> dict[FindingKind, Detection]:
    """Compare the findings of a review of a row's draft with the mistakes in it, among the fields that it judges."""
    return {FindingKind.REDUNDANT: _redundant(row, review), FindingKind.MISSING: _missing(row, review)}


def _redundant(row: MistakeRow, review: Review) -> Detection:
    wrong = {truth.pointer for truth in row.truths if truth.mistake.kind is FindingKind.REDUNDANT}
    flagged = {finding.pointer for finding in review.findings if finding.kind is FindingKind.REDUNDANT}
    judged = {leaf.pointer for leaf in leaves(row.draft, row.fields) if leaf.field.pattern in row.judged}
    return Detection(len(judged & wrong & flagged), len((judged & flagged) - wrong), len((judged & wrong) - flagged))


def paired(row: MistakeRow, review: Review) -> Iterator[tuple[Finding | None, Truth | None]]:
    """Yield what is missing by a review beside what a row's draft lacks, each finding and each value once.

    A finding about a judged field is paired with a value of its field that no finding before it was paired with; what
    has no partner comes alone.
    """
    lacking = [truth for truth in row.truths if truth.mistake.kind is FindingKind.MISSING]
    for finding in review.findings:
        field = field_of(finding.pointer, row.fields) if finding.kind is FindingKind.MISSING else None
        if field is None or field.pattern not in row.judged:
            continue
        its = (truth for truth in lacking if truth.pattern == field.pattern)
        hit = next((truth for truth in its if same(str(finding.value), str(truth.value))), None)
        if hit is not None:
            lacking.remove(hit)
        yield finding, hit
    for truth in lacking:
        yield None, truth


def _missing(row: MistakeRow, review: Review) -> Detection:
    counted = Detection()
    for finding, truth in paired(row, review):
        counted += Detection(tp=int(None not in (finding, truth)), fp=int(truth is None), fn=int(finding is None))
    return counted
