"""Text that a page shows between two lines and that its file has far behind them.

Browsers print what is positioned behind all that is not: a resume has its headings first, and then the jobs below them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from ie_pipeline.documents.pdf_lines import PARAGRAPH_END

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdfium2 import PdfPage, PdfTextPage

    from ie_pipeline.documents.pdf_layer import Sign

__all__ = ["in_order", "reading_order"]

_ROOM = 0.9  # of the size of a font; lines that stand one below the other are no closer
_RISE = 0.7  # of that size; capitals reach so far up, as a large first letter does into the lines beside it
_FOOT = 0.15  # of a page's height; there is what foots it, which may be printed before all else
_MOST_MOVES = 8  # of one page; one on which more would be moved is a form or a drawing, and has no lines to go by


def reading_order(lines: Sequence[list[Sign]], page: PdfPage, layer: PdfTextPage) -> list[int]:
    """Return the places of texts in the order in which a reader meets them.

    It is that of the file, other than for a text that stands above the last one, and in an empty room between two that
    come one after the other, of which the second does not foot the page: it is read there, and so are those behind it
    that find room there.
    """
    _, bottom, _, top = page.get_bbox()
    floor = bottom + _FOOT * (top - bottom)
    order: list[int] = []
    moved: list[list[Sign]] = []  # together into one room, which ends before the text at ``end`` of the order
    end = moves = 0
    for place, line in enumerate(lines):
        if not moved or not _goes_on(line, moved, lines[order[end]]):
            is_apart = moved or (order and line[0].foot > lines[order[-1]][0].foot + line[0].size)
            turned = is_apart and pdfium.FPDFText_GetCharAngle(layer, line[0].index)
            end, moved = _room(line, order, lines) if is_apart and not turned else 0, []
            end = end if end and lines[order[end]][0].foot > floor else 0
            moves += end > 0
        if moves > _MOST_MOVES:
            return list(range(len(lines)))
        order.insert(end or len(order), place)
        if end:
            moved.append(line)
            end += 1
    return order


def in_order(characters: Sequence[str], lines: Sequence[list[Sign]], order: Sequence[int]) -> str:
    """Return the text of a page, of whose characters each of ``lines`` begins a part, in an order of these parts."""
    if all(before < after for before, after in pairwise(order)):
        return "".join(characters)
    begins = [0, *(line[0].index for line in lines[1:]), len(characters)]
    text = ""
    for before, place in pairwise([-1, *order]):
        if text and place != before + 1:
            text = text.rstrip(f" \r\n{PARAGRAPH_END}") + f"\n{PARAGRAPH_END}"
        text += "".join(characters[begins[place] : begins[place + 1]])
    return text


def _goes_on(line: Sequence[Sign], moved: Sequence[list[Sign]], after: Sequence[Sign]) -> bool:
    """Say whether a text stands below those that were moved last, or beside one of them, and above what comes after."""
    beside = any(
        abs(line[0].foot - other[0].foot) < _ROOM * other[0].size and not _is_over(line, other) for other in moved
    )
    return (beside or _is_above(moved[-1], line)) and _is_above(line, after)


def _room(line: Sequence[Sign], order: Sequence[int], lines: Sequence[list[Sign]]) -> int:
    """Return before which text in an order there is an empty room in which a text stands; 0 if there is none."""
    column = [at for at, place in enumerate(order) if _is_over(line, lines[place])]
    below = [at for at in column if lines[order[at]][0].foot <= line[0].foot]
    if not below:
        return 0
    room = max(below, key=lambda at: lines[order[at]][0].foot)
    above = [at for at in column if lines[order[at]][0].foot > line[0].foot]
    fits = all(_is_above(lines[order[at]], line) for at in (*above, *range(max(room - 1, 0), room)))
    return room if fits and _is_above(line, lines[order[room]]) and max(above, default=-1) < room else 0


def _is_above(line: Sequence[Sign], other: Sequence[Sign]) -> bool:
    """Say whether a text stands so far above another that there is room for both."""
    least = max(_ROOM * min(line[0].size, other[0].size), _RISE * other[0].size)
    return line[0].foot - other[0].foot > least


def _is_over(line: Sequence[Sign], other: Sequence[Sign]) -> bool:
    """Say whether a part of a text stands straight above or below another."""
    return line[0].left < other[-1].right and other[0].left < line[-1].right
