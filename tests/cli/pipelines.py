"""Stand-ins for the pipeline: what a command does with records is tested without making any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from critic.findings import Review
from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.pipeline import Known, Trace
from ie_pipeline.record import Record, Status


class Scripted:
    """Accept every document, except those that it is told to end otherwise.

    Args:
        ends: how the documents with these ids end; an exception is raised instead of a record.

    """

    def __init__(self, **ends: Status | BaseException) -> None:
        self.ends = ends
        self.schema: Any = None
        self.generator: Any = None

    def record(self, document: Document | Unreadable) -> Record:
        """Return the record of one document."""
        if isinstance(document, Unreadable):
            return Record(document.id, Status.FAILED, error=document.reason)
        end = self.ends.get(document.id.removesuffix(".txt"), Status.ACCEPTED)
        if isinstance(end, BaseException):
            raise end
        return Record(document.id, end, {"document_name": document.text.strip()}, coverage=1.0)

    def trace(
        self,
        documents: Iterable[Document | Unreadable | Known],
        *,
        steps: object = None,  # noqa: ARG002 - nothing is asked
    ) -> Iterator[Trace]:
        """Yield traces whose draft, critic and record agree, reading one document ahead."""
        ahead: list[Document | Unreadable | Known] = []
        for document in documents:
            ahead.append(document)
            if len(ahead) > 1:
                yield self._trace(ahead.pop(0))
        yield from map(self._trace, ahead)

    def _trace(self, document: Document | Unreadable | Known) -> Trace:
        if isinstance(document, Known):
            return Trace(document.document, {}, {}, (), None, document.record)
        record = self.record(document)
        seen = tuple((f"/{name}", value) for name, value in record.data.items())
        review = Review((), (), (), 1.0, 0.0) if record.status is not Status.FAILED else None
        return Trace(document, record.data, record.data, seen, review, record, 1.0, 0.1)
