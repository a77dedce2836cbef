"""What a whole run will cost, estimated from its first documents.

Knows no pipeline and no prices but the one it is given. The first documents stand for the others: where an input is
sorted, by size or by kind, they do not, and no interval says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from ie_pipeline.generators.base import Usage
from ie_pipeline.runs.prices import Price

__all__ = ["Amount", "Estimate", "Sample", "estimate"]

_STUDENT = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""Two-sided 95 % quantiles of Student's t for 1, 2, … degrees of freedom."""
_NORMAL = 1.96


@dataclass(frozen=True, slots=True)
class Sample:
    """What one document took: its usage, and its share of the wall time in seconds."""

    usage: Usage
    seconds: float


@dataclass(frozen=True, slots=True)
class Amount:
    """An expected amount with a 95 % prediction interval, ``low`` to ``high``."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run over ``documents`` documents takes, judged by ``sampled`` of them; cost is in US dollars."""

    documents: int
    sampled: int
    calls: Amount
    prompt_tokens: Amount
    completion_tokens: Amount
    seconds: Amount
    cost: Amount | None


def estimate(samples: Sequence[Sample], documents: int, *, price: Price | None = None) -> Estimate:
    """Estimate what a run takes, the documents that were sampled included.

    The rest of the documents are taken for draws from what the samples were drawn from. For a sum of m draws, judged
    by n of mean x and variance s², the interval is m·x ± t·s·√(m + m²/n), with t of Student's distribution with n - 1
    degrees of freedom. Of one sample nothing is known but its amount: ``high`` is then infinite.

    Args:
        samples: at least one document that was processed.
        documents: how many the run has, at least as many as were sampled.
        price: what tokens cost; None to estimate no cost.

    Raises:
        ValueError: if there is no sample, or more samples than documents.

    """
    if not 0 < len(samples) <= documents:
        message = f"cannot estimate {documents} documents from {len(samples)}"
        raise ValueError(message)

    def total(amounts: Sequence[float]) -> Amount:
        return _total(amounts, documents)

    return Estimate(
        documents=documents,
        sampled=len(samples),
        calls=total([sample.usage.calls for sample in samples]),
        prompt_tokens=total([sample.usage.prompt_tokens for sample in samples]),
        completion_tokens=total([sample.usage.completion_tokens for sample in samples]),
        seconds=total([sample.seconds for sample in samples]),
        cost=total([price.of(sample.usage) for sample in samples]) if price else None,
    )


def _total(amounts: Sequence[float], documents: int) -> Amount:
    """Estimate the sum over all documents from the amounts of the first."""
    known, count = math.fsum(amounts), len(amounts)
    rest = documents - count
    expected = known + rest * fmean(amounts)
    if rest == 0:
        return Amount(expected, expected, expected)
    if count == 1:
        return Amount(expected, known, math.inf)
    quantile = _STUDENT[count - 2] if count - 2 < len(_STUDENT) else _NORMAL + 2.5 / (count - 1)
    margin = quantile * math.sqrt(variance(amounts) * (rest + rest**2 / count))
    return Amount(expected, max(known, expected - margin), expected + margin)
