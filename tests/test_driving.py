"""The driver: what it asks of a step that is partly known, and what becomes of documents whose source fails."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import pytest

from ie_pipeline.documents import Document
from ie_pipeline.driving import Job, drive
from ie_pipeline.generators.base import Answer, Request, Usage
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.record import Record
from tests.generators.scripted import ScriptedGenerator

SCHEMA: dict[str, Any] = {"type": "object", "properties": {"law": {"type": "string"}}}
PASSAGES = [Request("d", f"passage {number}", number, ()) for number in range(4)]
KNOWN = [Answer({"law": "Ohio"}, Usage(1)), None, Answer({}, Usage(1)), None]


@dataclass
class Half:
    """Steps that recall two answers of four, and hear what was asked."""

    kept: list[tuple[list[Answer], Usage]] = field(default_factory=list)
    heard: list[Answer] = field(default_factory=list)

    def recall(self, number: int, requests: Sequence[Request]) -> list[Answer | None]:  # noqa: ARG002 - the protocol's
        """Recall two."""
        return KNOWN

    def keep(self, number: int, requests: Sequence[Request], answers: Sequence[Answer], spent: Usage) -> None:  # noqa: ARG002
        """Remember what is to be kept."""
        self.kept.append((list(answers), spent))

    def asked(self, answers: Sequence[Answer], seconds: float) -> None:  # noqa: ARG002
        """Remember what was asked."""
        self.heard += answers

    def reviewed(self, seconds: float) -> None:
        """Hear of a review."""

    def ended(self, record: Record) -> None:
        """Hear of a record."""


def answers_of(half: Half, generator: ScriptedGenerator) -> list[Answer]:
    """Drive one document with one step of four passages; return the answers that it is given."""
    given: list[Answer] = []

    def asking() -> Generator[Any, Any, Any]:
        given.extend((yield PASSAGES))
        return given

    job = Job(Document("d", "text"), asking(), half, half)
    list(drive([job.document], lambda _: job, generator, Lock(), lambda: 0.0, in_flight=1, ordered=True))
    return given


def test_of_a_step_that_is_partly_known_the_rest_is_asked() -> None:
    """All answers come in their order and are kept so, with what was spent now; telemetry hears the new ones."""
    half, new = Half(), Answer({"law": "Utah"}, Usage(1, 10, 2))
    generator = ScriptedGenerator({"law": "Utah"}, {"law": "Utah"})
    assert answers_of(half, generator) == half.kept[0][0] == [KNOWN[0], new, KNOWN[2], new]
    assert generator.requests == [PASSAGES[1], PASSAGES[3]]
    assert half.kept[0][1] == Usage(2, 20, 4)
    assert half.heard == [new, new]


@pytest.mark.parametrize("ordered", [True, False])
def test_a_source_that_fails_takes_no_document_with_it(ordered: bool) -> None:
    """Those that were read before have their records, and then the error is raised."""

    def source() -> Iterator[Document]:
        yield from (Document(name, "under the laws of Delaware") for name in "ab")
        message = "the third cannot be had"
        raise OSError(message)

    stream = Pipeline(SCHEMA, ScriptedGenerator({"law": "Delaware"}), "evidence").stream(source(), ordered=ordered)
    assert [next(stream).id, next(stream).id] == ["a", "b"]
    with pytest.raises(OSError, match="the third cannot be had"):
        next(stream)


def test_a_document_is_read_when_the_one_before_is_begun() -> None:
    """Whoever gives them may then give no more, because the time is over that a critic's first look has taken."""
    events: list[str] = []

    def source() -> Iterator[Document]:
        for name in "ab":
            events.append(f"read {name}")
            yield Document(name, "text")

    def asking(name: str) -> Generator[Any, Any, Any]:
        events.append(f"begin {name}")
        return [(yield [PASSAGES[0]])]

    def begin(document: Document) -> Job:
        return Job(document, asking(document.id))

    list(drive(source(), begin, ScriptedGenerator({}, {}), Lock(), lambda: 0.0, in_flight=4, ordered=True))
    assert events == ["read a", "begin a", "read b", "begin b"]
