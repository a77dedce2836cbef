"""What a critic said of documents that it did not learn from, kept with it so that thresholds can be derived later.

Probabilities here are out of fold: each comes from a calibration that was fitted on other documents. Values of one
document are right or wrong together more often than chance has it, so a bound counts the documents, not the values
alone: the sample is taken to be smaller by the design effect of its clusters (Kish 1965; Rao and Scott 1992).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any, NamedTuple

__all__ = [
    "CONFIDENCE",
    "Estimate",
    "HeldOut",
    "HeldOutError",
    "HeldOutRecord",
    "Judged",
    "estimate",
    "lower_bound",
    "read_held_out",
]

CONFIDENCE = 0.9
"""Of the bounds, which are one-sided: nine critics in ten do at least as well on new documents of the same kinds."""
_DIGITS = 4


class HeldOutError(ValueError):
    """A critic of which it is not known what its probabilities are worth; the message names the file."""


class Judged(NamedTuple):
    """A value's probability of being right, in [0, 1], and whether it is."""

    probability: float
    right: bool


@dataclass(frozen=True, slots=True)
class HeldOutRecord:
    """One held-out draft.

    ``document`` numbers its document; near-duplicates share the number. ``drafted`` are the draft's values that stand
    in the source, ``pointed`` those that only the network points at. ``mended`` are those of both that a record may
    consist of once it is mended: the ones that reach a threshold are in it.
    """

    document: int
    drafted: tuple[Judged, ...]
    pointed: tuple[Judged, ...]
    mended: tuple[Judged, ...]

    def kept(self, keep: float) -> tuple[Judged, ...]:
        """Return the values of the record that is mended with the threshold ``keep``."""
        return tuple(value for value in self.mended if value.probability >= keep)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share of ``values`` that are right, in [0, 1], and its lower bound at `CONFIDENCE`."""

    share: float
    bound: float
    values: int


@dataclass(frozen=True, slots=True)
class HeldOut:
    """All held-out records of a critic; none where it was calibrated without keeping them."""

    records: tuple[HeldOutRecord, ...] = ()

    @property
    def drafted(self) -> tuple[Judged, ...]:
        """The values of all drafts: how well redundant ones are told."""
        return tuple(value for record in self.records for value in record.drafted)

    @property
    def pointed(self) -> tuple[Judged, ...]:
        """All values that only the network points at: how well missing ones are told."""
        return tuple(value for record in self.records for value in record.pointed)

    def design_effect(self, keep: float) -> float:
        """Return how many values are worth one independent value, at least 1, in records mended with ``keep``.

        It is the variance of the share of right values between documents over that of as many independent values.
        """
        total, right = Counter[int](), Counter[int]()
        for record in self.records:
            values = record.kept(keep)
            total[record.document] += len(values)
            right[record.document] += sum(value.right for value in values)
        documents, values_ = sum(count > 0 for count in total.values()), total.total()
        share = right.total() / values_ if values_ else 0.0
        if documents < 2 or share in (0.0, 1.0):  # noqa: PLR2004 - one document has no variance
            return 1.0
        spread = sum((right[document] - share * total[document]) ** 2 for document in total)
        return max(1.0, documents / (documents - 1) * spread / (values_ * share * (1 - share)))

    def to_dict(self) -> list[dict[str, Any]]:
        """Return plain JSON: one line of text for the values of a record, ``+`` behind those that are right."""
        return [
            {
                "document": record.document,
                "drafted": _written(record.drafted),
                "pointed": _written(record.pointed),
                "mended": _written(record.mended),
            }
            for record in self.records
        ]

    @classmethod
    def from_dict(cls, plain: Iterable[Mapping[str, Any]]) -> HeldOut:
        """Read what ``to_dict`` wrote.

        Raises:
            ValueError: a value is no probability with a sign.
            KeyError: a record lacks a part.

        """
        return cls(
            tuple(
                HeldOutRecord(
                    int(entry["document"]), _read(entry["drafted"]), _read(entry["pointed"]), _read(entry["mended"])
                )
                for entry in plain
            )
        )


def read_held_out(directory: Path) -> HeldOut:
    """Read what is kept with a critic; its weights are not loaded.

    Raises:
        HeldOutError: the directory is no critic, or one that keeps nothing.

    """
    path = directory / "calibration.json"
    try:
        held_out = HeldOut.from_dict(json.loads(path.read_text(encoding="utf-8")).get("held_out", ()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"{path}: not the calibration of a critic ({reason})"
        raise HeldOutError(message) from error
    if not held_out.records:
        message = f"{path}: keeps no held-out values to derive thresholds from; train the critic on more documents"
        raise HeldOutError(message)
    return held_out


def lower_bound(right: float, total: float, *, design_effect: float = 1.0) -> float:
    """Return the lower end of Wilson's one-sided interval (1927) for ``right`` of ``total``, at `CONFIDENCE`."""
    if total <= 0:
        return 0.0
    z, n, share = NormalDist().inv_cdf(CONFIDENCE), total / design_effect, right / total
    middle = share + z * z / (2 * n)
    return max(0.0, (middle - z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n))


def estimate(values: Sequence[Judged], design_effect: float) -> Estimate:
    """Estimate the share of right values."""
    right = sum(value.right for value in values)
    share = right / len(values) if values else 0.0
    return Estimate(share, lower_bound(right, len(values), design_effect=design_effect), len(values))


def _written(values: Iterable[Judged]) -> str:
    ordered = sorted(values, reverse=True)
    return " ".join(f"{value.probability:.{_DIGITS}f}{'+' if value.right else '-'}" for value in ordered)


def _read(text: str) -> tuple[Judged, ...]:
    values = tuple(Judged(float(word[:-1]), {"+": True, "-": False}[word[-1]]) for word in text.split())
    if any(not 0.0 <= value.probability <= 1.0 for value in values):
        message = "held-out probabilities must lie in [0, 1]"
        raise ValueError(message)
    return values
