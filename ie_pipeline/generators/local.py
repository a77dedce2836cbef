"""A local causal model as a generator: the embedded one with its adapter, or one of the user's own.

Prompts and answers are those of ``compact``, decoding is constrained by ``grammar``, and flat answers become records
by ``nesting``. Knows nothing of documents longer than one passage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any

import jiter
import llguidance.hf
import torch

from critic.causal.decoding import Decoder, Prompt, Written
from critic.causal.loading import CausalModelError, load_causal, merge_adapter, prepare
from critic.causal.turns import TurnTokenizer
from critic.fields import Field, dotted
from ie_pipeline.errors import UsageError
from ie_pipeline.generators.answers import beginning
from ie_pipeline.generators.base import Answer, Request, Usage
from ie_pipeline.generators.compact import Ask, body, collapse, prefix
from ie_pipeline.generators.grammar import compact_grammar
from ie_pipeline.generators.nesting import labels, nested
from ie_pipeline.shape import fit, nest

__all__ = ["LocalGenerator"]

_END = "<|im_end|>"


class LocalGenerator:
    """Write partial records with a model of transformers that was tuned on the compact prompt.

    Greedy, so the same requests give the same answers. What is read together is rounded together, and in bfloat16 that
    decides some choices; so a batch holds passages of one document only, whose answers depend on nothing
    else that is read.

    Args:
        model_dir: a directory with a causal model as safetensors and its fast tokenizer.
        adapter: a LoRA adapter of PEFT for it, merged on loading.
        copy: whether verbatim fields may only take runs of the passage.
        eagerness: how ready it is to state a value where it is not sure, in nats; 0 is as the model was tuned.
        batch_size: how many passages of a document are read together; each takes about 20 MB.
        max_new_tokens: the longest answer; of a longer one the values that were complete are kept.
        passage_chars: the largest passage that the model should be given.
        threads: how many processor threads PyTorch uses from now on; by default one per core.
        name: what fingerprints and reports call the generator; by default ``hf:`` and the directory's name.

    Raises:
        UsageError: if a directory does not hold a model, a fast tokenizer or an adapter.

    """

    whole_document = False
    flat = True
    most_fields = 16

    def __init__(  # noqa: PLR0913 - what a local model needs, each with a default that works
        self,
        model_dir: str | Path,
        adapter: str | Path | None = None,
        *,
        copy: bool = True,
        eagerness: float = 0.0,
        batch_size: int = 16,
        max_new_tokens: int = 320,
        passage_chars: int = 900,
        threads: int | None = None,
        name: str | None = None,
    ) -> None:
        """Load the model, merge the adapter and prepare the tokenizer."""
        self.name = name or f"hf:{Path(model_dir).name}"
        self.passage_chars = passage_chars
        self.copy = copy
        self.batch_size = batch_size
        self.max_new_tokens = max_new_tokens
        if threads is not None:
            torch.set_num_threads(threads)
        model, self._tokenizer = _load(Path(model_dir), None if adapter is None else Path(adapter))
        self._tokens = TurnTokenizer(self._tokenizer)
        self._room = model.config.get_text_config().max_position_embeddings - max_new_tokens
        vocabulary = model.get_output_embeddings().weight.shape[0]
        self._decoder = Decoder(model, llguidance.hf.from_tokenizer(self._tokenizer, n_vocab=vocabulary), eagerness)
        self._at_work = Lock()

    def __repr__(self) -> str:
        """Show the name and whether verbatim fields are copied."""
        return f"{type(self).__name__}({self.name!r}, copy={self.copy})"

    def generate(self, requests: Sequence[Request]) -> list[Answer]:
        """Answer every request, in order, one thread at a time; what fails becomes the error of its answers."""
        tasks = [self._task(request) for request in requests]
        with self._at_work:
            documents = groupby(tasks, key=lambda task: task.request.document)
            return [answer for _, its in documents for answer in self._answered(list(its))]

    def _answered(self, tasks: Sequence[_Task]) -> list[Answer]:
        """Answer the tasks of one document, those of like length together."""
        answers = [Answer(error=self._refusal(task)) for task in tasks]
        order = sorted(
            (index for index, answer in enumerate(answers) if answer.error is None),
            key=lambda index: len(tasks[index].prompt.body),
        )
        for start in range(0, len(order), self.batch_size):
            batch = order[start : start + self.batch_size]
            for index, answer in zip(batch, self._answers([tasks[index] for index in batch]), strict=True):
                answers[index] = answer
        return answers

    def _task(self, request: Request) -> _Task:
        names = labels(request.fields)
        passage = collapse(request.passage)
        asks = [Ask(name, field.description) for name, field in zip(names, request.fields, strict=True)]
        known = {dotted(field): name for name, field in zip(names, request.fields, strict=True)}
        rejected = [
            (known[complaint.field], _plain(collapse(str(complaint.value))))
            for complaint in request.complaints
            if complaint.kind == "redundant" and complaint.field in known
        ]
        text, _, rest = body(passage, rejected).rpartition(_END)
        prompt = Prompt(
            prefix=self._tokens.own(prefix(asks)),
            body=(*self._tokens.data(text), *self._tokens.own(_END + rest)),
            grammar=compact_grammar(names, request.fields, passage, copy=self.copy),
        )
        return _Task(request, dict(zip(names, request.fields, strict=True)), prompt)

    def _refusal(self, task: _Task) -> str | None:
        """Say why a request cannot be asked at all; None if it can."""
        length = len(task.prompt.prefix) + len(task.prompt.body)
        if length <= self._room:
            return None
        return (
            f"{task.request.document}: fields and passage take {length} tokens and {self.name} has room for "
            f"{self._room}; give it passages of {self.passage_chars} characters or fewer fields"
        )

    def _answers(self, tasks: Sequence[_Task]) -> Iterator[Answer]:
        """Answer tasks that fit in one batch."""
        try:
            texts = self._decoder.decode([task.prompt for task in tasks], max_new_tokens=self.max_new_tokens)
        except (RuntimeError, ValueError, MemoryError) as error:  # PyTorch's own errors are RuntimeErrors
            reason = f"{self.name} failed on a batch of {len(tasks)} passages ({type(error).__name__}: {error})"
            yield from (Answer(error=reason) for _ in tasks)
            return
        for task, written in zip(tasks, texts, strict=True):
            usage = Usage(1, len(task.prompt.prefix) + len(task.prompt.body), len(written.tokens))
            if written.error:
                yield Answer(usage=usage, error=f"{task.request.document}: {written.error}")
            else:
                cut = None if written.complete else "the answer was cut at the longest allowed; its beginning was kept"
                yield Answer(task.record(_parse(self._tokenizer.decode(written.tokens), written)), usage, cut)


@dataclass(frozen=True, slots=True)
class _Task:
    """A request in the model's terms: the fields by their names in the answer, and the prompt."""

    request: Request
    fields: Mapping[str, Field]
    prompt: Prompt

    def record(self, values: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        """Nest the values of an answer as the schema is nested, each once."""
        stated = {self.fields[name]: list(dict.fromkeys(found)) for name, found in values.items()}
        record: dict[str, Any] = fit(nested(stated, self.request.passage), nest(self.request.fields))
        return record


def _parse(text: str, written: Written) -> dict[str, list[Any]]:
    """Read an answer; of one that was cut short, the values that are complete."""
    if written.complete:
        return dict(jiter.from_json(text.encode()))
    return {name: values for name, values in (beginning(text) or {}).items() if isinstance(values, list)}


def _plain(value: str) -> str:
    """Break what looks like a marker of the chat template, as ``compact.body`` does in the passage."""
    return value.replace("<|", "< |")


def _load(model_dir: Path, adapter: Path | None) -> tuple[Any, Any]:
    """Load a model, with its adapter merged, and its tokenizer."""
    try:
        model, tokenizer = load_causal(model_dir)
        return prepare(model if adapter is None else merge_adapter(model, adapter)), tokenizer
    except CausalModelError as error:
        raise UsageError(str(error)) from error
