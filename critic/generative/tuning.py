"""Tune a causal model to criticise: a LoRA adapter by supervised fine-tuning (TRL's ``SFTTrainer``).

The loss is on what the answer's grammar leaves open, verdicts, missing values and explanations, and there only where
the row settles it; the rest of an answer costs nothing to get right.
"""

from __future__ import annotations

import importlib.util
import random
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from critic.causal.loading import has_bfloat16, load_causal
from critic.causal.settings import TuningSettings
from critic.generative.answers import Part, Piece, pieces
from critic.generative.lessons import Lesson, balanced, lessons
from critic.generative.prompts import Prompter
from critic.generative.storage import DEFAULT_BASE, Tuned, base_dir, take_adapter
from critic.mistakes.rows import MistakeRow
from critic.training import TrainingError

__all__ = ["GenerativeTrainingError", "Settings", "tune"]

_IGNORED = -100  # the index that PyTorch's losses ignore


class GenerativeTrainingError(ValueError):
    """A generative critic cannot be trained from this; the message says why."""


@dataclass(frozen=True, slots=True)
class Settings(TuningSettings):
    """How to tune: ``batch`` counts passages, ``max_tokens`` bounds a passage with its answer.

    ``explained`` says whether the model learns the explanations beside the labels. The defaults suit the embedded
    model on a processor; a larger one takes longer passages.
    """

    steps: int = 400
    batch: int = 4
    learning_rate: float = 5e-4
    max_tokens: int = 1024
    passage_chars: int = 900
    explained: bool = True


def tune(
    rows: Iterable[MistakeRow],
    work: Path,
    settings: Settings,
    *,
    base: str = DEFAULT_BASE,
    report: Callable[[str], object] = print,
) -> Tuned:
    """Tune ``base`` on the mistakes of these rows; ``work`` keeps checkpoints that a restart picks up.

    ``base`` is ``smollm2-135m`` or a directory with a causal model as safetensors and its fast tokenizer. ``report`` is
    told what is left out, and the loss as it falls.

    Raises:
        GenerativeTrainingError: no passage is short enough, all drafts are right or all wrong, TRL is not installed, or
            what was learned is no longer numbers.
        critic.training.TrainingError: a checkpoint cannot be written.
        critic.causal.loading.CausalModelError: the base cannot be loaded.
        critic.weights.WeightsError: the embedded model cannot be had.

    """
    if importlib.util.find_spec("trl") is None:
        message = "a causal model is tuned by TRL: pip install 'ie-pipeline[train]'"
        raise GenerativeTrainingError(message)
    import torch
    from datasets import disable_progress_bars

    from critic.causal.trainer import adapter_of, tune_on_answers

    torch.manual_seed(settings.seed)
    model, tokenizer = load_causal(base_dir(base), dtype=torch.bfloat16 if has_bfloat16() else torch.float32)
    drawn = [lesson for row in rows for lesson in lessons(row, settings.passage_chars)]
    examples = _encoded(drawn, tokenizer, settings, report)
    disable_progress_bars()
    adapter = adapter_of(settings)
    try:
        adapted, _ = tune_on_answers(model, tokenizer, examples, work, settings, adapter=adapter, report=report)
    except OSError as error:
        message = (
            f"{work}: a checkpoint cannot be written or read ({error.strerror or error}); make room and call again, "
            "training goes on from the last whole one"
        )
        raise TrainingError(message) from error
    weights = take_adapter(adapted)
    if not all(weight.isfinite().all() for weight in weights.values()):
        advice = f"begin anew with another seed or a lower learning rate than {settings.learning_rate:g}"
        message = f"the adapter's weights are no longer numbers; remove {work} and {advice}"
        raise GenerativeTrainingError(message)
    kept = str(Path(base).resolve()) if base != DEFAULT_BASE else base
    return Tuned(kept, adapter, weights, settings.passage_chars, settings.explained)


def _encoded(
    drawn: Sequence[Lesson], tokenizer: Any, settings: Settings, report: Callable[[str], object]
) -> list[dict[str, list[int]]]:
    """Return lessons as tokens, half of them with findings, as many as the steps take; too long ones are left out."""
    try:
        chosen = balanced(drawn, settings.steps * settings.batch, random.Random(settings.seed))
    except ValueError as error:
        raise GenerativeTrainingError(str(error)) from error
    prompter = Prompter(tokenizer)
    tokens = {id(lesson): _tokens(lesson, tokenizer, prompter, explained=settings.explained) for lesson in chosen}
    short = [tokens[id(lesson)] for lesson in chosen if len(tokens[id(lesson)]["input_ids"]) <= settings.max_tokens]
    if not short:
        message = f"all passages take more than {settings.max_tokens} tokens with their answers; take shorter passages"
        raise GenerativeTrainingError(message)
    if len(short) < len(chosen):
        lost = len(chosen) - len(short)
        report(f"{lost} of {len(chosen)} examples take more than {settings.max_tokens} tokens: left out")
    return short


def _tokens(lesson: Lesson, tokenizer: Any, prompter: Prompter, *, explained: bool) -> dict[str, list[int]]:
    """Tokenise a lesson; ``labels`` has the answer's open tokens and elsewhere the index that the loss ignores."""
    parts = list(pieces(lesson.question, lesson.answer, explained=explained))
    prompt = [*prompter.prefix(lesson.question), *prompter.body(lesson.question)]
    text = "".join(piece.text for piece in parts)
    written = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    settled = [_is_open(piece, lesson) for piece in parts]
    ends = list(accumulate(len(piece.text) for piece in parts))
    labels = [
        token if any(settled[bisect_right(ends, low) : bisect_right(ends, max(low, high - 1)) + 1]) else _IGNORED
        for token, (low, high) in zip(written["input_ids"], written["offset_mapping"], strict=True)
    ]
    return {"input_ids": prompt + written["input_ids"], "labels": [_IGNORED] * len(prompt) + labels}


def _is_open(piece: Piece, lesson: Lesson) -> bool:
    """Say whether there is something to learn from a piece: the grammar leaves it open, and the row settles it."""
    if piece.part is Part.VERDICT:
        return piece.index not in lesson.unsettled
    if piece.part is Part.MISSING:
        return piece.index not in lesson.unsettled_fields or piece.number < len(lesson.answer.missing[piece.index])
    return piece.part is Part.EXPLANATION and len(piece.text) > len('""')
