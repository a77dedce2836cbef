"""What the embedded generator is made of: SmolLM2-135M-Instruct and the adapter that comes with this package."""

from __future__ import annotations

from pathlib import Path

from critic.causal.smollm2 import smollm2_dir
from critic.weights import WeightsError
from ie_pipeline.errors import WeightsUnavailable

__all__ = ["ADAPTER", "EAGERNESS", "generator_dir"]

ADAPTER = Path(__file__).parent.parent / "pretrained" / "generator"
"""The LoRA adapter for extraction that is part of this package."""

EAGERNESS = 0.7
"""What it is decoded with, in nats: between the model's own caution and what finds most, chosen on dev documents."""


def generator_dir() -> Path:
    """Return the folder with the embedded model, obtained on first use.

    Raises:
        WeightsUnavailable: if the weights are neither installed nor cached and cannot be fetched or written.

    """
    try:
        return smollm2_dir()
    except WeightsError as error:
        raise WeightsUnavailable(str(error)) from error
