"""``ie-pipeline evaluate``: from labelled lines to a report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ie_pipeline.cli import main
from ie_pipeline.cli.options import PipelineOptions
from tests.cli.pipelines import Scripted

ROWS: list[dict[str, Any]] = [
    {"id": "a", "text": "Lease", "gold": {"document_name": ["LEASE"]}},
    {"id": "b", "text": "Licence", "gold": {"document_name": ["Sublicence"], "colour": ["red"]}},
    {"id": "c", "text": " ", "gold": {"document_name": ["Lost"]}},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a file of three labelled documents, the last without text."""
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> tuple[Result, list[Any]]:
    """Run ``evaluate`` with a pipeline that returns a document's text as its name; return also the schemas used."""
    schemas: list[Any] = []

    def build(_options: PipelineOptions, schema: Any) -> Scripted:
        schemas.append(schema)
        return Scripted()

    monkeypatch.setattr(PipelineOptions, "build", build)
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)]), schemas


def test_a_report_is_written_and_shown(monkeypatch: pytest.MonkeyPatch, data: Path, tmp_path: Path) -> None:
    """One right, one wrong, one that could not be read: precision 1/2, recall 1/3."""
    place = tmp_path / "report.json"
    result, schemas = run(monkeypatch, data, "--schema", "contract", "--report", place)
    assert result.exit_code == 0, result.output
    report = json.loads(place.read_text(encoding="utf-8"))
    assert report["documents"] == 3
    assert report["statuses"] == {"accepted": 2, "needs_review": 0, "failed": 1}
    assert (report["final"]["precision"], report["final"]["recall"]) == (0.5, 0.3333)
    assert report["accepted"] == {"share": 0.6667, "values": 2, "precision": 0.5}
    assert list(schemas[0]["properties"]) == ["document_name"]
    assert result.stdout == ""
    assert "document_name" in result.stderr
    assert "3 documents, of which 1 failed and counts as empty" in result.stderr


def test_the_scores_are_shown_without_a_report(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """Whoever only wants to see them names no file."""
    result, _ = run(monkeypatch, data, "--schema", "contract")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "critic only" in result.stderr


def test_labels_that_no_field_bears_are_told(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """A misspelt name would else be left out of the score without a word."""
    row = {"id": "z", "text": "Lease", "gold": {"document_name": ["Lease"], "docment_name": ["Lease"]}}
    data.write_text(data.read_text(encoding="utf-8") + json.dumps(row) + "\n", encoding="utf-8")
    result, _ = run(monkeypatch, data, "--schema", "contract", "--report", "-")
    assert "Labelled, but no field of the schema: colour, docment_name" in result.stderr


def test_the_report_says_what_was_run(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """Options are recorded, and a key in a URL is not."""
    url = "http://user:secret@localhost:8000/v1?key=secret"
    call = ["--schema", "contract", "--report", "-", "--limit", 2, "--base-url", url, "--error-rate", "0.1"]
    result, _ = run(monkeypatch, data, *call)
    settings = json.loads(result.stdout)["settings"]
    assert (settings["data"], settings["schema"], settings["fields"]) == ("gold.jsonl", "contract", ["document_name"])
    assert (settings["limit"], settings["pipeline"]["error_rate"]) == (2, 0.1)
    assert settings["pipeline"]["base_url"] == "http://localhost:8000/v1"
    assert "secret" not in result.output


def test_the_whole_schema_can_be_run(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """Nothing is narrowed, and what has no labels is not scored."""
    result, schemas = run(monkeypatch, data, "--schema", "contract", "--report", "-", "--whole-schema")
    assert "governing_law" in schemas[0]["properties"]
    assert list(json.loads(result.stdout)["per_field"]) == ["document_name"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.jsonl", "--schema", "contract"], "No such file"),
        (["gold.jsonl", "--schema", "resume"], "share no field"),
        (["gold.jsonl", "--schema", "contract", "--fields", "size"], "no such field: size"),
        (["gold.jsonl", "--schema", "contract", "--fields", "parties"], "no document is labelled with parties"),
        (["gold.jsonl", "--schema", "contract", "--limit", "0"], "--limit"),
    ],
)
def test_a_wrong_call_ends_with_2(monkeypatch: pytest.MonkeyPatch, data: Path, arguments: list[str], said: str) -> None:
    """It is said before a model is loaded."""
    monkeypatch.chdir(data.parent)
    result, schemas = run(monkeypatch, *arguments, "--report", "report.json")
    assert result.exit_code == 2
    assert said in result.stderr
    assert schemas == []


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/nowhere/at/all/report.json", "/nowhere/at/all is not a folder"),
        (".", "cannot write .: it is a folder"),
        ("gold.jsonl", "gold.jsonl is the file of labelled documents; it would be overwritten"),
        ("./shape.json", "./shape.json is the schema; it would be overwritten"),
        ("drafts.jsonl", "drafts.jsonl is the file of drafts; it would be overwritten"),
    ],
)
def test_a_report_that_has_no_place_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, data: Path, place: str, said: str
) -> None:
    """Nobody waits an hour to learn that the folder was misspelt, or loses the labels to a slip."""
    monkeypatch.chdir(data.parent)
    Path("shape.json").write_text('{"type": "object", "properties": {"document_name": {"type": "string"}}}')
    Path("drafts.jsonl").write_text('{"id": "a", "data": {}}\n')
    before = {path.name: path.read_bytes() for path in data.parent.iterdir()}
    replayed = ("--generator", "replay:drafts.jsonl")
    result, schemas = run(monkeypatch, data, "--schema", "shape.json", *replayed, "--report", place)
    assert result.exit_code == 2
    assert said in result.stderr
    assert schemas == []
    assert {path.name: path.read_bytes() for path in data.parent.iterdir()} == before


def test_a_report_that_cannot_be_written_does_not_cost_the_scores(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    """They are shown before they are written."""
    result, _ = run(monkeypatch, data, "--schema", "contract", "--report", "/dev/full")
    assert result.exit_code != 0
    assert "loop" in result.stderr


def test_what_goes_wrong_on_the_way_is_told(data: Path) -> None:
    """A draft of which the schema does not take all is scored without the rest, and that is said."""
    drafts = data.with_name("drafts.jsonl")
    drafts.write_text('{"id": "a", "data": {"document_name": "Lease", "docment_date": "2020"}}\n')
    call = ["evaluate", str(data), "--schema", "contract", "--critic", "evidence", "--report", "-"]
    result = CliRunner().invoke(main, [*call, "--generator", f"replay:{drafts}"])
    assert "of the draft of 'a' the schema does not take all of docment_date" in result.stderr
