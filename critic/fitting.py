"""Fit a calibration on held-out drafts: what the network's scores were worth on documents it did not learn from.

What is then claimed of the probabilities comes from cross-validation over documents: each is scored by a fit that has
not seen its document. What is known by kind of field is an offset for each, and what it is worth that the text around
a value names it. On the drafts that the shipped critic is calibrated on, nothing else was better out of fold: neither a
model for each type of field, nor weights by field, gradient boosting, splines or isotonic regression on top, nor how
sure the generator was of what it wrote.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import log
from typing import TypeAlias

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
from critic.logistic import Labelled, fitted, moved
from critic.reading import FieldReader
from critic.scores import Reading
from critic.text.sameness import same
from critic.training import Task
from critic.values import read_as

__all__ = ["CalibrationError", "fit", "sightings"]

CAUTIOUS = Profile(error_rate=0.01, strength=3.0)
"""A generator that nobody has measured is taken to be nearly always right, until the values of the document at hand say
otherwise: chosen on damaged gold of dev, where it costs nothing at 5 % damage and gains what a fixed rate gains at 60.
"""
WANTED_PRECISION = 0.9
"""Of the values in accepted records, nine times in ten if the held-out records can tell as much."""
FOLDS = 5
TINY = 1e-9
"""The least that a probability counts for, so that one that was 0 does not outweigh all others."""


class CalibrationError(ValueError):
    """Too little is held out to say what the scores are worth; the message says what is lacking."""


_Scored: TypeAlias = tuple[Labelled, Judged]
_Way: TypeAlias = Callable[[Sequence[Labelled]], Logistic]


def sightings(reader: FieldReader, tasks: Iterable[Task]) -> tuple[list[Labelled], list[Labelled]]:
    """Return the labelled sightings of the drafts' values and of the values only pointed at."""
    proposed: list[Labelled] = []
    pointed: list[Labelled] = []
    for place, task in enumerate(tasks):
        document = task.document
        source = Source(document.text)
        fields = [entry for entry in task.fields if document.judged(entry.pattern)]
        surveyed = reader.read(source, fields, ())
        for number, draft in enumerate(task.drafts):
            record = f"{document.id}/{place}/{number}"  # another text of the same id is another record
            values = [(i, value) for i, entry in enumerate(fields) for value in draft.get(entry.pattern, ())]
            judged = reader.read(source, fields, values, only_mentions=True)
            reading = Reading(judged.values, surveyed.pointed)
            proposed += _of_values(reading, fields, values, task, record)
            pointed += _of_pointed(reading, fields, values, task, record, source)
    return proposed, pointed


def fit(
    proposed: Sequence[Labelled],
    pointed: Sequence[Labelled],
    *,
    generator: str,
    statements: Collection[str] = (),
    wanted: float = WANTED_PRECISION,
    earlier: Calibration | None = None,
    varied: Sequence[Labelled] = (),
) -> Calibration:
    """Fit the logistic models, and keep what they say out of fold.

    Where there is an ``earlier`` calibration, of the critic that training went on from, its models are kept as far as
    that predicts the held-out values better out of fold; and so are ``varied`` values.

    Args:
        proposed: the values that ``generator`` wrote.
        pointed: the values that only the network points at.
        generator: the name under which their error rate is remembered.
        statements: names of fields of whole statements, whose drafts were made up. They have a model of their own, and
            count neither for how often the generator errs nor for what is held out.
        wanted: the share of right values in accepted records, nine times in ten (see `accept_from`).
        earlier: what there is to go on from.
        varied: the values that only the network points at in variants of the same documents.

    Raises:
        CalibrationError: the values are of fewer than five documents, or all are right, or all wrong.

    """
    stated = [_by_score_alone(entry) for entry in (*proposed, *pointed) if entry.name in statements]
    proposed, pointed, varied = (
        [entry for entry in some if entry.name not in statements] for some in (proposed, pointed, varied)
    )
    wrong = sum(not entry.right for entry in proposed) / max(len(proposed), 1)
    if not 0.0 < wrong < 1.0:
        lacking = "right" if wrong else "wrong"
        message = (
            f"of the {len(proposed)} values in the held-out drafts that stand in the source none is {lacking}; it "
            "takes both to calibrate"
            if proposed
            else "no value of a held-out draft stands in its source"
        )
        raise CalibrationError(message)
    numbers = _numbered([*proposed, *pointed])
    of_values, drafted = _fit(proposed, numbers, earlier.proposed if earlier else None)
    of_pointed, others = _fit(pointed, numbers, earlier.pointed if earlier else None, varied)
    held_out = _held_out(drafted, others, numbers)
    return Calibration(
        proposed=of_values,
        pointed=of_pointed,
        error_rate=wrong,
        accept=accept_from(held_out, Costs().keep, wanted=wanted),
        cautious=CAUTIOUS,
        profiles={generator: Profile(wrong)},
        statements=fitted(stated) if stated else None,
        held_out=held_out,
    )


def _numbered(labelled: Sequence[Labelled]) -> dict[str, int]:
    """Return a number for each held-out document, drawn once, by which it falls into one of the folds."""
    clusters = sorted({entry.cluster for entry in labelled})
    if len(clusters) < FOLDS:
        message = f"{len(clusters)} held-out documents are too few to calibrate on, {FOLDS} are the least"
        raise CalibrationError(message)
    return {cluster: number for number, cluster in enumerate(random.Random(0).sample(clusters, len(clusters)))}


def _fit(
    labelled: Sequence[Labelled],
    numbers: Mapping[str, int],
    earlier: Logistic | None,
    varied: Sequence[Labelled] = (),
) -> tuple[Logistic, list[_Scored]]:
    """Return the model that predicts best out of fold, and every value with its probability out of fold."""
    ways: list[_Way] = [fitted]
    if earlier is not None:
        ways.append(partial(moved, earlier=earlier))
    if varied:
        ways.append(partial(_fitted_beside, varied=varied))
    tried = [(way, list(_out_of_fold(labelled, numbers, way))) for way in ways]
    best, scored = min(tried, key=lambda one: _surprise(one[1]))
    return best(labelled), scored


def _out_of_fold(labelled: Sequence[Labelled], numbers: Mapping[str, int], way: _Way) -> Iterator[_Scored]:
    """Yield each sighting with its probability by a fit on other documents."""
    folds = [numbers[entry.cluster] % FOLDS for entry in labelled]
    models = [way([entry for entry, its in zip(labelled, folds, strict=True) if its != fold]) for fold in range(FOLDS)]
    for entry, fold in zip(labelled, folds, strict=True):
        yield entry, Judged(sigmoid(models[fold].logit(entry.sighting, entry.name)), entry.right)


def _fitted_beside(labelled: Sequence[Labelled], varied: Sequence[Labelled]) -> Logistic:
    """Fit to labelled values and to those of variants of their documents, and of no others."""
    clusters = {entry.cluster for entry in labelled}
    return fitted([*labelled, *(entry for entry in varied if entry.cluster in clusters)])


def _surprise(scored: Sequence[_Scored]) -> float:
    """Return the sum of the log losses of probabilities."""
    told = (judged.probability if judged.right else 1 - judged.probability for _, judged in scored)
    return -sum(log(max(probability, TINY)) for probability in told)


def _held_out(drafted: Sequence[_Scored], others: Sequence[_Scored], numbers: Mapping[str, int]) -> HeldOut:
    """Return a record for each draft."""
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
    reading: Reading,
    fields: Sequence[Field],
    values: Sequence[tuple[int, str]],
    task: Task,
    record: str,
    source: Source,
) -> list[Labelled]:
    drafted = {(index, key_of(value)) for index, value in values}
    labelled = []
    for p in reading.pointed:
        entry = fields[p.field]
        value = read_as(entry, p.value, day_first=source.day_first)
        if value is None or (p.field, key_of(value)) in drafted:
            continue
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
