"""Write a trained critic's directory: its weights, what they are worth, and a card that says so."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel

from critic.bases import DEFAULT_BASE
from critic.calibration import Calibration
from critic.card import FOUND, PLOT, Card, card
from critic.decisions import false_alarms, risk_coverage, threshold_for
from critic.devices import HALF, best_device
from critic.directories import replacing, write_json
from critic.evaluation import Evaluation
from critic.examination import Costs
from critic.reading import FieldReader
from critic.reliability import expected_calibration_error, reliability_diagram
from critic.storage import write
from critic.training import Outcome

__all__ = ["Story", "hardware", "is_taken", "licence_of", "publish", "write_papers"]

DEFAULT_NAME, DEFAULT_LICENCE = "sentence-transformers/all-MiniLM-L6-v2", "apache-2.0"
ACROSS = "Relations across windows of 240 tokens: a value whose field only another page makes clear."


@dataclass(frozen=True, slots=True)
class Story:
    """How a critic came to be, for its card and its configuration.

    ``sources`` has a line for each data set, ``documents`` and ``drafts`` count what was trained on, ``held_out`` says
    what was calibrated and measured on, ``limits`` where not to trust it, ``seconds`` how long training and calibration
    took. ``learned_from`` names the mistake sets for whoever trains the critic further. ``hardware`` says what the
    training ran on where that is another machine than this one, ``licence`` is the critic's where it is not its base's.
    """

    sources: Sequence[str]
    documents: int
    drafts: int
    held_out: str
    limits: Sequence[str]
    outcome: Outcome
    seconds: float
    evaluation: Evaluation | None = None
    learned_from: Mapping[str, Any] | None = None
    hardware: str | None = None
    licence: str | None = None


def publish(reader: FieldReader, calibration: Calibration, story: Story, output: Path) -> None:
    """Write everything aside and put it in place of what stood there.

    Raises:
        OSError: the disk is full, or the place cannot be written; what stood there still stands.

    """
    base, licence = DEFAULT_NAME if reader.base == DEFAULT_BASE else Path(reader.base).name, licence_of(reader.base)
    facts = Card(
        base=base,
        licence=licence,
        network=_network(reader, base, licence),
        trained=(
            f"{story.documents} documents, {story.drafts} of them with drafts that a generator really wrote; more "
            f"drafts, with\nmistakes, were made of what is right. {_steps(story.outcome)}"
        ),
        sources=story.sources,
        held_out=story.held_out,
        calibration=calibration,
        hardware=story.hardware or hardware(),
        seconds=story.seconds,
        evaluation=story.evaluation,
        limits=(*story.limits, ACROSS),
        own_licence=story.licence,
    )
    outcome = story.outcome
    training = {
        "average_precision": [{"step": step, **asdict(validation)} for step, validation in outcome.validations],
        "steps": outcome.steps,
        "best_step": outcome.best,
    }
    with replacing(output) as aside:
        write(reader, calibration.to_dict(), aside, story.learned_from)
        write_papers(aside, facts, training)


def write_papers(directory: Path, facts: Card, training: Mapping[str, Any]) -> None:
    """Write what tells of a critic beside its weights: card, plot, thresholds and metrics.

    Raises:
        OSError: the disk is full, or the directory cannot be written.

    """
    if facts.calibration.held_out.drafted or facts.calibration.held_out.pointed:
        _plot(facts.calibration, directory / PLOT)
    (directory / "README.md").write_text(card(facts), encoding="utf-8")
    write_json(directory / "thresholds.json", _thresholds(facts.calibration))
    write_json(directory / "metrics.json", _metrics(facts, training))


def is_taken(place: Path) -> bool:
    """Say whether something else than a critic stands where one is to go: a file, or a folder with other things."""
    return place.is_file() or (place.is_dir() and any(place.iterdir()) and not (place / "config.json").is_file())


def _steps(outcome: Outcome) -> str:
    return f"{outcome.steps} steps, of which the weights after {outcome.best} were kept"


def _network(reader: FieldReader, base: str, licence: str) -> str:
    encoder: Any = reader.network.encoder
    part = "The whole encoder"
    if isinstance(encoder, PeftModel):
        config: Any = encoder.peft_config["default"]
        part = f"A LoRA adapter of rank {config.r}"
    probed = ", ".join(f"`{name}`" for name in sorted(reader.statements.probes))
    probes = f", with linear probes of whole statements ({probed})," if probed else ""
    return (
        f"{part}{probes} and two heads on {base} (licence: {licence}). It reads a source window by window, judges\n"
        "each value of a draft in the light of its field's name and description, and points at values "
        "that the draft lacks."
    )


def hardware() -> str:
    """Return what a training runs on here, in words."""
    precision = "bfloat16" if HALF else "single precision"
    if best_device().type == "cuda":
        return f"{torch.cuda.get_device_name()}, {precision}"
    kind = torch.backends.cpu.get_cpu_capability()
    return f"{torch.get_num_threads()} of {os.cpu_count()} cores ({platform.machine()}, {kind}), {precision}"


def licence_of(base: str) -> str:
    """Return the licence of a base as its own card states it."""
    if base == DEFAULT_BASE:
        return DEFAULT_LICENCE
    own = Path(base) / "README.md"
    head = own.read_text(encoding="utf-8", errors="replace")[:4000] if own.is_file() else ""
    stated = re.search(r"^license:\s*(\S+)", head, re.MULTILINE)
    return stated[1] if stated else "not stated"


def _plot(calibration: Calibration, path: Path) -> None:
    held_out = calibration.held_out
    panels = {"Values of drafts": held_out.drafted, "Values only pointed at": held_out.pointed}
    reliability_diagram({title: values for title, values in panels.items() if values}, path)


def _thresholds(calibration: Calibration) -> dict[str, Any]:
    held_out = calibration.held_out
    if not held_out.records:
        return {"accept": calibration.accept}
    alarms = [found for share in FOUND if (found := false_alarms(held_out, share))]
    decision = threshold_for(held_out, Costs())
    return {
        "accept": calibration.accept,
        "equal_costs": asdict(decision),
        "false_alarms": [asdict(one) for one in alarms],
        "accepted": [asdict(one) for one in risk_coverage(held_out, decision.keep)],
    }


def _metrics(facts: Card, training: Mapping[str, Any]) -> dict[str, Any]:
    held_out = facts.calibration.held_out
    kinds = {"drafted": held_out.drafted, "pointed": held_out.pointed}
    return {
        "evaluation": facts.evaluation.to_dict() if facts.evaluation else None,
        "expected_calibration_error": {
            name: expected_calibration_error([v.probability for v in values], [v.right for v in values])
            for name, values in kinds.items()
            if values
        },
        **training,
        "seconds": None if facts.seconds is None else round(facts.seconds),
        "hardware": facts.hardware,
    }
