"""The Ray Data job as a user starts it, on a local Ray with two workers and the samples."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from ie_pipeline.documents import Document, read_inputs
from ie_pipeline.pipeline import Pipeline

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"


@pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra `ray`")
def test_documents_become_records_in_parquet(tmp_path: Path) -> None:
    """The records are those of the pipeline, one for each document."""
    parquet = pytest.importorskip("pyarrow.parquet")
    documents = [item for item in read_inputs([str(SAMPLES / "resumes")]) if isinstance(item, Document)]
    lines = [json.dumps({"id": document.id, "text": document.text}) + "\n" for document in documents]
    (tmp_path / "documents.jsonl").write_text("".join(lines), encoding="utf-8")
    generator = f"replay:{SAMPLES / 'replay' / 'resumes.jsonl'}"

    options = ["--schema", "resume", "--generator", generator, "--critic", "evidence"]
    places = [str(tmp_path / "documents.jsonl"), str(tmp_path / "records")]
    environment = {
        **os.environ,
        "HOME": str(tmp_path),  # Ray keeps a token there
        "PYTHONPATH": str(ROOT),
        "RAY_AUTH_MODE": "disabled",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_OVERRIDE_RESOURCES": '{"CPU": 2}',
    }
    command = [sys.executable, str(ROOT / "scripts" / "etl_ray.py"), *places, *options]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path, timeout=300
    )
    assert done.returncode == 0, done.stderr

    rows = parquet.read_table(tmp_path / "records").to_pylist()
    pipeline = Pipeline("resume", generator, "evidence")
    unpaged = [Document(document.id, document.text) for document in documents]
    assert {row["id"]: row["record"] for row in rows} == {
        record.id: record.to_json() for record in pipeline.stream(unpaged)
    }
    assert len(rows) == len(documents)
