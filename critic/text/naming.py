"""A field's name in plain words, and whether the text around a value says it.

What is effective, governing or renewed is called so in most sentences that state it: "This Agreement takes effect on".
Knows no model.
"""

from __future__ import annotations

import re

__all__ = ["in_words", "named_nearby", "spoken_name"]

BEFORE, AFTER = 60, 40
"""How many characters before and after a value are looked at."""
STEM = 5
"""How many letters of a word are looked for, so that ``effective`` is found in "shall take effect"."""
SHORTEST = 4
"""The letters of the shortest word that says anything."""


def spoken_name(name: str) -> str:
    """Write a property name as words: ``notice_period`` and ``noticePeriod`` as ``notice period``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+", " ", name).strip().lower()


def in_words(name: str, description: str) -> str:
    """Return what a field means as one text: its name in words, and its description."""
    return f"{spoken_name(name)}: {description}"


def named_nearby(text: str, start: int, end: int, name: str) -> bool:
    """Say whether the first word of a field's name that is no mere particle stands near ``text[start:end]``."""
    stem = next((word[:STEM] for word in spoken_name(name).split() if len(word) >= SHORTEST), None)
    around = text[max(0, start - BEFORE) : start], text[end : end + AFTER]
    return stem is not None and any(stem in part.lower() for part in around)
