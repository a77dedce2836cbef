"""Pieces of the grammars that answers are decoded under, in llguidance's dialect of Lark.

What they accept is what ``json.dumps`` writes with ``ensure_ascii=False``. Knows neither fields nor models.
"""

from __future__ import annotations

import json
from typing import Any

import regex

from critic.text.folding import CLUSTER
from critic.text.words import EMAIL, NAME, UNSPACED

__all__ = ["COPIED", "MAX_STRING", "chunks", "dumps", "literal", "source_terminal"]

MAX_STRING = 400
"""The longest value in characters as JSON writes them: a long sentence. Without a bound a small model runs on."""

COPIED = f'"\\"" (SOURCE & /\\S(.{{0,{MAX_STRING - 2}}}\\S)?/) "\\""'
"""A string that is a run of the passage's own words; its terminal SOURCE is that of ``source_terminal``."""

# Scripts without spaces between words count character by character, others word by word; a double-barrelled name and
# an e-mail address are one word. What is neither, such as punctuation or an emoji with all that is joined to it, is a
# chunk of its own. No name before an @ is longer than 64 characters (RFC 5321), so none is sought further.
_UNSPACED = f"[{UNSPACED}]"
_CHUNK = regex.compile(
    rf"(?=[^@\s]{{1,64}}+@){EMAIL}|{NAME}|{_UNSPACED}\p{{M}}*|[[\p{{L}}\p{{M}}\p{{N}}]--{_UNSPACED}]+|{CLUSTER}",
    regex.V1,
)


def chunks(passage: str) -> list[str]:
    """Split a passage into words, spaces and marks; joined again they are the passage."""
    return _CHUNK.findall(passage)


def source_terminal(passage: str) -> str:
    """Return the terminal SOURCE: every run of a passage's chunks, as JSON writes it between quotation marks."""
    pieces = [dumps(chunk)[1:-1] for chunk in chunks(passage)]
    return f'SOURCE: %regex {{"substring_chunks": {dumps(pieces)}}}'


def literal(text: str) -> str:
    """Write a text as a Lark string: as JSON does, but for the delete character, which may not stand in one."""
    return dumps(text).replace("\x7f", r"\u007f")


def dumps(value: Any) -> str:
    """Write a value as JSON with its letters as they are."""
    return json.dumps(value, ensure_ascii=False)
