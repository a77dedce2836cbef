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
from critic.examples import IGNORED, RIGHT, Example
from critic.model import NEVER, Scores, span_loss, support_loss
from critic.reading import BATCH_ROWS, FieldReader

__all__ = ["Validation", "average_precision", "losses", "validate"]

RIVALS = 5
"""The wrong runs of each field and window that are ranked against the right ones: the best of thousands."""


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


def losses(reader: FieldReader, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Return the losses of both heads on a batch, that of the spans by half."""
    scores, device = _scores(reader, examples), reader.device
    right, ignored = (places.to(device) for places in _marked(examples))
    known = _known(examples, scores).to(device)
    labels = _labels(examples, scores).to(device)
    return support_loss(scores.support, labels), 0.5 * span_loss(scores.spans, right, ignored, known)


@torch.no_grad()
def validate(reader: FieldReader, examples: Sequence[Example]) -> Validation:
    """Return how well the network ranks right values above wrong ones, and annotated runs above all others."""
    reader.network.eval()
    support: list[tuple[Tensor, Tensor]] = []
    spans: list[tuple[Tensor, Tensor]] = []
    ordered = sorted(examples, key=lambda entry: len(entry.window.ids))
    for at in range(0, len(ordered), BATCH_ROWS):
        batch = ordered[at : at + BATCH_ROWS]
        scores = _scores(reader, batch).cpu()
        labels = _labels(batch, scores)
        support.append((scores.support[labels != IGNORED], labels[labels != IGNORED] == RIGHT))
        right, ignored = _marked(batch)
        hits = scores.spans[tuple(right.T)]
        hidden = scores.spans.index_put(tuple(torch.cat([right, ignored]).T), scores.spans.new_tensor(NEVER)).flatten(2)
        hidden = hidden.masked_fill(~_known(batch, scores)[..., None], NEVER)
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


def _scores(reader: FieldReader, examples: Sequence[Example]) -> Scores:
    batch = collate([(e.window, e.text) for e in examples], [e.meanings for e in examples], reader.hidden)
    with mixed(reader.device), disable_input_dtype_casting(reader.network.encoder):
        scores: Scores = reader.network(batch.to(reader.device))
    return scores


def _labels(examples: Sequence[Example], scores: Scores) -> Tensor:
    labels = torch.full(scores.support.shape, IGNORED)
    for number, entry in enumerate(examples):
        labels[number, : len(entry.support)] = torch.tensor(entry.support, dtype=torch.int64)
    return labels


def _known(examples: Sequence[Example], scores: Scores) -> Tensor:
    """Return (B, F): whether what is not marked in a field's runs is wrong; False where padded."""
    return pad_to([entry.known for entry in examples], scores.spans.shape[1]).bool()


def _marked(examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Return the right and the ignored runs, each (N, 4): row, field, first and last token; right ones win."""
    right = {(number, *span[:3]) for number, entry in enumerate(examples) for span in entry.spans if span[3] == RIGHT}
    ignored = {(number, *span[:3]) for number, entry in enumerate(examples) for span in entry.spans} - right
    made = [torch.tensor(sorted(places), dtype=torch.int64).view(-1, 4) for places in (right, ignored)]
    return made[0], made[1]
