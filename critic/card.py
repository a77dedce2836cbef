"""A critic's card: what it learned from, what its probabilities are worth, and where not to trust it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from critic.calibration import Calibration, Logistic, sigmoid
from critic.fitting import Labelled
from critic.reliability import expected_calibration_error

__all__ = ["Sources", "card"]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a critic was trained on: a line for each data set, with its licence, and how many real drafts there were."""

    sets: tuple[str, ...]
    documents: int
    drafts: int
    steps: int
    held_out: str


def card(calibration: Calibration, sources: Sources, proposed: Sequence[Labelled], pointed: Sequence[Labelled]) -> str:
    """Return the card as Markdown, with what was measured on the held-out drafts that the calibration was fitted to."""
    sets = "\n".join(f"- {line}" for line in sources.sets)
    return f"""---
license: apache-2.0
base_model: sentence-transformers/all-MiniLM-L6-v2
library_name: peft
---

# A critic of extracted records

A LoRA adapter and two heads on MiniLM-L6 (Apache-2.0). It reads a source window by window, judges each value of a
draft in the light of its field's name and description, and points at values that the draft lacks.

## What it learned from

{sources.documents} documents, {sources.drafts} of them with drafts that the embedded generator really wrote (it was not
tuned on those), the others with mistakes made from the gold; {sources.steps} steps.

{sets}

## What its probabilities are worth

Fitted and measured on {sources.held_out}, so they flatter a little; the README of the project has the test figures.

| values | number | right | expected calibration error |
|---|---|---|---|
| written by the generator | {_row(proposed, calibration.proposed)} |
| only pointed at | {_row(pointed, calibration.pointed)} |

Of the generator's values that stand in the source {calibration.error_rate:.0%} were wrong. A record without findings is
accepted from a mean probability of {calibration.accept:.2f}.

## Where not to trust it

- English, contracts and resumes; other kinds of document work by the fields' names and descriptions alone, and worse.
- A value that is not copied from the source (an inferred class, a sum) is `unknown` to it, never right.
- Lists of skills: the people who labelled the training data agree on hardly half of them.
- Relations across windows of 240 tokens: a value whose field only another page makes clear.
"""


def _row(labelled: Sequence[Labelled], model: Logistic) -> str:
    probabilities = [sigmoid(model.logit(entry.sighting, entry.name)) for entry in labelled]
    right = [entry.right for entry in labelled]
    error = expected_calibration_error(probabilities, right)
    return f"{len(right)} | {sum(right) / max(len(right), 1):.0%} | {error:.3f}"
