"""Train a critic from drafts with mistakes: which values are wrong, and which the source states.

What is drawn from the documents is the business of ``critic.examples``. The encoder learns as a LoRA adapter (Hu et
al. 2021, arXiv 2106.09685) through PEFT; the two heads learn in full.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from peft.helpers import disable_input_dtype_casting
from torch import Tensor

from critic.collate import collate, pad_to
from critic.examples import IGNORED, RIGHT, Example, Task, draw
from critic.model import span_loss, support_loss
from critic.reading import FieldReader

__all__ = ["Settings", "Task", "train"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. ``batch`` counts windows; ``real_share`` is how often a document's real draft is taken.

    The first ``synthetic`` share of the steps sees synthetic mistakes alone: they teach what a field is, real ones then
    what this generator does to it.
    """

    steps: int = 2000
    synthetic: float = 0.38
    batch: int = 10
    learning_rate: float = 1e-3
    warmup: int = 60
    real_share: float = 0.65
    seed: int = 0
    save_steps: int = 100


def train(reader: FieldReader, tasks: Sequence[Task], work: Path, settings: Settings, report: Any = print) -> None:
    """Train ``reader.network`` in place; ``work`` keeps a checkpoint that a restart picks up.

    Documents are drawn by weight, so that several kinds of document share the steps as their weights say.
    """
    rng = random.Random(settings.seed)
    torch.manual_seed(settings.seed)
    network = reader.network
    learned = {name: p for name, p in network.named_parameters() if p.requires_grad}
    optimiser = torch.optim.AdamW(learned.values(), lr=settings.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / settings.warmup, max(0.0, 1 - step / settings.steps))
    )
    work.mkdir(parents=True, exist_ok=True)
    first = _resume(work / "critic.pt", network, optimiser, schedule)
    weights = [task.weight for task in tasks]
    running = [0.0, 0.0]
    for step in range(first, settings.steps):
        rng.seed(f"{settings.seed}/{step}")
        real_share = settings.real_share if step >= settings.synthetic * settings.steps else 0.0
        rows: list[Example] = []
        while len(rows) < settings.batch:
            rows += draw(reader, rng.choices(tasks, weights)[0], real_share, rng)
        network.train()
        losses = _losses(reader, rows[: settings.batch])
        optimiser.zero_grad()
        sum(losses).backward()  # type: ignore[union-attr]
        torch.nn.utils.clip_grad_norm_(learned.values(), 1.0)
        optimiser.step()
        schedule.step()
        running = [0.97 * old + 0.03 * float(new.detach()) for old, new in zip(running, losses, strict=True)]
        if (step + 1) % 25 == 0:
            scale = 1 - 0.97 ** (step + 1 - first)
            report(f"step {step + 1}: support {running[0] / scale:.3f}, spans {running[1] / scale:.3f}")
        if (step + 1) % settings.save_steps == 0:
            _save(work / "critic.pt", step + 1, network, optimiser, schedule)


def _losses(reader: FieldReader, rows: Sequence[Example]) -> tuple[Tensor, Tensor]:
    batch = collate([(row.window, row.text) for row in rows], [row.meanings for row in rows], reader.hidden)
    with torch.autocast("cpu", torch.bfloat16), disable_input_dtype_casting(reader.network.encoder):
        scores = reader.network(batch)
    support = torch.full(scores.support.shape, IGNORED)
    right, ignored = _places(rows)
    for number, row in enumerate(rows):
        support[number, : len(row.support)] = torch.tensor(row.support, dtype=torch.int64)
    known = pad_to([(1,) * len(row.window.fields) for row in rows], scores.spans.shape[1]).bool()
    return support_loss(scores.support, support), 0.5 * span_loss(scores.spans, right, ignored, known)


def _places(rows: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Return the right and the ignored runs, each (N, 4): row, field, first and last token; right ones win."""
    right = {(number, *span[:3]) for number, row in enumerate(rows) for span in row.spans if span[3] == RIGHT}
    ignored = {(number, *span[:3]) for number, row in enumerate(rows) for span in row.spans} - right
    return tuple(torch.tensor(sorted(places), dtype=torch.int64).view(-1, 4) for places in (right, ignored))  # type: ignore[return-value]


def _save(path: Path, step: int, network: Any, optimiser: Any, schedule: Any) -> None:
    learned = {name: p.detach() for name, p in network.named_parameters() if p.requires_grad}
    aside = path.with_suffix(".partial")
    torch.save(
        {"step": step, "network": learned, "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()},
        aside,
    )
    aside.replace(path)


def _resume(path: Path, network: Any, optimiser: Any, schedule: Any) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"], strict=False)
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    return int(state["step"])
