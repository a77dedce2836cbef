"""Threads that wait for a model wait together."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest

from ie_pipeline.generators.pooling import Pool


class Model:
    """Doubles numbers, the first batch only once it is let; keeps what it was asked at once."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.begun, self.let = Event(), Event()

    def work(self, numbers: Sequence[int]) -> list[int]:
        """Answer a batch."""
        self.asked.append(list(numbers))
        self.begun.set()
        self.let.wait(10)
        if -1 in numbers:
            message = "out of memory"
            raise RuntimeError(message)
        return [2 * number for number in numbers]


def asked_together(model: Model, *calls: list[int]) -> list[list[int] | BaseException | None]:
    """Ask the first call alone, and the others while the model is busy with it."""
    pool = Pool(model.work)
    with ThreadPoolExecutor(len(calls)) as threads:
        futures = [threads.submit(pool.ask, calls[0])]
        assert model.begun.wait(10)
        futures += [threads.submit(pool.ask, call) for call in calls[1:]]
        while len(pool) < len(calls) - 1:
            sleep(0.001)
        model.let.set()
        return [future.exception() or future.result() for future in futures]


def test_calls_that_wait_are_answered_as_one_each_with_its_own_answers() -> None:
    """Three threads come while the model is busy: it is asked once more, not three times."""
    model = Model()
    assert asked_together(model, [1], [2, 3], [], [4]) == [[2], [4, 6], [], [8]]
    assert [sorted(batch) for batch in model.asked] == [[1], [2, 3, 4]]


def test_a_failure_is_raised_in_every_thread_that_was_worked_for() -> None:
    """Nobody is left without an answer, and those who were served before keep theirs."""
    first, *others = asked_together(Model(), [1], [-1], [2])
    assert first == [2]
    assert [str(other) for other in others] == ["out of memory"] * 2


def test_after_a_failure_the_pool_works_again() -> None:
    """The next call is asked anew."""
    model = Model()
    model.let.set()
    pool = Pool(model.work)
    with pytest.raises(RuntimeError, match="out of memory"):
        pool.ask([-1])
    assert pool.ask([5]) == [10]
