"""Text that a page shows at an end of a line and that its file has far from it.

Browsers print what floats before all lines: a resume has the dates of all jobs first, and then the jobs. WeasyPrint
prints the bullets and numbers of lists behind all lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from ie_pipeline.documents.pdf_entries import Entry
from ie_pipeline.documents.pdf_lines import PARAGRAPH_END

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ie_pipeline.documents.pdf_layer import Sign

__all__ = ["take_floats"]

_LEVEL = 0.35  # of the size of a font; what floats beside a line stands so far above or below it, if it is smaller
_LEADING = 1.6  # of that size; lines of one column are no further apart
_APART = 2.0  # of that size; what stands nearer to a line is part of it
_MARKER = re.compile(r"\(?\w{1,4}[.)]|[\u2022\u00b7\u25aa\u25a0\u25cf\u25cb\u25e6\u2023*-]")
_DEPTH, _RISE = 0.2, 0.8  # of that size; how far below and above the line that it stands on text reaches


def take_floats(characters: list[str], lines: Sequence[list[Sign]]) -> list[Entry]:
    """Take the texts that float, and the markers of lists, out of a page's characters, and return them.

    A text floats that stands to the right of a line which comes later, and not next, and is no line of a column: none
    next to it begins where it does, unless that one floats too. A marker stands straight to the left of a line that
    comes earlier.
    """
    lines = [line for line in lines if characters[line[0].index]]  # the others were taken out already
    found = []
    for place, marks in _without_columns(_candidates(lines), lines).items():
        line = lines[place]
        found.append(_entry(line, characters, marks=marks))
        begin, end = line[0].index, lines[place + 1][0].index if place + 1 < len(lines) else line[-1].index + 1
        characters[begin:end] = [""] * (end - begin)
    return found


def _candidates(lines: Sequence[list[Sign]]) -> dict[int, bool]:
    """Return the places of the lines that may float or are markers, and whether they are markers."""
    heights = sorted((line[0].foot, place) for place, line in enumerate(lines))
    found = {}
    for place, line in enumerate(lines):
        foot, drift, apart = line[0].foot, _LEVEL * line[0].size, _APART * line[0].size
        level = heights[bisect_left(heights, (foot - drift, 0)) : bisect_left(heights, (foot + drift, 0))]
        left, right = line[0].left, line[-1].right
        marks = _MARKER.fullmatch("".join(sign.character for sign in line)) is not None and any(
            earlier < place and right <= lines[earlier][0].left <= right + apart for _, earlier in level
        )
        floats = any(later > place + 1 and lines[later][-1].right <= left - apart for _, later in level)
        next_to = (*lines[max(place - 1, 0) : place], *lines[place + 1 : place + 2])
        if marks or (floats and not any(_is_column(line, other) for other in next_to)):
            found[place] = marks
    return found


def _without_columns(candidates: dict[int, bool], lines: Sequence[list[Sign]]) -> dict[int, bool]:
    """Leave out what would float but begins straight above or below a line next to it that stays where it is."""
    kept = dict(candidates)
    for step, places in ((-1, list(candidates)), (1, list(reversed(candidates)))):  # a column holds on to either end
        for place in places:
            line, other = lines[place][0], place + step
            if kept.get(place, True) or other in kept or not 0 <= other < len(lines):
                continue
            if abs(lines[other][0].left - line.left) < _LEVEL * line.size:
                del kept[place]
    return kept


def _is_column(line: Sequence[Sign], other: Sequence[Sign]) -> bool:
    """Say whether a line that comes next to another stands on the same level, or straight above or below it."""
    apart = abs(line[0].foot - other[0].foot) / line[0].size
    over = line[0].left < other[-1].right and other[0].left < line[-1].right
    return apart < _LEVEL or (over and apart < _LEADING)


def _entry(line: Sequence[Sign], characters: Sequence[str], *, marks: bool) -> Entry:
    """Return a marker, or what floats, which ends the line that it is put on."""
    first, last = line[0], line[-1]
    return Entry(
        text="".join(characters[first.index : last.index + 1]) + ("" if marks else PARAGRAPH_END),
        marks=marks,
        left=first.left,
        bottom=first.foot - _DEPTH * first.size,
        right=last.right,
        top=first.foot + _RISE * first.size,
    )
