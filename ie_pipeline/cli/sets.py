"""Sets of mistakes that a command is given by their place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ie_pipeline.cli.terminal import plain
from ie_pipeline.errors import UsageError

if TYPE_CHECKING:
    from critic.mistakes.dataset import MistakeSet

__all__ = ["load_set", "tell"]


def load_set(place: Path) -> MistakeSet:
    """Load a mistake set, and tell on stderr what is odd about it.

    Raises:
        UsageError: if there is none, or it cannot be read.

    """
    from critic.mistakes.dataset import MistakeSet, MistakeSetError

    try:
        return MistakeSet.load(place, report=tell)
    except MistakeSetError as error:
        raise UsageError(str(error)) from error


def tell(message: str) -> None:
    """Say on stderr what a person should know."""
    click.echo(plain(message), err=True)
