"""The Spark job as a user starts it, on a local Spark with two workers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from ie_pipeline.record import Record

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="needs the extra `spark`"),
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java, for Spark"),
]


def test_documents_become_records_in_parquet(tmp_path: Path) -> None:
    """One record a row, by whichever worker; a row without a text is a failed record."""
    parquet = pytest.importorskip("pyarrow.parquet")
    names = [f"cv-{number}" for number in range(30)]
    texts = {name: None if name == "cv-7" else f"Ann Lee {name}, nurse" for name in names}
    (tmp_path / "documents").mkdir()
    for part in range(3):  # a file is a partition
        lines = [json.dumps({"id": name, "text": texts[name]}) + "\n" for name in names[part::3]]
        (tmp_path / "documents" / f"{part}.jsonl").write_text("".join(lines), encoding="utf-8")
    drafts = tmp_path / "drafts.jsonl"
    lines = [json.dumps({"id": name, "data": {"name": f"Ann Lee {name}"}}) + "\n" for name in names]
    drafts.write_text("".join(lines), encoding="utf-8")

    options = ["--schema", "resume", "--generator", f"replay:{drafts}", "--critic", "evidence"]
    places = [str(tmp_path / "documents"), str(tmp_path / "records")]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": "--master local[2] --driver-memory 512m --conf spark.ui.enabled=false pyspark-shell",
    }
    command = [sys.executable, str(ROOT / "scripts" / "etl_spark.py"), *places, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stderr

    rows = parquet.read_table(tmp_path / "records").to_pylist()
    assert sorted(row["id"] for row in rows) == sorted(names)
    for row in rows:
        record = Record.from_dict(json.loads(row["record"]))
        assert (record.id, record.status.value) == (row["id"], row["status"])
        if row["id"] == "cv-7":
            assert (row["status"], row["error"]) == ("failed", "'text' is null")
        else:
            assert (row["status"], json.loads(row["data"])) == ("accepted", {"name": f"Ann Lee {row['id']}"})
