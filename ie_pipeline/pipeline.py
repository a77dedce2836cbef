"""``Pipeline``: the face that scripts, ETL jobs and the command line use.

Documents go through the loop a few at a time, so that an endpoint is asked about several at once; each document's
outcome depends on that document alone.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from numbers import Integral, Real
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

from critic.calibration import NOBODY
from critic.critic import Critic, CriticLoadError, EvidenceCritic, Examiner, directory_of
from critic.fields import dotted, flatten
from critic.findings import Review
from critic.weights import WeightsError
from ie_pipeline.conclusion import conclude
from ie_pipeline.documents import Document, Unreadable, read_document
from ie_pipeline.documents.characters import scrub
from ie_pipeline.driving import Job, Steps, Watcher, accompany, drive
from ie_pipeline.errors import CriticError, UsageError, WeightsUnavailable
from ie_pipeline.generators import make_generator
from ie_pipeline.generators.base import Generator, Usage
from ie_pipeline.loop import LoopSettings, Reader, work
from ie_pipeline.record import Record, Status
from ie_pipeline.schema import load_schema, rules
from ie_pipeline.telemetry import Telemetry

__all__ = ["Known", "Pipeline", "Trace", "identifier", "load_critic"]

_LOG = logging.getLogger("ie_pipeline")

IN_FLIGHT = 4
"""Documents that go through the loop together, and about which an endpoint is asked at once."""
_EXACT = 2**53
"""Below it a float of 64 bits holds every whole number."""


@dataclass(frozen=True, slots=True)
class Known:
    """A document whose record is there already: it goes through in its place, and nothing is asked about it."""

    document: Document | Unreadable
    record: Record


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


class Pipeline:
    """Extract records under a schema with a generator and a critic.

    ``schema`` is a shipped name, a JSON Schema file, a mapping or a Pydantic model class; ``generator`` an object with
    the protocol or a specification such as ``embedded`` or ``openai:gpt-5-mini``; ``critic`` an object, a directory,
    ``evidence`` for the deterministic part alone, or None for the one that ships. ``in_flight`` documents go through
    the loop together.
    """

    def __init__(
        self,
        schema: str | Path | Mapping[str, Any] | type,
        generator: Generator | str = "embedded",
        critic: Examiner | str | Path | None = None,
        settings: LoopSettings = LoopSettings(),
        *,
        in_flight: int = IN_FLIGHT,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Load what is named.

        Raises:
            ie_pipeline.errors.IEPipelineError: the schema, the generator or the critic cannot be had, nobody is to read
                the documents, or none is to be in flight.

        """
        if in_flight < 1:
            message = f"{in_flight} documents cannot be in flight"
            raise UsageError(message, hint="let in_flight be 1 or more")
        _heed_forks()
        self.schema = load_schema(schema)
        self.fields = flatten(self.schema)
        self._rules = rules(self.schema)
        self.settings = settings
        self.critic = load_critic(critic)
        self.generator = _generator(generator, settings)
        if self.generator.name == NOBODY and isinstance(self.critic, EvidenceCritic):
            message = "without a generator and without a trained critic nobody reads the documents"
            raise UsageError(message, hint="name one of the two")
        self.in_flight = in_flight
        self._clock = clock
        self._thinking = Lock()
        self._queues: dict[asyncio.AbstractEventLoop, tuple[asyncio.Lock, asyncio.Lock]] = {}
        if untried := self._untried():
            _LOG.warning(
                "The critic %s was never tried on %s: there it only advises, and such records wait for a person.",
                self.critic.name,
                ", ".join(untried),
            )

    def __reduce__(self) -> NoReturn:
        """Stay in this process, as the loaded models do.

        Raises:
            UsageError: whenever it is pickled, as what is sent to another process is.

        """
        message = "a Pipeline holds loaded models and cannot be sent to another process"
        raise UsageError(message, hint="make one there, or send ie_pipeline.etl.BatchExtractor, which does so")

    def _untried(self) -> list[str]:
        """Return the names of the fields on which the loop does not take the critic's word."""
        examination = self.critic.examine("", self.fields)
        return [dotted(field) for field in self.fields if not examination.knows(field)]

    def extract(self, document: Document | Unreadable | str | Path) -> Record:
        """Turn one document, or the file at a path, into a record.

        Raises:
            TypeError: it is neither.

        """
        return next(self.stream([document]))

    async def aextract(self, document: Document | Unreadable | str | Path) -> Record:
        """Do as ``extract``, without a thread that waits for an endpoint.

        Files are read and critics think in threads, one of an event loop at a time, so that others have room, and
        local models answer there. What is called off asks nothing more, and what an endpoint is being asked for it is
        called off too.
        """
        reading, thinking = self._in_loop()
        async with reading:
            read = await asyncio.to_thread(_read, document)
        if isinstance(read, Unreadable):
            return self.extract(read)
        job = self._job(read, self._telemetry())
        await accompany(job, self.generator, self._thinking, self._clock, thinking)
        return self._ended(job, job.watcher).record

    def _in_loop(self) -> tuple[asyncio.Lock, asyncio.Lock]:
        """Return the queues of the running event loop, to read a file and to think, and forget those of closed ones."""
        for loop in tuple(self._queues):  # several threads may run one
            if loop.is_closed():
                self._queues.pop(loop, None)
        return self._queues.setdefault(asyncio.get_running_loop(), (asyncio.Lock(), asyncio.Lock()))

    def stream(
        self,
        documents: Iterable[Document | Unreadable | str | Path],
        *,
        steps: Callable[[Document], Steps] | None = None,
        ordered: bool = True,
    ) -> Iterator[Record]:
        """Yield one record per document, reading no further ahead than a few documents.

        Of documents that come as they please, as from a queue, the last few wait for the next ones to be asked about
        together; where ``in_flight`` is 1, none does.

        Args:
            documents: documents, or paths of files; read as records are taken.
            steps: what remembers each document's questions; called once for each, in their order.
            ordered: whether records come in the order of their documents, or each as soon as it is done.

        Raises:
            TypeError: one is neither; what was read before it comes out first.
            GeneratorError: several documents in a row find that an endpoint serves nobody, as with a wrong key.

        """
        if isinstance(documents, str | Path):
            message = f"stream takes several documents; for the one at {str(documents)!r} there is extract"
            raise TypeError(message)
        for trace in self.trace(map(_read, documents), steps=steps, ordered=ordered):
            yield trace.record

    def trace(
        self,
        documents: Iterable[Document | Unreadable | Known],
        *,
        steps: Callable[[Document], Steps] | None = None,
        ordered: bool = True,
    ) -> Iterator[Trace]:
        """Yield each record with how it came about; arguments as of ``stream``."""
        telemetry = self._telemetry()

        def begin(document: Document) -> Job:
            return self._job(document, telemetry, steps(document) if steps else None)

        jobs: Iterator[Job | Unreadable | Known] = drive(
            documents, begin, self.generator, self._thinking, self._clock, in_flight=self.in_flight, ordered=ordered
        )
        for job in jobs:
            if isinstance(job, Known):
                yield Trace(job.document, {}, {}, (), None, job.record)
            elif isinstance(job, Job):
                yield self._ended(job, job.watcher)
            else:
                yield self._ended(job, telemetry.watch(job) if telemetry else None)

    def _telemetry(self) -> Telemetry | None:
        return Telemetry.find(self.generator.name, self.critic.name)

    def _job(self, document: Document, telemetry: Telemetry | None, steps: Steps | None = None) -> Job:
        """Let a document begin."""
        asking = work(document, self.fields, self.critic, Reader.of(self.generator), self.settings)
        return Job(document, asking, steps, telemetry.watch(document) if telemetry else None)

    def _ended(self, job: Job | Unreadable, watcher: Watcher | None) -> Trace:
        """Tell those who want to know how a document ended."""
        trace = self._trace(job) if isinstance(job, Job) else _failed(job, job.reason)
        if watcher:
            watcher.ended(trace.record)
        _LOG.info("%s: %s", trace.record.id, trace.record.status)
        return trace

    def _trace(self, job: Job) -> Trace:
        outcome = job.outcome
        if outcome is None:
            return _failed(job.document, job.failure or "no outcome", job.usage)
        if outcome.undrafted:
            return _failed(job.document, outcome.errors[0], outcome.usage)
        return Trace(
            document=job.document,
            draft=outcome.draft,
            critic_only=outcome.surveyed,
            candidates=outcome.seen,
            reviewed=outcome.drafted_review,
            record=conclude(job.document, outcome, self.fields, self._rules),
            generator_seconds=sum(job.generator_seconds),
            critic_seconds=sum(job.critic_seconds),
            draft_seconds=job.generator_seconds[0] if job.generator_seconds else 0.0,
            review_seconds=sum(job.critic_seconds[:2]),
        )


def load_critic(critic: Examiner | str | Path | None) -> Examiner:
    """Load the critic that is named: a directory, ``evidence``, or ``default`` or None for the one that ships.

    Raises:
        CriticError: the directory is no critic.
        WeightsUnavailable: its base can neither be found nor fetched.

    """
    if critic == "evidence":
        return EvidenceCritic()
    if critic is not None and not isinstance(critic, (str, Path)):
        return critic
    try:
        return Critic.from_pretrained(directory_of(critic))
    except CriticLoadError as error:
        raise CriticError(str(error), hint="name the directory of a critic, or 'evidence'") from error
    except WeightsError as error:
        raise WeightsUnavailable(str(error)) from error


def identifier(name: Any) -> str:
    """Write an id as text. A whole number stays one: pandas makes 1.0 of it where another id of a table is null."""
    if isinstance(name, Real) and not isinstance(name, Integral):
        number = float(name)
        if number.is_integer() and abs(number) < _EXACT:
            return str(int(number))
    return str(name)


def _read(document: object) -> Document | Unreadable:
    """Return a document, read from its file where it is a path.

    Rows of a table may have a number, lack a text or hold what cannot be encoded, as half an emoji at a cut.
    """
    if isinstance(document, Path) or (isinstance(document, str) and "\n" not in document):
        return read_document(Path(document))
    if isinstance(document, Document | Unreadable):
        named = replace(document, id=scrub(identifier(document.id)))
        if isinstance(named, Unreadable):
            return named
        text: Any = named.text
        if not isinstance(text, str):
            return Unreadable(named.id, f"its text is of type {type(text).__name__}, not a string")
        return replace(named, text=scrub(text)) if text.strip() else Unreadable(named.id, "holds no text")
    kind = "a text of several lines" if isinstance(document, str) else type(document).__name__
    message = f"{kind} is no document: give a path, or a text as Document(id, text)"
    raise TypeError(message)


def _generator(generator: Generator | str, settings: LoopSettings) -> Generator:
    if not isinstance(generator, str):
        return generator
    local = generator == "embedded" or generator.startswith("hf:")
    return make_generator(generator, **({"copy": settings.copy} if local else {}))


@cache
def _heed_forks() -> None:
    """Let forked children compute in one thread: OpenMP would wait for those of their parent, which they lack."""
    if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
        os.register_at_fork(after_in_child=_compute_in_one_thread)


def _compute_in_one_thread() -> None:
    if "torch" in sys.modules:  # another generator and critic do without
        sys.modules["torch"].set_num_threads(1)


def _failed(document: Document | Unreadable, reason: str, usage: Usage = Usage()) -> Trace:
    record = Record(id=document.id, status=Status.FAILED, usage=usage.to_dict() if usage.calls else {}, error=reason)
    return Trace(document, {}, {}, (), None, record)
