"""Lines of a page of a PDF that end because their author ended them, told by where they stand.

Knows no words. What is not told apart here may still be a line of its own; its text has the last say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ie_pipeline.documents.pdf_layer import Sign

__all__ = ["PARAGRAPH_END", "UNSPACED", "mark_ends"]

PARAGRAPH_END = "\u2029"
"""What is put at the end of a line that the next one does not go on with."""

UNSPACED = re.compile("[\u2e80-\u312f\u31a0-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""A character of Chinese or Japanese, which part words by no space and lines after nearly any character."""

_UNIT = re.compile(  # a character with the marks that no line may begin or end between
    rf"[（「『【〔〈《“‘]*{UNSPACED.pattern}[、。，．：；！？）」』】〕〉》”’…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]*"
)
_SAME_SIZE = 0.95  # of the size of a font; a line of another size is a heading, a note or a caption
_GAP = 1.5  # of that size; two words of a justified line are seldom further apart
_SPACE = 0.25  # of that size
_HANG = 0.6  # of that size; the text of a list item stands so far from its bullet, be it a Courier o
_ALIGNED = 0.5  # of that size
_INDENT = 8.0  # of that size; no first line of a paragraph begins so far to the right of the others
_SPACED = 1.4  # of the distance of lines; space above a heading or below a paragraph sets a line so far from the next
_MARGIN = 0.9  # the quantile of right edges that stands for the margin, what stands beside the text aside
_MARKER = re.compile(r"(?![^\W\d_]{3})\S{1,8}|(?:section|article|clause|§)\S{1,8}", re.IGNORECASE)
_BROKEN = re.compile("[\x02\ufffe]")  # what the library prints for a hyphen at a line's end
_LINE_END = re.compile("[\r\n\x02\ufffe]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: the place of the sign that it begins with, the edges of what wide gaps set apart in it, and its words."""

    index: int
    lefts: tuple[float, ...]
    right: float
    foot: float
    size: float
    first_word: float
    is_item: bool
    has_marker: bool
    unspaced: bool
    broken: bool


def mark_ends(characters: list[str], seen: Sequence[Sign]) -> None:
    """Put ``PARAGRAPH_END`` behind the end of each line of a page with which the next one cannot go on.

    It cannot if its first word would have fitted on the line; if it is of another size; if it begins with a bullet, of
    whatever kind; if wide gaps make it the row of a table, or the line before it, unless it stands below the last cell
    of that; if it stands above the line, in no column to the right; if it stands farther below it than lines of the
    page do; or if it begins far to the left of it, or to the left of a centred line, and is not centred itself.
    """
    lines = list(_lines(characters, seen))
    for (before, line), spaced in zip(pairwise(lines), _spaced(lines), strict=True):
        if not before.broken and (spaced or not _may_go_on(before, line, *_edges(lines, before))):
            end = next(place for place in range(line.index, 0, -1) if characters[place - 1] in ("\r", "\n"))
            characters[end - 1] += PARAGRAPH_END


def _spaced(lines: Sequence[_Line]) -> list[bool]:
    """Say of each line but the first whether it stands farther below the one before it than most, and than those near.

    Double-spaced lines on a page of single-spaced ones are no further apart than their neighbours.
    """
    drops = [before.foot - line.foot for before, line in pairwise(lines)]
    usual = median([drop for drop in drops if drop > 0] or [0.0])
    near = [
        min((drop for drop in (*drops[max(at - 1, 0) : at], *drops[at + 1 : at + 2]) if drop > 0), default=0.0)
        for at in range(len(drops))
    ]
    return [drop > _SPACED * max(usual, beside) > 0 for drop, beside in zip(drops, near, strict=True)]


def _may_go_on(before: _Line, line: _Line, edge: float, margin: float) -> bool:
    """Say whether a line may go on with the one before it, in a column that reaches from an edge to a margin."""
    size = min(before.size, line.size)
    if size < _SAME_SIZE * max(before.size, line.size) or len(line.lefts) > 1 or line.is_item:
        return False
    if line.foot > before.foot + size and line.lefts[0] < before.right:
        return False
    indent = before.lefts[0] - line.lefts[0]
    centred, other = (abs(one.lefts[0] - edge - (margin - one.right)) < _ALIGNED * size for one in (before, line))
    if indent > _INDENT * size or (indent > size and centred and not other):
        return False
    cells = before.lefts[before.has_marker :]
    if len(cells) > 1 and abs(cells[-1] - line.lefts[0]) > _ALIGNED * size:
        return False
    return before.right + _SPACE * size + line.first_word > margin


def _edges(lines: list[_Line], line: _Line) -> tuple[float, float]:
    """Return from where to where the lines reach that stand above or below a line.

    Those of unspaced scripts, which fill each line, reach as far as the longest that begins where the line does, unless
    text of the page stands beside them.
    """
    column = [other for other in lines if other.lefts[0] < line.right and line.lefts[0] < other.right]
    rights = sorted(other.right for other in column)
    margin = rights[round(_MARGIN * (len(rights) - 1))]
    if line.unspaced and all(other.lefts[0] < margin for other in lines):
        near = _ALIGNED * line.size
        margin = max([margin, *(other.right for other in column if abs(other.lefts[0] - line.lefts[0]) < near)])
    return min(other.lefts[0] for other in column), margin


def _lines(characters: list[str], seen: Sequence[Sign]) -> Iterator[_Line]:
    """Yield the lines of a page that hold signs."""
    line: list[Sign] = []
    for sign in seen:
        between = "".join(characters[line[-1].index + 1 : sign.index]) if line else ""
        if between and _LINE_END.search(between):
            yield _line(line, broken=_BROKEN.search(between) is not None)
            line = []
        line.append(sign)
    if line:
        yield _line(line, broken=False)


def _line(signs: list[Sign], *, broken: bool) -> _Line:
    """Return where a line stands that consists of signs."""
    index, size = signs[0].index, median(sign.size for sign in signs)
    signs = sorted(signs, key=lambda sign: sign.left)
    lefts, cells, right = [signs[0].left], [""], signs[0].right
    for sign in signs:
        if sign.left - right > _GAP * size:
            lefts.append(sign.left)
            cells.append("")
        cells[-1] += sign.character
        right = max(right, sign.right)
    spaced = (before for before, sign in pairwise(signs) if sign.index != before.index + 1)
    unspaced = _UNIT.match("".join(sign.character for sign in signs))
    word = signs[unspaced.end() - 1] if unspaced else next(spaced, signs[-1])
    return _Line(
        index=index,
        lefts=tuple(lefts),
        right=right,
        foot=signs[0].foot,
        size=size,
        first_word=word.right - signs[0].left,
        is_item=signs[1:] != [] and signs[1].left - signs[0].right > _HANG * size,
        has_marker=len(cells) > 1 and _MARKER.fullmatch(cells[0]) is not None,
        unspaced=UNSPACED.match(signs[-1].character) is not None,
        broken=broken or signs[-1].character == "-",
    )
