"""Windows as padded tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from critic.encoding import EncodedText, Window
from critic.model import Batch
from critic.text.typography import LOOKS

__all__ = ["collate", "pad_to"]


def pad_to(rows: Sequence[Sequence[int]], width: int) -> Tensor:
    """Return (B, width) int64, each row padded with zeros."""
    padded = torch.zeros(len(rows), width, dtype=torch.int64)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = torch.tensor(row, dtype=torch.int64)
    return padded


def collate(rows: Sequence[tuple[Window, EncodedText]], meanings: Sequence[Mapping[int, Tensor]], width: int) -> Batch:
    """Pad rows into one batch.

    ``meanings`` has, for each row, the description's embedding (H,) of each field of its question; ``width`` is H.
    """
    windows = [window for window, _ in rows]
    length = max(len(window.ids) for window in windows)
    most_fields = max(len(window.fields) for window in windows)
    most_values = max(1, *(len(window.values) for window in windows))
    ids = pad_to([window.ids for window in windows], length)
    meaning = torch.zeros(len(rows), most_fields, width)
    longest = max(window.count for window in windows)
    begins, ends = (torch.zeros(len(rows), longest, dtype=torch.bool) for _ in range(2))
    segment = torch.zeros_like(ids)
    looks = torch.zeros(len(LOOKS), *ids.shape, dtype=torch.int64)
    for number, (window, text) in enumerate(rows):
        low, high = window.text_at, window.text_at + window.count
        segment[number, low : high + 1] = 1
        looks[:, number, low:high] = torch.tensor(text.looks(window.first, window.count))
        begins[number, : window.count] = torch.tensor(text.begins_word[window.first : window.first + window.count])
        ends[number, : window.count] = torch.tensor(text.ends_word[window.first : window.first + window.count])
        for place, field in enumerate(window.fields):
            meaning[number, place] = meanings[number][field]
    lengths = torch.tensor([[len(window.ids)] for window in windows])
    return Batch(
        ids=ids,
        mask=(torch.arange(length)[None] < lengths).long(),
        segment=segment,
        bucket=torch.tensor([window.bucket for window in windows]),
        looks=looks,
        field_at=pad_to([window.field_at for window in windows], most_fields),
        field_mask=_filled([len(window.fields) for window in windows], most_fields),
        meaning=meaning,
        value_at=pad_to([window.value_at for window in windows], most_values),
        value_mask=_filled([len(window.values) for window in windows], most_values),
        text_at=pad_to([range(window.text_at, window.text_at + window.count) for window in windows], longest),
        begins=begins,
        ends=ends,
    )


def _filled(counts: Sequence[int], width: int) -> Tensor:
    return torch.arange(width)[None] < torch.tensor(counts)[:, None]
