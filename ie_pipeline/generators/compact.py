"""The prompt and the answer of small local models: as few tokens as will do.

The fields come first, so that one cached prefix serves every passage of a document; the passage is data between two
markers of the chat template that no text can contain. The answer is a flat object, the name of every field asked for
to the values that the passage states, in the order of the fields, an empty list where it states none: so each field
is a decision of its own, and none is skipped because another came first. Training and decoding both use this module,
so they cannot drift apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Ask", "answer", "body", "collapse", "prefix"]

MAX_DESCRIPTION_WORDS = 14
"""Longer descriptions are cut in the prompt: at about 1,900 tokens a second every word of it is paid per document."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One field as the prompt shows it."""

    name: str
    description: str


def collapse(text: str) -> str:
    """Write every run of whitespace as one space."""
    return " ".join(text.split())


def prefix(asks: Sequence[Ask]) -> str:
    """Return the part of the prompt that does not depend on the passage."""
    lines = [f"- {ask.name}: {_short(ask.description)}" if ask.description else f"- {ask.name}" for ask in asks]
    return "<|im_start|>user\nFields:\n" + "\n".join(lines) + "\nText:\n"


def body(passage: str, rejected: Sequence[tuple[str, str]] = ()) -> str:
    """Return the rest of the prompt: the passage, and the answers that were rejected before, as (field, value)."""
    notes = "".join(f"\nNot {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in rejected)
    return passage.replace("<|", "< |") + notes + "<|im_end|>\n<|im_start|>assistant\n"


def answer(values: Mapping[str, Sequence[str]]) -> str:
    """Return the answer with these values of every field asked for; the end-of-turn token is not part of it."""
    return json.dumps({name: list(found) for name, found in values.items()}, ensure_ascii=False)


def _short(description: str) -> str:
    words = description.split()
    return description if len(words) <= MAX_DESCRIPTION_WORDS else " ".join(words[:MAX_DESCRIPTION_WORDS])
