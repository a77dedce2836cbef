"""How well a critic finds the mistakes that a generator really made.

A draft value that is no right answer should be flagged as redundant; a right answer that the draft lacks should be
found missing. Pure: takes a draft, its review and the right answers, and counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from critic.fields import field_of, leaves
from critic.findings import FindingKind, Review
from ie_pipeline.evaluation.scope import Gold, Scope, distinct, pairs
from ie_pipeline.matching import Counts

__all__ = ["Detected", "detect"]


@dataclass(frozen=True, slots=True)
class Detected:
    """Counts of mistakes: found (tp), false alarms (fp) and overlooked (fn).

    ``judged`` has a pair for each draft value that the critic could judge: the probability that it gave the value, and
    whether the value is right.
    """

    redundant: Counts = Counts()
    missing: Counts = Counts()
    judged: tuple[tuple[float, bool], ...] = ()

    def __add__(self, other: Detected) -> Detected:
        """Add the counts of two documents."""
        return Detected(self.redundant + other.redundant, self.missing + other.missing, self.judged + other.judged)


def detect(draft: Mapping[str, Any], review: Review, gold: Mapping[str, Sequence[Gold]], scope: Scope) -> Detected:
    """Compare the findings of a draft's review with the mistakes in it, label by label."""
    right = _right(draft, gold, scope)
    flagged = {finding.pointer for finding in review.findings if finding.kind is FindingKind.REDUNDANT}
    redundant = Counts()
    for pointer, is_right in right.items():
        flag = pointer in flagged
        redundant += Counts(tp=flag and not is_right, fp=flag and is_right, fn=not flag and not is_right)
    judged = tuple(
        (judgement.probability, right[judgement.pointer])
        for judgement in review.judgements
        if judgement.probability is not None and judgement.pointer in right
    )
    return Detected(redundant, _missing(draft, review, gold, scope), judged)


def _right(draft: Mapping[str, Any], gold: Mapping[str, Sequence[Gold]], scope: Scope) -> dict[str, bool]:
    """Say of every value of the draft that the labels judge, by pointer, whether it is right."""
    right: dict[str, bool] = {}
    for leaf in leaves(draft, scope.fields):
        answers = gold.get(scope.labels[leaf.field.pattern])
        if answers is not None:
            right[leaf.pointer] = any(answer.matches(str(leaf.value)) for answer in answers)
    return right


def _missing(draft: Mapping[str, Any], review: Review, gold: Mapping[str, Sequence[Gold]], scope: Scope) -> Counts:
    """Pair the missing findings with the right answers that the draft lacks."""
    drafted = scope.values(draft)
    found = {name: distinct(_found(review, name, scope)) for name in gold}
    counts = Counts()
    for name, answers in gold.items():
        lacking = [answer for answer in answers if not any(answer.matches(value) for value in drafted[name])]
        right = len(pairs(found[name], lacking))
        counts += Counts(tp=right, fp=len(found[name]) - right, fn=len(lacking) - right)
    return counts


def _found(review: Review, name: str, scope: Scope) -> Iterator[str]:
    """Yield the values that a review says are missing under one label."""
    fields = scope.fields
    for finding in review.findings:
        if finding.kind is FindingKind.MISSING:
            field = field_of(finding.pointer, fields)
            if field is not None and scope.labels[field.pattern] == name:
                yield str(finding.value)
