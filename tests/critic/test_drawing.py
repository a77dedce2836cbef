"""Batches are the same whoever draws them and whenever."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
import torch

from critic.drawing import Plan, TrainingError, batches
from critic.objective import LabelledBatch
from tests.critic.leases import leases, tiny


def plain(batch: LabelledBatch) -> list[torch.Tensor]:
    """Return everything that a batch holds."""
    labels = [getattr(batch, entry.name) for entry in fields(batch) if entry.name != "batch"]
    return labels + [getattr(batch.batch, entry.name) for entry in fields(batch.batch)]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_batches_are_the_same_drawn_ahead_or_not(tmp_path: Path) -> None:
    """Two processes that draw ahead bring the steps in order, also where a training goes on."""
    reader = tiny(tmp_path / "base")
    plan = Plan(leases(6), batch=4, steps=5, synthetic=2, real_share=0.5, seed=3)
    here = [plain(batch) for batch in batches(reader, plan, 0)]
    ahead = [plain(batch) for batch in batches(reader, plan, 0, ahead=2)]
    later = [plain(batch) for batch in batches(reader, plan, 3)]
    assert len(here) == len(ahead) == 5
    assert len(later) == 2
    for one, other in [*zip(here, ahead, strict=True), *zip(here[3:], later, strict=True)]:
        assert all(torch.equal(mine, its) for mine, its in zip(one, other, strict=True))


@pytest.mark.parametrize("ahead", [0, 2])
def test_documents_without_text_are_refused(tmp_path: Path, ahead: int) -> None:
    """They would be drawn for ever; a single one that has text is enough."""
    full, *others = leases(4)
    empty = [replace(task, document=replace(task.document, text=" \n", spans=())) for task in others]
    reader = tiny(tmp_path / "base")
    plan = Plan(empty, batch=4, steps=1, synthetic=0, real_share=0.5, seed=3)
    with pytest.raises(TrainingError, match="no document that its gold judges has any text"):
        next(batches(reader, plan, 0, ahead=ahead))
    assert len(list(batches(reader, replace(plan, tasks=[*empty, full]), 0))) == 1


def test_another_seed_draws_other_batches(tmp_path: Path) -> None:
    """The seed is all that chance comes from."""
    reader = tiny(tmp_path / "base")
    plan = Plan(leases(6), batch=4, steps=1, synthetic=0, real_share=0.5, seed=3)
    one, other = (next(iter(batches(reader, made, 0))) for made in (plan, replace(plan, seed=4)))
    assert one.batch.ids.shape != other.batch.ids.shape or not torch.equal(one.batch.ids, other.batch.ids)
