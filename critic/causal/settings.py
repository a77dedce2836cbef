"""What any tuning of a causal model has to be told; importing it needs none of the libraries that tune."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TuningSettings"]


@dataclass(frozen=True, slots=True)
class TuningSettings:
    """How a causal model is tuned; ``rank`` is LoRA's, ``batch`` counts sequences of up to ``max_tokens``."""

    steps: int
    batch: int
    learning_rate: float
    max_tokens: int
    rank: int = 16
    seed: int = 0
    save_steps: int = 50
