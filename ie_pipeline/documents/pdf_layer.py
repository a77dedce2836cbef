"""The text layer of a page of a PDF, character by character, so that what is read can be changed in its place.

Knows neither words nor lines. A page whose text lies on its side is stood upright, as the library reads no other well.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, pi
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from ie_pipeline.documents.symbols import is_private, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

__all__ = ["Sign", "gap", "printed", "signs", "texts", "upright"]

_TURNS = ((1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0))  # by how many quarters text lies to the right
_SAMPLE = 200  # how many characters of a page are looked at to tell how it is turned
_DIGITS = "0123456789"
_SMALL = 0.65  # of the size of a font; small capitals are no smaller beside large ones
_CELL = 2.0  # of that size; what stands further apart stands in two columns
_RAISED = 0.2  # of that size; the ink of a digit that its font sets high is so far above its line, others stand on it
_INK = 0.64  # of a digit's room, as its font gives it
_FIRST_RADICAL, _LAST_RADICAL = "\u2f00", "\u2fd5"  # Kangxi radicals, which look like words
_FONT_NAME = 256  # bytes; the longest name of a font has 127 of them


@dataclass(frozen=True, slots=True)
class Sign:
    """A character that can be seen, by its place in the text layer; its room and the size of its font are in points.

    ``foot`` is the line that it stands on; a digit that its font itself draws small and high stands where its ink does.
    """

    index: int
    character: str
    left: float
    right: float
    foot: float
    height: float
    size: float


def upright(file: PdfDocument, index: int) -> PdfPage:
    """Return a page, turned so that most of its text runs from left to right, however a viewer turns it."""
    page = file[index]
    with closing(page.get_textpage()) as layer:
        count = layer.count_chars()
        places = range(0, count, max(count // _SAMPLE, 1))
        turns = Counter(_turn(layer, place) for place in places if _is_seen(layer, place))
    turn = turns.most_common(1)[0][0] if turns else 0
    if not turns or (turn == 0 and page.get_rotation() == 0):
        return page
    left, bottom, right, top = page.get_bbox()
    a, b, c, d = _TURNS[turn]
    corners = [(a * x + c * y, b * x + d * y) for x in (left, right) for y in (bottom, top)]
    across, up = -min(x for x, _ in corners), -min(y for _, y in corners)
    pdfium.FPDFPage_TransFormWithClip(page, pdfium.FS_MATRIX(a, b, c, d, across, up), None)
    pdfium.FPDFPage_TransformAnnots(page, a, b, c, d, across, up)
    box = (0, 0, max(x for x, _ in corners) + across, max(y for _, y in corners) + up)
    page.set_mediabox(*box)
    page.set_cropbox(*box)
    page.set_rotation(0)
    page.close()
    return file[index]


def printed(page: PdfPage, layer: PdfTextPage) -> list[str]:
    """Return the characters of a text layer; those beyond the edges of the page, or of no known meaning, are empty.

    The layer has the two halves of UTF-16 for an emoji; it stands in the place of the first.
    """
    left, bottom, right, top = page.get_bbox()
    low_x, high_x, low_y, high_y = box = [ctypes.c_double() for _ in range(4)]
    text = layer.raw
    characters = []
    for index in range(layer.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, index))
        if is_private(character):
            character = shown(_font(layer, index), character) or character
        elif _FIRST_RADICAL <= character <= _LAST_RADICAL:
            character = unicodedata.normalize("NFKC", character)
        beyond = (
            not character.isspace()
            and pdfium.FPDFText_GetCharBox(text, index, *box)
            and (high_x.value < left or low_x.value > right or high_y.value < bottom or low_y.value > top)
        )
        characters.append("" if beyond or character == "\0" else character)
    for first, second in pairwise(range(len(characters))):
        if "\ud800" <= characters[first] <= "\udbff":
            halves = (characters[first] + characters[second]).encode("utf-16", "surrogatepass")
            characters[first], characters[second] = halves.decode("utf-16", "replace"), ""
    return characters


def signs(layer: PdfTextPage, characters: list[str]) -> list[Sign]:
    """Return the characters of a text layer that can be seen."""
    x, y, matrix, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    page = layer.raw
    found = []
    for index, character in enumerate(characters):
        if (
            character.isprintable()
            and character.strip()
            and pdfium.FPDFText_GetLooseCharBox(page, index, box)
            and box.top > box.bottom
            and pdfium.FPDFText_GetCharOrigin(page, index, x, y)
        ):
            pdfium.FPDFText_GetMatrix(page, index, matrix)
            size = pdfium.FPDFText_GetFontSize(page, index) * hypot(matrix.c, matrix.d)
            foot, height = y.value, box.top - box.bottom
            if character in _DIGITS:
                low, high = _ink(page, index)
                if low - foot > _RAISED * size:
                    foot, height = low, (high - low) / _INK
            found.append(Sign(index, character, box.left, box.right, foot, height, size))
    return found


def _ink(page: pdfium.FPDF_TEXTPAGE, index: int) -> tuple[float, float]:
    """Return how far down and up a character is drawn."""
    box = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(page, index, *box)
    return box[2].value, box[3].value


def texts(characters: Sequence[str], seen: Sequence[Sign]) -> Iterator[list[Sign]]:
    """Yield what stands on one line in one size, or in large and small capitals, one column at a time."""
    text: list[Sign] = []
    for sign in seen:
        if text and not _goes_on(characters, text[-1], sign):
            yield text
            text = []
        text.append(sign)
    if text:
        yield text


def _goes_on(characters: Sequence[str], before: Sign, after: Sign) -> bool:
    """Say whether a sign stands beside the one before it in the same text."""
    if before.size < _SMALL * after.size or after.size < _SMALL * before.size or abs(gap(before, after)) >= _CELL:
        return False
    return all(character in ("", " ") for character in characters[before.index + 1 : after.index])


def gap(before: Sign, after: Sign) -> float:
    """Return how far two signs of a line are apart, as a share of the size of their font."""
    return (after.left - before.right) / before.size


def _font(layer: PdfTextPage, index: int) -> str:
    """Return the name of the font of a character."""
    buffer = ctypes.create_string_buffer(_FONT_NAME)
    pdfium.FPDFText_GetFontInfo(layer, index, buffer, len(buffer), None)
    return buffer.value.decode("utf-8", errors="replace")


def _is_seen(layer: PdfTextPage, index: int) -> bool:
    """Say whether a character is more than a gap between others."""
    return not chr(pdfium.FPDFText_GetUnicode(layer, index)).isspace()


def _turn(layer: PdfTextPage, index: int) -> int:
    """Return how many quarters to the right a character lies on its page."""
    angle: float = pdfium.FPDFText_GetCharAngle(layer, index)
    return round(angle / (pi / 2)) % len(_TURNS)
