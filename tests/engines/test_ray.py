"""A batch on a local Ray with two workers: every document once, also where a worker is killed in the middle."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from ie_pipeline.documents import Unreadable
from ie_pipeline.engines.ray import RayOptions, _check_room, extract_with_ray
from ie_pipeline.errors import UsageError
from ie_pipeline.pipeline import Pipeline
from ie_pipeline.specification import PipelineSpec

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("spread.py")
COUNT = 120

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra `ray`")


def spread(folder: Path) -> dict[str, Any]:
    """Run the program, which is a Ray cluster of its own, and return what it saw."""
    environment = {
        **os.environ,
        "HOME": str(folder),  # Ray keeps a token there
        "PYTHONPATH": str(ROOT),
        "RAY_AUTH_MODE": "disabled",
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    command = [sys.executable, str(PROGRAM), str(folder), str(COUNT)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, cwd=folder, timeout=300
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
    return seen


def journalled(folder: Path) -> tuple[list[tuple[str, int]], int]:
    """Return the documents of the run's journal in their order, each with the number of its steps, and the calls."""
    with closing(sqlite3.connect(folder / "run" / "journal.sqlite")) as journal:
        query = (
            "SELECT id, (SELECT count(*) FROM steps WHERE document = documents.number) FROM documents ORDER BY position"
        )
        ids = journal.execute(query).fetchall()
        return ids, journal.execute("SELECT count(*) FROM steps").fetchone()[0]


@needs_ray
def test_all_records_arrive_once_although_a_worker_is_killed(tmp_path: Path) -> None:
    """They are those of one process, byte for byte; the journals are merged, no step is paid twice, nor in a rerun."""
    from tests.engines.spread import documents

    seen = spread(tmp_path)
    assert seen["workers"] == 2
    assert seen["done_when_killed"] < COUNT
    pipeline = Pipeline("resume", f"replay:{tmp_path / 'drafts.jsonl'}", "evidence")
    alone = [record.to_json() for record in pipeline.stream(documents(COUNT))]
    assert seen["first"] == seen["again"] == alone

    ids, steps = journalled(tmp_path)
    assert ids == [(f"cv-{number}", number != 7) for number in range(COUNT)]
    assert steps == COUNT - 1
    assert list((tmp_path / "run" / "workers").iterdir()) == []
    assert seen["refusal"] == "nowhere: the drafts to replay cannot be read (No such file or directory)"


def test_more_workers_than_the_machine_holds_are_refused() -> None:
    """They would be waited for without end; a cluster may grow, so it is not asked."""
    with pytest.raises(UsageError, match="4 workers with 1 processors each are too many; there are 2"):
        _check_room(RayOptions(workers=4), 2)


def test_without_ray_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, before any document is read."""
    monkeypatch.setattr("ie_pipeline.engines.ray.find_spec", lambda _: None)
    with pytest.raises(UsageError, match="install the extra `ray`"):
        extract_with_ray(iter([Unreadable("a", "never read")]), PipelineSpec("resume", "replay:none", "evidence"))
