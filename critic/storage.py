"""A critic's directory: the adapter as PEFT writes it, the heads beside it, and what base they stand on."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from transformers import AutoModel, AutoTokenizer

from critic.encoding import POSITION_BUCKETS, Encoder
from critic.model import CriticNetwork
from critic.reading import FieldReader
from critic.weights import encoder_dir, quietly

__all__ = ["create", "load", "save"]

FORMAT = 1
DEFAULT_BASE = "minilm-l6"


def create(*, rank: int, seed: int = 0, base: str = DEFAULT_BASE) -> FieldReader:
    """Return an untrained critic: a fresh adapter of this rank and fresh heads on a base encoder.

    ``base`` is ``minilm-l6`` or a directory with a BERT-like encoder and its fast tokenizer.
    """
    torch.manual_seed(seed)
    config = LoraConfig(r=rank, lora_alpha=rank, target_modules=["query", "key", "value", "dense"])
    with quietly():
        encoder, tokenizer = _base(base)
        plain = copy.deepcopy(encoder)
        network = CriticNetwork(get_peft_model(encoder, config), encoder.config.hidden_size, POSITION_BUCKETS)
    return FieldReader(network, Encoder(tokenizer), encoder.config.hidden_size, plain.eval(), base=base)


def load(directory: Path, *, trainable: bool = False) -> FieldReader:
    """Load a critic's network; for use the adapter is merged into the encoder, for further training it is not.

    Raises:
        OSError: a file is missing.
        ValueError: the directory was written by another format, or its weights are broken.

    """
    config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    if config.get("format") != FORMAT:
        message = f"config.json has format {config.get('format')!r}, this version reads {FORMAT}"
        raise ValueError(message)
    with quietly():
        encoder, tokenizer = _base(config["base"])
    plain = copy.deepcopy(encoder).eval()
    hidden = encoder.config.hidden_size
    try:
        with quietly():
            adapted = PeftModel.from_pretrained(encoder, str(directory), is_trainable=trainable)
        network = CriticNetwork(adapted if trainable else adapted.merge_and_unload(), hidden, POSITION_BUCKETS)
        network.heads.load_state_dict(
            {name: weight.float() for name, weight in load_file(directory / "heads.safetensors").items()}
        )
    except (RuntimeError, SafetensorError) as error:
        message = f"the weights are broken or do not fit the base: {error}"
        raise ValueError(message) from error
    return FieldReader(network.eval(), Encoder(tokenizer), hidden, plain, base=config["base"])


def save(reader: FieldReader, calibration: Mapping[str, Any], directory: Path) -> None:
    """Write a critic whose adapter is not merged; what stood in the directory is replaced in one rename."""
    aside = directory.with_name(directory.name + ".partial")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    adapter: Any = reader.network.encoder
    state = {name: weight.to(torch.bfloat16) for name, weight in _adapter_state(adapter).items()}
    adapter.peft_config["default"].base_model_name_or_path = reader.base
    adapter.peft_config["default"].save_pretrained(aside)
    save_file(state, aside / "adapter_model.safetensors")
    heads = {
        name: weight.detach().to(torch.bfloat16).contiguous()
        for name, weight in reader.network.heads.state_dict().items()
    }
    save_file(heads, aside / "heads.safetensors")
    _write(aside / "config.json", {"format": FORMAT, "base": reader.base})
    _write(aside / "calibration.json", calibration)
    for kept in directory.glob("README.md"):
        shutil.copy(kept, aside)
    shutil.rmtree(directory, ignore_errors=True)
    aside.rename(directory)


def _base(base: str) -> tuple[Any, Any]:
    folder = encoder_dir() if base == DEFAULT_BASE else Path(base)
    # Without dropout: on a processor it doubles the cost of a step, and no document is seen more than a few times.
    encoder = AutoModel.from_pretrained(
        folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    return encoder, AutoTokenizer.from_pretrained(folder)


def _adapter_state(adapter: Any) -> dict[str, torch.Tensor]:
    from peft import get_peft_model_state_dict

    # Left to decide about embeddings by itself, PEFT asks a model hub on the network for the base.
    state = get_peft_model_state_dict(adapter, save_embedding_layers=False)
    return {name: weight.detach().contiguous() for name, weight in state.items()}


def _write(path: Path, plain: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
