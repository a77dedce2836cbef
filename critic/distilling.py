"""One critic that answers as several would together: distillation (Hinton et al. 2015, arXiv 1503.02531).

The mean of several critics' logits errs less than any of them, and takes the time of all of them. A critic that learns
from that mean, beside the labels and on the same batches, takes the time of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, smooth_l1_loss

from critic.devices import mixed
from critic.model import NEVER, Batch, CriticNetwork, Scores

__all__ = ["Taught", "Teachers", "distillation_losses"]

BEST = 24
"""The runs of each field and window, those that the teachers think most of, by which a student goes."""
FLOOR = -6.0
"""The logit of a run below which it does not matter how little a teacher thinks of it."""
DOUBTED = -3.0
"""The logit of a run at which half as much is learned of it as of one that teachers are sure of."""
BELOW, SPANS = 0.1, 0.3
"""What it weighs that a student puts a run above the floor which teachers put it below; and what all runs weigh."""


@dataclass(frozen=True, slots=True)
class Taught:
    """The teachers' mean logits for a batch of B rows, V values and F fields a row and K runs a field."""

    support: Tensor
    """(B, V)."""
    places: Tensor
    """(B, F, K) int64, where a run's score is among the T * T of its field."""
    spans: Tensor
    """(B, F, K)."""


class Teachers:
    """Critics' networks whose answers are averaged; all of one tokenizer and one width."""

    def __init__(self, networks: Sequence[CriticNetwork]) -> None:
        self._networks = [network.eval() for network in networks]

    @torch.no_grad()
    def answer(self, batch: Batch) -> Taught:
        """Return what the teachers say of a batch, which is where they are.

        Raises:
            ValueError: there is no teacher.

        """
        if not self._networks:
            message = "without a teacher there is nothing to be taught"
            raise ValueError(message)
        support, spans = torch.zeros(()), torch.zeros(())
        for network in self._networks:
            with mixed(batch.ids.device):
                scores: Scores = network(batch)
            support = support.to(scores.support) + scores.support / len(self._networks)
            # Runs that cannot be stay recognisable, and one teacher's contempt does not outweigh the others.
            heard = torch.where(scores.spans > NEVER / 2, scores.spans.clamp(min=2 * FLOOR), NEVER)
            spans = spans.to(heard) + heard / len(self._networks)
        best = spans.flatten(2).topk(min(BEST, spans.shape[-1] ** 2), -1)
        return Taught(support, best.indices, best.values)


def distillation_losses(scores: Scores, batch: Batch, taught: Taught) -> tuple[Tensor, Tensor]:
    """Return how far a student's scores are from what it is taught: of values, and of runs.

    Values by cross-entropy against the teachers' probability; runs, whose logits a calibration will read, by the
    distance of the logits, the more the likelier a teacher finds the run.
    """
    values = batch.value_mask
    support = binary_cross_entropy_with_logits(
        scores.support[values], taught.support[values].sigmoid(), reduction="sum"
    )
    heard = scores.spans.flatten(2).gather(2, taught.places)
    possible = taught.spans > NEVER / 2
    above = possible & (taught.spans > FLOOR)
    weight = (taught.spans - DOUBTED).sigmoid() * above
    apart = smooth_l1_loss(heard, taught.spans, reduction="none") * weight
    too_high = BELOW * (heard - FLOOR).relu() * (possible & ~above)
    spans = (apart + too_high).sum() / weight.sum().clamp(min=1)
    return support / values.sum().clamp(min=1), SPANS * spans
