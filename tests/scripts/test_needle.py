"""The needle script as a user starts it, on fictional contracts and with the critic that needs no weights."""

from __future__ import annotations

import importlib.util
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from critic.corpus import read_corpus
from critic.fields import subset
from critic.mistakes.fiction import write_contract
from critic.mistakes.labelled import Labelling
from ie_pipeline.schema import load_schema
from tests.critics import ScriptedCritic

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "needle.py"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write three long contracts."""
    path = tmp_path_factory.mktemp("data") / "contracts.jsonl"
    contracts = [write_contract(random.Random(seed), chars=45_000) for seed in range(3)]
    path.write_text("".join(json.dumps(contract.to_dict()) + "\n" for contract in contracts), encoding="utf-8")
    return path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Start the script with the evidence critic."""
    command = [sys.executable, str(SCRIPT), *map(str, arguments), "--critic", "evidence"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment)


def test_a_critic_that_points_at_nothing_finds_nothing(data: Path) -> None:
    """Each case is told as it ends; the table has a line for each tenth and one for all, with an interval."""
    result = run(data, "--cases", 12)
    assert result.returncode == 0, result.stderr
    assert len(re.findall(r"^\d+ of 12: .* missed, ", result.stderr, re.MULTILINE)) == 12
    lines = result.stdout.splitlines()
    assert len(lines) == 2 + 10 + 1
    assert lines[-1].startswith("| all | 12 | 0 | 0 | 0.000 | 0.000 to 0.242 | 0.00 |")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("no JSON", "line 1: not a labelled document"),
        ('{"id": "a", "text": "Short.", "gold": {"governing_law": ["Ohio"]}}', "no value could be moved"),
    ],
)
def test_data_without_a_needle_is_one_clear_error(line: str, message: str, tmp_path: Path) -> None:
    """It names the file, and nothing is printed as a result."""
    path = tmp_path / "bad.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    result = run(path)
    assert result.returncode == 1
    assert message in result.stderr
    assert str(path) in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def script() -> ModuleType:
    """Import the script as a module."""
    spec = importlib.util.spec_from_file_location("needle", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["needle"] = module
    spec.loader.exec_module(module)
    return module


def test_a_critic_that_knows_every_value_finds_every_needle(data: Path) -> None:
    """All are seen and found at the depths of ten tenths, without a false alarm; a wrong value on top is one."""
    needle, documents = script(), list(read_corpus(data))
    labelling = Labelling.of(load_schema("contract"), documents)
    schema = subset(labelling.schema, list(labelling.labels))
    cases = list(needle.cases(documents, labelling, 10, random.Random(0)))
    assert len(cases) == 10
    for number, case in enumerate(cases):
        assert case.depth == pytest.approx((number + 0.5) / 10, abs=0.08)
        assert case.field in case.right
        assert case.field not in case.draft
        stated = {(name, value): 0.97 for name, values in case.document.gold.items() for value in values}
        outcome = needle.examine(ScriptedCritic(stated, stated), case, schema, 0.2)
        assert (outcome.seen, outcome.found, outcome.false_alarms) == (True, True, 0)
        wrong = {**stated, ("parties", "Agreement"): 0.9}
        assert needle.examine(ScriptedCritic(stated, wrong), case, schema, 0.2).false_alarms == 1


def test_wilsons_interval() -> None:
    """As in the textbooks: 8 of 10 is .49 to .94, and none of ten still leaves room."""
    wilson = script().wilson
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)
    assert wilson(0, 10) == pytest.approx((0.0, 0.278), abs=0.001)
