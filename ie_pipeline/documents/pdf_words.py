"""Words that a PDF breaks at the end of a line or spells in wrong characters, made whole.

Knows no places; goes by the words of the document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["whole_words"]

_BREAK = re.compile(r"[\x02\ufffe][ \r\n]*")  # what the library prints for a hyphen at a line's end
_BROKEN = re.compile(rf"(\w*){_BREAK.pattern}(\w*)")
_BROKEN_ADDRESS = re.compile(rf"(?:[^\s\x02\ufffe]*{_BREAK.pattern})+\S*")
_SIGNS_OF_ADDRESSES = ("@", "://", "www.")
_COMPOUND = re.compile(r"\w+-\w+")
_WORD = re.compile(r"\w+")
_HYPHENATED = 0.02  # of the lines; where fewer end within a word, they were broken at hyphens that the words have
_SWAPPED = re.compile("[吀戀昀栀椀樀欀氀琀]{2,3}")  # T, b, f, h, i, j, k, l and t in ligatures of Ghostscript 10.0


def whole_words(pages: Sequence[str]) -> list[str]:
    """Return the texts of pages with the words whole that were broken at a line's end.

    The hyphen stays where the document has the same compound elsewhere, within a line. It also stays where the document
    has its two parts elsewhere, or seems to break no words, unless it has them as one word. In an address it stays too.
    """
    pages = [_BROKEN_ADDRESS.sub(_with_its_hyphen, _SWAPPED.sub(_swapped_back, text)) for text in pages]
    compounds = {word.lower() for text in pages for word in _COMPOUND.findall(text)}
    words = {word.lower() for text in pages for word in _WORD.findall(_BROKEN.sub(" ", text))}
    broken = [parts for text in pages for parts in _BROKEN.findall(text)]
    breaks_words = len(broken) >= _HYPHENATED * sum(text.count("\n") for text in pages) or any(
        "".join(parts).lower() in words for parts in broken
    )

    def mend(found: re.Match[str]) -> str:
        before, after = found.groups()
        one = before[-1:].isalpha() and (after[:1].islower() or (len(before) > 1 and (before + after).isupper()))
        if not one or f"{before}-{after}".lower() in compounds:
            return f"{before}-{after}"
        if (before + after).lower() in words:
            return before + after
        parts_known = before.lower() in words and after.lower() in words
        return before + after if breaks_words and not parts_known else f"{before}-{after}"

    return [_BROKEN.sub(mend, text) for text in pages]


def _with_its_hyphen(broken: re.Match[str]) -> str:
    """Return an e-mail or web address with its hyphens, which nobody breaks elsewhere; another word as it is broken."""
    word = broken[0]
    return _BREAK.sub("-", word) if any(sign in word for sign in _SIGNS_OF_ADDRESSES) else word


def _swapped_back(ligature: re.Match[str]) -> str:
    """Return the letters of a ligature, each of which has its two bytes in the wrong order."""
    return "".join(chr(ord(letter) >> 8) for letter in ligature[0])
