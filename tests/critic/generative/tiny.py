"""A tiny causal model with random weights and a tokenizer of its own, and fictional contracts to criticise."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from critic.mistakes.comparing import compare
from critic.mistakes.rows import MistakeRow, Origin

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "law": {"type": "string", "description": "Whose law governs the contract."},
        "seat": {"type": "string", "description": "Where the company has its seat."},
        "parties": {"type": "array", "items": {"type": "string"}, "description": "Who signs."},
    },
}
STATES = ("Ohio", "Utah", "Iowa", "Texas", "Maine")
NAMES = ("Arbor Mills", "Brightwater", "Corvane", "Dunmoor Tools", "Elmgate")


def contract(rng: random.Random, document: str) -> MistakeRow:
    """Return a row of a fictional contract whose draft confuses law and seat, or forgets a party, or is right."""
    law, seat = rng.sample(STATES, 2)
    first, second = rng.sample(NAMES, 2)
    text = (
        f"This contract is between {first} and {second}. {first} has its seat in {seat}. The law of {law} governs it."
    )
    right = {"law": law, "seat": seat, "parties": [first, second]}
    draft = dict(right)
    kind = rng.randrange(3)
    if kind == 0:
        draft["law"] = seat
    elif kind == 1:
        draft["parties"] = [first]
    patterns = ("/law", "/seat", "/parties/*")
    return compare(document, text, SCHEMA, draft, right, judged=patterns, origin=Origin.SYNTHETIC, generator="tests")


def contracts(number: int) -> list[MistakeRow]:
    """Return so many rows."""
    rng = random.Random(7)
    return [contract(rng, f"contract-{count}") for count in range(number)]


def write_causal(folder: Path, texts: Sequence[str]) -> Path:
    """Write the model and its tokenizer, which knows these texts, as a directory of transformers."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    answers = '{"draft": [{"field": "law", "value": "Ohio", "verdict": "redundant", "explanation": ""}], "missing": {}}'
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<|end|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator([*texts, *[answers] * 9], trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|end|>")
    torch.manual_seed(0)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(fast),
            hidden_size=48,
            intermediate_size=96,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=2048,
            eos_token_id=fast.eos_token_id,
            pad_token_id=fast.pad_token_id,
        )
    )
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder
