"""The command group: what its commands are, and how an error ends one."""

from __future__ import annotations

import traceback
from typing import Any

import click

import ie_pipeline
from ie_pipeline.cli.critic import critic
from ie_pipeline.cli.evaluate import evaluate
from ie_pipeline.cli.exits import ExitCode
from ie_pipeline.cli.extract import extract
from ie_pipeline.cli.mistakes import mistakes
from ie_pipeline.cli.runs import runs
from ie_pipeline.cli.terminal import plain
from ie_pipeline.cli.weights import weights
from ie_pipeline.errors import IEPipelineError

__all__ = ["main"]


class _Commands(click.Group):
    """Commands whose errors end in a sentence and an exit code, not in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (KeyboardInterrupt, click.Abort) as error:
            click.echo("Interrupted.", err=True)
            raise click.exceptions.Exit(ExitCode.INTERRUPTED) from error
        except Exception as error:
            if ctx.params.get("debug"):
                click.echo(plain(traceback.format_exc()), err=True, nl=False)
            raise click.exceptions.Exit(_tell(error, debug=bool(ctx.params.get("debug")))) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(ie_pipeline.__version__, prog_name="ie-pipeline")
def main(*, debug: bool) -> None:
    """Turn documents into JSON records in which every value points at its source."""


def _tell(error: Exception, *, debug: bool) -> int:
    """Write an error for a person and return its exit code."""
    if isinstance(error, IEPipelineError):
        click.echo(f"Error: {plain(error.message)}", err=True)
        if error.hint:
            click.echo(f"Hint: {plain(error.hint)}", err=True)
        return error.exit_code
    click.echo(f"Internal error: {type(error).__name__}: {plain(str(error))}", err=True)
    if not debug:
        click.echo("Hint: `ie-pipeline --debug ...` shows where it happened", err=True)
    return ExitCode.INTERNAL


main.add_command(extract)
main.add_command(evaluate)
main.add_command(runs)
main.add_command(weights)
main.add_command(critic)
main.add_command(mistakes)
