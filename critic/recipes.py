"""How a critic is to be trained, in the few words that a user says, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from critic.bases import DEFAULT_BASE
from critic.training import Settings

__all__ = ["Recipe", "Size"]

STEPS_A_DOCUMENT = 8
FEWEST_STEPS = 300
"""Of a training from nothing: before that many steps a network hardly knows what a field is."""
FURTHER_STEPS_A_DOCUMENT = 2
FEWEST_FURTHER_STEPS = 60
"""Of a training that goes on. A step takes one to two seconds on two cores, a hundred documents some five minutes."""
RATES = {(False, False): 1e-3, (False, True): 4e-4, (True, False): 2e-4, (True, True): 5e-5}
"""Learning rates by (whole encoder, goes on): an adapter bears more than all weights, a new critic more than an old."""
VALIDATIONS = 6


class Size(StrEnum):
    """How much of a critic can change: the rank of its adapter."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @property
    def rank(self) -> int:
        """The rank: the shipped critic is of medium size."""
        return {Size.SMALL: 8, Size.MEDIUM: 48, Size.LARGE: 128}[self]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to train.

    A fresh critic stands on ``base`` with an adapter of ``size``, or learns whole with ``full``. With ``start_from``, a
    critic's directory, training goes on from that one, whose base and size stay; ``replay`` is a mistake set mixed in
    so that it forgets nothing, by default the one that it learned from. ``steps`` and ``learning_rate`` are chosen by
    what there is to learn where they are None.
    """

    base: str = DEFAULT_BASE
    size: Size = Size.MEDIUM
    full: bool = False
    start_from: Path | None = None
    replay: Path | None = None
    steps: int | None = None
    learning_rate: float | None = None
    seed: int = 0

    def settings(self, documents: int, *, whole: bool) -> Settings:
        """Return how to train on that many documents; ``whole`` says that there is no adapter."""
        further = self.start_from is not None
        steps = self.steps or (
            min(max(round(FURTHER_STEPS_A_DOCUMENT * documents), FEWEST_FURTHER_STEPS), Settings().steps)
            if further
            else min(max(STEPS_A_DOCUMENT * documents, FEWEST_STEPS), Settings().steps)
        )
        often = max(1, min(Settings().dev_steps, steps // VALIDATIONS))
        return Settings(
            steps=steps,
            synthetic=0.0 if further else Settings().synthetic,
            learning_rate=self.learning_rate or RATES[whole, further],
            warmup=min(Settings().warmup, max(1, steps // 10)),
            seed=self.seed,
            save_steps=often,
            dev_steps=often,
        )
