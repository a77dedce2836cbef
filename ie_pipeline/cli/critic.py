"""``ie-pipeline critic``: train critics, compare them and decide by them."""

from __future__ import annotations

import click

from ie_pipeline.cli.compare import compare
from ie_pipeline.cli.decide import decide
from ie_pipeline.cli.train import train

__all__ = ["critic"]


@click.group(short_help="Train critics, compare them and decide by them.")
def critic() -> None:
    """Train critics, compare them and decide by them."""


critic.add_command(compare)
critic.add_command(decide)
critic.add_command(train)
