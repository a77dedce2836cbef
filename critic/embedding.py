"""Words to vectors by the base encoder as it was before training: what descriptions and whole statements mean.

The mean of the last layer's vectors, of length one, as sentence encoders are used (Reimers and Gurevych 2019, arXiv
1908.10084). What a critic learned has no part in it, so it holds for words that no training document has.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor, nn

from critic.devices import mixed
from critic.text.typography import encodable

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = ["Embedder"]

BATCH = 16
_CLAUSE_ENDS = frozenset(",;:.!?，、；：。！？")


class Embedder:
    """An encoder that stays as it is, with a copy of its tokenizer."""

    def __init__(self, encoder: nn.Module, tokenizer: PreTrainedTokenizerFast) -> None:
        self._encoder = encoder
        # A tokenizer keeps from call to call what length it cuts texts to. What embeds must not cut what a critic reads
        # in another thread, nor two threads each other's texts.
        self._tokenizer = deepcopy(tokenizer)
        self._lock = Lock()

    @torch.no_grad()
    def embed(self, texts: Sequence[str], *, tokens: int = 128, half: bool | None = None) -> Tensor:
        """Return unit vectors (N, H), one for each text, of which the first ``tokens`` tokens count.

        ``half`` computes in bfloat16, as is the rule where the machine has it.
        """
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        device = next(self._encoder.parameters()).device
        parts: list[Tensor] = []
        for at in range(0, len(order), BATCH):
            batch = self._tokenize(
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
        encoded = self._tokenize(list(texts), add_special_tokens=False, truncation=True, max_length=tokens)
        means = [
            table[torch.tensor(ids)].mean(0) if ids else table.new_zeros(table.shape[1]) for ids in encoded["input_ids"]
        ]
        return nn.functional.normalize(torch.stack(means), dim=-1).cpu()

    def beyond(self, texts: Sequence[str], *, tokens: int = 128) -> list[tuple[int, str]]:
        """Return what `embed` and `skim` leave of texts longer than ``tokens``, as (number of the text, run).

        Runs are read whole. They overlap each other and what was read by a quarter or more, and begin and end with
        clauses where they can.
        """
        room = tokens - self._tokenizer.num_special_tokens_to_add()
        encoded = self._tokenize(
            list(texts), add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        return [
            (number, text[places[first][0] : places[stop - 1][1]])
            for number, (text, places) in enumerate(zip(texts, encoded["offset_mapping"], strict=True))
            for first, stop in _runs(text, places, room)[1:]
        ]

    def _tokenize(self, texts: list[str], **settings: Any) -> Any:
        """Tokenise in one thread at a time."""
        with self._lock:
            return self._tokenizer([encodable(text) for text in texts], **settings)


def _runs(text: str, places: Sequence[tuple[int, int]], room: int) -> list[tuple[int, int]]:
    """Return runs of at most ``room`` tokens, as (first, one beyond the last), that together hold a text."""
    ends = [number for number, (_, end) in enumerate(places, 1) if text[end - 1 : end] in _CLAUSE_ENDS]
    runs = [(0, min(room, len(places)))]
    while (stop := runs[-1][1]) < len(places):
        low, high = stop - room // 2, stop - room // 4
        first = max((end for end in ends if low <= end <= high), default=high)
        last = min(first + room, len(places))
        if last < len(places):
            last = max((end for end in ends if stop < end <= last), default=last)
        runs.append((first, last))
    return runs
