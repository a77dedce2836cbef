"""A stand-in for a generator: what it answers to a passage is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ie_pipeline.generators.base import Answer, Request, Usage

__all__ = ["ScriptedGenerator"]

Script = Callable[[Request], Answer | Mapping[str, Any]]


class ScriptedGenerator:
    """Answer drafts with ``draft`` and the loop's questions, which ask for one place again, with ``again``.

    The first request of a document is its draft; ``requests`` keeps all of them. Every answer costs one call, ten
    tokens read and two written.
    """

    name = "scripted"

    def __init__(
        self,
        draft: Script | Mapping[str, Any],
        again: Script | Mapping[str, Any] = {},  # noqa: B006 - never changed
        *,
        passage_chars: int = 100_000,
    ) -> None:
        self.draft = draft
        self.again = again
        self.passage_chars = passage_chars
        self.requests: list[Request] = []

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request, in order."""
        seen = {request.document for request in self.requests}
        self.requests += requests
        return [self._answer(self.again if request.document in seen else self.draft, request) for request in requests]

    def _answer(self, script: Script | Mapping[str, Any], request: Request) -> Answer:
        answer = script(request) if callable(script) else script
        return answer if isinstance(answer, Answer) else Answer(dict(answer), Usage(1, 10, 2))
