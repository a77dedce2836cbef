"""A generator is named by a short specification."""

from __future__ import annotations

from pathlib import Path

import pytest

from ie_pipeline.errors import UsageError, WeightsUnavailable
from ie_pipeline.generators import Generator, make_generator
from ie_pipeline.generators import weights as generator_weights


@pytest.mark.parametrize("spec", ["", "gpt", "none:x", "hf:", "embedded:x", "openai", "replay:", "HF:x"])
def test_what_is_no_generator_is_refused_with_the_choices(spec: str) -> None:
    """A slip of the keyboard is told what there is."""
    with pytest.raises(UsageError, match="embedded, hf:DIR, openai:MODEL, replay:FILE and none"):
        make_generator(spec)


def test_a_replay_is_made_of_a_file(tmp_path: Path) -> None:
    """The file's drafts are behind the protocol."""
    path = tmp_path / "drafts.jsonl"
    path.write_text('{"id": "a", "data": {}}\n')
    assert isinstance(make_generator(f"replay:{path}"), Generator)


def test_a_model_directory_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    """The directory is named before anything heavy is imported."""
    with pytest.raises(UsageError, match="no such directory"):
        make_generator(f"hf:{tmp_path / 'nothing'}")


def test_a_directory_without_a_model_is_a_usage_error(tmp_path: Path) -> None:
    """An empty directory is named, too."""
    with pytest.raises(UsageError, match="no causal model"):
        make_generator(f"hf:{tmp_path}")


def test_the_embedded_generator_without_its_weights_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the cache cannot be written, the error says which and what to do."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("IE_PIPELINE_CACHE", str(tmp_path / "file"))
    with pytest.raises(WeightsUnavailable, match="IE_PIPELINE_CACHE"):
        generator_weights.generator_dir()
