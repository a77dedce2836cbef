"""Letters that a PDF sets apart for the look of it, as in the names and headings of resumes; they are one word.

Knows no words; goes by how far apart the characters of a line stand.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ie_pipeline.documents.pdf_layer import gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ie_pipeline.documents.pdf_layer import Sign

__all__ = ["close_up"]

_FEWEST = 4  # characters; fewer may be letters that somebody lists
_LEAST, _MOST = 0.08, 0.6  # of the size of the font; letters of a word stand closer, cells of a table further apart
_WORD = 0.15  # of that size; words are apart by so much more than their letters


def close_up(characters: list[str], lines: Sequence[list[Sign]]) -> None:
    """Take out the spaces that the library puts between letters where no two of a text on a line stand close."""
    for text in lines:
        least = min((gap(*pair) for pair in pairwise(text)), default=0)
        if len(text) >= _FEWEST and _LEAST < least < _MOST:
            for before, after in pairwise(text):
                if gap(before, after) < least + _WORD:
                    characters[before.index + 1 : after.index] = [""] * (after.index - before.index - 1)
