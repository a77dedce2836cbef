"""The two extraction scripts as a user starts them, on the samples and with drafts that are replayed."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ie_pipeline.errors import UsageError
from ie_pipeline.record import LeafEvidence, OpenFinding, Record, Status

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"


def run(script: str, *arguments: str | Path) -> list[str]:
    """Run a script with the critic that needs no weights and return what it prints."""
    command = [sys.executable, "-W", "error", str(ROOT / "scripts" / script), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [*command, "--critic", "evidence"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def load(script: str) -> ModuleType:
    """Import a script."""
    spec = importlib.util.spec_from_file_location(script.removesuffix(".py"), ROOT / "scripts" / script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(path: Path) -> dict[str, Record]:
    """Read an output file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {record.id: record for record in (Record.from_dict(json.loads(line)) for line in lines)}


def test_contracts_become_records_and_risks_are_listed(tmp_path: Path) -> None:
    """One record a file, also for one that cannot be read; the footnote on page 48 is put before a person."""
    folder = shutil.copytree(SAMPLES / "contracts", tmp_path / "contracts")
    (folder / "empty.txt").touch()
    output = tmp_path / "records.jsonl"
    gold = SAMPLES / "gold" / "contracts.jsonl"
    said = run("extract_contracts.py", folder, output, "--generator", f"replay:{gold}")
    found = records(output)
    assert set(found) == {path.name for path in folder.iterdir()}
    assert said[0] == "empty.txt: failed, is empty (0 bytes)"
    assert said[1].startswith("investment_agreement.pdf: repayment risk on page 48: Should force majeure")
    assert len(said) == 2


def test_resumes_become_records_and_a_table_of_positions(tmp_path: Path) -> None:
    """What the draft invented is in neither; the table has a line for each position."""
    output, table = tmp_path / "records.jsonl", tmp_path / "positions.csv"
    drafts = SAMPLES / "replay" / "resumes.jsonl"
    run("extract_resumes.py", SAMPLES / "resumes", output, table, "--generator", f"replay:{drafts}")
    found = records(output)
    assert set(found) == {path.name for path in (SAMPLES / "resumes").iterdir()}
    assert not {"Django", "SQL"} & set(found["resume_flask.md"].data["tech_tools"])
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["document"] for row in rows] == [
        record.id for record in found.values() for _ in record.data.get("positions", ())
    ]


@pytest.mark.parametrize("script", ["extract_contracts.py", "extract_resumes.py"])
def test_only_standard_names_of_the_package_are_used(script: str) -> None:
    """What a user copies needs nothing but the package's public names."""
    lines = (ROOT / "scripts" / script).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "ie_pipeline" in line and "import" in line] == [
        "from ie_pipeline import Pipeline, Record, Status, read_inputs"
    ]


def test_open_findings_and_risks_are_listed_with_their_places(capsys: pytest.CaptureFixture[str]) -> None:
    """A page where pages are known, else the character; what stands nowhere has no place."""
    script = load("extract_contracts.py")
    words = "It stands nowhere."
    evidence = LeafEvidence(7, 12, None, "never", "verbatim", 0.9)
    record = Record(
        "c.txt",
        Status.NEEDS_REVIEW,
        {"repayment_risks": ["never"]},
        {"/repayment_risks/0": evidence},
        (
            OpenFinding("redundant", "/parties/0", "x", 3, 4, 2, "x", 0.9, words),
            OpenFinding("missing", "/governing_law", "y", 5, 6, None, "y", 0.9, words),
            OpenFinding("redundant", "/document_name", "z", None, None, None, None, 0.9, words),
        ),
    )
    script.list_findings(record)
    script.list_risks(record)
    assert capsys.readouterr().out.splitlines() == [
        "    /parties/0, page 2: It stands nowhere.",
        "    /governing_law, character 5: It stands nowhere.",
        "    /document_name: It stands nowhere.",
        "c.txt: repayment risk on page ?: never",
    ]


@pytest.mark.parametrize("script", ["extract_contracts.py", "extract_resumes.py"])
def test_a_misspelt_folder_does_not_cost_the_last_output(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    """It is read before anything is written."""
    output, table = tmp_path / "records.jsonl", tmp_path / "positions.csv"
    output.write_text("kept")
    table.write_text("kept")
    places = [output] if script == "extract_contracts.py" else [output, table]
    monkeypatch.setattr(sys, "argv", [script, str(tmp_path / "nowhere"), *map(str, places)])
    with pytest.raises(UsageError, match="nowhere"):
        load(script).main()
    assert (output.read_text(), table.read_text()) == ("kept", "kept")


def test_the_table_leaves_doubted_positions_out_and_holds_no_formula() -> None:
    """A position with an open finding is for a person; what a spreadsheet would run is text."""
    script = load("extract_resumes.py")
    positions = [{"company": "Acme"}, {"company": "=HYPERLINK(1)", "period": None}]
    finding = OpenFinding("redundant", "/positions/0/company", "Acme", 0, 4, None, "Acme", 0.9, "words")
    record = Record("cv", Status.NEEDS_REVIEW, {"positions": positions}, findings=(finding,))
    assert list(script.positions(record)) == [{"document": "cv", "company": "'=HYPERLINK(1)"}]
