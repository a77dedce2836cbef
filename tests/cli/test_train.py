"""``ie-pipeline critic train`` with real trainings of a tiny critic: a set in, a critic or one clear error out."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from critic.critic import Critic
from critic.mistakes.dataset import MistakeSet
from ie_pipeline.cli import main
from tests.critic.bases import write_base
from tests.critic.test_retraining import mistake_set


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a mistake set on disk."""
    place = tmp_path_factory.mktemp("sets") / "leases"
    mistake_set().save(place)
    return place


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tiny encoder."""
    return write_base(tmp_path_factory.mktemp("bases") / "tiny")


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["critic", "train", *map(str, arguments)])


def test_a_set_becomes_a_critic(data: Path, base: Path, tmp_path: Path) -> None:
    """The directory is on stdout, the rest on stderr; the critic loads and says whence it came."""
    result = run(data, "-o", tmp_path / "mine", "--base", base, "--size", "small", "--steps", 12, "--seed", 3)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{tmp_path / 'mine'}\n"
    assert "12 documents, 12 steps" in result.stderr
    assert "step 2 of 12, " in result.stderr
    assert "measured on 8 held-out drafts now" in result.stderr
    assert "missing F1" in result.stderr
    assert Critic.from_pretrained(tmp_path / "mine").name == "mine"
    config = json.loads((tmp_path / "mine" / "config.json").read_text())
    assert config["learned_from"]["sha256"] == MistakeSet.load(data).digest


def test_a_critic_that_is_no_better_does_not_pass_the_gate(data: Path, base: Path, tmp_path: Path) -> None:
    """Exit code 3: the old one is untouched, the new one lies beside it, with both side by side on stderr."""
    mine = tmp_path / "mine"
    settings: Sequence[object] = ("--base", base, "--size", "small", "--steps", 4)
    assert run(data, "-o", mine, *settings).exit_code == 0
    before = {path.name: path.read_bytes() for path in mine.iterdir() if path.is_file()}
    result = run(data, "-o", mine, *settings, "--gate", mine)
    assert result.exit_code == 3, result.output
    assert {path.name: path.read_bytes() for path in mine.iterdir() if path.is_file()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"mine", "mine.rejected"}
    assert "The old critic stays" in result.stderr
    assert "is left in" in result.stderr
    assert "The new critic was stopped and calibrated by the drafts of" in result.stderr
    assert not (tmp_path / "mine.rejected" / "candidate.txt").exists()
    assert Critic.from_pretrained(tmp_path / "mine.rejected").name == "mine.rejected"


def test_a_trained_critic_that_was_cut_off_before_the_gate_is_not_trained_again(
    data: Path, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused to begin anew, --resume goes on with the gate, and no other command takes it for its own."""
    mine = tmp_path / "mine"
    settings: Sequence[object] = ("--base", base, "--size", "small", "--steps", 2, "--gate", "evidence")
    with monkeypatch.context() as patch:
        patch.setattr("ie_pipeline.cli.gates.decided", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        run(data, "-o", mine, *settings)
    assert {path.name for path in tmp_path.iterdir()} == {"mine.candidate"}
    weights = (tmp_path / "mine.candidate" / "config.json").stat().st_mtime_ns
    refused = run(data, "-o", mine, *settings)
    assert refused.exit_code == 2, refused.output
    assert f"{mine}.candidate: a critic that was trained waits here" in refused.stderr
    assert "--resume" in refused.stderr
    other = run(data, "-o", mine, *settings, "--seed", 4, "--resume")
    assert other.exit_code == 2, other.output
    assert "another command trained" in other.stderr
    assert (tmp_path / "mine.candidate" / "config.json").stat().st_mtime_ns == weights
    monkeypatch.setattr("ie_pipeline.cli.gates.decided", lambda *_: True)
    result = run(data, "-o", mine, *settings, "--resume")
    assert result.exit_code == 0, result.output
    assert "trained already" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert not (mine / "candidate.txt").exists()
    assert Critic.from_pretrained(mine).name == "mine"


def test_old_data_that_are_too_few_to_tell_by_bar_no_critic(data: Path, base: Path, tmp_path: Path) -> None:
    """What the old critic learned from holds out four documents: that is said, and the new data decide alone."""
    few = mistake_set(train=8, dev=4, first=40)
    few.save(tmp_path / "few")
    settings: Sequence[object] = ("--base", base, "--size", "small", "--steps", 2)
    old = tmp_path / "old"
    assert run(data, "-o", old, *settings).exit_code == 0
    config = json.loads((old / "config.json").read_text())
    config["learned_from"] = {"mistakes": str(tmp_path / "few"), "sha256": MistakeSet.load(tmp_path / "few").digest}
    (old / "config.json").write_text(json.dumps(config))
    result = run(data, "-o", tmp_path / "new", *settings, "--gate", old)
    assert result.exit_code in (0, 3), result.output
    assert f"{tmp_path / 'few'}, which the old critic learned from, holds out 4 documents" in result.stderr
    assert "the old data" not in result.stderr


def test_the_gate_takes_all_that_the_old_critic_learned_from(data: Path, base: Path, tmp_path: Path) -> None:
    """Of two sets in a row either is too small to tell by, and both together are not."""
    known = []
    for name, first in (("last", 40), ("first", 80)):
        one = mistake_set(train=8, dev=3, first=first)
        one.save(tmp_path / name)
        known.append({"mistakes": str(tmp_path / name), "sha256": MistakeSet.load(tmp_path / name).digest})
    settings: Sequence[object] = ("--base", base, "--size", "small", "--steps", 2)
    old = tmp_path / "old"
    assert run(data, "-o", old, *settings).exit_code == 0
    config = json.loads((old / "config.json").read_text())
    config["learned_from"] = {**known[0], "before": [known[1]]}
    (old / "config.json").write_text(json.dumps(config))
    result = run(data, "-o", tmp_path / "new", *settings, "--gate", old)
    assert result.exit_code in (0, 3), result.output
    assert f"{tmp_path / 'last'}, {tmp_path / 'first'}: 6 drafts of 6 documents" in " ".join(result.stderr.split())


@pytest.mark.parametrize("there", [True, False])
def test_what_the_old_critic_learned_from_and_is_not_there_as_it_was_is_told(
    there: bool, data: Path, base: Path, tmp_path: Path
) -> None:
    """As where each week's set takes the place of the last one: the gate cannot say that nothing was forgotten."""
    settings: Sequence[object] = ("--base", base, "--size", "small", "--steps", 2)
    old, place = tmp_path / "old", data if there else tmp_path / "gone"
    assert run(data, "-o", old, *settings).exit_code == 0
    config = json.loads((old / "config.json").read_text())
    (old / "config.json").write_text(
        json.dumps(config | {"learned_from": {"mistakes": str(place), "sha256": "f" * 64}})
    )
    result = run(data, "-o", tmp_path / "new", *settings, "--gate", old)
    assert result.exit_code in (0, 3), result.output
    assert f"{place} is not there as it was: whether the new critic is worse" in result.stderr


def test_a_training_that_is_interrupted_says_how_to_go_on(
    data: Path, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C is no loss."""
    monkeypatch.setattr("critic.retraining.train", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    result = run(data, "-o", tmp_path / "mine", "--base", base, "--steps", 2)
    assert result.exit_code == 130, result.output
    assert "What was trained is kept; --resume goes on with it." in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["{tmp}/none", "-o", "{tmp}/mine"], 2, "{tmp}/none: no mistake set"),
        (["{data}", "-o", "{tmp}/mine", "--base", "{tmp}"], 2, "{tmp}: no encoder that can be loaded"),
        (["{data}", "-o", "{tmp}/mine", "--from", "{tmp}"], 2, "{tmp}: not a critic"),
        (["{data}", "-o", "{tmp}/mine", "--from", "{tmp}", "--full"], 2, "leave out the one or the other"),
        (["{data}", "-o", "{tmp}/mine", "--gate", "{tmp}"], 2, "{tmp}: not a critic; it has no config.json"),
        (["{data}", "-o", "{tmp}/none/mine"], 2, "cannot write {tmp}/none/mine: there is no folder {tmp}/none"),
        (["{data}", "-o", "."], 2, "cannot write .: you are in that folder"),
        (["{data}", "-o", "{data}", "--full"], 2, "holds something else than a critic"),
        (["{data}", "-o", "{data}", "--gate", "evidence"], 2, "holds something else than a critic"),
    ],
)
def test_bad_input_is_one_clear_error(arguments: list[str], code: int, said: str, data: Path, tmp_path: Path) -> None:
    """It names the file and the next step, before anything is trained."""
    result = run(*(argument.format(tmp=tmp_path, data=data) for argument in arguments))
    assert result.exit_code == code, result.output
    assert said.format(tmp=tmp_path) in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("held_out", [0, 4])
def test_a_gate_takes_five_held_out_documents(held_out: int, data: Path, tmp_path: Path) -> None:
    """That there are fewer, and nothing could be decided, is said before anything is trained."""
    kept = MistakeSet.load(data)
    MistakeSet(kept.train, kept.dev[:held_out], "").save(tmp_path / "set")
    result = run(tmp_path / "set", "-o", tmp_path / "mine", "--steps", 2, "--gate", "evidence")
    assert result.exit_code == 2, result.output
    assert f"{tmp_path / 'set'}: the gate takes 5 held-out documents" in result.stderr
    assert f"and has {held_out}" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_a_training_that_is_killed_goes_on(data: Path, base: Path, tmp_path: Path) -> None:
    """Killed for good, not interrupted: with --resume it ends where it would have ended."""
    command = [data, "-o", tmp_path / "mine", "--base", base, "--size", "small", "--steps", "20"]
    process = subprocess.Popen(
        [sys.executable, "-m", "ie_pipeline", "critic", "train", *map(str, command)], stderr=subprocess.DEVNULL
    )
    checkpoint = tmp_path / "mine.training" / "critic.pt"
    while process.poll() is None and not checkpoint.exists():
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert checkpoint.exists()
    assert not (tmp_path / "mine").exists()
    refused = run(*command)
    assert refused.exit_code == 2
    assert "go on with --resume" in refused.stderr
    result = run(*command, "--resume")
    assert result.exit_code == 0, result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    steps = [
        entry["step"] for entry in json.loads((tmp_path / "mine" / "metrics.json").read_text())["average_precision"]
    ]
    assert steps == [3, 6, 9, 12, 15, 18, 20]
