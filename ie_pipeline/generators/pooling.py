"""Calls of several threads answered as one, so that documents which are awaited together share a model's batches.

Whoever finds the model free asks it for all who wait; the others get their answers without asking.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Pool"]

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


@dataclass(slots=True)
class _Call(Generic[Asked, Answered]):
    """What one thread asks, and what it was answered; ``done`` once it was, or once that failed."""

    asked: Sequence[Asked]
    answered: list[Answered] = field(default_factory=list)
    error: BaseException | None = None
    done: bool = False


class Pool(Generic[Asked, Answered]):
    """Put the questions of all threads that wait to ``work``, which answers each, in order, one call at a time."""

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Answered]]) -> None:
        self._work = work
        self._waiting: list[_Call[Asked, Answered]] = []
        self._guard, self._turn = Lock(), Lock()

    def __len__(self) -> int:
        """Return how many calls wait."""
        return len(self._waiting)

    def ask(self, questions: Sequence[Asked]) -> list[Answered]:
        """Return the answers to some questions; what ``work`` raises is raised in every thread that it worked for."""
        call = _Call[Asked, Answered](questions)
        with self._guard:
            self._waiting.append(call)
        with self._turn:
            if not call.done:
                self._serve()
        if call.error is not None:
            raise call.error
        return call.answered

    def _serve(self) -> None:
        with self._guard:
            calls, self._waiting = self._waiting, []
        try:
            answers = iter(self._work([question for call in calls for question in call.asked]))
            for call in calls:
                call.answered = list(islice(answers, len(call.asked)))
        except BaseException as error:  # noqa: BLE001 - raised again, in each of the threads
            for call in calls:
                call.error = error
        for call in calls:
            call.done = True
