"""Greedy decoding of many constrained answers at once, written for processors without an accelerator.

What it saves over ``generate``: a prompt's prefix is computed once and remembered; tokens that a grammar forces are
read several at a time and never sampled; rows that are done leave the batch; the cache of keys and values grows in
place. Knows tokens and grammars; nothing of fields or passages.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import torch
from llguidance import LLMatcher, LLTokenizer
from torch import Tensor

from critic.causal.cache import GrowingCache, States

__all__ = ["Decoder", "Prompt", "Written"]

_Scores: TypeAlias = np.ndarray[Any, np.dtype[np.float32]]

_STEP_TOKENS = 100
"""A forward pass costs as much as so many tokens in it, however few it has: it reads all weights (measured: 55 ms a
pass and 0.5 ms a token on two cores)."""
_FEW = 4096
"""Up to so many allowed tokens their embeddings are gathered; a grammar that copies allows some hundred at most."""
_PREFIXES = 64
"""How many prefixes are remembered, at about 7 MB for one of 300 tokens."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one row reads, in tokens, and the Lark grammar of what it may write. ``prefix`` is shared by many rows."""

    prefix: tuple[int, ...]
    body: tuple[int, ...]
    grammar: str


@dataclass(frozen=True, slots=True)
class Written:
    """What one row wrote, in tokens; ``complete`` says that its grammar was satisfied before the limit.

    ``choices`` has the tokens that were chosen, not forced, as (place in ``tokens``, natural logarithm of the token's
    probability among those that the grammar allowed).
    """

    tokens: tuple[int, ...]
    complete: bool
    error: str | None = None
    choices: tuple[tuple[int, float], ...] = field(default=(), compare=False)  # rounding depends on the company


@dataclass(slots=True, eq=False)
class _Row:
    """One answer on its way: ``queue`` holds tokens that are settled but not yet read by the model."""

    matcher: LLMatcher
    queue: list[int]
    position: int
    written: list[int] = field(default_factory=list)
    choices: list[tuple[int, float]] = field(default_factory=list)
    done: bool = False

    def result(self) -> Written:
        """Return what was written."""
        problem = self.matcher.get_error() or None
        complete = self.matcher.is_accepting() and problem is None
        return Written(tuple(self.written), complete, problem, tuple(self.choices))


class Decoder:
    """Writes answers with a causal model whose layers attend to all that they have read.

    Args:
        model: a causal language model of transformers, in evaluation mode.
        tokenizer: llguidance's view of the model's tokenizer.
        eagerness: in nats, how much a list left empty is put at a disadvantage; with a critic behind, a value too many
            costs less than one that nobody saw.

    """

    def __init__(self, model: Any, tokenizer: LLTokenizer, eagerness: float = 0.0) -> None:
        """Keep model and tokenizer."""
        self.model = model
        self.tokenizer = tokenizer
        self._handicap = np.zeros(tokenizer.vocab_size, dtype=np.float32)
        self._handicap[[token for token in range(tokenizer.vocab_size) if _empties(tokenizer, token)]] = eagerness
        self._prefixes: OrderedDict[tuple[int, ...], States] = OrderedDict()

    @torch.inference_mode()
    def decode(self, prompts: Sequence[Prompt], *, max_new_tokens: int) -> list[Written]:
        """Write one answer per prompt, in order, of at most ``max_new_tokens`` tokens, the likeliest at each step."""
        rows = [
            _Row(LLMatcher(self.tokenizer, prompt.grammar, log_level=0), list(prompt.body), len(prompt.prefix))
            for prompt in prompts
        ]
        at_work = [row for row in rows if not row.matcher.is_error()]
        if at_work:
            batch = self._batch([prompt.prefix for row, prompt in zip(rows, prompts, strict=True) if row in at_work])
        while at_work:
            ready, hidden = batch.read(at_work)
            for row, state in zip(ready, hidden, strict=True):
                self._choose(row, state, max_new_tokens)
            at_work = batch.without_done(at_work)
        return [row.result() for row in rows]

    def _choose(self, row: _Row, hidden: Tensor, limit: int) -> None:
        """Let a row write its likeliest allowed token and all that must follow it."""
        bits = np.frombuffer(row.matcher.compute_bitmask(), dtype=np.uint8)
        allowed = np.flatnonzero(np.unpackbits(bits, bitorder="little")[: len(self._handicap)])
        if not len(allowed):
            row.done = True
            return
        scores = self._scores(hidden, allowed)
        best = int(scores.argmax())
        token = int(allowed[best])
        if token in self.tokenizer.eos_tokens:
            row.done = True
            return
        row.choices.append((len(row.written), float(scores[best] - np.logaddexp.reduce(scores))))
        row.matcher.consume_token(token)
        forced = row.matcher.compute_ff_tokens()
        row.matcher.consume_tokens(forced)
        row.written += [token, *forced]
        row.done = row.matcher.is_stopped() or len(row.written) >= limit
        row.queue = [] if row.done else [token, *forced]

    def _scores(self, hidden: Tensor, allowed: np.ndarray[Any, np.dtype[np.int64]]) -> _Scores:
        """Return the logits of the allowed tokens after a hidden state, (width,), in single precision where few are.

        In bfloat16 tokens often come to the very same logit.
        """
        head, index = self.model.get_output_embeddings(), torch.from_numpy(allowed).to(hidden.device)
        if len(allowed) > _FEW:
            logits = head(hidden)[index].float()
        else:
            bias = None if head.bias is None else head.bias[index].float()
            logits = torch.nn.functional.linear(hidden.float(), head.weight[index].float(), bias)
        scores: _Scores = logits.numpy(force=True) - self._handicap[allowed]
        return scores

    def _batch(self, prefixes: Sequence[tuple[int, ...]]) -> _Batch:
        """Start a batch whose rows have read their prefixes."""
        width = max(len(prefix) for prefix in prefixes)
        mask = torch.zeros(len(prefixes), width, dtype=torch.int64, device=self.model.device)
        for row, prefix in enumerate(prefixes):
            mask[row, width - len(prefix) :] = 1
        return _Batch(self.model, GrowingCache.joined([self._prefix(prefix) for prefix in prefixes], width), mask)

    def _prefix(self, tokens: tuple[int, ...]) -> States:
        """Return keys and values of a prefix."""
        if tokens not in self._prefixes:
            cache = GrowingCache(self.model.config.get_text_config().num_hidden_layers)
            ids = torch.tensor([tokens], device=self.model.device)
            self.model.base_model(input_ids=ids, past_key_values=cache, use_cache=True)
            self._prefixes[tokens] = cache.states()
        self._prefixes.move_to_end(tokens)
        while len(self._prefixes) > _PREFIXES:
            self._prefixes.popitem(last=False)
        return self._prefixes[tokens]


@dataclass(slots=True)
class _Batch:
    """Rows that are read together: their cache, and which of its columns hold a token of each row."""

    model: Any
    cache: GrowingCache
    mask: Tensor

    def read(self, rows: Sequence[_Row]) -> tuple[list[_Row], Tensor]:
        """Let the model read what is queued, as much as is worth one pass.

        Returns:
            The rows whose queue is empty now, and the last hidden state of each, (rows, width).

        """
        width = _worthwhile([len(row.queue) for row in rows])
        ids, positions, fresh = (np.zeros((len(rows), width), dtype=np.int64) for _ in range(3))
        for number, row in enumerate(rows):
            taken, row.queue = row.queue[:width], row.queue[width:]
            if taken:
                ids[number, -len(taken) :] = taken
                positions[number, -len(taken) :] = range(row.position, row.position + len(taken))
                fresh[number, -len(taken) :] = 1
                row.position += len(taken)
        device = self.mask.device
        self.mask = torch.cat([self.mask, torch.from_numpy(fresh).to(device)], dim=1)
        hidden = self.model.base_model(
            input_ids=torch.from_numpy(ids).to(device),
            attention_mask=self.mask,
            position_ids=torch.from_numpy(positions).to(device),
            past_key_values=self.cache,
            use_cache=True,
        ).last_hidden_state[:, -1]
        ready = [number for number, row in enumerate(rows) if not row.queue and not row.done]
        return [rows[number] for number in ready], hidden[ready]

    def without_done(self, rows: list[_Row]) -> list[_Row]:
        """Drop the rows that are done, once they are a quarter of all: dropping copies what stays."""
        kept = [number for number, row in enumerate(rows) if not row.done]
        if not kept or len(kept) > len(rows) * 3 // 4:
            return [] if not kept else rows
        mask = self.mask[kept]
        width = int(mask.sum(1).max())
        columns = mask.argsort(dim=1, stable=True)[:, -width:]  # the row's own columns, moved to the right
        self.mask = mask.gather(1, columns)
        self.cache.pick(kept, columns)
        return [rows[number] for number in kept]


def _empties(tokenizer: LLTokenizer, token: int) -> bool:
    """Say whether a token opens a list and closes it at once."""
    return b"[]" in tokenizer.decode_bytes([token])


def _worthwhile(queued: Sequence[int]) -> int:
    """Return how many tokens a row to read in the next pass, so that the pass reads the most for its cost."""

    def worth(width: int) -> float:
        return sum(min(length, width) for length in queued) / (_STEP_TOKENS + len(queued) * width)

    return max(sorted({length for length in queued if length}), key=worth)
