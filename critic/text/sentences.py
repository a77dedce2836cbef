"""Where a text's sentences begin and end, by its marks alone: quick, and the same for every reader of the text.

Headings and numbers stay with what follows them; a blank line ends a sentence. Knows no language but the marks of
Latin and Chinese script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

__all__ = ["PARAGRAPH", "sentences", "statements"]

PARAGRAPH: Final = re.compile(r"\n[^\S\n]*\n\s*")
"""The space between two paragraphs."""
_END: Final = re.compile(
    r"(?<!\bNo)(?<!\bSec)(?<!\bArt)(?<!\bInc)(?<!\bCorp)(?<!\bLtd)(?<!\bCo)(?<!\b[A-Z])"
    r"[.!?;][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9]|\(?[a-z]{1,5}\)\s|[*•●·-]\s)"
    r"|[。！？；][”’」』）】》]*"
)
_SHORTEST: Final = 40  # characters; less is a heading or a number, which belongs to what follows it, unless it has
_FEWEST: Final = 4  # so many words
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_LABEL: Final = re.compile(r"(?:[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,5})[\])]|\d+(?:\.\d+)+\.?|\d{1,3}\.|[*•·●-])\s+")

_TITLE: Final = r"[A-Z][^\s.;:!?]*"
_HEADING: Final = re.compile(  # of a clause, with the number of the first one below it
    rf"(?:\d{{1,3}}[^\S\n]+)?(?:(?:{_TITLE}|[a-z]{{1,4}}|&)[^\S\n]+){{0,7}}{_TITLE}[^\S\n]*\n"
    r"\s*\d{1,3}\.(?:\d+\.?)*\s+"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Cut a text into sentences, each with the space after it, as (start, end) in characters; nothing is left out."""
    ends: list[int] = []
    start = 0
    for end in (*(seam.end() for seam in PARAGRAPH.finditer(text)), len(text)):
        for seam in _END.finditer(text, start, end):
            begin = ends[-1] if ends else 0
            if seam.end() - begin >= _SHORTEST or len(_WORD.findall(text, begin, seam.end())) >= _FEWEST:
                ends.append(seam.end())
        if end > (ends[-1] if ends else 0):
            ends.append(end)
        start = end
    return list(pairwise([0, *ends]))


def statements(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences as they would be quoted, as (start, end).

    They are without the space around them, their number, and the heading of the clause that they begin.
    """
    for start, end in sentences(text):
        begin = start + len(text[start:end]) - len(text[start:end].lstrip())
        for mark in (_LABEL, _HEADING):
            found = mark.match(text, begin, end)
            begin = found.end() if found else begin
        stop = begin + len(text[begin:end].rstrip())
        if begin < stop:
            yield begin, stop
