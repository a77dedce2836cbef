"""The pace: how long a request has to wait for its turn."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ie_pipeline.generators.base import Usage
from ie_pipeline.generators.pacing import Pace


class Clock:
    """A clock that is set by hand."""

    now = 50.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_requests_are_spread_over_the_minute() -> None:
    """Thirty a minute are one every two seconds; who comes late does not wait."""
    clock = Clock()
    pace = Pace(30, clock=clock)
    assert [pace.take(10) for _ in range(4)] == pytest.approx([0, 2, 4, 6])
    clock.now += 60
    assert pace.take(10) == 0


def test_tokens_are_waited_for_by_those_that_follow() -> None:
    """A request of more tokens than a second brings is sent, and the next one waits for it."""
    clock = Clock()
    pace = Pace(tokens_per_minute=6_000, clock=clock)
    assert pace.take(1_000) == 0
    assert pace.take(50) == pytest.approx(9.5)


def test_the_bill_corrects_the_estimate() -> None:
    """What was written, and what was estimated too high, counts for the next; without a bill the estimate does."""
    clock = Clock()
    pace = Pace(tokens_per_minute=6_000, clock=clock)
    pace.take(1_000)
    pace.correct(1_000, Usage(1, 300, 200))
    assert pace.take(100) == pytest.approx(5)
    pace.correct(100, Usage(calls=1))
    assert pace.take(100) == pytest.approx(6)


def test_no_rate_is_no_wait() -> None:
    """Without a rate nobody waits."""
    pace = Pace()
    assert [pace.take(10**9) for _ in range(3)] == [0, 0, 0]


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 600), st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_no_minute_has_more_requests_than_its_rate(rate: int, gaps: list[float]) -> None:
    """However requests come in, any minute has at most the rate, and what a second brings on top."""
    clock = Clock()
    pace = Pace(rate, clock=clock)
    sent = []
    for gap in gaps:
        clock.now += gap
        sent.append(clock.now + pace.take(1))
    for start in sent:
        assert sum(start <= moment < start + 60 - 1e-6 for moment in sent) <= rate + max(1, rate / 60) + 1e-6
