"""Several trainings from one start, and one critic of their mean: a model soup (Wortsman et al., arXiv 2203.05482).

What a training owes to the order in which it met its examples is lost in the mean, and the network stays as small and
as fast as one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from critic.reading import FieldReader
from critic.training import Outcome, Progress, Settings, Task, train

__all__ = ["train_averaged"]


def train_averaged(
    reader: FieldReader,
    members: Mapping[int, Sequence[Task]],
    work: Path,
    settings: Settings,
    report: Callable[[Progress], object] = print,
) -> Outcome:
    """Train ``reader.network`` several times from what it is now, and give it the mean of the weights.

    ``members`` has the documents of each training, by its seed. ``work`` keeps a folder for each, from which another
    call goes on. The outcome counts the steps and seconds of all trainings.

    Raises:
        ValueError: there is no member.
        critic.training.TrainingError: as from `critic.training.train`.

    """
    if not members:
        message = "without a member there is nothing to train"
        raise ValueError(message)
    start = _learned(reader)
    sums = {name: torch.zeros_like(weight) for name, weight in start.items()}
    steps, seconds = 0, 0.0
    for seed, tasks in members.items():
        reader.network.load_state_dict(start, strict=False)
        outcome = train(reader, tasks, work / f"seed-{seed}", replace(settings, seed=seed), report)
        steps, seconds = steps + outcome.steps, seconds + outcome.seconds
        for name, weight in _learned(reader).items():
            sums[name] += weight / len(members)
    reader.network.load_state_dict(sums, strict=False)
    return Outcome(steps, steps, (), seconds, members=len(members))


def _learned(reader: FieldReader) -> dict[str, Tensor]:
    """Return a copy of the weights that training changes."""
    return {name: p.detach().clone() for name, p in reader.network.named_parameters() if p.requires_grad}
