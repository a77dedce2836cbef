"""Rows of a mistake dataset as tasks to train on: what a row says is right, the drafts as they were, and new damage.

Rows of one document make one task. Of its drafts those that a generator really wrote are kept; synthetic ones only
where there are no others, for damage is drawn anew from the right values at each step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from critic.corpus import LabelledDocument, Span
from critic.evidence import Source, occurrences
from critic.examples import Task
from critic.fields import Field, leaves
from critic.findings import FindingKind
from critic.mistakes.rows import Mistake, MistakeRow, Origin, RightValue, Truth
from critic.text.sameness import same

__all__ = ["tasks"]

_Stated = RightValue | Truth


def tasks(rows: Sequence[MistakeRow], weights: Sequence[float] | None = None) -> list[Task]:
    """Return a task for each document, in the order of their first rows; its weight is the sum of its rows' weights.

    What no row has judged is left out, as is a field that rows of one document contradict each other about. Where a
    person has judged a field, only a person's word about it counts. ``weights`` has one for each row, else all are 1.
    """
    grouped: dict[tuple[Any, ...], list[tuple[MistakeRow, float]]] = {}
    for row, weight in zip(rows, weights or (1.0,) * len(rows), strict=True):
        key = (row.document, row.passages, json.dumps(row.schema, sort_keys=True))
        grouped.setdefault(key, []).append((row, weight))
    return [_task([row for row, _ in group], sum(weight for _, weight in group)) for group in grouped.values()]


def _task(rows: Sequence[MistakeRow], weight: float) -> Task:
    first = rows[0]
    # A boolean is stated in words that are not its own, so there is no run of the text to judge or to point at.
    fields = tuple(entry for entry in first.fields if entry.type != "boolean")
    source = Source(first.text)
    gold: dict[str, tuple[str, ...]] = {}
    spans: list[Span] = []
    for entry in fields:
        stated = _stated(entry.pattern, rows)
        if stated is not None:
            gold[entry.pattern] = tuple(dict.fromkeys(str(value.value) for value in stated))
            spans += _spans(entry.pattern, stated, gold[entry.pattern], source)
    document = LabelledDocument(
        id=first.document,
        text=first.text,
        gold=gold,
        spans=tuple(spans),
        asked=frozenset(gold),
        cluster=first.cluster or first.document,
    )
    real = [row for row in rows if row.origin is not Origin.SYNTHETIC]
    return Task(document, fields, tuple(_draft(row, fields) for row in real or rows), weight, source=source)


def _stated(pattern: str, rows: Sequence[MistakeRow]) -> list[_Stated] | None:
    """Return what the source states for a field, with where; None where nobody says it, or not with one voice."""
    judges = [row for row in rows if pattern in row.judged]
    judges = [row for row in judges if row.origin is Origin.HUMAN] or judges
    if not judges:
        return None
    right = [[value for value in _right(row) if value.pattern == pattern] for row in judges]
    wrong = [[truth for truth in _wrong(row) if truth.pattern == pattern] for row in judges]
    for own, redundant in zip(right, wrong, strict=True):
        others = [value for values in right if values is not own for value in values]
        for truth in redundant:
            # A value in the wrong item of a list is right in another, as the row itself says.
            if not _among(truth, own) and _among(truth, others):
                return None
    return [value for values in right for value in values]


def _right(row: MistakeRow) -> list[_Stated]:
    missing = [truth for truth in row.truths if truth.mistake.kind is FindingKind.MISSING]
    return [*row.right, *missing]


def _wrong(row: MistakeRow) -> list[Truth]:
    """Return the truths about wrong values; one that stands in the draft twice is not wrong."""
    return [
        truth
        for truth in row.truths
        if truth.mistake.kind is FindingKind.REDUNDANT and truth.mistake is not Mistake.DUPLICATED
    ]


def _among(truth: Truth, stated: Sequence[_Stated]) -> bool:
    return any(same(str(truth.value), str(value.value)) for value in stated)


def _spans(pattern: str, stated: Sequence[_Stated], values: Sequence[str], source: Source) -> list[Span]:
    """Return the places of the values: those that rows give, and for others the only one where it stands."""
    places = dict.fromkeys((v.start, v.end) for v in stated if v.start is not None and v.end is not None)
    spans = [Span(pattern, start, end) for start, end in places if start is not None and end is not None]
    placed = [str(value.value) for value in stated if value.start is not None]
    for value in values:
        if not any(same(value, other) for other in placed):
            found = occurrences(source, value)
            spans += [Span(pattern, found[0].start, found[0].end)] if len(found) == 1 else []
    return spans


def _draft(row: MistakeRow, fields: Sequence[Field]) -> Mapping[str, tuple[str, ...]]:
    values: dict[str, list[str]] = {}
    for leaf in leaves(row.draft, [entry for entry in fields if entry.pattern in row.judged]):
        values.setdefault(leaf.field.pattern, []).append(str(leaf.value))
    return {pattern: tuple(held) for pattern, held in values.items()}
