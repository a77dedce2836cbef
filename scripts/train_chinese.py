"""Train a critic for Chinese from nothing, and measure it: the way that any language without a base at hand can go.

    python scripts/train_chinese.py ../shared/data [--steps 1200] [--work .work/chinese]

A vocabulary is made from the sentences of resumes (`resumener_zh`, without its test split), and a small BERT with
random weights on it; sentences and damaged gold become a mistake set, on which the whole of that learns as a critic and
is calibrated; then it is measured on test. All is kept in the working folder, and a run that was cut off goes on. The
set has no licence, so neither has what learned from it. With a base that knows Chinese, the command line does all this:
see docs/languages.md.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from critic.corpus import LabelledDocument, read_corpus
from critic.critic import Critic
from critic.encoding import FIELD_TOKEN, VALUE_TOKEN
from critic.fields import flatten
from critic.findings import EvidenceKind
from critic.mistakes.dataset import MistakeSet
from critic.mistakes.labelled import Labelling
from critic.mistakes.rows import MistakeRow
from critic.mistakes.synthetic import synthesise
from critic.pointers import get
from critic.recipes import Recipe
from critic.retraining import retrain
from critic.text.sameness import same
from critic.weights import quietly
from ie_pipeline.documents import Document
from ie_pipeline.evaluation import Scope, score_document, summarise
from ie_pipeline.evaluation.strength import DamagedGold
from ie_pipeline.matching import Counts, bootstrap
from ie_pipeline.pipeline import Pipeline, Trace
from ie_pipeline.schema import load_schema

SET = "resumener_zh"
VOCABULARY = 4000
"""Tokens: every character of the train split, and pieces of its Latin words and numbers."""
MARKS = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]"}
LONGEST = 60
"""Characters of the texts to learn from, nine in ten of all: a step takes as long as the longest of its texts."""
SIZE: dict[str, Any] = {"hidden_size": 256, "num_hidden_layers": 4, "num_attention_heads": 4, "intermediate_size": 1024}
RATE = 0.3
"""The share of gold values that is damaged in the drafts."""
GENERATOR = "replay"
"""The name that `DamagedGold` goes by, so that the critic knows how often such drafts err."""
LEARNING_RATE = 5e-4
"""Weights that begin at random bear more than those of a base."""
SEED = 1


def main() -> None:
    """Make a base and a mistake set, train on both, measure."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("data", type=Path, help="the folder with the labelled documents")
    arguments.add_argument("--steps", type=int, default=1200)
    arguments.add_argument("--work", type=Path, default=Path(".work/chinese"))
    chosen = arguments.parse_args()
    schema = load_schema(chosen.data / "schemas" / f"{SET}.json")
    learn, dev, test = (list(read_corpus(chosen.data / f"{SET}.{split}.jsonl")) for split in ("train", "dev", "test"))
    base, critic = chosen.work / "base", chosen.work / "critic"
    if not base.is_dir():
        described = [f"{field.name}: {field.description}" for field in flatten(schema)]
        make_base([*(document.text for document in [*learn, *dev]), *described], base)
    if not critic.is_dir():
        mistakes = MistakeSet.build(damaged([*learn, *dev], schema))
        mistakes.save(chosen.work / "mistakes")
        recipe = Recipe(base=str(base), full=True, steps=chosen.steps, learning_rate=LEARNING_RATE)
        retrain(mistakes, critic, recipe, place=chosen.work / "mistakes", resume=True, report=say)
    measure(Critic.from_pretrained(critic), Scope.of(schema, test), test)


def make_base(texts: Sequence[str], folder: Path) -> None:
    """Write a small BERT with random weights, and a tokenizer that knows the characters of the texts."""
    tokenizer = make_tokenizer(texts)
    torch.manual_seed(SEED)
    with quietly():
        BertModel(BertConfig(vocab_size=len(tokenizer), **SIZE)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def make_tokenizer(texts: Sequence[str]) -> PreTrainedTokenizerFast:
    """Return a WordPiece tokenizer to which every Chinese character is a word."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=MARKS["unk"]))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    marks = [*MARKS.values(), FIELD_TOKEN, VALUE_TOKEN]
    tokenizer.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=VOCABULARY, special_tokens=marks))
    cls, sep = MARKS["cls"], MARKS["sep"]
    ids = tokenizer.get_vocab()
    tokenizer.post_processor = processors.BertProcessing((sep, ids[sep]), (cls, ids[cls]))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, **{f"{name}_token": mark for name, mark in MARKS.items()}
    )


def damaged(documents: Sequence[LabelledDocument], schema: Mapping[str, Any]) -> Iterator[MistakeRow]:
    """Yield a damaged draft of each document that is not too long."""
    rng = random.Random(SEED)
    labelling = Labelling.of(schema, documents)
    for document in documents:
        if len(document.text) <= LONGEST:
            yield replace(synthesise(document, labelling, rng, rate=RATE), generator=GENERATOR)


def measure(critic: Critic, scope: Scope, documents: Sequence[LabelledDocument]) -> None:
    """Print detection, offsets and the loop on replayed drafts, each with its interval over documents."""
    pipeline = Pipeline(scope.schema, DamagedGold(documents, scope, RATE, SEED), critic)
    traces = list(pipeline.trace(Document(document.id, document.text) for document in documents))
    scores = [score_document(trace, document, scope) for trace, document in zip(traces, documents, strict=True)]
    report = summarise(scores, {})
    print(f"{report.documents} documents, {RATE:.0%} of the values damaged, seed {SEED}")
    for name in ("redundant", "missing"):
        print(f"{name}: {_rates([getattr(score.detected, name) for score in scores])}")
    for name in ("draft", "critic_only", "final"):
        score = getattr(report, name)
        print(f"{name}: F1 {score.f1:.3f} ({score.interval[0]:.3f} to {score.interval[1]:.3f})")
    low, high = report.final_minus_draft.interval
    print(f"final minus draft: {report.final_minus_draft.f1:+.3f} ({low:+.3f} to {high:+.3f})")
    accepted = report.accepted
    print(f"accepted: {accepted.share:.3f} of the records, {accepted.precision or 0.0:.3f} of their values right")
    places = [
        true for trace, document in zip(traces, documents, strict=True) for true in _offsets(trace, document.text)
    ]
    print(f"offsets: {sum(places) / len(places):.4f} of {len(places)} places hold their value")


def _rates(counts: Sequence[Counts]) -> str:
    total = sum(counts, start=Counts())
    low, high = bootstrap(counts)
    return f"precision {total.precision:.3f}, recall {total.recall:.3f}, F1 {total.f1:.3f} ({low:.3f} to {high:.3f})"


def _offsets(trace: Trace, text: str) -> Iterator[bool]:
    """Yield for each place that a record or a finding names whether the value itself stands there."""
    for pointer, place in trace.record.evidence.items():
        if place.start is not None and place.kind != EvidenceKind.FUZZY:
            printed, value = text[place.start : place.end], str(get(trace.record.data, pointer))
            exact = place.kind == EvidenceKind.VERBATIM
            yield printed == place.quote and (printed == value if exact else same(printed, value))
    for finding in trace.reviewed.findings if trace.reviewed else ():
        if finding.kind == "missing":
            yield text[finding.start : finding.end] == finding.quote == finding.value


def say(line: object) -> None:
    """Print a line at once, also into a file."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
