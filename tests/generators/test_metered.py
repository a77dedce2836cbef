"""A meter around generators that have none."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from critic.fields import Field
from ie_pipeline.documents import Document
from ie_pipeline.generators.base import Answer, Request, Usage
from ie_pipeline.generators.metered import MeteredGenerator, metered
from ie_pipeline.generators.openai import OpenAIGenerator
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.record import Status
from ie_pipeline.runs.budget import Budget, Limits
from tests.generators.scripted import ScriptedGenerator

FIELDS = (Field(("law",)),)
SCHEMA = {"type": "object", "properties": {"law": {"type": "string"}}}
TEXT = "under the laws of Delaware"


class Batches(ScriptedGenerator):
    """A generator that keeps the sizes of the batches it was asked."""

    def __init__(self) -> None:
        """Answer every document alike."""
        super().__init__({"law": "Delaware"}, {"law": "Delaware"})
        self.sizes: list[int] = []

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request, in order."""
        self.sizes.append(len(requests))
        return super().generate(requests)


def requests(count: int) -> list[Request]:
    """Return questions about as many documents."""
    return [Request(f"d{number}", TEXT, 0, FIELDS) for number in range(count)]


def test_a_batch_stays_a_batch_while_there_is_room() -> None:
    """Within its limits a meter changes nothing, neither answers nor what is asked together."""
    plain, inner = Batches(), Batches()
    limited = metered(inner, Budget(Limits(max_calls=9, max_tokens=1_000_000)))
    assert limited.generate(requests(8)) == plain.generate(requests(8))
    assert inner.sizes == [8]
    assert (limited.name, limited.passage_chars) == (inner.name, inner.passage_chars)


def test_what_is_awaited_is_metered_too() -> None:
    """A generator that can be awaited by itself does not pass its meter by."""

    class Awaited(Batches):
        async def agenerate(self, asked: Sequence[Request]) -> list[Answer]:
            return self.generate(asked)

    pipeline = Pipeline(SCHEMA, metered(inner := Awaited(), Budget(Limits(max_calls=0))), "evidence")
    assert asyncio.run(pipeline.aextract(Document("d", TEXT))).status is Status.FAILED
    assert not inner.sizes


def test_what_was_reserved_too_much_is_asked_for_in_smaller_batches() -> None:
    """A budget with room for what the questions cost, but not for their worst cases at once, answers them all."""
    inner = Batches()
    answers = metered(inner, Budget(Limits(max_tokens=7 * 12 + 3_000))).generate(requests(8))
    assert all(answer.error is None for answer in answers)
    assert len(inner.sizes) > 1


def test_what_is_not_allowed_is_not_asked() -> None:
    """A refusal is an answer with its reason, which another run may have in its place."""
    inner = Batches()
    budget = Budget(Limits(max_calls=3))
    answers = metered(inner, budget).generate(requests(5))
    assert [answer.retryable for answer in answers] == [False] * 3 + [True] * 2
    assert "the run's budget of 3 calls is spent" in str(answers[4].error)
    assert len(inner.requests) == budget.spent.calls == 3
    assert budget.spent == Usage(3, 30, 6)


def test_a_refused_document_is_never_silent() -> None:
    """Through the pipeline a refused document fails with the reason, and one that is refused half way needs review."""
    limited = metered(Batches(), Budget(Limits(max_calls=2), Limits(max_calls=1)))
    records = list(Pipeline(SCHEMA, limited, "evidence").stream([Document(name, TEXT) for name in "abc"]))
    assert [record.status for record in records] == [Status.ACCEPTED, Status.ACCEPTED, Status.FAILED]
    assert "the run's budget of 2 calls" in str(records[2].error)
    long = Document("long", " ".join([TEXT] * 40))
    halves = Batches()
    halves.passage_chars = 700
    limited = metered(halves, Budget(document=Limits(max_calls=1)))
    (record,) = Pipeline(SCHEMA, limited, "evidence").stream([long])
    assert record.status is Status.NEEDS_REVIEW
    assert "the document's budget of 1 call is spent" in str(record.error)


def test_threads_wait_for_each_other() -> None:
    """Several threads share a budget that holds one of their batches at a time."""
    budget = Budget(Limits(max_tokens=6 * 4 * 12 + 9_000))
    inner = Batches()
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(metered(inner, budget).generate(requests(4)))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert [answer.error for answer in answers] == [None] * 24


def test_a_wait_ends_with_the_time() -> None:
    """Who waits for another's reservation waits no longer than its seconds, and leaves nothing behind."""
    budget = Budget(Limits(max_calls=2, max_seconds=0.2))
    held = budget.reserve("x", Usage(calls=2)).result(timeout=0)
    (answer,) = metered(Batches(), budget).generate(requests(1))
    assert answer.error == "the run's budget of 0.2 s is spent"
    held.settle(Usage())
    assert budget.spent == Usage()


def test_what_a_generator_breaks_down_on_counts_at_its_worst() -> None:
    """Nobody knows what was spent; whoever was waiting goes on."""

    class Broken(Batches):
        def _answer(self, *_: object) -> Answer:
            raise MemoryError

    budget = Budget(Limits(max_calls=5))
    with pytest.raises(MemoryError):
        metered(Broken(), budget).generate(requests(8))
    assert budget.spent.calls == 5
    assert budget.spent.prompt_tokens > 1_000
    assert budget.reserve("x", Usage()).done()


def test_an_endpoint_has_its_own_meter() -> None:
    """Its retries are attempts too, which only it can see."""
    made = OpenAIGenerator("m", base_url="http://localhost:1/v1")
    budget = Budget()
    assert metered(made, budget) is made
    assert made.meter is budget


def test_all_else_is_the_generators_own() -> None:
    """What it does not have, the meter does not have either; a copy in the making finds no endless loop."""
    limited = MeteredGenerator(Batches(), Budget())
    assert (limited.name, limited.draft) == ("scripted", {"law": "Delaware"})
    assert "Batches" in repr(limited)
    assert not hasattr(limited, "whole_document")
    assert not hasattr(MeteredGenerator.__new__(MeteredGenerator), "name")
