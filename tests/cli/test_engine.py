"""``extract --engine ray`` on a local Ray: the same run as in one process, and what it has not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from ie_pipeline.cli import main

ROOT = Path(__file__).parents[2]
COUNT = 20


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a call of ``extract`` over some documents in the folder that the test is in."""
    monkeypatch.chdir(tmp_path)
    names = [f"Ann Lee {number}" for number in range(COUNT)]
    texts = [{"id": name, "text": f"{name}, nurse."} for name in names] + [{"id": "no text"}]
    drafts = [{"id": name, "data": {"name": name}} for name in names]
    for file, entries in (("in.jsonl", texts), ("drafts.jsonl", drafts)):
        Path(file).write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return ["extract", "in.jsonl", "--schema", "resume", "--generator", "replay:drafts.jsonl", "--critic", "evidence"]


@pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra `ray`")
def test_the_engines_share_a_run(tmp_path: Path, call: list[str]) -> None:
    """What the one has begun the other goes on with, and output and report are the same bytes."""
    environment = {
        **os.environ,
        "HOME": str(tmp_path),  # Ray keeps a token there
        "PYTHONPATH": str(ROOT),
        "RAY_AUTH_MODE": "disabled",
        "RAY_OVERRIDE_RESOURCES": '{"CPU": 2}',
    }
    begun = CliRunner().invoke(main, [*call, "-o", "out.jsonl", "--html", "report.html"])
    assert begun.exit_code == 3, begun.output
    expected = [Path(name).read_bytes() for name in ("out.jsonl", "report.html")]

    def on_ray(output: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-m", "ie_pipeline", *call, "--engine", "ray", "--workers", "2"]
        places = ["-o", output, "--html", "report.html", "--run", "of_ray"]
        return subprocess.run(
            [*program, *places], env=environment, capture_output=True, text=True, check=False, timeout=200
        )

    Path("report.html").unlink()
    done = on_ray("out_of_ray.jsonl")
    assert done.returncode == 3, done.stderr
    assert [Path(name).read_bytes() for name in ("out_of_ray.jsonl", "report.html")] == expected
    assert "done before" not in done.stderr
    assert "Failed: no text: line 21 has no `text`" in done.stderr

    again = CliRunner().invoke(main, [*call, "-o", "again.jsonl", "--run", "of_ray"])
    assert f"done before: {COUNT + 1}" in again.stderr
    assert Path("again.jsonl").read_bytes() == expected[0]
    other = CliRunner().invoke(main, [*call, "-o", "again.jsonl", "--run", "of_ray", "--max-rounds", "1"])
    assert "another setting of the loop" in other.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--engine", "ray", "--max-calls", "9"], "--max-calls is no option of the engine ray"),
        (["--engine", "ray", "--max-document-cost", "1"], "--max-document-cost is no option of the engine ray"),
        (["--engine", "ray", "--dry-run"], "--dry-run is no option of the engine ray"),
        (["--workers", "2"], "--workers is no option of the engine local"),
    ],
)
def test_what_an_engine_cannot_hold_to_is_refused(
    call: list[str], options: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is touched; the message says what to do."""
    monkeypatch.setattr("ie_pipeline.engines.ray.find_spec", lambda _: True)
    refused = CliRunner().invoke(main, [*call, "-o", "out.jsonl", *options])
    assert refused.exit_code == 2
    assert message in refused.stderr
    assert "Hint: " in refused.stderr
    assert not Path("out.jsonl.run").exists()


def test_without_ray_the_message_names_the_extra(call: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An earlier run is not forgotten for it."""
    monkeypatch.setattr("ie_pipeline.engines.ray.find_spec", lambda _: None)
    assert CliRunner().invoke(main, [*call, "-o", "out.jsonl"]).exit_code == 3
    refused = CliRunner().invoke(main, [*call, "-o", "out.jsonl", "--engine", "ray", "--fresh"])
    assert refused.exit_code == 2
    assert "install the extra `ray`" in refused.stderr
    assert Path("out.jsonl.run", "journal.sqlite").exists()
