"""Letters that a PDF sets apart for the look of it, as in the names and headings of resumes; they are one word.

Knows no words; goes by how far apart the characters of a line stand, some of which are kerned, as A and T are.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from ie_pipeline.documents.pdf_layer import gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ie_pipeline.documents.pdf_layer import Sign

__all__ = ["close_up"]

_FEWEST = 4  # characters; fewer may be letters that somebody lists
_LEAST, _MOST = 0.08, 0.6  # of the size of the font; letters of a word stand closer, cells of a table further apart
_KERNED = 0.02  # of that size; letters set apart stand no closer, also where their shapes fit into each other
_WORD = 0.15  # of that size; words are apart by so much more than their letters


def close_up(characters: list[str], lines: Sequence[list[Sign]]) -> None:
    """Take out the spaces that the library puts between letters where no two of a text on a line stand close."""
    for text in lines:
        gaps = [gap(*pair) for pair in pairwise(text)]
        least = min(gaps, default=0)
        usual = median(gaps) if _KERNED < least <= _LEAST else least
        if len(text) >= _FEWEST and _LEAST < usual < _MOST:
            for (before, after), width in zip(pairwise(text), gaps, strict=True):
                if width < usual + _WORD:
                    characters[before.index + 1 : after.index] = [""] * (after.index - before.index - 1)
