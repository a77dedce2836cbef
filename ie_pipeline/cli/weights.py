"""``ie-pipeline weights``: fetch the models now, so that a later run needs no network."""

from __future__ import annotations

import click

from ie_pipeline.errors import WeightsUnavailable

__all__ = ["weights"]


@click.command(short_help="Fetch the models ahead of time.")
def weights() -> None:
    """Fetch the weights of the embedded generator and of the critic's base, and check them.

    What is there already is not fetched again. The folders that hold them are printed, one a line.
    """
    from critic.weights import WeightsError, encoder_dir
    from ie_pipeline.generators.weights import generator_dir

    try:
        for folder in (generator_dir(), encoder_dir()):
            click.echo(folder)
    except WeightsError as error:
        raise WeightsUnavailable(str(error)) from error
