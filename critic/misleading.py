"""Where a network points in vain: the places that its next training should look at more often than at others.

Of the windows of a long document nearly all are easy, and what is drawn at random teaches little: a period of thirty
days is rarely a notice period, and where it nearly is one, a critic errs. So a first training reads its own documents,
and a second one is shown where it went wrong (bootstrapping, Sung and Poggio 1998; hard examples, Shrivastava et al.
2016, arXiv 1604.03540).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from critic.evidence import Source
from critic.examples import Task
from critic.reading import FieldReader
from critic.scores import Pointed
from critic.text.folding import fold

__all__ = ["misled"]

LEAST = -1.5
"""The logit from which a run is worth a second look: most annotated runs score higher."""
MOST = 6
"""Runs of each field and document, the highest first, so that none outweighs the others."""


def misled(reader: FieldReader, task: Task) -> Task:
    """Return the task with the runs, by pattern, that the network points at and that are no values of their fields.

    A run that holds a right value, is part of one or overlaps an annotated one is a matter of bounds, and left out.
    """
    document = task.document
    fields = [entry for entry in task.fields if document.judged(entry.pattern)]
    found: dict[str, list[tuple[int, int]]] = {}
    for pointed in reader.read(Source(document.text), fields, ()).pointed:  # of each field, the highest first
        pattern = fields[pointed.field].pattern
        runs = found.setdefault(pattern, [])
        if pointed.span > LEAST and len(runs) < MOST and not any(_near(task, pattern, pointed)):
            runs.append((pointed.start, pointed.end))
    return replace(task, misleading={pattern: tuple(runs) for pattern, runs in found.items() if runs})


def _near(task: Task, pattern: str, pointed: Pointed) -> Iterator[bool]:
    """Yield, of each right value and of each annotated run, whether this one may be meant for it."""
    words = fold(pointed.value)
    for value in task.document.gold.get(pattern, ()):
        yield words in fold(value) or fold(value) in words
    for span in task.document.spans:
        yield span.field == pattern and span.start < pointed.end and pointed.start < span.end
