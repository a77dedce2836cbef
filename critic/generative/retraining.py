"""From a mistake set to a generative critic in a directory: tune, calibrate on what is held out, measure, write."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

from critic.calibration import FEATURES, Calibration, Profile, Sighting
from critic.card import UNSAID, Card
from critic.evaluation import Evaluation, evaluate, told
from critic.evidence import Source
from critic.examination import key_of
from critic.fields import Field, leaves
from critic.findings import FindingKind
from critic.fitting import FOLDS, CalibrationError, fit
from critic.generative.critic import GenerativeCritic
from critic.generative.reader import GenerativeReader
from critic.generative.storage import DEFAULT_BASE, save
from critic.generative.tuning import GenerativeTrainingError, Settings, tune
from critic.logistic import Labelled
from critic.mistakes.dataset import MistakeSet
from critic.mistakes.rows import MistakeRow, count_documents
from critic.publishing import hardware, is_taken, licence_of, write_papers
from critic.text.sameness import same
from critic.training import TrainingError

__all__ = ["calibrate", "retrain"]

MOST_HELD_OUT = 60
"""Held-out rows that are read to calibrate and to measure: a small model on a processor takes seconds for each."""
LIMITS = (
    "A value whose field only another passage makes clear.",
    "A missing value that the source does not print, such as a class or a sum: it points at runs of the source alone.",
    "Kinds of document that it did not learn from: it goes by the fields' names and descriptions, and worse.",
)


def retrain(
    mistakes: MistakeSet,
    output: Path,
    settings: Settings,
    *,
    place: Path,
    base: str = DEFAULT_BASE,
    report: Callable[[str], object] = print,
) -> GenerativeCritic:
    """Train a generative critic and write it to ``output``, which is replaced at the end or not at all.

    ``place`` is where the set lies; the critic's configuration names it.

    Checkpoints lie beside ``output`` until it is written; after a kill the same call picks them up.

    Raises:
        GenerativeTrainingError: there is nothing to learn from, or the output is something else.
        critic.training.TrainingError: a checkpoint or the critic cannot be written.
        critic.causal.loading.CausalModelError: the base cannot be loaded.
        critic.weights.WeightsError: the embedded model cannot be had.

    """
    if is_taken(output):
        message = f"{output}: holds something else than a critic; name another directory"
        raise GenerativeTrainingError(message)
    run = sha256(repr((mistakes.digest, settings, base)).encode()).hexdigest()[:12]
    checkpoints = output.with_name(f".{output.name}.{run}")
    began = time.monotonic()
    tuned = tune(mistakes.train, checkpoints, settings, base=base, report=report)
    critic = GenerativeCritic(tuned, name=output.name)
    held_out = random.Random(0).sample(mistakes.dev, min(MOST_HELD_OUT, len(mistakes.dev)))
    try:
        critic.calibration = calibrate(critic.reader, told(held_out, "calibrating on held-out drafts", report))
    except CalibrationError as error:
        report(f"not calibrated, the model's probabilities are taken as they are: {error}")
    found = evaluate(critic, told(held_out, "measuring on held-out drafts", report))
    facts = _facts(mistakes, critic, settings, found, len(held_out), time.monotonic() - began)
    try:
        papers = partial(write_papers, facts=facts, training={"steps": settings.steps})
        learned_from = {"mistakes": str(place.resolve()), "sha256": mistakes.digest}
        save(tuned, critic.calibration.to_dict(), output, papers, learned_from)
    except OSError as error:
        message = (
            f"{output}: the critic cannot be written ({error.strerror or error}); make room and call again, "
            f"training is kept in {checkpoints}"
        )
        raise TrainingError(message) from error
    report(f"in {found.rows} held-out drafts, redundant F1 {found.redundant.f1:.2f}, missing F1 {found.missing.f1:.2f}")
    shutil.rmtree(checkpoints, ignore_errors=True)
    return critic


def calibrate(reader: GenerativeReader, rows: Iterable[MistakeRow]) -> Calibration:
    """Return what the model's log-odds are worth on rows that it did not learn from, by the scale of Platt (1999).

    Raises:
        CalibrationError: there are too few rows, or all values are right, or all wrong.

    """
    proposed: list[Labelled] = []
    pointed: list[Labelled] = []
    written: dict[str, list[bool]] = {}
    for number, row in enumerate(rows):
        for seen, own in _sightings(reader, row, f"{row.document}/{number}"):
            (pointed if own else proposed).append(seen)
            if not own and row.tells_error_rate:
                written.setdefault(row.generator, []).append(seen.right)
    fitted = fit(proposed, pointed, generator="")
    rates = {name: 1 - sum(right) / len(right) for name, right in written.items()}
    return replace(fitted, profiles={name: Profile(rate) for name, rate in rates.items()})


def _facts(
    mistakes: MistakeSet, critic: GenerativeCritic, settings: Settings, found: Evaluation, held_out: int, seconds: float
) -> Card:
    """Return what the critic's card says."""
    tuned = critic.tuned
    embedded = tuned.base == DEFAULT_BASE
    base = "HuggingFaceTB/SmolLM2-135M-Instruct" if embedded else Path(tuned.base).name
    licence = "apache-2.0" if embedded else licence_of(tuned.base)
    explained = "with an explanation of each finding" if tuned.explained else "without explanations"
    return Card(
        base=base,
        licence=licence,
        network=(
            f"A LoRA adapter of rank {settings.rank} on the language model {base} (licence: {licence}). It reads a "
            f"passage of at most\n{tuned.passage_chars} characters with the values that the draft has from it, and "
            f"answers as JSON which of them are redundant and what is\nmissing, {explained}."
        ),
        trained=(
            f"{len(mistakes.train)} drafts of {count_documents(mistakes.train)} documents, {settings.steps} steps of "
            f"{settings.batch} passages, half of them with mistakes, seed {settings.seed}"
        ),
        sources=(f"The mistake set with SHA-256 `{mistakes.digest}`", *mistakes.sources),
        held_out=(
            f"{held_out} held-out drafts"
            if critic.calibration.held_out.records
            else f"it takes {FOLDS} held-out documents with right and with wrong values in their drafts, so the "
            "model's probabilities are taken as they are"
        ),
        calibration=critic.calibration,
        hardware=hardware(),
        seconds=seconds,
        evaluation=found if held_out else None,
        limits=LIMITS,
        own_licence=UNSAID,
    )


def _sightings(reader: GenerativeReader, row: MistakeRow, record: str) -> Iterator[tuple[Labelled, bool]]:
    """Yield what the model says of a row's values, and of those that it alone points at, with the truth about them."""
    fields = tuple(field for field in row.fields if field.pattern in row.judged)
    wrong = {truth.pointer for truth in row.truths if truth.mistake.kind is FindingKind.REDUNDANT}
    lacking = [truth for truth in row.truths if truth.mistake.kind is FindingKind.MISSING]
    drafted: dict[tuple[int, str], tuple[str, bool]] = {}
    for leaf in leaves(row.draft, fields):
        drafted.setdefault((fields.index(leaf.field), key_of(leaf.value)), (str(leaf.value), leaf.pointer not in wrong))
    values = [(index, value) for (index, _), (value, _) in drafted.items()]
    reading = reader.read(Source(row.text), fields, values)
    cluster = row.cluster or row.document
    for (index, _), (_, right), score in zip(drafted, drafted.values(), reading.values, strict=True):
        if score.span is not None and score.place is not None:
            place = (score.place.start, score.place.end)
            yield _labelled(score.span, fields[index], place, cluster, record, right=right), False
    for p in reading.pointed:
        if (p.field, key_of(p.value)) not in drafted:
            pattern = fields[p.field].pattern
            right = any(truth.pattern == pattern and same(p.value, str(truth.value)) for truth in lacking)
            yield _labelled(p.span, fields[p.field], (p.start, p.end), cluster, record, right=right), True


def _labelled(span: float, field: Field, place: tuple[int, int], cluster: str, record: str, *, right: bool) -> Labelled:
    """Return a sighting in which the model's log-odds alone say anything: with two numbers a fit needs few values."""
    sighting = Sighting(tuple(span if name == "span" else 0.0 for name in FEATURES))
    return Labelled(sighting, "", right, cluster, record, field.pattern, not field.many, place)
