"""Labelled documents through a pipeline, one score each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from ie_pipeline.documents.document import Document, Unreadable
from ie_pipeline.errors import UsageError
from ie_pipeline.evaluation.run import evaluate, read_labelled
from ie_pipeline.evaluation.scope import Scope
from ie_pipeline.pipeline import Trace
from tests.evaluation.traces import SCHEMA, TRACE_A, TRACE_B, A, B


class Recorded:
    """A pipeline that plays traces back and remembers what it was given."""

    def __init__(self, *traces: Trace) -> None:
        self.traces = traces
        self.given: list[Document | Unreadable] = []

    def trace(self, documents: Iterable[Document | Unreadable]) -> Iterator[Trace]:
        """Yield one trace per document."""
        for document, trace in zip(documents, self.traces, strict=False):
            self.given.append(document)
            yield trace


def test_documents_are_run_without_their_labels_and_scored_as_they_come() -> None:
    """The first score is there before the second document is read."""
    pipeline = Recorded(TRACE_A, TRACE_B)
    scores = evaluate([A, B], Scope.of(SCHEMA, [A, B]), pipeline)
    assert next(scores).id == "a"
    assert pipeline.given == [Document("a", "text of a")]
    assert [score.id for score in scores] == ["b"]


def test_a_pipeline_that_loses_a_document_is_not_scored() -> None:
    """A missing trace is an error, not a better score."""
    with pytest.raises(ValueError, match="shorter"):
        list(evaluate([A, B], Scope.of(SCHEMA, [A, B]), Recorded(TRACE_A)))


def test_a_labelled_file_is_read(tmp_path: Path) -> None:
    """Every line becomes a document."""
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "t", "gold": {"parties": ["Acme"]}}) + "\n")
    assert [document.gold for document in read_labelled(path)] == [{"parties": ("Acme",)}]


@pytest.mark.parametrize(
    ("content", "problem"), [(b"", "no labelled documents"), (b'{"id": 1}\n', "line 1"), (b"\xff\xfe", "not UTF-8")]
)
def test_a_bad_file_is_a_usage_error(tmp_path: Path, content: bytes, problem: str) -> None:
    """The message names the file, and the line where there is one."""
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=rf"gold\.jsonl.*{problem}"):
        read_labelled(path)


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    """A misspelt name ends with the reason of the operating system."""
    with pytest.raises(UsageError, match="No such file"):
        read_labelled(tmp_path / "none.jsonl")
