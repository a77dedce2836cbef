"""The report of an evaluation: every figure that is claimed, and how sure it is.

Pure: adds up what single documents scored. Shares lie in [0, 1]; an interval is the 95 % one of a bootstrap over
documents, with a fixed seed, so that the same scores give the same report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ie_pipeline.evaluation.detection import Detected
from ie_pipeline.evaluation.scoring import DocumentScore, Seconds, System, Tally
from ie_pipeline.matching import Counts, bootstrap, bootstrap_difference
from ie_pipeline.record import Status

__all__ = ["Accepted", "CriticScore", "Difference", "FieldScores", "Rates", "Report", "Score", "summarise"]

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and F1."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, counts: Counts) -> Rates:
        """Compute the rates of some counts."""
        return cls(counts.precision, counts.recall, counts.f1)


@dataclass(frozen=True, slots=True)
class Score:
    """One system over all documents and fields: exact rates, the interval of the exact F1, and the relaxed F1."""

    precision: float
    recall: float
    f1: float
    interval: tuple[float, float]
    relaxed_f1: float


@dataclass(frozen=True, slots=True)
class Difference:
    """F1 of one system minus that of another on the same documents, with the paired interval."""

    f1: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class CriticScore:
    """How well the critic found the mistakes in the drafts, the generator's real ones."""

    redundant: Rates
    missing: Rates


@dataclass(frozen=True, slots=True)
class FieldScores:
    """One field; ``support`` is the number of right answers in the documents where it is judged."""

    support: int
    draft: Rates
    critic_only: Rates
    final: Rates


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the loop passed without a person: how much, and how right.

    ``share`` is that of accepted documents among all; ``precision`` that of right values among the ``values`` in
    accepted records, None where these hold no value.
    """

    share: float
    values: int
    precision: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation. Calls and tokens, read and written, are the generator's.

    ``statuses`` counts documents by how they ended and ``settings`` says what was run.
    """

    documents: int
    statuses: Mapping[str, int]
    draft: Score
    critic_only: Score
    final: Score
    oracle: Score
    final_minus_draft: Difference
    final_minus_critic_only: Difference
    critic: CriticScore
    per_field: Mapping[str, FieldScores]
    accepted: Accepted
    calls: int
    tokens: int
    seconds: Seconds
    settings: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON values, floats rounded to four digits."""
        plain: dict[str, Any] = _rounded(asdict(self))
        return plain


def summarise(scores: Sequence[DocumentScore], settings: Mapping[str, Any]) -> Report:
    """Add up the scores of documents.

    Raises:
        ValueError: if there is none.

    """
    if not scores:
        message = "nothing was scored: there are no documents"
        raise ValueError(message)
    detected = sum((score.detected for score in scores), start=Detected())
    statuses = Counter(score.status for score in scores)
    return Report(
        documents=len(scores),
        statuses={status.value: statuses[status] for status in Status},
        draft=_score(scores, System.DRAFT),
        critic_only=_score(scores, System.CRITIC_ONLY),
        final=_score(scores, System.FINAL),
        oracle=_score(scores, System.ORACLE),
        final_minus_draft=_difference(scores, System.DRAFT),
        final_minus_critic_only=_difference(scores, System.CRITIC_ONLY),
        critic=CriticScore(Rates.of(detected.redundant), Rates.of(detected.missing)),
        per_field=_per_field(scores),
        accepted=_accepted(scores),
        calls=sum(score.calls for score in scores),
        tokens=sum(score.tokens for score in scores),
        seconds=sum((score.seconds for score in scores), start=Seconds()),
        settings=settings,
    )


def _exact(scores: Sequence[DocumentScore], system: System) -> list[Counts]:
    """Return each document's exact counts."""
    return [score.total(system).exact for score in scores]


def _score(scores: Sequence[DocumentScore], system: System) -> Score:
    total = sum((score.total(system) for score in scores), start=Tally())
    return Score(
        precision=total.exact.precision,
        recall=total.exact.recall,
        f1=total.exact.f1,
        interval=bootstrap(_exact(scores, system)),
        relaxed_f1=total.relaxed.f1,
    )


def _difference(scores: Sequence[DocumentScore], other: System) -> Difference:
    """Compare the loop with another system."""
    ours, theirs = _exact(scores, System.FINAL), _exact(scores, other)
    gain = sum(ours, start=Counts()).f1 - sum(theirs, start=Counts()).f1
    return Difference(gain, bootstrap_difference(ours, theirs))


def _per_field(scores: Sequence[DocumentScore]) -> dict[str, FieldScores]:
    """Add up each field over the documents in which it is judged."""
    tallies: dict[str, dict[System, Tally]] = {}
    for score in scores:
        for system, by_field in score.tallies.items():
            for name, tally in by_field.items():
                of_field = tallies.setdefault(name, dict.fromkeys(System, Tally()))
                of_field[system] += tally
    return {
        name: FieldScores(
            support=of_field[System.FINAL].exact.tp + of_field[System.FINAL].exact.fn,
            draft=Rates.of(of_field[System.DRAFT].exact),
            critic_only=Rates.of(of_field[System.CRITIC_ONLY].exact),
            final=Rates.of(of_field[System.FINAL].exact),
        )
        for name, of_field in tallies.items()
    }


def _accepted(scores: Sequence[DocumentScore]) -> Accepted:
    passed = [score for score in scores if score.status is Status.ACCEPTED]
    counts = sum(_exact(passed, System.FINAL), start=Counts())
    values = counts.tp + counts.fp
    return Accepted(len(passed) / len(scores), values, counts.precision if values else None)


def _rounded(node: Any) -> Any:
    """Round every float below a node."""
    if isinstance(node, Mapping):
        return {key: _rounded(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_rounded(value) for value in node]
    return round(node, _DIGITS) if isinstance(node, float) else node
