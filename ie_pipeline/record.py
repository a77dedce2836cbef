"""What comes out: one record per document, with evidence for every value, and its one line of JSON.

Knows no files: whoever has a record decides where its line goes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["Change", "LeafEvidence", "OpenFinding", "Record", "Round", "Status", "json_line"]

_DIGITS = 4
_ESTIMATES = frozenset({"probability", "expected_errors_before", "expected_errors_after"})
# Characters that some readers take for the end of a line, and halves of surrogate pairs, which UTF-8 cannot hold.
_ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")


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
    """A finding that the loop could not close.

    ``kind`` is ``redundant`` or ``missing``, the latter also for what the schema requires and the record lacks, or
    ``invalid`` for a value that breaks a rule of the schema.
    """

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
    """One turn of the loop: what it changed, whether that was kept, and the critic's estimate of error around it.

    Two turns bear the same number where the generator's answers did not pay and the critic's own findings were tried.
    """

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

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain JSON values, its keys in their fixed order.

        Probabilities and estimates are rounded to four digits; coverage is rounded down, so that 1 means all.
        Values in ``data`` stay as they are.
        """
        return {
            "id": self.id,
            "status": self.status.value,
            "data": self.data,
            "evidence": {pointer: _rounded(asdict(found)) for pointer, found in self.evidence.items()},
            "findings": [_rounded(asdict(finding)) for finding in self.findings],
            "rounds": [_rounded(asdict(turn)) for turn in self.rounds],
            "usage": dict(self.usage),
            "coverage": math.floor(self.coverage * 10**_DIGITS + 1e-9) / 10**_DIGITS,
            "error": self.error,
        }

    def to_json(self) -> str:
        """Return the record as one line of JSON without a line end; equal records give equal bytes.

        Raises:
            ValueError: if ``data`` holds a number that JSON cannot write (NaN or an infinity).

        """
        return json_line(self.to_dict())

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Record:
        """Read what `to_dict` wrote, for instance a line of an output file after ``json.loads``.

        Raises:
            ValueError: if the entry is no record; the message names it by its ``id`` where it has one.

        """
        try:
            return cls(
                id=entry["id"],
                status=Status(entry["status"]),
                data=dict(entry["data"]),
                evidence={pointer: LeafEvidence(**found) for pointer, found in entry["evidence"].items()},
                findings=tuple(OpenFinding(**finding) for finding in entry["findings"]),
                rounds=tuple(
                    Round(**{**turn, "changes": tuple(Change(**change) for change in turn["changes"])})
                    for turn in entry["rounds"]
                ),
                usage=dict(entry["usage"]),
                coverage=entry["coverage"],
                error=entry["error"],
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            name = entry.get("id") if isinstance(entry, Mapping) else None
            message = f"not a record (id {name!r}): {type(error).__name__}: {error}"
            raise ValueError(message) from error


def json_line(value: Any) -> str:
    """Return a JSON value as one line without a line end.

    Text stays readable in any script; only what could break a line or cannot be encoded is escaped.

    Raises:
        ValueError: if it holds a number that JSON cannot write (NaN or an infinity).

    """
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def _rounded(entry: dict[str, Any]) -> dict[str, Any]:
    """Round the critic's numbers; a value of the document is never touched."""
    return {
        key: round(value, _DIGITS) if isinstance(value, float) and key in _ESTIMATES else value
        for key, value in entry.items()
    }
