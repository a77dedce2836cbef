"""``ie-pipeline critic train --generative``: a set in, a critic that explains out."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from critic.critic import Critic
from critic.generative.critic import GenerativeCritic
from critic.mistakes.dataset import MistakeSet
from ie_pipeline.cli import main
from tests.critic.disks import full_disk
from tests.critic.generative.tiny import contracts, write_causal


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a mistake set on disk."""
    rows, place = contracts(20), tmp_path_factory.mktemp("sets") / "contracts"
    MistakeSet(tuple(rows[:12]), tuple(rows[12:]), "").save(place)
    return place


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["critic", "train", *map(str, arguments), "--generative"])


def test_a_set_becomes_a_generative_critic(data: Path, tmp_path: Path) -> None:
    """The directory is on stdout, how it went on stderr; what it learned is as the options say."""
    base = write_causal(tmp_path / "tiny", [row.text for row in contracts(20)])
    result = run(data, "-o", tmp_path / "mine", "--base", base, "--steps", 2, "--labels-only")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{tmp_path / 'mine'}\n"
    assert "in 8 held-out drafts" in result.stderr
    critic = Critic.from_pretrained(tmp_path / "mine")
    assert isinstance(critic, GenerativeCritic)
    assert not critic.tuned.explained


def test_a_full_disk_is_one_clear_error(data: Path, tmp_path: Path) -> None:
    """It names the folder and the next step; the critic that stands there stays, and with room the training goes on."""
    base = write_causal(tmp_path / "tiny", [row.text for row in contracts(20)])
    command = (data, "-o", tmp_path / "mine", "--base", base, "--steps", 2)
    with full_disk(5_000) as fill:
        fill()
        result = run(*command)
    assert result.exit_code == 1, result.output
    assert "make room and call again" in result.stderr
    assert f"{tmp_path / '.mine.'}" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "mine").exists()
    again = run(*command)
    assert again.exit_code == 0, again.output
    assert {path.name for path in tmp_path.iterdir()} == {"tiny", "mine"}


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--full"], "--generative tunes a causal model"),
        (["--size", "small"], "--generative tunes a causal model"),
        (["--base", "."], "no causal model with a fast tokenizer"),
    ],
)
def test_a_wrong_call_is_one_clear_error(data: Path, tmp_path: Path, options: list[str], reason: str) -> None:
    """Before anything is trained; no output is made."""
    result = run(data, "-o", tmp_path / "mine", *options)
    assert result.exit_code == 2
    assert reason in result.stderr
    assert not (tmp_path / "mine").exists()


def test_labels_are_for_causal_models(data: Path, tmp_path: Path) -> None:
    """An encoder has no words."""
    result = CliRunner().invoke(main, ["critic", "train", str(data), "-o", str(tmp_path / "mine"), "--labels-only"])
    assert result.exit_code == 2
    assert "an encoder cannot learn explanations" in result.stderr
