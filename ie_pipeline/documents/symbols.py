"""Characters of the fonts of symbols, whose numbers say nothing without the font: bullets, ticks and boxes of forms.

Knows no file format.
"""

from __future__ import annotations

import unicodedata

__all__ = ["is_private", "shown"]

_SYMBOLS = {  # by font and by number
    "Symbol": dict(zip(b"\xa3\xb0\xb1\xb3\xb4\xb7\xb9\xbb\xd2\xd3\xd4", "≤°±≥×•≠≈®©™", strict=True)),
    "Wingdings": dict(zip(b"\x6f\x76\x78\xa7\xa8\xd8\xe0\xfb\xfc\xfd\xfe", "☐❖☒▪☐➢→✗✓☒☑", strict=True)),
    "Wingdings2": dict(zip(b"\x4f\x50\x51\x52\x53\x54\xa3", "✗✓☒☑☒☒☐", strict=True)),
}
_SYMBOLS["OpenSymbol"] = {**_SYMBOLS["Wingdings"], 0xB7: "•"}  # LibreOffice's, in place of those that are not there
_PAGES = (0x00, 0xF0)  # such fonts give their characters as they are or among those for private use
_NAMES = {"SymbolMT": "Symbol", "Wingdings-Regular": "Wingdings"}


def shown(font: str, character: str) -> str | None:
    """Return what a font of symbols shows for a character, empty where it is not known; None for another font."""
    name = font.rpartition("+")[2].replace(" ", "")
    symbols, number = _SYMBOLS.get(_NAMES.get(name, name)), ord(character)
    return None if symbols is None else symbols.get(number & 0xFF if number >> 8 in _PAGES else number, "")


def is_private(character: str) -> bool:
    """Say whether a character is one that every font may draw as it likes."""
    return unicodedata.category(character) == "Co"
