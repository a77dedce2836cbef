"""What the tests of the generative critic share."""

from __future__ import annotations

from pathlib import Path

import pytest

from critic.mistakes.rows import MistakeRow
from tests.critic.generative.tiny import contracts, write_causal


@pytest.fixture(scope="session")
def rows() -> list[MistakeRow]:
    """Return two dozen rows."""
    return contracts(24)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory, rows: list[MistakeRow]) -> Path:
    """Return the directory of a tiny causal model."""
    return write_causal(tmp_path_factory.mktemp("base") / "tiny-llama", [row.text for row in rows])
