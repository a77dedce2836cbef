"""Where a critic computes and how exactly: on the GPU that torch sees, else on the processor.

Products are in bfloat16 wherever the hardware has it, which halves the time of a review and of a step of training.
"""

from __future__ import annotations

import torch

__all__ = ["HALF", "best_device", "mixed"]

HALF = torch.cuda.is_bf16_supported() if torch.cuda.is_available() else torch.ops.mkldnn._is_mkldnn_bf16_supported()  # noqa: SLF001 - no public name
"""Whether this machine multiplies in bfloat16."""


def best_device() -> torch.device:
    """Return the GPU, if torch sees one, or the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def mixed(device: torch.device, *, half: bool | None = None) -> torch.autocast:
    """Return the context in which products are computed in bfloat16; ``half`` says so regardless of the machine."""
    return torch.autocast(device.type, torch.bfloat16, enabled=bool(HALF if half is None else half))
