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
from critic.generative.answers import Part, Piece, pieces
from critic.generative.lessons import Lesson, balanced, lessons
from critic.generative.prompts import Prompter
from critic.generative.storage import DEFAULT_BASE, Tuned, base_dir, take_adapter
from critic.mistakes.rows import MistakeRow
from critic.weights import quietly

__all__ = ["GenerativeTrainingError", "Settings", "tune"]

_IGNORED = -100  # the index that PyTorch's losses ignore


class GenerativeTrainingError(ValueError):
    """A generative critic cannot be trained from this, or not be written; the message says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to tune. ``batch`` counts passages, ``rank`` is LoRA's, ``max_tokens`` bounds a passage with its answer.

    ``explained`` says whether the model learns the explanations beside the labels. The defaults suit the embedded
    model on a processor; a larger one takes longer passages.
    """

    steps: int = 400
    batch: int = 4
    learning_rate: float = 5e-4
    rank: int = 16
    max_tokens: int = 1024
    passage_chars: int = 900
    explained: bool = True
    seed: int = 0
    save_steps: int = 50


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
        GenerativeTrainingError: no passage is short enough, all drafts are right or all wrong, or TRL is not installed.
        critic.causal.loading.CausalModelError: the base cannot be loaded.
        critic.weights.WeightsError: the embedded model cannot be had.

    """
    if importlib.util.find_spec("trl") is None:
        message = "a causal model is tuned by TRL: pip install 'ie-pipeline[train]'"
        raise GenerativeTrainingError(message)
    import torch
    from datasets import Dataset, disable_progress_bars
    from peft import LoraConfig
    from peft.helpers import disable_input_dtype_casting
    from transformers import PrinterCallback
    from trl import SFTConfig

    from critic.causal.trainer import AnswerTrainer

    torch.manual_seed(settings.seed)
    half = has_bfloat16()
    model, tokenizer = load_causal(base_dir(base), dtype=torch.bfloat16 if half else torch.float32)
    drawn = [lesson for row in rows for lesson in lessons(row, settings.passage_chars)]
    examples = _encoded(drawn, tokenizer, settings, report)
    config = LoraConfig(
        r=settings.rank, lora_alpha=2 * settings.rank, target_modules="all-linear", task_type="CAUSAL_LM"
    )
    disable_progress_bars()
    with quietly():
        trainer = AnswerTrainer(
            model=model,
            args=SFTConfig(
                output_dir=str(work),
                max_steps=settings.steps,
                per_device_train_batch_size=settings.batch,
                learning_rate=settings.learning_rate,
                lr_scheduler_type="linear",
                warmup_steps=min(20, settings.steps // 10),
                max_length=settings.max_tokens,
                train_sampling_strategy="group_by_length",
                bf16=half,
                use_cpu=not torch.cuda.is_available(),
                gradient_checkpointing=False,
                logging_steps=5,
                save_steps=settings.save_steps,
                save_total_limit=2,
                report_to=[],
                disable_tqdm=True,
                seed=settings.seed,
            ),
            train_dataset=Dataset.from_list(examples),
            processing_class=tokenizer,
            peft_config=config,
            callbacks=[_reporting(report)],
        )
    trainer.remove_callback(PrinterCallback)
    adapted: Any = trainer.model
    # The adapter stays in fp32 and its products in bfloat16; casting every input up would cost a third of the time.
    with disable_input_dtype_casting(adapted), quietly():
        trainer.train(resume_from_checkpoint=any(work.glob("checkpoint-*")))
    kept = str(Path(base).resolve()) if base != DEFAULT_BASE else base
    return Tuned(kept, config, take_adapter(adapted), settings.passage_chars, settings.explained)


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


def _reporting(report: Callable[[str], object]) -> Any:
    """Return a callback of the trainer that tells the loss."""
    from transformers import TrainerCallback

    class Reporting(TrainerCallback):
        """Tell the loss whenever the trainer logs it."""

        def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **_: Any) -> None:  # noqa: ARG002
            """Tell the loss."""
            if logs and "loss" in logs:
                report(f"step {state.global_step}: loss {logs['loss']:.3f}")

    return Reporting()
