"""The circuit breaker: when it opens, whom it lets through, and when it gives up."""

from __future__ import annotations

import logging

import pytest

from ie_pipeline.errors import EndpointDown
from ie_pipeline.generators.breaker import Admission, Breaker


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


def opened(clock: Clock) -> Breaker:
    """Return a breaker that two documents have opened."""
    breaker = Breaker(failures=3, first_probe_s=2, longest_probe_s=5, patience_s=20, clock=clock)
    for document in ("a", "b", "a"):
        breaker.failed(document, "no connection", breaker.admit())
    return breaker


def test_failures_in_a_row_open_it(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """The run pauses, and says why and for how long."""
    with caplog.at_level(logging.WARNING, logger="ie_pipeline"):
        breaker = opened(clock)
    assert breaker.is_open
    assert caplog.messages == ["no connection; the run pauses and asks again in 2 s, for 20 s at most"]
    assert breaker.admit() == Admission(wait_s=2)


def test_an_answer_between_failures_keeps_it_closed(clock: Clock) -> None:
    """An endpoint that answers now and then is not down."""
    breaker = Breaker(failures=3, clock=clock)
    for document in "abab":
        breaker.failed(document, "500", breaker.admit())
        breaker.succeeded()
    assert breaker.admit() == Admission()


def test_one_document_alone_does_not_open_it(clock: Clock) -> None:
    """A document that brings a server down each time fails by itself and does not stop the run."""
    breaker = Breaker(failures=3, clock=clock)
    for _ in range(10):
        breaker.failed("a", "500", breaker.admit())
    assert not breaker.is_open


@pytest.mark.parametrize("was_there", [True, False], ids=["gone", "never there"])
def test_one_document_is_enough_where_nobody_is_there_any_more(clock: Clock, was_there: bool) -> None:
    """What was never sent brought nobody down; an endpoint that was never there is a wrong address."""
    breaker = Breaker(failures=3, clock=clock)
    if was_there:
        breaker.succeeded()
    for _ in range(3):
        breaker.failed("a", "no connection", breaker.admit(), sent=False)
    assert breaker.is_open is was_there


def test_one_probe_at_a_time_at_growing_intervals(clock: Clock) -> None:
    """An endpoint that is coming up again is not met by a crowd."""
    breaker = opened(clock)
    probed = []
    while clock.now < 19:
        admission = breaker.admit()
        if admission.probe:
            probed.append(clock.now)
            assert breaker.admit().wait_s == 0.5
            breaker.failed("a", "no connection", Admission())  # an attempt from before; it says nothing new
            breaker.failed("a", "no connection", admission)
        else:
            clock.now += admission.wait_s
    assert probed == [2, 6, 11, 16]


def test_the_first_answer_closes_it(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """The run goes on and says so."""
    breaker = opened(clock)
    clock.now = 2
    assert breaker.admit().probe
    with caplog.at_level(logging.WARNING, logger="ie_pipeline"):
        breaker.succeeded()
    assert caplog.messages[1:] == ["The endpoint answers again after 2 s; the run goes on"]
    assert breaker.admit() == Admission()


def test_a_probe_that_was_called_off_is_made_by_another(clock: Clock) -> None:
    """A probe without an outcome does not keep the others waiting."""
    breaker = opened(clock)
    clock.now = 2
    breaker.withdrawn(breaker.admit())
    assert breaker.admit().probe


def test_patience_ends(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """After it documents fail with the reason; still one at a time probes, and its answer lets all go on."""
    breaker = opened(clock)
    clock.now = 21
    probe = breaker.admit()
    assert probe.probe
    with caplog.at_level(logging.WARNING, logger="ie_pipeline"):
        for _ in range(3):
            with pytest.raises(EndpointDown, match=r"down for more than 20 s \(no connection\)"):
                breaker.admit()
    assert caplog.messages[1:] == ["The endpoint has been down for 20 s; documents fail until it answers"]
    breaker.failed("a", "no connection", probe)
    clock.now = 26
    assert breaker.admit().probe
    breaker.succeeded()
    assert breaker.admit() == Admission()
