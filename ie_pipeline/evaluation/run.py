"""Run a pipeline over labelled documents and score what it does, one document at a time.

Knows where labels are read and what a pipeline leaves behind; what is right is `scoring`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from critic.corpus import CorpusError, LabelledDocument, read_corpus
from ie_pipeline.documents.document import Document, Unreadable
from ie_pipeline.errors import UsageError
from ie_pipeline.evaluation.scoring import DocumentScore, score_document

if TYPE_CHECKING:
    from ie_pipeline.evaluation.scope import Scope
    from ie_pipeline.pipeline import Trace

__all__ = ["Tracer", "evaluate", "read_labelled"]


class Tracer(Protocol):
    """Anything that leaves a trace of every document, as a `Pipeline` does."""

    def trace(self, documents: Iterable[Document | Unreadable]) -> Iterator[Trace]:
        """Yield one trace per document, in order."""
        ...


def read_labelled(path: str | Path, report: Callable[[str], object] | None = None) -> list[LabelledDocument]:
    """Read a file of labelled documents, one JSON object a line.

    Raises:
        UsageError: if the file cannot be read, a line is no labelled document, or there is none. With ``report``, that
            is told of a line which is none, and the others are read.

    """
    try:
        documents = list(read_corpus(Path(path), report=report))
    except CorpusError as error:
        raise UsageError(str(error), hint="a line is an object with id, text and gold (field to values)") from error
    except UnicodeDecodeError as error:
        message = f"{path}: the labelled documents are not UTF-8"
        raise UsageError(message) from error
    except OSError as error:
        message = f"{path}: the labelled documents cannot be read ({error.strerror})"
        raise UsageError(message) from error
    if not documents:
        message = f"{path}: no labelled documents"
        raise UsageError(message)
    return documents


def evaluate(documents: Sequence[LabelledDocument], scope: Scope, pipeline: Tracer) -> Iterator[DocumentScore]:
    """Yield the score of each document, in order, as the pipeline gets to it.

    ``pipeline`` is to be built with ``scope.schema``.
    """
    traces = pipeline.trace(_source(document) for document in documents)
    for document, trace in zip(documents, traces, strict=True):
        yield score_document(trace, document, scope)


def _source(labelled: LabelledDocument) -> Document | Unreadable:
    """Return a labelled document as the pipeline reads it, without its labels."""
    if not labelled.text.strip():
        return Unreadable(labelled.id, "holds no text")
    return Document(labelled.id, labelled.text)
