"""Tune a causal model on answers: TRL's ``SFTTrainer`` with the loss of the answer's tokens alone worked out alone.

The stock loss projects in fp32-accumulated tiles, which on a processor costs a third of every step; an answer has about
forty tokens, so its logits fit in memory at once. Same loss, same gradient.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import torch
from datasets import Dataset
from peft import LoraConfig
from peft.helpers import disable_input_dtype_casting
from safetensors import SafetensorError
from torch.nn.functional import cross_entropy
from transformers import PrinterCallback, TrainerCallback
from trl import SFTConfig, SFTTrainer

from critic.weights import quietly

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from torch import Tensor

    from critic.causal.settings import TuningSettings

__all__ = ["AnswerTrainer", "adapter_of", "tune_on_answers"]

WARMUP = 20
"""Steps over which the learning rate rises; of a short tuning a tenth."""
_WRITTEN_LAST = "trainer_state.json"
"""The file of a checkpoint that the library writes when all others are there."""


def adapter_of(settings: TuningSettings) -> LoraConfig:
    """Return the LoRA adapter of these settings, on all linear layers."""
    return LoraConfig(r=settings.rank, lora_alpha=2 * settings.rank, target_modules="all-linear", task_type="CAUSAL_LM")


def tune_on_answers(
    model: Any,
    tokenizer: Any,
    rows: Sequence[dict[str, list[int]]],
    work: Path,
    settings: TuningSettings,
    *,
    adapter: LoraConfig | None,
    report: Callable[[str], object] = print,
) -> tuple[Any, float | None]:
    """Tune a model on sequences of tokens with their labels; ``work`` keeps checkpoints that a restart picks up.

    Without an ``adapter`` the model has one already. ``report`` is told the loss as it falls.

    Returns:
        The model with its adapter, and the last loss that was told, if one was.

    Raises:
        OSError: a checkpoint cannot be written, as on a full disk; earlier ones stay.

    """
    with quietly():
        trainer = AnswerTrainer(
            model=model,
            args=SFTConfig(
                output_dir=str(work),
                max_steps=settings.steps,
                per_device_train_batch_size=settings.batch,
                learning_rate=settings.learning_rate,
                lr_scheduler_type="linear",
                warmup_steps=min(WARMUP, settings.steps // 10),
                max_length=settings.max_tokens,
                train_sampling_strategy="group_by_length",
                bf16=model.dtype == torch.bfloat16,
                use_cpu=not torch.cuda.is_available(),
                gradient_checkpointing=False,
                logging_steps=5,
                save_steps=settings.save_steps,
                save_total_limit=2,
                report_to=[],
                disable_tqdm=True,
                seed=settings.seed,
            ),
            train_dataset=Dataset.from_list(list(rows)),
            processing_class=tokenizer,
            peft_config=adapter,
            callbacks=[_Reporting(report)],
        )
    trainer.remove_callback(PrinterCallback)
    adapted: Any = trainer.model
    # The adapter stays in fp32 and its products in bfloat16; casting every input up would cost a third of the time.
    with disable_input_dtype_casting(adapted), quietly():
        trainer.train(resume_from_checkpoint=_can_go_on(work))
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    return adapted, losses[-1] if losses else None


def _can_go_on(work: Path) -> bool:
    """Say whether there is a whole checkpoint; one that was cut short lacks what is written last, and is removed."""
    checkpoints = list(work.glob("checkpoint-*"))
    broken = [checkpoint for checkpoint in checkpoints if not _is_whole(checkpoint / _WRITTEN_LAST)]
    for checkpoint in broken:
        shutil.rmtree(checkpoint)
    return len(broken) < len(checkpoints)


def _is_whole(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return False


class AnswerTrainer(SFTTrainer):
    """Train a causal model with a LoRA adapter on the labelled positions of each sequence."""

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Tensor],
        return_outputs: bool = False,  # noqa: FBT001, FBT002 - the signature is the base class's
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """Return the mean cross-entropy of the labelled tokens."""
        base = self.accelerator.unwrap_model(model).get_base_model()
        with self.accelerator.autocast():
            hidden = base.base_model(
                input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], use_cache=False
            ).last_hidden_state[:, :-1]
            labels = inputs["labels"][:, 1:]
            wanted = labels != -100  # noqa: PLR2004 - the index that PyTorch's losses ignore
            logits = base.get_output_embeddings()(hidden[wanted])
        loss = cross_entropy(logits.float(), labels[wanted], reduction="sum")
        count = wanted.sum() if num_items_in_batch is None else num_items_in_batch
        return (loss / count, {}) if return_outputs else loss / count

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        """Write a checkpoint; of a full disk torch and safetensors tell with errors of their own."""
        save: Any = super()._save_checkpoint
        try:
            save(model, trial)
        except (RuntimeError, SafetensorError) as error:
            raise OSError(str(error).splitlines()[0]) from error


class _Reporting(TrainerCallback):
    """Tell the loss whenever the trainer logs it."""

    def __init__(self, report: Callable[[str], object]) -> None:
        self.report = report

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **_: Any) -> None:  # noqa: ARG002
        """Tell the loss."""
        if logs and "loss" in logs:
            self.report(f"step {state.global_step} of {state.max_steps}: loss {logs['loss']:.3f}")
