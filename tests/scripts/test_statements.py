"""The statements script as a user starts it, with the shipped critic and the sentences that come with the project."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.weights

ROOT = Path(__file__).parents[2]


def test_the_shipped_critic_knows_a_risk_that_is_put_in_plain_words() -> None:
    """It ranks what states one above what only sounds like it, and shows few of the others."""
    command = [sys.executable, "scripts/statements.py", "data/statements/repayment_risks.jsonl"]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    said = re.fullmatch(
        r"repayment_risks: AUC (0\.\d+) \[.*\], shown (\d+) of 30 that state it, (\d+) of 40 others\n", done.stdout
    )
    assert said is not None
    assert float(said[1]) > 0.85
    assert int(said[2]) > 10 > 2 * int(said[3])
