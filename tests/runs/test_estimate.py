"""Estimates: what is expected of a whole run, and how far off that may be."""

from __future__ import annotations

import math
import random

import pytest

from ie_pipeline.generators.base import Usage
from ie_pipeline.runs.estimate import Amount, Sample, estimate
from ie_pipeline.runs.prices import Price


def sample(calls: int, seconds: float = 1.0) -> Sample:
    """Return a document that took some calls of a hundred tokens read and ten written."""
    return Sample(Usage(calls, 100 * calls, 10 * calls), seconds)


def test_like_documents_are_multiplied() -> None:
    """Where all cost the same there is nothing to be unsure of."""
    found = estimate([sample(2, 0.5)] * 5, 1_000, price=Price(1.0, 10.0))
    assert found.calls == Amount(2_000, 2_000, 2_000)
    assert found.prompt_tokens.expected == 200_000
    assert found.completion_tokens.expected == 20_000
    assert found.seconds.expected == pytest.approx(500)
    assert found.cost is not None
    assert found.cost.expected == pytest.approx(0.4)
    assert (found.documents, found.sampled) == (1_000, 5)


def test_unlike_documents_widen_the_interval() -> None:
    """The interval is Student's, for what is still to come: n = 5, x = 3, s² = 2.5, m = 95, t = 2.776."""
    found = estimate([sample(calls) for calls in (1, 2, 3, 4, 5)], 100)
    margin = 2.776 * math.sqrt(2.5 * (95 + 95**2 / 5))
    assert found.calls.expected == 300
    assert (found.calls.low, found.calls.high) == pytest.approx((300 - margin, 300 + margin))
    assert found.cost is None


def test_what_is_known_is_not_estimated() -> None:
    """A run that was sampled whole has no interval, and no run takes less than its samples took."""
    assert estimate([sample(1), sample(5)], 2).calls == Amount(6, 6, 6)
    assert estimate([sample(0), sample(50)], 3).calls.low == 50


def test_one_document_says_how_much_and_not_how_surely() -> None:
    """One document has no spread."""
    assert estimate([sample(3)], 10).calls == Amount(30, 3, math.inf)


@pytest.mark.parametrize(("samples", "documents"), [([], 10), ([sample(1)] * 3, 2)])
def test_nothing_comes_of_nothing(samples: list[Sample], documents: int) -> None:
    """No sample, or too many, is a mistake of the caller's."""
    with pytest.raises(ValueError, match="cannot estimate"):
        estimate(samples, documents)


@pytest.mark.parametrize("count", [2, 5, 11, 12, 40])
def test_the_interval_holds_as_often_as_it_says(count: int) -> None:
    """Of runs whose documents are drawn at random, about 95 in a hundred end within the interval."""
    source, held = random.Random(7), 0
    for _ in range(600):
        drawn = [source.gauss(100, 20) for _ in range(60)]
        found = estimate([Sample(Usage(), seconds) for seconds in drawn[:count]], 60).seconds
        held += found.low <= sum(drawn) <= found.high
    assert 0.92 <= held / 600 <= 0.98
