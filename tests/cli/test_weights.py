"""``ie-pipeline weights``: the models, ahead of time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

import critic.weights
import ie_pipeline.generators.weights
from critic.weights import WeightsError
from ie_pipeline.cli import main

if TYPE_CHECKING:
    import pytest


def test_both_folders_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A script can copy them to a machine without a network."""
    monkeypatch.setattr(ie_pipeline.generators.weights, "generator_dir", lambda: tmp_path / "generator")
    monkeypatch.setattr(critic.weights, "encoder_dir", lambda: tmp_path / "encoder")
    result = CliRunner().invoke(main, ["weights"])
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{tmp_path / 'generator'}\n{tmp_path / 'encoder'}\n"


def test_weights_that_cannot_be_had_are_one_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Offline, the command ends with the reason and without a traceback."""

    def offline() -> Path:
        raise WeightsError("the model weights cannot be had (no network)")

    monkeypatch.setattr(ie_pipeline.generators.weights, "generator_dir", lambda: tmp_path)
    monkeypatch.setattr(critic.weights, "encoder_dir", offline)
    result = CliRunner().invoke(main, ["weights"])
    assert result.exit_code == 1
    assert "Error: the model weights cannot be had (no network)" in result.stderr
