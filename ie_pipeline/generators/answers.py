"""Reads what a language model wrote: text in, the part of a record that fits out.

Models wrap JSON in prose and code fences, think aloud before it and stop in its middle; this module saves what can
be saved and says when something was lost. It raises nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from critic.fields import Field
from ie_pipeline.shape import fit, nest

__all__ = ["MAX_ANSWER_CHARS", "Reading", "after_thoughts", "beginning", "read_answer"]

MAX_ANSWER_CHARS = 1_000_000
"""Longer answers are refused: no record of one passage is that long, and parsing it would only cost memory."""
_DECODER = json.JSONDecoder(strict=False)
"""Takes the line breaks of a text that is copied letter by letter, which models forget to escape."""
_THOUGHT_END = re.compile(r"</think(?:ing)?>|\[/THINK\]|<\|message\|>")
_OPENING = re.compile(r'\{\s*(?:["}]|\Z)')
_DEEPEST = 3
"""Objects around an object that are looked through."""
_MOST_OPENINGS = 50
"""Openings of objects that are tried; where so many are none, no answer follows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and what went wrong; both are given where an answer breaks off and its beginning is kept."""

    data: dict[str, Any] = field(default_factory=dict)
    error: str | None = None


def read_answer(text: str, fields: Sequence[Field]) -> Reading:
    """Read the JSON object in a model's text and keep what has the shape of ``fields``."""
    if len(text) > MAX_ANSWER_CHARS:
        return Reading(error=f"the answer has {len(text):,} characters, more than the {MAX_ANSWER_CHARS:,} allowed")
    text = after_thoughts(text)
    found, whole = _object(text)
    if found is None:
        reason = "is not JSON and nothing of it could be kept" if "{" in text else "holds no JSON object"
        return Reading(error=f"the answer {reason}")
    known = {part.path[0] for part in fields}
    found = _unwrapped(found, known, lists=whole)
    error = None if whole else "the answer breaks off or is not JSON; its beginning was kept"
    if found and not found.keys() & known:
        error = error or f"the answer has none of the fields asked for (it has {', '.join(sorted(found))[:120]})"
    return Reading(fit(found, nest(fields)), error)


def _unwrapped(found: dict[str, Any], known: Collection[str], *, lists: bool) -> dict[str, Any]:
    """Return the object within others that has some of the fields asked for, where it is the only one.

    So models write ``{"result": {…}}``, ``{"records": [{…}]}``, ``{"data": {…}, "confidence": 0.9}`` or, after a schema
    that is printed to them, ``{"type": "object", "properties": {…}}``; and where they have found nothing,
    ``{"result": {}}`` or ``{"records": []}``, which is an empty object. ``lists`` says whether a list is looked into:
    one that broke off may have held several.
    """
    level, hollow = [found], len(found) == 1
    for _ in range(_DEEPEST):
        if having := [node for node in level if not node.keys().isdisjoint(known)]:
            return having[0] if len(having) == 1 else found
        parts = [part for node in level for part in node.values()]
        parts = [part for inner in parts for part in (inner if lists and isinstance(inner, list) else [inner])]
        if hollow and not parts:
            return {}
        level = [part for part in parts if isinstance(part, dict)]
        hollow = hollow and len(level) == len(parts)
    return found


def after_thoughts(text: str) -> str:
    """Return what follows a model's thoughts; a mark such as ``</think>`` inside a JSON object, in a value, ends none.

    Where an object follows the last one, that is the answer: in a value no quote stands as it is, so no object either.
    """
    ends = list(_THOUGHT_END.finditer(text))
    if ends and _object(text[ends[-1].end() :])[0]:
        return text[ends[-1].end() :]
    start = 0
    for end in ends:
        found, whole = _object(text[start : end.start()])
        if found is not None and not whole:
            break
        start = end.end()
    return text[start:]


def beginning(text: str) -> dict[str, Any] | None:
    """Parse as much of a JSON object that breaks off as is whole; values cut in their middle are left out.

    A number at the end may lack digits. Inside a string it does not matter, for the string is dropped.
    """
    from jiter import from_json

    number = text[len(text.rstrip("0123456789.+-eE")) :].lstrip("e")  # the e of "true" is no part of one
    try:
        found = from_json(text.removesuffix(number).encode("utf-8", "replace"), partial_mode=True, cache_mode="none")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _object(text: str) -> tuple[dict[str, Any] | None, bool]:
    """Return the first JSON object in a text, or the beginning of one, and whether it is whole.

    Braces that open no object are passed over, with all that was read before the mistake.
    """
    passed, broken = 0, ""
    for _ in range(_MOST_OPENINGS):
        opening = _OPENING.search(text, passed)
        if opening is None:
            break
        start = opening.start()
        try:
            return _DECODER.raw_decode(text, start)[0], True
        except json.JSONDecodeError as error:
            passed = error.pos
            broken = broken or text[start:passed].rstrip().rstrip(",")
        except (ValueError, RecursionError):  # a number of thousands of digits, or objects as deep
            passed = len(text)
        if (found := beginning(text[start:])) is not None:
            return found, False
    return beginning(broken) if broken else None, False  # up to a comma too many, or a comment
