"""Runs the loops of several documents at once, so that an endpoint is asked about several at a time.

A document enters as soon as another has ended. What each asks is handed to the generator together with what the others
ask at that moment; what becomes of a document depends on that document alone. A document by itself may also be awaited.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from threading import Lock
from typing import Any, Protocol, TypeVar

from ie_pipeline.documents import Document
from ie_pipeline.errors import GeneratorError
from ie_pipeline.generators.base import Answer, Generator, Request, Usage
from ie_pipeline.loop import Asking, Outcome
from ie_pipeline.record import Record

__all__ = ["Job", "Steps", "Watcher", "accompany", "drive"]

Settled = TypeVar("Settled")
"""What stands among documents and has nothing to ask: one that cannot be read, or one that is done."""
Item = TypeVar("Item")
Thought = TypeVar("Thought")

_UNSERVED_IN_A_ROW = 3
"""How many documents must find that nobody is served before no more are taken: for one it may be its own doing."""


class Steps(Protocol):
    """One document's questions to the generator, remembered by whoever runs the batch.

    A step is what the loop asks at once: the draft is step 0, each round's questions are one more. Whatever a method
    raises ends the run; it is not taken for the document's fault.
    """

    def recall(self, number: int, requests: Sequence[Request]) -> list[Answer | None]:
        """Return the answer that each request of a step was given before, None for those that must be asked."""
        ...

    def keep(self, number: int, requests: Sequence[Request], answers: Sequence[Answer], spent: Usage) -> None:
        """Remember all answers of a step; ``spent`` is what those cost that were not recalled."""
        ...


class Watcher(Protocol):
    """What hears how one document comes along, such as telemetry. Seconds are wall time.

    Answers that were recalled are not heard of: nothing was asked. Whatever a method raises ends the run.
    """

    def asked(self, answers: Sequence[Answer], seconds: float) -> None:
        """Hear what a step was just answered; the seconds are those of the batch that it was part of."""
        ...

    def reviewed(self, seconds: float) -> None:
        """Hear that the critic has just had its turn."""
        ...

    def ended(self, record: Record) -> None:
        """Hear how the document ended."""
        ...


@dataclass(slots=True)
class Job:
    """A document on its way through the loop. Seconds are wall time, one entry for each turn."""

    document: Document
    asking: Asking
    steps: Steps | None = None
    watcher: Watcher | None = None
    requests: list[Request] = field(default_factory=list)
    step: int = 0
    outcome: Outcome | None = None
    failure: str | None = None
    unserved: bool = False
    usage: Usage = Usage()
    generator_seconds: list[float] = field(default_factory=list)
    critic_seconds: list[float] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to ask."""
        return self.outcome is not None or self.failure is not None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A job's step, and the answers to it that are known already; None for those that are to be asked."""

    job: Job
    known: Sequence[Answer | None]

    @property
    def requests(self) -> list[Request]:
        """What is to be asked."""
        return [request for request, answer in zip(self.job.requests, self.known, strict=True) if answer is None]

    def whole(self, answers: Iterable[Answer]) -> list[Answer]:
        """Return all answers to the step, given those to what was asked."""
        rest = iter(answers)
        return [next(rest) if answer is None else answer for answer in self.known]


class _MiscountedError(Exception):
    """A generator gave more answers than there were requests, or fewer."""


@dataclass(slots=True)
class _Driver:
    generator: Generator
    thinking: Lock
    clock: Callable[[], float]
    queue: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held in an event loop by the one document whose critic may have a thread."""
    unserved: dict[str, str] = field(default_factory=dict)
    """The documents in a row that found that nobody is served, with the reason."""

    @property
    def refusal(self) -> GeneratorError | None:
        """Why nothing is gained by asking on; None while that may be another document's doing."""
        if len(self.unserved) < _UNSERVED_IN_A_ROW:
            return None
        reason = next(reversed(self.unserved.values()))
        return GeneratorError(reason, hint="no document is served; put this right and start again")

    def begin(self, job: Job) -> None:
        """Let a job come to its first question."""
        self._advance(job, None)

    def turn(self, jobs: Sequence[Job]) -> None:
        """Answer what each job asks, once."""
        asking = self._open(jobs)
        began = self.clock()
        answered = self._ask([asked.requests for asked in asking])
        self._close(asking, answered, self.clock() - began)

    async def aturn(self, job: Job) -> None:
        """Answer what one job asks, once."""
        asking = await self.aside(self._open, [job])
        began = self.clock()
        answered = [await self._aask(asked.requests) for asked in asking]
        await self.aside(self._close, asking, answered, self.clock() - began)

    async def aside(self, think: Callable[..., Thought], *arguments: Any) -> Thought:
        """Let a document think in a thread, when its turn has come: those that wait for theirs need none."""
        async with self.queue:
            return await asyncio.to_thread(think, *arguments)

    def _open(self, jobs: Sequence[Job]) -> list[_Asked]:
        """Return the steps that have something to be asked; jobs that know all answers to theirs go on at once."""
        asking: list[_Asked] = []
        for job in jobs:
            known = job.steps.recall(job.step, job.requests) if job.steps else [None] * len(job.requests)
            asked = _Asked(job, known)
            if asked.requests:
                asking.append(asked)
            else:
                self._advance(job, asked.whole(()))
        return asking

    def _close(self, asking: Sequence[_Asked], answered: Sequence[list[Answer]], seconds: float) -> None:
        """Let jobs go on with what they were answered."""
        share = seconds / max(sum(len(asked.requests) for asked in asking), 1)
        for asked, answers in zip(asking, answered, strict=True):
            job, whole = asked.job, asked.whole(answers)
            job.generator_seconds.append(share * len(answers))
            self._heed(job, answers)
            if job.watcher:
                job.watcher.asked(answers, seconds)
            if job.steps:
                spent = sum((answer.usage for answer in answers), Usage())
                job.steps.keep(job.step, job.requests, whole, spent)
            self._advance(job, whole)

    def _heed(self, job: Job, answers: Sequence[Answer]) -> None:
        """Note whether a document was served."""
        refused = next((answer for answer in answers if answer.unserved), None)
        if refused is not None:
            job.unserved = True
            self.unserved[job.document.id] = refused.error or ""
        elif not all(answer.retryable for answer in answers):
            self.unserved.clear()

    def _ask(self, batches: Sequence[Sequence[Request]]) -> list[list[Answer]]:
        """Return the generator's answers, one list for each document's requests.

        Where it breaks down on all together, each document is asked for by itself; so what one of them does to the
        generator costs no other its answers.
        """
        requests = [request for batch in batches for request in batch]
        if not requests:
            return [[] for _ in batches]
        try:
            rest = iter(_taken(self.generator.generate(requests), requests))
        except Exception as error:  # noqa: BLE001 - the code of a third party must not end the run
            if len(batches) > 1:
                return [self._ask([batch])[0] for batch in batches]
            return [self._broken(error, requests)]
        return [list(islice(rest, len(batch))) for batch in batches]

    async def _aask(self, requests: Sequence[Request]) -> list[Answer]:
        """Return the answers to one document's requests; only a generator without ``agenerate`` needs a thread."""
        agenerate = getattr(self.generator, "agenerate", None)
        if agenerate is None:
            return (await asyncio.to_thread(self._ask, [requests]))[0]
        try:
            return _taken(await agenerate(requests), requests)
        except Exception as error:  # noqa: BLE001 - as in ``_ask``
            return self._broken(error, requests)

    def _broken(self, error: Exception, requests: Sequence[Request]) -> list[Answer]:
        """Return what is answered where the generator gave nothing that can be used."""
        told = str(error) if isinstance(error, _MiscountedError) else f"broke down: {type(error).__name__}: {error}"
        return [Answer(error=f"the generator {self.generator.name} {told}")] * len(requests)

    def _advance(self, job: Job, answers: list[Answer] | None) -> None:
        """Let one job think until it asks or ends; whatever goes wrong in it fails that document alone."""
        with self.thinking:
            began = self.clock()
            try:
                if answers is None:
                    job.requests = next(job.asking)
                else:
                    job.step += 1
                    job.usage = sum((answer.usage for answer in answers), job.usage)
                    job.requests = job.asking.send(answers)
            except StopIteration as done:
                job.outcome = done.value
            except Exception as error:  # noqa: BLE001 - one document must not take the run with it
                job.failure = f"{type(error).__name__}: {error}"
            job.critic_seconds.append(self.clock() - began)
            if job.watcher:
                job.watcher.reviewed(job.critic_seconds[-1])


def drive(
    documents: Iterable[Document | Settled],
    begin: Callable[[Document], Job],
    generator: Generator,
    thinking: Lock,
    clock: Callable[[], float],
    *,
    in_flight: int,
    ordered: bool,
) -> Iterator[Job | Settled]:
    """Yield every document's job when it has ended, and whatever else is among the documents in its place.

    At most ``in_flight`` documents are under way and, where they are to come in their order, as many more wait for
    one before them. Where the source fails, the documents before are finished before its error is raised. ``thinking``
    is held while a critic works: several threads may drive at once.

    Raises:
        GeneratorError: if several documents in a row find that nobody is served; those under way are left unfinished.

    """
    driver = _Driver(generator, thinking, clock)
    waiting = enumerate(documents)
    under_way: dict[int, Job] = {}
    ended: dict[int, Job | Settled] = {}
    due, more, failure = 0, True, None
    while more or under_way:
        room = min(in_flight - len(under_way), 2 * in_flight - len(under_way) - len(ended))
        for _ in range(room if more else 0):  # one by one: whoever gives them may end while one before is begun
            read, failure = _read(waiting)
            if read is None:
                more = False
                break
            number, document = read
            if isinstance(document, Document):
                under_way[number] = begin(document)
                driver.begin(under_way[number])
            else:
                ended[number] = document
        driver.turn([job for job in under_way.values() if not job.ended])
        for number in [number for number, job in under_way.items() if job.ended]:
            ended[number] = under_way.pop(number)
        refusal = driver.refusal
        while ended and (due in ended or not ordered):
            job = ended.pop(due if ordered else next(iter(ended)))
            if refusal and isinstance(job, Job) and job.unserved:
                break
            yield job
            due += 1
        if refusal:
            raise refusal
    if failure:
        raise failure


async def accompany(
    job: Job, generator: Generator, thinking: Lock, clock: Callable[[], float], queue: asyncio.Lock
) -> None:
    """Take one document's job to its end.

    While it waits for a generator that has ``agenerate``, or in the ``queue`` of its event loop to think, it keeps no
    thread; called off, it asks nothing more.
    """
    driver = _Driver(generator, thinking, clock, queue)
    await driver.aside(driver.begin, job)
    while not job.ended:
        await driver.aturn(job)


def _read(source: Iterator[Item]) -> tuple[Item | None, Exception | None]:
    """Read one; None where the source ends or fails, with its error."""
    try:
        return next(source, None), None
    except Exception as error:  # noqa: BLE001 - raised when those before it are finished
        return None, error


def _taken(given: Iterable[Answer], requests: Sequence[Request]) -> list[Answer]:
    """Return a generator's answers as they are read once they were kept.

    Raises:
        _MiscountedError: if they are not one for each request.

    """
    answers = [_as_json(answer) for answer in given]
    if len(answers) != len(requests):
        message = f"did not answer each request once (requests: {len(requests)}, answers: {len(answers)})"
        raise _MiscountedError(message)
    return answers


def _as_json(answer: Answer) -> Answer:
    """Return an answer as it is read once it was kept; one that JSON cannot hold has a reason in place of its data."""
    try:
        return replace(answer, data=json.loads(json.dumps(answer.data)))
    except (TypeError, ValueError, RecursionError) as error:
        return replace(answer, data={}, error=f"the generator's answer cannot be kept: {error}")
