"""A critic's directory: what is written is what is read, in any form, and a bad one is refused by name."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from critic import devices
from critic.evidence import Source
from critic.fields import Field
from critic.reading import FieldReader
from critic.scores import Reading
from critic.storage import create, load, save
from critic.text.typography import LOOKS

pytestmark = pytest.mark.weights

FIELDS = (Field(("law",), description="Law that governs."), Field(("parties", "*")))
TEXT = "Agreement between Acme Inc. and Beta LLC under the laws of Ohio."


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> tuple[FieldReader, Path]:
    """Return a critic whose adapter does something, and the directory it was saved to."""
    reader = create(rank=2, seed=3)
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for name, weight in reader.network.named_parameters():
            if "lora_" in name:
                weight.copy_(torch.randn(weight.shape, generator=generator).mul(0.05).bfloat16())
            elif weight.requires_grad:
                weight.copy_(weight.bfloat16())
    directory = tmp_path_factory.mktemp("critics") / "tuned"
    save(reader, {"accept": 0.5}, directory)
    return reader, directory


def scores(reader: FieldReader) -> list[float]:
    """Return what a critic thinks of two values."""
    reader.network.eval()
    read: Reading = reader.read(Source(TEXT), FIELDS, [(0, "Ohio"), (1, "Beta LLC")])
    return [score for value in read.values for score in (value.support, value.span) if score is not None]


def test_a_critic_that_was_never_told_how_texts_look_reads_on_as_it_did(
    learned: tuple[FieldReader, Path], tmp_path: Path
) -> None:
    """Its heads lack their weights, and are loaded with zeros."""
    older = tmp_path / "older"
    shutil.copytree(learned[1], older)
    told = {f"{name}.weight" for name in LOOKS}
    heads = {name: weight for name, weight in load_file(older / "heads.safetensors").items() if name not in told}
    save_file(heads, older / "heads.safetensors")
    loaded = load(older).network.state_dict()
    assert all(not loaded[f"heads.{name}"].any() for name in told)
    assert torch.equal(loaded["heads.begin.weight"], heads["begin.weight"].float())


@pytest.mark.parametrize("trainable", [False, True])
def test_a_saved_critic_scores_as_before(
    learned: tuple[FieldReader, Path], trainable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Merged into the encoder for use, or apart from it for more training, the adapter gives the same scores."""
    monkeypatch.setattr(devices, "HALF", False)  # bfloat16 would hide a difference
    reader, directory = learned
    loaded = load(directory, trainable=trainable)
    assert len(scores(loaded)) == 4
    assert scores(loaded) == pytest.approx(scores(reader), abs=2e-4)
    adapted = [name for name, weight in loaded.network.named_parameters() if "lora_" in name and weight.requires_grad]
    assert bool(adapted) is trainable


def test_the_adapter_makes_a_difference(learned: tuple[FieldReader, Path]) -> None:
    """The scores above are not those of the base."""
    reader, _ = learned
    tuned = scores(reader)
    encoder: Any = reader.network.encoder
    with encoder.disable_adapter():
        assert scores(reader) != pytest.approx(tuned, abs=1e-2)


def test_descriptions_are_embedded_by_the_base_alone(learned: tuple[FieldReader, Path]) -> None:
    """What a description means does not depend on the adapter, so critics share it."""
    reader, directory = learned
    fresh = create(rank=2, seed=9)
    assert torch.equal(fresh.meanings(FIELDS)[0], load(directory).meanings(FIELDS)[0])
    assert torch.equal(fresh.meanings(FIELDS)[0], reader.meanings(FIELDS)[0])


def test_a_directory_holds_an_adapter_and_not_the_base(learned: tuple[FieldReader, Path]) -> None:
    """A few files of a few megabytes, none of which knows a path of this machine."""
    _, directory = learned
    assert {path.name for path in directory.iterdir()} == {
        "adapter_config.json",
        "adapter_model.safetensors",
        "calibration.json",
        "config.json",
        "heads.safetensors",
    }
    assert sum(path.stat().st_size for path in directory.iterdir()) < 3_000_000
    assert json.loads((directory / "config.json").read_text()) == {"format": 1, "base": "minilm-l6"}
    assert json.loads((directory / "calibration.json").read_text()) == {"accept": 0.5}
    assert str(Path.home()) not in (directory / "adapter_config.json").read_text()
    assert json.loads((directory / "adapter_config.json").read_text())["base_model_name_or_path"] == "minilm-l6"


def test_saving_again_replaces_the_critic_and_keeps_its_card(learned: tuple[FieldReader, Path], tmp_path: Path) -> None:
    """The old files are gone, the card that a person wrote is not, and nothing is left beside them."""
    reader, saved = learned
    directory = tmp_path / "mine"
    shutil.copytree(saved, directory)
    (directory / "README.md").write_text("A card.")
    (directory / "old.bin").touch()
    (tmp_path / ".mine.0a.partial").mkdir()
    os.utime(tmp_path / ".mine.0a.partial", (0, 0))
    save(reader, {"accept": 0.7}, directory)
    assert (directory / "README.md").read_text() == "A card."
    assert json.loads((directory / "calibration.json").read_text()) == {"accept": 0.7}
    assert not (directory / "old.bin").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_directory_of_another_format_is_refused(learned: tuple[FieldReader, Path], tmp_path: Path) -> None:
    """The message has both numbers; a folder without a critic is missing its file."""
    directory = tmp_path / "newer"
    shutil.copytree(learned[1], directory)
    (directory / "config.json").write_text('{"format": 2, "base": "minilm-l6"}')
    with pytest.raises(ValueError, match="format 2, this version reads 1"):
        load(directory)
    with pytest.raises(FileNotFoundError, match=r"config\.json"):
        load(tmp_path)


def test_the_same_seed_gives_the_same_critic(capfd: pytest.CaptureFixture[str]) -> None:
    """Training can be repeated; and loading prints nothing."""
    first, again = create(rank=2, seed=5), create(rank=2, seed=5)
    assert scores(first) == scores(again)
    assert capfd.readouterr() == ("", "")
