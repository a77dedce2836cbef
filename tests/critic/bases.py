"""Tiny encoders with random weights, of the kinds that users bring, and a small tokenizer."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import AutoConfig, AutoModel, PreTrainedTokenizerFast

from critic.weights import quietly

__all__ = ["WORDS", "write_base"]

WORDS = (
    "Agreement between Acme Inc. and Beta LLC of May 1, 2014, governed by the laws of Ohio, Texas, Utah or Maine.",
    "This lease is made by Gamma Corp. and Delta Ltd. on June 30, 2015; notice is thirty days, rent is 500 dollars.",
)
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def write_base(folder: Path, kind: str = "bert", *, markers: bool = True, **changed: Any) -> Path:
    """Write an encoder of 2 layers, 32 numbers wide; with ``markers`` its vocabulary has unused tokens, as BERT's."""
    torch.manual_seed(0)
    tokenizer = _tokenizer([*SPECIAL, *(["[unused1]", "[unused2]"] if markers else [])])
    settings: dict[str, Any] = {
        "vocab_size": len(tokenizer), "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
        "intermediate_size": 64, "max_position_embeddings": 514, "pad_token_id": 0, "embedding_size": 32,
    }  # fmt: skip
    config = AutoConfig.for_model(kind, **(settings | changed))
    with quietly():
        AutoModel.from_config(config).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    return folder


def _tokenizer(special: list[str]) -> PreTrainedTokenizerFast:
    """Return a tokenizer that knows the words of the sentences whole and all others by their letters."""
    words = sorted({word for sentence in WORDS for word in re.findall(r"\w+", sentence.lower())})
    signs = [*string.ascii_lowercase, *string.digits, *string.punctuation]
    known = dict.fromkeys([*special, *signs, *(f"##{sign}" for sign in signs), *words])
    tokenizer = Tokenizer(models.WordPiece({token: number for number, token in enumerate(known)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]"
    )
