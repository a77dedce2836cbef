"""Digits that a page of a PDF sets small and high, such as the marks of its footnotes.

Goes by the places of characters, as the text layer gives the digits alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ie_pipeline.documents.marks import raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ie_pipeline.documents.pdf_layer import Sign

__all__ = ["raise_digits"]

_LEAST_HEIGHT, _MOST_HEIGHT = 0.4, 0.85  # of what a raised digit stands at; a smaller one stands at an ornament
_LEAST_RISE, _MOST_RISE = 0.15, 0.75  # of that height; the line above is further away
_MOST_GAP = 0.3  # of that height
_MOST_DIGITS = 3  # in a raised number
_LEVEL = 0.1  # points; the same line, the same height
_DIGITS = "0123456789"


def raise_digits(characters: list[str], seen: list[Sign]) -> None:
    """Write raised characters for the raised digits among the characters of a page, of which ``seen`` can be seen.

    The library takes the way up to a digit, and down from it, for a new line; it is none.
    """
    for first, last, before, after in _raised_numbers(seen):
        begin, end = first.index, last.index + 1
        characters[begin:end] = raised("".join(characters[begin:end]))
        if before is not None:
            _drop_newline(characters, before.index + 1, begin)
        if after is not None and _drop_newline(characters, end, after.index) and characters[after.index - 1] != " ":
            characters[after.index] = f" {characters[after.index]}"


def _drop_newline(characters: list[str], begin: int, end: int) -> bool:
    """Leave the end of a line between two places empty; say whether there was one."""
    there = "\r" in characters[begin:end] or "\n" in characters[begin:end]
    characters[begin:end] = ["" if character in "\r\n" else character for character in characters[begin:end]]
    return there


def _raised_numbers(signs: list[Sign]) -> Iterator[tuple[Sign, Sign, Sign | None, Sign | None]]:
    """Yield the first and last digit of each raised number and the signs that it stands behind and before on a line."""
    place = 0
    while place < len(signs):
        end = place + 1
        if signs[place].character in _DIGITS:
            while end < len(signs) and _is_next_digit(signs[end - 1], signs[end]):
                end += 1
            first, last = signs[place], signs[end - 1]
            before = signs[place - 1] if place and _is_raised(first, last, signs[place - 1]) else None
            after = signs[end] if end < len(signs) else None
            base = before or (after if after is not None and _is_raised(first, last, after) else None)
            if base is not None and end - place <= _MOST_DIGITS:
                level = after is not None and abs(after.foot - base.foot) < _LEVEL and after.left >= base.left
                yield first, last, before, after if level else None
        place = end


def _is_next_digit(digit: Sign, sign: Sign) -> bool:
    """Say whether a sign goes on with the number that a digit is part of."""
    level = abs(sign.foot - digit.foot) < _LEVEL and abs(sign.height - digit.height) < _LEVEL
    return level and sign.character in _DIGITS and sign.index == digit.index + 1


def _is_raised(first: Sign, last: Sign, sign: Sign) -> bool:
    """Say whether a number is set smaller and higher than a sign beside it."""
    size, rise = first.height / sign.height, (first.foot - sign.foot) / sign.height
    gap = max(first.left - sign.right, sign.left - last.right) / sign.height
    return _LEAST_HEIGHT < size < _MOST_HEIGHT and _LEAST_RISE < rise < _MOST_RISE and gap < _MOST_GAP
