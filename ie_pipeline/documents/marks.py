"""Raised digits, such as the marks of footnotes, so that none is read as a digit of the number before it.

Knows no file format. What a format raises becomes a character that is raised by itself, as in m².
"""

from __future__ import annotations

import re

__all__ = ["raised", "set_apart"]

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TABLE = str.maketrans("0123456789", _RAISED)
_DIGITS = re.compile(r"[\d\s,;*\u2013-]*")
_LETTER = rf"[^\W\d_{_RAISED}]"
_SEAM = re.compile(  # later stages read ¹ as 1; after one or two letters it is the power of a unit
    rf"(?:(?<=[\d%)])|(?<={_LETTER}{{3}}))(?=[{_RAISED}])|(?<=[{_RAISED}])(?={_LETTER})"
)


def raised(text: str) -> str:
    """Return a text that is set as superscript in raised characters, if it is a number; ``st`` stays as it is."""
    return text.translate(_TABLE) if _DIGITS.fullmatch(text) else text


def set_apart(text: str) -> str:
    """Put a space between a raised number and the number or the word that it stands at."""
    return _SEAM.sub(" ", text)
