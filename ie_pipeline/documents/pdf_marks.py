"""Digits that a page of a PDF sets small and high, such as the marks of its footnotes.

Goes by the places of characters, as the text layer gives the digits alone.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from ie_pipeline.documents.marks import raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfTextPage

__all__ = ["with_raised"]

_LEAST_HEIGHT, _MOST_HEIGHT = 0.4, 0.85  # of what a raised digit stands at; a smaller one stands at an ornament
_LEAST_RISE, _MOST_RISE = 0.15, 0.75  # of that height; the line above is further away
_MOST_GAP = 0.3  # of that height
_MOST_DIGITS = 3  # in a raised number
_LEVEL = 0.1  # points; the same line, the same height
_CONTEXT = 12  # characters before a raised number, by which it is found in the text
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class _Sign:
    """A character that is printed, by its place in the text layer; ``foot`` is the line that it stands on."""

    index: int
    character: str
    left: float
    right: float
    foot: float
    height: float


def with_raised(layer: PdfTextPage, text: str) -> str:
    """Return the text of a page, of which ``layer`` is the text layer, with raised characters for raised digits."""
    pieces, done = [], 0
    for begin, end, goes_on in _raised_numbers(list(_signs(layer))):
        start = max(begin - _CONTEXT, 0)
        before = layer.get_text_range(start, begin - start) if begin > start else ""
        number = layer.get_text_range(begin, end - begin)
        found = text.find(before + number, max(done - len(before), 0))
        place = found + len(before)
        if found < 0 or place < done:
            continue
        pieces += [text[done:place], raised(number)]
        done = place + len(number)
        rest = text[done : done + 2]
        if goes_on and rest[:1] in ("\r", "\n"):  # the library takes the way down to the line for a new one
            done += len(rest) - len(rest.lstrip("\r\n"))
            pieces.append("" if text[done : done + 1] == " " else " ")
    return "".join([*pieces, text[done:]])


def _raised_numbers(signs: list[_Sign]) -> Iterator[tuple[int, int, bool]]:
    """Yield where in the text layer each raised number begins and ends, and whether its line goes on behind it."""
    place = 0
    while place < len(signs):
        end = place + 1
        if signs[place].character in _DIGITS:
            while end < len(signs) and _is_next_digit(signs[end - 1], signs[end]):
                end += 1
            before, after = signs[max(place - 1, 0) : place], signs[end : end + 1]
            base = next((sign for sign in before + after if _is_raised(signs[place], signs[end - 1], sign)), None)
            if base is not None and end - place <= _MOST_DIGITS:
                goes_on = any(abs(sign.foot - base.foot) < _LEVEL and sign.left >= base.left for sign in after)
                yield signs[place].index, signs[end - 1].index + 1, goes_on
        place = end


def _is_next_digit(digit: _Sign, sign: _Sign) -> bool:
    """Say whether a sign goes on with the number that a digit is part of."""
    level = abs(sign.foot - digit.foot) < _LEVEL and abs(sign.height - digit.height) < _LEVEL
    return level and sign.character in _DIGITS and sign.index == digit.index + 1


def _is_raised(first: _Sign, last: _Sign, sign: _Sign) -> bool:
    """Say whether a number is set smaller and higher than a sign beside it."""
    size, rise = first.height / sign.height, (first.foot - sign.foot) / sign.height
    gap = max(first.left - sign.right, sign.left - last.right) / sign.height
    return _LEAST_HEIGHT < size < _MOST_HEIGHT and _LEAST_RISE < rise < _MOST_RISE and gap < _MOST_GAP


def _signs(layer: PdfTextPage) -> Iterator[_Sign]:
    """Yield the characters that a page prints."""
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(layer.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(layer, index))
        if not character.isspace() and character.isprintable():
            left, bottom, right, top = layer.get_charbox(index, loose=True)
            if top > bottom and pdfium.FPDFText_GetCharOrigin(layer, index, x, y):
                yield _Sign(index, character, left, right, y.value, top - bottom)
