"""Long text as overlapping windows: nothing is cut off, and what was read can be counted.

Knows nothing of tokens, fields or models; it counts characters (code points) and knows where prose may be parted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from critic.text.folding import CLUSTER

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Passage", "coverage", "split"]

# The places where a text may be parted, the best first. A match ends where the next passage may begin.
_SEAMS = (
    regex.compile(r"\n[^\S\n]*\n\s*"),  # a blank line
    # The end of a sentence; before a Chinese character an ASCII mark needs no space after it.
    regex.compile(r"""[.!?]["'”’)\]]*\s+|(?:[。！？；]|[!?;](?=\p{Han}))+["”’」』）】》]*"""),
    regex.compile(r"\n"),
    regex.compile(r"\s+|[，、：]|,(?=\p{Han})"),
)
_CLUSTER = regex.compile(CLUSTER)
# Far more characters than any written sign has; a longer run of combining marks is noise and may be parted.
_LONGEST_CLUSTER = 64


@dataclass(frozen=True, slots=True)
class Passage:
    """A window on a text: ``text`` is the run of characters from ``start`` up to, not including, ``end``."""

    start: int
    end: int
    text: str


def split(text: str, size: int, overlap: int) -> tuple[Passage, ...]:
    """Cut ``text`` into passages of at most ``size`` characters that together hold every character.

    Neighbours share about ``overlap`` characters (within a quarter of it). A cut falls after a paragraph, else a
    sentence, a line or a word, where the last quarter of the window has one; else anywhere, but never within a
    character and its combining marks. Time and memory are linear in the length of the text.

    Raises:
        ValueError: if ``size`` is below 1, or ``overlap`` is negative or more than half of ``size``.

    """
    if size < 1:
        msg = f"size is {size}; a passage needs at least 1 character"
        raise ValueError(msg)
    if not 0 <= overlap <= size // 2:
        msg = f"overlap is {overlap}; it must lie between 0 and half the passage size ({size // 2})"
        raise ValueError(msg)
    passages: list[Passage] = []
    start = end = 0
    while end < len(text):
        end = _cut(text, start, end, size)
        passages.append(Passage(start, end, text[start:end]))
        start = _next_start(text, start, end, overlap)
    return tuple(passages)


def coverage(text_length: int, ranges: Iterable[tuple[int, int]]) -> float:
    """Return the share, in [0, 1], of ``text_length`` characters that lie in at least one half-open range.

    Ranges may overlap, come in any order and reach beyond the text. An empty text is covered.
    """
    if text_length <= 0:
        return 1.0
    covered = reached = 0
    for start, end in sorted(ranges):
        stop = min(end, text_length)
        if stop > reached:
            covered += stop - max(start, reached)
            reached = stop
    return covered / text_length


def _cut(text: str, start: int, read: int, size: int) -> int:
    """Return where the passage that begins at ``start`` ends, the characters before ``read`` being in passages."""
    limit = start + size
    if limit >= len(text):
        return len(text)
    return _last_seam(text, max(read, limit - size // 4), limit) or _whole_cluster(text, read, limit)


def _next_start(text: str, start: int, end: int, overlap: int) -> int:
    """Return where the passage after ``start`` to ``end`` begins: about ``overlap`` before ``end``."""
    if overlap == 0:
        return end
    play = overlap // 4
    wanted = end - overlap
    if wanted + play <= start:  # a short passage, before a long run of combining marks
        return end
    begin = _last_seam(text, wanted - play, wanted + play) or _whole_cluster(text, start, wanted)
    return max(begin, start + 1)


def _last_seam(text: str, low: int, high: int) -> int | None:
    """Return the last of the best seams that end after ``low`` and at or before ``high``."""
    for seam in _SEAMS:
        found = None
        for match in seam.finditer(text, max(low, 0), high):
            found = match.end()
        if found and found > low and _whole_cluster(text, low, found) == found:
            return found
    return None


def _whole_cluster(text: str, floor: int, cut: int) -> int:
    """Move ``cut`` back to the beginning of the character (with its marks) that it falls in, if after ``floor``."""
    low = max(floor, cut - _LONGEST_CLUSTER)
    for cluster in _CLUSTER.finditer(text, low, min(len(text), cut + _LONGEST_CLUSTER)):
        if cluster.end() >= cut:
            return cut if cluster.end() == cut or cluster.start() <= low else cluster.start()
    return cut
