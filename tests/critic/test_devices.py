"""Where a critic computes, and how exactly."""

from __future__ import annotations

import torch

from critic.devices import HALF, best_device, mixed
from critic.model import Scores


def test_without_a_gpu_the_processor_computes() -> None:
    """In bfloat16 where it has it, unless told otherwise."""
    device = torch.device("cpu")
    one = torch.ones(2, 2)
    assert best_device().type == ("cuda" if torch.cuda.is_available() else "cpu")
    for half, dtype in ((True, torch.bfloat16), (False, torch.float32)):
        with mixed(device, half=half):
            assert (one @ one).dtype == dtype
    with mixed(device):
        assert ((one @ one).dtype == torch.bfloat16) == HALF


def test_scores_come_back_to_the_processor() -> None:
    """What reads them makes Python numbers of them."""
    scores = Scores(torch.ones(1, 2), torch.ones(1, 1, 3, 3)).cpu()
    assert scores.support.device.type == scores.spans.device.type == "cpu"
