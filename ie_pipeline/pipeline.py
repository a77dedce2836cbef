"""``Pipeline``: the face that scripts, ETL jobs and the command line use.

Documents go through the loop a few at a time and in step, so that the passages of several share one batch of the
model; each document's outcome depends on that document alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from critic.critic import PRETRAINED, Critic, CriticLoadError, EvidenceCritic, Examiner
from critic.fields import flatten
from critic.findings import Review
from critic.weights import WeightsError
from ie_pipeline.conclusion import conclude
from ie_pipeline.documents import Document, Unreadable, read_document
from ie_pipeline.errors import CriticError, WeightsUnavailable
from ie_pipeline.generators import make_generator
from ie_pipeline.generators.base import Answer, Generator, Request
from ie_pipeline.loop import Asking, LoopSettings, Outcome, Reader, work
from ie_pipeline.record import Record, Status
from ie_pipeline.schema import load_schema

__all__ = ["Pipeline", "Trace"]

IN_STEP = 4
"""Documents that go through the loop together; enough to fill a batch of a small model."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One document's record and how it came about, for evaluation.

    ``critic_only`` is what the critic alone would extract, ``candidates`` all values that anyone proposed, as
    (pattern, value). Seconds are wall time; ``draft_seconds`` and ``review_seconds`` are the shares of the first
    draft and of the first survey and review.
    """

    document: Document | Unreadable
    draft: dict[str, Any]
    critic_only: dict[str, Any]
    candidates: tuple[tuple[str, Any], ...]
    reviewed: Review | None
    record: Record
    generator_seconds: float = 0.0
    critic_seconds: float = 0.0
    draft_seconds: float = 0.0
    review_seconds: float = 0.0


@dataclass(slots=True)
class _Job:
    """A document on its way through the loop."""

    document: Document
    asking: Asking
    requests: list[Request] = field(default_factory=list)
    outcome: Outcome | None = None
    failure: str | None = None
    generator_seconds: list[float] = field(default_factory=list)
    critic_seconds: list[float] = field(default_factory=list)


class Pipeline:
    """Extract records under a schema with a generator and a critic.

    ``schema`` is a shipped name, a JSON Schema file, a mapping or a Pydantic model class; ``generator`` an object with
    the protocol or a specification such as ``embedded`` or ``openai:gpt-5-mini``; ``critic`` an object, a directory,
    ``evidence`` for the deterministic part alone, or None for the one that ships.
    """

    def __init__(
        self,
        schema: str | Path | Mapping[str, Any] | type,
        generator: Generator | str = "embedded",
        critic: Examiner | str | Path | None = None,
        settings: LoopSettings = LoopSettings(),
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Load what is named.

        Raises:
            ie_pipeline.errors.IEPipelineError: the schema, the generator or the critic cannot be had.

        """
        self.schema = load_schema(schema)
        self.fields = flatten(self.schema)
        self.settings = settings
        self.critic = _critic(critic)
        self.generator = _generator(generator, settings)
        self._clock = clock

    def extract(self, document: Document | Unreadable | str | Path) -> Record:
        """Turn one document, or the file at a path, into a record."""
        source = read_document(Path(document)) if isinstance(document, (str, Path)) else document
        return next(self.stream([source]))

    def stream(self, documents: Iterable[Document | Unreadable]) -> Iterator[Record]:
        """Yield one record per document, in order, reading no further ahead than a few documents."""
        for trace in self.trace(documents):
            yield trace.record

    def trace(self, documents: Iterable[Document | Unreadable]) -> Iterator[Trace]:
        """Yield each record with how it came about."""
        waiting = iter(documents)
        while chunk := list(islice(waiting, IN_STEP)):
            jobs = {
                number: self._start(document) for number, document in enumerate(chunk) if isinstance(document, Document)
            }
            self._run([job for job in jobs.values() if job.failure is None])
            for number, document in enumerate(chunk):
                yield self._trace(jobs[number]) if number in jobs else _unreadable(document)

    def _start(self, document: Document) -> _Job:
        generator = self.generator
        reader = Reader(generator.name, generator.passage_chars, getattr(generator, "whole_document", False))
        job = _Job(document, work(document, self.fields, self.critic, reader, self.settings))
        self._advance(job, None)
        return job

    def _run(self, jobs: Sequence[_Job]) -> None:
        """Answer the requests of all jobs in common batches until none asks any more."""
        while asking := [job for job in jobs if job.outcome is None and job.failure is None]:
            began = self._clock()
            answered = self._ask([job.requests for job in asking])
            spent = (self._clock() - began) / max(sum(len(job.requests) for job in asking), 1)
            for job, answers in zip(asking, answered, strict=True):
                job.generator_seconds.append(spent * len(job.requests))
                self._advance(job, answers)

    def _ask(self, batches: Sequence[Sequence[Request]]) -> list[list[Answer]]:
        """Return the generator's answers, one list for each document's requests.

        Where it breaks down on all together, each document is asked for by itself; so what one of them does to the
        generator costs no other its answers.
        """
        name, requests = self.generator.name, [request for batch in batches for request in batch]
        try:
            answers = list(self.generator.generate(requests))
        except Exception as error:  # noqa: BLE001 - the code of a third party must not end the run
            problem = f"the generator {name} broke down: {type(error).__name__}: {error}"
        else:
            if len(answers) == len(requests):
                rest = iter(answers)
                return [list(islice(rest, len(batch))) for batch in batches]
            counts = f"requests: {len(requests)}, answers: {len(answers)}"
            problem = f"the generator {name} did not answer each request once ({counts})"
        if len(batches) > 1:
            return [self._ask([batch])[0] for batch in batches]
        return [[Answer(error=problem)] * len(requests)]

    def _advance(self, job: _Job, answers: list[Answer] | None) -> None:
        """Let one job think until it asks or ends; whatever goes wrong in it fails that document alone."""
        began = self._clock()
        try:
            job.requests = next(job.asking) if answers is None else job.asking.send(answers)
        except StopIteration as done:
            job.outcome = done.value
        except Exception as error:  # noqa: BLE001 - one document must not take the run with it
            job.failure = f"{type(error).__name__}: {error}"
        job.critic_seconds.append(self._clock() - began)

    def _trace(self, job: _Job) -> Trace:
        outcome = job.outcome
        if outcome is None or outcome.undrafted:
            return _failed(job.document, job.failure or (outcome.errors[0] if outcome else "no outcome"))
        return Trace(
            document=job.document,
            draft=outcome.draft,
            critic_only=outcome.surveyed,
            candidates=outcome.seen,
            reviewed=outcome.drafted_review,
            record=conclude(job.document, outcome, self.fields),
            generator_seconds=sum(job.generator_seconds),
            critic_seconds=sum(job.critic_seconds),
            draft_seconds=job.generator_seconds[0] if job.generator_seconds else 0.0,
            review_seconds=sum(job.critic_seconds[:2]),
        )


def _critic(critic: Examiner | str | Path | None) -> Examiner:
    if critic == "evidence":
        return EvidenceCritic()
    if critic is not None and not isinstance(critic, (str, Path)):
        return critic
    try:
        return Critic.from_pretrained(PRETRAINED / "default" if critic is None else critic)
    except CriticLoadError as error:
        raise CriticError(str(error), hint="name the directory of a critic, or 'evidence'") from error
    except WeightsError as error:
        raise WeightsUnavailable(str(error)) from error


def _generator(generator: Generator | str, settings: LoopSettings) -> Generator:
    if not isinstance(generator, str):
        return generator
    local = generator == "embedded" or generator.startswith("hf:")
    return make_generator(generator, **({"copy": settings.copy} if local else {}))


def _unreadable(document: Document | Unreadable) -> Trace:
    reason = document.reason if isinstance(document, Unreadable) else "not a document"
    return _failed(document, reason)


def _failed(document: Document | Unreadable, reason: str) -> Trace:
    record = Record(id=document.id, status=Status.FAILED, error=reason)
    return Trace(document, {}, {}, (), None, record)
