"""The vocabulary of a review: verdicts, findings, candidates.

Knows no network and no threshold; it only says what a critic can say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["Candidate", "Evidence", "EvidenceKind", "Finding", "FindingKind", "Judgement", "Review", "Verdict"]


class EvidenceKind(StrEnum):
    """How a value stands in the source."""

    VERBATIM = "verbatim"
    """The very characters of the value."""
    NORMALISED = "normalised"
    """The same value after folding case, whitespace, hyphenation, dates, money or numbers."""
    FUZZY = "fuzzy"
    """Nearly the same characters; a misprint, an OCR slip or an inflected form."""
    UNSUPPORTED = "unsupported"
    """Nowhere in what was read."""


class Verdict(StrEnum):
    """What the critic thinks of one value."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    UNKNOWN = "unknown"


class FindingKind(StrEnum):
    """The two mistakes that a record can hold."""

    REDUNDANT = "redundant"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A run of the source, ``text[start:end] == quote``, that a value rests on."""

    start: int
    end: int
    quote: str
    kind: EvidenceKind


@dataclass(frozen=True, slots=True)
class Judgement:
    """One value of the draft, judged.

    ``probability`` is the calibrated probability that the value is right; None where it cannot be told. With a
    probability the verdict is ``unknown`` where nobody tried what such probabilities are worth for the value's field.
    """

    pointer: str
    pattern: str
    value: Any
    verdict: Verdict
    probability: float | None
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that the source states for a field; ``explanation`` is the network's own, where it gives any.

    ``probability`` takes the generator's habits into account: what a good one left out is seldom a value. ``stated`` is
    the probability by the source alone.
    """

    pattern: str
    value: str
    start: int
    end: int
    probability: float
    stated: float
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake, with the passage that proves it and the reason in words.

    For ``redundant`` the pointer names the value in the draft and the span, where there is one, is the passage that
    comes nearest to it. For ``missing`` the pointer names the place where the value belongs (``-`` stands for a new
    list item, as in JSON Patch) and the span is where the source states it.
    """

    kind: FindingKind
    pointer: str
    value: Any
    start: int | None
    end: int | None
    quote: str | None
    probability: float
    explanation: str

    @classmethod
    def redundant(cls, judgement: Judgement, probability: float, explanation: str) -> Finding:
        """Say that a judged value is wrong, with the passage that the judgement rests on."""
        place = judgement.evidence
        start, end, quote = (place.start, place.end, place.quote) if place else (None, None, None)
        return cls(
            FindingKind.REDUNDANT, judgement.pointer, judgement.value, start, end, quote, probability, explanation
        )


@dataclass(frozen=True, slots=True)
class Review:
    """What the critic found in one record.

    ``coverage`` is the share of the source's characters that the critic read, in [0, 1]. ``expected_errors`` is the
    critic's estimate of how many values are wrong or missing, the quantity that a round of mending must lower.
    """

    judgements: tuple[Judgement, ...]
    findings: tuple[Finding, ...]
    candidates: tuple[Candidate, ...]
    coverage: float
    expected_errors: float

    @property
    def unknown(self) -> tuple[Judgement, ...]:
        """The values that could not be judged; a review with any of them does not pass."""
        return tuple(judgement for judgement in self.judgements if judgement.verdict is Verdict.UNKNOWN)

    @property
    def passed(self) -> bool:
        """Whether nothing is flagged, nothing is unknown and the whole source was read."""
        return not self.findings and not self.unknown and self.coverage >= 1.0
