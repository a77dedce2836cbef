"""Text without the differences that a reader overlooks, and the way back to the characters as printed.

Folding makes NFKC forms, case, runs of whitespace and punctuation, and words hyphenated at the end of a line equal.
Chinese and Japanese put no space between words: one that stands beside their characters is typography, and folds to
nothing, be it the end of a line, a two-character name set wide or the gap before a Latin word.
It knows nothing of what the words mean: dates, money and numbers are the business of ``critic.text.normalise``.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache

import regex

__all__ = ["CLUSTER", "Folded", "fold", "one_line"]

CLUSTER = r"(?:[\U0001F1E6-\U0001F1FF]{1,2}[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*+|\X)"
"""A written character with its marks, for ``regex``. Flags, of two letters each, are counted from where the search
begins: for every one of them ``\\X`` looks back to the first of the row."""

# Punctuation and whitespace become one space. Kept: # % & @, which tell C# from C and 5 % from 5, and . , : / between
# two digits, which tell 3.5 from 3 5. A lone space needs no folding.
_SEPARATORS = r"(?!(?<=\d)[.,:/](?=\d))(?:[[\s\p{P}\p{Cc}]--[#%&@]]{2,}|[[\s\p{P}\p{Cc}]--[#%&@\ ]])"
_SEPARATOR = regex.compile(_SEPARATORS, regex.V1)
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}]"  # Korean, whose words have spaces between them, is not among these
_GAP = rf"(?=\s)(?:(?<={_UNSPACED})\s++(?=[\p{{L}}\p{{N}}])|(?<=[\p{{L}}\p{{N}}])\s++(?={_UNSPACED}))"
_WRAP = regex.compile(rf"(?<={_UNSPACED})[^\S\n]*+\n\s*+(?={_UNSPACED})")
# Everything else than plain ASCII and CJK ideographs, which fold to themselves or to their small letter.
_IRREGULAR = regex.compile(
    r"(?<hyphen>(?<=\p{L})[-\u2010\u00ad][^\S\n]*+\n\s*+(?=\p{Ll}))"
    rf"|(?<gap>{_GAP})"
    rf"|(?<separator>{_SEPARATORS})"
    r"|(?=[^\x00-\x7f\u3400-\u4dbf\u4e00-\u9fff]|[\x00-\x7f\u3400-\u9fff][\p{M}\u200d])"
    rf"{CLUSTER}",
    regex.V1,
)
_UNSEEN = regex.compile(r"[\p{Cf}\ufe00-\ufe0f]+")  # soft hyphens, joiners, byte order marks, variation selectors


class Folded:
    """A text folded once, with a map from each folded character to the characters it came from.

    ``text`` is the folded text, without space at either end.
    """

    __slots__ = ("_at", "_ends", "_plain", "_starts", "text")

    def __init__(self, text: str) -> None:
        """Fold ``text``; the time is linear in its length."""
        # One entry per segment: where it begins in the folded text, where it begins and ends in the source, and
        # whether it is plain, that is, maps character by character; else all of it came from all of its source.
        self._at: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._plain: list[bool] = []
        self.text = self._fold(text)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the source that the folded, non-empty range ``start`` to ``end`` came from.

        Raises:
            ValueError: if the range is empty or reaches beyond the folded text.

        """
        if not 0 <= start < end <= len(self.text):
            msg = f"[{start}, {end}) is not a non-empty range of the {len(self.text)} folded characters"
            raise ValueError(msg)
        first = bisect_right(self._at, start) - 1
        last = bisect_right(self._at, end - 1) - 1
        source_start = self._starts[first] + (start - self._at[first] if self._plain[first] else 0)
        source_end = self._starts[last] + end - self._at[last] if self._plain[last] else self._ends[last]
        return source_start, source_end

    def image(self, start: int, end: int) -> tuple[int, int]:
        """Return the folded range that came wholly from the source range ``start`` to ``end``; it may be empty."""
        first = bisect_left(self._ends, start + 1)
        last = bisect_left(self._ends, end)
        low = self._begin(first)
        if first < len(self._at) and self._starts[first] < start:
            low = low + start - self._starts[first] if self._plain[first] else self._begin(first + 1)
        high = self._begin(last)
        if last < len(self._at):
            if self._plain[last]:
                high += max(0, end - self._starts[last])
            elif self._ends[last] <= end:
                high = self._begin(last + 1)
        low, high = min(low, len(self.text)), min(high, len(self.text))
        return low, max(low, high)

    def _begin(self, segment: int) -> int:
        return self._at[segment] if segment < len(self._at) else len(self.text)

    def _fold(self, text: str) -> str:
        pieces: list[str] = []
        length = 0
        spaced = True  # so that a leading space is dropped
        done = 0
        matches = ((match.start(), match.end(), _replacement(match)) for match in _IRREGULAR.finditer(text))
        for start, end, folded in (*matches, (len(text), len(text), "")):
            plain = text[done:start].lower()
            for piece, source_start, source_end, is_plain in ((plain, done, start, True), (folded, start, end, False)):
                dropped = 1 if spaced and piece.startswith(" ") else 0
                kept = piece[dropped:]
                if not kept:
                    continue
                self._at.append(length)
                self._starts.append(source_start + dropped if is_plain else source_start)
                self._ends.append(source_end)
                self._plain.append(is_plain)
                pieces.append(kept)
                length += len(kept)
                spaced = kept.endswith(" ")
            done = end
        return "".join(pieces).rstrip(" ")


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Return ``text`` in NFKC and lower case, punctuation and whitespace as single spaces, hyphenation undone.

    Meant for values; for a long document, which would crowd the cache, use ``Folded``.
    """
    return Folded(text).text


def one_line(text: str) -> str:
    """Return ``text`` with runs of whitespace as one space, and as none where a Chinese name goes over two lines."""
    return " ".join(_WRAP.sub("", text).split())


def _replacement(match: regex.Match[str]) -> str:
    if match["hyphen"] or match["gap"]:
        return ""
    return " " if match["separator"] else _fold_cluster(match[0])


@lru_cache(maxsize=16_384)
def _fold_cluster(cluster: str) -> str:
    """Fold one written character with its marks."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return _SEPARATOR.sub(" ", _UNSEEN.sub("", folded))
