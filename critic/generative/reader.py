"""A whole document read by a causal model: every passage's answer, brought together per value and per field.

Scores only, no decision: the log-odds of what the model wrote, from the probabilities of the tokens that it chose. A
passage whose answer was cut or cannot be read counts as not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import exp
from threading import Lock
from typing import Any

import llguidance.hf
import numpy as np

from critic.calibration import logit
from critic.causal.decoding import Decoder, Prompt, Written
from critic.evidence import Source, locate, occurrences
from critic.fields import Field
from critic.findings import Evidence
from critic.generative.answers import Answer, Part, Verdict, grammar, parse, pieces
from critic.generative.prompts import Prompter
from critic.generative.questions import Question, holds, is_asked, passages_of
from critic.passages import Passage, coverage
from critic.scores import Pointed, Reading, ValueScore
from critic.text.folding import fold

__all__ = ["GenerativeReader"]

FREE_TOKENS = 512
"""What an answer may take in tokens beyond one that finds nothing: some twelve findings with their explanations."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A passage, the numbers of the values that are asked about there, and the question."""

    passage: Passage
    asked: tuple[int, ...]
    question: Question


@dataclass(frozen=True, slots=True)
class _Reply:
    """An answer with the log-odds that each value is right, and that each missing value is."""

    answer: Answer
    values: tuple[float, ...]
    missing: tuple[tuple[float, ...], ...]


class GenerativeReader:
    """A causal model, tuned to answer the questions of this package, with its tokenizer.

    Greedy, so the same document gives the same scores; passages of one document alone are read together.

    Args:
        model: a causal model of transformers whose layers attend to all that they have read, ready for decoding.
        tokenizer: its fast tokenizer.
        passage_chars: the largest passage that it was tuned on.
        explained: whether it was tuned to explain its findings.
        batch_size: how many passages are read together.

    """

    def __init__(self, model: Any, tokenizer: Any, *, passage_chars: int, explained: bool, batch_size: int = 8) -> None:
        """Prepare decoding."""
        self.passage_chars = passage_chars
        self.explained = explained
        self._batch_size = batch_size
        self._room = model.config.get_text_config().max_position_embeddings
        self._tokenizer = tokenizer
        vocabulary = model.get_output_embeddings().weight.shape[0]
        self._vocabulary = llguidance.hf.from_tokenizer(tokenizer, n_vocab=vocabulary)
        self._decoder = Decoder(model, self._vocabulary)
        self._prompter = Prompter(tokenizer)
        self._lock = Lock()

    def read(
        self,
        source: Source,
        fields: Sequence[Field],
        values: Sequence[tuple[int, str]],
        *,
        only_mentions: bool = False,
    ) -> Reading:
        """Read a document for ``fields`` and the draft's ``values``, given as (index of field, value).

        Every passage is read, or with ``only_mentions`` those in which a value is asked about, and for these alone.
        """
        places = [occurrences(source, value) for _, value in values]
        tasks = [
            task
            for passage in passages_of(source, self.passage_chars)
            if (task := _task(passage, fields, values, places)).asked or not only_mentions
        ]
        replies = self._replies(tasks, missing=not only_mentions)
        read = [(task, reply) for task, reply in zip(tasks, replies, strict=True) if reply is not None]
        return Reading(
            tuple(
                _score(number, fields[values[number][0]], places[number], tasks, replies)
                for number in range(len(values))
            ),
            _pointed(source, read),
            coverage(len(source.text), [(task.passage.start, task.passage.end) for task, _ in read]),
        )

    def _replies(self, tasks: Sequence[_Task], *, missing: bool) -> list[_Reply | None]:
        """Return the answers, in order; None for a passage that does not fit, or whose answer was cut."""
        replies: list[_Reply | None] = [None] * len(tasks)
        blank = [index for index, task in enumerate(tasks) if not task.passage.text.strip() and not task.asked]
        for index in blank:
            replies[index] = _Reply(Answer((), ()), (), ())
        prompts = {index: self._prompt(task, missing=missing) for index, task in enumerate(tasks) if index not in blank}
        room = {index: self._answer_room(tasks[index].question) for index in prompts}
        order = sorted(
            (i for i, prompt in prompts.items() if len(prompt.prefix) + len(prompt.body) + room[i] <= self._room),
            key=lambda index: len(prompts[index].body),
        )
        for start in range(0, len(order), self._batch_size):
            batch = order[start : start + self._batch_size]
            with self._lock:
                written = self._decoder.decode([prompts[i] for i in batch], max_new_tokens=max(room[i] for i in batch))
            for index, answer in zip(batch, written, strict=True):
                replies[index] = self._reply(tasks[index].question, answer)
        return replies

    def _prompt(self, task: _Task, *, missing: bool) -> Prompt:
        question = task.question
        return Prompt(
            self._prompter.prefix(question),
            self._prompter.body(question),
            grammar(question, explained=self.explained, missing=missing),
        )

    def _answer_room(self, question: Question) -> int:
        """Return how many tokens an answer may take."""
        nothing = Answer(tuple(Verdict(ok=True) for _ in question.drafted), tuple(() for _ in question.fields))
        text = "".join(piece.text for piece in pieces(question, nothing, explained=self.explained))
        return len(self._tokenizer(text, add_special_tokens=False)["input_ids"]) + FREE_TOKENS

    def _reply(self, question: Question, written: Written) -> _Reply | None:
        """Read an answer and how sure the model was of each of its decisions."""
        if not written.complete:
            return None
        text = self._vocabulary.decode_bytes(list(written.tokens))
        try:
            answer = parse(text.decode(), question)
        except ValueError:
            return None
        ends = list(accumulate(len(self._vocabulary.decode_bytes([token])) for token in written.tokens))
        choices = np.array([(ends[at - 1] if at else 0, ends[at], logp) for at, logp in written.choices]).reshape(-1, 3)
        values: list[float] = []
        missing: list[list[float]] = [[] for _ in answer.missing]
        end = 0
        for piece in pieces(question, answer, explained=self.explained):
            start, end = end, end + len(piece.text.encode())
            if piece.part in (Part.VERDICT, Part.MISSING):
                here = (choices[:, 0] < end) & (choices[:, 1] > start)
                sure = logit(exp(choices[here, 2].sum()))
            if piece.part is Part.VERDICT:
                # What is left of the probability is not all the other verdict's: other tokens spell this one too.
                values.append(max(sure, 0.0) if answer.verdicts[piece.index].ok else min(-sure, 0.0))
            elif piece.part is Part.MISSING and piece.number < len(answer.missing[piece.index]):
                missing[piece.index].append(sure)
        return _Reply(answer, tuple(values), tuple(tuple(found) for found in missing))


def _task(
    passage: Passage,
    fields: Sequence[Field],
    values: Sequence[tuple[int, str]],
    places: Sequence[Sequence[Evidence]],
) -> _Task:
    asked = tuple(n for n, (field, _) in enumerate(values) if is_asked(passage, fields[field], places[n]))
    return _Task(passage, asked, Question(tuple(fields), tuple(values[n] for n in asked), passage.text))


def _score(
    number: int,
    field: Field,
    places: Sequence[Evidence],
    tasks: Sequence[_Task],
    replies: Sequence[_Reply | None],
) -> ValueScore:
    """Return what the passages say of one value; it is as right as the best of them has it."""
    if not places and field.copied:
        return ValueScore(None, None, None, 0)
    best: tuple[float, str, Passage] | None = None
    unread = False
    for task, reply in zip(tasks, replies, strict=True):
        if number not in task.asked:
            continue
        if reply is None:
            unread = True
            continue
        at = task.asked.index(number)
        if best is None or reply.values[at] > best[0]:
            best = reply.values[at], reply.answer.verdicts[at].explanation, task.passage
    if best is None or (unread and best[0] <= 0):
        return ValueScore(None, None, places[0] if places else None, len(places), failed=True)
    place = next((place for place in places if holds(best[2], place.start, place.end)), None)
    return ValueScore(None, best[0], place, len(places), best[1])


def _pointed(source: Source, read: Sequence[tuple[_Task, _Reply]]) -> tuple[Pointed, ...]:
    """Return what the passages state beyond the draft, each value of a field once, where the model is surest of it."""
    found: dict[tuple[int, str], Pointed] = {}
    for pointed in _all_pointed(source, read):
        key = (pointed.field, fold(pointed.value))
        known = found.get(key, pointed)
        better = pointed if pointed.span > known.span else known
        found[key] = replace(better, mentions=known.mentions + int(known.start != pointed.start))
    return tuple(sorted(found.values(), key=lambda p: (p.field, -p.span, p.start)))


def _all_pointed(source: Source, read: Sequence[tuple[_Task, _Reply]]) -> Iterator[Pointed]:
    for task, reply in read:
        for field, (values, odds) in enumerate(zip(reply.answer.missing, reply.missing, strict=True)):
            for missing, sure in zip(values, odds, strict=True):
                place = locate(source, missing.value, within=(task.passage.start, task.passage.end))
                if place is not None:  # a comma alone is a run of the passage, and no value
                    yield Pointed(field, place.quote, place.start, place.end, sure, 1, explanation=missing.explanation)
