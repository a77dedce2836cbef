"""Letters that a PDF prints in two pieces, such as the é of TeX's own fonts: the letter, and its accent over it.

Goes by the places of characters, as the text layer gives the accent beside the letter, or anywhere on its line.
"""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ie_pipeline.documents.pdf_layer import Sign

__all__ = ["put_accents"]

_ACCENTS = "`´ˆ˜¯˘˙¨˚˝ˇ¸˛"
_COMBINED = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328"
_COMBINING = dict(zip(_ACCENTS, _COMBINED, strict=True))
_DOTLESS = {"ı": "i", "ȷ": "j"}
_MOST_RISE = 0.45  # of the size of the font; the line below is further away
_LEVEL = 0.05  # of that size
_GAP = 0.15  # of that size; words are further apart


def put_accents(characters: list[str], seen: Sequence[Sign]) -> None:
    """Write one character for each letter with an accent over it, of which ``seen`` gives the pieces."""
    gone = []
    for place, accent in enumerate(seen):
        if accent.character not in _COMBINING:
            continue
        letters = [sign for sign in seen if _is_under(sign, accent)]
        letter = min(letters, key=partial(_off, accent), default=None)
        whole = letter and _whole(characters[letter.index], accent.character)
        if letter and whole:
            characters[letter.index], characters[accent.index] = whole, ""
            gone.append(place)
    for place in gone:
        before = next((sign for sign in seen[place::-1] if characters[sign.index]), None)
        after = next((sign for sign in seen[place:] if characters[sign.index]), None)
        if before and after:
            _close_gap(characters, before, after)


def _is_under(letter: Sign, accent: Sign) -> bool:
    """Say whether a sign is a letter that an accent stands over, or below as a cedilla does."""
    near = -_LEVEL * accent.size <= accent.foot - letter.foot <= _MOST_RISE * accent.size
    over = _off(accent, letter) <= (letter.right - letter.left) / 2 + _LEVEL * accent.size
    return near and over and letter.character.isalpha() and letter.character not in _COMBINING


def _off(accent: Sign, letter: Sign) -> float:
    """Return how far the middle of an accent is from that of a letter, in points."""
    return abs(accent.left + accent.right - letter.left - letter.right) / 2


def _whole(letter: str, accent: str) -> str:
    """Return a letter with its accent; empty if there is no such character."""
    whole = unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + _COMBINING[accent])
    return whole if len(whole) == 1 else ""


def _close_gap(characters: list[str], before: Sign, after: Sign) -> None:
    """Leave a space where an accent stood, between the signs before and after it, only if they are apart."""
    between = range(before.index + 1, after.index)
    if {characters[index] for index in between} <= {"", " "}:
        apart = after.left - before.right > _GAP * after.size
        characters[before.index] = characters[before.index].rstrip() + (" " if apart else "")
        for index in between:
            characters[index] = ""
