"""What a training meets, step by step: batches drawn from the documents, for a GPU by processes of their own.

To draw a batch is the work of a processor, text and tokens, and takes longer than a step of a GPU. Each step draws from
a seed of its own, so a batch is the same whichever process draws it, and whether it is drawn ahead or not.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from torch.utils.data import DataLoader, Dataset

from critic.examples import Example, Task, draw
from critic.kinship import wordings
from critic.objective import LabelledBatch, labelled
from critic.reading import FieldReader

__all__ = ["Plan", "TrainingError", "batches"]


class TrainingError(RuntimeError):
    """A training that cannot go on; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drawn: documents by their weight, ``batch`` windows a step, up to but not including step ``steps``.

    From step ``synthetic`` on a document's real draft is taken with probability ``real_share``, before it never is.
    """

    tasks: Sequence[Task]
    batch: int
    steps: int
    synthetic: float
    real_share: float
    seed: int


def batches(reader: FieldReader, plan: Plan, first: int, *, ahead: int | None = None) -> Iterator[LabelledBatch]:
    """Yield the batches of the steps from ``first`` on.

    ``ahead`` is the number of processes that draw ahead, by default as many as there are other cores where the network
    is on a GPU, and else none.

    Raises:
        TrainingError: no document has a text of which anything can be drawn.

    """
    drawn = _Batches(reader, plan)
    steps = range(first, plan.steps)
    if ahead is None:
        ahead = 0 if reader.device.type == "cpu" else max(1, (os.cpu_count() or 1) - 1)
    if not ahead or "fork" not in multiprocessing.get_all_start_methods():
        yield from (drawn[step] for step in steps)
        return
    # A process that is forked can do nothing on the GPU: what the fields mean is embedded before.
    asked = {w for t in plan.tasks for field in t.fields for w in wordings(field, t.other_names, t.descriptions)}
    reader.meant(sorted(asked))
    yield from DataLoader(drawn, batch_size=None, sampler=steps, num_workers=ahead, multiprocessing_context="fork")


class _Batches(Dataset[LabelledBatch]):
    """The batch of each step."""

    def __init__(self, reader: FieldReader, plan: Plan) -> None:
        self._reader = reader
        self._plan = plan
        self._weights = [task.weight for task in plan.tasks]
        if not any(task.weight and _has_tokens(reader, task) for task in plan.tasks):
            message = "there is nothing to draw: no document that its gold judges has any text; add some that have"
            raise TrainingError(message)

    def __getitem__(self, step: int) -> LabelledBatch:
        """Draw the batch of a step."""
        plan = self._plan
        rng = random.Random(f"{plan.seed}/{step}")
        real_share = plan.real_share if step >= plan.synthetic else 0.0
        examples: list[Example] = []
        while len(examples) < plan.batch:
            examples += draw(self._reader, rng.choices(plan.tasks, self._weights)[0], real_share, rng)
        return labelled(examples[: plan.batch], self._reader.hidden)


def _has_tokens(reader: FieldReader, task: Task) -> bool:
    """Whether a document of which something is judged has any text."""
    judged = any(task.document.judged(entry.pattern) for entry in task.fields)
    return judged and bool(reader.encoder.text(task.document.text).ids)
