"""From a mistake set to a critic's directory: train, calibrate, measure, write, all aside until it is whole.

What a team types as ``ie-pipeline critic train`` is ``retrain`` here.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from peft import PeftModel

from critic.bases import BaseError
from critic.calibration import Calibration, Profile
from critic.card import UNSAID
from critic.critic import Critic, CriticLoadError
from critic.evaluation import evaluate, told
from critic.fields import Field, dotted
from critic.findings import FindingKind
from critic.fitting import FOLDS, CalibrationError, fit, sightings
from critic.heldout import HeldOut
from critic.kinship import known_as, wordings
from critic.lineage import Learned, learned_from, written
from critic.logistic import Labelled
from critic.mistakes.checking import MistakeSetError
from critic.mistakes.dataset import MistakeSet
from critic.mistakes.rows import MistakeRow, Origin, count_documents
from critic.mistakes.splitting import apart
from critic.mistakes.tasks import tasks
from critic.publishing import Story, is_taken, publish
from critic.reading import FieldReader
from critic.recipes import Recipe
from critic.storage import create, load
from critic.text.naming import spoken_name
from critic.training import Progress, Task, TrainingError, train

__all__ = ["RetrainingError", "retrain"]

REPLAY_SHARE = 0.3
"""Of the documents drawn, the share that comes from the replayed set."""
ENOUGH_WRONG = 20
"""Wrong values in real held-out drafts with which they do alone; fewer tell little of what the scores are worth."""
MOST_MEASURED = 300
"""Held-out drafts of which the card says what was found in them."""
UNREAD, SAMPLED = 0.05, 50
"""The share of letters without tokens that a person should hear of, and the documents that are looked at for it."""
KEPT = (
    "too little was held out to calibrate on, so the calibration is that of the critic that training went on from, and "
    "was fitted to other weights"
)
"""What the card says of probabilities that nobody has measured."""


class RetrainingError(ValueError):
    """A critic that cannot be trained from this; the message names the file and the next step."""


def retrain(
    mistakes: MistakeSet,
    output: Path,
    recipe: Recipe,
    *,
    place: Path,
    resume: bool = False,
    report: Callable[[Progress], object] = print,
    tell: Callable[[str], object] = print,
) -> Story:
    """Train a critic from a mistake set and write its directory, which replaces one that stood there; tell the story.

    A training that is killed leaves its checkpoint in ``OUTPUT.training``, and with ``resume`` it goes on from there.

    Args:
        mistakes: what to learn from and to calibrate on.
        output: the critic's directory.
        recipe: what to train.
        place: where the set lies; the critic's configuration names it, for whoever trains it further.
        resume: go on from a training that was killed; if there is none, begin.
        report: is told how training goes.
        tell: is told what a person should know, a sentence at a time.

    Raises:
        RetrainingError: the set, the base, the critic to start from or a directory cannot serve.
        MistakeSetError: the set to replay cannot be read.
        critic.training.TrainingError: training cannot go on, or its outcome cannot be written.
        critic.weights.WeightsError: the default base cannot be had.

    """
    _demand_the_extra()
    _demand_no_strangers(output)
    old = _critic_to_start_from(recipe)
    if old is None:
        _demand_enough_to_calibrate(_to_measure(mistakes.dev), place)
    replayed = _replayed(mistakes, recipe, tell)
    reader = old.reader if old else _fresh(recipe)
    if unread := _unread(reader, mistakes.train):
        tell(f"{unread} Train a new critic on a base that knows their language: --base.")
    old_rows = apart(replayed.train, mistakes.dev) if replayed else []
    learned = _mixed(mistakes, replayed, old_rows)
    dev_rows = [*mistakes.dev, *(apart(replayed.dev, mistakes.train) if replayed else ())]
    whole = not isinstance(reader.network.encoder, PeftModel)
    settings = recipe.settings(len(tasks(mistakes.train)), whole=whole)
    work = output.with_name(f"{output.name}.training")
    plan = {"mistakes": mistakes.digest, "replay": replayed and replayed.digest, **asdict(recipe)}
    _begin(work, json.loads(json.dumps(plan, default=str)), resume=resume)
    outcome = train(reader, learned, work, settings, report, dev=tasks(dev_rows))
    trained = time.monotonic()
    measured = _to_measure(dev_rows)
    if measured:
        tell(f"Trained; what that is worth is measured on {len(measured)} held-out drafts now.")
    calibration = _calibrated(reader, measured, mistakes.train, old.calibration if old else None, tell)
    rows = told(measured[:MOST_MEASURED], "Measuring on held-out drafts", tell)
    evaluation = evaluate(Critic(reader, calibration, name=output.name), rows)
    story = Story(
        sources=_sources(mistakes, replayed, place, recipe),
        documents=_documents([*mistakes.train, *old_rows]),
        drafts=_really_drafted([*mistakes.train, *old_rows]),
        held_out=_held_out(measured) if calibration.held_out.records else KEPT,
        limits=[*_limits([*mistakes.train, *old_rows], measured), *filter(None, [unread])],
        outcome=outcome,
        seconds=outcome.seconds + time.monotonic() - trained,
        evaluation=evaluation if measured else None,
        learned_from=written(_learned(mistakes, place, replayed, recipe)),
        licence=UNSAID,
    )
    try:
        publish(reader, calibration, story, output)
    except OSError as error:
        message = (
            f"{output}: the critic cannot be written ({error.strerror or error}); make room and call again with "
            f"--resume, training is kept in {work}"
        )
        raise TrainingError(message) from error
    shutil.rmtree(work, ignore_errors=True)
    return story


def _demand_the_extra() -> None:
    if importlib.util.find_spec("matplotlib") is None:
        message = "a critic's card has a plot, which matplotlib draws: pip install 'ie-pipeline[train]'"
        raise RetrainingError(message)


def _demand_no_strangers(output: Path) -> None:
    """Refuse to replace what is no critic."""
    if is_taken(output):
        message = f"{output}: holds something else than a critic; name another directory"
        raise RetrainingError(message)


def _critic_to_start_from(recipe: Recipe) -> Critic | None:
    if recipe.start_from is None:
        return None
    try:
        critic = Critic.from_pretrained(recipe.start_from)
        return Critic(load(recipe.start_from, trainable=True), critic.calibration, name=critic.name)
    except (CriticLoadError, OSError, ValueError) as error:
        message = f"{error}; name a directory that `ie-pipeline critic train` wrote"
        raise RetrainingError(message) from error


def _fresh(recipe: Recipe) -> FieldReader:
    try:
        return create(rank=None if recipe.full else recipe.size.rank, seed=recipe.seed, base=_absolute(recipe.base))
    except BaseError as error:
        message = f"{error}; a base is a directory or a name of a BERT-like encoder with a fast tokenizer"
        raise RetrainingError(message) from error


def _absolute(base: str) -> str:
    """Return a base as it is found from anywhere."""
    return str(Path(base).resolve()) if Path(base).is_dir() else base


def _to_measure(dev: Sequence[MistakeRow]) -> Sequence[MistakeRow]:
    """Return the held-out drafts that a generator really wrote, if they tell enough of its mistakes; else all."""
    real = [row for row in dev if row.origin is not Origin.SYNTHETIC]
    return real if count_documents(real) >= FOLDS and _wrong(real) >= ENOUGH_WRONG else dev


def _wrong(rows: Iterable[MistakeRow]) -> int:
    """Return how many values of drafts are wrong."""
    return sum(truth.mistake.kind is FindingKind.REDUNDANT for row in rows for truth in row.truths)


def _demand_enough_to_calibrate(dev: Sequence[MistakeRow], place: Path) -> None:
    """See before an hour is spent that what is held out will do."""
    documents = count_documents(dev)
    advice = "log more documents, or go on from a calibrated critic with --from"
    if documents < FOLDS:
        few = f"{documents} held-out documents are too few to calibrate on, {FOLDS} are the least"
        message = f"{place}: {few}; {advice}"
        raise RetrainingError(message)
    wrong = _wrong(dev)
    if not wrong or not any(row.right for row in dev):
        lacking = "right" if wrong else "redundant"
        message = f"{place}: the held-out drafts have no {lacking} value to calibrate on; {advice}"
        raise RetrainingError(message)


def _unread(reader: FieldReader, rows: Iterable[MistakeRow]) -> str:
    """Say what share of the letters in documents the base has no tokens for; nothing where that is next to none."""
    texts = [reader.encoder.text(text) for text in list(dict.fromkeys(row.text for row in rows))[:SAMPLED]]
    lost = sum(end - start for text in texts for start, end in text.unknown)
    share = lost / max(sum(sign.isalnum() for text in texts for sign in text.text), 1)
    base = Path(reader.base).name
    return f"Its base, {base}, has no tokens for {share:.0%} of these documents' letters." if share >= UNREAD else ""


def _replayed(mistakes: MistakeSet, recipe: Recipe, tell: Callable[[str], object]) -> MistakeSet | None:
    """Return the set to mix in: the one that was named, else those that the critic says it learned from, as one."""
    if recipe.replay is not None:
        return MistakeSet.load(recipe.replay, tell)
    if recipe.start_from is None:
        return None
    known = learned_from(recipe.start_from)
    if not known:
        tell(
            f"{recipe.start_from} names no set that it learned from. So it may forget some of what it knows of others, "
            "and only advise on their fields; --replay mixes in a set, such as `mistakes make` writes of labelled ones."
        )
    found: list[MistakeSet] = []
    for place, sha256 in known:
        try:
            one = MistakeSet.load(Path(place), tell)
        except MistakeSetError as error:
            tell(f"What {recipe.start_from} learned from is not replayed: {error}.")
            continue
        if one.digest != sha256:
            tell(f"{place} has changed since {recipe.start_from} learned from it; what it held then is not replayed.")
        if one.digest != mistakes.digest:
            found.append(one)
    if len(found) < 2:  # noqa: PLR2004 - nothing to put together
        return found[0] if found else None
    return MistakeSet.build((row for one in found for row in (*one.train, *one.dev)), report=tell)


def _learned(mistakes: MistakeSet, place: Path, replayed: MistakeSet | None, recipe: Recipe) -> Iterator[Learned]:
    """Yield the sets that the new critic has learned from, the last first."""
    yield Learned(str(place.resolve()), mistakes.digest)
    if recipe.replay is not None and replayed is not None:
        yield Learned(str(recipe.replay.resolve()), replayed.digest)
    if recipe.start_from is not None:
        yield from learned_from(recipe.start_from)


def _mixed(mistakes: MistakeSet, replayed: MistakeSet | None, kept: Sequence[MistakeRow]) -> list[Task]:
    """Return the tasks to train on, those of the rows that are ``kept`` of a replayed set weighted to their share."""
    new = tasks(mistakes.train, mistakes.weights)
    if replayed is None:
        return new
    weights = dict(zip(map(id, replayed.train), replayed.weights, strict=True))
    old = tasks(kept, [weights[id(row)] for row in kept])
    total = sum(task.weight for task in old)
    scale = REPLAY_SHARE / (1 - REPLAY_SHARE) * sum(task.weight for task in new) / max(total, 1e-9)
    return [*new, *(replace(task, weight=task.weight * scale) for task in old)]


def _begin(work: Path, plan: Mapping[str, Any], *, resume: bool) -> None:
    """Make the working folder; refuse one in which another training was begun."""
    kept = work / "plan.json"
    try:
        if kept.is_file():
            if not resume:
                message = f"{work}: a training was begun here; go on with --resume, or remove the folder to begin anew"
                raise RetrainingError(message)
            begun = _begun(kept)
            if other := sorted(name for name in plan.keys() | begun.keys() if plan.get(name) != begun.get(name)):
                message = f"{work}: another training was begun here ({', '.join(other)} differs); remove the folder"
                raise RetrainingError(message)
        work.mkdir(parents=True, exist_ok=True)
        _write(kept, plan)
    except OSError as error:
        message = f"{work}: cannot be written ({error.strerror or error}); name another place for the critic"
        raise RetrainingError(message) from error


def _begun(kept: Path) -> dict[str, Any]:
    """Return the plan of the training that was begun."""
    try:
        return dict(json.loads(kept.read_text(encoding="utf-8")))
    except (TypeError, ValueError) as error:
        message = f"{kept}: the plan cannot be read, it may have been cut short; remove {kept.parent} to begin anew"
        raise RetrainingError(message) from error


def _calibrated(
    reader: FieldReader,
    dev: Sequence[MistakeRow],
    learned: Sequence[MistakeRow],
    old: Calibration | None,
    tell: Callable[[str], object],
) -> Calibration:
    """Fit on the held-out drafts, with the error rate of each generator; where they are too few, keep the old fit."""
    proposed: list[Labelled] = []
    pointed: list[Labelled] = []
    rates: dict[str, float] = {}
    for generator, telling in dict.fromkeys(map(_drafted, dev)):
        drafted = tasks([row for row in dev if _drafted(row) == (generator, telling)])
        made, found = sightings(reader, told(drafted, "Calibrating on held-out documents", tell))
        # Two generators' drafts of one document are two records.
        proposed += [replace(entry, record=f"{generator}/{telling}/{entry.record}") for entry in made]
        pointed += [replace(entry, record=f"{generator}/{telling}/{entry.record}") for entry in found]
        if telling and made:
            rates[generator] = sum(not entry.right for entry in made) / len(made)
    try:
        fitted = fit(proposed, pointed, generator="", earlier=old)
    except CalibrationError as error:
        if old is None:
            message = f"the critic cannot be calibrated: {error}; log more documents, or go on from one with --from"
            raise RetrainingError(message) from error
        tell(
            "The old calibration is kept, fitted to other weights, so that no precision can be promised and no record "
            f"is accepted: {error}."
        )
        # What was held out from the other weights promises nothing of these.
        kept, meant = old.knowing({entry.name for entry in _fields(learned)}), _meant(learned, old.meant, reader)
        return replace(kept, held_out=HeldOut(), accept=1.0, meant=meant)
    profiles = {**(old.profiles if old else {}), **{name: Profile(rate) for name, rate in rates.items()}}
    # The probes of statements read a frozen encoder, so what their scores are worth stays as it was.
    statements, earlier = (old.statements, old.meant) if old else (None, {})
    return replace(fitted, profiles=profiles, statements=statements, meant=_meant(dev, earlier, reader))


def _drafted(row: MistakeRow) -> tuple[str, bool]:
    """Return who drafted, and whether that tells how often they err."""
    return row.generator, row.tells_error_rate


def _meant(
    rows: Sequence[MistakeRow], earlier: Mapping[str, Sequence[str]], reader: FieldReader
) -> dict[str, tuple[str, ...]]:
    """Return what fields mean in words: those that these rows say something about, and those known ``earlier``.

    A name may be several fields', and has the words of all; but what meant something else to the earlier critic means
    from now on what it does here.
    """
    fields = list({(entry.name, entry.type, entry.description): entry for entry in _fields(rows)}.values())
    known = known_as(reader, earlier, fields)
    strange = {spoken_name(name) for name, other in known.items() if other is None}
    meant = {name: dict.fromkeys(texts) for name, texts in earlier.items() if spoken_name(name) not in strange}
    for entry in fields:
        meant.setdefault(entry.name, {}).update(dict.fromkeys(wordings(entry, {}, {})))
    return {name: tuple(texts) for name, texts in meant.items()}


def _fields(rows: Iterable[MistakeRow]) -> Iterator[Field]:
    """Yield the fields that rows say something about."""
    return (entry for row in rows for entry in row.fields if entry.pattern in row.judged)


def _sources(mistakes: MistakeSet, replayed: MistakeSet | None, place: Path, recipe: Recipe) -> list[str]:
    judged = sorted({f"`{dotted(entry)}`" for entry in _fields(mistakes.train)})
    lines = [
        f"The mistake set `{place.resolve().name}`, SHA-256 `{mistakes.digest}`, of the fields {', '.join(judged)}",
        *mistakes.sources,
    ]
    if recipe.start_from is not None:
        lines.append(f"Training went on from the critic `{recipe.start_from.resolve().name}`.")
    if replayed is not None:
        lines.append(f"Replayed in {REPLAY_SHARE:.0%} of the draws, a mistake set with SHA-256 `{replayed.digest}`")
        lines += replayed.sources
    return lines


def _documents(rows: Iterable[MistakeRow]) -> int:
    """Return of how many documents rows are; one into whose text other values were put is the same document."""
    return len({(row.cluster, row.document) for row in rows})


def _really_drafted(rows: Iterable[MistakeRow]) -> int:
    """Return of how many documents a generator wrote a draft."""
    return _documents(row for row in rows if row.origin is not Origin.SYNTHETIC)


def _held_out(dev: Sequence[MistakeRow]) -> str:
    real = "" if any(row.origin is Origin.SYNTHETIC for row in dev) else " that a generator really wrote,"
    return f"{len(dev)} drafts{real} of {_documents(dev)} held-out documents, which training was stopped by too"


def _limits(learned: Sequence[MistakeRow], dev: Sequence[MistakeRow]) -> list[str]:
    languages = ", ".join(sorted({row.language for row in learned}))
    lines = [f"Languages that it learned from: {languages}; others it reads badly."]
    if count_documents(dev) < 25:  # noqa: PLR2004 - of 25 records, one is four percent
        lines.append("Few documents were held out, so that every figure above is rough.")
    if not _really_drafted(learned):
        lines.append("All its mistakes were made by a program; those of your generator may be of other kinds.")
    return lines


def _write(path: Path, plain: Mapping[str, Any]) -> None:
    """Write aside, then in place of what stood there."""
    aside = path.with_suffix(".partial")
    aside.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    aside.replace(path)
