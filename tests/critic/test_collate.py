"""Windows of different sizes in one batch: what is padding is marked as such."""

from __future__ import annotations

import pytest
import torch

from critic.collate import collate, pad_to
from critic.encoding import Mention, Question
from critic.fields import Field
from critic.reading import FieldReader
from critic.text.typography import LOOKS, Case, Gap

pytestmark = pytest.mark.weights


def test_rows_are_padded_with_zeros() -> None:
    """Every row gets the width; an empty one is all padding."""
    assert pad_to([[1, 2], [3], []], 3).tolist() == [[1, 2, 0], [3, 0, 0], [0, 0, 0]]


def test_masks_tell_content_from_padding(reader: FieldReader) -> None:
    """Of a long and a short row, each has exactly its own tokens, fields, values and text."""
    encoder = reader.encoder
    fields = (Field(("law",)), Field(("party",)))
    long, short = encoder.text("Acme Inc. signs with Beta LLC."), encoder.text("Ohio")
    (a,) = encoder.windows(long, Question(fields, ("law", "party"), ((1, "Acme Inc."),), (Mention(0, 0, 9),)), [0])
    (b,) = encoder.windows(short, Question(fields[:1], ("law",)), [0])
    meanings = [{0: torch.full((4,), 1.0), 1: torch.full((4,), 2.0)}, {0: torch.full((4,), 3.0)}]
    batch = collate([(a, long), (b, short)], meanings, 4)
    assert batch.mask.sum(1).tolist() == [len(a.ids), len(b.ids)]
    assert batch.field_mask.tolist() == [[True, True], [True, False]]
    assert batch.value_mask.tolist() == [[True], [False]]
    assert batch.meaning[..., 0].tolist() == [[1.0, 2.0], [3.0, 0.0]]
    assert batch.segment.sum(1).tolist() == [a.count + 1, b.count + 1]  # the text and the token that ends it
    assert batch.text_at[1].tolist() == [b.text_at] + [0] * (a.count - 1)
    assert not batch.begins[1, b.count :].any()
    assert not batch.ends[1, b.count :].any()
    text = batch.ids[0][batch.text_at[0]]
    assert tuple(text.tolist()) == long.ids


def test_looks_stand_beside_the_tokens_of_the_text(reader: FieldReader) -> None:
    """They are those of the window, also of one in the middle; the question has none."""
    text = reader.encoder.text("one\nTwo THREE\tfour\n\n" * 60)
    (window,) = reader.encoder.windows(text, Question((Field(("law",)),), ("law",)), [2])
    batch = collate([(window, text)], [{0: torch.zeros(reader.hidden)}], reader.hidden)
    low, high = window.text_at, window.text_at + window.count
    cycles = {
        "case": [Case.UPPER, Case.LOWER, Case.LOWER, Case.CAPITALISED],
        "before": [Gap.CLOSE, Gap.COLUMN, Gap.BLANK_LINE, Gap.LINE],
        "after": [Gap.COLUMN, Gap.BLANK_LINE, Gap.LINE, Gap.CLOSE],
    }
    looks = dict(zip(LOOKS, batch.looks, strict=True))
    for name, cycle in cycles.items():
        assert looks[name][0, low:high].tolist() == (cycle * window.count)[: window.count]
        assert not looks[name][0, :low].any()
        assert not looks[name][0, high:].any()


def test_a_batch_without_values_has_a_place_for_one(reader: FieldReader) -> None:
    """Nothing drafted, nothing judged, and still a batch that the network takes."""
    text = reader.encoder.text("Ohio")
    (window,) = reader.encoder.windows(text, Question((Field(("law",)),), ("law",)), [0])
    batch = collate([(window, text)], [{0: torch.zeros(reader.hidden)}], reader.hidden)
    assert batch.value_mask.tolist() == [[False]]
    assert reader.network(batch).support.shape == (1, 1)
