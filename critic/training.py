"""Train a critic from drafts with mistakes: which values are wrong, and which the source states.

What is drawn from the documents is the business of ``critic.examples``, what a step lowers that of
``critic.objective``. The encoder learns as a LoRA adapter (Hu et al. 2021, arXiv 2106.09685) through PEFT, or whole;
the two heads learn in full. Each step draws its examples and its dropout from a seed of its own, so a training that was
killed goes on as if it had not been.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch import Tensor, nn

from critic.distilling import Teachers, distillation_losses
from critic.drawing import Plan, TrainingError, batches
from critic.examples import Example, Task, draw
from critic.objective import LabelledBatch, Validation, losses, scored, validate
from critic.reading import FieldReader

__all__ = ["CHECKPOINT", "Outcome", "Progress", "Settings", "Task", "TrainingError", "train"]

CHECKPOINT = "critic.pt"
"""The file in the working folder from which a training goes on."""
SMOOTHING = 0.97
REPORTS = 50
"""About how often a training reports, though at least every 25 steps."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. ``batch`` counts windows; ``real_share`` is how often a document's real draft is taken.

    The first ``synthetic`` share of the steps sees synthetic mistakes alone: they teach what a field is, real ones then
    what this generator does to it. With dev documents, the network is validated every ``dev_steps`` on ``dev_windows``
    windows of them, and training ends when ``patience`` validations in a row brought nothing. With teachers, ``taught``
    is the share of the loss that goes by what they say, of what they teach. ``dropout`` is that of the encoder.
    """

    steps: int = 2000
    synthetic: float = 0.38
    batch: int = 10
    learning_rate: float = 1e-3
    warmup: int = 60
    real_share: float = 0.65
    taught: float = 0.6
    dropout: float = 0.0
    seed: int = 0
    save_steps: int = 100
    dev_steps: int = 100
    dev_windows: int = 160
    patience: int = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a training stands: running means of the losses, and the last validation if there was one.

    ``left`` is how many seconds the other steps will take at this pace.
    """

    step: int
    steps: int
    support: float
    spans: float
    left: float = field(compare=False)
    dev: float | None = None

    def __str__(self) -> str:
        """Return one line for a log."""
        left = f", {self.left / 60:.1f} minutes left" if self.left else ""
        return f"step {self.step} of {self.steps}{left}: {self.figures}"

    @property
    def figures(self) -> str:
        """The losses, which fall, and what is right among the held-out values, which rises."""
        dev = "" if self.dev is None else f", held out {self.dev:.3f}"
        return f"losses {self.support:.3f} and {self.spans:.3f}{dev}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a training ended: the steps made, the one whose weights were kept, and each validation by its step.

    ``seconds`` is what the steps took, those before a resumption included.
    """

    steps: int
    best: int
    validations: tuple[tuple[int, Validation], ...]
    seconds: float = field(compare=False)


@dataclass(slots=True)
class _State:
    """What a training is between two steps, besides weights and optimiser."""

    step: int = 0
    seconds: float = 0.0
    running: tuple[float, float] = (0.0, 0.0)
    validations: list[tuple[int, Validation]] = field(default_factory=list)
    best: int = 0
    best_score: float = -inf
    best_weights: dict[str, Tensor] | None = None

    def hopeless(self, settings: Settings) -> bool:
        """Whether the last validations were all worse than one before them."""
        return len([step for step, _ in self.validations if step > self.best]) >= settings.patience


def train(
    reader: FieldReader,
    tasks: Sequence[Task],
    work: Path,
    settings: Settings,
    report: Callable[[Progress], object] = print,
    *,
    dev: Sequence[Task] = (),
    teachers: Teachers | None = None,
) -> Outcome:
    """Train ``reader.network`` in place; ``work`` keeps a checkpoint, from which another call goes on.

    Documents are drawn by weight, so that several kinds of document share the steps as their weights say. With ``dev``
    documents the weights that rank values best on them are kept in the end; otherwise the last ones.

    Raises:
        TrainingError: no document has a field that its gold judges, the loss is no longer a number, or the checkpoint
            cannot be read or written.

    """
    if not any(task.document.judged(entry.pattern) for task in tasks for entry in task.fields):
        message = "there is nothing to learn from: no document has a field of which its gold says anything"
        raise TrainingError(message)
    network = reader.network
    for module in network.encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = settings.dropout
    learned = {name: p for name, p in network.named_parameters() if p.requires_grad}
    optimiser = torch.optim.AdamW(learned.values(), lr=settings.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / settings.warmup, max(0.0, 1 - step / settings.steps))
    )
    state = _resume(work / CHECKPOINT, network, optimiser, schedule)
    held_out = _held_out(reader, dev, settings)
    synthetic = settings.synthetic * settings.steps
    plan = Plan(tasks, settings.batch, settings.steps, synthetic, settings.real_share, settings.seed)
    coming = batches(reader, plan, state.step)
    often = max(1, min(25, settings.steps // REPORTS))
    began = time.monotonic() - state.seconds
    while state.step < settings.steps and not state.hopeless(settings):
        batch = next(coming)
        torch.manual_seed(settings.seed * 1_000_003 + state.step)
        network.train()
        parts = _losses(reader, batch, teachers, settings.taught)
        loss = torch.stack(parts).sum()
        optimiser.zero_grad()
        loss.backward()
        steepness = torch.nn.utils.clip_grad_norm_(learned.values(), 1.0)
        if not (loss.isfinite() and steepness.isfinite()):
            advice = f"begin anew with another seed or a lower learning rate than {settings.learning_rate:g}"
            message = f"step {state.step + 1}: the loss is no longer a number; {advice}"
            raise TrainingError(message)
        optimiser.step()
        schedule.step()
        state.step += 1
        support, spans = (
            SMOOTHING * old + (1 - SMOOTHING) * float(new.detach())
            for old, new in zip(state.running, parts, strict=True)
        )
        state.running, state.seconds = (support, spans), time.monotonic() - began
        last = state.step == settings.steps
        if held_out and (last or state.step % settings.dev_steps == 0):
            _validate(reader, held_out, state, learned)
        if last or state.step % often == 0:
            scale = 1 - SMOOTHING**state.step
            found = state.validations[-1][1].score if state.validations else None
            left = state.seconds / state.step * (settings.steps - state.step)
            report(Progress(state.step, settings.steps, support / scale, spans / scale, left, found))
        if last or state.step % settings.save_steps == 0:
            _save(work / CHECKPOINT, state, learned, optimiser, schedule)
    if state.best_weights is not None:
        network.load_state_dict(state.best_weights, strict=False)
    network.eval()
    return Outcome(state.step, state.best or state.step, tuple(state.validations), state.seconds)


def _losses(
    reader: FieldReader, batch: LabelledBatch, teachers: Teachers | None, taught: float
) -> tuple[Tensor, Tensor]:
    """Return the losses of both heads: by the labels and, with ``teachers``, by what they say of the rows they teach.

    Those rows' share of the batch, times ``taught``, is the share of the loss that goes by the teachers.
    """
    here = batch.to(reader.device)
    scores = scored(reader, here.batch)
    labels = losses(scores, here)
    if teachers is None or not here.taught.any():
        return labels
    asked = here.batch.rows(here.taught)
    others = distillation_losses(scores.rows(here.taught), asked, teachers.answer(asked))
    share = taught * float(here.taught.float().mean())
    support, spans = ((1 - share) * mine + share * theirs for mine, theirs in zip(labels, others, strict=True))
    return support, spans


def _held_out(reader: FieldReader, dev: Sequence[Task], settings: Settings) -> list[Example]:
    """Draw the windows to validate on, the same each time: of every document in turn, with its real drafts."""
    rng = random.Random(f"{settings.seed}/dev")
    examples: list[Example] = []
    for _ in range(3):
        for task in rng.sample(dev, len(dev)):
            if len(examples) < settings.dev_windows:
                examples += draw(reader, task, 1.0, rng)
    return examples


def _validate(reader: FieldReader, held_out: Sequence[Example], state: _State, learned: dict[str, Any]) -> None:
    found = validate(reader, held_out)
    state.validations.append((state.step, found))
    if found.score > state.best_score:
        state.best, state.best_score = state.step, found.score
        state.best_weights = {name: weight.detach().clone() for name, weight in learned.items()}


def _save(path: Path, state: _State, learned: dict[str, Any], optimiser: Any, schedule: Any) -> None:
    """Write the checkpoint aside, then in place of the last one."""
    aside = path.with_suffix(".partial")
    validations = [(step, found.support, found.spans) for step, found in state.validations]
    plain = {
        "step": state.step,
        "seconds": state.seconds,
        "running": state.running,
        "validations": validations,
        "best": state.best,
        "best_score": state.best_score,
        "best_weights": state.best_weights,
        "network": {name: weight.detach() for name, weight in learned.items()},
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(plain, aside)
        aside.replace(path)
    except (OSError, RuntimeError) as error:  # torch.save reports a full disk as a RuntimeError
        aside.unlink(missing_ok=True)
        message = f"{path}: the checkpoint cannot be written ({str(error).splitlines()[0]}); is the disk full?"
        raise TrainingError(message) from error


def _resume(path: Path, network: Any, optimiser: Any, schedule: Any) -> _State:
    """Return where to begin: at the checkpoint, if there is one."""
    if not path.exists():
        return _State()
    try:
        plain = torch.load(path, map_location="cpu", weights_only=True)
    except (EOFError, OSError, RuntimeError, UnpicklingError) as error:
        message = f"{path}: the checkpoint cannot be read, it may have been cut short; remove it to begin anew"
        raise TrainingError(message) from error
    try:
        network.load_state_dict(plain["network"], strict=False)
        optimiser.load_state_dict(plain["optimiser"])
        schedule.load_state_dict(plain["schedule"])
        return _State(
            step=plain["step"],
            seconds=plain["seconds"],
            running=plain["running"],
            validations=[(step, Validation(support, spans)) for step, support, spans in plain["validations"]],
            best=plain["best"],
            best_score=plain["best_score"],
            best_weights=plain["best_weights"],
        )
    except (KeyError, RuntimeError, TypeError, ValueError) as error:
        message = f"{path}: a checkpoint of another training or another version; remove it to begin anew"
        raise TrainingError(message) from error
