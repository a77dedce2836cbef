"""A real network of the shipped size, untrained: its shapes and its offsets are those of a trained one."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from critic.reading import FieldReader
from critic.storage import create


@pytest.fixture(scope="session")
def reader() -> FieldReader:
    """Return an untrained critic that is not shy: it points at much, and so there is something to look at."""
    made = create(rank=4, seed=1)
    heads: Any = made.network.heads
    with torch.no_grad():
        heads["end_query"].bias[-1] = -1.0
    made.network.eval()
    return made
