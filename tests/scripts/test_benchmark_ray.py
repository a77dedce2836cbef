"""The benchmark of Ray workers, on a batch so small that its numbers say nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra `ray`")
def test_a_batch_is_timed(tmp_path: Path) -> None:
    """Its process prints the seconds; a batch that fails has none."""
    (tmp_path / "cv.txt").write_text("Ann Lee, nurse.")
    drafts = [{"id": f"cv.txt {number}", "data": {"name": "Ann Lee"}} for number in range(2)]
    (tmp_path / "drafts.jsonl").write_text("".join(json.dumps(draft) + "\n" for draft in drafts))
    environment = {
        **os.environ,
        "HOME": str(tmp_path),  # Ray keeps a token there
        "PYTHONPATH": str(ROOT),
        "RAY_AUTH_MODE": "disabled",
        "RAY_OVERRIDE_RESOURCES": '{"CPU": 2}',
    }
    call = [sys.executable, str(ROOT / "scripts" / "benchmark_ray.py"), "--document", "cv.txt", "--schema", "resume"]
    call += ["--generator", "replay:drafts.jsonl", "--critic", "evidence", "--batch", "2", "2"]
    done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d+\.\d+", done.stdout.splitlines()[-1])
