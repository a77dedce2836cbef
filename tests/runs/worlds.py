"""A small batch for tests of runs: documents, and a pipeline over them that loads no model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ie_pipeline.documents import Document, Unreadable
from ie_pipeline.generators.base import Answer, Generator, Request, Usage
from ie_pipeline.loop import LoopSettings
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.record import Record
from ie_pipeline.runs.fingerprint import Fingerprint
from tests.critics import ScriptedCritic

__all__ = ["FINGERPRINT", "SCHEMA", "Drafting", "documents", "lines", "pipeline"]

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"law": {"type": "string"}, "parties": {"type": "array", "items": {"type": "string"}}},
}
FINGERPRINT = Fingerprint({"schema": "contract", "generator": "scripted", "critic": "scripted"})


def documents(count: int) -> list[Document]:
    """Return short contracts with the ids ``d0``, ``d1``, ..."""
    return [
        Document(f"d{n}", f"Agreement {n} between Acme {n} Inc. and Beta LLC under Ohio law.") for n in range(count)
    ]


class Drafting:
    """Draft a wrong law and the first party; asked again for parties alone, find the second. Every answer is one call.

    It holds nothing from one request to the next, as a model does not.

    Args:
        before: called with the requests before they are answered, as where a bill begins.

    """

    name = "drafting"
    passage_chars = 100_000

    def __init__(self, before: Callable[[Sequence[Request]], None] = lambda _: None) -> None:
        self.before = before

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request."""
        self.before(requests)
        return [Answer(self._answer(request), Usage(1, 10, 2)) for request in requests]

    def _answer(self, request: Request) -> dict[str, Any]:
        first, _, second = request.passage.partition(" between ")[2].partition(" under")[0].partition(" and ")
        if len(request.fields) > 1:
            return {"law": "Utah", "parties": [first]}
        return {"parties": [second]} if request.fields[0].name == "parties" else {}


def pipeline(generator: Generator) -> Pipeline:
    """Return a pipeline whose critic misses a party in the draft, so that each document takes two steps."""
    right = {("parties", f"Acme {n} Inc."): 0.9 for n in range(200)}
    return Pipeline(
        SCHEMA, generator, ScriptedCritic(right, {("parties", "Beta LLC"): 0.6}), LoopSettings(error_rate=0.2)
    )


def lines(records: Iterable[tuple[Document | Unreadable, Record]]) -> list[str]:
    """Return the records of a run as the output has them."""
    return [record.to_json() for _, record in records]
