"""What comes out: one record per document, with evidence for every value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["LeafEvidence", "OpenFinding", "Record", "Round", "Status"]


class Status(StrEnum):
    """How a document ended."""

    ACCEPTED = "accepted"
    NEEDS_REVIEW = "needs_review"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class LeafEvidence:
    """Where a value stands in the source; offsets in characters, ``page`` from 1 where pages are known."""

    start: int | None
    end: int | None
    page: int | None
    quote: str | None
    kind: str
    probability: float | None


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding that the loop could not close."""

    kind: str
    pointer: str
    value: Any
    start: int | None
    end: int | None
    page: int | None
    quote: str | None
    probability: float
    explanation: str


@dataclass(frozen=True, slots=True)
class Change:
    """One mended place: ``before`` and ``after`` are None for an added or a dropped value.

    ``proposed_by`` is ``generator`` or ``critic``.
    """

    pointer: str
    before: Any
    after: Any
    proposed_by: str


@dataclass(frozen=True, slots=True)
class Round:
    """One turn of the loop: what it changed, whether that was kept, and the critic's estimate of error around it."""

    number: int
    kept: bool
    expected_errors_before: float
    expected_errors_after: float
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One document's outcome. Holds no clock time, so the same input gives the same bytes.

    ``evidence`` maps the JSON Pointer of each value in ``data`` to where it stands; ``coverage`` is the share of the
    source that was read, in [0, 1]; ``usage`` has ``calls``, ``prompt_tokens`` and ``completion_tokens``.
    """

    id: str
    status: Status
    data: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, LeafEvidence] = field(default_factory=dict)
    findings: tuple[OpenFinding, ...] = ()
    rounds: tuple[Round, ...] = ()
    usage: dict[str, int] = field(default_factory=dict)
    coverage: float = 0.0
    error: str | None = None
