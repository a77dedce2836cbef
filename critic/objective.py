"""What training lowers, and what it is watched by: the loss of a batch, and how well the network ranks held-out values.

Both are counted on examples, windows with labels; nothing here depends on a threshold or a calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from peft.helpers import disable_input_dtype_casting
from torch import Tensor

from critic.collate import collate, pad_to
from critic.devices import mixed
from critic.examples import Example
from critic.labels import IGNORED, RIGHT
from critic.model import NEVER, Batch, Scores, span_loss, support_loss
from critic.reading import BATCH_ROWS, FieldReader

__all__ = ["LabelledBatch", "Validation", "average_precision", "labelled", "losses", "scored", "validate"]

RIVALS = 5
"""The wrong runs of each field and window that are ranked against the right ones: the best of thousands."""


@dataclass(frozen=True, slots=True)
class LabelledBatch:
    """A batch of B rows, F fields and V values a row, with what is known of them."""

    batch: Batch
    support: Tensor
    """(B, V) int64, a label for each value, ``IGNORED`` where padded."""
    right: Tensor
    """(N, 4) int64, the annotated runs: row, field, first and last token."""
    ignored: Tensor
    """(M, 4) int64, likewise, the runs of which nothing is known; none that is right."""
    known: Tensor
    """(B, F) bool, whether what is not marked in a field's runs is wrong; False where padded."""
    taught: Tensor
    """(B,) bool, whether teachers have a say."""

    def to(self, device: torch.device) -> LabelledBatch:
        """Return the batch on a device."""
        return LabelledBatch(**{name: getattr(self, name).to(device) for name in self.__slots__})


@dataclass(frozen=True, slots=True)
class Validation:
    """Average precision, in [0, 1], of each head on held-out examples; None where one has nothing to rank."""

    support: float | None
    spans: float | None

    @property
    def score(self) -> float:
        """The mean of what there is; 0 where there is nothing."""
        known = [part for part in (self.support, self.spans) if part is not None]
        return sum(known) / max(len(known), 1)


def labelled(examples: Sequence[Example], width: int) -> LabelledBatch:
    """Pad examples into one batch; ``width`` is that of the network's hidden states."""
    batch = collate([(e.window, e.text) for e in examples], [e.meanings for e in examples], width)
    support = torch.full(batch.value_at.shape, IGNORED)
    for number, entry in enumerate(examples):
        support[number, : len(entry.support)] = torch.tensor(entry.support, dtype=torch.int64)
    right = {(number, *span[:3]) for number, entry in enumerate(examples) for span in entry.spans if span[3] == RIGHT}
    ignored = {(number, *span[:3]) for number, entry in enumerate(examples) for span in entry.spans} - right
    marked, unknown = (torch.tensor(sorted(runs), dtype=torch.int64).view(-1, 4) for runs in (right, ignored))
    known = pad_to([entry.known for entry in examples], batch.field_at.shape[1]).bool()
    taught = torch.tensor([entry.taught for entry in examples], dtype=torch.bool)
    return LabelledBatch(batch, support, marked, unknown, known, taught)


def scored(reader: FieldReader, batch: Batch) -> Scores:
    """Return the network's scores of a batch, which is where the network is."""
    with mixed(reader.device), disable_input_dtype_casting(reader.network.encoder):
        scores: Scores = reader.network(batch)
    return scores


def losses(scores: Scores, batch: LabelledBatch) -> tuple[Tensor, Tensor]:
    """Return the losses of both heads on a batch, that of the spans by half."""
    spans = span_loss(scores.spans, batch.right, batch.ignored, batch.known)
    return support_loss(scores.support, batch.support), 0.5 * spans


@torch.no_grad()
def validate(reader: FieldReader, examples: Sequence[Example]) -> Validation:
    """Return how well the network ranks right values above wrong ones, and annotated runs above all others."""
    reader.network.eval()
    support: list[tuple[Tensor, Tensor]] = []
    spans: list[tuple[Tensor, Tensor]] = []
    ordered = sorted(examples, key=lambda entry: len(entry.window.ids))
    for at in range(0, len(ordered), BATCH_ROWS):
        batch = labelled(ordered[at : at + BATCH_ROWS], reader.hidden)
        scores = scored(reader, batch.batch.to(reader.device)).cpu()
        judged = batch.support != IGNORED
        support.append((scores.support[judged], batch.support[judged] == RIGHT))
        hits = scores.spans[tuple(batch.right.T)]
        marked = torch.cat([batch.right, batch.ignored])
        hidden = scores.spans.index_put(tuple(marked.T), scores.spans.new_tensor(NEVER)).flatten(2)
        hidden = hidden.masked_fill(~batch.known[..., None], NEVER)
        rivals = hidden.topk(min(RIVALS, hidden.shape[-1])).values
        rivals = rivals[rivals > NEVER / 2]
        ranked = torch.cat([hits, rivals])
        spans.append((ranked, torch.arange(len(ranked)) < len(hits)))
    return Validation(_precision(support), _precision(spans))


def average_precision(scores: Tensor, right: Tensor) -> float | None:
    """Return the mean, over the right ones, of the precision down to their rank; None without right or wrong ones.

    ``scores`` (N,) float, ``right`` (N,) bool.
    """
    if not right.any() or right.all():
        return None
    hits = right[scores.argsort(descending=True, stable=True)].double()
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / hits.sum())


def _precision(parts: Sequence[tuple[Tensor, Tensor]]) -> float | None:
    if not parts:
        return None
    return average_precision(torch.cat([scores for scores, _ in parts]), torch.cat([right for _, right in parts]))
