"""Fit a logistic model on labelled sightings: from nothing, or from an earlier one that is moved as little as will do.

Fifty documents tell what a dozen features are worth. Five do not; but they may tell that an earlier model, fitted to
many, is too sure of itself now, or that more is right than there was (Platt 1999). Which of the two predicts better is
for the documents to say that neither was fitted to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from critic.calibration import FEATURES, Logistic, Sighting

__all__ = ["Labelled", "fitted", "moved"]

WEIGHT_PENALTY = 4e-4
OFFSET_PENALTY = 2e-3
NAMED_PENALTY = 2e-4
"""L2 penalties: the greatest on the offsets of single fields, of which less is known; the least on what it is worth to
be named, which is nothing for most fields and nearly all for the effective date.
"""
NEVER = -4.6
"""The log-odds, about one in a hundred, of a value pointed at where no held-out one ever was."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sighting with its field's name and whether the value is right.

    ``cluster`` is its document's, which near-duplicates share, and ``record`` the draft that it belongs to or is
    missing in. ``field`` is the field's pattern, ``single`` says that a record has one value of it at most, and
    ``span`` is where the value stands, in characters.
    """

    sighting: Sighting
    name: str
    right: bool
    cluster: str
    record: str
    field: str
    single: bool
    span: tuple[int, int]


def fitted(labelled: Sequence[Labelled]) -> Logistic:
    """Fit by penalised maximum likelihood with L-BFGS; where there is nothing to fit, next to nothing is right."""
    if not labelled:
        zeros, ones = (0.0,) * len(FEATURES), (1.0,) * len(FEATURES)
        return Logistic(zeros, ones, zeros, NEVER, {})
    x = torch.tensor([entry.sighting.numbers for entry in labelled], dtype=torch.float64)
    y = torch.tensor([entry.right for entry in labelled], dtype=torch.float64)
    names = sorted({entry.name for entry in labelled})
    at = torch.tensor([names.index(entry.name) for entry in labelled])
    mean, scale = x.mean(0), x.std(0).clamp(min=1e-6)
    x = (x - mean) / scale
    often = _often_named(labelled)
    named = torch.tensor(
        [0.0 if e.sighting.named is None else e.sighting.named - often[e.name] for e in labelled], dtype=torch.float64
    )
    weights, bias, offsets, worth = (
        torch.zeros(n, dtype=torch.float64, requires_grad=True) for n in (x.shape[1], 1, len(names), len(names))
    )

    def loss() -> Tensor:
        logits = x @ weights + bias + offsets[at] + worth[at] * named
        penalty = WEIGHT_PENALTY * (weights**2).sum() + OFFSET_PENALTY * (offsets**2).sum()
        return binary_cross_entropy_with_logits(logits, y) + penalty + NAMED_PENALTY * (worth**2).sum()

    _minimise(loss, (weights, bias, offsets, worth))
    return Logistic(
        tuple(mean.tolist()),
        tuple(scale.tolist()),
        tuple(weights.detach().tolist()),
        float(bias.detach()),
        dict(zip(names, offsets.detach().tolist(), strict=True)),
        {name: (often[name], float(its)) for name, its in zip(names, worth.detach(), strict=True) if name in often},
    )


def moved(labelled: Sequence[Labelled], earlier: Logistic) -> Logistic:
    """Return an earlier model with its log-odds stretched and shifted, for all fields alike and then for each.

    Of the fields it knows those that are among the labelled; what the others are worth now, nobody has seen.
    """
    if not labelled:
        return fitted(labelled)
    names = sorted({entry.name for entry in labelled})
    at = torch.tensor([names.index(entry.name) for entry in labelled])
    before = torch.tensor([earlier.logit(entry.sighting, entry.name) for entry in labelled], dtype=torch.float64)
    y = torch.tensor([entry.right for entry in labelled], dtype=torch.float64)
    stretch, shift, offsets = (torch.zeros(n, dtype=torch.float64, requires_grad=True) for n in (1, 1, len(names)))

    def loss() -> Tensor:
        logits = (1 + stretch) * before + shift + offsets[at]
        penalty = OFFSET_PENALTY * ((stretch**2).sum() + (offsets**2).sum())
        return binary_cross_entropy_with_logits(logits, y) + penalty

    _minimise(loss, (stretch, shift, offsets))
    factor = 1 + float(stretch.detach())
    own = dict(zip(names, offsets.detach().tolist(), strict=True))
    return replace(
        earlier,
        weights=tuple(factor * weight for weight in earlier.weights),
        bias=factor * earlier.bias + float(shift.detach()),
        offsets={name: factor * earlier.offsets.get(name, 0.0) + its for name, its in own.items()},
        named={name: (often, factor * worth) for name, (often, worth) in earlier.named.items() if name in own},
    )


def _minimise(loss: Callable[[], Tensor], parameters: Sequence[Tensor]) -> None:
    """Lower a loss as far as L-BFGS will."""
    optimiser = torch.optim.LBFGS(list(parameters), max_iter=200, line_search_fn="strong_wolfe")

    def step() -> float:
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return float(value.detach())

    optimiser.step(step)


def _often_named(labelled: Sequence[Labelled]) -> dict[str, float]:
    """Return, for each field of which that is asked, the share of its values that the text around them names."""
    answers: dict[str, list[bool]] = {}
    for entry in labelled:
        if entry.sighting.named is not None:
            answers.setdefault(entry.name, []).append(entry.sighting.named)
    return {name: sum(given) / len(given) for name, given in answers.items()}
