"""The texts of a prompt as tokens: what this project wrote, and what a document says.

A fast tokenizer keeps its options from call to call, of whatever thread, so each kind of text has its own tokenizer.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

__all__ = ["TurnTokenizer"]


class TurnTokenizer:
    """Tokenises both kinds of text, also for several threads at once."""

    def __init__(self, tokenizer: Any) -> None:
        """Take a fast tokenizer of transformers."""
        self._tokenizer = tokenizer
        self._of_data = deepcopy(tokenizer)

    def own(self, text: str) -> tuple[int, ...]:
        """Return the tokens of a text of the project's own, special ones among them."""
        return tuple(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def data(self, text: str) -> tuple[int, ...]:
        """Return the tokens of a text in which nothing is a special token, whatever it looks like."""
        return tuple(self._of_data(text, add_special_tokens=False, split_special_tokens=True)["input_ids"])
