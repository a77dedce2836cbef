"""The network: one pass over a window judges the draft's values and points at every value it states.

Two heads on a shared encoder. Head 1 reads each value's marker: is this a value of its field, going by this window?
Head 2 scores every run of whole words in the window against each field's marker, as GlobalPointer does (Su et al.
2022, arXiv 2208.03054): a start and an end vector, rotated by position, compared under the field's query. A field's
description enters as its sentence embedding, added at the field's marker, and how a token of the text looks as
embeddings added to its own; so neither costs tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn

from critic.text.typography import LOOKS

__all__ = ["Batch", "CriticNetwork", "Scores", "span_loss", "support_loss"]

SPAN_WIDTH = 64
NEVER = -1e4
"""The score of a run that cannot be a value; small enough to vanish, large enough for half precision."""
RARE = -4.0
"""What a run scores before training: of the thousands in a window hardly any is a value."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of windows, padded. B rows, L tokens of which T are the text's, F fields and V values a row.

    ``field_at`` and ``value_at`` are positions in [0, L), 0 where padded; ``begins`` and ``ends`` mark the tokens of
    the text at which a value may begin and end.
    """

    ids: Tensor
    """(B, L) int64."""
    mask: Tensor
    """(B, L) int64, 1 for real tokens."""
    segment: Tensor
    """(B, L) int64, 1 for the text."""
    bucket: Tensor
    """(B,) int64."""
    looks: Tensor
    """(K, B, L) int64, how the tokens of the text look in each of the K ways of ``LOOKS``, 0 elsewhere."""
    field_at: Tensor
    """(B, F) int64."""
    field_mask: Tensor
    """(B, F) bool."""
    meaning: Tensor
    """(B, F, H) float, the description's embedding."""
    value_at: Tensor
    """(B, V) int64."""
    value_mask: Tensor
    """(B, V) bool."""
    text_at: Tensor
    """(B, T) int64, the positions of the text's tokens."""
    begins: Tensor
    """(B, T) bool."""
    ends: Tensor
    """(B, T) bool."""

    def to(self, device: torch.device) -> Batch:
        """Return the batch on a device."""
        return Batch(**{name: getattr(self, name).to(device) for name in self.__slots__})

    def rows(self, chosen: Tensor) -> Batch:
        """Return some of the rows, (B,) bool."""
        of = {name: getattr(self, name) for name in self.__slots__}
        return Batch(**{name: rows[:, chosen] if name == "looks" else rows[chosen] for name, rows in of.items()})


@dataclass(frozen=True, slots=True)
class Scores:
    """Logits: ``support`` (B, V) for the draft's values, ``spans`` (B, F, T, T) for runs from first to last token."""

    support: Tensor
    spans: Tensor

    def cpu(self) -> Scores:
        """Return the scores on the processor."""
        return Scores(self.support.cpu(), self.spans.cpu())

    def rows(self, chosen: Tensor) -> Scores:
        """Return the scores of some of the rows, (B,) bool."""
        return Scores(self.support[chosen], self.spans[chosen])


class CriticNetwork(nn.Module):
    """A BERT-like encoder with the two heads; ``encoder`` may be wrapped by a PEFT adapter.

    The text is told from the question by its segment, where the encoder knows segments.
    """

    def __init__(self, encoder: nn.Module, hidden: int, buckets: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = nn.ModuleDict(
            {
                "markers": nn.Embedding(2, hidden),
                "bucket": nn.Embedding(buckets, hidden),
                **{name: nn.Embedding(kinds, hidden, padding_idx=0) for name, kinds in LOOKS.items()},
                "meaning": nn.Linear(hidden, hidden, bias=False),
                "support": nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, 1)),
                "begin": nn.Linear(hidden, SPAN_WIDTH),
                "end": nn.Linear(hidden, SPAN_WIDTH),
                "pair_query": nn.Linear(hidden, SPAN_WIDTH),
                "begin_query": nn.Linear(hidden, SPAN_WIDTH),
                "end_query": nn.Linear(hidden, SPAN_WIDTH + 1),
            }
        )
        heads: Any = self.heads
        for name in ("markers", "bucket"):
            nn.init.normal_(heads[name].weight, std=0.02)
        for name in ("meaning", *LOOKS):
            nn.init.zeros_(heads[name].weight)
        nn.init.constant_(heads["end_query"].bias[-1], RARE)

    def forward(self, batch: Batch) -> Scores:
        """Return the logits of one batch."""
        config: Any = self.encoder.config
        segments = {"token_type_ids": batch.segment} if getattr(config, "type_vocab_size", 0) > 1 else {}
        hidden = self.encoder(
            inputs_embeds=self._inputs(batch), attention_mask=batch.mask, **segments
        ).last_hidden_state
        heads: Any = self.heads
        fields = _rows(hidden, batch.field_at)
        support = heads["support"](_rows(hidden, batch.value_at)).squeeze(-1)
        text = _rows(hidden, batch.text_at)
        begin, end = heads["begin"](text), heads["end"](text)
        end_query = heads["end_query"](fields)
        rotation = _rotation(text.shape[1], SPAN_WIDTH, hidden.device)
        asked = heads["pair_query"](fields)[:, :, None, :] * begin[:, None]
        pair = _rotate(asked, rotation) @ _rotate(end, rotation)[:, None].transpose(-1, -2)
        from_begin = heads["begin_query"](fields) @ begin.transpose(1, 2)
        from_end = end_query[..., :-1] @ end.transpose(1, 2) + end_query[..., -1:] * SPAN_WIDTH**0.5
        spans = (pair.float() + from_begin[..., :, None] + from_end[..., None, :]) / SPAN_WIDTH**0.5
        return Scores(support.float(), spans + _impossible(batch))

    def _inputs(self, batch: Batch) -> Tensor:
        table = cast("Any", self.encoder).get_input_embeddings()
        inputs: Tensor = table(batch.ids).clone()
        heads: Any = self.heads
        inputs[:, 0] += heads["bucket"](batch.bucket)
        for name, look in zip(LOOKS, batch.looks, strict=True):
            inputs = inputs + heads[name](look)
        field = heads["markers"].weight[0] + heads["meaning"](batch.meaning)
        inputs = _add_rows(inputs, batch.field_at, field, batch.field_mask)
        value = heads["markers"].weight[1].expand(*batch.value_at.shape, -1)
        return _add_rows(inputs, batch.value_at, value, batch.value_mask)


def support_loss(scores: Tensor, labels: Tensor) -> Tensor:
    """Return the mean binary cross-entropy of (B, V) logits; labels are 1, 0, or -1 for "not known"."""
    known = labels >= 0
    if not known.any():
        return scores.sum() * 0.0
    return nn.functional.binary_cross_entropy_with_logits(scores[known], labels[known].float())


def span_loss(spans: Tensor, right: Tensor, ignored: Tensor, known: Tensor) -> Tensor:
    """Return the multi-label loss of Su et al. 2022: every right run above 0, every wrong one below.

    ``log(1 + sum exp(s_wrong)) + log(1 + sum exp(-s_right))``, averaged over the fields that the gold judges.
    ``spans`` (B, F, T, T) logits; ``right`` and ``ignored`` (N, 4) int64 places in it, ``ignored`` being mentions of
    which nothing is known; ``known`` (B, F) bool.
    """
    batch, fields, _, _ = spans.shape
    rows = right[:, 0] * fields + right[:, 1]
    right_scores = spans[tuple(right.T)]
    marked = torch.cat([right, ignored])
    hidden = spans.index_put(tuple(marked.T), spans.new_tensor(NEVER))
    zero = spans.new_zeros(batch, fields, 1)
    wrong = torch.logsumexp(torch.cat([torch.logsumexp(hidden.flatten(2), -1, keepdim=True), zero], -1), -1)
    lost = spans.new_zeros(batch * fields).index_add(0, rows, (-right_scores).clamp(max=60).exp())
    return ((wrong + lost.log1p().view(batch, fields)) * known).sum() / known.sum().clamp(min=1)


def _rows(hidden: Tensor, at: Tensor) -> Tensor:
    return hidden.gather(1, at[..., None].expand(-1, -1, hidden.shape[-1]))


def _add_rows(inputs: Tensor, at: Tensor, rows: Tensor, mask: Tensor) -> Tensor:
    added = (rows * mask[..., None]).to(inputs.dtype)
    return inputs.scatter_add(1, at[..., None].expand(-1, -1, inputs.shape[-1]), added)


def _impossible(batch: Batch) -> Tensor:
    """Return (B, F, T, T): 0 where a run begins and ends with whole words, forwards, inside the text; else NEVER."""
    length = batch.text_at.shape[1]
    forwards = torch.ones(length, length, dtype=torch.bool, device=batch.ids.device).triu()
    whole = batch.begins[:, :, None] & batch.ends[:, None, :] & forwards
    possible = torch.zeros(whole.shape, device=batch.ids.device).masked_fill(~whole, NEVER)
    asked = torch.zeros(batch.field_mask.shape, device=batch.ids.device).masked_fill(~batch.field_mask, NEVER)
    return possible[:, None] + asked[..., None, None]


def _rotation(length: int, width: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Return cosines and sines, each (length, width / 2), of rotary position embedding (arXiv 2104.09864)."""
    frequency = 10_000 ** (-torch.arange(0, width, 2, device=device) / width)
    angle = torch.arange(length, device=device)[:, None] * frequency
    return angle.cos(), angle.sin()


def _rotate(x: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    cosine, sine = rotation
    even, odd = x[..., 0::2].float(), x[..., 1::2].float()
    return torch.stack([even * cosine - odd * sine, even * sine + odd * cosine], -1).flatten(-2).to(x.dtype)
