"""What stands before the items of a list: bullets, decimals, letters and Roman numerals."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BULLET", "counted"]

BULLET = "\u2022"
_NUMERALS = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST = 5000  # Roman numerals and letters grow with what they count


def counted(number: int, form: str) -> str:
    """Return a number as a list writes it; ``form`` is Word's name for how, and decimals stand for all that is rare."""
    write = _FORMS.get(form, str)
    return write(number) if 0 < number < _MOST else str(number)


def _roman(number: int) -> str:
    letters = []
    for size, numeral in _NUMERALS:
        count, number = divmod(number, size)
        letters.append(numeral * count)
    return "".join(letters)


def _letters(number: int) -> str:
    """Return the letter of a number; after z come aa and bb."""
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": "{:02}".format,
    "lowerLetter": _letters,
    "lowerRoman": _roman,
    "none": lambda _: "",
    "upperLetter": lambda number: _letters(number).upper(),
    "upperRoman": lambda number: _roman(number).upper(),
}
