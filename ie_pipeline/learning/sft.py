"""Tune the embedded generator for extraction: a LoRA adapter by supervised fine-tuning (TRL's ``SFTTrainer``).

The adapter is tuned on three fifths of the training documents. The other two fifths it never sees: its drafts of them
are its real mistakes, the strongest thing that a critic can be trained on.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from critic.causal.settings import TuningSettings
from critic.corpus import LabelledDocument, read_corpus
from ie_pipeline.generators.compact import Ask, answer, body, prefix
from ie_pipeline.learning.examples import Example, Family, contracts_with_risks, examples, with_periods

__all__ = ["FOLDS", "HELD_OUT", "Settings", "families", "train"]

FOLDS = 5
HELD_OUT = frozenset({3, 4})
"""The folds that the generator is not tuned on; the critic learns from the mistakes it makes there."""


@dataclass(frozen=True, slots=True)
class Settings(TuningSettings):
    """How to train; lengths are in tokens."""

    steps: int = 800
    batch: int = 8
    learning_rate: float = 6e-4
    max_tokens: int = 720


def families(data: Path, asks: dict[str, tuple[Ask, ...]], rng: random.Random) -> list[tuple[Family, float]]:
    """Return the kinds of documents to learn from, each with its share of the examples.

    Only sets whose licence lets weights be shared: CUAD (CC BY 4.0), dotin (CC0 1.0) and CrossNER (MIT).
    ``asks`` has the fields of ``contract`` and ``resume``.
    """
    excerpts = _seen(data / "cuad_excerpt.train.jsonl")
    risky = [contracts_with_risks(document, rng) for document in excerpts]
    whole = [document for path in sorted(data.glob("cuad.train-*.jsonl")) for document in _seen(path)]
    resumes = [with_periods(document) for document in _seen(data / "dotin_resume.train.jsonl")]
    plan = [
        (Family(asks["contract"], tuple(excerpts), 0.45), 0.28),
        (Family(asks["contract"], tuple(risky), 0.2), 0.08),
        (Family(asks["contract"], tuple(whole), 0.7), 0.10),
        (Family(asks["resume"], tuple(resumes), 0.15), 0.46),
    ]
    domains: dict[str, list[LabelledDocument]] = {}
    for document in read_corpus(data / "crossner.train.jsonl"):
        domains.setdefault(document.id.split("-")[1], []).append(document)
    for domain, documents in sorted(domains.items()):
        schema = json.loads((data / "schemas" / f"crossner_{domain}.json").read_text(encoding="utf-8"))
        fields = tuple(Ask(name, entry["description"]) for name, entry in schema["properties"].items())
        plan.append((Family(fields, tuple(documents), 0.05, passage_chars=600), 0.08 / len(domains)))
    return plan


def _seen(path: Path) -> list[LabelledDocument]:
    return [document for document in read_corpus(path) if document.fold(FOLDS) not in HELD_OUT]


def train(
    base: Path,
    plan: Sequence[tuple[Family, float]],
    output: Path,
    work: Path,
    settings: Settings,
    start: Path | None = None,
) -> None:
    """Train an adapter on ``base`` and write it to ``output``; ``work`` keeps checkpoints that a restart picks up.

    ``start`` is an adapter to go on from; its rank stays.
    """
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from critic.causal.trainer import adapter_of, tune_on_answers

    tokenizer = AutoTokenizer.from_pretrained(base, trust_remote_code=False)
    rng = random.Random(settings.seed)
    total = settings.steps * settings.batch
    drawn = [example for family, share in plan for example in examples(family, round(total * share) + 1, rng)]
    rng.shuffle(drawn)
    rows = [row for example in drawn if len((row := _row(example, tokenizer))["input_ids"]) <= settings.max_tokens]
    model: Any = AutoModelForCausalLM.from_pretrained(base, dtype=torch.bfloat16, trust_remote_code=False)
    if start is not None:
        model = PeftModel.from_pretrained(model, str(start), is_trainable=True, autocast_adapter_dtype=True)
    fresh = adapter_of(settings) if start is None else None
    adapted, loss = tune_on_answers(model, tokenizer, rows, work, settings, adapter=fresh)
    adapted.peft_config["default"].base_model_name_or_path = "SmolLM2-135M-Instruct"
    adapted.to(torch.bfloat16).save_pretrained(output)
    card = {"settings": asdict(settings), "final_loss": loss}
    (output / "training.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _row(example: Example, tokenizer: Any) -> dict[str, list[int]]:
    """Tokenise one example; the loss is on the answer alone."""
    prompt = tokenizer(prefix(example.asks) + body(example.passage, example.rejected), add_special_tokens=False)
    written = tokenizer(answer(example.values) + "<|im_end|>", add_special_tokens=False)
    return {
        "input_ids": prompt["input_ids"] + written["input_ids"],
        "labels": [-100] * len(prompt["input_ids"]) + written["input_ids"],
    }
