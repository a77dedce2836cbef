"""A generative critic's directory, and the adapter in it.

config.json                 the kind, the base, and how the model was tuned
adapter_model.safetensors   the LoRA adapter, as PEFT writes it, with adapter_config.json
calibration.json            what scores are worth
README.md                   the card
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from critic.bases import digest
from critic.causal.loading import CausalModelError, load_causal, prepare
from critic.causal.smollm2 import smollm2_dir
from critic.directories import carry_over, replacing, write_json
from critic.generative.reader import GenerativeReader
from critic.weights import quietly

__all__ = ["DEFAULT_BASE", "Tuned", "base_dir", "load", "save", "take_adapter"]

DEFAULT_BASE = "smollm2-135m"
_FORMAT = 1


@dataclass(frozen=True)
class Tuned:
    """What tuning a causal model gave: the adapter's configuration and weights, and all that it takes to use them.

    ``base`` is ``smollm2-135m`` or a directory with a causal model; ``passage_chars`` is how long the passages were,
    in characters; ``explained`` says whether the model learned to explain its findings.
    """

    base: str
    config: LoraConfig
    weights: Mapping[str, torch.Tensor]
    passage_chars: int
    explained: bool

    def reader(self) -> GenerativeReader:
        """Return the model with the adapter merged into it.

        Raises:
            CausalModelError: the base cannot be loaded, or the adapter does not fit it.
            critic.weights.WeightsError: the embedded model cannot be had.

        """
        model, tokenizer = load_causal(base_dir(self.base))
        try:
            with quietly():
                adapted = get_peft_model(model, _named(self.config, None))
                keys: Any = set_peft_model_state_dict(adapted, dict(self.weights))
                merged: Any = adapted.merge_and_unload()
        except (RuntimeError, ValueError) as error:
            message = f"{self.base}: the adapter does not fit this base ({error})"
            raise CausalModelError(message) from error
        if keys.unexpected_keys:
            message = f"{self.base}: the adapter does not fit this base, which has no {keys.unexpected_keys[0]}"
            raise CausalModelError(message)
        return GenerativeReader(prepare(merged), tokenizer, passage_chars=self.passage_chars, explained=self.explained)


def base_dir(base: str) -> Path:
    """Return the directory of a base.

    Raises:
        critic.weights.WeightsError: the embedded model cannot be had.

    """
    return smollm2_dir() if base == DEFAULT_BASE else Path(base)


def take_adapter(adapted: Any) -> dict[str, torch.Tensor]:
    """Return the weights of a PEFT model's adapter, in bfloat16."""
    # Left to decide about embeddings by itself, PEFT asks a model hub on the network for the base.
    state = get_peft_model_state_dict(adapted, save_embedding_layers=False)
    return {name: weight.detach().to("cpu", torch.bfloat16).contiguous() for name, weight in state.items()}


def load(directory: Path) -> Tuned:
    """Read what was tuned; the base is loaded when the reader is made.

    Raises:
        OSError: a file is missing.
        ValueError: another format wrote it, its base is gone or another, or its weights are broken.

    """
    config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    if config.get("format") != _FORMAT:
        message = f"config.json has format {config.get('format')!r}, this version reads {_FORMAT}"
        raise ValueError(message)
    if config.get("base_sha256") != digest(config["base"]):
        message = f"{config['base']}: the base is gone, or its weights are not those that the critic was tuned on"
        raise ValueError(message)
    try:
        weights = load_file(directory / "adapter_model.safetensors")
    except SafetensorError as error:
        message = f"the weights are broken: {error}"
        raise ValueError(message) from error
    adapter: Any = LoraConfig.from_pretrained(str(directory))
    return Tuned(config["base"], adapter, weights, config["passage_chars"], config["explained"])


def save(
    tuned: Tuned,
    calibration: Mapping[str, Any],
    directory: Path,
    papers: Callable[[Path], object] | None = None,
    learned_from: Mapping[str, str] | None = None,
) -> None:
    """Write a critic aside and put it in place of what stood in the directory.

    ``papers`` writes what tells of it, its card above all; without it those that stood there are kept.
    ``learned_from`` goes into the configuration: the mistake set and its hash.

    Raises:
        OSError: the disk is full, or the place cannot be written.

    """
    from critic.card import PAPERS

    config = {
        "format": _FORMAT,
        "kind": "generative",
        "base": tuned.base,
        "base_sha256": digest(tuned.base),
        "passage_chars": tuned.passage_chars,
        "explained": tuned.explained,
    }
    with replacing(directory) as aside:
        _named(tuned.config, tuned.base).save_pretrained(str(aside))
        try:
            save_file(dict(tuned.weights), aside / "adapter_model.safetensors")
        except SafetensorError as error:
            raise OSError(str(error)) from error
        write_json(aside / "config.json", config | ({"learned_from": dict(learned_from)} if learned_from else {}))
        write_json(aside / "calibration.json", calibration)
        if papers is None:
            carry_over(PAPERS, directory, aside)
        else:
            papers(aside)


def _named(config: LoraConfig, base: str | None) -> LoraConfig:
    """Return a copy of an adapter's configuration that names this base; PEFT writes into what it is given."""
    named = copy.deepcopy(config)
    named.base_model_name_or_path = base
    return named
