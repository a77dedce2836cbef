"""Keys and values of a batch of rows, in buffers that grow in place; rows and columns can be picked from them.

The stock dynamic cache copies everything that it holds for each new token. Knows no tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import torch
from torch import Tensor
from transformers import Cache
from transformers.cache_utils import DynamicLayer

__all__ = ["GrowingCache", "States"]

States: TypeAlias = list[tuple[Tensor, Tensor]]
"""Keys and values, each (rows, heads, tokens, width), layer by layer."""

_ROOM = 64
"""By how many tokens more than it must a full buffer grows."""


class GrowingCache(Cache):
    """A cache for models all of whose layers attend to everything that was read.

    Args:
        layers: how many layers the model has.
        states: keys and values to begin with.

    """

    def __init__(self, layers: int, states: States | None = None) -> None:
        """Begin empty, or with states."""
        self._parts = [_Layer() for _ in range(layers)]
        super().__init__(layers=list(self._parts))
        for part, (keys, values) in zip(self._parts, states or (), strict=False):
            part.hold(keys, values)

    @classmethod
    def joined(cls, rows: Sequence[States], width: int) -> GrowingCache:
        """Put the states of single rows into one cache, padded on the left to ``width`` tokens."""
        layers: States = [
            (torch.cat([_padded(keys, width) for keys, _ in pairs]), torch.cat([_padded(v, width) for _, v in pairs]))
            for pairs in zip(*rows, strict=True)
        ]
        return cls(len(layers), layers)

    def states(self) -> States:
        """Return what is held."""
        return [part.held() for part in self._parts]

    def pick(self, rows: Sequence[int], columns: Tensor) -> None:
        """Keep some rows, and of each of them the columns given, (rows, columns)."""
        for part in self._parts:
            keys, values = part.held()
            index = columns[:, None, :, None].expand(-1, keys.shape[1], -1, keys.shape[3])
            part.hold(keys[rows].gather(2, index), values[rows].gather(2, index))


class _Layer(DynamicLayer):
    """One layer's buffers, of whose tokens the first ``_length`` are in use."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._buffers: tuple[Tensor, Tensor] | None = None
        self._length = 0

    def hold(self, keys: Tensor, values: Tensor) -> None:
        """Take over keys and values; they are copied before anything is written to them."""
        self.lazy_initialization(keys, values)
        self._buffers, self._length = (keys, values), keys.shape[-2]
        self.keys, self.values = keys, values

    def held(self) -> tuple[Tensor, Tensor]:
        """Return the keys and values in use."""
        if self._buffers is None:
            message = "nothing has been read yet"
            raise RuntimeError(message)
        keys, values = self._buffers
        return keys[..., : self._length, :], values[..., : self._length, :]

    def update(self, key_states: Tensor, value_states: Tensor, *_: Any, **__: Any) -> tuple[Tensor, Tensor]:
        """Append the states of new tokens and return all."""
        if self._buffers is None:
            self.hold(key_states, value_states)
            return key_states, value_states
        start, self._length = self._length, self._length + key_states.shape[-2]
        keys, values = self._buffers
        if self._length > keys.shape[-2]:
            keys, values = (_grown(old, start, self._length + _ROOM) for old in (keys, values))
            self._buffers = keys, values
        keys[..., start : self._length, :] = key_states
        values[..., start : self._length, :] = value_states
        self.keys, self.values = self.held()
        return self.keys, self.values


def _grown(old: Tensor, used: int, room: int) -> Tensor:
    rows, heads, _, width = old.shape
    buffer = old.new_empty(rows, heads, room, width)
    buffer[..., :used, :] = old[..., :used, :]
    return buffer


def _padded(states: Tensor, width: int) -> Tensor:
    return torch.nn.functional.pad(states, (0, 0, width - states.shape[-2], 0))
