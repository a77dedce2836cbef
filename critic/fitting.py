"""Fit a calibration on held-out drafts: what the network's scores were worth on documents it did not learn from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from critic.calibration import Calibration, Logistic, Profile, Sighting, sighting_of_pointed, sighting_of_value
from critic.evidence import Source
from critic.examination import key_of
from critic.fields import Field
from critic.reading import FieldReader
from critic.sameness import same
from critic.scores import Reading
from critic.training import Task

__all__ = ["Labelled", "accept_from", "expected_calibration_error", "fit", "sightings"]

CAUTIOUS = Profile(error_rate=0.02, strength=2.0)
"""A generator that nobody has measured is taken to be nearly always right, until two values of the document at hand say
otherwise: chosen on damaged gold of dev, where it costs nothing at 5 % damage and gains what a fixed rate gains at 60.
"""
WEIGHT_PENALTY = 4e-4
OFFSET_PENALTY = 2e-3
"""L2 penalties; the greater one on the offsets of single fields, of which less is known."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sighting with its field's name and whether the value is right."""

    sighting: Sighting
    name: str
    right: bool


def sightings(reader: FieldReader, tasks: Iterable[Task]) -> tuple[list[Labelled], list[Labelled]]:
    """Return the labelled sightings of the drafts' values and of the values only pointed at."""
    proposed: list[Labelled] = []
    pointed: list[Labelled] = []
    for task in tasks:
        document = task.document
        source = Source(document.text)
        fields = [entry for entry in task.fields if document.judged(entry.pattern)]
        surveyed = reader.read(source, fields, ())
        for draft in task.drafts:
            values = [(i, value) for i, entry in enumerate(fields) for value in draft.get(entry.pattern, ())]
            judged = reader.read(source, fields, values, only_mentions=True)
            reading = Reading(judged.values, surveyed.pointed, surveyed.length)
            proposed += _of_values(reading, fields, values, task)
            pointed += _of_pointed(reading, fields, values, task)
    return proposed, pointed


def fit(
    proposed: Sequence[Labelled],
    pointed: Sequence[Labelled],
    *,
    accept: float,
    generator: str,
    composed: Collection[str] = (),
) -> Calibration:
    """Fit both logistic models; ``generator`` is the name of the one whose drafts these are.

    Fields named in ``composed``, whose drafts were made up, do not count for how often it errs.
    """
    drafted = [entry for entry in proposed if entry.name not in composed]
    wrong = sum(not entry.right for entry in drafted) / max(len(drafted), 1)
    return Calibration(
        proposed=_logistic(proposed),
        pointed=_logistic(pointed),
        error_rate=wrong,
        accept=accept,
        cautious=CAUTIOUS,
        profiles={generator: Profile(wrong)},
    )


def expected_calibration_error(probabilities: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Return the mean gap between probability and frequency over equally filled bins (Naeini et al. 2015)."""
    ordered = sorted(zip(probabilities, right, strict=True))
    total = 0.0
    for at in range(bins):
        part = ordered[at * len(ordered) // bins : (at + 1) * len(ordered) // bins]
        if part:
            total += abs(sum(p for p, _ in part) - sum(r for _, r in part))
    return total / max(len(ordered), 1)


def _of_values(
    reading: Reading, fields: Sequence[Field], values: Sequence[tuple[int, str]], task: Task
) -> list[Labelled]:
    labelled = []
    for (index, value), score in zip(values, reading.values, strict=True):
        if score.place is None:
            continue
        entry = fields[index]
        rivals = [p for p in reading.pointed if p.field == index]
        sighting = sighting_of_value(score, value, rivals, reading, single=not entry.many)
        labelled.append(Labelled(sighting, entry.name, _right(value, entry, task)))
    return labelled


def _of_pointed(
    reading: Reading, fields: Sequence[Field], values: Sequence[tuple[int, str]], task: Task
) -> list[Labelled]:
    drafted = {(index, key_of(value)) for index, value in values}
    labelled = []
    for p in reading.pointed:
        if (p.field, key_of(p.value)) in drafted:
            continue
        entry = fields[p.field]
        rivals = [other for other in reading.pointed if other.field == p.field]
        sighting = sighting_of_pointed(p, rivals, reading, single=not entry.many)
        labelled.append(Labelled(sighting, entry.name, _right(p.value, entry, task)))
    return labelled


def _right(value: str, entry: Field, task: Task) -> bool:
    return any(same(value, gold) for gold in task.document.gold.get(entry.pattern, ()))


def _logistic(labelled: Sequence[Labelled]) -> Logistic:
    """Fit by penalised maximum likelihood with L-BFGS."""
    x = torch.tensor([entry.sighting.numbers for entry in labelled], dtype=torch.float64)
    y = torch.tensor([entry.right for entry in labelled], dtype=torch.float64)
    names = sorted({entry.name for entry in labelled})
    at = torch.tensor([names.index(entry.name) for entry in labelled])
    mean, scale = x.mean(0), x.std(0).clamp(min=1e-6)
    x = (x - mean) / scale
    weights, bias, offsets = (
        torch.zeros(n, dtype=torch.float64, requires_grad=True) for n in (x.shape[1], 1, len(names))
    )
    optimiser = torch.optim.LBFGS([weights, bias, offsets], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        logits = x @ weights + bias + offsets[at]
        penalty = WEIGHT_PENALTY * (weights**2).sum() + OFFSET_PENALTY * (offsets**2).sum()
        value = torch.nn.functional.binary_cross_entropy_with_logits(logits, y) + penalty
        value.backward()
        return value

    optimiser.step(loss)
    return Logistic(
        tuple(mean.tolist()),
        tuple(scale.tolist()),
        tuple(weights.detach().tolist()),
        float(bias.detach()),
        dict(zip(names, offsets.detach().tolist(), strict=True)),
    )


def accept_from(outcomes: Sequence[tuple[float, int, int]], *, wanted: float) -> float:
    """Return the lowest mean probability from which records hold the wanted share of right values.

    ``outcomes`` has (mean probability, right values, values) of each held-out record without findings. A margin for
    the few documents is part of it: one more value than was seen is taken to be wrong. Where no record reaches the
    wanted share, 1.0 is returned, and nothing will be accepted.
    """
    best = 1.0
    right = total = 0
    for mean, its_right, its_total in sorted(outcomes, reverse=True):
        right, total = right + its_right, total + its_total
        if total and right / (total + 1) >= wanted:
            best = mean
    return best
