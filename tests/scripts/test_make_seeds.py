"""The seeds: what the script writes, small, and true to their records."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest

from critic import pointers
from critic.corpus import read_corpus

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "data" / "seeds"
FILES = {"contracts.jsonl": "contract", "resumes.jsonl": "resume", "resumes_zh.jsonl": "resume"}


def test_the_script_writes_the_seeds_that_are_there(tmp_path: Path) -> None:
    """Byte for byte, with the version of Faker that they were written with."""
    tested = re.search(r"^faker==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert tested is not None
    if version("faker") != tested[1]:
        pytest.skip(f"the seeds were written with Faker {tested[1]}")
    command = [sys.executable, str(ROOT / "scripts" / "make_seeds.py"), "--output", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (SEEDS / name).read_bytes(), name


def test_the_seeds_are_small() -> None:
    """They travel with the repository."""
    assert sum((SEEDS / name).stat().st_size for name in FILES) < 600_000


@pytest.mark.parametrize("name", FILES)
def test_a_seed_is_a_labelled_document_with_its_nested_record(name: str) -> None:
    """It reads as a corpus; the record obeys its schema and holds what the flat gold record holds."""
    schema = json.loads((ROOT / "schemas" / f"{FILES[name]}.json").read_text(encoding="utf-8"))
    rows = [json.loads(line) for line in (SEEDS / name).read_text(encoding="utf-8").splitlines()]
    documents = list(read_corpus(SEEDS / name))
    assert len({document.id for document in documents}) == len(rows) >= 20
    for row, document in zip(rows, documents, strict=True):
        jsonschema.validate(row["record"], schema)
        spelled = json.dumps(row["record"], ensure_ascii=False)
        for values in document.gold.values():
            assert all(json.dumps(value, ensure_ascii=False) in spelled for value in values)
        for span in document.spans:
            assert document.text[span.start : span.end] in document.gold[span.field]
        assert pointers.get(row, "/license") == "Apache-2.0"
