"""From a mistake set to a directory: tuned, calibrated, measured, with a card."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from critic.card import PAPERS
from critic.critic import Critic
from critic.fitting import CalibrationError
from critic.generative.critic import AS_THEY_ARE
from critic.generative.retraining import calibrate, retrain
from critic.generative.tuning import GenerativeTrainingError, Settings, tune
from critic.heldout import read_held_out
from critic.mistakes.dataset import MistakeSet
from critic.mistakes.rows import MistakeRow


def test_a_mistake_set_becomes_a_critic(base: Path, rows: list[MistakeRow], tmp_path: Path) -> None:
    """The output loads, is calibrated on the held-out documents, and its card says what it found there."""
    mistakes = MistakeSet(tuple(rows[:14]), (replace(rows[14], generator=""), *rows[15:]), "a digest")
    settings = Settings(steps=4, learning_rate=2e-2, passage_chars=220, explained=False)
    retrain(mistakes, tmp_path / "critic", settings, place=tmp_path / "set", base=str(base), report=lambda _: None)
    critic = Critic.from_pretrained(tmp_path / "critic")
    assert critic.calibration != AS_THEY_ARE
    assert set(critic.calibration.profiles) == {"tests"}
    assert len(read_held_out(tmp_path / "critic").drafted) > 20
    card = (tmp_path / "critic" / "README.md").read_text(encoding="utf-8")
    assert "SHA-256 `a digest`" in card
    assert "license: unknown" in card
    assert "for whoever trained it to say" in card
    assert "In 10 held-out drafts" in card
    assert "without explanations" in card
    assert "in others it may find less" in card
    assert {path.name for path in (tmp_path / "critic").iterdir()} >= set(PAPERS)
    assert "| wrong values found | up to the probability | false alarms |" in card
    config = json.loads((tmp_path / "critic" / "config.json").read_text(encoding="utf-8"))
    assert config["learned_from"] == {"mistakes": str(tmp_path / "set"), "sha256": "a digest"}
    review = critic.review(rows[0].text, rows[0].schema, rows[0].draft)
    assert not review.unknown
    assert [path.name for path in tmp_path.iterdir()] == ["critic"]


def test_a_checkpoint_that_was_cut_short_is_passed_over(base: Path, rows: list[MistakeRow], tmp_path: Path) -> None:
    """Killed while the second one was written, the training goes on from the first."""
    settings = Settings(steps=6, save_steps=2, passage_chars=220)
    told: list[str] = []

    def kill(line: str) -> None:
        told.append(line)
        if line.startswith("step 5"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tune(rows, tmp_path, settings, base=str(base), report=kill)
    (tmp_path / "checkpoint-4" / "trainer_state.json").write_text('{"epo')
    tune(rows, tmp_path, settings, base=str(base), report=told.append)
    assert [line.partition(":")[0] for line in told] == ["step 5 of 6", "step 5 of 6"]
    assert {path.name for path in tmp_path.iterdir()} >= {"checkpoint-4", "checkpoint-6"}


def test_weights_that_are_no_numbers_become_no_critic(base: Path, rows: list[MistakeRow], tmp_path: Path) -> None:
    """The message says how to begin anew."""
    settings = Settings(steps=3, learning_rate=1e38, passage_chars=220)
    with pytest.raises(GenerativeTrainingError, match=r"no longer numbers; remove .* lower learning rate than 1e\+38"):
        tune(rows, tmp_path, settings, base=str(base), report=lambda _: None)


def test_too_little_held_out_is_no_calibration(base: Path, rows: list[MistakeRow], tmp_path: Path) -> None:
    """Then the model's probabilities are taken as they are, and that is said."""
    mistakes = MistakeSet(tuple(rows[:12]), tuple(rows[12:14]), "a digest")
    told: list[str] = []
    settings = Settings(steps=1, passage_chars=220)
    critic = retrain(
        mistakes, tmp_path / "critic", settings, place=tmp_path / "set", base=str(base), report=told.append
    )
    assert critic.calibration == AS_THEY_ARE
    assert any(line.startswith("not calibrated") for line in told)
    text = (tmp_path / "critic" / "README.md").read_text(encoding="utf-8")
    assert "Not measured: it takes 5 held-out documents" in text
    assert "No record is accepted" in text
    with pytest.raises(CalibrationError):
        calibrate(critic.reader, ())


def test_what_is_no_critic_is_not_replaced(base: Path, rows: list[MistakeRow], tmp_path: Path) -> None:
    """A directory with other things in it stays as it is."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear Ann", encoding="utf-8")
    mistakes = MistakeSet(tuple(rows), (), "a digest")
    with pytest.raises(GenerativeTrainingError, match="something else than a critic"):
        retrain(mistakes, tmp_path / "letters", Settings(steps=1), place=tmp_path / "set", base=str(base))
    assert [path.name for path in tmp_path.rglob("*")] == ["letters", "dear.txt"]
