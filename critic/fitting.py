"""Fit a calibration on held-out drafts: what the network's scores were worth on documents it did not learn from.

What is then claimed of the probabilities comes from cross-validation over documents: each is scored by a fit that has
not seen its document. What is known by kind of field is an offset for each, and what it is worth that the text around
a value names it. On the drafts that the shipped critic is calibrated on, nothing else was better out of fold: neither a
model for each type of field, nor weights by field, gradient boosting, splines or isotonic regression on top, nor how
sure the generator was of what it wrote.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import torch
from torch import Tensor

from critic.calibration import (
    FEATURES,
    Calibration,
    Logistic,
    Profile,
    Sighting,
    sighting_of_pointed,
    sighting_of_value,
    sigmoid,
)
from critic.decisions import accept_from
from critic.evidence import Source
from critic.examination import Costs, key_of
from critic.fields import Field
from critic.heldout import HeldOut, HeldOutRecord, Judged
from critic.reading import FieldReader
from critic.scores import Reading
from critic.text.sameness import same
from critic.training import Task

__all__ = ["CalibrationError", "Labelled", "fit", "sightings"]

CAUTIOUS = Profile(error_rate=0.01, strength=3.0)
"""A generator that nobody has measured is taken to be nearly always right, until the values of the document at hand say
otherwise: chosen on damaged gold of dev, where it costs nothing at 5 % damage and gains what a fixed rate gains at 60.
"""
WEIGHT_PENALTY = 4e-4
OFFSET_PENALTY = 2e-3
NAMED_PENALTY = 2e-4
"""L2 penalties: the greatest on the offsets of single fields, of which less is known; the least on what it is worth to
be named, which is nothing for most fields and nearly all for the effective date.
"""
WANTED_PRECISION = 0.9
"""Of the values in accepted records, nine times in ten, as far as the held-out records can tell."""
FOLDS = 5
NEVER = -4.6
"""The log-odds, about one in a hundred, of a value pointed at where no held-out one ever was."""


class CalibrationError(ValueError):
    """Too little is held out to say what the scores are worth; the message says what is lacking."""


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


_Scored: TypeAlias = tuple[Labelled, Judged]


def sightings(reader: FieldReader, tasks: Iterable[Task]) -> tuple[list[Labelled], list[Labelled]]:
    """Return the labelled sightings of the drafts' values and of the values only pointed at."""
    proposed: list[Labelled] = []
    pointed: list[Labelled] = []
    for task in tasks:
        document = task.document
        source = Source(document.text)
        fields = [entry for entry in task.fields if document.judged(entry.pattern)]
        surveyed = reader.read(source, fields, ())
        for number, draft in enumerate(task.drafts):
            record = f"{document.id}/{number}"
            values = [(i, value) for i, entry in enumerate(fields) for value in draft.get(entry.pattern, ())]
            judged = reader.read(source, fields, values, only_mentions=True)
            reading = Reading(judged.values, surveyed.pointed)
            proposed += _of_values(reading, fields, values, task, record)
            pointed += _of_pointed(reading, fields, values, task, record)
    return proposed, pointed


def fit(
    proposed: Sequence[Labelled],
    pointed: Sequence[Labelled],
    *,
    generator: str,
    statements: Collection[str] = (),
    wanted: float = WANTED_PRECISION,
) -> Calibration:
    """Fit the logistic models, and keep what they say out of fold.

    Args:
        proposed: the values that ``generator`` wrote.
        pointed: the values that only the network points at.
        generator: the name under which their error rate is remembered.
        statements: names of fields of whole statements, whose drafts were made up. They have a model of their own, and
            count neither for how often the generator errs nor for what is held out.
        wanted: the share of right values in accepted records, nine times in ten.

    Raises:
        CalibrationError: the values are of fewer than five documents, or all are right, or all wrong.

    """
    stated = [_by_score_alone(entry) for entry in (*proposed, *pointed) if entry.name in statements]
    proposed, pointed = ([entry for entry in some if entry.name not in statements] for some in (proposed, pointed))
    wrong = sum(not entry.right for entry in proposed) / max(len(proposed), 1)
    if not 0.0 < wrong < 1.0:
        lacking = "right" if wrong else "wrong"
        message = (
            f"of the {len(proposed)} values in the held-out drafts that stand in the source none is {lacking}; it "
            "takes both to calibrate"
        )
        raise CalibrationError(message)
    held_out = _held_out(proposed, pointed)
    return Calibration(
        proposed=_logistic(proposed),
        pointed=_logistic(pointed),
        error_rate=wrong,
        accept=accept_from(held_out, Costs().keep, wanted=wanted),
        cautious=CAUTIOUS,
        profiles={generator: Profile(wrong)},
        statements=_logistic(stated) if stated else None,
        held_out=held_out,
    )


def _held_out(proposed: Sequence[Labelled], pointed: Sequence[Labelled]) -> HeldOut:
    """Score every value by fits on other documents, and return a record for each draft."""
    clusters = sorted({entry.cluster for entry in (*proposed, *pointed)})
    if len(clusters) < FOLDS:
        message = f"{len(clusters)} held-out documents are too few to calibrate on; hold out {FOLDS} or more"
        raise CalibrationError(message)
    numbers = {cluster: number for number, cluster in enumerate(random.Random(0).sample(clusters, len(clusters)))}
    drafted, others = (list(_scored(some, numbers)) for some in (proposed, pointed))
    by_record: dict[str, tuple[list[_Scored], list[_Scored]]] = {}
    for kind, pairs in enumerate((drafted, others)):
        for pair in pairs:
            by_record.setdefault(pair[0].record, ([], []))[kind].append(pair)
    return HeldOut(
        tuple(
            HeldOutRecord(
                numbers[(mine + theirs)[0][0].cluster],
                tuple(judged for _, judged in mine),
                tuple(judged for _, judged in theirs),
                tuple(_mended([*mine, *theirs])),
            )
            for mine, theirs in by_record.values()
        )
    )


def _scored(labelled: Sequence[Labelled], numbers: Mapping[str, int]) -> Iterator[_Scored]:
    """Yield each sighting with its probability by a fit on other documents; ``numbers`` has those of the clusters."""
    folds = [numbers[entry.cluster] % FOLDS for entry in labelled]
    models = [
        _logistic([entry for entry, its in zip(labelled, folds, strict=True) if its != fold]) for fold in range(FOLDS)
    ]
    for entry, fold in zip(labelled, folds, strict=True):
        yield entry, Judged(sigmoid(models[fold].logit(entry.sighting, entry.name)), entry.right)


def _mended(scored: Sequence[_Scored]) -> Iterator[Judged]:
    """Yield what a mended record may consist of: of a single-valued field the likeliest, of a list many.

    A value of a list yields to a likelier one that overlaps it.
    """
    taken: dict[str, list[tuple[int, int]]] = {}
    for entry, judged in sorted(scored, key=lambda pair: -pair[1].probability):
        others = taken.setdefault(entry.field, [])
        low, high = entry.span
        if not (entry.single and others) and all(high <= start or end <= low for start, end in others):
            others.append(entry.span)
            yield judged


def _of_values(
    reading: Reading, fields: Sequence[Field], values: Sequence[tuple[int, str]], task: Task, record: str
) -> list[Labelled]:
    labelled = []
    for (index, value), score in zip(values, reading.values, strict=True):
        if score.place is None:
            continue
        entry = fields[index]
        rivals = [p for p in reading.pointed if p.field == index]
        sighting = sighting_of_value(score, value, rivals, single=not entry.many)
        labelled.append(_labelled(sighting, value, entry, task, record, (score.place.start, score.place.end)))
    return labelled


def _of_pointed(
    reading: Reading, fields: Sequence[Field], values: Sequence[tuple[int, str]], task: Task, record: str
) -> list[Labelled]:
    drafted = {(index, key_of(value)) for index, value in values}
    labelled = []
    for p in reading.pointed:
        if (p.field, key_of(p.value)) in drafted:
            continue
        entry = fields[p.field]
        rivals = [other for other in reading.pointed if other.field == p.field]
        sighting = sighting_of_pointed(p, rivals, single=not entry.many)
        labelled.append(_labelled(sighting, p.value, entry, task, record, (p.start, p.end)))
    return labelled


def _by_score_alone(entry: Labelled) -> Labelled:
    """Return a sighting of which only the score counts, and whether a draft has the value."""
    pairs = zip(FEATURES, entry.sighting.numbers, strict=True)
    return replace(entry, sighting=Sighting(tuple(n if name in ("span", "unread") else 0.0 for name, n in pairs)))


def _labelled(sighting: Sighting, value: str, entry: Field, task: Task, record: str, span: tuple[int, int]) -> Labelled:
    document = task.document
    right = any(same(value, gold) for gold in document.gold.get(entry.pattern, ()))
    cluster = document.cluster or document.id
    return Labelled(
        sighting.at(document.text, *span, entry),
        entry.name,
        right,
        cluster,
        record,
        entry.pattern,
        not entry.many,
        span,
    )


def _often_named(labelled: Sequence[Labelled]) -> dict[str, float]:
    """Return, for each field of which that is asked, the share of its values that the text around them names."""
    answers: dict[str, list[bool]] = {}
    for entry in labelled:
        if entry.sighting.named is not None:
            answers.setdefault(entry.name, []).append(entry.sighting.named)
    return {name: sum(given) / len(given) for name, given in answers.items()}


def _logistic(labelled: Sequence[Labelled]) -> Logistic:
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
    optimiser = torch.optim.LBFGS([weights, bias, offsets, worth], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        logits = x @ weights + bias + offsets[at] + worth[at] * named
        penalty = WEIGHT_PENALTY * (weights**2).sum() + OFFSET_PENALTY * (offsets**2).sum()
        penalty = penalty + NAMED_PENALTY * (worth**2).sum()
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
        {name: (often[name], float(its)) for name, its in zip(names, worth.detach(), strict=True) if name in often},
    )
