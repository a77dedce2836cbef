"""Where a word ends: a value is never a part of a double-barrelled name or of an e-mail address."""

from __future__ import annotations

import regex

__all__ = ["EMAIL", "NAME", "whole_words"]

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
EMAIL = (
    rf"[[\p{{L}}\p{{N}}._%+\-]--[{_UNSPACED}]]+@[[\p{{L}}\p{{N}}\-]--[{_UNSPACED}]]+"
    rf"(?:\.[[\p{{L}}\p{{N}}\-]--[{_UNSPACED}]]+)+"
)
"""An e-mail address, for ``regex.V1``; without letters of scripts that have no spaces, where it would take in the
sentence around it."""
NAME = r"\p{Lu}[\p{L}\p{M}]*(?:[-\u2010\u2011]\p{Lu}[\p{L}\p{M}]*)+"
"""Words with a capital each, joined by hyphens. In Delaware-based the first part is a word of its own."""
_JOINED = regex.compile(rf"{EMAIL}|(?<![\p{{L}}\p{{N}}]){NAME}", regex.V1)
_REACH = 80
"""Characters on either side within which a word is sought; longer than almost any."""


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a run of characters that begins or ends within such a word to the whole of it."""
    low, high = start, end
    for found in _JOINED.finditer(text, max(0, start - _REACH), min(len(text), end + _REACH)):
        if found.start() < start < found.end():
            low = found.start()
        if found.start() < end < found.end():
            high = found.end()
    return low, high
