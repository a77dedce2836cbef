"""TRL's ``SFTTrainer`` with the loss of the answer's tokens alone worked out alone.

The stock loss projects in fp32-accumulated tiles, which on a processor costs a third of every step; an answer has about
forty tokens, so its logits fit in memory at once. Same loss, same gradient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch.nn.functional import cross_entropy
from trl import SFTTrainer

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["AnswerTrainer"]


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
