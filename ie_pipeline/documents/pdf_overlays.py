"""Text that was put on top of a finished page, such as the fields of a form that was filled in and then flattened.

A file has it behind all that the page prints, so that it would be read far from the words that it belongs to.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from ie_pipeline.documents.pdf_entries import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypdfium2 import PdfPage, PdfTextPage

    from ie_pipeline.documents.pdf_layer import Sign

__all__ = ["lift"]

_PRINTED = 0.5  # of a page's characters; what prints fewer of them is not a page that others were put on
_ASKING = ":_"  # what stands before the place for an entry
_LEVEL = 0.6  # of the size of a font; an entry may stand so far above or below the words that ask for it
_TOUCH = 2.0  # points; such words may reach so far into the entry
_DEPTH, _RISE = 0.2, 0.8  # of the size of a font; how far below and above the line that it stands on text reaches
_LEADING = 1.6  # of that size; lines of one entry are no further apart
_MARKS = "Xx\u2713\u2714\u2715\u2716\u2717\u2718\u25a0\u25c6\u25cf\u2605"  # what boxes are ticked with
_MOST_LINES = 4  # of one entry; more are a column or a page of its own


def lift(characters: list[str], lines: Sequence[list[Sign]], page: PdfPage, layer: PdfTextPage) -> list[Entry]:
    """Take what was put on top of a page out of its characters, and return it.

    That is what comes last, in fonts of its own, and goes back up the page, if half of it stands where the page asks
    for it or each piece is a drawing of its own; many in one are a figure.
    """
    first = _first_added(lines, layer)
    printed = [sign for line in lines[:first] for sign in line]
    lowest = min((sign.foot for sign in printed), default=0)
    added = [
        entry
        for entry in _entries(lines[first:])
        if entry[0][0].foot > lowest and len(entry) <= _MOST_LINES and not _is_turned(entry[0][0], layer)
    ]
    if not added:
        return []
    asked = sum(_is_asked_for(entry[0][0], printed) for entry in added)
    if asked < len(added) / 2 and not _are_drawn_apart(added, lines[:first], page, layer):
        return []
    found = []
    for entry in added:
        whole = _whole(entry, characters)
        if not any(_covers(whole, sign) for sign in printed):
            found.append(whole)
            for line in entry:
                begin, end = line[0].index, line[-1].index + 1
                characters[begin:end] = [""] * (end - begin)
    return found


def _first_added(lines: Sequence[list[Sign]], layer: PdfTextPage) -> int:
    """Return the place of the first line, behind most of a page, from which on no font is one that stands before it."""
    fonts = [_address(pdfium.FPDFTextObj_GetFont(_object(layer, line[0]))) for line in lines]
    last = {font: place for place, font in enumerate(fonts)}
    count, total, reach = 0, sum(map(len, lines)), -1
    for place, font in enumerate(fonts):
        if place > reach and count >= _PRINTED * total:
            return place
        count += len(lines[place])
        reach = max(reach, last[font])
    return len(lines)


def _entries(lines: Sequence[list[Sign]]) -> Iterator[list[list[Sign]]]:
    """Yield the lines of each entry."""
    entry: list[list[Sign]] = []
    for line in lines:
        if entry and not _is_next_line(entry[-1][0], line[0]):
            yield entry
            entry = []
        entry.append(line)
    if entry:
        yield entry


def _is_next_line(before: Sign, after: Sign) -> bool:
    """Say whether a line begins straight below the one before it."""
    fall = (before.foot - after.foot) / before.size
    return 0 < fall < _LEADING and abs(after.left - before.left) < after.size


def _is_asked_for(first: Sign, printed: Sequence[Sign]) -> bool:
    """Say whether what begins with a sign stands behind a colon or on a line to write on."""
    beside = [
        sign
        for sign in printed
        if abs(sign.foot - first.foot) < _LEVEL * first.size and sign.right <= first.left + _TOUCH
    ]
    return bool(beside) and max(beside, key=lambda sign: sign.right).character in _ASKING


def _are_drawn_apart(
    added: Sequence[list[list[Sign]]], printed: Sequence[list[Sign]], page: PdfPage, layer: PdfTextPage
) -> bool:
    """Say whether entries are drawings of their own, or what was put on a page that is itself but a drawing."""
    drawings = {}
    for text in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        outermost, around = 0, text.container
        while around is not None:
            outermost, around = _address(around.raw), around.container
        drawings[_address(text.raw)] = outermost
    below = {drawings.get(_address(_object(layer, line[0]))) for line in printed}
    above = {drawings.get(_address(_object(layer, entry[0][0]))) for entry in added}
    return not above & below and (len(above) == len(added) or above == {0})


def _object(layer: PdfTextPage, sign: Sign) -> Any:
    """Return what the library keeps of the text that a sign is part of."""
    return pdfium.FPDFText_GetTextObject(layer, sign.index)


def _address(pointer: Any) -> int:
    """Return where something is that the library keeps."""
    return ctypes.addressof(pointer.contents) if pointer else 0


def _is_turned(sign: Sign, layer: PdfTextPage) -> bool:
    """Say whether a sign stands aslant, as of a stamp or a watermark."""
    return bool(pdfium.FPDFText_GetCharAngle(layer, sign.index))


def _whole(lines: Sequence[list[Sign]], characters: Sequence[str]) -> Entry:
    """Return the entry that lines are, or the mark of a box that was ticked."""
    first, last = lines[0][0], lines[-1][0]
    text = "\n".join("".join(characters[line[0].index : line[-1].index + 1]) for line in lines)
    return Entry(
        text="☒" if text in _MARKS else text,
        marks=text in _MARKS,
        left=min(line[0].left for line in lines),
        bottom=last.foot - _DEPTH * last.size,
        right=max(line[-1].right for line in lines),
        top=first.foot + _RISE * first.size,
    )


def _covers(entry: Entry, sign: Sign) -> bool:
    """Say whether an entry hides a sign of the page, other than the line that it is written on."""
    across, up = (sign.left + sign.right) / 2, sign.foot + sign.size / 3
    return sign.character != "_" and entry.left < across < entry.right and entry.bottom < up < entry.top
