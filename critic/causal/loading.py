"""Load a causal language model and its tokenizer from files, without code of theirs, pickles or the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from critic.devices import best_device
from critic.weights import quietly

__all__ = ["CausalModelError", "has_bfloat16", "load_causal", "merge_adapter", "prepare"]


class CausalModelError(ValueError):
    """A directory holds no causal model, no fast tokenizer or no adapter that fits; the message names it."""


def load_causal(directory: Path, *, dtype: torch.dtype | None = None) -> tuple[Any, Any]:
    """Return the model of a directory and its tokenizer; by default in bfloat16 where this machine has it.

    Raises:
        CausalModelError: there is no causal model as safetensors with a fast tokenizer.

    """
    chosen = dtype or (torch.bfloat16 if has_bfloat16() else torch.float32)
    try:
        with quietly():
            tokenizer = AutoTokenizer.from_pretrained(directory, local_files_only=True, trust_remote_code=False)
            model: Any = AutoModelForCausalLM.from_pretrained(
                directory, dtype=chosen, local_files_only=True, use_safetensors=True, trust_remote_code=False
            )
    except Exception as error:  # over a broken file the libraries raise whatever they come upon
        message = f"{directory}: no causal model with a fast tokenizer can be loaded from here ({error})"
        raise CausalModelError(message) from error
    if not tokenizer.is_fast:
        message = f"{directory}: constrained decoding needs a fast tokenizer (tokenizer.json)"
        raise CausalModelError(message)
    return model, tokenizer


def merge_adapter(model: Any, adapter: Path) -> Any:
    """Return the model with a LoRA adapter of PEFT merged into its weights.

    Raises:
        CausalModelError: the directory holds no adapter, or one for another model.

    """
    from peft import PeftModel

    if not (adapter / "adapter_model.safetensors").is_file():
        message = f"{adapter}: not a LoRA adapter (adapter_model.safetensors is missing)"
        raise CausalModelError(message)
    try:
        with quietly():
            return PeftModel.from_pretrained(model, str(adapter), local_files_only=True).merge_and_unload()
    except Exception as error:
        message = f"{adapter}: the adapter does not fit the model ({error})"
        raise CausalModelError(message) from error


def prepare(model: Any) -> Any:
    """Return the model ready for decoding: frozen, in evaluation mode, on the accelerator if there is one."""
    model.train(mode=False)
    return model.requires_grad_(requires_grad=False).to(best_device())


def has_bfloat16() -> bool:
    """Say whether this machine multiplies in bfloat16; one that has to emulate it is faster in fp32."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    able = torch.cpu.get_capabilities()
    return any(able.get(name) for name in ("amx_bf16", "avx512_bf16", "bf16", "arm_bf16"))
