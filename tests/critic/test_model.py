"""The network's shapes, what it can never point at, and its losses counted by hand."""

from __future__ import annotations

from math import exp, log, log1p
from typing import Any

import pytest
import torch
from torch import Tensor

from critic.collate import collate
from critic.encoding import Mention, Question
from critic.fields import Field
from critic.model import NEVER, Batch, Scores, span_loss, support_loss
from critic.reading import FieldReader
from critic.storage import create

pytestmark = pytest.mark.weights

FIELDS = (Field(("law",)), Field(("party",)))


def batch_of(reader: FieldReader, *texts: str) -> Batch:
    """Return a batch of one window for each text, with two fields and the text's first word as a value."""
    meanings = dict(enumerate(reader.meanings(FIELDS)))
    rows = []
    for text in texts:
        word = text.split()[0]
        asked = Question(FIELDS, ("law", "party"), ((1, word),), (Mention(0, 0, len(word)),))
        encoded = reader.encoder.text(text)
        rows += [(window, encoded) for window in reader.encoder.windows(encoded, asked, [0])]
    return collate(rows, [meanings] * len(rows), reader.hidden)


def scored(reader: FieldReader, *texts: str) -> Scores:
    """Return the network's scores of some texts in one batch."""
    reader.network.eval()
    with torch.inference_mode():
        scores = reader.network(batch_of(reader, *texts))
    assert isinstance(scores, Scores)
    return scores


def test_one_score_a_value_and_one_a_run_and_field(reader: FieldReader) -> None:
    """Shapes are those of values, fields and the text's tokens."""
    scores = scored(reader, "Someone signs here", "Ohio")
    assert scores.support.shape == (2, 1)
    assert scores.spans.shape == (2, 2, 3, 3)


@pytest.mark.parametrize(
    ("look", "other"), [("case", "ACME Inc. Ohio"), ("before", "Acme Inc.\nOhio"), ("after", "Acme Inc.\nOhio")]
)
def test_looks_matter_once_their_weights_are_learned(look: str, other: str) -> None:
    """Untrained heads read what the tokenizer leaves, so that a fine-tuning starts from the encoder as it is."""
    fresh = create(rank=None)
    heads: Any = fresh.network.heads
    texts = "Acme Inc. Ohio", other
    plain, changed = (scored(fresh, text).spans for text in texts)
    assert torch.equal(plain, changed)
    torch.nn.init.normal_(heads[look].weight)
    assert not torch.allclose(scored(fresh, texts[0]).spans, scored(fresh, texts[1]).spans)


def test_only_forward_runs_of_whole_words_can_be_values(reader: FieldReader) -> None:
    """Backward runs, halves of words and padding are ruled out; all else is possible."""
    text = "Someone unbelievabilities signs"
    tokens = len(reader.encoder.text(text).ids)
    assert tokens > 4
    spans = scored(reader, text, "Ohio").spans
    possible = spans[0, 0] > NEVER / 2
    wanted = torch.zeros(tokens, tokens, dtype=torch.bool)
    begins, ends = (0, 1, tokens - 1), (0, tokens - 2, tokens - 1)
    for begin in begins:
        for end in ends:
            wanted[begin, end] = begin <= end
    assert possible.tolist() == wanted.tolist()
    assert (spans[1, 0] > NEVER / 2).sum() == 1


def test_a_row_scores_the_same_in_any_company(reader: FieldReader) -> None:
    """Padding and neighbours change nothing but the last digits."""
    alone = scored(reader, "Someone signs here")
    crowded = scored(reader, "Someone signs here", "Beta and a much longer text beside it, with more tokens")
    torch.testing.assert_close(alone.support[0], crowded.support[0], atol=1e-4, rtol=1e-3)
    torch.testing.assert_close(alone.spans[0], crowded.spans[0, :, :3, :3], atol=1e-4, rtol=1e-3)


def test_descriptions_matter_once_their_weights_are_learned(reader: FieldReader) -> None:
    """Untrained heads ignore the description, so that a fine-tuning starts from the encoder as it is."""
    batch = batch_of(reader, "Someone signs here")
    assert batch.meaning.abs().sum() > 0
    assert not reader.network.heads["meaning"].weight.any()  # type: ignore[operator]


def test_the_support_loss_counts_what_is_known() -> None:
    """The mean of -log sigmoid over the labelled values; -1 is left out, and of nothing the loss is 0."""
    scores = torch.tensor([[0.0, 2.0, 9.0]])
    wanted = (log(2) + log1p(exp(2.0))) / 2
    assert support_loss(scores, torch.tensor([[1, 0, -1]])).item() == pytest.approx(wanted)
    assert support_loss(scores, torch.tensor([[-1, -1, -1]])).item() == 0.0


def places(*runs: tuple[int, int, int, int]) -> Tensor:
    """Return places in the scores as the loss takes them."""
    return torch.tensor(runs, dtype=torch.int64).view(-1, 4)


def test_the_span_loss_pushes_right_runs_up_and_wrong_ones_down() -> None:
    """For one field of two tokens: log(1 + e^wrong...) + log(1 + e^-right...)."""
    spans = torch.tensor([[[[1.0, 2.0], [NEVER, -1.0]]]])
    known = torch.ones(1, 1, dtype=torch.bool)
    found = span_loss(spans, places((0, 0, 0, 1)), places(), known).item()
    assert found == pytest.approx(log(1 + exp(1.0) + exp(-1.0)) + log(1 + exp(-2.0)), rel=1e-5)
    ignored = span_loss(spans, places((0, 0, 0, 1)), places((0, 0, 0, 0)), known).item()
    assert ignored == pytest.approx(log(1 + exp(-1.0)) + log(1 + exp(-2.0)), rel=1e-5)


def test_the_span_loss_is_the_mean_over_known_fields() -> None:
    """A field of which the gold says nothing costs nothing; without any, the loss is 0."""
    spans = torch.tensor([[[[1.0]], [[5.0]]], [[[-1.0]], [[3.0]]]])
    known = torch.tensor([[True, False], [True, False]])
    found = span_loss(spans, places(), places(), known).item()
    assert found == pytest.approx((log(1 + exp(1.0)) + log(1 + exp(-1.0))) / 2, rel=1e-5)
    assert span_loss(spans, places(), places(), torch.zeros_like(known)).item() == 0.0


def test_a_hopeless_right_run_gives_a_finite_loss() -> None:
    """A run that the network rules out does not break the training."""
    spans = torch.full((1, 1, 1, 1), NEVER, requires_grad=True)
    loss = span_loss(spans, places((0, 0, 0, 0)), places(), torch.ones(1, 1, dtype=torch.bool))
    loss.backward()
    assert loss.isfinite()
    assert spans.grad is not None
    assert spans.grad.isfinite().all()
