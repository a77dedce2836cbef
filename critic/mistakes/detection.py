"""How well a review finds the mistakes that a row knows of: right findings, false alarms and what was overlooked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from critic.fields import field_of, leaves
from critic.findings import FindingKind, Review
from critic.mistakes.rows import MistakeRow
from critic.sameness import same

__all__ = ["Detection", "detect"]


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


def _missing(row: MistakeRow, review: Review) -> Detection:
    """Pair each finding with a missing value of its field that no finding before it was paired with."""
    lacking: dict[str, list[str]] = {}
    for truth in row.truths:
        if truth.mistake.kind is FindingKind.MISSING:
            lacking.setdefault(truth.pattern, []).append(str(truth.value))
    counted = Detection()
    for pattern, value in _found(row, review):
        left = lacking.get(pattern, [])
        hit = next((other for other in left if same(value, other)), None)
        if hit is not None:
            left.remove(hit)
        counted += Detection(tp=int(hit is not None), fp=int(hit is None))
    return counted + Detection(fn=sum(map(len, lacking.values())))


def _found(row: MistakeRow, review: Review) -> Iterator[tuple[str, str]]:
    """Yield the missing findings about judged fields as (pattern, value)."""
    for finding in review.findings:
        if finding.kind is FindingKind.MISSING:
            field = field_of(finding.pointer, row.fields)
            if field is not None and field.pattern in row.judged:
                yield field.pattern, str(finding.value)
