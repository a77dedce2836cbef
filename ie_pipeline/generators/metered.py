"""A meter for generators that have none: a local model, a replay, a back end of the user's.

Knows of a generator what the protocol says, and what its answers say they cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from ie_pipeline.errors import BudgetSpent
from ie_pipeline.generators.base import Answer, Generator, Meter, Request, Reservation, Usage
from ie_pipeline.generators.chat import longest_answer
from ie_pipeline.generators.prompts import messages

__all__ = ["MeteredGenerator", "metered", "prompt_bound", "release"]

_AROUND_PROMPT = 256
"""Tokens that a chat template may put around the messages, at most."""


def metered(generator: Generator, meter: Meter) -> Generator:
    """Put a meter on a generator: where its own ``meter`` is, since it knows its attempts best; else around it."""
    if hasattr(generator, "meter"):
        generator.meter = meter
        return generator
    return MeteredGenerator(generator, meter)


def prompt_bound(text: str) -> int:
    """Return how many tokens a prompt has at most: tokenizers that fall back to bytes make no more of a text."""
    return len(text.encode("utf-8", "replace")) + _AROUND_PROMPT


def release(future: Future[Reservation]) -> None:
    """Give a reservation back, or stop waiting for it."""
    if not future.cancel() and future.exception() is None:
        future.result().settle(Usage())


class MeteredGenerator:
    """Ask a generator only what its meter allows; what it does not allow is answered by the reason.

    As many requests as there is room for are asked together, so that a batch stays a batch. One call a request is
    reserved, with its prompt's bytes and with ``max_new_tokens`` of the generator or as much as the passage may need.
    All else about the generator, such as its name, is its own.
    """

    name: str
    passage_chars: int

    def __init__(self, generator: Generator, meter: Meter) -> None:
        self._generator = generator
        self._meter = meter

    def __getattr__(self, name: str) -> Any:
        """Return what the generator has by this name."""
        # While an object is copied or unpickled it has no generator yet, and what is awaited would pass the meter by.
        if name.startswith("_") or name == "agenerate":
            raise AttributeError(name)
        return getattr(self._generator, name)

    def __repr__(self) -> str:
        """Show the generator."""
        return f"{type(self).__name__}({self._generator!r})"

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request, in order; what the generator raises is raised."""
        answers: list[Answer] = []
        batch: list[tuple[Request, Reservation]] = []
        for request in requests:
            future = self._meter.reserve(request.document, self._worst(request))
            try:
                if not future.done() or future.exception() is not None:
                    answers += self._ask(batch)  # what it waits for may be what this batch has reserved
                    batch = []
                batch.append((request, self._granted(request, future)))
            except BudgetSpent as refusal:
                answers.append(Answer(error=str(refusal), retryable=True))
            except BaseException:
                release(future)
                raise
        return answers + self._ask(batch)

    def _worst(self, request: Request) -> Usage:
        """Return what a request may cost at most."""
        prompt = "".join(message.content for message in messages(request, with_schema=True))
        longest = getattr(self._generator, "max_new_tokens", None) or longest_answer(request)
        return Usage(1, prompt_bound(prompt), longest)

    def _granted(self, request: Request, future: Future[Reservation]) -> Reservation:
        """Wait for a reservation, holding none.

        Raises:
            BudgetSpent: if there is no room, or the time is over before there is.

        """
        left = self._meter.time_left(request.document)
        try:
            return future.result(left.seconds if left else None)
        except TimeoutError:
            release(future)
            raise BudgetSpent(left.reason if left else "the time is over") from None

    def _ask(self, batch: Sequence[tuple[Request, Reservation]]) -> list[Answer]:
        """Ask a batch and settle it; one that the generator breaks down on counts at its worst."""
        if not batch:
            return []
        answers: list[Answer] = []
        try:
            answers = list(self._generator.generate([request for request, _ in batch]))
        finally:
            for (_, reservation), answer in zip(batch, answers, strict=False):
                reservation.settle(answer.usage)
            for request, reservation in batch[len(answers) :]:
                reservation.settle(self._worst(request))
        return answers
