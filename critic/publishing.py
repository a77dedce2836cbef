"""Write a trained critic's directory: its weights, what they are worth, and a card that says so."""

from __future__ import annotations

import json
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
from critic.directories import replacing
from critic.evaluation import Evaluation
from critic.examination import Costs
from critic.reading import FieldReader
from critic.reliability import expected_calibration_error, reliability_diagram
from critic.storage import write
from critic.training import Outcome

__all__ = ["Story", "hardware", "is_taken", "publish"]

DEFAULT_NAME, DEFAULT_LICENCE = "sentence-transformers/all-MiniLM-L6-v2", "apache-2.0"


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
    drawn = calibration.held_out.drafted or calibration.held_out.pointed
    facts = Card(
        base=DEFAULT_NAME if reader.base == DEFAULT_BASE else Path(reader.base).name,
        licence=_licence(reader.base),
        learned=_learned(reader),
        sources=story.sources,
        documents=story.documents,
        drafts=story.drafts,
        steps=_steps(story.outcome),
        held_out=story.held_out,
        calibration=calibration,
        hardware=story.hardware or hardware(),
        seconds=story.seconds,
        evaluation=story.evaluation,
        plot=bool(drawn),
        limits=story.limits,
        own_licence=story.licence,
    )
    with replacing(output) as aside:
        write(reader, calibration.to_dict(), aside, story.learned_from)
        if drawn:
            _plot(calibration, aside / PLOT)
        (aside / "README.md").write_text(card(facts), encoding="utf-8")
        _write(aside / "thresholds.json", _thresholds(calibration))
        _write(aside / "metrics.json", _metrics(calibration, story, facts.hardware))


def is_taken(place: Path) -> bool:
    """Say whether something else than a critic stands where one is to go: a file, or a folder with other things."""
    return place.is_file() or (place.is_dir() and any(place.iterdir()) and not (place / "config.json").is_file())


def _steps(outcome: Outcome) -> str:
    return f"{outcome.steps} steps, of which the weights after {outcome.best} were kept"


def _learned(reader: FieldReader) -> str:
    encoder: Any = reader.network.encoder
    network = "The whole encoder"
    if isinstance(encoder, PeftModel):
        config: Any = encoder.peft_config["default"]
        network = f"A LoRA adapter of rank {config.r}"
    probed = ", ".join(f"`{name}`" for name in sorted(reader.statements.probes))
    return f"{network}, with linear probes of whole statements ({probed})," if probed else network


def hardware() -> str:
    """Return what a training runs on here, in words."""
    precision = "bfloat16" if HALF else "single precision"
    if best_device().type == "cuda":
        return f"{torch.cuda.get_device_name()}, {precision}"
    kind = torch.backends.cpu.get_cpu_capability()
    return f"{torch.get_num_threads()} of {os.cpu_count()} cores ({platform.machine()}, {kind}), {precision}"


def _licence(base: str) -> str:
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


def _metrics(calibration: Calibration, story: Story, hardware: str) -> dict[str, Any]:
    kinds = {"drafted": calibration.held_out.drafted, "pointed": calibration.held_out.pointed}
    outcome = story.outcome
    return {
        "evaluation": story.evaluation.to_dict() if story.evaluation else None,
        "expected_calibration_error": {
            name: expected_calibration_error([v.probability for v in values], [v.right for v in values])
            for name, values in kinds.items()
            if values
        },
        "average_precision": [{"step": step, **asdict(validation)} for step, validation in outcome.validations],
        "steps": outcome.steps,
        "best_step": outcome.best,
        "seconds": round(story.seconds),
        "hardware": hardware,
    }


def _write(path: Path, plain: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
