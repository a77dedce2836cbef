"""A critic's directory: what was trained, the heads beside it, and what base it stands on.

config.json                 the format, the base, and what the critic learned from
adapter_model.safetensors   the encoder's adapter, as PEFT writes it, with adapter_config.json; or
encoder/                    the encoder itself, where all of it was trained
heads.safetensors           the two heads
statements.safetensors      a probe for each field whose values are whole statements, if there is any
tokenizer/                  the tokenizer, where the base is not the default one
calibration.json            what scores are worth
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from errno import ENOENT
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from critic.bases import DEFAULT_BASE, BaseError, digest, load_base, load_tokenizer
from critic.devices import best_device
from critic.directories import carry_over, replacing, write_json
from critic.embedding import Embedder
from critic.encoding import POSITION_BUCKETS, Encoder
from critic.model import CriticNetwork
from critic.reading import FieldReader
from critic.text.typography import LOOKS
from critic.weights import quietly

__all__ = ["PROBES", "create", "load", "save", "write"]

FORMAT = 1
PROBES = "statements.safetensors"
"""The file of the probes for statements, in a critic's directory."""
SHARD = "25MB"
"""The most that a file of a whole encoder holds, as far as its largest tensor allows."""


def create(*, rank: int | None, seed: int = 0, base: str = DEFAULT_BASE) -> FieldReader:
    """Return an untrained critic: a fresh adapter of this rank and fresh heads on a base encoder.

    ``base`` is ``minilm-l6``, a directory or a name that ``critic.bases`` can load. Without a rank there is no adapter,
    and the whole encoder learns.

    Raises:
        critic.bases.BaseError: the base cannot be loaded or cannot carry a critic.

    """
    torch.manual_seed(seed)
    encoder = load_base(base)
    tokenizer = load_tokenizer(base, encoder)
    plain = copy.deepcopy(encoder).eval().requires_grad_(requires_grad=False).to(best_device())
    hidden = encoder.config.hidden_size
    if rank is not None:
        with quietly():
            encoder = get_peft_model(encoder, LoraConfig(r=rank, lora_alpha=rank, target_modules="all-linear"))
    network = CriticNetwork(encoder, hidden, POSITION_BUCKETS).to(best_device())
    return FieldReader(network, Encoder(tokenizer), hidden, Embedder(plain, tokenizer), base=base)


def load(directory: Path, *, trainable: bool = False) -> FieldReader:
    """Load a critic's network; for use the adapter is merged into the encoder, for further training it is not.

    Raises:
        OSError: a file is missing.
        ValueError: the directory was written by another format, its base is gone or another, or its weights are broken.

    """
    config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    if config.get("format") != FORMAT:
        message = f"config.json has format {config.get('format')!r}, this version reads {FORMAT}"
        raise ValueError(message)
    base = config["base"]
    if config.get("base_sha256") != digest(base):
        message = f"{base}: the base is gone, or its weights are not those that the critic was trained on"
        raise BaseError(message)
    encoder = load_base(base)
    own_encoder = (directory / "encoder").is_dir()
    adapter = () if own_encoder else ("adapter_config.json", "adapter_model.safetensors")
    for name in ("heads.safetensors", *adapter):
        if not (directory / name).is_file():  # PEFT would look for an adapter on a model hub
            raise FileNotFoundError(ENOENT, "No such file", str(directory / name))
    kept = directory / "tokenizer"
    tokenizer = load_tokenizer(kept if kept.is_dir() else base, encoder)
    plain = copy.deepcopy(encoder).eval().requires_grad_(requires_grad=False).to(best_device())
    hidden = encoder.config.hidden_size
    try:
        if own_encoder:
            encoder = load_base(directory / "encoder")
        else:
            with quietly():
                adapted = PeftModel.from_pretrained(encoder, str(directory), is_trainable=trainable)
            encoder = adapted if trainable else adapted.merge_and_unload()
        network = CriticNetwork(encoder, hidden, POSITION_BUCKETS)
        heads = {name: weight.float() for name, weight in load_file(directory / "heads.safetensors").items()}
        # A critic that learned before it was told how a text looks has no weights for it, and zeros leave it unread.
        unread = {f"{name}.weight": network.heads[name].weight for name in LOOKS}
        network.heads.load_state_dict(unread | heads)
        probes = load_file(directory / PROBES) if (directory / PROBES).is_file() else {}
    except (RuntimeError, SafetensorError) as error:
        message = f"the weights are broken or do not fit the base: {error}"
        raise ValueError(message) from error
    embedder = Embedder(plain, tokenizer)
    network = network.to(best_device()).eval()
    return FieldReader(network, Encoder(tokenizer), hidden, embedder, base=base, probes=probes)


def save(reader: FieldReader, calibration: Mapping[str, Any], directory: Path) -> None:
    """Write a critic aside and put it in place of what stood in the directory, whose card and figures it keeps.

    Raises:
        OSError: the disk is full, or the place cannot be written.

    """
    from critic.card import PAPERS

    with replacing(directory) as aside:
        write(reader, calibration, aside)
        carry_over(PAPERS, directory, aside)


def write(
    reader: FieldReader, calibration: Mapping[str, Any], folder: Path, learned_from: Mapping[str, Any] | None = None
) -> None:
    """Write a critic's files into a folder; an adapter that is merged is written as the encoder that it made.

    ``learned_from`` goes into the configuration, for whoever trains the critic further.

    Raises:
        OSError: the disk is full, or the place cannot be written.

    """
    encoder: Any = reader.network.encoder
    heads = {name: _small(weight) for name, weight in reader.network.heads.state_dict().items()}
    try:
        if isinstance(encoder, PeftModel):
            encoder.peft_config["default"].base_model_name_or_path = reader.base
            encoder.peft_config["default"].save_pretrained(str(folder))
            save_file(_adapter_state(encoder), folder / "adapter_model.safetensors")
        else:
            with quietly():
                small = {name: _small(weight) for name, weight in encoder.state_dict().items()}
                encoder.save_pretrained(folder / "encoder", state_dict=small, max_shard_size=SHARD)
        save_file(heads, folder / "heads.safetensors")
        if reader.statements.probes:
            save_file(reader.statements.probes, folder / PROBES)
    except SafetensorError as error:
        raise OSError(str(error)) from error
    config: dict[str, Any] = {"format": FORMAT, "base": reader.base}
    if reader.base != DEFAULT_BASE:
        reader.encoder.tokenizer.save_pretrained(folder / "tokenizer")
        config |= {"base_sha256": digest(reader.base)}
    write_json(folder / "config.json", config | ({"learned_from": dict(learned_from)} if learned_from else {}))
    write_json(folder / "calibration.json", calibration)


def _adapter_state(adapter: Any) -> dict[str, torch.Tensor]:
    from peft import get_peft_model_state_dict

    # Left to decide about embeddings by itself, PEFT asks a model hub on the network for the base.
    state = get_peft_model_state_dict(adapter, save_embedding_layers=False)
    return {name: _small(weight) for name, weight in state.items()}


def _small(weight: torch.Tensor) -> torch.Tensor:
    return weight.detach().cpu().to(torch.bfloat16 if weight.is_floating_point() else weight.dtype).contiguous()
