"""Base encoders: what can carry a critic, and how it is loaded.

A critic stands on an encoder with a fast tokenizer that has [CLS] and [SEP] or the like, embeds tokens at the width of
its hidden states and reads 512 tokens at once: BERT, RoBERTa, XLM-RoBERTa, MPNet, DistilBERT, DeBERTa-v2 and
ModernBERT do; ALBERT and small ELECTRA models embed more narrowly, and a decoder has no [CLS].
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import torch

from critic.encoding import FIELD_TOKEN, ROW_TOKENS, VALUE_TOKEN
from critic.weights import encoder_dir, quietly

__all__ = ["DEFAULT_BASE", "BaseError", "digest", "load_base", "load_tokenizer"]

DEFAULT_BASE = "minilm-l6"


class BaseError(ValueError):
    """A base that cannot be loaded or cannot carry a critic; the message names it."""


def load_base(base: str | Path) -> Any:
    """Return the encoder, in single precision and without dropout, which on a processor doubles the cost of a step.

    ``base`` is ``minilm-l6``, a directory or the name of a model that transformers finds; weights are read from
    safetensors alone.

    Raises:
        BaseError: it cannot be loaded, or it cannot carry a critic.

    """
    from transformers import AutoConfig, AutoModel

    folder = encoder_dir() if base == DEFAULT_BASE else base
    try:
        with quietly():
            config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
            for name, value in config.to_dict().items():
                if "drop" in name and isinstance(value, float):
                    setattr(config, name, 0.0)
            encoder: Any = AutoModel.from_pretrained(
                folder, config=config, dtype=torch.float32, use_safetensors=True, trust_remote_code=False
            )
    except Exception as error:  # over a broken file the libraries raise whatever they come upon
        message = f"{base}: no encoder that can be loaded ({_first_line(error)})"
        raise BaseError(message) from error
    if config.is_encoder_decoder:
        message = f"{base}: an encoder with a decoder behind it; a critic needs an encoder alone, such as BERT"
        raise BaseError(message)
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None
    width, hidden = encoder.get_input_embeddings().embedding_dim, config.hidden_size
    if width != hidden:
        message = f"{base}: embeds tokens in {width} numbers and thinks in {hidden}; a critic needs them to be the same"
        raise BaseError(message)
    if (reach := getattr(config, "max_position_embeddings", ROW_TOKENS)) < ROW_TOKENS:
        message = f"{base}: reads {reach} tokens at once, and a critic puts up to {ROW_TOKENS} to it"
        raise BaseError(message)
    return encoder


def load_tokenizer(base: str | Path, encoder: Any) -> Any:
    """Return the tokenizer of a base, with the markers of fields and values; ``encoder`` gets rows for new ones.

    A marker says nothing by itself, for the network adds what it has learned of markers to it; so a new one starts
    as the mean of all tokens, the same whenever the base is loaded.

    Raises:
        BaseError: there is none, or it knows no offsets or no [CLS] and [SEP].

    """
    from transformers import AutoTokenizer

    folder = encoder_dir() if base == DEFAULT_BASE else base
    try:
        with quietly():
            tokenizer: Any = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
    except Exception as error:  # over a broken file the libraries raise whatever they come upon
        message = f"{base}: no tokenizer that can be loaded ({_first_line(error)})"
        raise BaseError(message) from error
    if not tokenizer.is_fast:
        message = f"{base}: its tokenizer keeps no offsets; a base with a fast tokenizer (tokenizer.json) does"
        raise BaseError(message)
    if tokenizer.cls_token_id is None or tokenizer.sep_token_id is None:
        message = f"{base}: its tokenizer has no [CLS] and [SEP]; take an encoder such as BERT"
        raise BaseError(message)
    known = tokenizer.get_vocab()
    tokenizer.add_tokens([token for token in (FIELD_TOKEN, VALUE_TOKEN) if token not in known], special_tokens=True)
    table = encoder.get_input_embeddings()
    rows = table.num_embeddings
    if len(tokenizer) > rows:
        with torch.no_grad():
            mean = table.weight.mean(0)
            encoder.resize_token_embeddings(len(tokenizer), mean_resizing=False)
            encoder.get_input_embeddings().weight[rows:] = mean
    return tokenizer


def digest(base: str) -> str | None:
    """Return the SHA-256 of the weights of a base that is a directory; None for others, which have names to go by."""
    if not Path(base).is_dir():
        return None
    whole = hashlib.sha256()
    for path in sorted(Path(base).glob("*.safetensors")):
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__
