"""How right the records of one document are: the draft, the critic alone, the loop, and what an oracle would reach.

Pure: takes what a run left behind and what people labelled, and counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ie_pipeline.evaluation.detection import Detected, detect
from ie_pipeline.evaluation.scope import Gold, Scope, distinct, pairs
from ie_pipeline.matching import Counts, match, relaxed
from ie_pipeline.record import Status

if TYPE_CHECKING:
    from critic.corpus import LabelledDocument
    from ie_pipeline.pipeline import Trace

__all__ = ["DocumentScore", "Seconds", "System", "Tally", "pooled", "score_document", "tally"]


class System(StrEnum):
    """The four ways to a record that are held side by side."""

    DRAFT = "draft"
    """The generator's single pass."""
    CRITIC_ONLY = "critic_only"
    """What the critic alone would extract."""
    FINAL = "final"
    """What the loop made of both."""
    ORACLE = "oracle"
    """What the loop would have made with a perfect critic: of all values seen, the right ones."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by the two measures of what is right."""

    exact: Counts = Counts()
    relaxed: Counts = Counts()

    def __add__(self, other: Tally) -> Tally:
        """Add two tallies."""
        return Tally(self.exact + other.exact, self.relaxed + other.relaxed)


@dataclass(frozen=True, slots=True)
class Seconds:
    """Wall-clock seconds of the generator and of the critic; of these, in the first draft and its first review."""

    generator: float = 0.0
    critic: float = 0.0
    draft: float = 0.0
    review: float = 0.0

    def __add__(self, other: Seconds) -> Seconds:
        """Add two times."""
        return Seconds(
            self.generator + other.generator,
            self.critic + other.critic,
            self.draft + other.draft,
            self.review + other.review,
        )


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document's counts.

    ``tallies`` holds, for each system, one tally for each label that is judged in this document. The expenses are
    the generator's calls and its tokens, read and written, and both models' seconds.
    """

    id: str
    status: Status
    tallies: Mapping[System, Mapping[str, Tally]]
    detected: Detected
    calls: int
    tokens: int
    seconds: Seconds

    def total(self, system: System) -> Tally:
        """Return the counts of all labels together."""
        return sum(self.tallies[system].values(), start=Tally())


def pooled(runs: Sequence[Sequence[DocumentScore]]) -> list[DocumentScore]:
    """Add up what several runs made of each document, so that a bootstrap still draws whole documents.

    The runs are of the same documents in the same order; how a document ended is told of the first of them.
    """
    return [_together(scores) for scores in zip(*runs, strict=True)]


def _together(scores: Sequence[DocumentScore]) -> DocumentScore:
    tallies = {
        system: {name: sum((score.tallies[system][name] for score in scores), start=Tally()) for name in by_name}
        for system, by_name in scores[0].tallies.items()
    }
    return replace(
        scores[0],
        tallies=tallies,
        detected=sum((score.detected for score in scores), start=Detected()),
        calls=sum(score.calls for score in scores),
        tokens=sum(score.tokens for score in scores),
        seconds=sum((score.seconds for score in scores), start=Seconds()),
    )


def tally(predicted: Sequence[str], gold: Sequence[Gold]) -> Tally:
    """Count distinct predicted values against distinct right answers, one to one.

    In the relaxed measure exact pairs come first, so that it never finds fewer of them.
    """
    exact = pairs(predicted, gold)
    rest = match(
        _without(predicted, (index for index, _ in exact)),
        _without([answer.value for answer in gold], (index for _, index in exact)),
        relaxed,
    )
    return Tally(
        _counts(len(exact), len(predicted), len(gold)), _counts(len(exact) + len(rest), len(predicted), len(gold))
    )


def score_document(trace: Trace, labelled: LabelledDocument, scope: Scope) -> DocumentScore:
    """Count what each system got right in one document; labels that are not judged there are left out."""
    gold = scope.gold(labelled)
    predicted = {
        System.DRAFT: scope.values(trace.draft),
        System.CRITIC_ONLY: scope.values(trace.critic_only),
        System.FINAL: scope.values(trace.record.data),
        System.ORACLE: _oracle(trace.candidates, gold, scope),
    }
    usage = trace.record.usage
    return DocumentScore(
        id=labelled.id,
        status=trace.record.status,
        tallies={
            system: {name: tally(values[name], answers) for name, answers in gold.items()}
            for system, values in predicted.items()
        },
        detected=Detected() if trace.reviewed is None else detect(trace.draft, trace.reviewed, gold, scope),
        calls=usage.get("calls", 0),
        tokens=usage.get("prompt_tokens", 0) + usage.get("completion_tokens", 0),
        seconds=Seconds(trace.generator_seconds, trace.critic_seconds, trace.draft_seconds, trace.review_seconds),
    )


def _oracle(
    candidates: Iterable[tuple[str, object]], gold: Mapping[str, Sequence[Gold]], scope: Scope
) -> dict[str, list[str]]:
    """Return the right ones of all values seen, and no more than one where a record holds only one."""
    seen: dict[str, list[str]] = {name: [] for name in gold}
    for pattern, value in candidates:
        name = scope.labels.get(pattern)
        if name in seen:
            seen[name].append(str(value))
    right: dict[str, list[str]] = {}
    for name, answers in gold.items():
        values = distinct(seen[name])
        kept = [next((value for value in values if answer.matches(value)), None) for answer in answers]
        found = distinct(value for value in kept if value is not None)
        right[name] = found[:1] if name in scope.single else found
    return right


def _counts(right: int, predicted: int, gold: int) -> Counts:
    return Counts(tp=right, fp=predicted - right, fn=gold - right)


def _without(values: Sequence[str], indices: Iterable[int]) -> list[str]:
    """Return the values at all other indices."""
    left_out = set(indices)
    return [value for index, value in enumerate(values) if index not in left_out]
