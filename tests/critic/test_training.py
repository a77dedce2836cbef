"""Real trainings of tiny critics: the loss falls, the best weights are kept, a killed training goes on as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from critic.examples import Task
from critic.training import CHECKPOINT, Outcome, Progress, Settings, TrainingError, train
from tests.critic.disks import full_disk
from tests.critic.leases import leases, tiny

SETTINGS = Settings(
    steps=36, synthetic=0.2, batch=8, learning_rate=5e-3, warmup=5, save_steps=10, dev_steps=10, dev_windows=16
)


def trained(
    folder: Path, settings: Settings = SETTINGS, *, dev: bool = True, **kept: Any
) -> tuple[Outcome, list[Progress], dict[str, torch.Tensor]]:
    """Train a tiny critic; return how it ended, what it reported and its weights."""
    reader = tiny(folder / "base", **kept)
    told: list[Progress] = []
    held_out = leases(8, first=100) if dev else ()
    outcome = train(reader, leases(12), folder / "work", settings, told.append, dev=held_out)
    weights = {name: weight.detach().clone() for name, weight in reader.network.state_dict().items()}
    return outcome, told, weights


@pytest.mark.parametrize("rank", [8, None])
def test_training_lowers_the_loss_and_ranks_better(rank: int | None, tmp_path: Path) -> None:
    """With an adapter and whole; the best validation is that of the step that was kept."""
    outcome, told, _ = trained(tmp_path, rank=rank)
    assert [progress.step for progress in told] == list(range(1, 37))
    assert told[-1].support + told[-1].spans < 0.75 * (told[4].support + told[4].spans)
    scores = {step: found.score for step, found in outcome.validations}
    assert list(scores) == [10, 20, 30, 36]
    assert max(scores.values()) == scores[outcome.best]
    assert scores[outcome.best] > scores[10]
    assert str(told[9]).startswith("step 10 of 36, ")
    assert f"held out {scores[10]:.3f}" in str(told[9])


class Killed(Exception):  # noqa: N818 - what happens to a process
    """The end of a training that nobody expected."""


def test_a_killed_training_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    """Weights, validations and what is reported are the same to the last bit."""
    short = replace(SETTINGS, steps=24)
    whole, told, wanted = trained(tmp_path / "whole", short)

    def kill(progress: Progress) -> None:
        if progress.step == 17:
            raise Killed

    reader = tiny(tmp_path / "killed" / "base")
    with pytest.raises(Killed):
        train(reader, leases(12), tmp_path / "killed" / "work", short, kill, dev=leases(8, first=100))
    before = torch.load(tmp_path / "killed" / "work" / CHECKPOINT, weights_only=True)["seconds"]
    again, resumed, weights = trained(tmp_path / "killed", short)
    assert resumed == told[10:]
    assert again == whole
    assert again.seconds > before > 0
    assert all(torch.equal(weights[name], weight) for name, weight in wanted.items())


def test_another_seed_is_another_training(tmp_path: Path) -> None:
    """The same seed gives the same weights, another gives others."""
    short = replace(SETTINGS, steps=5)
    _, _, first = trained(tmp_path / "a", short, dev=False)
    _, _, again = trained(tmp_path / "b", short, dev=False)
    _, _, other = trained(tmp_path / "c", replace(short, seed=1), dev=False)
    assert all(torch.equal(first[name], weight) for name, weight in again.items())
    assert not all(torch.equal(first[name], weight) for name, weight in other.items())


def test_training_ends_when_nothing_improves_and_keeps_the_best(tmp_path: Path) -> None:
    """A rate at which nothing can be learned: it stops after the patience, with the weights of the best step."""
    wild = replace(SETTINGS, learning_rate=3.0, warmup=1, dev_steps=2, patience=3, steps=100)
    outcome, told, weights = trained(tmp_path, wild)
    assert outcome.steps == told[-1].step == outcome.best + 2 * 3 < 100
    reader = tiny(tmp_path / "base")
    kept = {name: torch.equal(weights[name], weight) for name, weight in reader.network.state_dict().items()}
    assert not kept["heads.support.0.weight"]
    stopped = {}

    def stop(progress: Progress) -> None:
        if progress.step == outcome.best:
            stopped.update({name: weight.clone() for name, weight in reader.network.state_dict().items()})

    train(reader, leases(12), tmp_path / "again", wild, stop, dev=leases(8, first=100))
    assert all(torch.equal(weights[name], weight) for name, weight in stopped.items())


def test_without_dev_documents_the_last_weights_stay(tmp_path: Path) -> None:
    """Nothing is validated, all steps are made."""
    outcome, told, _ = trained(tmp_path, replace(SETTINGS, steps=8), dev=False)
    assert outcome == Outcome(8, 8, (), 0.0)
    assert all(progress.dev is None for progress in told)


def test_documents_without_judged_fields_are_refused_at_once(tmp_path: Path) -> None:
    """They would be drawn for ever."""
    nothing = [Task(replace(task.document, asked=frozenset()), task.fields) for task in leases(2)]
    with pytest.raises(TrainingError, match="nothing to learn from"):
        train(tiny(tmp_path), nothing, tmp_path / "work", SETTINGS)


def test_a_loss_that_is_no_number_ends_the_training(tmp_path: Path) -> None:
    """The step is named with the way out, and no checkpoint holds what it spoilt."""
    reader = tiny(tmp_path / "base")

    def spoil(progress: Progress) -> None:
        if progress.step == 12:
            with torch.no_grad():
                next(p for p in reader.network.parameters() if p.requires_grad).fill_(float("nan"))

    with pytest.raises(TrainingError, match=r"step 13: the loss is no longer a number; .* lower learning rate"):
        train(reader, leases(4), tmp_path / "work", SETTINGS, spoil)
    assert torch.load(tmp_path / "work" / CHECKPOINT, weights_only=True)["step"] == 10


def test_a_gradient_that_is_no_number_spoils_no_weights(tmp_path: Path) -> None:
    """The loss is still one; the training ends before the step is made."""
    reader = tiny(tmp_path / "base")
    parameter = next(p for p in reader.network.parameters() if p.requires_grad)
    parameter.register_hook(lambda gradient: gradient * float("inf"))
    with pytest.raises(TrainingError, match=r"step 1: the loss is no longer a number; .* another seed"):
        train(reader, leases(4), tmp_path / "work", SETTINGS, lambda _: None)
    assert all(weight.isfinite().all() for weight in reader.network.state_dict().values())


@pytest.mark.parametrize("left", [b"", b"cut short", None])
def test_a_broken_checkpoint_is_told(tmp_path: Path, left: bytes | None) -> None:
    """Empty, no checkpoint at all, or half of one; the message names the file and what to do."""
    short = replace(SETTINGS, steps=1)
    train(tiny(tmp_path / "base"), leases(2), tmp_path / "work", short, lambda _: None)
    path = tmp_path / "work" / CHECKPOINT
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] if left is None else left)
    with pytest.raises(TrainingError, match=rf"{path}: the checkpoint cannot be read, .* remove it to begin anew"):
        train(tiny(tmp_path / "base"), leases(2), tmp_path / "work", short)


def test_a_full_disk_is_told_and_leaves_the_last_checkpoint(tmp_path: Path) -> None:
    """The second checkpoint cannot be written; the first one is still there, and nothing half-written beside it."""
    with full_disk() as fill:
        reader = tiny(tmp_path / "base")
        path = tmp_path / "work" / CHECKPOINT
        with pytest.raises(TrainingError, match=rf"{path}: .* is the disk full\?"):
            train(reader, leases(4), path.parent, SETTINGS, lambda progress: fill() if progress.step == 12 else None)
    assert [found.name for found in path.parent.iterdir()] == [CHECKPOINT]
    assert torch.load(path, weights_only=True)["step"] == 10


def test_a_checkpoint_of_another_training_is_refused(tmp_path: Path) -> None:
    """Its weights would fit nothing; the message names the file."""
    short = replace(SETTINGS, steps=1)
    train(tiny(tmp_path / "base"), leases(2), tmp_path / "work", short, lambda _: None)
    with pytest.raises(TrainingError, match=rf"{tmp_path / 'work' / CHECKPOINT}: a checkpoint of another training"):
        train(tiny(tmp_path / "base", rank=4), leases(2), tmp_path / "work", short)
