"""``ie-pipeline critic``: decide by critics and compare them."""

from __future__ import annotations

import click

from ie_pipeline.cli.compare import compare
from ie_pipeline.cli.decide import decide

__all__ = ["critic"]


@click.group(short_help="Decide by critics and compare them.")
def critic() -> None:
    """Decide by critics and compare them."""


critic.add_command(compare)
critic.add_command(decide)
