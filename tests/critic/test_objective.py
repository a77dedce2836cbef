"""What training is watched by: average precision by hand, and of a network that is told nothing."""

from __future__ import annotations

import random

import pytest
import torch

from critic.examples import draw
from critic.objective import Validation, average_precision, labelled, losses, scored, validate
from critic.reading import FieldReader
from tests.critic.leases import leases, tiny


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> FieldReader:
    """Return an untrained critic on a tiny encoder."""
    return tiny(tmp_path_factory.mktemp("base"))


def test_average_precision_by_hand() -> None:
    """Right at ranks 1 and 3: (1 + 2/3) / 2."""
    scores, right = torch.tensor([0.9, 0.2, 0.5, 0.1]), torch.tensor([True, True, False, False])
    assert average_precision(scores, right) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(scores, torch.ones(4, dtype=torch.bool)) is None
    assert average_precision(scores, torch.zeros(4, dtype=torch.bool)) is None
    assert average_precision(torch.zeros(0), torch.zeros(0, dtype=torch.bool)) is None


def test_the_score_is_the_mean_of_what_there_is() -> None:
    """A head with nothing to rank does not count."""
    assert Validation(0.5, 0.7).score == pytest.approx(0.6)
    assert Validation(None, 0.7).score == 0.7
    assert Validation(None, None).score == 0.0


def test_an_untrained_network_ranks_badly_and_has_a_loss(reader: FieldReader) -> None:
    """Of the many runs in a window it does not find the right ones; the losses are there to be lowered."""
    rng = random.Random(0)
    examples = [example for task in leases(6) for example in draw(reader, task, 1.0, rng)]
    found = validate(reader, examples)
    assert found.spans is not None
    assert found.spans < 0.5
    assert found.support is not None
    batch = labelled(examples, reader.hidden)
    assert all(float(part.detach()) > 0.1 for part in losses(scored(reader, batch.batch), batch))
    assert validate(reader, []) == Validation(None, None)
