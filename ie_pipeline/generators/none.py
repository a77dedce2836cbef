"""No generator: nobody drafts, and the record holds what the critic itself points at."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from critic.calibration import NOBODY
from ie_pipeline.generators.base import Answer, Request

__all__ = ["NoGenerator"]


class NoGenerator:
    """Answer for every document that nothing is known of it.

    The loop then finds everything missing, and fills in what a trained critic is sure enough of: a fraction of the
    time that a language model takes, and of fields that the critic has not learned nothing at all.
    """

    whole_document = True

    def __init__(self) -> None:
        """Have no model."""
        self.name = NOBODY
        self.passage_chars = sys.maxsize

    def __repr__(self) -> str:
        """Show the class."""
        return f"{type(self).__name__}()"

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Return an empty answer for every request."""
        return [Answer() for _ in requests]
