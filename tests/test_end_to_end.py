"""The real command over the sample files, with the embedded model and the shipped critic."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from critic.fields import flatten, leaves
from ie_pipeline.documents import Document, read_document
from ie_pipeline.schema import load_schema, relax

pytestmark = pytest.mark.weights

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "data" / "samples"
NEEDS_REVIEW = 3
FILES = {
    "contract": ("mutual_nda.md", "reseller_agreement.txt", "investment_agreement.pdf"),
    "resume": ("data_analyst.html", "resume_flask.md"),
}
"""One of each family would do, and the agreement of fifty pages; they take a minute. `make demo` runs over all."""


def extract(folder: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    """Run the command and return its records by id."""
    out = folder / "out.jsonl"
    command = [sys.executable, "-m", "ie_pipeline", "extract", *arguments, "-o", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, NEEDS_REVIEW), done.stderr
    lines = out.read_text(encoding="utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Extract the sample contracts once."""
    folder = tmp_path_factory.mktemp("contracts")
    report = folder / "report.html"
    files = [str(SAMPLES / "contracts" / name) for name in FILES["contract"]]
    records = extract(folder, *files, "--schema", "contract", "--html", str(report))
    assert "Content-Security-Policy" in report.read_text(encoding="utf-8")
    return records


@pytest.fixture(scope="module")
def resumes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Extract the sample resumes once."""
    files = [str(SAMPLES / "resumes" / name) for name in FILES["resume"]]
    return extract(tmp_path_factory.mktemp("resumes"), *files, "--schema", "resume")


@pytest.mark.parametrize("kind", ["contract", "resume"])
def test_every_file_gives_one_valid_record_with_true_evidence(kind: str, request: pytest.FixtureRequest) -> None:
    """One record a file, valid under the schema; every value has evidence, and every quote stands where it is said."""
    records = request.getfixturevalue(f"{kind}s")
    files = sorted(SAMPLES / f"{kind}s" / name for name in FILES[kind])
    assert sorted(records) == [path.name for path in files]
    schema = load_schema(kind)
    for path in files:
        record = records[path.name]
        document = read_document(path)
        assert isinstance(document, Document)
        jsonschema.validate(record["data"], relax(schema))
        assert record["data"], f"{path.name}: nothing was found"
        assert {leaf.pointer for leaf in leaves(record["data"], flatten(schema))} == set(record["evidence"])
        for place in record["evidence"].values():
            assert document.text[place["start"] : place["end"]] == place["quote"]


def test_the_footnote_on_page_48_is_found(contracts: dict[str, dict[str, Any]]) -> None:
    """The record of the investment agreement holds the risk that a footnote states, with that page as evidence."""
    record = contracts["investment_agreement.pdf"]
    risks = record["data"]["repayment_risks"]
    (index,) = (number for number, risk in enumerate(risks) if "only in part" in risk)
    place = record["evidence"][f"/repayment_risks/{index}"]
    assert (place["page"], " ".join(place["quote"].split())) == (48, risks[index])
    assert place["probability"] > 0.5
    assert len(risks) <= 3, "one of some five hundred sentences states it"


def test_django_and_sql_do_not_survive(resumes: dict[str, dict[str, Any]]) -> None:
    """A resume with Python and Flask only yields no Django and no SQL."""
    tools = {tool.casefold() for tool in resumes["resume_flask.md"]["data"].get("tech_tools", [])}
    assert {"python", "flask"} <= tools
    assert not tools & {"django", "sql"}


def test_replayed_django_and_sql_do_not_survive(tmp_path: Path) -> None:
    """The loop drops Django and SQL also when another extractor's draft brings them in, and says why."""
    drafts = SAMPLES / "replay" / "resumes.jsonl"
    records = extract(tmp_path, str(SAMPLES / "resumes"), "--schema", "resume", "--generator", f"replay:{drafts}")
    record = records["resume_flask.md"]
    tools = {tool.casefold() for tool in record["data"]["tech_tools"]}
    assert {"python", "flask"} <= tools
    assert not tools & {"django", "sql"}
    dropped = {change["before"] for entry in record["rounds"] for change in entry["changes"] if entry["kept"]}
    assert {"Django", "SQL"} <= dropped


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs over the same document write the same bytes."""
    source = SAMPLES / "contracts" / "reseller_agreement.txt"
    runs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        extract(tmp_path / name, str(source), "--schema", "contract")
        runs.append((tmp_path / name / "out.jsonl").read_bytes())
    assert runs[0] == runs[1]
