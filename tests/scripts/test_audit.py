"""The audit script as a user starts it: drafts that are there already, the shipped critic, a person's verdicts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.weights

ROOT = Path(__file__).parents[2]
TEXT = (
    "RESELLER AGREEMENT\n\nThis Reseller Agreement is made on March 14, 2019 by and between "
    "Tamarack Data Systems, Inc. (“Vendor”) and Bluewater Channel Partners LLC (“Reseller”).\n\n"
    "12. Governing law. This Agreement is governed by the laws of the State of Oregon."
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Write a contract whose label for the law is wrong, and its draft."""
    gold = {"document_name": ["RESELLER AGREEMENT"], "governing_law": ["Delaware"]}
    document = {"id": "a", "text": TEXT, "gold": gold, "spans": []}
    (tmp_path / "contracts.test.jsonl").write_text(json.dumps(document) + "\n", encoding="utf-8")
    draft = {"id": "a", "draft": {"document_name": ["RESELLER AGREEMENT"], "governing_law": ["Oregon"]}}
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "contracts.test.jsonl").write_text(json.dumps(draft) + "\n", encoding="utf-8")
    return tmp_path


def audit(place: Path, *arguments: str) -> str:
    """Run the script and return what it prints."""
    command = [
        sys.executable,
        "scripts/audit.py",
        str(place / "contracts.test.jsonl"),
        "--work",
        str(place),
        *arguments,
    ]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_disagreement_is_shown_with_its_passage(place: Path) -> None:
    """The critic keeps Oregon, the label says Delaware; the title is no matter of dispute."""
    shown = audit(place, "--show")
    assert shown.startswith("a /governing_law kept, but wrong by the label, p = 0.")
    assert "'Oregon'" in shown
    assert "the laws of the State of Oregon" in shown
    assert "document_name" not in shown


@pytest.mark.parametrize(("verdict", "recall"), [("critic", "1.000"), ("label", "0.000")])
def test_the_figures_follow_the_verdicts(place: Path, verdict: str, recall: str) -> None:
    """Where the critic is right nothing was overlooked; where the label is, one wrong value was."""
    ruling = {"document": "a", "pointer": "/governing_law", "flagged": False, "verdict": verdict}
    (place / "verdicts.jsonl").write_text(json.dumps(ruling) + "\n", encoding="utf-8")
    table = audit(place, "--verdicts", str(place / "verdicts.jsonl"))
    assert table.startswith("2 drafted values, 1 disagreements")
    assert "| kept, by the label wrong " in table
    (line,) = (line for line in table.splitlines() if line.startswith("| the critic, by the verdicts"))
    assert line.split("|")[3].strip() == recall


@pytest.mark.parametrize(("verdict", "figures"), [("critic", ["1.000", "1.000"]), ("label", ["0.500", "0.500"])])
def test_values_that_the_draft_lacks_are_read_too(place: Path, verdict: str, figures: list[str]) -> None:
    """The label wants a party and a title that is none; the critic finds the party, and a law that has no label."""
    gold = {"parties": ["Tamarack Data Systems, Inc.", "Bluewater Channel Partners LLC"], "document_name": ["Vendor"]}
    labelled = json.dumps({"id": "a", "text": TEXT, "gold": gold | {"governing_law": []}, "spans": []})
    (place / "contracts.test.jsonl").write_text(labelled + "\n", encoding="utf-8")
    draft = {"id": "a", "draft": {"parties": gold["parties"][:1], "document_name": ["RESELLER AGREEMENT"]}}
    (place / "drafts" / "contracts.test.jsonl").write_text(json.dumps(draft) + "\n", encoding="utf-8")
    shown = audit(place, "--kind", "missing", "--show")
    found, overlooked = TEXT.index("Oregon"), TEXT.index("Vendor")
    assert re.search(
        rf"^a /governing_law at {found} found, but not missing by the label, p = (0\.\d\d|1\.00)$", shown, re.MULTILINE
    )
    assert f"a /document_name at {overlooked} overlooked, but missing by the label\n" in shown
    assert "Bluewater Channel Partners LLC' " not in shown
    rulings = [
        {"document": "a", "pointer": "/governing_law", "start": found, "flagged": True, "verdict": verdict},
        {"document": "a", "pointer": "/document_name", "start": overlooked, "flagged": False, "verdict": verdict},
    ]
    (place / "verdicts.jsonl").write_text("\n".join(map(json.dumps, rulings)) + "\n", encoding="utf-8")
    table = audit(place, "--kind", "missing", "--verdicts", str(place / "verdicts.jsonl"))
    assert table.startswith("3 values that the drafts lack, or seem to, 2 disagreements")
    (line,) = (line for line in table.splitlines() if line.startswith("| the critic, by the verdicts"))
    assert [cell.strip() for cell in line.split("|")[2:4]] == figures


@pytest.mark.parametrize("name", ["cuad_excerpt", "dotin_resume"])
def test_the_verdicts_that_are_kept_hold_no_text(name: str) -> None:
    """Of third parties' documents nothing but their ids is in the project, and where in them a value stands."""
    lines = (ROOT / "data" / "audit" / f"{name}.test.jsonl").read_text(encoding="utf-8").splitlines()
    rulings = [json.loads(line) for line in lines]
    assert all(set(ruling) - {"start"} == {"document", "pointer", "flagged", "verdict"} for ruling in rulings)
    assert {ruling["verdict"] for ruling in rulings} == {"label", "critic", "either"}
    about = {(ruling["document"], ruling["pointer"], ruling.get("start"), ruling["flagged"]) for ruling in rulings}
    assert len(about) == len(rulings)
