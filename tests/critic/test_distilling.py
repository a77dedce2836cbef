"""What a student learns from several teachers: their mean, where they think anything of a run."""

from __future__ import annotations

import copy
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from critic.distilling import Taught, Teachers, distillation_losses
from critic.drawing import Plan, batches
from critic.examples import Task, draw
from critic.model import NEVER, Scores
from critic.objective import LabelledBatch, labelled, scored
from critic.reading import FieldReader
from critic.training import Progress, Settings, train
from tests.critic.leases import leases, tiny


@pytest.fixture
def reader(tmp_path: Path) -> FieldReader:
    """Return an untrained critic on a tiny encoder."""
    return tiny(tmp_path / "base")


@pytest.fixture
def batch(reader: FieldReader) -> LabelledBatch:
    """Return some windows of leases."""
    rng = random.Random(0)
    return labelled([example for task in leases(4) for example in draw(reader, task, 1.0, rng)], reader.hidden)


def test_teachers_say_the_mean(reader: FieldReader, batch: LabelledBatch) -> None:
    """Of two that differ in one bias, what lies between; of the runs the best, none that cannot be."""
    other = copy.deepcopy(reader.network)
    with torch.no_grad():
        other.heads["support"][-1].bias += 2.0
    alone, both = Teachers([reader.network]).answer(batch.batch), Teachers([reader.network, other]).answer(batch.batch)
    assert torch.allclose(both.support, alone.support + 1.0, atol=1e-2)
    assert torch.equal(both.places, alone.places)
    scores = scored(reader, batch.batch)
    assert torch.allclose(alone.spans[..., 0], scores.spans.flatten(2).amax(-1), atol=1e-2)


def test_without_teachers_nothing_is_taught(batch: LabelledBatch) -> None:
    """The message says what is lacking."""
    with pytest.raises(ValueError, match="without a teacher"):
        Teachers([]).answer(batch.batch)


def test_who_says_the_same_has_nothing_to_learn_of_runs(reader: FieldReader, batch: LabelledBatch) -> None:
    """Another opinion of a likely run costs more than one of an unlikely run; one below the floor costs nothing."""
    scores = scored(reader, batch.batch)
    spans = torch.full_like(scores.spans, NEVER)
    places = torch.tensor([0, 1, 2]).expand(*spans.shape[:2], 3)
    taught = Taught(torch.zeros_like(scores.support), places, torch.tensor([4.0, -4.0, -9.0]).expand(places.shape))

    def cost(likely: float, unlikely: float, hopeless: float) -> float:
        said = torch.tensor([likely, unlikely, hopeless])
        flat = spans.flatten(2).clone()
        flat[..., :3] = said
        return float(distillation_losses(Scores(scores.support, flat.view_as(spans)), batch.batch, taught)[1])

    assert cost(4.0, -4.0, -30.0) == 0.0
    assert cost(2.0, -4.0, -9.0) > cost(4.0, -2.0, -9.0) > 0.0
    assert cost(4.0, -4.0, 0.0) > 0.0


def test_of_documents_that_are_not_taught_no_teacher_is_asked(tmp_path: Path) -> None:
    """Then a training with a teacher is one without; with some that are, it is neither that nor one of those alone."""
    settings = Settings(steps=4, synthetic=0.2, batch=8, learning_rate=5e-3, warmup=1, save_steps=4)
    own = [replace(task, taught=False) for task in leases(6)]

    def spans(tasks: list[Task], name: str, *, teacher: bool) -> float:
        reader = tiny(tmp_path / "base")
        teachers = Teachers([tiny(tmp_path / "base").network]) if teacher else None
        told: list[Progress] = []
        train(reader, tasks, tmp_path / name, settings, told.append, teachers=teachers)
        return told[-1].spans

    assert spans(own, "asked of none", teacher=True) == spans(own, "without", teacher=False)
    some = spans([*own[:3], *leases(6)[3:]], "asked of some", teacher=True)
    assert some not in (spans(own, "without again", teacher=False), spans(leases(6), "asked of all", teacher=True))


def test_a_student_comes_near_its_teacher(tmp_path: Path) -> None:
    """Taught by nothing but a trained critic it points as that one does, and sooner than by the labels."""
    settings = Settings(steps=120, synthetic=0.2, batch=8, learning_rate=5e-3, warmup=5, save_steps=120, taught=1.0)
    master = tiny(tmp_path / "base")
    train(master, leases(12), tmp_path / "master", settings)
    held_out = next(iter(batches(master, Plan(leases(6, first=50), 12, 1, 0, 1.0, 7), 0)))
    apart = []
    for teachers in (Teachers([master.network]), None):
        reader = tiny(tmp_path / "base")
        train(reader, leases(12), tmp_path / f"{teachers}", replace(settings, seed=1), teachers=teachers)
        said, taught = scored(reader, held_out.batch), Teachers([master.network]).answer(held_out.batch)
        apart.append([float(part.detach()) for part in distillation_losses(said, held_out.batch, taught)])
    (support, spans), (untaught, unheard) = apart
    assert spans < unheard
    assert support == pytest.approx(untaught, abs=0.02)
