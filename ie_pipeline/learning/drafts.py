"""A generator's drafts of labelled documents: its real mistakes, for the critic to learn from.

Documents are drafted whole, or as the pipeline drafts long ones: those passages in which a critic sees the most. Drafts
are kept in a JSONL file as they are made, so that an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from critic.corpus import LabelledDocument
from critic.fields import Field, flatten, leaves
from critic.passages import split
from ie_pipeline.documents import Document
from ie_pipeline.generators import make_generator
from ie_pipeline.generators.base import Generator, Request
from ie_pipeline.loop import OVERLAP, LoopSettings
from ie_pipeline.merge import merge
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.schema import load_schema

__all__ = ["Drafts", "draft_corpus", "draft_in_part", "kept_drafts", "read_drafts"]

Drafts: TypeAlias = Mapping[str, Mapping[str, Sequence[str]]]
"""Document id to field name to values."""

AT_A_TIME = 6
"""Documents whose passages share the model's batches."""


def draft_corpus(
    generator: Generator, documents: Sequence[LabelledDocument], fields: tuple[Field, ...], path: Path
) -> Iterator[str]:
    """Draft every document that ``path`` does not hold yet, append it there, and yield its id."""
    missing = _missing(documents, path)
    for chunk in (missing[at : at + AT_A_TIME] for at in range(0, len(missing), AT_A_TIME)):
        requests = [
            Request(document.id, passage.text, passage.start, fields)
            for document in chunk
            for passage in split(document.text, generator.passage_chars, OVERLAP)
        ]
        answered = zip(requests, generator.generate(requests), strict=True)
        for identifier, parts in groupby(answered, key=lambda pair: pair[0].document):
            draft, _ = merge([answer.data for _, answer in parts], fields)
            _append(path, identifier, draft, fields)
            yield identifier


def draft_in_part(pipeline: Pipeline, documents: Sequence[LabelledDocument], path: Path) -> Iterator[str]:
    """Draft what ``path`` lacks as ``pipeline`` does, append it there, and yield its id.

    The draft is what counts, so the pipeline needs no rounds.
    """
    missing = _missing(documents, path)
    for trace in pipeline.trace(Document(document.id, document.text) for document in missing):
        _append(path, trace.record.id, trace.draft, pipeline.fields)
        yield trace.record.id


def kept_drafts(
    documents: Sequence[LabelledDocument],
    schema: str | Path | Mapping[str, Any],
    path: Path,
    *,
    generator: str = "embedded",
    in_part: bool = False,
) -> Drafts:
    """Return the drafts of a file, which this generator makes of the documents that it lacks; standard error tells.

    With ``in_part`` it drafts of a long document the passages in which the shipped critic sees the most.
    """
    missing = len(_missing(documents, path))
    if missing:
        if in_part:
            made = draft_in_part(Pipeline(schema, generator, settings=LoopSettings(max_rounds=0)), documents, path)
        else:
            made = draft_corpus(make_generator(generator), documents, flatten(load_schema(schema)), path)
        for number, identifier in enumerate(made, 1):
            sys.stderr.write(f"{path.name}: {number} of {missing} drafted, {identifier}\n")
    return read_drafts(path)


def read_drafts(path: Path) -> Drafts:
    """Return the drafts of a file."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {row["id"]: row["draft"] for row in rows}


def _missing(documents: Sequence[LabelledDocument], path: Path) -> list[LabelledDocument]:
    known = read_drafts(path) if path.exists() else {}
    return [document for document in documents if document.id not in known]


def _append(path: Path, identifier: str, draft: Mapping[str, Any], fields: tuple[Field, ...]) -> None:
    values: dict[str, list[str]] = {}
    for leaf in leaves(draft, fields):
        values.setdefault(leaf.field.name, []).append(str(leaf.value))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps({"id": identifier, "draft": values}, ensure_ascii=False) + "\n")
