"""Train a critic from drafts with mistakes: which values are wrong, and which the source states.

A task is a labelled document, the fields to judge and where its drafts come from: synthetic damage drawn anew each
time, or the drafts that a generator really wrote. The encoder learns as a LoRA adapter (Hu et al. 2021, arXiv
2106.09685) through PEFT; the two heads learn in full.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from peft.helpers import disable_input_dtype_casting
from torch import Tensor

from critic.collate import collate, pad_to
from critic.corpus import LabelledDocument
from critic.encoding import WINDOW_TOKENS, EncodedText, Window, spoken_name
from critic.evidence import Source
from critic.fields import Field
from critic.mistakes.synthesis import damage
from critic.model import span_loss, support_loss
from critic.normalise import fold
from critic.reading import FieldReader, questions
from critic.sameness import same

__all__ = ["Settings", "Task", "train"]

IGNORED, WRONG, RIGHT = -1, 0, 1


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


@dataclass(slots=True)
class Task:
    """One labelled document with its fields, its real drafts (may be none) and its weight in the draw.

    ``varied`` makes a new variant of the document each time it is drawn.
    """

    document: LabelledDocument
    fields: tuple[Field, ...]
    drafts: tuple[Mapping[str, Sequence[str]], ...] = ()
    weight: float = 1.0
    other_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    varied: Callable[[LabelledDocument, random.Random], LabelledDocument] | None = None
    source: Source | None = None
    text: EncodedText | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    window: Window
    text: EncodedText
    meanings: Mapping[int, Tensor]
    support: tuple[int, ...]
    spans: tuple[tuple[int, int, int, int], ...]
    known: tuple[int, ...]


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
        rows: list[_Row] = []
        while len(rows) < settings.batch:
            rows += _rows(reader, rng.choices(tasks, weights)[0], real_share, rng)
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


def _losses(reader: FieldReader, rows: Sequence[_Row]) -> tuple[Tensor, Tensor]:
    batch = collate([(row.window, row.text) for row in rows], [row.meanings for row in rows], reader.hidden)
    with torch.autocast("cpu", torch.bfloat16), disable_input_dtype_casting(reader.network.encoder):
        scores = reader.network(batch)
    support = torch.full(scores.support.shape, IGNORED)
    right, ignored = _places(rows)
    for number, row in enumerate(rows):
        support[number, : len(row.support)] = torch.tensor(row.support, dtype=torch.int64)
    known = pad_to([row.known for row in rows], scores.spans.shape[1]).bool()
    return support_loss(scores.support, support), 0.5 * span_loss(scores.spans, right, ignored, known)


def _places(rows: Sequence[_Row]) -> tuple[Tensor, Tensor]:
    """Return the right and the ignored runs, each (N, 4): row, field, first and last token; right ones win."""
    right = {(number, *span[:3]) for number, row in enumerate(rows) for span in row.spans if span[3] == RIGHT}
    ignored = {(number, *span[:3]) for number, row in enumerate(rows) for span in row.spans} - right
    return tuple(torch.tensor(sorted(places), dtype=torch.int64).view(-1, 4) for places in (right, ignored))  # type: ignore[return-value]


def _rows(reader: FieldReader, task: Task, real_share: float, rng: random.Random) -> list[_Row]:
    if task.varied:
        task = replace(task, document=task.varied(task.document, rng), varied=None)
    document = task.document
    source = task.source = task.source or Source(document.text)
    text = task.text = task.text or reader.encoder.text(document.text)
    fields = [entry for entry in task.fields if document.judged(entry.name)]
    if not fields or not text.ids:
        return []
    if rng.random() < 0.4:  # noqa: PLR2004 - fields dropped, so that others' schemas work too
        fields = rng.sample(fields, rng.randint(1, len(fields)))
    if rng.random() < 0.3:  # noqa: PLR2004
        rng.shuffle(fields)
    draft = _draft(task, [entry.name for entry in fields], real_share, rng)
    values = [(index, value) for index, entry in enumerate(fields) for value in draft.get(entry.name, ())]
    question, _ = questions(fields, values, source)
    question = replace(question, names=tuple(_renamed(entry, task, rng) for entry in fields))
    starts = {entry.name: [span.start for span in document.spans if span.field == entry.name] for entry in fields}
    starts[""] = [place.start for place in question.mentions]
    firsts = _choose(text, [places for places in starts.values() if places], rng)
    meanings = reader.meanings(fields)
    bare = rng.random() < 0.1  # noqa: PLR2004 - sometimes without descriptions
    by_index = {index: torch.zeros_like(m) if bare else m for index, m in enumerate(meanings)}
    right = [any(same(value, gold) for gold in document.gold.get(fields[i].name, ())) for i, value in values]
    rows = []
    for window in reader.encoder.windows(text, question, firsts):
        spans = _span_labels(window, text, document, fields, source)
        rows.append(
            _Row(
                window,
                text,
                by_index,
                tuple(_support_label(v, values, right, fields, window, text, document) for v in window.values),
                tuple(spans),
                (1,) * len(window.fields),
            )
        )
    return rows


def _draft(task: Task, names: Sequence[str], real_share: float, rng: random.Random) -> Mapping[str, Sequence[str]]:
    if task.drafts and rng.random() < real_share:
        return rng.choice(task.drafts)
    if rng.random() < 0.12:  # noqa: PLR2004 - nothing drafted: the critic as an extractor
        return {}
    return damage(task.document, names, rng.choice((0.05, 0.15, 0.3, 0.5, 0.7)), rng)


def _choose(text: EncodedText, starts: Sequence[Sequence[int]], rng: random.Random) -> list[int]:
    """Choose up to three windows: where something is stated or drafted, rare fields as likely as common ones, and any.

    ``starts`` has the places of each field and of the draft's values, in characters.
    """
    firsts = list(text.windows())
    if len(firsts) <= 2:  # noqa: PLR2004
        return firsts
    chosen = {rng.choice(firsts), firsts[0] if rng.random() < 0.25 else rng.choice(firsts)}  # noqa: PLR2004
    for places in rng.sample(starts, min(2, len(starts))):
        at = rng.choice(places)
        holding = [
            first
            for first in firsts
            if text.starts[first] <= at <= text.ends[min(first + WINDOW_TOKENS, len(text.ends)) - 1]
        ]
        if holding:
            chosen.add(rng.choice(holding))
    return rng.sample(sorted(chosen), min(3, len(chosen)))


def _support_label(
    value: int,
    values: Sequence[tuple[int, str]],
    right: Sequence[bool],
    fields: Sequence[Field],
    window: Window,
    text: EncodedText,
    document: LabelledDocument,
) -> int:
    """Label one value: wrong everywhere, or right where it is annotated and elsewhere not known."""
    if not right[value]:
        return WRONG
    name = fields[values[value][0]].name
    low, high = text.starts[window.first], text.ends[window.first + window.count - 1]
    annotated = any(
        span.field == name
        and low <= span.start
        and span.end <= high
        and same(" ".join(document.text[span.start : span.end].split()), values[value][1])
        for span in document.spans
    )
    return RIGHT if annotated else IGNORED


def _span_labels(
    window: Window, text: EncodedText, document: LabelledDocument, fields: Sequence[Field], source: Source
) -> list[tuple[int, int, int, int]]:
    """Return (row of the field, first token, last token, label): annotated runs right, other mentions not known."""
    low, high = text.starts[window.first], text.ends[window.first + window.count - 1]
    labels = []
    for place, index in enumerate(window.fields):
        name = fields[index].name
        marked = [(s.start, s.end, RIGHT) for s in document.spans if s.field == name]
        golden = {fold(document.text[start:end]) for start, end, _ in marked}
        for value in golden:
            marked += [(start, end, IGNORED) for start, end in _repeats(source, value, low, high)]
        for start, end, label in marked:
            tokens = text.token_range(start, end) if low <= start and end <= high else None
            if tokens and tokens[0] >= window.first and tokens[1] < window.first + window.count:
                labels.append((place, tokens[0] - window.first, tokens[1] - window.first, label))
    return labels


def _repeats(source: Source, folded: str, low: int, high: int) -> list[tuple[int, int]]:
    if not folded:
        return []
    pattern = r"\W+".join(re.escape(word) for word in folded.split())
    return [(m.start() + low, m.end() + low) for m in re.finditer(pattern, source.text[low:high], re.IGNORECASE)]


def _renamed(entry: Field, task: Task, rng: random.Random) -> str:
    others = task.other_names.get(entry.name, ())
    return spoken_name(rng.choice(others) if others and rng.random() < 0.12 else entry.name)  # noqa: PLR2004


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
