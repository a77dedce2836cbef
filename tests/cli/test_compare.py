"""``ie-pipeline critic compare``: two critics, mistake sets on disk, an exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import ie_pipeline.pipeline
from critic.critic import EvidenceCritic
from critic.mistakes.dataset import MistakeSet
from ie_pipeline.cli import main
from tests.evaluation.leases import LEASES, blind, knowing

CRITICS: dict[str, Any] = {"blind": blind(), "knowing": knowing(), "evidence": EvidenceCritic()}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a mistake set of twelve leases, a third of them held out."""
    place = tmp_path_factory.mktemp("sets") / "leases"
    MistakeSet.build(LEASES, dev_share=0.34).save(place)
    return place


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> Result:
    """Run the command, critics being called by what they know."""
    monkeypatch.setattr(ie_pipeline.pipeline, "load_critic", CRITICS.__getitem__)
    return CliRunner().invoke(main, ["critic", "compare", *map(str, arguments)])


def test_a_better_critic_wins(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """Both are shown side by side, kind by kind and field by field, and the exit code is 0."""
    result = run(monkeypatch, "blind", "knowing", "--data", data, "--old-data", data)
    assert result.exit_code == 0, result.output
    for word in ("redundant values, F1", "missing values, recall", "the loop, F1", "law", "expected calibration error"):
        assert word in result.stdout
    assert "The new critic may replace the old one" in result.stdout


def test_a_critic_that_is_not_better_does_not_win(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """Exit code 3, with the reason in words; the same critic is never better than itself."""
    result = run(monkeypatch, "knowing", "knowing", "--data", data)
    assert result.exit_code == 3, result.output
    assert "The old critic stays: the loop, F1 is not better on the new data" in result.stdout
    worse = run(monkeypatch, "knowing", "blind", "--data", data)
    assert worse.exit_code == 3
    assert "redundant values, F1 is worse on the new data" in worse.stdout


def test_the_rows_to_train_on_are_used_where_asked(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """By default it is those held out."""
    kept = MistakeSet.load(data)
    for split, rows in (("dev", kept.dev), ("train", kept.train)):
        result = run(monkeypatch, "blind", "knowing", "--data", data, "--split", split)
        assert f"{len(rows)} drafts of {len(rows)} documents" in result.stdout


@pytest.mark.parametrize(("split", "how"), [("dev", "was stopped and calibrated by"), ("train", "learned from")])
def test_a_critic_that_was_made_with_the_set_is_said_to_look_better_than_it_is(
    monkeypatch: pytest.MonkeyPatch, data: Path, tmp_path: Path, split: str, how: str
) -> None:
    """The other one, which knows nothing of the set, is not."""
    config = {"learned_from": {"mistakes": str(data), "sha256": MistakeSet.load(data).digest}}
    (tmp_path / "knowing").mkdir()
    (tmp_path / "knowing" / "config.json").write_text(json.dumps(config))
    monkeypatch.chdir(tmp_path)
    result = run(monkeypatch, "blind", "knowing", "--data", data, "--split", split)
    assert f"The new critic {how} the drafts of {data}" in result.stdout
    assert "The old critic was" not in result.stdout


def test_what_is_no_mistake_set_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data: Path) -> None:
    """The message names it and the next step, before a critic is loaded."""
    result = run(monkeypatch, "unknown", "knowing", "--data", tmp_path / "none")
    assert result.exit_code == 2
    assert "none: no mistake set" in result.stderr
    again = run(monkeypatch, "unknown", "knowing", "--data", data, "--old-data", tmp_path / "none")
    assert again.exit_code == 2


def test_what_is_no_critic_is_refused(tmp_path: Path, data: Path) -> None:
    """As everywhere, with what to name instead."""
    result = CliRunner().invoke(main, ["critic", "compare", str(tmp_path), "evidence", "--data", str(data)])
    assert result.exit_code == 2
    assert "not a critic that can be loaded" in result.stderr
    assert "Hint: name the directory of a critic" in result.stderr
