"""Reads what a language model wrote: text in, the part of a record that fits out.

Models wrap JSON in prose and code fences, think aloud before it and stop in its middle; this module saves what can
be saved and says when something was lost. It raises nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from critic.fields import Field
from ie_pipeline.shape import fit, nest

__all__ = ["MAX_ANSWER_CHARS", "Reading", "read_answer"]

MAX_ANSWER_CHARS = 1_000_000
"""Longer answers are refused: no record of one passage is that long, and parsing it would only cost memory."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and what went wrong; both are given where an answer breaks off and its beginning is kept."""

    data: dict[str, Any] = field(default_factory=dict)
    error: str | None = None


def read_answer(text: str, fields: Sequence[Field]) -> Reading:
    """Read the JSON object in a model's text and keep what has the shape of ``fields``."""
    if len(text) > MAX_ANSWER_CHARS:
        return Reading(error=f"the answer has {len(text):,} characters, more than the {MAX_ANSWER_CHARS:,} allowed")
    text = text.rpartition("</think>")[2]
    start = text.find("{")
    if start < 0:
        return Reading(error="the answer holds no JSON object")
    error: str | None = None
    found: object
    try:
        found, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        found, error = _beginning(text[start:]), "the answer breaks off or is not JSON; its beginning was kept"
    data = fit(found, nest(fields)) if found is not None else None
    if data is None:
        return Reading(error="the answer is not JSON and nothing of it could be kept")
    if isinstance(found, dict) and found and not set(found) & {part.path[0] for part in fields}:
        error = error or f"the answer has none of the fields asked for (it has {', '.join(sorted(found))[:120]})"
    return Reading(data, error)


def _beginning(text: str) -> object:
    """Parse as much of a broken JSON text as is whole; values cut in their middle are left out."""
    from jiter import from_json

    try:
        return from_json(text.encode("utf-8", "replace"), partial_mode=True, cache_mode="none")
    except ValueError:
        return None
