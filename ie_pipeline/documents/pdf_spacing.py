"""Letters that a PDF sets apart for the look of it, as in the names and headings of resumes; they are one word.

Knows no words; goes by how far apart the characters of a line stand, some of which are kerned, as A and T are.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from ie_pipeline.documents.pdf_layer import gap
from ie_pipeline.documents.pdf_lines import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdfium2 import PdfTextPage

    from ie_pipeline.documents.pdf_layer import Sign

__all__ = ["close_up"]

_FEWEST = 4  # characters; fewer may be letters that somebody lists
_LEAST, _MOST = 0.08, 0.6  # of the size of the font; letters of a word stand closer, cells of a table further apart
_KERNED = 0.02  # of that size; letters set apart stand no closer, also where their shapes fit into each other
_WORD = 0.15  # of that size; words are apart by so much more than their letters


def close_up(characters: list[str], lines: Sequence[list[Sign]], layer: PdfTextPage) -> None:
    """Take out the spaces that the library puts between letters where no two of a text on a line stand close.

    Those between Chinese or Japanese characters go as well: a justified line is stretched there, as they have no words.
    """
    for text in lines:
        pairs = list(pairwise(text))
        gaps = [gap(*pair) for pair in pairs]
        least = min(gaps, default=0)
        usual = median(gaps) if _KERNED < least <= _LEAST else least
        is_apart = len(text) >= _FEWEST and _LEAST < usual < _MOST
        unspaced = [_are_unspaced(*pair) for pair in pairs]
        stretch = median([width for width, is_unspaced in zip(gaps, unspaced, strict=True) if is_unspaced] or [0.0])
        for (before, after), width, is_unspaced in zip(pairs, gaps, unspaced, strict=True):
            stretched = is_unspaced and _LEAST < stretch < _MOST and width < stretch + _WORD
            if (is_apart and width < usual + _WORD) or (stretched and _is_generated(before, after, layer)):
                characters[before.index + 1 : after.index] = [""] * (after.index - before.index - 1)


def _are_unspaced(before: Sign, after: Sign) -> bool:
    """Say whether two characters are of scripts that put no spaces between words."""
    return UNSPACED.match(before.character) is not None and UNSPACED.match(after.character) is not None


def _is_generated(before: Sign, after: Sign, layer: PdfTextPage) -> bool:
    """Say whether there is a space between two characters for no other reason than their places."""
    return all(pdfium.FPDFText_IsGenerated(layer, index) == 1 for index in range(before.index + 1, after.index))
