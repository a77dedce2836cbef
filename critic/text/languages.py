"""Which of the two languages that this package speaks a text is written in."""

from __future__ import annotations

from typing import Literal, TypeAlias

import regex

__all__ = ["Language", "language_of"]

Language: TypeAlias = Literal["en", "zh"]
"""ISO 639-1 codes."""

_HAN = regex.compile(r"\p{Han}")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_WORD = regex.compile(r"[[\p{L}\p{M}]--\p{Han}]+", regex.V1)
_ENOUGH = 20_000
"""Characters from which the language is told; the rest of a longer text changes nothing."""
_FEW = 0.1


def language_of(text: str) -> Language:
    """Return ``zh`` where at least half of the words are Chinese characters, else ``en``, also for other languages.

    Each Chinese character counts as a word, and so does each run of other letters; digits and punctuation count as
    nothing. Where there is more than one kana to ten Chinese characters, the text is Japanese, which is not ``zh``.
    """
    text = text[:_ENOUGH]
    han, kana, words = (len(sign.findall(text)) for sign in (_HAN, _KANA, _WORD))
    return "zh" if han and han >= words and kana <= _FEW * han else "en"
