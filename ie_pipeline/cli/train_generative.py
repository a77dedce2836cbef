"""``ie-pipeline critic train --generative``: a causal model as the critic."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ie_pipeline.cli.terminal import plain, stderr
from ie_pipeline.errors import TrainingFailed, UsageError, WeightsUnavailable

if TYPE_CHECKING:
    from critic.mistakes.dataset import MistakeSet

__all__ = ["train_generative"]

PASSAGE_CHARS, MAX_TOKENS, LEARNING_RATE = 3000, 3072, 2e-4
"""Settings for another base than the embedded model, which is smaller than any that would be named."""


def train_generative(
    mistakes: MistakeSet, output: Path, place: Path, *, base: str | None, steps: int | None, seed: int, explained: bool
) -> None:
    """Train a generative critic, and tell on stderr how it goes.

    Raises:
        UsageError: the set, the base or the output cannot serve.
        TrainingFailed: a checkpoint or the critic cannot be written.
        WeightsUnavailable: the embedded model can neither be found nor fetched.

    """
    from critic.causal.loading import CausalModelError
    from critic.generative.retraining import retrain
    from critic.generative.storage import DEFAULT_BASE
    from critic.generative.tuning import GenerativeTrainingError, Settings
    from critic.training import TrainingError
    from critic.weights import WeightsError

    settings = Settings(steps=steps or Settings().steps, seed=seed, explained=explained)
    if base is not None:
        settings = replace(settings, passage_chars=PASSAGE_CHARS, max_tokens=MAX_TOKENS, learning_rate=LEARNING_RATE)
    console = stderr()
    try:
        retrain(
            mistakes,
            output,
            settings,
            place=place,
            base=base or DEFAULT_BASE,
            report=lambda line: console.print(plain(line), markup=False, soft_wrap=True),
        )
    except (GenerativeTrainingError, CausalModelError) as error:
        raise UsageError(str(error)) from error
    except TrainingError as error:
        raise TrainingFailed(str(error)) from error
    except WeightsError as error:
        raise WeightsUnavailable(str(error)) from error
