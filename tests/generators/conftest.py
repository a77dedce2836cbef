"""What the tests of generators share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.generators.endpoint import Endpoint


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """Start a server and stop it after the test."""
    with Endpoint() as served:
        yield served
