"""A generator's drafts of labelled documents: its real mistakes, for the critic to learn from.

Drafts are kept in a JSONL file as they are made, so that an interrupted run goes on where it stopped. A draft that
lacks an answer because a question failed is not kept: its gaps would be taken for the generator's mistakes.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from critic.corpus import LabelledDocument
from critic.critic import Examiner
from critic.fields import Field, leaves
from critic.text.normalise import is_day_first
from ie_pipeline.documents import Document
from ie_pipeline.generators import make_generator
from ie_pipeline.generators.base import Answer, Generator
from ie_pipeline.loop import LoopSettings, Reader, to_draft
from ie_pipeline.merge import merge

__all__ = ["Drafts", "draft_corpus", "kept_drafts", "read_drafts"]

Drafts: TypeAlias = Mapping[str, Mapping[str, Sequence[str]]]
"""Document id to field name to values; of a single-valued field first the one that stands in the draft, then those that
other passages state."""

AT_A_TIME = 6
"""Documents about which an endpoint is asked at once."""


def draft_corpus(
    generator: Generator,
    documents: Sequence[LabelledDocument],
    fields: tuple[Field, ...],
    path: Path,
    critic: Examiner | None = None,
    *,
    report: Callable[[str], object],
) -> Iterator[str]:
    """Draft every document that ``path`` does not hold yet, append it there, and yield its id.

    Of a long one a run drafts the passages in which the critic sees most; without a ``critic`` it is drafted whole. A
    document about which a question failed is told to ``report`` and left out; the next run asks for it again.
    """
    reader, settings = Reader.of(generator), LoopSettings()
    known = read_drafts(path) if path.exists() else {}
    missing = [document for document in documents if document.id not in known]
    path.parent.mkdir(parents=True, exist_ok=True)
    _end_last_line(path)
    with path.open("a", encoding="utf-8") as out:
        for chunk in (missing[at : at + AT_A_TIME] for at in range(0, len(missing), AT_A_TIME)):
            texts = {document.id: document.text for document in chunk}
            requests = [
                request
                for document in chunk
                for request in to_draft(
                    Document(document.id, document.text),
                    fields,
                    reader,
                    critic.examine(document.text, fields, generator=generator.name).survey() if critic else (),
                    settings,
                )
            ]
            answered = zip(requests, generator.generate(requests), strict=True)
            for identifier, parts in groupby(answered, key=lambda pair: pair[0].document):
                answers = [answer for _, answer in parts]
                if trouble := _trouble(answers):
                    report(f"{identifier}: its draft is left out: {trouble}")
                    continue
                day_first = is_day_first(texts[identifier])
                values = _values([answer.data for answer in answers], fields, day_first=day_first)
                out.write(json.dumps({"id": identifier, "draft": values}, ensure_ascii=False) + "\n")
                out.flush()
                yield identifier


def kept_drafts(
    documents: Sequence[LabelledDocument],
    fields: tuple[Field, ...],
    path: Path,
    *,
    generator: str = "embedded",
    critic: Examiner | None = None,
) -> Drafts:
    """Return the drafts of a file, which this generator makes of the documents that it lacks; standard error tells."""

    def tell(line: str) -> None:
        sys.stderr.write(f"{path.name}: {line}\n")

    known = read_drafts(path) if path.exists() else {}
    missing = sum(document.id not in known for document in documents)
    if missing:
        made = draft_corpus(make_generator(generator), documents, fields, path, critic, report=tell)
        for number, identifier in enumerate(made, 1):
            tell(f"{number} of {missing} drafted, {identifier}")
    return read_drafts(path)


def read_drafts(path: Path) -> Drafts:
    """Return the drafts of a file, but for one cut short at its end: there the program that wrote it was killed."""
    *lines, last = path.read_bytes().split(b"\n")
    if _is_whole(last):
        lines.append(last)
    rows = (json.loads(line) for line in lines if line.strip())
    return {row["id"]: row["draft"] for row in rows}


def _end_last_line(path: Path) -> None:
    """End the last line of a file, or take it off if it was cut short."""
    if path.exists():
        written = path.read_bytes()
        last = written.rpartition(b"\n")[2]
        if _is_whole(last):
            path.write_bytes(written + b"\n")
        else:
            os.truncate(path, len(written) - len(last))


def _is_whole(line: bytes) -> bool:
    """Say whether a line is a draft, and not the beginning of one."""
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _trouble(answers: Iterable[Answer]) -> str | None:
    """Say which question was not answered; None where all were."""
    return next((answer.error for answer in answers if answer.error and not answer.data), None)


def _values(parts: Sequence[Mapping[str, Any]], fields: tuple[Field, ...], *, day_first: bool) -> dict[str, list[str]]:
    """Return the values that the passages of a document state, by field name."""
    draft, rivals = merge(parts, fields, day_first=day_first)
    stated = [(leaf.field.name, str(leaf.value)) for leaf in leaves(draft, fields)]
    stated += [(entry.name, str(v)) for entry in fields for v in rivals.get(entry.pattern, ()) if not entry.many]
    values: dict[str, list[str]] = {}
    for name, value in stated:
        values.setdefault(name, []).append(value)
    return {name: list(dict.fromkeys(found)) for name, found in values.items()}
