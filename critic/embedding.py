"""Words to vectors by the base encoder as it was before training: what descriptions and whole statements mean.

The mean of the last layer's vectors, of length one, as sentence encoders are used (Reimers and Gurevych 2019, arXiv
1908.10084). What a critic learned has no part in it, so it holds for words that no training document has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor, nn

from critic.devices import mixed

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = ["Embedder"]

BATCH = 16


class Embedder:
    """An encoder that stays as it is, with its tokenizer."""

    def __init__(self, encoder: nn.Module, tokenizer: PreTrainedTokenizerFast) -> None:
        self._encoder = encoder
        self._tokenizer = tokenizer

    @torch.no_grad()
    def embed(self, texts: Sequence[str], *, tokens: int = 128, half: bool | None = None) -> Tensor:
        """Return unit vectors (N, H), one for each text, of which the first ``tokens`` tokens count.

        ``half`` computes in bfloat16, as is the rule where the machine has it.
        """
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        device = next(self._encoder.parameters()).device
        parts: list[Tensor] = []
        for at in range(0, len(order), BATCH):
            batch = self._tokenizer(
                [texts[number] for number in order[at : at + BATCH]],
                padding=True,
                truncation=True,
                max_length=tokens,
                return_tensors="pt",
            ).to(device)
            with mixed(device, half=half):
                hidden = self._encoder(**batch).last_hidden_state.float()
            mask = batch["attention_mask"][..., None]
            parts.append(nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1).clamp(min=1), dim=-1))
        embedded = torch.cat(parts).cpu()
        return embedded[torch.tensor(order).argsort()]

    @torch.no_grad()
    def skim(self, texts: Sequence[str], *, tokens: int = 128) -> Tensor:
        """Return unit vectors (N, H) as well, the means of what each text's words mean by themselves: a lookup each."""
        table = cast("Any", self._encoder).get_input_embeddings().weight
        encoded = self._tokenizer(list(texts), add_special_tokens=False, truncation=True, max_length=tokens)
        means = [
            table[torch.tensor(ids)].mean(0) if ids else table.new_zeros(table.shape[1]) for ids in encoded["input_ids"]
        ]
        return nn.functional.normalize(torch.stack(means), dim=-1).cpu()
