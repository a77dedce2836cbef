"""Where a word ends: a value is never a part of a double-barrelled name or of an e-mail address.

In scripts that put no spaces between words, a word may begin and end at any character.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from critic.text.numerals import DIGITS, UNITS

__all__ = ["ADDRESS", "EMAIL", "NAME", "UNSPACED", "address_endings", "closed", "joined", "whole_words"]

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""The scripts without spaces between words, for a set of ``regex``."""
EMAIL = (
    rf"[[\p{{L}}\p{{N}}._%+\-]--[{UNSPACED}]]{{1,64}}+@[[\p{{L}}\p{{N}}\-]--[{UNSPACED}]]+"
    rf"(?:\.[[\p{{L}}\p{{N}}\-]--[{UNSPACED}]]+)+"
)
"""An e-mail address, for ``regex.V1``; without letters of scripts that have no spaces, where it would take in the
sentence around it. It has 64 characters at most before its @ (RFC 5321), so that a long run is read quickly."""
ADDRESS = regex.compile(EMAIL, regex.V1)
NAME = r"\p{Lu}[\p{L}\p{M}]*(?:[-\u2010\u2011]\p{Lu}[\p{L}\p{M}]*)+"
"""Words with a capital each, joined by hyphens. In Delaware-based the first part is a word of its own."""
_JOINED = regex.compile(rf"{EMAIL}|(?<![\p{{L}}\p{{N}}]){NAME}", regex.V1)
_REACH = 80
"""Characters on either side within which a word is sought; longer than almost any."""
_OPENING = {")": "(", "]": "[", "）": "（", "】": "【"}
_FREE = regex.compile(rf"[{UNSPACED}\p{{Hangul}}]")  # a Korean name stands before its particle without a space


@lru_cache(maxsize=16_384)
def joined(before: str, after: str) -> bool:
    """Return whether two neighbouring characters are letters or figures of one word, so that none ends between them.

    五年 does not begin within 十五年.
    """
    if before in UNITS and after in DIGITS:
        return True
    return before.isalnum() and after.isalnum() and not (_FREE.match(before) or _FREE.match(after))


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a run of characters that begins or ends within such a word to the whole of it."""
    low, high = start, end
    for found in _JOINED.finditer(text, max(0, start - _REACH), min(len(text), end + _REACH)):
        if found.start() < start < found.end():
            low = found.start()
        if found.start() < end < found.end():
            high = found.end()
    return low, high


def address_endings(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the last parts of the e-mail addresses of a text begin and end: ``edu``."""
    if "@" in text:
        yield from ((found.start() + found[0].rindex(".") + 1, found.end()) for found in ADDRESS.finditer(text))


def closed(text: str, start: int, end: int) -> int:
    """Return where a run ends with the bracket that is opened in it and closed right behind it: B.A. (Economics)."""
    closing = text[end : end + 1]
    opening = _OPENING.get(closing)
    is_open = opening is not None and text.count(opening, start, end) > text.count(closing, start, end)
    return end + is_open
