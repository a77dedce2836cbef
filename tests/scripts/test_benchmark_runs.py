"""The benchmark of runs prints what it was asked for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_measures_a_small_batch_and_a_small_journal(tmp_path: Path) -> None:
    """Four lines, each with its number; it leaves nothing behind."""
    call = [
        sys.executable,
        "scripts/benchmark_runs.py",
        "--documents",
        "5",
        "25",
        "--rows",
        "500",
        "--folder",
        tmp_path,
    ]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        call, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^documents a second, .*: -?[\d,]+ \(asked: 300 or more\)$", done.stdout, re.MULTILINE)
    assert re.search(r"^peak memory: \d+ MB at 5 documents, \d+ MB at 25: x \d\.\d\d", done.stdout, re.MULTILINE)
    assert re.search(r"^the same command again: [\d.]+ s instead of [\d.]+ s$", done.stdout, re.MULTILINE)
    assert re.search(r"^scan of a journal of 500 rows: \d\.\d s", done.stdout, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []
