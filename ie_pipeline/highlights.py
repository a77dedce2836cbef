"""A text cut into runs where highlights begin and end, so that overlapping ones can be drawn side by side.

Knows no HTML. The runs, put together, are the text again, character for character.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ie_pipeline.documents.document import Document

__all__ = ["Block", "Mark", "Run", "highlight"]

_BLOCK_CHARS = 4_000
"""Where a page is longer than this it is drawn in several blocks, which a browser lays out only when they are seen."""
_BREAK = re.compile(r"\n+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A highlight: half-open range of characters, what it belongs to and which kind it is."""

    start: int
    end: int
    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that the same marks cover throughout; ``number`` counts the covered runs from 1."""

    text: str
    marks: tuple[Mark, ...] = ()
    number: int = 0

    @property
    def keys(self) -> str:
        """What the run is highlighted for, separated by blanks."""
        return " ".join(dict.fromkeys(mark.key for mark in self.marks))

    @property
    def kinds(self) -> str:
        """The kinds of its marks, separated by blanks."""
        return " ".join(dict.fromkeys(mark.kind for mark in self.marks))


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive runs; ``page`` is set on the first block of a page."""

    page: int | None
    runs: tuple[Run, ...]


def highlight(document: Document, marks: Iterable[Mark]) -> list[Block]:
    """Cut a document into blocks of runs. Marks that are empty or outside of the text are left out."""
    length = len(document.text)
    inside = sorted(
        (mark for mark in marks if 0 <= mark.start < mark.end <= length), key=lambda mark: (mark.start, -mark.end)
    )
    edges = sorted({edge for mark in inside for edge in (mark.start, mark.end)})
    blocks: list[Block] = []
    number, following, shown = 0, 0, None
    active: list[Mark] = []
    for start, end in _blocks(document):
        runs: list[Run] = []
        for left, right in _cuts(start, end, edges):
            while following < len(inside) and inside[following].start <= left:
                active.append(inside[following])
                following += 1
            active = [mark for mark in active if mark.end > left]
            number += bool(active)
            runs.append(Run(document.text[left:right], tuple(active), number if active else 0))
        page = document.page_of(start)
        blocks.append(Block(page if page != shown else None, tuple(runs)))
        shown = page
    return blocks


def _blocks(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the blocks: pages, and parts of long pages that end with a line where that is possible."""
    text = document.text
    starts = sorted({0, *(page.start for page in document.pages if 0 < page.start < len(text))})
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        left = start
        while left < end:
            right = min(end, left + _BLOCK_CHARS)
            if right < end and (line := _BREAK.search(text, right, min(end, right + _BLOCK_CHARS))):
                right = line.end()
            yield left, right
            left = right


def _cuts(start: int, end: int, edges: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a range between the edges that lie in it."""
    left = start
    for edge in edges[bisect_right(edges, start) : bisect_left(edges, end)]:
        yield left, edge
        left = edge
    yield left, end
