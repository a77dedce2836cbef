"""Ray Data as an engine: a pool of workers, each with the models loaded once, for one machine or a cluster.

Documents are read here and go to the workers through Ray's object store, which moves to disk what memory does not hold.
A worker that dies is started again and given its batch again; with a directory for journals, what it had finished is
not worked on twice. Whoever opened the run's journal may go on in one process, and the other way round. Knows nothing
of where records go.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from ie_pipeline import errors
from ie_pipeline.documents import Document, Page, Unreadable
from ie_pipeline.errors import IEPipelineError, UsageError
from ie_pipeline.record import Record, json_line
from ie_pipeline.runs.directory import open_run
from ie_pipeline.runs.fingerprint import Fingerprint, fingerprint
from ie_pipeline.runs.interruptible import Interruptible
from ie_pipeline.runs.journal import Journal, Key
from ie_pipeline.runs.merging import WorkerJournal, merge_workers
from ie_pipeline.runs.run import Run
from ie_pipeline.schema import load_schema
from ie_pipeline.specification import PipelineSpec

__all__ = ["RayOptions", "RayRun", "check_ray", "extract_with_ray"]

_ATTEMPTS = 3
"""How often a batch whose worker died is given to a worker again: a document may be what kills it."""


@dataclass(frozen=True, slots=True)
class RayOptions:
    """How a batch is spread.

    ``address`` is a cluster's, such as ``auto`` or ``ray://head:10001``; None is the one that the program has
    connected to, or that RAY_ADDRESS names, or else a local one, started for the batch. ``cpus`` and ``gpus`` are what
    one worker is given, and PyTorch uses as many threads; ``batch_size`` documents go to a worker together.
    """

    workers: int = 2
    address: str | None = None
    cpus: float = 1
    gpus: float = 0
    batch_size: int = 16


def extract_with_ray(
    documents: Iterable[Document | Unreadable],
    spec: PipelineSpec,
    options: RayOptions = RayOptions(),
    *,
    work_dir: str | Path | None = None,
    ordered: bool = True,
    fresh: bool = False,
    retry_failed: bool = False,
) -> Iterator[Record]:
    """Yield one record per document.

    All documents are read before the first record comes. Directories and files that ``spec`` names, and the package
    itself, must be where the workers are; keys are read from the workers' environment.

    Args:
        documents: what to extract from.
        spec: the pipeline.
        options: how the batch is spread.
        work_dir: the directory of a run, as of one process, made if its parent is there: workers keep their journals
            below it, and what they hold is answered from there when the same run is started again. They must all see
            it; several machines need a file system with locks. None keeps nothing.
        ordered: whether records come in the order of their documents, or as they are done.
        fresh: forget what ``work_dir`` holds.
        retry_failed: whether documents that failed are worked on again.

    Raises:
        UsageError: at once if Ray is not installed; later if ``work_dir`` is another run's or in use, or if this
            machine has not the processors.
        IEPipelineError: if the workers cannot load the models, or die on one batch again and again.

    """
    check_ray()
    place = Path(work_dir) if work_dir else None
    return _extract(documents, spec, options, place, ordered=ordered, fresh=fresh, retry_failed=retry_failed)


def check_ray() -> None:
    """Refuse to begin what needs Ray where it is not.

    Raises:
        UsageError: if so.

    """
    if find_spec("ray") is None:
        message = "the engine ray needs the package ray"
        raise UsageError(message, hint="install the extra `ray`")


def _extract(
    documents: Iterable[Document | Unreadable],
    spec: PipelineSpec,
    options: RayOptions,
    place: Path | None,
    *,
    ordered: bool,
    fresh: bool,
    retry_failed: bool,
) -> Iterator[Record]:
    with ExitStack() as stack:
        journal = stack.enter_context(open_run(place, _fingerprint(spec), fresh=fresh)) if place else None
        run = RayRun(journal, spec, options, ordered=ordered, retry_failed=retry_failed)
        for _, record in run.records(documents):
            yield record


def _fingerprint(spec: PipelineSpec) -> Fingerprint:
    """Return the fingerprint of a run; taken on a worker too, whose files must be the same."""
    return fingerprint(load_schema(spec.schema), spec.generator, spec.critic, spec.settings, spec.generator_options)


class RayRun(Interruptible):
    """Take documents through pipelines on Ray, as `ie_pipeline.runs.run.Run` does through one in this process.

    An interrupt waits for no worker: what they have journalled is not paid for again, the rest is.

    Args:
        journal: the run's, as opened by `open_run`; workers keep theirs below its directory. None to remember nothing.
        spec: the pipeline.
        options: how the batch is spread.
        ordered: whether records come in the order of their documents, or as they are done.
        retry_failed: whether documents that failed are worked on again.
        keep_texts: whether the journals keep the documents' texts.

    """

    def __init__(
        self,
        journal: Journal | None,
        spec: PipelineSpec,
        options: RayOptions = RayOptions(),
        *,
        ordered: bool = True,
        retry_failed: bool = False,
        keep_texts: bool = True,
    ) -> None:
        super().__init__()
        self.recalled = 0
        """How many documents the journal knew when the batch began."""
        self._journal = journal
        self._task = _Task(spec, journal.path.parent.absolute() if journal else None, retry_failed, keep_texts)
        self._options = options
        self._ordered = ordered

    def records(self, documents: Iterable[Document | Unreadable]) -> Iterator[tuple[Document | Unreadable, Record]]:
        """Yield each document with its record. All documents are read before the first record comes.

        Raises:
            UsageError: if this machine has not the processors.
            IEPipelineError: if the workers cannot load the models, or die on one batch again and again.

        """
        from ray.exceptions import RayError

        with ExitStack() as stack:
            if self._journal:
                stack.callback(merge_workers, self._journal.path.parent, self._journal)
            try:
                with self._idling():
                    self._connect(stack)
                    rows = iter(self._dataset(documents).iter_rows())
                for row in self._taken(rows):
                    if row["trouble"]:
                        raise _told(row["trouble"])
                    yield _read(row["document"]), Record.from_dict(json.loads(row["record"]))
            except RayError as error:
                message = f"Ray gave up: {type(error).__name__}"
                hint = "its logs say why; with a journal, the same run started again goes on where it stopped"
                raise IEPipelineError(message, hint=hint) from error

    def _connect(self, stack: ExitStack) -> None:
        """Connect to Ray, unless the program has; in that case it stays connected."""
        import ray

        if ray.is_initialized():
            return
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody was asked
        options = self._options
        ray.init(options.address, logging_level=logging.WARNING, log_to_driver=False, include_dashboard=False)
        stack.callback(ray.shutdown)
        if not (options.address or os.environ.get("RAY_ADDRESS")):
            _check_room(options, ray.cluster_resources().get("CPU", 0))

    def _dataset(self, documents: Iterable[Document | Unreadable]) -> Any:
        """Put the documents into the object store, and describe what is to become of them."""
        import pyarrow as pa
        import ray
        from ray.data import ActorPoolStrategy
        from ray.util.annotations import RayDeprecationWarning

        logging.getLogger("ray.data").setLevel(logging.WARNING)
        logging.getLogger("ray.data._internal.progress").setLevel(logging.ERROR)  # warns that it has been turned off
        options, schema = self._options, pa.schema([("position", pa.int64()), ("document", pa.large_string())])
        read = map(self._noted, documents)
        blocks: Any = [ray.put(pa.table(columns, schema=schema)) for columns in _batches(read, options.batch_size)]
        dataset = ray.data.from_arrow_refs(blocks)
        dataset.context.execution_options.preserve_order = self._ordered
        dataset.context.enable_progress_bars = False
        with catch_warnings():
            simplefilter("ignore", RayDeprecationWarning)  # of the last two, which have no successors yet
            return dataset.map_batches(
                _Worker,
                fn_constructor_args=(self._task,),
                compute=ActorPoolStrategy(size=options.workers),
                batch_size=options.batch_size,
                num_cpus=options.cpus,
                num_gpus=options.gpus,
                max_restarts=-1,
                max_task_retries=_ATTEMPTS,
            )

    def _noted(self, document: Document | Unreadable) -> Document | Unreadable:
        """Count a document that the journal knows; a worker will find it there too."""
        entry = self._journal.find(Key.of(document)) if self._journal else None
        self.recalled += bool(entry and entry.settled(retry_failed=self._task.retry_failed))
        return document


@dataclass(frozen=True)
class _Task:
    """What a worker needs to know."""

    spec: PipelineSpec
    work_dir: Path | None
    retry_failed: bool
    keep_texts: bool


class _Worker:
    """An actor of the pool. The models are loaded for its first document that no journal knows."""

    def __init__(self, task: _Task) -> None:
        self._task = task
        self._fingerprint = _fingerprint(task.spec) if task.work_dir else None

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Return the records of a batch of documents, both as JSON; or, in their place, why there can be none."""
        try:
            records = self._records([int(position) for position in batch["position"]], batch["document"])
        except IEPipelineError as error:
            trouble = json.dumps([type(error).__name__, error.message, error.hint])
            return {"document": [""], "record": [""], "trouble": [trouble]}
        return {"document": list(batch["document"]), "record": records, "trouble": [""] * len(records)}

    def _records(self, positions: Sequence[int], lines: Iterable[str]) -> list[str]:
        # Opened for each batch, since Ray may call from another thread each time and SQLite minds.
        with ExitStack() as stack:
            journal = None
            if self._task.work_dir and self._fingerprint:
                journal = WorkerJournal(self._task.work_dir, _own_name(), self._fingerprint)
                stack.enter_context(journal)
                journal.positions = positions
            task = self._task
            run = Run(journal, task.spec.load, retry_failed=task.retry_failed, keep_texts=task.keep_texts)
            return [record.to_json() for _, record in run.records(map(_read, lines))]


def _own_name() -> str:
    """Return the name of the worker that this process is; one that is started again keeps it."""
    import ray

    return str(ray.get_runtime_context().get_actor_id())


def _check_room(options: RayOptions, cpus: float) -> None:
    """Refuse what would wait for ever: a cluster may grow, a machine does not.

    Raises:
        UsageError: if so.

    """
    if options.workers * options.cpus > cpus:
        message = f"{options.workers} workers with {options.cpus:g} processors each are too many; there are {cpus:g}"
        raise UsageError(message, hint="ask for fewer, or give the address of a cluster")


def _batches(documents: Iterable[Document | Unreadable], size: int) -> Iterator[dict[str, list[Any]]]:
    """Yield documents with their positions, as columns."""
    numbered = enumerate(documents)
    while batch := list(islice(numbered, size)):
        positions, read = zip(*batch, strict=True)
        yield {"position": list(positions), "document": [json_line(asdict(document)) for document in read]}


def _read(line: str) -> Document | Unreadable:
    """Read a document as it was sent."""
    entry = json.loads(line)
    if "reason" in entry:
        return Unreadable(**entry)
    return Document(entry["id"], entry["text"], tuple(Page(**page) for page in entry["pages"]))


def _told(trouble: str) -> IEPipelineError:
    """Return a worker's error as it was raised there."""
    kind, message, hint = json.loads(trouble)
    error: IEPipelineError = getattr(errors, kind, IEPipelineError)(message, hint=hint)
    return error
