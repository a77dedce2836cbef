"""Two real trainings of a tiny critic from one start, and the critic of their mean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from critic.averaging import train_averaged
from critic.training import Progress, Settings, train
from tests.critic.leases import leases, tiny

SETTINGS = Settings(steps=6, synthetic=0.2, batch=4, learning_rate=5e-3, warmup=2, save_steps=6)


def test_the_weights_are_the_mean_of_trainings_from_one_start(tmp_path: Path) -> None:
    """Each seed's training is what it would be by itself; a second call takes them from where they are kept."""
    members, apart = {3: leases(6), 4: leases(8)}, []
    for seed, tasks in members.items():
        reader = tiny(tmp_path / "base")
        train(reader, tasks, tmp_path / f"alone-{seed}", replace(SETTINGS, seed=seed))
        apart.append({name: weight.detach().clone() for name, weight in reader.network.state_dict().items()})
    for reports in (12, 0):
        reader, told = tiny(tmp_path / "base"), list[Progress]()
        outcome = train_averaged(reader, members, tmp_path / "work", SETTINGS, told.append)
        assert (outcome.steps, outcome.members, len(told)) == (12, 2, reports)
        for name, weight in reader.network.state_dict().items():
            assert torch.allclose(weight, (apart[0][name] + apart[1][name]) / 2, atol=1e-6), name


def test_without_members_nothing_is_trained(tmp_path: Path) -> None:
    """The message says what is lacking."""
    with pytest.raises(ValueError, match="without a member"):
        train_averaged(tiny(tmp_path / "base"), {}, tmp_path / "work", SETTINGS)
