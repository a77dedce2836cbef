"""The command as a whole: help, version, errors, and what it takes to start."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

import ie_pipeline
from ie_pipeline.cli import main
from ie_pipeline.cli.options import PipelineOptions
from ie_pipeline.errors import GeneratorError


@pytest.mark.parametrize("command", ["extract", "evaluate", "runs", "weights"])
def test_every_command_explains_itself(command: str) -> None:
    """Help needs no model and names no key among the options."""
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert f"Usage: main {command}" in result.output
    assert "--api-key" not in result.output


def test_the_version_is_the_package_s() -> None:
    """A bug report can name what was run."""
    result = CliRunner().invoke(main, ["--version"])
    assert ie_pipeline.__version__ in result.output


def test_an_error_is_a_sentence_and_a_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """The traceback is for those who ask for it."""

    def fail(_options: PipelineOptions, _schema: object) -> None:
        raise GeneratorError("the endpoint refused the key", hint="set OPENAI_API_KEY")

    monkeypatch.setattr(PipelineOptions, "build", fail)
    call = ["extract", "-", "--schema", "contract", "-o", "-"]
    quiet = CliRunner().invoke(main, call)
    assert quiet.exit_code == 1
    assert quiet.stderr == "Error: the endpoint refused the key\nHint: set OPENAI_API_KEY\n"
    loud = CliRunner().invoke(main, ["--debug", *call])
    assert loud.exit_code == 1
    assert "Traceback" in loud.stderr


def test_an_interrupt_while_models_load_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is not an internal error."""

    def interrupt(_options: PipelineOptions, _schema: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(PipelineOptions, "build", interrupt)
    result = CliRunner().invoke(main, ["extract", "-", "--schema", "contract", "-o", "-"])
    assert result.exit_code == 130
    assert "Interrupted" in result.stderr


def test_help_loads_no_model_library() -> None:
    """The command answers at once."""
    code = "import sys, ie_pipeline.cli; print([m for m in ('torch', 'transformers', 'openai') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
