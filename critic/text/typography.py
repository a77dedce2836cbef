"""How a text looks on its page: capitals, columns, lines and blank lines, which a tokenizer of words drops.

By capitals a name is known among words, and by its line what is an employer and what a duty. Knows characters alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

__all__ = ["LOOKS", "Case", "Gap", "case_of", "encodable", "gap_of"]

WIDE = 3
"""So many blanks, or a tab, stand between columns and not between words."""
_HALF = re.compile("[\ud800-\udfff]")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


class Case(IntEnum):
    """How a token is written. ``LOWER`` is also a number, a sign, and whatever a script without capitals writes."""

    LOWER = 0
    CAPITALISED = 1
    UPPER = 2
    MIXED = 3


class Gap(IntEnum):
    """What stands between two tokens. Where a text begins and ends there is a blank line."""

    CLOSE = 0
    COLUMN = 1
    LINE = 2
    BLANK_LINE = 3


LOOKS: Mapping[str, int] = MappingProxyType({"case": len(Case), "before": len(Gap), "after": len(Gap)})
"""What a network is told of each token of a text, with the number of answers: its case and the gaps around it."""


def case_of(word: str) -> Case:
    """Return how a word, or a piece of one, is written; a lone capital counts as capitalised."""
    if word.islower() or not any(sign.isupper() for sign in word):
        return Case.LOWER
    if len(word) > 1 and word.isupper():
        return Case.UPPER
    return Case.CAPITALISED if word[0].isupper() and not any(sign.isupper() for sign in word[1:]) else Case.MIXED


def gap_of(between: str) -> Gap:
    """Return which gap the characters between two tokens make."""
    breaks = len(_BREAK.findall(between))
    if breaks > 1 or "\f" in between:
        return Gap.BLANK_LINE
    if breaks:
        return Gap.LINE
    return Gap.COLUMN if "\t" in between or len(between) >= WIDE else Gap.CLOSE


def encodable(text: str) -> str:
    """Return a text of the same length that every tokenizer takes: half a character is an unknown sign."""
    return _HALF.sub("\ufffd", text)
