"""A run: documents in, one record each out, and nothing paid for twice however often it is cut off.

What is done is answered by the journal; the rest goes through the pipeline, whose answered steps are journalled. Knows
no files but the journal, and nothing of where records go.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.generators.base import Answer, Request, Usage
from ie_pipeline.pipeline import Known, Pipeline, Trace
from ie_pipeline.record import Record, Status
from ie_pipeline.runs.interruptible import Interruptible
from ie_pipeline.runs.journal import Entry, Journal, Key, State

if TYPE_CHECKING:
    from ie_pipeline.errors import BudgetSpent
    from ie_pipeline.runs.budget import Budget

__all__ = ["Run"]


class Run(Interruptible):
    """Take documents through a pipeline, going on where an earlier run was cut off.

    A document is the same one when its id and its text are; where it stands among the others does not matter. Equal
    documents share one record.

    Args:
        journal: what remembers; None to remember nothing.
        build: makes the pipeline; called once, and only if there is a document to work on.
        retry_failed: whether documents that failed are worked on again. What was answered without an error is not
            asked again.
        budget: whose account of a document is opened when it begins and closed when it ends.
        keep_texts: whether the journal keeps the documents' texts, without which nothing can be learned from it.

    """

    def __init__(
        self,
        journal: Journal | None,
        build: Callable[[], Pipeline],
        *,
        retry_failed: bool = False,
        budget: Budget | None = None,
        keep_texts: bool = True,
    ) -> None:
        super().__init__()
        self.recalled = 0
        """How many documents the journal has answered."""
        self._journal = journal
        self._build = build
        self._retry_failed = retry_failed
        self._budget = budget
        self._refusal: BudgetSpent | None = None
        self._too_long = math.inf
        """The characters of the shortest document that the budget had no room for."""
        self._keep_texts = keep_texts

    def records(self, documents: Iterable[Document | Unreadable]) -> Iterator[tuple[Document | Unreadable, Record]]:
        """Yield each document with its record, in order, reading no further ahead than a few documents.

        Raises:
            IEPipelineError: if the pipeline cannot be had.
            JournalError: if the journal cannot be written; what it holds is safe.

        """
        items = self._items(documents)
        for item in items:
            if item.record is None:
                break
            yield item.document, item.record
        else:
            return
        with self._idling():
            pipeline = self._build()
        begun: deque[_Item] = deque()
        under_way: deque[_Item] = deque()

        def sources() -> Iterator[Document | Unreadable | Known]:
            for entering in chain([item], items):
                self._put_off(entering)
                under_way.append(entering)
                if entering.record is not None:
                    yield Known(entering.document, entering.record)
                    continue
                if isinstance(entering.document, Document):
                    begun.append(entering)
                yield entering.document

        def steps(_: Document) -> _Steps:
            return self._begin(begun.popleft())

        for trace in pipeline.trace(sources(), steps=steps):
            yield trace.document, self._end(under_way.popleft(), trace)

    def _items(self, documents: Iterable[Document | Unreadable]) -> Iterator[_Item]:
        """Yield the documents with what is known of them, until there are no more or an interrupt."""
        for position, document in self._taken(enumerate(documents)):
            yield self._item(position, document)

    def _item(self, position: int, document: Document | Unreadable) -> _Item:
        if self._journal is None:
            return _Item(position, document)
        key = Key.of(document, keep_text=self._keep_texts)
        entry = self._journal.find(key)
        item = _Item(position, document, key, entry)
        item.record = entry.settled(retry_failed=self._retry_failed) if entry else None
        self.recalled += item.record is not None
        return item

    def _put_off(self, item: _Item) -> None:
        """Leave a document for another run where this one's budget is spent: no critic reads it for nothing.

        Nor one that is no shorter than another that there was no room for. It keeps the record that an earlier run gave
        it. What was being worked on when that was cut off is finished.
        """
        if item.record is not None or not isinstance(item.document, Document):
            return
        refusal = self._budget.refusal if self._budget else None
        if refusal is None and len(item.document.text) >= self._too_long:
            refusal = self._refusal
        if refusal is None:
            return
        if item.entry is not None:
            item.record = item.entry.record
            return
        item.record = Record(item.document.id, Status.FAILED, error=str(refusal))
        if self._journal and item.key:
            item.record = self._journal.end(item.key, item.position, State.DEFERRED, item.record, {}, None)

    def _begin(self, item: _Item) -> _Steps:
        """Open a document's accounts."""
        if self._budget:
            spent = self._journal.usage(item.entry) if self._journal and item.entry else Usage()
            self._budget.open(item.document.id, spent)
        item.steps = _Steps(self._journal, item, retry_failed=self._retry_failed)
        return item.steps

    def _end(self, item: _Item, trace: Trace) -> Record:
        """Close a document's accounts and return its record, as a later run would read it."""
        if item.record is not None:
            return item.record
        refusal = self._budget.close(item.document.id) if self._budget else None
        if refusal is not None and isinstance(item.document, Document):
            self._refusal, self._too_long = refusal, min(self._too_long, len(item.document.text))
        if self._journal is None or item.key is None:
            return trace.record
        state = State.DEFERRED if item.steps and item.steps.deferred else State.DONE
        return self._journal.end(item.key, item.position, state, trace.record, trace.draft, trace.reviewed)


@dataclass(slots=True)
class _Item:
    """A document on its way through a run; ``record`` is there from the beginning where the journal has it."""

    position: int
    document: Document | Unreadable
    key: Key | None = None
    entry: Entry | None = None
    record: Record | None = None
    steps: _Steps | None = None


class _Steps:
    """A document's steps, answered by the journal where it can (see `ie_pipeline.driving.Steps`).

    ``deferred`` says that some answers were not to be had now and may be another time.
    """

    def __init__(self, journal: Journal | None, item: _Item, *, retry_failed: bool) -> None:
        self.deferred = False
        self._journal = journal
        self._item = item
        self._retry_failed = retry_failed

    def recall(self, number: int, requests: Sequence[Request]) -> list[Answer | None]:
        """Return what the journal holds, but for the answers that are worth asking for again."""
        entry = self._item.entry
        answers = self._journal.recall(entry, number, requests) if self._journal and entry else None
        if answers is None:
            return [None] * len(requests)
        return [None if answer.retryable or (answer.error and self._retry_failed) else answer for answer in answers]

    def keep(self, number: int, requests: Sequence[Request], answers: Sequence[Answer], spent: Usage) -> None:
        """Write the answers down."""
        self.deferred |= any(answer.retryable for answer in answers)
        item = self._item
        if self._journal and item.key:
            self._journal.keep(item.key, item.position, number, requests, answers, spent)
