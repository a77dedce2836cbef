"""A set of mistakes for a person to look at: what it holds, and some drafts with their mistakes beside the evidence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from critic.mistakes.rows import Mistake, MistakeRow, Truth

if TYPE_CHECKING:
    from critic.mistakes.dataset import MistakeSet

__all__ = ["pages"]

_AROUND = 50
"""Characters of the source shown on either side of the evidence."""


def pages(one: MistakeSet, count: int) -> Iterator[str]:
    """Yield the lines: counts, sources, then ``count`` drafts, spread over the set, that have mistakes."""
    rows = (*one.train, *one.dev)
    kinds = Counter(truth.mistake for row in rows for truth in row.truths)
    documents = len({row.document for row in rows})
    yield f"{len(one.train):,} drafts to learn from, {len(one.dev):,} held out; {documents:,} documents"
    yield f"right values: {sum(len(row.right) for row in rows):,}"
    yield from (f"{mistake.kind}, {mistake}: {kinds[mistake]:,}" for mistake in Mistake)
    yield from one.sources
    yield f"sha256 {one.digest}"
    shown = [row for row in rows if row.truths]
    step = max(len(shown) // count, 1) if count else 1
    for row in shown[::step][:count]:
        yield ""
        yield from _page(row)


def _page(row: MistakeRow) -> Iterator[str]:
    yield f"{row.document} ({', '.join(filter(None, (row.origin, row.generator, row.notes.get('run'))))})"
    yield f"  draft: {json.dumps(row.draft, ensure_ascii=False)}"
    for truth in row.truths:
        value = json.dumps(truth.value, ensure_ascii=False)
        yield f"  {truth.mistake.kind} {truth.pointer} {value}: {truth.mistake}"
        yield from (f"    {line}" for line in _evidence(row, truth))
        yield f"    {truth.explanation}"


def _evidence(row: MistakeRow, truth: Truth) -> Iterator[str]:
    """Yield the evidence in square brackets with what stands around it, on one line."""
    if truth.start is None or truth.end is None:
        return
    text = row.text
    before, quote = text[max(0, truth.start - _AROUND) : truth.start], text[truth.start : truth.end]
    after = text[truth.end : truth.end + _AROUND]
    yield " ".join(f"{truth.start}: …{before}[{quote}]{after}…".split())
