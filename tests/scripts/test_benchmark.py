"""The benchmark as a user starts it, on three labelled documents and with the critic that needs no weights."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "benchmark.py"
LEVELS = ("5%", "10%", "20%", "40%", "60%")


def _labelled(number: int, licensor: str, licensee: str, state: str) -> dict[str, object]:
    day = f"March {number}, 2019"
    return {
        "id": f"licence-{number}",
        "text": f"LICENCE AGREEMENT\nMade on {day} between {licensor} and {licensee}.\n"
        f"It is governed by the law of {state}. Notices go to Osprey Street 12, Dayton.",
        "gold": {"parties": [licensor, licensee], "agreement_date": [day], "governing_law": [state]},
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Write the labelled documents where the benchmark looks for them."""
    documents = [
        _labelled(1, "Alder Pumps Inc.", "Birch Valves LLC", "Ohio"),
        _labelled(2, "Cedar Mills Ltd.", "Dune Freight Corp.", "Delaware"),
        _labelled(3, "Elm Optics GmbH", "Fjord Marine AS", "New York"),
    ]
    folder = tmp_path / "data"
    folder.mkdir()
    lines = "".join(json.dumps(document) + "\n" for document in documents)
    (folder / "cuad_excerpt.test.jsonl").write_text(lines, encoding="utf-8")
    return folder


def _benchmark(data: Path, output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, (SCRIPT, data, "--output", output, "--critic", "evidence", *options))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment)


def test_the_strength_curve_is_measured_at_every_level_and_kept(data: Path, tmp_path: Path) -> None:
    """The table has draft, loop and gain a level; more damage gives worse drafts; a rerun reads what is there."""
    output = tmp_path / "out"
    first = _benchmark(data, output, "--rows", "strength")
    assert first.returncode == 0, first.stderr
    assert "strength, 60% damaged: 3 of 3, licence-3" in first.stderr
    assert first.stdout == (output / "README.md").read_text(encoding="utf-8")
    for level in LEVELS:
        for figure in ("draft F1", "loop F1", "loop − draft"):
            assert f"| strength | 3 | {level} damaged: {figure} |" in first.stdout

    row = json.loads((output / "strength.json").read_text(encoding="utf-8"))
    drafts = [row["reports"][f"{level} damaged"]["draft"]["f1"] for level in LEVELS]
    assert drafts[0] > drafts[-1]
    assert row["peak_gigabytes"] > 0

    again = _benchmark(data, output, "--rows", "strength")
    assert "strength: taken from" in again.stderr
    assert "3 of 3" not in again.stderr
    assert again.stdout == first.stdout

    fewer = _benchmark(data, output, "--rows", "strength", "--limit", "2")
    assert "2 of 2" in fewer.stderr, "other settings are measured anew"


def test_a_row_that_does_not_exist_is_a_wrong_call(data: Path, tmp_path: Path) -> None:
    """The message names the row and those that there are."""
    wrong = _benchmark(data, tmp_path / "out", "--rows", "strenght")
    assert wrong.returncode == 2
    assert "no such row: strenght" in wrong.stderr
    assert "strength" in wrong.stderr
